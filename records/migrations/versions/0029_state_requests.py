"""Requests and complaints to state bodies."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "state_requests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(16), nullable=True),
        sa.Column("body", sa.String(12), nullable=False),
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("own_number", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("prolonged_until", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["number"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("draft_id", "number", "answered_on"):
        op.create_index(f"ix_state_requests_{column}", "state_requests", [column])


def downgrade() -> None:
    op.drop_table("state_requests")
