"""Raw fields into an ask: lists split, white space squeezed, numbers and addresses read, odd characters refused."""

from collections.abc import Mapping
from typing import Any

from sideevents.addresses import clean_address
from sideevents.rules.admission import TEXT_MAX
from sideevents.rules.ask import Ask, CoOrganizer
from sideevents.rules.problem import Problem
from sideevents.rules.proposal_file import co_organizer
from sideevents.rules.text import forbidden_characters, many_lines, one_line, split_lines
from sideevents.web.language_names import code_of, split_names

LINES = (
    "title",
    "theme",
    "lead_organisation",
    "organisation_type",
    "contact_name",
    "contact_phone",
    "format",
    "join_url",
)
ADDRESSES = ("contact_email", "public_email")
TEXTS = ("abstract", "equipment_other", "accessibility_needs")
LISTS = ("speakers", "gate_list")
BOXES = ("catering", "step_free", "closed", "no_recording")
WISHES = ("preference_1", "preference_2", "preference_3")
UNREAD_NUMBER = -1  # out of every range, so that the rules refuse it with their own bounds
SHOWN_MAX = 60


class Reading:
    """Fields as posted; ``problems`` collects what is wrong with their shape while they are read. ``settled`` names the
    fields about which nothing more is to be said."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.problems: list[Problem] = []
        self.settled: set[str] = set()

    def ask(self) -> Ask:
        """The ask; with a harmless value where a field could not be read."""
        values: dict[str, Any] = {name: self.line(name) for name in LINES}
        values |= {name: self.text(name) for name in TEXTS}
        values |= {name: self.lines(name) for name in LISTS}
        values |= {name: bool(self.raw.get(name)) for name in BOXES}
        values |= {name: self.address(name, self.line(name)) for name in ADDRESSES}
        values["co_organisers"] = self._co_organizers()
        values["preferences"] = tuple(self.line(name) for name in self.wished())
        values["expected_attendance"] = self._number("expected_attendance", needed=True) or 0
        values["slot_minutes"] = self._number("slot_minutes", needed=False)
        values["languages"] = self._languages()
        values["equipment"] = tuple(dict.fromkeys(self.raw.get("equipment") or ()))
        if self.raw.get("accept_rules") is False:
            self.problems.append(Problem("rules-not-accepted", about="accept_rules"))
        return Ask(**values)

    def line(self, name: str) -> str:
        """One line, squeezed."""
        # looked at before the squeezing: some refused characters are white space and would vanish
        text = (self.raw.get(name) or "").strip(" ")
        self._refuse(name, text, single=True)
        return one_line(text)

    def text(self, name: str) -> str:
        """A long text."""
        text = self.raw.get(name) or ""
        self._refuse(name, text, single=False)
        return many_lines(text)

    def lines(self, name: str) -> tuple[str, ...]:
        """A list, one a line."""
        # a list pasted from a table has tabs between its columns
        text = (self.raw.get(name) or "").replace("\t", " ")
        for line in text.replace("\r\n", "\n").split("\n"):
            self._refuse(name, line, single=True)
        return split_lines(text)

    def address(self, name: str, typed: str) -> str:
        """An e-mail address in its normal form; as typed if it is none."""
        if not typed:
            return ""
        try:
            return clean_address(typed)
        except ValueError:
            self._object(Problem("bad-address", about=name, facts={"address": typed[:SHOWN_MAX]}))
            return typed

    def wished(self) -> list[str]:
        """The fields that name a window, in rank order; objects where the first is left out."""
        chosen = [name for name in WISHES if (self.raw.get(name) or "").strip()]
        if chosen and chosen[0] != WISHES[0]:
            self._object(Problem("missing", about=WISHES[0]))
        return chosen

    def _co_organizers(self) -> tuple[CoOrganizer, ...]:
        typed = [co_organizer(line) for line in self.lines("co_organisers")]
        return tuple(CoOrganizer(each.name, self.address("co_organisers", each.address)) for each in typed)

    def _number(self, name: str, *, needed: bool) -> int | None:
        typed = one_line(self.raw.get(name) or "")
        if not typed:
            if needed:
                self._object(Problem("missing", about=name))
                self.settled.add(name)
            return None
        try:
            return int(typed)
        except ValueError:
            return UNREAD_NUMBER

    def _languages(self) -> tuple[str, ...]:
        codes = list(self.raw.get("languages") or ())
        for name in split_names(self.raw.get("languages_other") or ""):
            code = code_of(name)
            if code is None:
                facts = {"value": name[:SHOWN_MAX]}
                self._object(Problem("unknown-language", about="languages_other", facts=facts))
                self.settled.add("languages")
            else:
                codes.append(code)
        return tuple(dict.fromkeys(codes))

    def _refuse(self, name: str, text: str, *, single: bool) -> None:
        for character in forbidden_characters(text, one_line=single):
            self._object(Problem("forbidden-character", about=name, facts={"character": character}))

    def _object(self, problem: Problem) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def seen_number(text: str | None) -> int:
    """The small number that a hidden field carried: what somebody saw; UNREAD_NUMBER, which nothing ever equals, for
    anything else."""
    typed = text or ""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else UNREAD_NUMBER


def read_note(raw: str) -> tuple[str, list[Problem]]:
    """A note as it is kept, and what is wrong with it."""
    reading = Reading({"note": raw})
    note = reading.text("note")
    if len(note) > TEXT_MAX:
        reading.problems.append(Problem("too-long", about="note", facts={"max": TEXT_MAX, "has": len(note)}))
    return note, reading.problems
