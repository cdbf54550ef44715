"""Penalties of statuses, and why a status was withdrawn"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("statuses", sa.Column("penalty", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("statuses", sa.Column("withdrawn_because", sa.Text(), nullable=False, server_default=""))
    op.add_column("statuses", sa.Column("corrects", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))


def downgrade() -> None:
    for name in ("corrects", "withdrawn_because", "penalty"):
        op.drop_column("statuses", name)
