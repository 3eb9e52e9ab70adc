"""The office's own words: the paragraphs of each letter, a language at a time, beside the letter as it would read."""

from dataclasses import dataclass, replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField, SelectField, TextAreaField

from sideevents import clock, letter_names
from sideevents.describing import instant_text, language_name
from sideevents.extensions import languages, speaking
from sideevents.mail.letter import About, Letter
from sideevents.mail.paragraphs import Editable, letters, own_words, paragraphs_of
from sideevents.mail.specimen import specimens
from sideevents.rules.problem import MovedOn, Problem, Refused
from sideevents.store.proposal import find_by_reference, latest_asks, proposals_of, revision_of
from sideevents.store.words import last_edit, seen_of, words_of
from sideevents.usecases.edit_words import edit_words
from sideevents.web.errors import is_aged
from sideevents.web.office_access import Desk, blueprint, enter_to_decide
from sideevents.web.office_forms import OfficeForm

FIELD = "words-{}"


@dataclass(frozen=True)
class Paper:
    """One letter in one language, on the desk of the office."""

    desk: Desk
    letter: str
    language: str
    paragraphs: list[Editable]

    @property
    def address(self) -> str:
        """Its page."""
        return url_for(".letter_words", slug=self.desk.slug, letter=self.letter, language=self.language)


@blueprint.get("/<slug>/words")
def words(slug: str) -> ResponseReturnValue:
    """Every letter, and in which languages the office has worded it."""
    desk = enter_to_decide(slug)
    own = sorted({(letter, language) for language, letter, _key in words_of(desk.row.id)})

    def group(names: dict[str, Any]) -> list[tuple[str, str, str]]:
        edited = {letter: [language_name(code) for each, code in own if each == letter] for letter in names}
        return [(letter, str(names[letter]), ", ".join(edited[letter])) for letter in names if letter in known]

    known = set(letters())
    groups = [
        (_("To organizers"), group(letter_names.TO_ORGANIZERS)),
        (_("To the office"), group(letter_names.TO_OFFICE)),
    ]
    return render_template("office/words.html", desk=desk, conference=desk.conference, groups=groups, current="words")


@blueprint.route("/<slug>/words/<letter>", methods=["GET", "POST"])
def letter_words(slug: str, letter: str) -> ResponseReturnValue:
    """The paragraphs of one letter: read, previewed, saved, or the default again."""
    paper = _paper(enter_to_decide(slug), letter)
    form = _form(paper)
    if request.method != "POST":
        return _page(paper, form)
    if is_aged():
        form.show([Problem("form-aged")], paper.desk.conference)
        return _page(paper, form), 400
    step, typed = request.form.get("step"), _typed(form, paper)
    try:
        if step == "save":
            _save(paper, typed, seen=form.seen.data or "")
            flash(_("The words are saved. Letters that are written from now on have them."))
        elif step == "restore":
            _save(paper, {}, seen=form.seen.data or "")
            flash(_("The letter has the default words again."))
        else:
            return _previewed(paper, form, typed)
    except MovedOn as moved:
        form.show(moved.problems, paper.desk.conference)
        form.seen.data = _seen(paper)
        return _page(paper, form), 409
    except Refused as refused:
        form.show(refused.problems, paper.desk.conference)
        return _page(paper, form), 422
    return redirect(paper.address, code=303)


def _paper(desk: Desk, letter: str) -> Paper:
    wanted = request.values.get("language") or languages()[0]
    if letter not in letters() or wanted not in _languages_of(letter):
        abort(404)
    return Paper(desk, letter, wanted, paragraphs_of(letter))


def _languages_of(letter: str) -> tuple[str, ...]:
    """An organizer reads letters in the language of the form, the office in the portal's own."""
    return languages() if letter in letter_names.TO_ORGANIZERS else languages()[:1]


def _save(paper: Paper, typed: dict[str, str], *, seen: str) -> None:
    edit_words(
        paper.desk.slug,
        typed,
        letter=paper.letter,
        language=paper.language,
        seen=seen,
        by=paper.desk.officer.email,
        now=clock.now(),
    )


