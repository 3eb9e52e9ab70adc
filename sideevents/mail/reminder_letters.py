"""The letter ``reminder``, one function a kind; every one returns a letter and sends nothing."""

from datetime import datetime

from sideevents.describing import day_text
from sideevents.mail.letter import About, Letter, in_language_of_form, to_organizer, write
from sideevents.rules.reminder import Kind
from sideevents.rules.window import Stretch

NAME = "reminder"


@in_language_of_form
def remind_to_confirm(about: About, *, url: str, until: datetime) -> Letter:
    """To an address that nobody has proven: no word of the form, not even the title."""
    return write(
        NAME,
        recipient=about.recipient,
        reply_to=about.conference.office_email,
        conference=about.conference,
        words=about.words,
        kind=Kind.UNCONFIRMED,
        url=url,
        until=until,
    )


@in_language_of_form
def remind_of_offer(about: About, *, room: str, slot: Stretch, accept_by: datetime, page_url: str) -> Letter:
    """A slot is held, and its time runs out."""
    return to_organizer(about, NAME, kind=Kind.OFFER, room=room, slot=slot, accept_by=accept_by, page_url=page_url)


@in_language_of_form
def remind_of_changes(about: About, *, note: str, page_url: str, closes: datetime) -> Letter:
    """The office has asked for changes, with ``note``, and has heard nothing."""
    return to_organizer(about, NAME, kind=Kind.RETURNED, note=note, page_url=page_url, closes=closes)


@in_language_of_form
def remind_of_eve(
    about: About, *, room: str, slot: Stretch, page_url: str, changes_until: datetime, now: datetime
) -> Letter:
    """What to know on the day before: time, room, the way in, and what can still be changed."""
    found = about.conference.room(room)
    # a date, because a worker that was down may come to it on the day itself
    on_day = day_text(slot.start.astimezone(about.conference.zone).date(), weekday="long")
    return to_organizer(
        about,
        NAME,
        kind=Kind.EVE,
        on_day=on_day,
        room=room,
        slot=slot,
        page_url=page_url,
        set_up_minutes=found.set_up_minutes if found else 0,
        clear_up_minutes=found.clear_up_minutes if found else 0,
        changes_until=changes_until,
        changes_open=now < changes_until,
        joined_online=about.ask.format != "in-person",
    )
