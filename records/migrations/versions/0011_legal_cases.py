"""What is known of a legal case: articles of law, who brought it, sums, hearings; and whether a detention was lawful"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("incidents", sa.Column("lawful", sa.String(length=8), nullable=False, server_default="unknown"))
    op.add_column("incidents", sa.Column("law_articles", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("incidents", sa.Column("claimant", sa.String(length=16), nullable=True))
    op.add_column("incidents", sa.Column("amount_claimed", sa.BigInteger(), nullable=True))
    op.add_column("incidents", sa.Column("amount_awarded", sa.BigInteger(), nullable=True))
    op.add_column("incidents", sa.Column("currency", sa.String(length=3), nullable=True))
    op.add_column("incidents", sa.Column("next_dates", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    for name in ("next_dates", "currency", "amount_awarded", "amount_claimed", "claimant", "law_articles", "lawful"):
        op.drop_column("incidents", name)
