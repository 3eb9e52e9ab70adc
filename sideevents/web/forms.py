"""The organizer's forms: what is typed stays as typed; what it means is judged by the rules."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Self

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    URLField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from sideevents.describing import FORMATS, field_label, language_name, wish_text
from sideevents.rules.ask import Ask
from sideevents.rules.conference import Choice, Conference
from sideevents.rules.problem import Problem, Refused
from sideevents.rules.text import many_lines
from sideevents.web.reading import WISHES, Reading, read_note
from sideevents.wording import sentence
from sideevents.words import count_words

Rules = Callable[[Ask], list[Problem]]
# problems about the whole that the pages explain at length, with what to do
DRAWN = {"deadline-passed", "already-submitted", "revision-changed"}


class Boxes(SelectMultipleField):
    """Several boxes under one question."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def named(field: str) -> LazyString:
    """The label that a field has everywhere, looked up when it is drawn."""
    return LazyString(field_label, field)


class KeptForm(FlaskForm):
    """A form that shows problems: beside their fields, or in ``said`` where they belong to none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said: list[str] = []
        self.codes: set[str] = set()

    def show(self, problems: Iterable[Problem], conference: Conference) -> None:
        """Put each problem beside its field, in words."""
        for problem in problems:
            self.codes.add(problem.code)
            said = sentence(problem, conference)
            if problem.about in self:
                field = self[problem.about]
                field.errors = list(dict.fromkeys([*field.errors, said]))
            elif problem.code not in DRAWN:
                self.said.append(said)

    @property
    def is_refused(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.codes)


class ProposalForm(KeptForm):
    """A proposal, its fields in the order of the page. Made by ``of``; ``offer`` before it is drawn."""

    title = StringField(named("title"))
    abstract = TextAreaField(named("abstract"))
    theme = RadioField(named("theme"), validate_choice=False)
    lead_organisation = StringField(named("lead_organisation"), render_kw={"autocomplete": "organization"})
    organisation_type = SelectField(named("organisation_type"), validate_choice=False)
    co_organisers = TextAreaField(named("co_organisers"))
    speakers = TextAreaField(named("speakers"))
    contact_name = StringField(_("Contact person"), render_kw={"autocomplete": "name"})
    contact_email = EmailField(_("E-mail address of the contact"), render_kw={"autocomplete": "email"})
    contact_phone = TelField(named("contact_phone"), render_kw={"autocomplete": "tel"})
    public_email = EmailField(named("public_email"))
    preference_1 = SelectField(_("First wish"), validate_choice=False)
    preference_2 = SelectField(_("Second wish"), validate_choice=False)
    preference_3 = SelectField(_("Third wish"), validate_choice=False)
    slot_minutes = StringField(_("Length wished, in minutes"), render_kw={"inputmode": "numeric"})
    format = RadioField(named("format"), validate_choice=False)
    expected_attendance = StringField(named("expected_attendance"), render_kw={"inputmode": "numeric"})
    languages = Boxes(named("languages"), validate_choice=False)
    languages_other = StringField(_("Other languages"))
    join_url = URLField(named("join_url"))
    closed = BooleanField(_("By invitation only"))
    no_recording = BooleanField(_("No photographs, no recording"))
    equipment = Boxes(named("equipment"), validate_choice=False)
    equipment_other = TextAreaField(_("Other equipment"))
    step_free = BooleanField(_("We need step-free access"))
    catering = BooleanField(_("We want to order catering"))
    accessibility_needs = TextAreaField(named("accessibility_needs"))
    gate_list = TextAreaField(named("gate_list"))
    accept_rules = BooleanField(_("I accept the rules, and that the data are used as described"))
    submission_key = HiddenField()
    revision = HiddenField()

    @classmethod
    def of(cls, ask: Ask | None = None, **preset: str) -> Self:
        """What was posted, else ``ask`` as somebody would have typed it, else ``preset``."""
        form = cls(data={**(_typed(ask) if ask else {}), **preset})
        form.address = ""
        return form

    def offer(self, conference: Conference, *, wishes: Mapping[str, int]) -> None:
        """Give the fields the choices of a conference, before the page is drawn."""
        self.theme.choices = _pairs(conference.themes)
        self.organisation_type.choices = [("", gettext("Choose")), *_pairs(conference.organisation_types)]
        self.format.choices = [(key, str(label)) for key, label in FORMATS.items()]
        self.equipment.choices = _pairs(conference.equipment)
        windows = [
            (each.name, f"{wish_text(each)} ({wishes_text(wishes.get(each.name, 0))})") for each in conference.windows
        ]
        for name in WISHES:
            first = gettext("Choose") if name == WISHES[0] else gettext("No further wish")
            self[name].choices = [("", first), *windows]
        self._offer_languages(conference)

    def _offer_languages(self, conference: Conference) -> None:
        """Boxes for the conference's languages; what is beyond them stands in the field for others, by name."""
        self.languages.choices = [(code, language_name(code)) for code in conference.languages]
        chosen = self.languages.data or []
        beyond = [language_name(code) for code in chosen if code not in conference.languages]
        typed = self.languages_other.data or ""
        self.languages.data = [code for code in chosen if code in conference.languages]
        self.languages_other.data = ", ".join([typed, *beyond] if typed.strip() else beyond)

    @property
    def count_text(self) -> str:
        """How long the abstract is, by the server's count."""
        text = many_lines(self.abstract.data or "")
        return gettext(
            "%(characters)s of 3,000 characters, %(words)s words", characters=len(text), words=count_words(text)
        )

    def for_amending(self, *, address: str) -> Self:
        """The same without what is settled: the contact's ``address``, the rules, the key of a first submission."""
        for name in ("contact_email", "accept_rules", "submission_key"):
            del self[name]
        self.address = address
        return self

    def ask(self, rules: Rules) -> Ask:
        """What is asked for. Where a shape is wrong, Refused with everything that ``rules`` object to as well."""
        ask, problems, readable = self.read(rules)
        if not readable:
            raise Refused(problems)
        return ask

    def read(self, rules: Rules) -> tuple[Ask, list[Problem], bool]:
        """The ask, every problem of its shape and of the ``rules``, and whether its shape was in order."""
        reading = Reading({field.name: field.data for field in self})
        ask = reading.ask()
        ask = ask.addressed_to(self.address) if self.address else ask
        problems = list(reading.problems)
        for problem in self._placed(rules(ask)):
            if problem.about not in reading.settled and problem not in problems:
                problems.append(problem)
        return ask, problems, not reading.problems

    @contextmanager
    def placing(self) -> Iterator[None]:
        """Let what a use-case refuses name the fields of this form."""
        try:
            yield
        except Refused as refused:
            refused.problems = self._placed(refused.problems)
            raise

    def _placed(self, problems: Iterable[Problem]) -> list[Problem]:
        # the rules count wishes, and a field between two of them may be empty
        held = [name for name in WISHES if self[name].data]
        fields = dict(zip(WISHES, held, strict=False))
        return [replace(problem, about=fields.get(problem.about, problem.about)) for problem in problems]


