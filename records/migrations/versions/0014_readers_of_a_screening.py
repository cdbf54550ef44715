"""Which judges read an article. Every screening until now is of the lexical one"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("screenings", sa.Column("readers", sa.String(16), nullable=True, server_default="lexical"))


def downgrade() -> None:
    op.drop_column("screenings", "readers")
