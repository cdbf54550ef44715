"""The outlet of an article stands beside its draft too, so that the drafts of one outlet are found without looking at every article of theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_NAME = "draft_articles_by_outlet"


def upgrade() -> None:
    op.add_column("draft_articles", sa.Column("outlet", sa.String(80), nullable=False, server_default=""))
    op.execute("UPDATE draft_articles SET outlet = COALESCE((SELECT outlet FROM articles WHERE articles.id = draft_articles.article_id), '')")
    op.create_index(_NAME, "draft_articles", ["outlet", "draft_id"])


def downgrade() -> None:
    op.drop_index(_NAME, "draft_articles")
    op.drop_column("draft_articles", "outlet")
