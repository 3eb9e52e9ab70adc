"""A conference file comes in: a new conference, or a change of one that is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sideevents.extensions import db
from sideevents.rules import conference_file
from sideevents.rules.conference import Conference
from sideevents.rules.conference_change import breaks, differences
from sideevents.rules.problem import Problem, Refused
from sideevents.store.booking import bookings_of_conference, lock_rooms
from sideevents.store.conference import (
    ConferenceRow,
    RoomRow,
    all_conferences,
    find_conference,
    lock_conference,
    room_ids,
)
from sideevents.store.office import OfficerRow, roles_of
from sideevents.store.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Loaded:
    """What a load did: a new conference, or the differences (path, before, after) it brought."""

    slug: str
    new: bool
    differences: tuple[tuple[str, object, object], ...]


@unit_of_work
def load_conference(document: Mapping[str, Any], *, held: bool, now: datetime) -> Loaded:
    """Store a conference file. Refused with every problem of the file, or with every booking it would break.

    A new conference's outbox is held if ``held``, until it is released: nobody mails a real address by accident."""
    problems = conference_file.document_problems(document)
    if problems:
        raise Refused(problems)
    stored = conference_file.to_json(document)
    conference = conference_file.read(stored)
    _assert_prefix_free(conference)
    row = find_conference(conference.slug)
    if row is None:
        row = ConferenceRow(
            slug=conference.slug,
            reference_prefix=conference.reference_prefix,
            document=stored,
            programme_changed_at=now,
            outbox_held=held,
            loaded_at=now,
        )
        db.session.add(row)
        db.session.flush()
        _keep_rooms(row.id, conference)
        _let_office_in(row.id, conference, now=now)
        return Loaded(conference.slug, new=True, differences=())
    return _update(row.id, stored, conference, now=now)


def _assert_prefix_free(conference: Conference) -> None:
    for row in all_conferences():
        if row.reference_prefix == conference.reference_prefix and row.slug != conference.slug:
            facts = {"prefix": row.reference_prefix, "slug": row.slug}
            raise Refused([Problem("prefix-taken", about="reference_prefix", facts=facts)])


def _update(conference_id: int, stored: dict[str, Any], conference: Conference, *, now: datetime) -> Loaded:
    lock_rooms(room_ids(conference_id).values())
    row = lock_conference(conference_id)
    if row.last_number and conference.reference_prefix != row.reference_prefix:
        facts = {"prefix": row.reference_prefix, "count": row.last_number}
        raise Refused([Problem("prefix-in-use", about="reference_prefix", facts=facts)])
    broken = breaks(row.read(), conference, booked=bookings_of_conference(conference_id))
    if broken:
        raise Refused(broken)
    changed = tuple(differences(row.document, stored))
    row.document, row.reference_prefix, row.loaded_at = stored, conference.reference_prefix, now
    row.programme_changed(now)
    _keep_rooms(conference_id, conference)
    _let_office_in(conference_id, conference, now=now)
    return Loaded(conference.slug, new=False, differences=changed)


def _keep_rooms(conference_id: int, conference: Conference) -> None:
    known = room_ids(conference_id)
    for room in conference.rooms:
        if room.key not in known:
            db.session.add(RoomRow(conference_id=conference_id, key=room.key))


def _let_office_in(conference_id: int, conference: Conference, *, now: datetime) -> None:
    """The office's mailbox is an officer of its conference by default."""
    email = conference.office_email.casefold()
    if roles_of(email).keys().isdisjoint({conference_id, None}):
        db.session.add(OfficerRow(email=email, role="officer", conference_id=conference_id, invited_at=now))
