"""The operator lets the letters of held conferences go."""

from sqlalchemy import select

from sideevents.extensions import db
from sideevents.store.conference import ConferenceRow
from sideevents.store.unit_of_work import unit_of_work


@unit_of_work
def release_outbox() -> list[str]:
    """Release every held conference; their slugs."""
    held = list(db.session.scalars(select(ConferenceRow).where(ConferenceRow.outbox_held)))
    for conference in held:
        conference.outbox_held = False
    return sorted(conference.slug for conference in held)
