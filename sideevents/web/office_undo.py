"""Taking a decision back: whether it can be, what was decided, and the deed; by link and behind the sign-in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import abort, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sideevents import clock
from sideevents.describing import instant_text
from sideevents.rules.conference import Conference
from sideevents.rules.deadline import undo_closes
from sideevents.rules.problem import MovedOn, Refused
from sideevents.rules.workflow import UNDOABLE
from sideevents.store import placing
from sideevents.store.decision import DecisionRow, decisions_on, last_to_undo
from sideevents.store.letter import letters_about
from sideevents.store.placing import Standing
from sideevents.store.proposal import ProposalRow, revision_of
from sideevents.store.unit_of_work import Busy
from sideevents.usecases.undo_decision import undo_decision
from sideevents.web import office_views as views
from sideevents.web.errors import RETRY_AFTER_SECONDS
from sideevents.web.office_access import INITIALS_KEY
from sideevents.web.office_forms import UndoForm
from sideevents.wording import sentence, status_text

OVER = {"decided-meanwhile-undo", "undo-closed", "offer-passed", "illegal-move"}


def latest(proposal_id: int, *, decision: int) -> DecisionRow:
    """The decision with this id; 404 if it is not one of the proposal's."""
    row = next((each for each in decisions_on(proposal_id) if each.id == decision), None)
    if row is None:
        abort(404)
    return row


def closes(proposal: ProposalRow, row: DecisionRow, conference: Conference) -> datetime:
    """Until when the decision can be taken back."""
    slot = placing.standing(proposal).slot or Standing.from_json(row.before).slot
    return undo_closes(conference, slot=slot)


def closes_text(proposal: ProposalRow, row: DecisionRow, conference: Conference) -> str:
    """The last minute in which it can be taken back: people read that rather than the first refused instant."""
    return instant_text(closes(proposal, row, conference) - timedelta(minutes=1), conference)


def why_not(proposal: ProposalRow, *, decision: int, conference: Conference, now: datetime) -> str:
    """Why a decision cannot be taken back any more; "" while it can."""
    rows = {each.id: each for each in decisions_on(proposal.id)}
    row, last = rows.get(decision), last_to_undo(proposal.id)
    if row is None:
        abort(404)
    if row.undone_by is not None:
        undo = rows[row.undone_by]
        facts = {"by": undo.initials or undo.by, "at": instant_text(undo.at, conference)}
        return _("This decision was taken back by %(by)s on %(at)s.", **facts)
    if last is None or last.id != decision:
        return _("Another decision has followed, so this one stays.")
    if proposal.state not in UNDOABLE:
        return _("The proposal has moved on since, so this decision stays.")
    if now >= closes(proposal, row, conference):
        return _("This could be taken back until %(at)s.", at=closes_text(proposal, row, conference))
    return ""


def undo_facts(proposal: ProposalRow, row: DecisionRow, *, conference: Conference) -> dict[str, Any]:
    """What was decided, its letter, and until when it can be taken back."""
    cause = f":decision-{row.id}:"
    letters = [views.posted(each, conference) for each in letters_about(proposal.id) if cause in each.key]
    return {
        "conference": conference,
        "proposal": proposal,
        "title": revision_of(proposal).title,
        "meta": views.meta_text(proposal, conference),
        "status_words": status_text(proposal.status),
        "deed": views.deed(row, conference),
        "letters": letters,
        "held": proposal.conference.outbox_held,
        "until": closes_text(proposal, row, conference),
    }


def take_back(
    form: UndoForm, proposal_id: int, *, decision: int, by: str, conference: Conference, show: Callable[..., Any]
) -> ResponseReturnValue | None:
    """Undo the decision; None if it worked, else the page that says why not, drawn by ``show(why)``."""
    signature, problems = form.signature()
    try:
        if problems:
            raise Refused(problems)
        undo_decision(proposal_id, decision=decision, by=by, now=clock.now(), **signature)
    except MovedOn as moved:
        codes = {problem.code for problem in moved.problems}
        why = " ".join(sentence(problem, conference) for problem in moved.problems)
        return show(why), 410 if codes <= OVER else 409
    except Refused as refused:
        form.show(refused.problems, conference)
        return show(), 422
    except Busy:
        form.show_words("", _("The portal is busy. Nothing was changed; send it again in a few seconds."))
        return show(), 503, {"Retry-After": str(RETRY_AFTER_SECONDS)}
    session[INITIALS_KEY] = signature["initials"]
    return None
