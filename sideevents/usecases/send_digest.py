"""The clock: the office's daily letter, at the hour it has set; nothing to tell, nothing is sent."""

from datetime import datetime

from sideevents.mail import outbox
from sideevents.mail.digest import digest
from sideevents.store.conference import lock_conference
from sideevents.store.digest import read_digest
from sideevents.store.due import digest_since, is_digest_due
from sideevents.store.unit_of_work import unit_of_work
from sideevents.store.words import words_of


@unit_of_work
def send_digest(conference_id: int, *, now: datetime) -> bool:
    """Post the digest of the local day if it is due, and remember that it was; whether there was anything to tell."""
    row = lock_conference(conference_id)
    if not is_digest_due(row, now=now):
        return False
    conference = row.read()
    facts = read_digest(row.id, conference, since=digest_since(row, now=now), now=now)
    row.digest_at = now
    if facts.is_empty:
        return False
    day = now.astimezone(conference.zone).date()
    letter = digest(facts, day=day, conference=conference, words=words_of(row.id), now=now)
    outbox.post(letter, cause=f"{conference.slug}-{day.isoformat()}", conference_id=row.id, now=now)
    return True
