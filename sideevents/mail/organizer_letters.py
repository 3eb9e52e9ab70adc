"""Letters to organizers, one function each; every one returns a letter and sends nothing."""

from datetime import datetime

from sideevents.describing import listed_from_text
from sideevents.mail.letter import About, Letter, in_language_of_form, to_organizer, write
from sideevents.rules.deadline import changes_close
from sideevents.rules.window import Stretch
from sideevents.wording import action_done, status_text, what_next


@in_language_of_form
def confirm_address(about: About, *, url: str, until: datetime) -> Letter:
    """To an address that nobody has proven: no word of the form, not even the title."""
    conference = about.conference
    return write(
        "confirm-address",
        recipient=about.recipient,
        reply_to=conference.office_email,
        conference=conference,
        words=about.words,
        url=url,
        until=until,
    )


@in_language_of_form
def received(about: About, *, page_url: str) -> Letter:
    """The numbered receipt, with all that was sent."""
    closes = changes_close(about.conference, slot=None)
    return to_organizer(about, "received", page_url=page_url, closes=closes)


@in_language_of_form
def returned(about: About, *, note: str, page_url: str, closes: datetime, of_text: bool = False) -> Letter:
    """The office asks for changes, until ``closes``; ``of_text``: the new text of a side event that stays approved."""
    return to_organizer(about, "returned", note=note, page_url=page_url, closes=closes, of_text=of_text)


@in_language_of_form
def offered(about: About, *, room: str, slot: Stretch, accept_by: datetime, note: str, page_url: str) -> Letter:
    """A slot is held until ``accept_by``."""
    return to_organizer(about, "offered", room=room, slot=slot, accept_by=accept_by, note=note, page_url=page_url)


@in_language_of_form
def waitlisted(about: About, *, note: str, page_url: str) -> Letter:
    """No slot now, perhaps later."""
    return to_organizer(about, "waitlisted", note=note, page_url=page_url)


@in_language_of_form
def approved(
    about: About,
    *,
    room: str,
    slot: Stretch | None,
    note: str,
    page_url: str,
    now: datetime,
    of_text: bool = False,
    accepted: bool = False,
    calendar: str = "",
) -> Letter:
    """A slot for sure: by decision, by an ``accepted`` offer; or ``of_text``: the new text counts from now on."""
    return to_organizer(
        about,
        "approved",
        room=room,
        slot=slot,
        note=note,
        page_url=page_url,
        **_listing(about, now=now),
        of_text=of_text,
        accepted=accepted,
        calendar=calendar,
    )


@in_language_of_form
def declined(about: About, *, note: str, page_url: str, of_text: bool = False) -> Letter:
    """No, and why; ``of_text``: to the new text of a side event that stays approved."""
    return to_organizer(about, "declined", note=note, page_url=page_url, of_text=of_text)


@in_language_of_form
def moved(
    about: About,
    *,
    room: str,
    slot: Stretch,
    before_room: str,
    before_slot: Stretch | None,
    note: str,
    page_url: str,
    now: datetime,
    calendar: str = "",
) -> Letter:
    """Another time or room, with the one before."""
    return to_organizer(
        about,
        "moved",
        room=room,
        slot=slot,
        before_room=before_room,
        before_slot=before_slot,
        note=note,
        page_url=page_url,
        **_listing(about, now=now),
        calendar=calendar,
    )


def _listing(about: About, *, now: datetime) -> dict[str, str]:
    """Where the public finds the side event, and from when on if not yet."""
    listed_from = listed_from_text(about.conference, now=now)
    return {"listed_from": listed_from, "event_url": about.event_url, "ics_url": f"{about.event_url}.ics"}


@in_language_of_form
def cancelled(about: About, *, room: str, slot: Stretch | None, note: str, page_url: str, calendar: str = "") -> Letter:
    """The side event does not take place, and why."""
    return to_organizer(about, "cancelled", room=room, slot=slot, note=note, page_url=page_url, calendar=calendar)


@in_language_of_form
def withdrawn(about: About, *, page_url: str, calendar: str = "") -> Letter:
    """The organizer's own withdrawal, confirmed."""
    return to_organizer(about, "withdrawn", page_url=page_url, calendar=calendar)


@in_language_of_form
def undone(about: About, *, action: str, status: str, note: str, page_url: str, calendar: str = "") -> Letter:
    """The office has taken ``action`` back; the proposal is in ``status`` now."""
    return to_organizer(
        about,
        "undone",
        action=action,
        status=status,
        note=note,
        page_url=page_url,
        next=what_next(status, conference=about.conference),
        action_done=action_done,
        status_text=status_text,
        calendar=calendar,
    )


@in_language_of_form
def offer_lapsed(about: About, *, room: str, slot: Stretch | None, page_url: str) -> Letter:
    """Nobody answered the offer in time."""
    return to_organizer(about, "offer-lapsed", room=room, slot=slot, page_url=page_url)
