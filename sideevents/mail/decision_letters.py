"""Which letter tells an organizer of an office's decision, and what of the decision it says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sideevents.mail import organizer_letters
from sideevents.mail.letter import About, Letter, in_language_of_form
from sideevents.rules.deadline import changes_close
from sideevents.rules.workflow import Action
from sideevents.store.decision import DecisionRow
from sideevents.store.placing import Standing


@in_language_of_form
def decided(about: About, row: DecisionRow, *, of_text: bool, calendar: str = "") -> Letter:
    """The letter of an office's decision, with its ``calendar`` part where that changes what is public; KeyError for a
    verb that has a letter of its own."""
    before, after = Standing.from_json(row.before), Standing.from_json(row.after)
    case = _Case(about, row.note, before, after, of_text, row.at, calendar)
    return _DECIDED[Action(row.action)](case)


@dataclass(frozen=True)
class _Case:
    about: About
    note: str
    before: Standing
    after: Standing
    of_text: bool
    at: datetime
    calendar: str

    @property
    def page_url(self) -> str:
        return self.about.page_url


def _returned(case: _Case) -> Letter:
    closes = changes_close(case.about.conference, slot=case.before.slot)
    return organizer_letters.returned(
        case.about, note=case.note, page_url=case.page_url, closes=closes, of_text=case.of_text
    )


def _offered(case: _Case) -> Letter:
    room, slot, accept_by = case.after.room, case.after.slot, case.after.held_until
    assert slot is not None
    assert accept_by is not None
    return organizer_letters.offered(
        case.about, room=room, slot=slot, accept_by=accept_by, note=case.note, page_url=case.page_url
    )


def _approved(case: _Case) -> Letter:
    room, slot = case.after.room, case.after.slot
    return organizer_letters.approved(
        case.about,
        room=room,
        slot=slot,
        note=case.note,
        page_url=case.page_url,
        now=case.at,
        of_text=case.of_text,
        calendar=case.calendar,
    )


def _moved(case: _Case) -> Letter:
    slot = case.after.slot
    assert slot is not None
    return organizer_letters.moved(
        case.about,
        room=case.after.room,
        slot=slot,
        before_room=case.before.room,
        before_slot=case.before.slot,
        note=case.note,
        page_url=case.page_url,
        now=case.at,
        calendar=case.calendar,
    )


def _cancelled(case: _Case) -> Letter:
    room, slot = case.before.room, case.before.slot
    return organizer_letters.cancelled(
        case.about, room=room, slot=slot, note=case.note, page_url=case.page_url, calendar=case.calendar
    )


def _waitlisted(case: _Case) -> Letter:
    return organizer_letters.waitlisted(case.about, note=case.note, page_url=case.page_url)


def _declined(case: _Case) -> Letter:
    return organizer_letters.declined(case.about, note=case.note, page_url=case.page_url, of_text=case.of_text)


_DECIDED: dict[Action, Callable[[_Case], Letter]] = {
    Action.RETURN: _returned,
    Action.OFFER: _offered,
    Action.APPROVE: _approved,
    Action.MOVE: _moved,
    Action.CANCEL: _cancelled,
    Action.WAITLIST: _waitlisted,
    Action.DECLINE: _declined,
}
