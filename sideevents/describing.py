"""Times, places and proposals in words, alike on pages and in letters. Imports rules alone."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, dates
from flask_babel import get_locale, gettext, lazy_gettext

from sideevents.rules.ask import Ask, CoOrganizer
from sideevents.rules.conference import Choice, Conference, Room, Window
from sideevents.rules.window import Stretch

Where = Conference | ZoneInfo | None  # a conference is named by its city, a zone by its own; None is UTC

# names of the form's fields in the order of the form; title and abstract stand on their own on most pages
LABELS = {
    "title": lazy_gettext("Title"),
    "abstract": lazy_gettext("Abstract"),
    "theme": lazy_gettext("Theme"),
    "lead_organisation": lazy_gettext("Lead organizer"),
    "organisation_type": lazy_gettext("Type of organisation"),
    "co_organisers": lazy_gettext("Co-organizers"),
    "contact_name": lazy_gettext("Contact"),
    "contact_email": lazy_gettext("E-mail address"),
    "contact_phone": lazy_gettext("Phone"),
    "public_email": lazy_gettext("Public e-mail address"),
    "preferences": lazy_gettext("Wishes"),
    "slot_minutes": lazy_gettext("Length wished"),
    "expected_attendance": lazy_gettext("People expected"),
    "format": lazy_gettext("Format"),
    "languages": lazy_gettext("Languages"),
    "equipment": lazy_gettext("Equipment"),
    "equipment_other": lazy_gettext("Other equipment (not checked)"),
    "catering": lazy_gettext("Catering"),
    "step_free": lazy_gettext("Step-free access"),
    "accessibility_needs": lazy_gettext("Access needs"),
    "speakers": lazy_gettext("Speakers"),
    "gate_list": lazy_gettext("Gate list (private)"),
    "join_url": lazy_gettext("Address to join"),
    "closed": lazy_gettext("By invitation"),
    "no_recording": lazy_gettext("No recording"),
}
ENGLISH_DAYS = {"": "d MMMM y", "long": "EEEE d MMMM y", "short": "EEE d MMM"}  # the order of the note, not of the US
FORMATS = {
    "in-person": lazy_gettext("In person"),
    "hybrid": lazy_gettext("In person and online"),
    "online": lazy_gettext("Online"),
}


def locale() -> Locale:
    """The locale of dates and names: the reader's."""
    return get_locale() or Locale("en")


def day_text(day: date, *, weekday: str = "") -> str:
    """``9 August 2017``; with ``weekday`` "long" ``Wednesday 9 August 2017``, with "short" ``Wed 9 Aug``."""
    where, noon = locale(), datetime.combine(day, time(12))
    if where.language == "en":
        return dates.format_date(day, ENGLISH_DAYS[weekday], locale=where)
    if weekday == "short":
        return dates.format_skeleton("MMMEd", noon, locale=where)
    return dates.format_date(day, "full" if weekday else "long", locale=where)


def instant_text(instant: datetime, where: Where) -> str:
    """``9 August 2017, 23:59 (Vienna)``."""
    local = instant.astimezone(zone_of(where))
    return f"{day_text(local.date())}, {local:%H:%M} ({city_of(where)})"


def last_minute_text(end: datetime, where: Where) -> str:
    """The last minute before an exclusive end, where that is midnight: nobody knows to which day 00:00 belongs."""
    local = end.astimezone(zone_of(where))
    return instant_text(end - timedelta(minutes=1) if (local.hour, local.minute) == (0, 0) else end, where)


def slot_text(slot: Stretch, where: Where) -> str:
    """``Tuesday 5 September 2017, 13:15-14:45 (Vienna)``, with a true dash."""
    return f"{day_text(slot.start.astimezone(zone_of(where)).date(), weekday='long')}, {hours_text(slot, where)}"


def hours_text(slot: Stretch, where: Where) -> str:
    """``13:15-14:45 (Vienna)``, with a true dash; the second day is named where a slot passes midnight."""
    start, end = slot.start.astimezone(zone_of(where)), slot.end.astimezone(zone_of(where))
    after = "" if start.date() == end.date() else f"{day_text(end.date(), weekday='short')} "
    return f"{start:%H:%M}–{after}{end:%H:%M} ({city_of(where)})"


def zone_of(where: Where) -> ZoneInfo:
    """The zone in which times are read."""
    if where is None:
        return ZoneInfo("UTC")
    return where.zone if isinstance(where, Conference) else where


def city_of(where: Where) -> str:
    """The name that people give the zone."""
    if isinstance(where, Conference):
        return where.city
    if where is None or where.key == "UTC":
        return "UTC"
    return dates.get_timezone_location(where, locale=locale(), return_city=True)


def room_text(conference: Conference, key: str) -> str:
    """The room with its building and floor; "Online" for none, the key itself for a room that is gone."""
    if not key:
        return gettext("Online")
    room = conference.room(key)
    return ", ".join(part for part in (room.name, room.building, room.floor) if part) if room else key


