"""Taking a decision back: whether it can be, what was decided, and the deed; by link and behind the sign-in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, abort, flash, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sideevents import clock
from sideevents.describing import instant_text, last_minute_text
from sideevents.mail.letter import Letter
from sideevents.rules.conference import Conference
from sideevents.rules.problem import MovedOn, Problem, Refused
from sideevents.rules.workflow import UNDOABLE
from sideevents.store import placing
from sideevents.store.decision import DecisionRow, decisions_on, last_to_undo
from sideevents.store.letter import letters_about
from sideevents.store.placing import Standing
from sideevents.store.post import held_letter_of
from sideevents.store.proposal import ProposalRow, find_proposal, revision_of
from sideevents.store.unit_of_work import Busy
from sideevents.usecases.undo_decision import closes_at, preview_undo, undo_decision
from sideevents.web import office_views as views
from sideevents.web.errors import RETRY_AFTER_SECONDS, is_aged
from sideevents.web.office_access import INITIALS_KEY, Desk
from sideevents.web.office_desk import held_facts, preview_page
from sideevents.web.office_forms import UndoForm
from sideevents.web.office_post import posted
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
    return closes_at(conference, before=placing.standing(proposal), back_to=Standing.from_json(row.before))


def closes_text(proposal: ProposalRow, row: DecisionRow, conference: Conference) -> str:
    """The last minute in which it can be taken back: people read that rather than the first refused instant."""
    return last_minute_text(closes(proposal, row, conference), conference)


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
    letters = posted((each for each in letters_about(proposal.id) if each.tells_of(row.id)), conference)
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
        "untold": any(letter.held for letter in letters),
        **held_facts(proposal),
    }


def take_back(
    form: UndoForm,
    proposal_id: int,
    *,
    decision: int,
    by: str,
    conference: Conference,
    show: Callable[..., Any],
    desk: Desk | None = None,
) -> ResponseReturnValue | None:
    """Preview the letter, or undo the decision; None if that is done and said, else the page to answer with.
    ``show(why)`` draws the page of the form again."""
    step = request.form.get("step")
    if step == "change" and not is_aged():
        return show()
    try:
        signature = _signature(form)
        facts = {"decision": decision, "by": by, "now": clock.now(), **signature}
        if step != "undo":
            return _preview(proposal_id, preview_undo(proposal_id, **facts), conference, desk=desk)
        if _left_meanwhile(proposal_id, decision=decision):
            page = _preview(proposal_id, preview_undo(proposal_id, **facts), conference, desk=desk, left_meanwhile=True)
            return page, 409
        letter = undo_decision(proposal_id, **facts)
    except MovedOn as moved:
        codes = {problem.code for problem in moved.problems}
        why = " ".join(sentence(problem, conference) for problem in moved.problems)
        return show(why), 410 if codes <= OVER else 409
    except Refused as refused:
        form.show(refused.problems, conference)
        return show(), 400 if is_aged() else 422
    except Busy:
        form.show_words("", _("The portal is busy. Nothing was changed; send it again in a few seconds."))
        return show(), 503, {"Retry-After": str(RETRY_AFTER_SECONDS)}
    session[INITIALS_KEY] = signature["initials"]
    flash(_taken_back_text(letter))
    return None


def _taken_back_text(letter: Letter | None) -> str:
    if letter is None:
        return _("The decision is taken back. Its letter had not left: it was dropped, and no letter is written.")
    return _("The decision is taken back; the letter to the organizer is in the outbox.")


def _left_meanwhile(proposal_id: int, *, decision: int) -> bool:
    """Whether the preview said that nobody was told, and somebody has let the letter go since."""
    return request.form.get("told") == "no" and held_letter_of(decision, proposal_id=proposal_id) is None


def _signature(form: UndoForm) -> dict[str, Any]:
    """Note and initials; Refused if they cannot be kept, or if the form is an aged one."""
    signature, problems = form.signature()
    if is_aged():
        problems = [Problem("form-aged")]
    if problems:
        raise Refused(problems)
    return signature


def _preview(
    proposal_id: int,
    letter: Letter | None,
    conference: Conference,
    *,
    desk: Desk | None,
    left_meanwhile: bool = False,
) -> Response:
    proposal = find_proposal(proposal_id)
    assert proposal is not None
    words = {"verb": _("take the last decision back"), "press": _("Take the decision back"), "cautions": []}
    if left_meanwhile:
        words["cautions"] = [_("The letter has left meanwhile. So the organizer is told, by this letter.")]
    return preview_page(proposal, letter, conference=conference, step="undo", desk=desk, **words)
