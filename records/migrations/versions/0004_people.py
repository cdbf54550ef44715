"""Who may use the desk, what they ask for, and what they have typed"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("folded", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("password_hash", sa.String(length=160), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("disabled_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name"),
        sa.UniqueConstraint("folded"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sessions_user", "sessions", ["user"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_table(
        "tokens",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("ix_tokens_user", "tokens", ["user"])
    op.create_table(
        "sign_in_tries",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("sign_in_tries_of", "sign_in_tries", ["key", "at"])
    op.create_index("ix_sign_in_tries_at", "sign_in_tries", ["at"])
    op.create_table(
        "requests",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("outlet", sa.String(length=80), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("taken_at", _MOMENT, nullable=True),
        sa.Column("run_id", sa.String(length=40), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_requests_at", "requests", ["at"])
    op.create_index("requests_waiting", "requests", ["taken_at", "kind", "outlet"])
    op.create_table(
        "presence",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("draft_id", "user"),
    )
    op.create_index("ix_presence_seen_at", "presence", ["seen_at"])
    op.create_table(
        "second_opinions",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("first_by", sa.String(length=80), nullable=False),
        sa.Column("second_by", sa.String(length=80), nullable=True),
        sa.Column("second_action", sa.String(length=16), nullable=True),
        sa.Column("second_reason", sa.String(length=24), nullable=True),
        sa.Column("second_at", _MOMENT, nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.PrimaryKeyConstraint("draft_id"),
    )
    op.create_index("second_opinions_waiting", "second_opinions", ["second_at", "asked_at"])
    op.create_table(
        "saved_edits",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("draft_id", "user"),
    )


def downgrade() -> None:
    for table in ("saved_edits", "second_opinions", "presence", "requests", "sign_in_tries", "tokens", "sessions", "users"):
        op.drop_table(table)