def place_text(conference: Conference, room_key: str, slot: Stretch) -> str:
    """When and where in one line."""
    return f"{slot_text(slot, conference)}, {room_text(conference, room_key)}"


def place_facts(conference: Conference, room_key: str, slot: Stretch) -> list[tuple[str, str]]:
    """When and where as labelled facts."""
    return [(gettext("When"), slot_text(slot, conference)), (gettext("Where"), room_text(conference, room_key))]


def rooms_text(rooms: Iterable[Room]) -> str:
    """``Boardroom D (190 seats), M2 (120 seats)``; empty for none."""
    return ", ".join(gettext("%(room)s (%(seats)s seats)", room=room.name, seats=room.seats) for room in rooms)


def deadline_text(conference: Conference) -> str:
    """The last minute in which a proposal is taken: the deadline itself is the first refused instant."""
    return last_minute_text(conference.deadline, conference)


def is_listed(conference: Conference, *, now: datetime) -> bool:
    """Whether the public programme shows approved side events at this moment."""
    return conference.programme_from is None or now >= conference.programme_from


def listed_from_text(conference: Conference, *, now: datetime) -> str:
    """The instant from which approved side events are listed; empty if they are listed already."""
    opens = conference.programme_from
    return "" if opens is None or is_listed(conference, now=now) else instant_text(opens, conference)


def window_text(conference: Conference, name: str) -> str:
    """``Mon 4 Sep, Lunch break, 13:15-14:45`` of a preference; the bare name if the window is gone."""
    window = conference.window(name)
    return wish_text(window) if window else name


def wish_text(window: Window) -> str:
    """A window's day, label and hours, wall time of the conference."""
    hours = f"{window.start:%H:%M}–{window.end:%H:%M}"
    return f"{day_text(window.day, weekday='short')}, {window.label}, {hours}"


def language_name(code: str) -> str:
    """The language's name in the reader's language."""
    if code == "sgn":
        return gettext("Sign language")
    return str(locale().languages.get(code, code))


def label_of(key: str, choices: Iterable[Choice]) -> str:
    """The label of a conference's choice; the key itself if the choice is gone."""
    return next((choice.label for choice in choices if choice.key == key), key)


@cache
def country_names() -> tuple[str, ...]:
    """Names of countries in the six languages of the United Nations, for the box "a State in the title"."""
    names = {
        name
        for code in ("ar", "zh", "en", "fr", "ru", "es")
        for territory, name in Locale(code).territories.items()
        if len(territory) == 2 and territory not in ("ZZ", "EU", "EZ", "UN", "XA", "XB", "QO")
    }
    return tuple(sorted(names))


def field_label(field: str) -> str:
    """The name of a form's field for people; the field's own name if there is none."""
    return str(LABELS.get("preferences" if field.startswith("preference_") else field, field))


def value_text(field: str, value: object, conference: Conference) -> str:
    """One value of an ask in words, lists one a line; empty where nothing was said."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if value in (None, "", ()):
        return ""
    describe = _DESCRIBERS.get(field)
    return describe(value, conference) if describe else _plain(value)


def _plain(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _co_organizers(value: Iterable[CoOrganizer], _conference: Conference) -> str:
    return "\n".join(f"{each.name} <{each.address}>" if each.address else each.name for each in value)


def _wishes(value: Iterable[str], conference: Conference) -> str:
    return "\n".join(f"{rank}. {window_text(conference, name)}" for rank, name in enumerate(value, 1))


_DESCRIBERS: dict[str, Callable[..., str]] = {
    "theme": lambda key, conference: label_of(key, conference.themes),
    "organisation_type": lambda key, conference: label_of(key, conference.organisation_types),
    "co_organisers": _co_organizers,
    "preferences": _wishes,
    "slot_minutes": lambda minutes, _: gettext("%(minutes)s minutes", minutes=minutes),
    "format": lambda key, _: str(FORMATS.get(key, key)),
    "languages": lambda codes, _: ", ".join(language_name(code) for code in codes),
    "equipment": lambda keys, conference: ", ".join(label_of(key, conference.equipment) for key in keys),
}


def ask_facts(ask: Ask, conference: Conference) -> list[tuple[str, str]]:
    """What an ask says beside title and abstract, labelled, in the order of the form; what it does not say is left out.
    Holds private facts: for the organizer and the office alone."""
    facts = []
    for field in LABELS:
        value = getattr(ask, field)
        if field in ("title", "abstract") or value in (None, "", (), False):
            continue
        facts.append((field_label(field), value_text(field, value, conference)))
    return facts


def change_texts(changes: Iterable[object], conference: Conference) -> list[tuple[str, str, str]]:
    """Label, before and after of each ``difference.Change``."""
    return [
        (
            field_label(change.field),  # type: ignore[attr-defined]
            value_text(change.field, change.before, conference),  # type: ignore[attr-defined]
            value_text(change.field, change.after, conference),  # type: ignore[attr-defined]
        )
        for change in changes
    ]
