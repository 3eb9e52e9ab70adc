"""One proposal for a signed-in officer: every text, decision and letter, and the same decision form as by mail."""

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sideevents import clock
from sideevents.describing import instant_text
from sideevents.rules.conference import Conference
from sideevents.rules.problem import Problem
from sideevents.rules.workflow import UNDOABLE
from sideevents.store.decision import decisions_on, last_to_undo
from sideevents.store.incoming import incoming_about
from sideevents.store.letter import letters_about
from sideevents.store.post import held_letter_of
from sideevents.store.proposal import RevisionRow
from sideevents.web import office_views as views
from sideevents.web.differences import differences
from sideevents.web.office_access import INITIALS_KEY, Desk, blueprint, enter_to_decide, proposal_in
from sideevents.web.office_desk import (
    ABOUT_THE_STATE,
    Seat,
    blank_form,
    desk_facts,
    refresh,
    refusal_facts,
    respond,
    verbs,
)
from sideevents.web.office_forms import DecisionForm, UndoForm
from sideevents.web.office_post import Posted, Received, posted, received
from sideevents.web.office_undo import closes_text, take_back, why_not
from sideevents.web.reading import seen_number
from sideevents.wording import action_done

UNDO = "undo"  # two forms share the page: their fields need names of their own


@blueprint.route("/<slug>/proposals/<reference>", methods=["GET", "POST"])
def proposal(slug: str, reference: str) -> ResponseReturnValue:
    """Everything about a proposal, and a decision on it."""
    desk = enter_to_decide(slug)
    found = proposal_in(desk, reference)
    if request.method == "POST":
        form = DecisionForm()
        return respond(_seat(desk, found.id, reference, form), form)
    return _page(desk, reference, form=_blank(desk, reference))


def _blank(desk: Desk, reference: str) -> DecisionForm:
    found = proposal_in(desk, reference)
    form = blank_form(found, desk.conference, now=clock.now())
    refresh(form, found)
    return form


def _seat(desk: Desk, proposal_id: int, reference: str, form: DecisionForm) -> Seat:
    def show(again: DecisionForm, **changed: Any) -> str:
        return _page(desk, reference, form=again, **changed)

    def leave(decision: int) -> ResponseReturnValue:
        row = next(each for each in decisions_on(proposal_id) if each.id == decision)
        done = action_done(row.action)
        if held_letter_of(decision, proposal_id=proposal_id):
            flash(_("Decided: %(done)s. The letter to the organizer is held until you send it.", done=done))
        else:
            flash(_("Decided: %(done)s. The letter to the organizer is in the outbox.", done=done))
        return redirect(url_for(".proposal", slug=desk.slug, reference=reference), code=303)

    return Seat(
        proposal_id=proposal_id,
        conference=desk.conference,
        by=desk.officer.email,
        revision=form.seen("revision"),
        decisions=form.seen("decisions"),
        show=show,
        done=leave,
        desk=desk,
    )


@blueprint.post("/<slug>/proposals/<reference>/undo")
def undo_last(slug: str, reference: str) -> ResponseReturnValue:
    """Take the last decision back."""
    desk, form = enter_to_decide(slug), UndoForm(prefix=UNDO)
    found = proposal_in(desk, reference)

    def show(why: str = "") -> str:
        return _page(desk, reference, form=_blank(desk, reference), undo_form=form, undo_refused=why)

    refused = take_back(
        form,
        found.id,
        decision=seen_number(form.decision.data),
        by=desk.officer.email,
        conference=desk.conference,
        desk=desk,
        show=show,
    )
    if refused is not None:
        return refused
    return redirect(url_for(".proposal", slug=slug, reference=reference), code=303)


def _page(
    desk: Desk,
    reference: str,
    *,
    form: DecisionForm,
    undo_form: UndoForm | None = None,
    problems: Iterable[Problem] = (),
    undo_refused: str = "",
    busy: bool = False,
) -> str:
    found, conference, now = proposal_in(desk, reference), desk.conference, clock.now()
    shown = list(problems)
    if any(problem.code in ABOUT_THE_STATE for problem in shown):
        refresh(form, found)
    facts = desk_facts(form, found, conference=conference, now=now)
    last = last_to_undo(found.id)
    why = why_not(found, decision=last.id, conference=conference, now=now) if last else ""
    undo = undo_form or UndoForm(formdata=None, prefix=UNDO, initials=session.get(INITIALS_KEY, ""))
    undo.decision.data = str(last.id) if last else ""
    return render_template(
        "office/proposal.html",
        **facts,
        desk=desk,
        verbs=verbs(found),
        **refusal_facts(shown, found, conference),
        busy=busy,
        # the page of the undo form holds this one too
        action=url_for(".proposal", slug=desk.slug, reference=reference),
        deeds=[views.deed(row, conference) for row in decisions_on(found.id)],
        post=_post(found.id, conference),
        texts=_texts(facts["revisions"], conference),
        last=views.deed(last, conference) if last else None,
        undo_form=undo if last and not why else None,
        untold=bool(last and held_letter_of(last.id, proposal_id=found.id)),
        # where nothing is to be taken back, nobody asked why not
        undo_why=undo_refused or (why if found.state in UNDOABLE else ""),
        undo_until=closes_text(found, last, conference) if last else "",
        current="inbox",
    )


def _post(proposal_id: int, conference: Conference) -> list[Posted | Received]:
    """The correspondence, oldest first: letters that left or wait, and mail that came in."""
    rows = letters_about(proposal_id)
    came = [received(row, conference) for row in incoming_about(proposal_id)]
    return sorted([*posted(rows, conference, with_text=True), *came], key=lambda each: each.at)


def _texts(revisions: list[RevisionRow], conference: Conference) -> list[dict[str, Any]]:
    """Every text, newest first, with what it changed."""
    before = [None, *revisions]
    return [
        {
            "number": row.number,
            "at": instant_text(row.created_at, conference),
            "changes": differences(old.read(), row.read(), conference) if old else [],
        }
        for old, row in reversed(list(zip(before, revisions, strict=False)))
    ]
