"""Who may enter the office: the blueprint, its guard, and what the person who is signed in may see and do."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from sideevents import clock
from sideevents.mail import links
from sideevents.rules.conference import Conference
from sideevents.store.conference import ConferenceRow, all_conferences, find_conference
from sideevents.store.office import find_session, roles_of
from sideevents.store.post import Counts, count_open
from sideevents.store.proposal import ProposalRow, find_by_reference
from sideevents.usecases.sign_in import session_key
from sideevents.web import office_post
from sideevents.web.errors import csrf_error, may_come_back, show_again
from sideevents.web.office_forms import SignInForm

blueprint = Blueprint("office", __name__, url_prefix="/office")

COOKIE_KEY, NEXT_KEY, INITIALS_KEY, CSRF_KEY = "office", "office-next", "office-initials", "csrf_token"
# behind a link of its own, or the way in
OPEN_TO_ALL = {"office.decide", "office.undo", "office.sign_in", "office.use_sign_in"}
# their views ask whether the form is an aged one
SHOWN_AGAIN = {
    *("office.decide", "office.undo", "office.proposal", "office.undo_last", "office.extensions", "office.sign_in"),
    *("office.collected", "office.edit", "office.letter_words", "office.rhythm"),
}
IN_ADDRESSES = ("slug", "reference", "letter_id", "letter")
# where the form stands that is sent to an address without a page of its own
PAGE_OF = {
    "office.undo_last": "office.proposal",
    "office.retry": "office.letter",
    "office.sign_out": "office.conferences",
}


@dataclass(frozen=True)
class Officer:
    """Who is signed in; ``roles`` is conference id -> role, None stands for every conference."""

    email: str
    roles: dict[int | None, str]

    def role_in(self, conference_id: int) -> str | None:
        """``officer``, ``reader`` or None in a conference; of two roles the one that may do more."""
        roles = {self.roles.get(conference_id), self.roles.get(None)}
        return next((role for role in ("officer", "reader") if role in roles), None)


@blueprint.before_request
def guard() -> ResponseReturnValue | None:
    """Let nobody pass who is not signed in and on the list; the way in leads back to where they wanted to go."""
    officer = signed_in()
    g.officer = officer
    if officer is not None or request.endpoint in OPEN_TO_ALL:
        return None
    if request.method == "POST":
        return turned_away()
    return redirect(url_for("office.sign_in", next=request.full_path.rstrip("?")), code=303)


def turned_away() -> ResponseReturnValue:
    """What a form gets whose sender is signed in no longer: the way in, what was typed, and a button to send it again;
    signing in leads to the form's page."""
    where = {name: value for name, value in (request.view_args or {}).items() if name in IN_ADDRESSES}
    asked = request.endpoint or ""
    session[NEXT_KEY] = url_for(PAGE_OF.get(asked, asked), **where)
    labels = {"note": _("Note to the organizer"), "reason": _("Reason"), "email": _("E-mail address")}
    labels["undo-note"] = labels["note"]
    page = render_template(
        "office/sign_in.html",
        form=SignInForm(formdata=None),
        minutes=links.SIGN_IN_MINUTES,
        kept=[(name, value) for name, value in request.form.items(multi=True) if name != CSRF_KEY],
        typed=[(label, request.form[name]) for name, label in labels.items() if request.form.get(name)],
        turned_away=True,
        conference=None,
    )
    return page, 403


@blueprint.errorhandler(CSRFError)
def aged(error: CSRFError) -> ResponseReturnValue:
    """A form that lay open for longer than the browser's session comes back with all that was typed; the way in stands
    above it where its sender has to sign in again."""
    if not may_come_back():
        return csrf_error(error)
    # the tokens are looked at before anybody asks who is there
    away = guard()
    if away is not None:
        return away
    return show_again(error) if request.endpoint in SHOWN_AGAIN else csrf_error(error)


def signed_in() -> Officer | None:
    """The officer or reader whose living session the browser's cookie names, or None."""
    secret = session.get(COOKIE_KEY)
    row = find_session(session_key(secret), now=clock.now()) if secret else None
    if row is None:
        return None
    roles = roles_of(row.email)
    return Officer(row.email, roles) if roles else None


@blueprint.context_processor
def office_facts() -> dict[str, Any]:
    """What every page of the office shows: that it is the office, who is here, and how the post fares in words."""
    words = {"counts_words": office_post.counts_words, "held_words": office_post.held_words}
    return {"nav": "office", "officer": g.get("officer"), **words}


def conferences_of(officer: Officer) -> list[ConferenceRow]:
    """The conferences in which somebody has a role."""
    return [row for row in all_conferences() if officer.role_in(row.id)]


@dataclass(frozen=True)
class Desk:
    """The conference whose office is open, and who stands in it."""

    row: ConferenceRow
    conference: Conference
    officer: Officer
    decides: bool

    @property
    def slug(self) -> str:
        """The conference's address."""
        return self.conference.slug

    @cached_property
    def post(self) -> Counts:
        """What waits, is held and failed, for the way about on every page."""
        return count_open([self.row.id])[self.row.id]


def enter(slug: str) -> Desk:
    """The office of a conference, for officers and readers; 404 if there is none, 403 without a role in it."""
    row = find_conference(slug)
    if row is None:
        abort(404)
    role = g.officer.role_in(row.id)
    if role is None:
        abort(403)
    return Desk(row, row.read(), g.officer, decides=role == "officer")


def enter_to_decide(slug: str) -> Desk:
    """The same for officers alone: whatever shows contacts or changes anything; 403 for readers."""
    desk = enter(slug)
    if not desk.decides:
        abort(403)
    return desk


def proposal_in(desk: Desk, reference: str) -> ProposalRow:
    """The conference's proposal with this reference; 404 if it has none."""
    proposal = find_by_reference(reference)
    if proposal is None or proposal.conference_id != desk.row.id:
        abort(404)
    return proposal


def safe_next(wanted: str | None) -> str | None:
    """A path inside the office that somebody wants to return to; None for anything that could lead elsewhere."""
    if not wanted or not wanted.startswith("/office/") or "\\" in wanted or not wanted.isprintable():
        return None
    parts = urlsplit(wanted)
    return None if parts.scheme or parts.netloc else wanted
