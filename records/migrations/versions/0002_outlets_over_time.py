"""Outlets over time: the panel, their days, host budgets, cursors, paces, notices"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "outlets",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=True),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "outlet_days",
        sa.Column("outlet", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("dated", sa.Integer(), nullable=False),
        sa.Column("letters", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.BigInteger(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=24), nullable=True),
        sa.Column("last_success", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("outlet", "day"),
    )
    op.create_index("outlet_days_by_day", "outlet_days", ["day"])
    op.create_table(
        "hosts",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("next_at", sa.Float(), nullable=False),
        sa.Column("quiet_until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("site"),
    )
    op.create_table(
        "cursors",
        sa.Column("outlet", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "period", "source"),
    )
    op.create_table(
        "paces",
        sa.Column("outlet", sa.String(length=80), nullable=False),
        sa.Column("minutes", sa.Float(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("outlet"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outlet", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("cause", sa.String(length=24), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_notices_outlet", "notices", ["outlet"])
    op.add_column("outlet_runs", sa.Column("ways", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("outlet_runs", sa.Column("guessed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outlet_runs", sa.Column("measures", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("pages", sa.Column("published_on", sa.Date(), nullable=True))
    op.add_column("snapshots", sa.Column("text_sha256", sa.String(length=64), nullable=True))
    # Which pages of an outlet may be asked again, and what an outlet gave on a day, without reading all of it.
    op.create_index("pages_in_time", "pages", ["outlet", "at"])
    op.create_index("articles_taken", "articles", ["outlet", "fetched_at"])


def downgrade() -> None:
    op.drop_index("articles_taken", "articles")
    op.drop_index("pages_in_time", "pages")
    for table, column in (
        ("snapshots", "text_sha256"),
        ("pages", "published_on"),
        ("outlet_runs", "measures"),
        ("outlet_runs", "guessed_at"),
        ("outlet_runs", "ways"),
    ):
        op.drop_column(table, column)
    for table in ("notices", "paces", "cursors", "hosts", "outlet_days", "outlets"):
        op.drop_table(table)
