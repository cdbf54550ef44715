"""With which articles of other drafts an article perhaps tells of one event, so that a person can put them together."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("draft_articles", sa.Column("candidates", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("draft_articles", "candidates")
