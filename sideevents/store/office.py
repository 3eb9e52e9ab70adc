"""Officers, readers and their sessions; and the counters that limit what strangers may do."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from sideevents.extensions import Base, db
from sideevents.store.types import UtcDateTime

KEPT = timedelta(days=1)


class OfficerRow(Base):
    """Somebody who may sign in; without a conference, in all of them. The role is officer or reader."""

    __tablename__ = "officer"
    __table_args__ = (UniqueConstraint("email", "conference_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[str] = mapped_column(String(10))
    conference_id: Mapped[int | None] = mapped_column(ForeignKey("conference.id"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OfficeSessionRow(Base):
    """One signed-in browser; ``key`` is a digest of what its cookie holds."""

    __tablename__ = "office_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInRow(Base):
    """A sign-in link that was asked for; used once."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LimitRow(Base):
    """How often something was done in one stretch of time, counted over all processes."""

    __tablename__ = "limit_count"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    period_start: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    count: Mapped[int]


def roles_of(email: str) -> dict[int | None, str]:
    """Conference id -> role of an address; None stands for every conference."""
    rows = db.session.execute(select(OfficerRow.conference_id, OfficerRow.role).where(OfficerRow.email == email))
    return dict(rows.all())


def all_officers() -> list[OfficerRow]:
    """Everybody who may sign in, by address."""
    return list(db.session.scalars(select(OfficerRow).order_by(OfficerRow.email, OfficerRow.id)))


def find_session(key: str, *, now: datetime) -> OfficeSessionRow | None:
    """The living session with this digest, or None."""
    return db.session.scalar(
        select(OfficeSessionRow).where(OfficeSessionRow.key == key, OfficeSessionRow.expires_at > now)
    )


def find_sign_in(nonce: str) -> SignInRow | None:
    """The sign-in link with this nonce, locked, or None."""
    return db.session.scalar(select(SignInRow).where(SignInRow.nonce == nonce).with_for_update())


def end_sessions(email: str) -> None:
    """Sign an address out everywhere."""
    db.session.execute(delete(OfficeSessionRow).where(OfficeSessionRow.email == email))


def remove_officer(email: str, *, conference_id: int | None = None) -> int:
    """Take an address off the list, of one conference or of all; how many rows went."""
    gone = delete(OfficerRow).where(OfficerRow.email == email)
    if conference_id is not None:
        gone = gone.where(OfficerRow.conference_id == conference_id)
    return len(db.session.scalars(gone.returning(OfficerRow.id)).all())


def count_up(key: str, *, period_start: datetime) -> int:
    """Count one more of ``key`` in the period; the new count. Safe from many processes: one atomic
    upsert. Counts of long ago are dropped."""
    db.session.execute(delete(LimitRow).where(LimitRow.period_start < period_start - KEPT))
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(LimitRow).values(key=key, period_start=period_start, count=1)
    return db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[LimitRow.key, LimitRow.period_start], set_={"count": LimitRow.count + 1}
        ).returning(LimitRow.count)
    ).scalar_one()
