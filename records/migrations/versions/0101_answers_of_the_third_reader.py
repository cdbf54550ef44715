"""The answers of the third reader (QORGAN_READER).

Everything stands here in full, and nothing is imported from the application: a revision that has been released must not change when the models do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"


def upgrade() -> None:
    op.create_table(
        "reader_answers",
        # SQLite counts up only a primary key of the type INTEGER.
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.String(40), nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("prompt", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label", sa.String(16), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("article_id", "model", "prompt", name="one_answer_per_article_model_and_prompt"),
    )
    op.create_index("ix_reader_answers_text_sha256", "reader_answers", ["text_sha256"])
    op.create_index("ix_reader_answers_at", "reader_answers", ["at"])
