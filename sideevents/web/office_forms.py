"""The office's forms: they read what was typed, keep it, and show what the use-cases object to beside the fields."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from sideevents.addresses import clean_address
from sideevents.rules.conference import Conference
from sideevents.rules.problem import Problem
from sideevents.rules.slot import slot_of
from sideevents.rules.text import forbidden_characters, many_lines, one_line
from sideevents.rules.window import Stretch
from sideevents.web.reading import seen_number
from sideevents.wording import sentence

NOTE_CHARACTERS, INITIALS_CHARACTERS, REASON_CHARACTERS = 3000, 10, 500
YEARS = range(1971, 9998)  # an instant of the first or last years has no place in UTC
FIELD_OF = {"room": "place", "slot": "place", "accept_by": "accept_day", "until": "until_day"}
_PLACE = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)-(\d\d:\d\d) ?(.*)")


def place_value(slot: Stretch, room_key: str, conference: Conference) -> str:
    """How the list of places names one: ``2017-09-05 13:15-14:45 m2``, wall time; no room for an online event."""
    start, end = slot.start.astimezone(conference.zone), slot.end.astimezone(conference.zone)
    return f"{start:%Y-%m-%d %H:%M}-{end:%H:%M} {room_key}".rstrip()


class OfficeForm(FlaskForm):
    """What all forms here share: problems go beside their fields, or on top where no field is to blame."""

    def show(self, problems: Iterable[Problem], conference: Conference) -> None:
        """Put each problem's sentence where it belongs."""
        for problem in problems:
            self.show_words(problem.about, sentence(problem, conference))

    def show_words(self, about: str, words: str) -> None:
        """Put a sentence beside the field it is about."""
        field = self._fields.get(FIELD_OF.get(about, about))
        if field is None:
            self.form_errors.append(words)
        else:
            field.errors = [*field.errors, words]

    def text(self, name: str, *, limit: int, lines: bool = False) -> tuple[str, list[Problem]]:
        """A field's text as it is stored, and what is wrong with it."""
        raw = self[name].data or ""
        problems = [
            Problem("forbidden-character", about=name, facts={"character": character})
            for character in forbidden_characters(raw, one_line=not lines)
        ]
        text = many_lines(raw).strip() if lines else one_line(raw)
        if len(text) > limit:
            problems.append(Problem("too-long", about=name, facts={"has": len(text), "max": limit}))
        return text, problems

    def instant(
        self, day: str, at: str, *, conference: Conference, missing: str
    ) -> tuple[datetime | None, list[Problem]]:
        """The instant of a day and a wall time of the conference, or None with the problem ``missing``."""
        try:
            found = conference.instant(_date(self[day].data), _time(self[at].data))
        except ValueError:
            return None, [Problem(missing, about=day)]
        return found, []


def _note() -> TextAreaField:
    return TextAreaField(lazy_gettext("Note to the organizer"), render_kw={"rows": 4})


def _initials() -> StringField:
    around = {"maxlength": INITIALS_CHARACTERS, "autocomplete": "off", "class": "short"}
    return StringField(lazy_gettext("Your initials"), render_kw=around)


class SignedForm(OfficeForm):
    """A deed of the office, with the fields ``note`` to the organizer and ``initials`` of who signs. Each form puts
    them last, because problems are summed up in the order of the fields."""

    def signature(self) -> tuple[dict[str, Any], list[Problem]]:
        """Note and initials, and what is wrong with them."""
        note, problems = self.text("note", limit=NOTE_CHARACTERS, lines=True)
        initials, more = self.text("initials", limit=INITIALS_CHARACTERS)
        return {"note": note, "initials": initials}, problems + more


class UndoForm(SignedForm):
    """The last decision is taken back; ``decision`` is the one that the officer saw."""

    decision = HiddenField()
    note, initials = _note(), _initials()


class DecisionForm(SignedForm):
    """One verb of the office with all that any verb needs; nothing is preset. ``revision`` and ``decisions`` are what
    the officer saw."""

    revision = HiddenField()
    decisions = HiddenField()
    checked = SelectMultipleField(
        lazy_gettext("Checked by eye"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    action = RadioField(lazy_gettext("Your decision"), validate_choice=False)
    place = SelectField(lazy_gettext("Slot and room"), validate_choice=False)
    start = StringField(lazy_gettext("Start"), render_kw={"type": "time", "step": 300, "class": "short"})
    end = StringField(lazy_gettext("End"), render_kw={"type": "time", "step": 300, "class": "short"})
    accept_day = StringField(lazy_gettext("Accept by: day"), render_kw={"type": "date", "class": "short"})
    accept_time = StringField(lazy_gettext("Accept by: time"), render_kw={"type": "time", "class": "short"})
    note, initials = _note(), _initials()

    def seen(self, name: str) -> int:
        """The number in a hidden field; one that nothing ever equals for anything else."""
        return seen_number(self[name].data)

    def wanted_place(self, conference: Conference) -> tuple[dict[str, Any], list[Problem]]:
        """Room and slot, the typed start and end instead of the list's where there are any, and what is wrong."""
        match = _PLACE.fullmatch(self.place.data or "")
        if match is None:
            return {}, []
        day, start, end, room = match.groups()
        try:
            hours = {"start": _time(self.start.data or start), "end": _time(self.end.data or end)}
            slot = slot_of(conference, day=_date(day), **hours)
        except ValueError:
            return {"room": room}, [Problem("slot-missing", about="start")]
        return {"room": room, "slot": slot}, []

    def wanted_accept_by(self, conference: Conference) -> datetime | None:
        """Until when an offer stands; None where that was not said or is no time."""
        found, _ = self.instant("accept_day", "accept_time", conference=conference, missing="accept-by-missing")
        return found


class ExtensionForm(OfficeForm):
    """An exception from the deadline, for one address."""

    email = EmailField(lazy_gettext("E-mail address of the organizer"), render_kw={"class": "medium"})
    until_day = StringField(lazy_gettext("Good until: day"), render_kw={"type": "date", "class": "short"})
    until_time = StringField(lazy_gettext("Good until: time"), render_kw={"type": "time", "class": "short"})
    reason = StringField(lazy_gettext("Reason"))

    def read(self, conference: Conference) -> tuple[dict[str, Any], list[Problem]]:
        """What ``issue_extension`` needs, and what is wrong with it."""
        problems = []
        try:
            email = clean_address(self.email.data or "")
        except ValueError:
            email, problems = "", [Problem("bad-address", about="email")]
        reason, more = self.text("reason", limit=REASON_CHARACTERS)
        if not reason:
            more.append(Problem("reason-missing", about="reason"))
        until, late = self.instant("until_day", "until_time", conference=conference, missing="until-past")
        return {"email": email, "reason": reason, "until": until}, problems + late + more


class SignInForm(OfficeForm):
    """An address to mail a link to."""

    email = EmailField(lazy_gettext("Your e-mail address"), render_kw={"autocomplete": "email"})


def _date(text: str | None) -> date:
    found = date.fromisoformat(text or "")
    if found.year not in YEARS:
        raise ValueError("a day far from any conference")
    return found


def _time(text: str | None) -> time:
    found = time.fromisoformat(text or "")
    if found.tzinfo is not None:
        raise ValueError("a wall time has no zone")
    return found
