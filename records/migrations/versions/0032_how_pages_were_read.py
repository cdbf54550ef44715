"""How surely the date of an article is known, whether its page showed all of it, and what a page that was read as no article calls itself."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.add_column("articles", sa.Column("date_precision", sa.String(8), nullable=True))
    op.add_column("articles", sa.Column("partial", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("pages", sa.Column("title", sa.Text(), nullable=True))
    op.execute("UPDATE articles SET date_precision = CASE WHEN length(published_at) > 10 THEN 'moment' ELSE 'day' END WHERE published_at IS NOT NULL")


def downgrade() -> None:
    op.drop_column("pages", "title")
    op.drop_column("articles", "partial")
    op.drop_column("articles", "date_precision")
