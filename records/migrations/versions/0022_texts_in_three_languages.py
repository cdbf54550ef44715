"""Titles by language, and which texts a person checked. What stands already is kept as it is: `qorgan db upgrade` says of it what the ledger knows"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("incidents", sa.Column("title_lang", sa.String(length=8), nullable=True))
    op.add_column("incidents", sa.Column("titles", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("incidents", sa.Column("text_notes", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    for name in ("text_notes", "titles", "title_lang"):
        op.drop_column("incidents", name)
