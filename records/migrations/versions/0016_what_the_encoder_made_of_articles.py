"""What the encoder made of articles that stand in drafts, so that learning from decisions need not read them again"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "encoded_articles",
        sa.Column("article_id", sa.String(40), sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("encoder", sa.String(80), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("encoded_articles")
