"""Decisions: who did what to which revision, when and why. Rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from sideevents.extensions import Base, db
from sideevents.store.placing import Standing
from sideevents.store.proposal import ProposalRow
from sideevents.store.types import UtcDateTime


class DecisionRow(Base):
    """One verb on one revision. ``actor`` is office, organizer or clock; ``before`` and ``after`` are snapshots of
    state and place; ``undone_by`` is the undo that took it back."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    revision: Mapped[int]
    action: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(254))
    initials: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))


def decisions_on(proposal_id: int) -> list[DecisionRow]:
    """What was decided on a proposal, oldest first."""
    return list(
        db.session.scalars(select(DecisionRow).where(DecisionRow.proposal_id == proposal_id).order_by(DecisionRow.id))
    )


def last_to_undo(proposal_id: int) -> DecisionRow | None:
    """The office's latest decision that no undo has taken back, or None."""
    return db.session.scalar(
        select(DecisionRow)
        .where(
            DecisionRow.proposal_id == proposal_id,
            DecisionRow.actor == "office",
            DecisionRow.action.not_in(("undo", "confirm")),
            DecisionRow.undone_by.is_(None),
        )
        .order_by(DecisionRow.id.desc())
        .limit(1)
    )


def decided_since(proposal_id: int, *, count: int) -> DecisionRow | None:
    """The office's first decision after the first ``count`` rows of a proposal, or None."""
    return next((row for row in decisions_on(proposal_id)[count:] if row.actor == "office"), None)


def record(
    proposal: ProposalRow,
    action: str,
    *,
    actor: str,
    by: str,
    now: datetime,
    before: Standing,
    after: Standing,
    initials: str = "",
    note: str = "",
    checked: tuple[str, ...] = (),
) -> DecisionRow:
    """Write the decision row of a change, in the change's own transaction. ``checked`` are the boxes ticked by eye."""
    row = DecisionRow(
        proposal_id=proposal.id,
        revision=proposal.revision,
        action=action,
        actor=actor,
        by=by,
        initials=initials,
        note=note,
        at=now,
        before=before.to_json(),
        after={**after.to_json(), "checked": list(checked)},
    )
    proposal.decisions += 1
    db.session.add(row)
    db.session.flush()
    return row
