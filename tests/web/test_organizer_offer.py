"""What the page of an offer promises: which text, and when the public sees it."""

from datetime import UTC, datetime, timedelta

import pytest

from sideevents.extensions import db
from sideevents.rules.workflow import Action
from sideevents.store.conference import find_conference
from sideevents.store.unit_of_work import unit_of_work
from tests import scenes
from tests.web.proposing import REQUIRED, SLUG, confirmed, set_clock

NOW = datetime(2017, 8, 8, 15, 0, tzinfo=UTC)
PUBLISHED = datetime(2017, 8, 21, 7, 0, tzinfo=UTC)


@unit_of_work
def publish_from(instant: datetime) -> None:
    """Let the programme be listed from an instant."""
    row = find_conference(SLUG)
    row.document = {**row.document, "programme_from": instant.isoformat()}
    db.session.flush()


@pytest.fixture
def page(app, pages):
    """The organizer's page of an offered proposal."""
    with app.app_context():
        scenes.vienna()
    set_clock(app, NOW)
    path = confirmed(app, pages)
    with app.app_context():
        scenes.decide(1, Action.OFFER, now=NOW + timedelta(minutes=5))
    return path


def test_an_offer_is_about_the_text_that_the_office_had_read(pages, page):
    assert "newer text" not in pages.get(f"{page}/offer").text
    pages.get(f"{page}/amend")
    pages.submit(title="A newer title for it")
    text = pages.get(f"{page}/offer").text
    assert "Your newer text is not part of this offer." in text
    assert "The offer is about revision 1." in text
    assert REQUIRED["title"] in text
    assert "A newer title for it" not in text


def test_before_the_programme_is_published_nothing_is_called_public(app, pages, page):
    assert "public at once" in pages.get(f"{page}/offer").text
    with app.app_context():
        publish_from(PUBLISHED)
    text = pages.get(f"{page}/offer").text
    assert "the public programme lists it from 21 August 2017, 09:00 (Vienna)" in text
    assert "public at once" not in text
    pages.submit(button="accept")
    assert "the programme lists it from 21 August 2017, 09:00 (Vienna)" in pages.follow().text
    set_clock(app, PUBLISHED)
    assert "Your side event is in the programme." in pages.get(page).text
    assert pages.page.link("See it in the programme").endswith("/events/SE-001")
