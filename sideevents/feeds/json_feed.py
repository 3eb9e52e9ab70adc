"""The programme as JSON for other programs: keys and ISO instants, no words of ours. Same programme, same bytes."""

import json
from datetime import datetime
from typing import Any

from sideevents.feeds.addresses import event_address, programme_address
from sideevents.rules.conference import Conference
from sideevents.rules.programme import Place, Programme, SideEvent
from sideevents.rules.window import Stretch


def programme_json(programme: Programme, *, public_url: str) -> bytes:
    """An object with ``conference``, ``version``, ``changed_at`` and ``side_events``; UTF-8, instants with offset."""
    conference = programme.conference
    document = {
        "conference": {
            "slug": conference.slug,
            "title": conference.title,
            "short_title": conference.short_title,
            "venue": conference.venue,
            "city": conference.city,
            "time_zone": conference.time_zone,
            "dates": [day.isoformat() for day in conference.dates],
            "url": programme_address(conference, public_url=public_url),
            "themes": {choice.key: choice.label for choice in conference.themes},
            "organisation_types": {choice.key: choice.label for choice in conference.organisation_types},
        },
        "version": programme.version,
        "changed_at": _instant(programme.changed_at, conference),
        "side_events": [_entry(event, conference=conference, public_url=public_url) for event in programme.events],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _entry(event: SideEvent, *, conference: Conference, public_url: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "reference": event.reference,
        "uid": event.uid,
        "url": event_address(event, conference=conference, public_url=public_url),
        "title": event.title,
        "lead_organisation": event.lead,
        "co_organisers": list(event.co_organizers),
        "organisation_type": event.organisation_type,
        **_slot(event.slot, conference),
        "room": _room(event, conference),
        "moved_from": _before(event.moved_from, conference),
        "cancelled": event.cancelled,
        "closed": event.closed,
        "sequence": event.sequence,
        "changed_at": _instant(event.changed_at, conference),
    }
    return entry if event.closed else {**entry, **_open_facts(event, conference)}


def _open_facts(event: SideEvent, conference: Conference) -> dict[str, Any]:
    return {
        "abstract": event.abstract,
        "theme": event.theme,
        "format": event.format,
        "languages": list(event.languages),
        "speakers": list(event.speakers),
        "public_email": event.public_email,
        "no_recording": event.no_recording,
        "join_url": event.join_url if conference.join_links == "public" and not event.cancelled else "",
    }


def _room(event: SideEvent, conference: Conference) -> dict[str, Any] | None:
    if not event.room:
        return None
    room = conference.room(event.room)
    if room is None:
        return {"key": event.room, "name": event.room}
    return {
        "key": room.key,
        "name": room.name,
        "building": room.building,
        "floor": room.floor,
        "step_free": room.step_free,
    }


def _before(place: Place | None, conference: Conference) -> dict[str, str] | None:
    return {"room": place.room, **_slot(place.slot, conference)} if place else None


def _slot(slot: Stretch, conference: Conference) -> dict[str, str]:
    return {"start": _instant(slot.start, conference), "end": _instant(slot.end, conference)}


def _instant(instant: datetime, conference: Conference) -> str:
    return instant.astimezone(conference.zone).isoformat()
