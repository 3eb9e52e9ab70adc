"""The post: calendar parts and drafts of letters, what happened on their way, mail that came in, the office's words."""

import sqlalchemy as sa
from alembic import op

from sideevents.store.types import UtcDateTime

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

USUAL_DIGEST_HOUR = 7
DELAYED = sa.text("state = 'queued' AND attempts > 0")


def upgrade() -> None:
    # the defaults are for rows that are there; the code gives every new row its own
    with op.batch_alter_table("letter") as letter:
        letter.add_column(sa.Column("calendar", sa.Text(), nullable=False, server_default=""))
        letter.add_column(sa.Column("reported", sa.String(length=12), nullable=False, server_default=""))
        letter.add_column(sa.Column("draft", sa.JSON(), nullable=True))
        letter.add_column(sa.Column("good_until", UtcDateTime(), nullable=True))
    with op.batch_alter_table("letter") as letter:
        letter.alter_column("calendar", server_default=None)
        letter.alter_column("reported", server_default=None)
        letter.create_index("ix_letter_count", ["conference_id", "state", "id"])
        columns = ["conference_id", "state", "id", "attempts"]
        letter.create_index("ix_letter_delayed", columns, sqlite_where=DELAYED, postgresql_where=DELAYED)
        letter.create_index("ix_letter_message_id", ["message_id"])
    op.add_column("conference", sa.Column("digest_hour", sa.Integer(), nullable=True))
    op.add_column("conference", sa.Column("digest_at", UtcDateTime(), nullable=True))
    op.execute(sa.text("UPDATE conference SET digest_hour = :hour").bindparams(hour=USUAL_DIGEST_HOUR))
    create_delivery()
    create_incoming()
    create_letter_words()


def downgrade() -> None:
    for table in ("letter_words", "incoming", "delivery"):
        op.drop_table(table)
    op.drop_column("conference", "digest_at")
    op.drop_column("conference", "digest_hour")
    with op.batch_alter_table("letter") as letter:
        letter.drop_index("ix_letter_message_id")
        letter.drop_index("ix_letter_delayed")
        letter.drop_index("ix_letter_count")
        letter.drop_column("good_until")
        letter.drop_column("draft")
        letter.drop_column("reported")
        letter.drop_column("calendar")


def identity(table: str) -> tuple[sa.Column, sa.PrimaryKeyConstraint]:
    return sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def create_delivery() -> None:
    op.create_table(
        "delivery",
        *identity("delivery"),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("result", sa.String(length=12), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_delivery_letter_id")),
    )
    op.create_index(op.f("ix_delivery_letter_id"), "delivery", ["letter_id"], unique=False)


def create_incoming() -> None:
    op.create_table(
        "incoming",
        *identity("incoming"),
        sa.Column("message_id", sa.String(length=400), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_incoming_conference_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_incoming_letter_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_incoming_proposal_id")),
        sa.UniqueConstraint("message_id", name=op.f("uq_incoming_message_id")),
    )
    op.create_index(op.f("ix_incoming_conference_id"), "incoming", ["conference_id"], unique=False)
    op.create_index(op.f("ix_incoming_proposal_id"), "incoming", ["proposal_id"], unique=False)


def create_letter_words() -> None:
    op.create_table(
        "letter_words",
        *identity("letter_words"),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("paragraph", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("edited_by", sa.String(length=254), nullable=False),
        sa.Column("edited_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_letter_words_conference_id")),
        sa.UniqueConstraint(
            "conference_id", "letter", "language", "paragraph", name=op.f("uq_letter_words_conference_id")
        ),
    )
