"""The further names of outlets, by which one outlet is counted once."""

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"


def upgrade() -> None:
    op.add_column("outlets", sa.Column("aliases", sa.JSON(), nullable=False, server_default="[]"))
