"""The programme page as values: days, windows, cards, filters, deadline. Its template only writes them down."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from flask_babel import gettext as _
from flask_babel import ngettext

from sideevents.describing import FORMATS, day_text, language_name
from sideevents.rules.conference import Conference
from sideevents.rules.filtering import Day, Filters, OpenWindow, Sitting, filtered, spine
from sideevents.rules.programme import Programme, SideEvent
from sideevents.web.programme_cards import Card, card_maker, hours_of


@dataclass(frozen=True)
class PartView:
    """One stretch of a day: a window with its cards, or a sitting of the plenary."""

    is_window: bool
    anchor: str
    kind: str
    start: str
    hours: str
    label: str
    count: str = ""
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True)
class DayView:
    """One day of the rail."""

    anchor: str
    name: str
    short_name: str
    parts: tuple[PartView, ...]


@dataclass(frozen=True)
class Select:
    """One filter with its choices; the empty value means all."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Deadline:
    """When proposals close or closed, in words."""

    is_closed: bool
    takes_late: bool
    when: str
    left: str


@dataclass(frozen=True)
class ProgrammePage:
    """All that the programme page says."""

    session: str
    subject: str
    dates: str
    deadline: Deadline
    days: tuple[DayView, ...]
    selects: tuple[Select, ...]
    filters: Filters
    found: int
    total: int
    opens: datetime | None
    ics: str
    webcal: str
    json: str


def programme_page(programme: Programme, *, filters: Filters, now: datetime, public_url: str) -> ProgrammePage:
    """The page for one reader at one moment."""
    conference = programme.conference
    shown = filtered(programme, filters)
    session, _colon, subject = conference.title.partition(": ")
    query = f"?{urlencode(filters.given)}" if filters.given else ""
    ics = f"/{conference.slug}/programme.ics{query}"
    opens = conference.programme_from
    return ProgrammePage(
        session=session,
        subject=subject,
        dates=dates_text(conference),
        deadline=deadline_of(conference, now=now),
        days=_days(shown, only_found=bool(filters.given)),
        selects=selects(programme, filters),
        filters=filters,
        found=len(shown.events),
        total=len(programme.events),
        opens=opens if opens and now < opens else None,
        ics=ics,
        webcal=f"webcal://{urlsplit(public_url).netloc}{ics}",
        json=f"/{conference.slug}/programme.json{query}",
    )


def dates_text(conference: Conference) -> str:
    """``4-5 September 2017`` with a true dash, or all the days where they do not touch."""
    first, last = min(conference.dates), max(conference.dates)
    if first == last:
        return day_text(first)
    if (last - first).days + 1 != len(conference.dates):
        return ", ".join(day_text(day) for day in sorted(conference.dates))
    if (first.year, first.month) == (last.year, last.month) and day_text(last).startswith(str(last.day)):
        return f"{first.day}–{day_text(last)}"
    return f"{day_text(first)} – {day_text(last)}"


def deadline_of(conference: Conference, *, now: datetime) -> Deadline:
    """The last minute in which proposals are taken, and how long it is until then."""
    last = (conference.deadline - timedelta(minutes=1)).astimezone(conference.zone)
    return Deadline(
        is_closed=now >= conference.deadline,
        takes_late=conference.late == "flag",
        when=_("%(day)s, %(time)s", day=day_text(last.date()), time=f"{last:%H:%M}"),
        left=_left(conference.deadline - now),
    )


def _left(rest: timedelta) -> str:
    minutes = max(1, int(rest.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(num)s minute left", "%(num)s minutes left", minutes)
    if minutes < 24 * 60:
        return ngettext("%(num)s hour left", "%(num)s hours left", minutes // 60)
    return ngettext("%(num)s day left", "%(num)s days left", minutes // (24 * 60))


def _days(programme: Programme, *, only_found: bool) -> tuple[DayView, ...]:
    make = card_maker(programme.conference)
    days = spine(programme)
    if only_found:
        days = tuple(day for day in days if any(window.events for window in day.windows))
    return tuple(_day(day, programme.conference, make=make, only_found=only_found) for day in days)


def _day(day: Day, conference: Conference, *, make: Callable[[SideEvent], Card], only_found: bool) -> DayView:
    parts = [part for part in day.parts if isinstance(part, Sitting) or part.events or not only_found]
    return DayView(
        anchor=f"day-{day.day.isoformat()}",
        name=day_text(day.day, weekday="long"),
        short_name=day_text(day.day, weekday="short"),
        parts=tuple(_part(part, conference, make=make, day=day) for part in parts),
    )


def _part(
    part: Sitting | OpenWindow, conference: Conference, *, make: Callable[[SideEvent], Card], day: Day
) -> PartView:
    hours = hours_of(part.stretch, conference)
    start = hours[:5]
    if isinstance(part, Sitting):
        return PartView(is_window=False, anchor="", kind=part.kind, start=start, hours=hours, label=part.title)
    window = part.window
    count = len(part.events)
    return PartView(
        is_window=True,
        anchor=f"window-{day.day.isoformat()}-{window.key if window else start.replace(':', '')}",
        kind=window.kind if window else "other",
        start=start,
        hours=hours,
        label=window.label if window else _("At another time"),
        count=ngettext("%(num)s side event", "%(num)s side events", count) if count else "",
        cards=tuple(make(event) for event in part.events),
    )


def selects(programme: Programme, filters: Filters) -> tuple[Select, ...]:
    """The filters with what there is to choose; a value that is no choice is kept and shown as it is."""
    conference = programme.conference
    days = sorted({*conference.dates, *(window.day for window in conference.windows)})
    windows = {window.key: window.label for window in reversed(conference.windows)}
    languages = {code for event in programme.events if not event.closed for code in event.languages}
    named = sorted(((code, language_name(code)) for code in languages), key=lambda pair: pair[1])
    offers: list[tuple[str, str, Iterable[tuple[str, str]]]] = [
        ("day", _("Day"), [(day.isoformat(), day_text(day, weekday="short")) for day in days]),
        ("window", _("Time of day"), reversed(windows.items())),
        ("theme", _("Theme"), [(choice.key, choice.label) for choice in conference.themes]),
        ("language", _("Language"), named),
        (
            "organisation_type",
            _("Organizer"),
            [(choice.key, choice.label) for choice in conference.organisation_types],
        ),
        ("format", _("Format"), [(key, str(words)) for key, words in FORMATS.items()]),
    ]
    return tuple(_select(*offer, chosen=getattr(filters, offer[0])) for offer in offers)


def _select(name: str, label: str, options: Iterable[tuple[str, str]], *, chosen: str) -> Select:
    offered = tuple(options)
    if chosen and chosen not in dict(offered):
        offered = (*offered, (chosen, chosen))
    return Select(name, label, offered, chosen)