def _form(paper: Paper) -> OfficeForm:
    """One field a paragraph, with its present words or what was typed."""
    fields: dict[str, Any] = {"proposal": SelectField(_("Proposal for the preview"), validate_choice=False)}
    data: dict[str, Any] = {"language": paper.language, "seen": _seen(paper)}
    fields |= {"language": HiddenField(), "seen": HiddenField()}
    own = words_of(paper.desk.row.id)
    with speaking(paper.language):
        defaults = {paragraph.key: paragraph.default for paragraph in paper.paragraphs}
    for number, paragraph in enumerate(paper.paragraphs, 1):
        name = FIELD.format(paragraph.key)
        around = {"rows": 4, "dir": "auto", "lang": paper.language.replace("_", "-")}
        fields[name] = TextAreaField(_("Paragraph %(n)s", n=number), render_kw=around)
        data[name] = own.get((paper.language, paper.letter, paragraph.key), defaults[paragraph.key])
    form: OfficeForm = type("WordsForm", (OfficeForm,), fields)(data=data)
    rows = [row for row in proposals_of(paper.desk.row.id) if row.reference]
    asks = latest_asks(rows)
    form.proposal.choices = [(row.reference, f"{row.reference}: {asks[row.id].title}") for row in rows]
    return form


def _seen(paper: Paper) -> str:
    return seen_of(paper.desk.row.id, letter=paper.letter, language=paper.language)


def _typed(form: OfficeForm, paper: Paper) -> dict[str, str]:
    return {paragraph.key: form[FIELD.format(paragraph.key)].data or "" for paragraph in paper.paragraphs}


def _previewed(paper: Paper, form: OfficeForm, typed: dict[str, str]) -> str:
    found, problems = own_words(typed, letter=paper.letter, language=paper.language)
    if problems:
        raise Refused(problems)
    return _page(paper, form, unsaved=found)


def _page(paper: Paper, form: OfficeForm, *, unsaved: dict[str, str] | None = None) -> str:
    desk, edit = paper.desk, last_edit(paper.desk.row.id, letter=paper.letter, language=paper.language)
    with speaking(paper.language):
        defaults = [paragraph.default for paragraph in paper.paragraphs]
    return render_template(
        "office/letter_words.html",
        desk=desk,
        conference=desk.conference,
        form=form,
        name=letter_names.letter_text(paper.letter),
        fields=[
            (form[FIELD.format(paragraph.key)], [f"{{{name}}}" for name in paragraph.placeholders], default)
            for paragraph, default in zip(paper.paragraphs, defaults, strict=True)
        ],
        words_lang=paper.language.replace("_", "-"),
        tabs_of=[
            (replace(paper, language=code).address, language_name(code), None, code == paper.language)
            for code in _languages_of(paper.letter)
        ],
        edited=instant_text(edit.edited_at, desk.conference) if edit else "",
        edited_by=edit.edited_by if edit else "",
        unsaved=unsaved is not None,
        letters=[] if form.errors else _specimens(paper, form, unsaved=unsaved),
        current="words",
    )


def _specimens(paper: Paper, form: OfficeForm, *, unsaved: dict[str, str] | None) -> list[Letter]:
    """The letter about the chosen proposal, else about the first one, in each of its forms."""
    choices = [value for value, _words in form.proposal.choices]
    chosen = request.values.get("proposal")
    reference = chosen if chosen in choices else next(iter(choices), None)
    proposal = find_by_reference(reference) if reference else None
    if proposal is None:
        return []
    about = About.of(proposal, revision_of(proposal), conference=paper.desk.conference)
    kept = {place: text for place, text in about.words.items() if place[:2] != (paper.language, paper.letter)}
    typed = {(paper.language, paper.letter, key): text for key, text in (unsaved or {}).items()}
    own = about.words if unsaved is None else {**kept, **typed}
    form.proposal.data = reference
    return specimens(paper.letter, replace(about, words=own, language=paper.language), now=clock.now())
