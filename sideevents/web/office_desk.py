"""One decision, from the form to the letter: the same for the link in a mail and for the office behind the sign-in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Response, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sideevents import clock
from sideevents.mail.letter import Letter
from sideevents.rules.conference import Conference
from sideevents.rules.deadline import accept_by
from sideevents.rules.problem import MovedOn, Problem, Refused
from sideevents.rules.workflow import OFFICE, TEXT_VERDICTS, Action, Status, actions_open
from sideevents.store import placing
from sideevents.store.assessment import assess, cautions_for
from sideevents.store.booking import bookings_of_conference
from sideevents.store.decision import DecisionRow, decisions_on
from sideevents.store.placing import Standing
from sideevents.store.post import count_held, held_about
from sideevents.store.proposal import ProposalRow, find_proposal, revision_of, revisions_of
from sideevents.store.unit_of_work import Busy
from sideevents.usecases.decide_proposal import TAKES_A_SLOT, VERBS, Outcome, Verdict, decide_proposal, preview_decision
from sideevents.web import office_views as views
from sideevents.web.errors import RETRY_AFTER_SECONDS, is_aged
from sideevents.web.letter_parts import calendar_note, with_letter
from sideevents.web.office_access import INITIALS_KEY, Desk
from sideevents.web.office_forms import DecisionForm
from sideevents.wording import sentence, sentences, status_text

ABOUT_THE_STATE = {"decided-meanwhile", "revision-changed", "illegal-move"}
KEPT_TO_ITSELF = {"csrf_token", "step", "told"}


@dataclass(frozen=True)
class Seat:
    """Where somebody decides on a proposal: in whose name, on what they have seen; ``show(form, problems=, busy=)``
    draws the page again, ``done(decision id)`` is where a decision leads. At a ``desk``, that is signed in, the letter
    may be kept for later."""

    proposal_id: int
    conference: Conference
    by: str
    revision: int
    decisions: int
    show: Callable[..., str]
    done: Callable[[int], ResponseReturnValue]
    desk: Desk | None = None


def verbs(proposal: ProposalRow) -> list[Action]:
    """The verbs that the decision form offers in the proposal's state; approve is never the first."""
    found = actions_open(proposal.state, by=OFFICE, pending_text=proposal.pending_text)
    return [verb for verb in found if verb in VERBS]


def blank_form(proposal: ProposalRow, conference: Conference, *, now: datetime) -> DecisionForm:
    """The form as it is first shown: no verb and no place chosen, the usual accept-by, the initials of last time."""
    until = accept_by(now, zone=conference.zone).astimezone(conference.zone)
    return DecisionForm(
        initials=session.get(INITIALS_KEY, ""), accept_day=f"{until:%Y-%m-%d}", accept_time=f"{until:%H:%M}"
    )


def refresh(form: DecisionForm, proposal: ProposalRow) -> None:
    """Let the next press of the form be about what the page shows now."""
    form.revision.data, form.decisions.data = str(proposal.revision), str(proposal.decisions)


def desk_facts(form: DecisionForm, proposal: ProposalRow, *, conference: Conference, now: datetime) -> dict[str, Any]:
    """What a page with the decision form shows: the proposal, what is free, what to beware of, the verbs."""
    revisions = revisions_of(proposal.id)
    ask = revisions[-1].read()
    assessment = assess(proposal, ask, conference=conference)
    taken = bookings_of_conference(proposal.conference_id)
    of_text, words = proposal.pending_text, views.verb_words(of_text=proposal.pending_text)
    form.action.choices = [(verb.value, words[verb]) for verb in verbs(proposal)]
    form.checked.choices = views.boxes(ask, conference)
    return {
        "conference": conference,
        "form": form,
        "proposal": proposal,
        "ask": ask,
        "revisions": revisions,
        "meta": views.meta_text(proposal, conference),
        "status_words": status_text(proposal.status),
        "facts": views.matter(ask, conference),
        "place_now": views.standing_text(placing.standing(proposal), conference),
        "difference": views.last_difference(revisions, conference),
        "free": [views.free_box(each, ask, conference) for each in assessment.wished],
        "elsewhere": [views.free_box(each, ask, conference) for each in assessment.slots if each.wish is None],
        "cautions": sentences(assessment.cautions, conference),
        "places": views.place_options(
            assessment, ask, conference=conference, reference=proposal.reference or "", taken=taken, now=now
        ),
        "any_length": any(window.slot_minutes is None for window in conference.windows),
        "foreign_language": views.letter_language(proposal),
        "hints": views.verb_hints(of_text=of_text),
        "wants_place": bool(TAKES_A_SLOT & set(verbs(proposal)) - (TEXT_VERDICTS if of_text else set())),
        "wants_accept_by": Action.OFFER in verbs(proposal),
        **held_facts(proposal),
    }


def held_facts(proposal: ProposalRow) -> dict[str, Any]:
    """How many letters about the proposal the office holds, which later ones wait behind, and how many in all."""
    in_all = count_held(proposal.conference_id)
    return {"held_here": len(held_about(proposal.id)) if in_all else 0, "held_in_all": in_all}


