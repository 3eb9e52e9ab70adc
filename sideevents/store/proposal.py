"""Proposals and their revisions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sideevents.extensions import Base, db
from sideevents.rules.ask import Ask
from sideevents.rules.contact import Contact, handed_to
from sideevents.rules.deadline import CONFIRMATION
from sideevents.rules.sameness import likeness_of
from sideevents.rules.workflow import OPEN, Status
from sideevents.store.conference import ConferenceRow
from sideevents.store.types import UtcDateTime


class ProposalRow(Base):
    """An organizer's request. ``revision`` counts its texts; ``settled_revision`` is the last one that a decision was
    about; ``contact_epoch`` rises when old organizer's links must die; ``decisions`` counts decision rows, so that
    whoever decides on an old page is told."""

    __tablename__ = "proposal"
    __table_args__ = (UniqueConstraint("conference_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), index=True)
    number: Mapped[int | None]
    reference: Mapped[str | None] = mapped_column(String(24), unique=True)
    status: Mapped[str] = mapped_column(String(20), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    settled_revision: Mapped[int] = mapped_column(default=0)
    decisions: Mapped[int] = mapped_column(default=0)
    late: Mapped[bool] = mapped_column(default=False)
    wishes_changed_late: Mapped[bool] = mapped_column(default=False)
    contact_email: Mapped[str] = mapped_column(String(254), index=True)
    contact_epoch: Mapped[int] = mapped_column(default=1)
    likeness: Mapped[str] = mapped_column(String(64), index=True)
    submission_key: Mapped[str] = mapped_column(String(64), unique=True)
    submission_digest: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(12), default="en")
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    conference: Mapped[ConferenceRow] = relationship(lazy="joined", innerjoin=True)

    @property
    def state(self) -> Status:
        """The state as the workflow knows it."""
        return Status(self.status)

    @property
    def pending_text(self) -> bool:
        """Whether an approved side event has a newer text that nobody has decided on."""
        return self.state is Status.APPROVED and self.revision > self.settled_revision


class RevisionRow(Base):
    """One text of a proposal, as asked."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    number: Mapped[int]
    ask: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def read(self) -> Ask:
        """The text as the rules see it."""
        return Ask.from_json(self.ask)


