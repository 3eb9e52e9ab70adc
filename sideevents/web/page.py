"""What every page knows: its language and direction, the demonstration's clock, where the visitor is."""

from typing import Any

from flask import Flask, Response, current_app
from flask_babel import get_locale

from sideevents import clock
from sideevents.describing import day_text, instant_text, language_name
from sideevents.rules.conference import Conference
from sideevents.store.conference import all_conferences


def register(app: Flask) -> None:
    """Give templates their common facts."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(instant=instant_text, day=day_text, language=language_name)
    app.context_processor(common_facts)
    app.after_request(vary)


def vary(response: Response) -> Response:
    """Caches keep what was written in one language for those who read it."""
    response.vary.add("Accept-Language")
    return response


def common_facts() -> dict[str, Any]:
    """Facts for ``base.html``."""
    locale = get_locale()
    return {
        "page_lang": str(locale).replace("_", "-") if locale else "en",
        "page_dir": locale.text_direction if locale else "ltr",
        "demo_clock": clock.now() if current_app.config["DEMO"] else None,
        "demo_conference": demo_conference,
        "has_mailbox": current_app.config["DEV_MAILBOX"],
    }


def demo_conference() -> Conference | None:
    """Whose clock the demonstration shows where a page is about no conference: the first one's."""
    rows = all_conferences()
    return rows[0].read() if rows else None
