"""The office's inbox: every confirmed proposal with what the list shows of it, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from sideevents.extensions import db
from sideevents.rules.ask import Ask
from sideevents.store.decision import DecisionRow
from sideevents.store.letter import FAILED, LetterRow
from sideevents.store.proposal import ProposalRow, latest_asks, proposals_of


@dataclass(frozen=True)
class InboxRow:
    """One proposal of the inbox. ``since`` is when it came to stand as it stands; ``failed`` counts its letters that
    did not arrive."""

    proposal: ProposalRow
    ask: Ask
    since: datetime
    failed: int


def read_inbox(conference_id: int) -> list[InboxRow]:
    """The confirmed proposals of a conference in order of receipt."""
    proposals = [each for each in proposals_of(conference_id) if each.reference]
    asks, since, failed = latest_asks(proposals), _since(conference_id), _failed(conference_id)
    return [
        InboxRow(each, asks[each.id], since.get(each.id, each.submitted_at), failed.get(each.id, 0))
        for each in proposals
    ]


def _since(conference_id: int) -> dict[int, datetime]:
    latest = (
        select(func.max(DecisionRow.id))
        .join(ProposalRow, ProposalRow.id == DecisionRow.proposal_id)
        .where(ProposalRow.conference_id == conference_id)
        .group_by(DecisionRow.proposal_id)
    )
    rows = db.session.execute(select(DecisionRow.proposal_id, DecisionRow.at).where(DecisionRow.id.in_(latest)))
    return {row.proposal_id: row.at for row in rows}


def _failed(conference_id: int) -> dict[int, int]:
    rows = db.session.execute(
        select(LetterRow.proposal_id, func.count().label("failed"))
        .where(LetterRow.conference_id == conference_id, LetterRow.state == FAILED, LetterRow.proposal_id.is_not(None))
        .group_by(LetterRow.proposal_id)
    )
    return {row.proposal_id: row.failed for row in rows}
