"""Put an address on the list of those who may sign in to the office."""

from datetime import datetime

from sideevents.extensions import db
from sideevents.rules.problem import Problem, Refused
from sideevents.store.conference import find_conference
from sideevents.store.office import OfficerRow, all_officers
from sideevents.store.unit_of_work import unit_of_work

ROLES = ("officer", "reader")


@unit_of_work
def invite_officer(email: str, *, role: str, slug: str | None, now: datetime) -> None:
    """Let ``email`` (lower case) sign in, for one conference or for all; invited again, the new role counts."""
    conference = find_conference(slug) if slug else None
    if slug and conference is None:
        raise Refused([Problem("unknown-choice", about="conference", facts={"value": slug})])
    conference_id = conference.id if conference else None
    for row in all_officers():
        if (row.email, row.conference_id) == (email, conference_id):
            row.role = role
            return
    db.session.add(OfficerRow(email=email, role=role, conference_id=conference_id, invited_at=now))
