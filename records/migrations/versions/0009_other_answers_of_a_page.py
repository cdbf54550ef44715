"""Other answers that a page gave in one run: each keeps its own fate"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("pages", sa.Column("others", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("pages", "others")
