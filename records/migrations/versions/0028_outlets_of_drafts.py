"""Drafts are found by an outlet and by words without looking at each of them.

The outlet of an article stands beside its draft too; on SQLite the words of drafts lie in an index of words, and the index of whole texts that was read for them goes.
"""

import sqlalchemy as sa
from alembic import op

from records.search import drop_draft_words, make_draft_words

revision = "0028"
down_revision = "0027"

_NAME = "draft_articles_by_outlet"
_WHOLE_TEXTS = "drafts_by_words"


def upgrade() -> None:
    op.add_column("draft_articles", sa.Column("outlet", sa.String(80), nullable=False, server_default=""))
    op.execute("UPDATE draft_articles SET outlet = COALESCE((SELECT outlet FROM articles WHERE articles.id = draft_articles.article_id), '')")
    op.create_index(_NAME, "draft_articles", ["outlet", "draft_id"])
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(_WHOLE_TEXTS, "drafts")
        make_draft_words(op.get_bind())


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        drop_draft_words(op.get_bind())
        op.create_index(_WHOLE_TEXTS, "drafts", ["searched"])
    op.drop_index(_NAME, "draft_articles")
    op.drop_column("draft_articles", "outlet")
