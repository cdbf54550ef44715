"""Messages that a mailbox or a bot brought, and which files came with them."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def _long() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _word(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "received_messages",
        sa.Column("id", _long(), nullable=False),
        _word("door", 12),
        _word("source", 80),
        sa.Column("nth", sa.BigInteger(), nullable=False),
        _word("fate", 20),
        _word("digest", 64),
        sa.Column("same_as", _long(), nullable=True),
        _at("came_at"),
        _at("fetched_at"),
        _word("sender", 320),
        _text("sender_name"),
        _word("standing", 12),
        _text("forwarded_from"),
        _text("subject"),
        _text("text"),
        sa.Column("text_cut", sa.Boolean(), nullable=False),
        _word("lang", 8),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        _word("salt", 32),
        _word("label", 12, nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        _word("state", 12),
        _word("settled_by", 80, nullable=True),
        _at("settled_at", nullable=True),
        _text("because"),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        _word("number", 16, nullable=True),
        _text("url"),
        sa.ForeignKeyConstraint(["same_as"], ["received_messages.id"]),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["number"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "nth"),
    )
    for name in ("digest", "draft_id", "number"):
        op.create_index(f"ix_received_messages_{name}", "received_messages", [name])
    op.create_index("received_messages_state", "received_messages", ["state", "id"])
    op.create_index("received_messages_sender", "received_messages", ["door", "sender", "fetched_at"])
    op.create_table(
        "message_files",
        sa.Column("file_id", _long(), nullable=False),
        sa.Column("message_id", _long(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["evidence_files.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["received_messages.id"]),
        sa.PrimaryKeyConstraint("file_id"),
    )
    op.create_index("ix_message_files_message_id", "message_files", ["message_id"])


def downgrade() -> None:
    op.drop_table("message_files")
    op.drop_table("received_messages")
