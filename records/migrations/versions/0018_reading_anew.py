"""Articles that nobody has read yet are found without looking at the others, and how far the reading anew of the archive has come is kept.

Of what is stored by now everything counts as read that any model has read. SQLite uses an index over some rows only where its condition is written as the query
writes it: that over the flagged screenings is made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("articles", sa.Column("unread", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE articles SET unread = true WHERE NOT EXISTS (SELECT 1 FROM screenings WHERE screenings.article_id = articles.id)")
    op.create_index("articles_unread", "articles", ["fetched_at", "id"], sqlite_where=sa.text("unread = 1"), postgresql_where=sa.text("unread"))
    op.drop_index("screenings_flagged", "screenings")
    op.create_index(
        "screenings_flagged", "screenings", ["model", "article_id"], sqlite_where=sa.text("flagged = 1"), postgresql_where=sa.text("flagged")
    )
    op.create_table(
        "rereads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(80), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_id", sa.String(40), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("rereads")
    op.drop_index("screenings_flagged", "screenings")
    op.create_index("screenings_flagged", "screenings", ["model", "article_id"], sqlite_where=sa.text("flagged"), postgresql_where=sa.text("flagged"))
    op.drop_index("articles_unread", "articles")
    op.drop_column("articles", "unread")
