"""How far the two judges of a screening are apart. Of screenings until now nobody knows it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("screenings", sa.Column("disagreement", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("screenings", "disagreement")
