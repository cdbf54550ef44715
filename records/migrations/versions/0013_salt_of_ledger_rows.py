"""A salt for each row of the ledger, so that its hash tells nothing of what an export leaves out. Rows that stand already have none, and their hashes stay"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("ledger", sa.Column("salt", sa.String(32), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("ledger", "salt")
