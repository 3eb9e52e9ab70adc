"""Flask's extensions, unbound; ``create_app`` binds them. And the languages that the portal speaks."""

import gettext
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path

from babel import negotiate_locale
from flask import current_app, has_request_context, request
from flask_babel import Babel, force_locale
from flask_mail import Mail
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Base of all tables; named constraints, so that migrations can speak of them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)
mail = Mail()
csrf = CSRFProtect()
babel = Babel()

# the office works in one language, that of its letters: its words are not among the translated ones
IN_OWN_LANGUAGE = {"office", "mailbox"}
TRANSLATIONS = Path(__file__).parent / "translations"


def languages() -> tuple[str, ...]:
    """Codes of the languages that the portal speaks: its own first, then those with translated words."""
    own = str(current_app.config["BABEL_DEFAULT_LOCALE"])
    return (own, *(code for code in _translated() if code != own))


def spoken(language: str) -> str:
    """The language in which the portal answers: the wanted one, its base (fr for fr-CA), else the portal's own."""
    own, *others = languages()
    wanted = [language.replace("-", "_")] if language else []
    return negotiate_locale(wanted, [own, *others]) or own


def speaking(language: str) -> AbstractContextManager[None]:
    """Let what is written within be in a language, if the portal speaks it; else in the portal's own ("" is that)."""
    return force_locale(spoken(language))


def language_of_visitor() -> str | None:
    """Of the languages that the browser asks for, the best that the portal speaks; None for the portal's own."""
    if not has_request_context() or request.blueprint in IN_OWN_LANGUAGE:
        return None
    return request.accept_languages.best_match(languages())


@cache
def _translated() -> tuple[str, ...]:
    return tuple(sorted(path.parts[-3] for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.mo") if _speaks(path)))


def _speaks(catalogue: Path) -> bool:
    # a language that somebody has begun, without a translated word yet, would only mislabel English pages
    with catalogue.open("rb") as file:
        return any(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
