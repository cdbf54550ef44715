"""What two readers said of single fields of a draft."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "field_opinions",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(12), nullable=False),
        sa.Column("first", sa.JSON(), nullable=False),
        sa.Column("second", sa.JSON(), nullable=False),
        sa.Column("alike", sa.Float(), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("first_by", sa.String(80), nullable=False),
        sa.Column("second_by", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled", sa.String(8), nullable=True),
        sa.Column("settled_by", sa.String(80), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["second_opinions.draft_id"]),
        sa.PrimaryKeyConstraint("draft_id", "field"),
    )
    op.create_index("ix_field_opinions_at", "field_opinions", ["at"])


def downgrade() -> None:
    op.drop_table("field_opinions")
