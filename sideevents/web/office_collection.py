"""Letters decided now and told later: the list of what is held, sending some or all of it, wording one anew."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from sideevents import clock
from sideevents.mail.collection import fingerprint
from sideevents.rules.problem import MovedOn, Problem, Refused
from sideevents.store.letter import HELD
from sideevents.store.post import held_of, references_of
from sideevents.store.unit_of_work import Busy
from sideevents.usecases.edit_letter import Reworded, Rewording, edit_letter, preview_edit
from sideevents.usecases.release_letters import Released, release_letters
from sideevents.web.errors import RETRY_AFTER_SECONDS, is_aged
from sideevents.web.letter_parts import calendar_note, with_letter
from sideevents.web.office_access import Desk, blueprint, enter_to_decide
from sideevents.web.office_desk import KEPT_TO_ITSELF
from sideevents.web.office_letter_form import LetterForm, letter_form, parts_of
from sideevents.web.office_letters import post_in
from sideevents.web.office_post import posted
from sideevents.web.reading import seen_number
from sideevents.wording import sentence


@blueprint.route("/<slug>/letters/collected", methods=["GET", "POST"])
def collected(slug: str) -> ResponseReturnValue:
    """The letters that the office holds, oldest first, to send together."""
    desk = enter_to_decide(slug)
    if request.method != "POST":
        return _collected_page(desk)
    if is_aged():
        return _collected_page(desk, problem=sentence(Problem("form-aged"))), 400
    # "all" is all that the page has shown: nobody sends what nobody has seen
    names = request.form.getlist("shown" if request.form.get("step") == "all" else "letter")
    chosen = {number for number in map(seen_number, names) if number >= 0}
    try:
        released = release_letters(chosen, conference_id=desk.row.id, now=clock.now())
    except Refused as refused:
        return _collected_page(desk, problem=" ".join(sentence(each) for each in refused.problems)), 422
    flash(_released_words(released, held_in_all=desk.row.outbox_held))
    return redirect(url_for(".collected", slug=slug), code=303)


def _released_words(released: Released, *, held_in_all: bool) -> str:
    words = (
        ngettext(
            "%(num)s letter is ready: it leaves when the letters of this conference are released.",
            "%(num)s letters are ready: they leave when the letters of this conference are released.",
            released.queued,
        )
        if held_in_all
        else ngettext(
            "%(num)s letter is on its way: it leaves with the next round of the postman.",
            "%(num)s letters are on their way: they leave with the next round of the postman.",
            released.queued,
        )
    )
    gone = ngettext(
        "%(num)s was no longer held: a colleague had sent it, or its decision was taken back.",
        "%(num)s were no longer held: a colleague had sent them, or their decisions were taken back.",
        released.gone,
    )
    return f"{words} {gone}" if released.gone and released.queued else gone if released.gone else words


def _collected_page(desk: Desk, *, problem: str = "") -> str:
    rows = held_of(desk.row.id)
    chosen = {seen_number(each) for each in request.form.getlist("letter")}
    references = references_of({row.proposal_id for row in rows if row.proposal_id})
    earlier: dict[tuple[int | None, str], str] = {}
    lines = []
    for row, letter in zip(rows, posted(rows, desk.conference, with_text=True), strict=True):
        first = earlier.setdefault((row.proposal_id, row.recipient), row.subject)
        lines.append((letter, references.get(row.proposal_id or 0, ""), first if first != row.subject else ""))
    return render_template(
        "office/collected.html",
        desk=desk,
        conference=desk.conference,
        lines=lines,
        chosen=chosen,
        more=desk.post.held - len(rows),
        problem=problem,
        current="collected",
    )


@dataclass(frozen=True)
class Sheet:
    """A held letter on the desk: what it says now, its form, and its parts in order."""

    desk: Desk
    letter_id: int
    recipient: str
    subject: str
    note: str
    form: LetterForm
    parts: list[tuple[Any, str]]


@blueprint.route("/<slug>/letters/<int(max=2147483647):letter_id>/edit", methods=["GET", "POST"])
def edit(slug: str, letter_id: int) -> ResponseReturnValue:
    """Word a held letter anew: its subject, its paragraphs and what is quoted."""
    desk = enter_to_decide(slug)
    row = post_in(desk, letter_id)
    if row.state != HELD or row.draft is None:
        return _over(desk, letter_id, why=sentence(Problem("letter-left")))
    form = letter_form(row)
    note, parts = calendar_note(row.calendar), parts_of(row, form)
    sheet = Sheet(desk, letter_id, row.recipient, row.subject, note, form, parts)
    if request.method != "POST":
        return _edit_page(sheet)
    if is_aged():
        form.show([Problem("form-aged")], desk.conference)
        return _edit_page(sheet), 400
    if form.seen.data != fingerprint(row):
        return _over(desk, letter_id, why=sentence(Problem("letter-edited-meanwhile")))
    return _edit_page(sheet) if request.form.get("step") == "change" else _respond(sheet)


def _respond(sheet: Sheet) -> ResponseReturnValue:
    form, desk = sheet.form, sheet.desk
    try:
        rewording = _read(form)
        if request.form.get("step") != "save":
            return _preview(sheet, preview_edit(sheet.letter_id, rewording))
        edit_letter(sheet.letter_id, rewording)
    except MovedOn as moved:
        return _over(desk, sheet.letter_id, why=" ".join(sentence(each) for each in moved.problems))
    except Refused as refused:
        form.show(refused.problems, desk.conference)
        return _edit_page(sheet), 422
    except Busy:
        form.show_words("", _("The portal is busy. Nothing was changed; send it again in a few seconds."))
        return _edit_page(sheet), 503, {"Retry-After": str(RETRY_AFTER_SECONDS)}
    flash(_("The letter is changed. It is held until you send it."))
    return redirect(url_for(".collected", slug=desk.slug), code=303)


def _read(form: LetterForm) -> Rewording:
    subject, words, problems = form.rewording()
    if problems:
        raise Refused(problems)
    return Rewording(subject=subject, words=words, seen=form.seen.data or "")


def _edit_page(sheet: Sheet) -> str:
    desk = sheet.desk
    return render_template(
        "office/letter_edit.html",
        desk=desk,
        conference=desk.conference,
        sheet=sheet,
        form=sheet.form,
        current="collected",
    )


def _preview(sheet: Sheet, letter: Reworded) -> ResponseReturnValue:
    page = render_template(
        "office/letter_preview.html",
        desk=sheet.desk,
        conference=sheet.desk.conference,
        letter=letter,
        note=calendar_note(letter.calendar),
        kept=[(name, value) for name, value in request.form.items(multi=True) if name not in KEPT_TO_ITSELF],
        current="collected",
    )
    return with_letter(page, letter.html)


def _over(desk: Desk, letter_id: int, *, why: str) -> ResponseReturnValue:
    """The letter can no longer be edited as it was shown: what was typed is here to be copied."""
    row = post_in(desk, letter_id)
    typed: list[Any] = [value for name, value in request.form.items() if name not in {*KEPT_TO_ITSELF, "seen"}]
    page = render_template(
        "office/letter_over.html",
        desk=desk,
        conference=desk.conference,
        row=row,
        letter=posted([row], desk.conference)[0],
        why=why,
        typed=typed,
        current="collected",
    )
    return page, 409
