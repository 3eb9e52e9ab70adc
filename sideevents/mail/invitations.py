"""The calendar part of letters: the side event as the contact's calendar must have it from now on."""

from dataclasses import replace
from datetime import datetime

from flask import current_app
from flask_babel import force_locale

from sideevents.feeds.invitation import Method, invitation
from sideevents.mail.letter import About
from sideevents.mail.message import on_the_wire, sender
from sideevents.rules.programme import SideEvent
from sideevents.store.decision import DecisionRow
from sideevents.store.placing import Standing
from sideevents.store.programme import side_event_for


def calendar_for(about: About, row: DecisionRow) -> str:
    """What the calendar must hear of a decision, in the transaction that has carried it out: a REQUEST, or a CANCEL
    where the side event is cancelled; "" where text, time and room that the public was told of stay."""
    if Standing.from_json(row.before).announced == Standing.from_json(row.after).announced:
        return ""
    return calendar_now(about)


def calendar_now(about: About) -> str:
    """The side event as a calendar must have it now, whatever it had before; "" for what was never announced."""
    event = side_event_for(about.proposal_id, conference=about.conference)
    if event is None:
        return ""
    return _written(event, about, method="CANCEL" if event.cancelled else "REQUEST")


def calendars_at_hand_over(before: About, after: About, *, now: datetime) -> tuple[str, str]:
    """A CANCEL for the contact before and a REQUEST for the one from now on; "" twice where no side event takes place.
    The side event stays as it is, so that the instant alone tells calendars which word is the last."""
    event = side_event_for(after.proposal_id, conference=after.conference)
    if event is None or event.cancelled:
        return "", ""
    event = replace(event, changed_at=now)
    return _written(event, before, method="CANCEL"), _written(event, after, method="REQUEST")


def _written(event: SideEvent, about: About, *, method: Method) -> str:
    conference = about.conference
    with force_locale(about.language):
        return invitation(
            event,
            conference=conference,
            method=method,
            attendee=(about.ask.contact_name, on_the_wire(about.recipient)),
            sender=on_the_wire(sender()[1]),
            public_url=current_app.config["PUBLIC_URL"],
        )