def respond(seat: Seat, form: DecisionForm) -> ResponseReturnValue:
    """Preview or take the decision that was posted; whatever stands in its way is shown with everything kept."""
    step, now = request.form.get("step"), clock.now()
    decides = step == "decide" or (step == "collect" and seat.desk is not None)
    if is_aged():
        form.show([Problem("form-aged")], seat.conference)
        return seat.show(form), 400
    if step == "change":
        return seat.show(form)
    try:
        verdict = replace(_read(seat, form, now=now), collect=step == "collect")
        if not decides:
            return _preview(seat, verdict, preview_decision(seat.proposal_id, verdict, now=now))
        outcome = decide_proposal(seat.proposal_id, verdict, now=now)
    except MovedOn as moved:
        if decides and (twin := _same_press(seat, form)) is not None:
            return seat.done(twin)
        form.show((each for each in moved.problems if each.code not in ABOUT_THE_STATE), seat.conference)
        return seat.show(form, problems=moved.problems), 409
    except Refused as refused:
        form.show(refused.problems, seat.conference)
        return seat.show(form), 422
    except Busy:
        return seat.show(form, busy=True), 503, {"Retry-After": str(RETRY_AFTER_SECONDS)}
    session[INITIALS_KEY] = verdict.initials
    return seat.done(outcome.decision)


def _read(seat: Seat, form: DecisionForm, *, now: datetime) -> Verdict:
    """The verdict that was typed; Refused with every problem at once, the use-case's own included."""
    signature, problems = form.signature()
    place, more = form.wanted_place(seat.conference)
    action = next((verb for verb in VERBS if verb == form.action.data), None)
    if action is None:
        missing = [Problem("initials-missing", about="initials")] if not signature["initials"] else []
        raise Refused([Problem("action-missing", about="action"), *problems, *missing])
    verdict = Verdict(
        action=action,
        by=seat.by,
        revision=seat.revision,
        decisions=seat.decisions,
        accept_by=form.wanted_accept_by(seat.conference),
        checked=tuple(form.checked.data or ()),
        **signature,
        **place,
    )
    problems += more
    if problems:
        raise Refused([*problems, *_further(seat, verdict, problems, now=now)])
    return verdict


def _further(seat: Seat, verdict: Verdict, known: Iterable[Problem], *, now: datetime) -> list[Problem]:
    about = {problem.about for problem in known} | {"slot"}
    # what could not be read, a NUL in a note say, must not reach the database
    readable = replace(
        verdict,
        note="" if "note" in about else verdict.note,
        initials="" if "initials" in about else verdict.initials,
    )
    try:
        preview_decision(seat.proposal_id, readable, now=now)
    except MovedOn:
        raise
    except Refused as refused:
        return [problem for problem in refused.problems if problem.about not in about]
    return []


def _same_press(seat: Seat, form: DecisionForm) -> int | None:
    """The decision that a second press of the same button finds: the very one that it asks for, or None."""
    seen = max(seat.decisions, form.seen("decisions"))
    since = decisions_on(seat.proposal_id)[seen:] if seen >= 0 else []
    if len(since) != 1:
        return None
    row, (signature, _) = since[0], form.signature()
    wanted = (form.action.data, seat.by, signature["initials"], signature["note"], sorted(form.checked.data or ()))
    same = (row.action, row.by, row.initials, row.note, sorted(row.after.get("checked", ()))) == wanted
    return row.id if same and _same_place(row, form, seat.conference) else None


def _same_place(row: DecisionRow, form: DecisionForm, conference: Conference) -> bool:
    """Whether the form asks for the room, the slot and the accept-by that the decision gave; true if it gave none."""
    before, after = Standing.from_json(row.before), Standing.from_json(row.after)
    of_text = before.status is Status.APPROVED and row.action in TEXT_VERDICTS
    if row.action not in TAKES_A_SLOT or of_text:
        return True
    place, _ = form.wanted_place(conference)
    until = form.wanted_accept_by(conference) if row.action == Action.OFFER else None
    return (place.get("room"), place.get("slot"), until) == (after.room, after.slot, after.held_until)


def _preview(seat: Seat, verdict: Verdict, outcome: Outcome) -> Response:
    """The letter as it would leave, with what to beware of in that room and slot; nothing has changed."""
    proposal = find_proposal(seat.proposal_id)
    assert proposal is not None
    beware = cautions_for(
        proposal, revision_of(proposal), conference=seat.conference, room=verdict.room, slot=verdict.slot
    )
    return preview_page(
        proposal,
        outcome.letter,
        conference=seat.conference,
        cautions=sentences(beware, seat.conference) if verdict.slot else [],
        verb=views.verb_words(of_text=proposal.pending_text)[verdict.action],
        step="decide",
        press=gettext("Decide and send"),
        desk=seat.desk,
    )


def preview_page(
    proposal: ProposalRow,
    letter: Letter | None,
    *,
    conference: Conference,
    step: str,
    desk: Desk | None = None,
    **words: Any,
) -> Response:
    """The letter of the form that was posted, all of which is kept for the next press: ``step`` lets it leave. None
    stands for a deed that nobody is told of."""
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in KEPT_TO_ITSELF]
    page = render_template(
        "office/preview.html",
        desk=desk,
        current="inbox",
        conference=conference,
        proposal=proposal,
        meta=views.meta_text(proposal, conference),
        letter=letter,
        note=calendar_note(letter.calendar) if letter else "",
        kept=kept,
        step=step,
        **held_facts(proposal),
        **words,
    )
    return with_letter(page, letter.html if letter else "")


def refusal_facts(problems: Iterable[Problem], proposal: ProposalRow, conference: Conference) -> dict[str, Any]:
    """What a page that comes back says on top: what has changed since it was drawn (``moved_on``), or that the room is
    taken (``taken``), which stands beside its field too."""
    found = list(problems)
    about = [sentence(problem, conference) for problem in found if problem.code in ABOUT_THE_STATE]
    now = gettext("The proposal is now: %(status)s.", status=status_text(proposal.status))
    return {"moved_on": [*about, now] if about else [], "taken": bool(found) and not about}
