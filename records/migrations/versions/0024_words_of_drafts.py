"""On SQLite the words of all drafts are read without the drafts themselves, whose proposals are ten times as long. PostgreSQL keeps these elsewhere by itself."""

from alembic import op

from records.search.index_tables import WORDS_OF_DRAFTS

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    # An entry of an index on PostgreSQL may be no longer than a third of a page.
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(WORDS_OF_DRAFTS, "drafts", ["searched"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(WORDS_OF_DRAFTS, "drafts")
