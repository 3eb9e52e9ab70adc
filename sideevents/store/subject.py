"""A proposal with its conference and latest text, as most verbs need them together."""

from dataclasses import dataclass
from datetime import datetime

from sideevents.rules.ask import Ask
from sideevents.rules.conference import Conference
from sideevents.rules.problem import MovedOn, Problem
from sideevents.rules.workflow import Action, IllegalMove, Status, move
from sideevents.store import placing
from sideevents.store.placing import Standing
from sideevents.store.proposal import ProposalRow, lock_proposal, revision_of


@dataclass(frozen=True)
class Subject:
    """A locked proposal, what it asks, its conference as the rules see it, and where it stood when it was locked."""

    proposal: ProposalRow
    ask: Ask
    conference: Conference
    before: Standing

    def move(self, action: Action, *, by: frozenset[Action], before: Status | None = None) -> None:
        """Carry the proposal along the workflow; MovedOn if the state has changed so that the verb is not open."""
        proposal = self.proposal
        try:
            proposal.status = move(
                proposal.state, action, by=by, pending_text=proposal.pending_text, before=before
            ).value
        except IllegalMove as illegal:
            facts = {"status": illegal.status.value, "action": illegal.action.value}
            raise MovedOn([Problem("illegal-move", facts=facts)]) from illegal


def lock_subject(proposal_id: int) -> Subject:
    """The proposal locked and read afresh, with all that a verb needs to know of it."""
    proposal = lock_proposal(proposal_id)
    return Subject(
        proposal=proposal,
        ask=revision_of(proposal),
        conference=proposal.conference.read(),
        before=placing.standing(proposal),
    )


def assert_open_for_changes(subject: Subject, *, closes: datetime, now: datetime) -> None:
    """MovedOn once the organizer's time for changes is over."""
    if now >= closes:
        raise MovedOn([Problem("changes-closed", facts={"until": closes})])
