"""Letters to the conference office, one function each; every one returns a letter and sends nothing."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext

from sideevents.describing import change_texts, country_names, day_text, hours_text, instant_text, rooms_text, zone_of
from sideevents.mail import links
from sideevents.mail.letter import About, Letter, in_language_of_office, to_office, write
from sideevents.rules.caution import boxes_to_tick
from sideevents.rules.conference import Conference
from sideevents.rules.difference import Change
from sideevents.rules.window import Stretch
from sideevents.store.assessment import Assessment, FreeSlot
from sideevents.wording import sentence, sentences

SHORT_CHARACTERS = 60
UNTOLD = "untold"  # the offer was over before the office let its letter go


@in_language_of_office
def decision_wanted(about: About, *, url: str, received_at: datetime, late: bool, assessment: Assessment) -> Letter:
    """A confirmed proposal: in full, what is free in each wished window, what to beware of, and the one link."""
    received = _received_text(received_at, about.conference, late=late)
    return to_office(about, "decision-wanted", by_reply=True, url=url, received=received, **_facts(about, assessment))


@in_language_of_office
def amended(about: About, *, url: str, changes: Iterable[Change], assessment: Assessment, pending_text: bool) -> Letter:
    """A newer text, with what has changed; ``pending_text``: of a side event that stays approved."""
    told = change_texts(changes, about.conference)
    return to_office(
        about,
        "amended",
        by_reply=True,
        url=url,
        short_changes=[(label, _at_once(*both)) for label, *both in told if _is_short(*both)],
        long_changes=[(label, *both) for label, *both in told if not _is_short(*both)],
        pending_text=pending_text,
        **_facts(about, assessment),
    )


@in_language_of_office
def withdrawn_notice(about: About, *, room: str, slot: Stretch | None, note: str) -> Letter:
    """The organizer has withdrawn; ``slot`` is what became free, None if nothing was kept."""
    return to_office(about, "withdrawn-notice", room=room, slot=slot, note=note)


@in_language_of_office
def offer_answered(about: About, *, answer: str, room: str, slot: Stretch | None, note: str) -> Letter:
    """What became of an offer: ``answer`` is accept, refuse, release or ``UNTOLD``."""
    office_url = links.absolute(f"/office/{about.conference.slug}/")
    return to_office(
        about, "offer-answered", by_reply=True, answer=answer, room=room, slot=slot, note=note, office_url=office_url
    )


@in_language_of_office
def sign_in(recipient: str, *, url: str, until: datetime) -> Letter:
    """The link that signs an officer in; no conference, so times are UTC."""
    return write("sign-in", recipient=recipient, reply_to="", conference=None, url=url, until=until)


def _is_short(before: str, after: str) -> bool:
    return "\n" not in before + after and max(len(before), len(after)) <= SHORT_CHARACTERS


def _at_once(before: str, after: str) -> str:
    nothing = gettext("(nothing)")
    return gettext("%(after)s (before: %(before)s)", before=before or nothing, after=after or nothing)


def _facts(about: About, assessment: Assessment) -> dict[str, object]:
    conference = about.conference
    boxes = boxes_to_tick(about.ask, conference=conference, countries=country_names())
    return {
        "free": [_free_text(free, conference) for free in assessment.wished],
        "cautions": sentences(assessment.cautions, conference),
        "boxes": sentences(boxes, conference),
    }


def _received_text(received_at: datetime, conference: Conference, *, late: bool) -> str:
    timing = gettext("after the deadline") if late else gettext("on time")
    return f"{instant_text(received_at, conference)}, {timing}"


def _free_text(free: FreeSlot, conference: Conference) -> tuple[str, str]:
    """The wish with its slot, and the rooms free in it with what to beware of there."""
    day = day_text(free.slot.start.astimezone(zone_of(conference)).date(), weekday="short")
    label = f"{free.wish}. {day}, {free.window.label}, {hours_text(free.slot, conference)}"
    rooms = rooms_text(free.rooms) or gettext("No room is free.")
    return label, "\n".join([rooms, *(sentence(caution, conference) for caution in free.cautions)])