class NoteForm(KeptForm):
    """A note to the conference office, optional."""

    note = TextAreaField(_("Note to the conference office"))

    def checked_note(self) -> str:
        """The note; Refused if it is too long or holds what cannot be shown."""
        note, problems = read_note(self.note.data or "")
        if problems:
            raise Refused(problems)
        return note


class AddressForm(KeptForm):
    """The address to which links are mailed again."""

    email = EmailField(_("Your e-mail address"), render_kw={"autocomplete": "email"})

    def checked_address(self) -> str:
        """The address in its normal form; Refused if there is none."""
        reading = Reading({"email": self.email.data})
        address = reading.address("email", reading.line("email"))
        problems = reading.problems if address else [Problem("missing", about="email")]
        if problems:
            raise Refused(problems)
        return address


def wishes_text(count: int) -> str:
    """How many proposals wish for a window."""
    if not count:
        return gettext("no wishes yet")
    return ngettext("%(num)s proposal wishes for it", "%(num)s proposals wish for it", count)


def _typed(ask: Ask) -> dict[str, Any]:
    typed: dict[str, Any] = ask.to_json()
    typed |= dict(zip(WISHES, typed.pop("preferences"), strict=False))
    typed |= {name: "\n".join(getattr(ask, name)) for name in ("speakers", "gate_list")}
    typed["co_organisers"] = "\n".join(
        f"{each.name} <{each.address}>" if each.address else each.name for each in ask.co_organisers
    )
    numbers = ("slot_minutes", "expected_attendance")
    return typed | {name: "" if typed[name] is None else str(typed[name]) for name in numbers}


def _pairs(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    return [(choice.key, choice.label) for choice in choices]
