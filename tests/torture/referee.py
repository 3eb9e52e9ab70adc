"""Reads the outbox and what the server took, and says what went wrong."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sideevents.store.letter import SENT, LetterRow
from tests.torture.server import Taken


@dataclass(frozen=True)
class Verdict:
    """``lost``: marked as sent, or never to be tried again, and not taken. ``copies``: taken once more than once.
    ``unlike``: copies whose bytes differ. ``disorder``: letters that came before an earlier one of theirs. ``waiting``:
    neither sent nor failed."""

    letters: int
    lost: int
    copies: int
    unlike: int
    disorder: int
    waiting: int

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing out of order, no copy that differs, and nothing left."""
        return not (self.lost or self.unlike or self.disorder or self.waiting)


def judge(rows: Sequence[LetterRow], taken: Sequence[Taken]) -> Verdict:
    """What became of these letters."""
    ids = [each.message_id for each in taken]
    times, bodies = Counter(ids), defaultdict(set)
    for message_id, each in zip(ids, taken, strict=True):
        bodies[message_id].add((each.recipient, each.raw))
    known = {row.message_id for row in rows}
    return Verdict(
        letters=len(rows),
        lost=sum(row.state == SENT and row.message_id not in times for row in rows),
        copies=sum(times[message_id] - 1 for message_id in times),
        unlike=sum(len(found) > 1 for found in bodies.values()) + len(set(ids) - known),
        disorder=_disorder(rows, ids),
        waiting=sum(row.state in ("queued", "sending") for row in rows),
    )


def _disorder(rows: Sequence[LetterRow], ids: Sequence[str]) -> int:
    came = {message_id: ids.index(message_id) for message_id in set(ids)}
    queues: dict[tuple[int, str], list[LetterRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.id):
        if row.proposal_id is not None and row.message_id in came:
            queues[row.proposal_id, row.recipient].append(row)
    return sum(
        came[later.message_id] < came[earlier.message_id]
        for queue in queues.values()
        for earlier, later in zip(queue, queue[1:], strict=False)
    )