class ExtensionRow(Base):
    """A signed exception from the deadline: one address, one proposal, until an instant, with a reason."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conference.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(500))
    issued_by: Mapped[str] = mapped_column(String(254))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))


def find_proposal(proposal_id: int) -> ProposalRow | None:
    """The proposal with this id, or None."""
    return db.session.get(ProposalRow, proposal_id)


def find_by_reference(reference: str) -> ProposalRow | None:
    """The proposal that people call ``SE-042``, or None."""
    if "\0" in reference:  # PostgreSQL takes none in a text
        return None
    return db.session.scalar(select(ProposalRow).where(ProposalRow.reference == reference))


def lock_proposal(proposal_id: int) -> ProposalRow:
    """The row, locked until the transaction ends and read afresh; NoResultFound if there is none."""
    return db.session.scalars(
        select(ProposalRow)
        .where(ProposalRow.id == proposal_id)
        .with_for_update(of=ProposalRow)
        .execution_options(populate_existing=True)
    ).one()


def find_by_submission_key(key: str) -> ProposalRow | None:
    """The proposal that a rendered form has led to, or None."""
    return db.session.scalar(select(ProposalRow).where(ProposalRow.submission_key == key))


def find_alike(conference_id: int, likeness: str, *, now: datetime) -> ProposalRow | None:
    """An open proposal of the same contact, lead and squeezed title, or None. One whose address can no longer be
    confirmed is not open, even before the clock has said so."""
    too_old = (ProposalRow.status == Status.UNCONFIRMED.value) & (ProposalRow.submitted_at <= now - CONFIRMATION)
    return db.session.scalar(
        select(ProposalRow).where(
            ProposalRow.conference_id == conference_id,
            ProposalRow.likeness == likeness,
            ~too_old,
            ProposalRow.status.in_([status.value for status in OPEN]),
        )
    )


def proposals_of(conference_id: int, *, contact_email: str | None = None) -> list[ProposalRow]:
    """The proposals of a conference in order of receipt, or those of one contact."""
    wanted = select(ProposalRow).where(ProposalRow.conference_id == conference_id)
    if contact_email is not None:
        # the same person types small letters one day and capitals the next
        wanted = wanted.where(func.lower(ProposalRow.contact_email) == func.lower(contact_email))
    return list(db.session.scalars(wanted.order_by(ProposalRow.submitted_at, ProposalRow.id)))


def overdue_confirmations(submitted_before: datetime) -> list[int]:
    """Ids of unconfirmed proposals submitted at or before an instant."""
    return list(
        db.session.scalars(
            select(ProposalRow.id).where(
                ProposalRow.status == Status.UNCONFIRMED.value, ProposalRow.submitted_at <= submitted_before
            )
        )
    )


def add_revision(proposal: ProposalRow, ask: Ask, *, now: datetime) -> None:
    """Store the text of ``proposal.revision``."""
    db.session.add(RevisionRow(proposal_id=proposal.id, number=proposal.revision, ask=ask.to_json(), created_at=now))


def change_contact(proposal: ProposalRow, contact: Contact) -> None:
    """Let the proposal answer to another contact: its texts name that one, its old links die. No text is new by it, so
    every revision is changed, and no difference between two of them shows it."""
    for revision in revisions_of(proposal.id):
        revision.ask = handed_to(revision.read(), contact).to_json()
    proposal.contact_email = contact.address
    proposal.contact_epoch += 1
    db.session.flush()
    proposal.likeness = likeness_of(revision_of(proposal))


def revision_of(proposal: ProposalRow, number: int | None = None) -> Ask:
    """The text of one revision, the latest by default."""
    wanted = proposal.revision if number is None else number
    return (
        db.session.scalars(
            select(RevisionRow).where(RevisionRow.proposal_id == proposal.id, RevisionRow.number == wanted)
        )
        .one()
        .read()
    )


def revisions_of(proposal_id: int) -> list[RevisionRow]:
    """All texts of a proposal, oldest first."""
    return list(
        db.session.scalars(
            select(RevisionRow).where(RevisionRow.proposal_id == proposal_id).order_by(RevisionRow.number)
        )
    )


def latest_asks(proposals: Iterable[ProposalRow]) -> dict[int, Ask]:
    """Proposal id -> its latest text, in one query."""
    wanted = [proposal.id for proposal in proposals]
    rows = db.session.execute(
        select(RevisionRow.proposal_id, RevisionRow.ask)
        .join(ProposalRow, ProposalRow.id == RevisionRow.proposal_id)
        .where(RevisionRow.number == ProposalRow.revision, RevisionRow.proposal_id.in_(wanted))
    )
    return {proposal_id: Ask.from_json(ask) for proposal_id, ask in rows}


def wishes_per_window(conference_id: int) -> dict[str, int]:
    """Window name -> number of open proposals that wish for it in their latest text."""
    rows = db.session.scalars(
        select(RevisionRow.ask)
        .join(ProposalRow, ProposalRow.id == RevisionRow.proposal_id)
        .where(
            ProposalRow.conference_id == conference_id,
            RevisionRow.number == ProposalRow.revision,
            ProposalRow.status.in_([status.value for status in OPEN]),
        )
    )
    counts: dict[str, int] = {}
    for ask in rows:
        for name in ask["preferences"]:
            counts[name] = counts.get(name, 0) + 1
    return counts


def count_by_status(conference_id: int) -> dict[str, int]:
    """Status -> number of proposals."""
    rows = db.session.execute(
        select(ProposalRow.status, func.count())
        .where(ProposalRow.conference_id == conference_id)
        .group_by(ProposalRow.status)
    )
    return dict(rows.all())


def find_extension(extension_id: int) -> ExtensionRow | None:
    """The extension with this id, or None."""
    return db.session.get(ExtensionRow, extension_id)


def lock_extension(extension_id: int) -> ExtensionRow | None:
    """The extension, locked until the transaction ends, or None."""
    return db.session.scalar(
        select(ExtensionRow)
        .where(ExtensionRow.id == extension_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def is_spent(extension: ExtensionRow, *, now: datetime) -> bool:
    """Whether an extension has let a proposal in. One whose address was never confirmed does not count."""
    if extension.proposal_id is None:
        return False
    row = db.session.get_one(ProposalRow, extension.proposal_id)
    waits = row.state is Status.UNCONFIRMED and now < row.submitted_at + CONFIRMATION
    return row.confirmed_at is not None or waits


def extensions_of(conference_id: int) -> list[ExtensionRow]:
    """Extensions of a conference, newest first."""
    return list(
        db.session.scalars(
            select(ExtensionRow).where(ExtensionRow.conference_id == conference_id).order_by(ExtensionRow.id.desc())
        )
    )
