"""On SQLite the words of all drafts are read without the drafts themselves, whose proposals are ten times as long. PostgreSQL keeps these elsewhere by itself."""

from alembic import op

revision = "0024"
down_revision = "0023"

_INDEX = "drafts_by_words"


def upgrade() -> None:
    # An entry of an index on PostgreSQL may be no longer than a third of a page.
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(_INDEX, "drafts", ["searched"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(_INDEX, "drafts")
