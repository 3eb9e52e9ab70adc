"""The states of a proposal and the verbs that lead from one to another: a table, and nobody decides elsewhere."""

from collections.abc import Mapping
from enum import StrEnum


class Status(StrEnum):
    """Where a proposal stands."""

    UNCONFIRMED = "unconfirmed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Action(StrEnum):
    """A verb, in the order in which pages offer them: the first one is never *approve*."""

    CONFIRM = "confirm"
    ACCEPT = "accept"
    REFUSE = "refuse"
    AMEND = "amend"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    OFFER = "offer"
    APPROVE = "approve"
    WAITLIST = "waitlist"
    DECLINE = "decline"
    MOVE = "move"
    CANCEL = "cancel"
    MERGE = "merge"
    UNDO = "undo"
    EXPIRE = "expire"
    RELEASE = "release"


MOVES: Mapping[tuple[Status, Action], Status] = {
    (Status.UNCONFIRMED, Action.CONFIRM): Status.SUBMITTED,
    (Status.UNCONFIRMED, Action.EXPIRE): Status.EXPIRED,
    (Status.UNCONFIRMED, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.SUBMITTED, Action.APPROVE): Status.APPROVED,
    (Status.SUBMITTED, Action.OFFER): Status.OFFERED,
    (Status.SUBMITTED, Action.RETURN): Status.RETURNED,
    (Status.SUBMITTED, Action.WAITLIST): Status.WAITLISTED,
    (Status.SUBMITTED, Action.DECLINE): Status.DECLINED,
    (Status.SUBMITTED, Action.MERGE): Status.MERGED,
    (Status.SUBMITTED, Action.AMEND): Status.SUBMITTED,
    (Status.SUBMITTED, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.RETURNED, Action.RESUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Action.DECLINE): Status.DECLINED,
    (Status.RETURNED, Action.MERGE): Status.MERGED,
    (Status.RETURNED, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.WAITLISTED, Action.APPROVE): Status.APPROVED,
    (Status.WAITLISTED, Action.OFFER): Status.OFFERED,
    (Status.WAITLISTED, Action.DECLINE): Status.DECLINED,
    (Status.WAITLISTED, Action.MERGE): Status.MERGED,
    (Status.WAITLISTED, Action.AMEND): Status.WAITLISTED,
    (Status.WAITLISTED, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.OFFERED, Action.ACCEPT): Status.APPROVED,
    (Status.OFFERED, Action.REFUSE): Status.SUBMITTED,
    (Status.OFFERED, Action.RELEASE): Status.SUBMITTED,
    (Status.OFFERED, Action.DECLINE): Status.DECLINED,
    (Status.OFFERED, Action.AMEND): Status.OFFERED,
    (Status.OFFERED, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.APPROVED, Action.MOVE): Status.APPROVED,
    (Status.APPROVED, Action.CANCEL): Status.CANCELLED,
    (Status.APPROVED, Action.AMEND): Status.APPROVED,
    (Status.APPROVED, Action.WITHDRAW): Status.WITHDRAWN,
}

ORGANIZER = frozenset(
    {Action.CONFIRM, Action.ACCEPT, Action.REFUSE, Action.AMEND, Action.RESUBMIT, Action.WITHDRAW},
)
CLOCK = frozenset({Action.EXPIRE, Action.RELEASE})
OFFICE = frozenset(Action) - ORGANIZER - CLOCK

OPEN = frozenset(
    {Status.UNCONFIRMED, Status.SUBMITTED, Status.RETURNED, Status.WAITLISTED, Status.OFFERED, Status.APPROVED},
)
ENDED = frozenset(Status) - OPEN
HOLDS_ROOM = frozenset({Status.OFFERED, Status.APPROVED})
UNDOABLE = frozenset(
    {Status.APPROVED, Status.DECLINED, Status.WAITLISTED, Status.RETURNED, Status.CANCELLED, Status.OFFERED},
)
TEXT_VERDICTS = frozenset({Action.APPROVE, Action.RETURN, Action.DECLINE})


class IllegalMove(Exception):
    """The verb does not lead anywhere from this state, or is not the actor's."""

    def __init__(self, status: Status, action: Action) -> None:
        self.status = status
        self.action = action
        super().__init__(f"{action} from {status}")


def move(
    status: Status,
    action: Action,
    *,
    by: frozenset[Action],
    pending_text: bool = False,
    before: Status | None = None,
) -> Status:
    """Where ``action`` leads from ``status``; IllegalMove if nowhere or if it is not the actor's to take.

    A verdict on the pending text of an approved side event leaves it approved. Undo leads to ``before``, the state in
    which the last decision found the proposal."""
    target = _undone(status, before) if action is Action.UNDO else _target(status, action, pending_text=pending_text)
    if target is None or action not in by:
        raise IllegalMove(status, action)
    return target


def actions_open(status: Status, *, by: frozenset[Action], pending_text: bool = False) -> list[Action]:
    """The actor's verbs that lead somewhere from this state, in the order in which pages offer them."""
    return [
        action
        for action in Action
        if action in by
        and (
            status in UNDOABLE
            if action is Action.UNDO
            else _target(status, action, pending_text=pending_text) is not None
        )
    ]


def _target(status: Status, action: Action, *, pending_text: bool) -> Status | None:
    if pending_text and status is Status.APPROVED and action in TEXT_VERDICTS:
        return status
    return MOVES.get((status, action))


def _undone(status: Status, before: Status | None) -> Status | None:
    # only the office's decisions are undone; an accepted offer goes back to where the offer was made
    reached = {target for (source, action), target in MOVES.items() if source is before and action in OFFICE}
    return before if status in UNDOABLE and status in reached else None
