"""Side events as the cards of the programme page: every string made once, so that a thousand cards stay cheap."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from flask_babel import gettext as _

from sideevents.describing import FORMATS, day_text, label_of, language_name
from sideevents.rules.conference import Conference
from sideevents.rules.programme import Place, SideEvent
from sideevents.rules.script import sure_language
from sideevents.rules.window import Stretch

LANGUAGES_NAMED = 3


class Label(NamedTuple):
    """A fact that must not be missed, in words; ``state`` gives the colour."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the programme says of one side event. ``partner`` is the first co-organizer, ``more`` counts the others."""

    reference: str
    title: str
    lang: str | None
    hours: str
    place: str
    lead: str
    partner: str
    more: int
    labels: tuple[Label, ...]
    tags: tuple[str, ...]
    languages: str
    cancelled: bool


def card_maker(conference: Conference) -> Callable[[SideEvent], Card]:
    """A function that makes cards and remembers what many of them share."""
    hours = cache(lambda slot: hours_of(slot, conference))
    rooms = {room.key: room.name for room in conference.rooms}
    themes = cache(lambda key: label_of(key, conference.themes))
    languages = cache(few_languages)
    formats = {key: str(words) for key, words in FORMATS.items() if key != "in-person"}
    online = _("Online")

    def make(event: SideEvent) -> Card:
        facts = () if event.closed else tuple(filter(None, (themes(event.theme), formats.get(event.format, ""))))
        return Card(
            reference=event.reference,
            title=event.title,
            lang=sure_language(event.title, event.languages),
            hours=hours(event.slot),
            place=rooms.get(event.room, event.room) or online,
            lead=event.lead,
            partner=event.co_organizers[0] if event.co_organizers else "",
            more=max(0, len(event.co_organizers) - 1),
            labels=labels_of(event, conference),
            tags=facts,
            languages="" if event.closed else languages(event.languages),
            cancelled=event.cancelled,
        )

    return make


def labels_of(event: SideEvent, conference: Conference) -> tuple[Label, ...]:
    """Cancelled, moved, by invitation, no recording: what a participant must not overlook."""
    labels = []
    if event.cancelled:
        labels.append(Label("cancelled", _("Cancelled")))
    elif event.moved_from:
        labels.append(Label("moved", moved_text(event.moved_from, event.slot, conference)))
    if event.closed:
        labels.append(Label("closed", _("By invitation")))
    elif event.no_recording:
        labels.append(Label("no-recording", _("No recording")))
    return tuple(labels)


def moved_text(before: Place, slot: Stretch, conference: Conference) -> str:
    """``Moved from M2, 13:15``; the day is named where it changed too."""
    was, is_now = before.slot.start.astimezone(conference.zone), slot.start.astimezone(conference.zone)
    day = "" if was.date() == is_now.date() else f"{day_text(was.date(), weekday='short')} "
    return _("Moved from %(room)s, %(time)s", room=before.room or _("Online"), time=f"{day}{was:%H:%M}")


def hours_of(slot: Stretch, conference: Conference) -> str:
    """``13:15-14:45`` with a true dash, in the conference's time."""
    start, end = slot.start.astimezone(conference.zone), slot.end.astimezone(conference.zone)
    return f"{start:%H:%M}–{end:%H:%M}"


def few_languages(codes: Iterable[str]) -> str:
    """The first three languages by name, the others counted."""
    names = [language_name(code) for code in codes]
    named = ", ".join(names[:LANGUAGES_NAMED])
    more = len(names) - LANGUAGES_NAMED
    return named if more <= 0 else _("%(languages)s and %(count)s more", languages=named, count=more)
