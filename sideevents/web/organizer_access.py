"""The organizer's door: its blueprint, who comes in by which link, and refusals that keep what was typed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, TimeoutError
from werkzeug.exceptions import TooManyRequests

from sideevents import clock
from sideevents.extensions import db
from sideevents.mail import links
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.rules.problem import MovedOn, Problem, Refused
from sideevents.store import placing
from sideevents.store.conference import ConferenceRow, find_conference
from sideevents.store.placing import Standing
from sideevents.store.proposal import ProposalRow, find_proposal, revision_of
from sideevents.store.unit_of_work import Busy
from sideevents.web.errors import RETRY_AFTER_SECONDS, is_aged, show_again
from sideevents.wording import sentences

blueprint = Blueprint("organizer", __name__)

KEPT = (Refused, Busy, OperationalError, TimeoutError, TooManyRequests)


@dataclass(frozen=True)
class Refusal:
    """Why a form is shown again instead of being obeyed."""

    status: int
    problems: list[Problem]
    headers: dict[str, str] = field(default_factory=dict)


def attempt(work: Callable[[], object]) -> Refusal | None:
    """Do what a form asks for. None if it was done, else why not: nothing typed gets lost over it."""
    if is_aged():
        return Refusal(400, [Problem("form-aged")])
    try:
        work()
    except KEPT as error:
        db.session.rollback()
        return _refusal_of(error)
    return None


def _refusal_of(error: Exception) -> Refusal:
    if isinstance(error, Refused):
        return Refusal(409 if isinstance(error, MovedOn) else 422, error.problems)
    if isinstance(error, TooManyRequests):
        return Refusal(429, [Problem("too-many-requests")], {"Retry-After": str(error.retry_after)})
    current_app.logger.error("database busy or away: %s", type(error).__name__)
    return Refusal(503, [Problem("busy")], {"Retry-After": str(RETRY_AFTER_SECONDS)})


@blueprint.errorhandler(CSRFError)
def aged(error: CSRFError) -> ResponseReturnValue:
    """Show an aged form again, with all that was typed and a fresh token; nothing is done."""
    return show_again(error)


@blueprint.after_request
def stay_private(response: Response) -> Response:
    """Forms are nobody else's; a browser may keep them, so that going back loses nothing, unless they show old text."""
    response.headers.setdefault("Cache-Control", "no-store" if "again" in request.args else "private, no-cache")
    return response


def conference_at(slug: str) -> ConferenceRow:
    """The conference at an address; 404 if there is none."""
    # PostgreSQL takes no NUL, and no slug holds what cannot be printed
    row = find_conference(slug) if slug.isprintable() else None
    if row is None:
        abort(404)
    return row


@dataclass(frozen=True)
class Holder:
    """Whoever holds the link to a proposal's page."""

    token: str
    proposal: ProposalRow
    conference: Conference
    now: datetime

    @cached_property
    def ask(self) -> Ask:
        """The latest text."""
        return revision_of(self.proposal)

    @cached_property
    def standing(self) -> Standing:
        """State and place."""
        return placing.standing(self.proposal)

    @property
    def page(self) -> str:
        """The address of the proposal's page."""
        return url_for("organizer.page", token=self.token)


def for_holder(view: Callable[[Holder], ResponseReturnValue]) -> Callable[[str], ResponseReturnValue]:
    """Let a view see the proposal of a good link: 404 if it is forged, 410 if it is over or was replaced."""

    @wraps(view)
    def opened(token: str) -> ResponseReturnValue:
        link, now = links.PAGE.read(token), clock.now()
        proposal = find_proposal(link.claims["proposal"]) if link else None
        if link is None or proposal is None:
            abort(404)
        conference = proposal.conference.read()
        if link.expired(now):
            return gone(conference, [_("The page of a proposal can be opened until 30 days after the conference.")])
        if link.claims["epoch"] != proposal.contact_epoch:
            return gone(conference, [_("The proposal has another contact now, and newer links.")])
        return view(Holder(token, proposal, conference, now))

    return opened


def gone(conference: Conference, said: Iterable[str], **facts: Any) -> ResponseReturnValue:
    """The page of a link that was used, replaced or is too old: what now."""
    return render_template("organizer/gone.html", conference=conference, said=list(said), **facts), 410


def moved_on(holder: Holder, problems: Iterable[Problem]) -> ResponseReturnValue:
    """The page that says why something is no longer possible."""
    said = sentences(problems, holder.conference)
    return render_template("organizer/moved_on.html", conference=holder.conference, holder=holder, said=said), 409


def office_mail(conference: Conference, *, subject: str) -> str:
    """The address of a mail to the conference office, its subject filled in."""
    return f"mailto:{quote(conference.office_email, safe='@')}?subject={quote(subject)}"
