"""What a visit left open: pages without a fate"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("outlet_runs", sa.Column("note", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("outlet_runs", "note")
