"""First schema: conferences side by side, proposals, bookings with their backstop, letters, the office."""

import sqlalchemy as sa
from alembic import op

from sideevents.store.backstop import create_sqlite_triggers
from sideevents.store.types import UtcDateTime

revision = "001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_conference()
    create_limit_count()
    create_office_session()
    create_sign_in()
    create_officer()
    create_proposal()
    create_room()
    create_booking()
    create_decision()
    create_extension()
    create_letter()
    create_revision()
    create_side_event()
    if op.get_bind().dialect.name == "postgresql":
        # EXCLUDE with "=" on an integer needs btree_gist
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(
            "ALTER TABLE booking ADD CONSTRAINT booking_no_overlap"
            " EXCLUDE USING gist (room_id WITH =, tstzrange(starts, ends, '[)') WITH &&)"
        )
    else:
        create_sqlite_triggers()


def downgrade() -> None:
    for table in (
        "side_event",
        "revision",
        "letter",
        "extension",
        "decision",
        "booking",
        "room",
        "proposal",
        "officer",
        "sign_in",
        "office_session",
        "limit_count",
        "conference",
    ):
        op.drop_table(table)


def identity(table: str) -> tuple[sa.Column, sa.PrimaryKeyConstraint]:
    return sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def create_conference() -> None:
    op.create_table(
        "conference",
        *identity("conference"),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("reference_prefix", sa.String(length=12), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("programme_version", sa.Integer(), nullable=False),
        sa.Column("programme_changed_at", UtcDateTime(), nullable=False),
        sa.Column("outbox_held", sa.Boolean(), nullable=False),
        sa.Column("loaded_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("reference_prefix", name=op.f("uq_conference_reference_prefix")),
        sa.UniqueConstraint("slug", name=op.f("uq_conference_slug")),
    )


def create_limit_count() -> None:
    op.create_table(
        "limit_count",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("period_start", UtcDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "period_start", name=op.f("pk_limit_count")),
    )


def create_office_session() -> None:
    op.create_table(
        "office_session",
        *identity("office_session"),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("key", name=op.f("uq_office_session_key")),
    )
    op.create_index(op.f("ix_office_session_email"), "office_session", ["email"], unique=False)


def create_sign_in() -> None:
    op.create_table(
        "sign_in",
        *identity("sign_in"),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.UniqueConstraint("nonce", name=op.f("uq_sign_in_nonce")),
    )


def create_officer() -> None:
    op.create_table(
        "officer",
        *identity("officer"),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_officer_conference_id")),
        sa.UniqueConstraint("email", "conference_id", name=op.f("uq_officer_email")),
    )
    op.create_index(op.f("ix_officer_email"), "officer", ["email"], unique=False)


def create_proposal() -> None:
    op.create_table(
        "proposal",
        *identity("proposal"),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=24), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("settled_revision", sa.Integer(), nullable=False),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("wishes_changed_late", sa.Boolean(), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_epoch", sa.Integer(), nullable=False),
        sa.Column("likeness", sa.String(length=64), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=False),
        sa.Column("submission_digest", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_proposal_conference_id")),
        sa.UniqueConstraint("conference_id", "number", name=op.f("uq_proposal_conference_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_proposal_reference")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_proposal_submission_key")),
    )
    op.create_index(op.f("ix_proposal_conference_id"), "proposal", ["conference_id"], unique=False)
    op.create_index(op.f("ix_proposal_contact_email"), "proposal", ["contact_email"], unique=False)
    op.create_index(op.f("ix_proposal_likeness"), "proposal", ["likeness"], unique=False)
    op.create_index(op.f("ix_proposal_status"), "proposal", ["status"], unique=False)


def create_room() -> None:
    op.create_table(
        "room",
        *identity("room"),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_room_conference_id")),
        sa.UniqueConstraint("conference_id", "key", name=op.f("uq_room_conference_id")),
    )


def create_booking() -> None:
    op.create_table(
        "booking",
        *identity("booking"),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("starts", UtcDateTime(), nullable=False),
        sa.Column("ends", UtcDateTime(), nullable=False),
        sa.Column("slot_starts", UtcDateTime(), nullable=False),
        sa.Column("slot_ends", UtcDateTime(), nullable=False),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.CheckConstraint("slot_starts < slot_ends", name=op.f("ck_booking_some_slot")),
        sa.CheckConstraint("starts < ends", name=op.f("ck_booking_some_time")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_booking_conference_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_booking_proposal_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_booking_room_id")),
    )
    op.create_index(op.f("ix_booking_conference_id"), "booking", ["conference_id"], unique=False)
    op.create_index(op.f("ix_booking_proposal_id"), "booking", ["proposal_id"], unique=False)
    op.create_index("ix_booking_room_time", "booking", ["room_id", "starts"], unique=False)


def create_decision() -> None:
    op.create_table(
        "decision",
        *identity("decision"),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=12), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("initials", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_decision_proposal_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["decision.id"], name=op.f("fk_decision_undone_by")),
    )
    op.create_index(op.f("ix_decision_proposal_id"), "decision", ["proposal_id"], unique=False)


def create_extension() -> None:
    op.create_table(
        "extension",
        *identity("extension"),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("issued_by", sa.String(length=254), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_extension_conference_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_extension_proposal_id")),
    )
    op.create_index(op.f("ix_extension_conference_id"), "extension", ["conference_id"], unique=False)


def create_letter() -> None:
    op.create_table(
        "letter",
        *identity("letter"),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", UtcDateTime(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("token", sa.String(length=40), nullable=True),
        sa.Column("server_said", sa.Text(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_letter_conference_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_letter_proposal_id")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_key")),
    )
    op.create_index(op.f("ix_letter_conference_id"), "letter", ["conference_id"], unique=False)
    op.create_index("ix_letter_due", "letter", ["state", "next_attempt_at"], unique=False)
    op.create_index("ix_letter_order", "letter", ["proposal_id", "recipient"], unique=False)
    op.create_index(op.f("ix_letter_proposal_id"), "letter", ["proposal_id"], unique=False)


def create_revision() -> None:
    op.create_table(
        "revision",
        *identity("revision"),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ask", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_revision_proposal_id")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_revision_proposal_id")),
    )
    op.create_index(op.f("ix_revision_proposal_id"), "revision", ["proposal_id"], unique=False)


def create_side_event() -> None:
    op.create_table(
        "side_event",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("room", sa.String(length=60), nullable=False),
        sa.Column("slot_starts", UtcDateTime(), nullable=False),
        sa.Column("slot_ends", UtcDateTime(), nullable=False),
        sa.Column("moved_room", sa.String(length=60), nullable=False),
        sa.Column("moved_starts", UtcDateTime(), nullable=True),
        sa.Column("moved_ends", UtcDateTime(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_side_event_conference_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_side_event_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_side_event")),
    )
    op.create_index(op.f("ix_side_event_conference_id"), "side_event", ["conference_id"], unique=False)
