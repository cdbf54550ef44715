"""Incidents with their statuses, what groups articles, watched pages, weekly samples"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "sample_weeks",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("stratum", sa.String(length=8), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("week", "stratum"),
    )
    op.create_table(
        "samples",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("stratum", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["week", "stratum"], ["sample_weeks.week", "sample_weeks.stratum"]),
        sa.PrimaryKeyConstraint("draft_id"),
    )
    op.create_table(
        "article_keys",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["drafts.id"],
        ),
        sa.PrimaryKeyConstraint("key", "draft_id", "article_id"),
    )
    op.create_index("article_keys_of", "article_keys", ["article_id"], unique=False)
    op.create_table(
        "drafts_apart",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["drafts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["drafts.id"],
        ),
        sa.PrimaryKeyConstraint("draft_id", "other_id"),
    )
    op.create_table(
        "incidents",
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("primary", sa.String(length=3), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("date_precision", sa.String(length=8), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("region", sa.String(length=8), nullable=True),
        sa.Column("victims", sa.JSON(), nullable=False),
        sa.Column("outlets", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(length=16), nullable=False),
        sa.Column("target", sa.String(length=8), nullable=True),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("during", sa.String(length=12), nullable=True),
        sa.Column("motive", sa.String(length=12), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("private", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["drafts.id"],
        ),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("draft_id"),
        sa.UniqueConstraint("year", "serial", name="one_incident_per_number"),
    )
    op.create_index("incidents_by_date", "incidents", ["happened_on"], unique=False)
    op.create_index("incidents_by_primary", "incidents", ["primary", "happened_on"], unique=False)
    op.create_table(
        "watches",
        sa.Column("article_id", sa.String(length=40), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
        ),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_index("ix_watches_due_on", "watches", ["due_on"], unique=False)
    op.create_table(
        "statuses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["drafts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["number"],
            ["incidents.number"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_statuses_draft_id", "statuses", ["draft_id"], unique=False)
    op.create_index("statuses_in_order", "statuses", ["number", "day", "id"], unique=False)
    op.create_index("screenings_flagged", "screenings", ["model", "article_id"], sqlite_where=sa.text("flagged"), postgresql_where=sa.text("flagged"))
    op.add_column("draft_articles", sa.Column("traits", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("drafts", sa.Column("title", sa.Text(), nullable=False, server_default=""))
    op.add_column("drafts", sa.Column("codes", sa.String(length=160), nullable=False, server_default=""))
    op.add_column("drafts", sa.Column("lang", sa.String(length=8), nullable=False, server_default=""))
    op.add_column("drafts", sa.Column("region", sa.String(length=8), nullable=True))
    op.add_column("drafts", sa.Column("happened_on", sa.Date(), nullable=True))
    op.add_column("drafts", sa.Column("searched", sa.Text(), nullable=False, server_default=""))
    op.create_index("drafts_by_score", "drafts", ["state", "score"])
    op.create_index("drafts_by_age", "drafts", ["state", "created_at"])
    op.add_column("drafts", sa.Column("incident", sa.String(length=16), nullable=True))
    op.add_column("drafts", sa.Column("merged_into", sa.Integer(), nullable=True))
    op.add_column("drafts", sa.Column("deferred_until", sa.Date(), nullable=True))
    op.create_index("ix_drafts_incident", "drafts", ["incident"], unique=False)
    op.add_column("snapshots", sa.Column("change", sa.String(length=8), nullable=True))
    op.add_column("snapshots", sa.Column("title", sa.Text(), nullable=True))
    op.add_column("snapshots", sa.Column("text", sa.Text(), nullable=True))
    op.add_column("snapshots", sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_index("screenings_flagged", "screenings")
    op.drop_index("drafts_by_age", "drafts")
    op.drop_index("drafts_by_score", "drafts")
    op.drop_index("ix_drafts_incident", "drafts")
    for table, column in (
        ("snapshots", "dropped_at"),
        ("snapshots", "text"),
        ("snapshots", "title"),
        ("snapshots", "change"),
        *(("drafts", column) for column in ("title", "codes", "lang", "region", "happened_on", "searched")),
        ("drafts", "deferred_until"),
        ("drafts", "merged_into"),
        ("drafts", "incident"),
        ("draft_articles", "traits"),
    ):
        op.drop_column(table, column)
    for table in ("statuses", "watches", "samples", "sample_weeks", "incidents", "drafts_apart", "article_keys"):
        op.drop_table(table)
