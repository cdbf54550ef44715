"""The queue is narrowed and counted from its indexes, without reading a draft that is not shown; news of an incident is found by its number."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_NARROWED = ["id", "label", "sample", "follows", "region", "lang", "codes", "deferred_until"]


def upgrade() -> None:
    for name, value in (("drafts_by_score", "score"), ("drafts_by_age", "created_at")):
        op.drop_index(name, "drafts")
        op.create_index(name, "drafts", ["state", value, *_NARROWED])
    condition = sa.text("follows IS NOT NULL")
    op.create_index("drafts_following", "drafts", ["follows"], sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    op.drop_index("drafts_following", "drafts")
    for name, value in (("drafts_by_score", "score"), ("drafts_by_age", "created_at")):
        op.drop_index(name, "drafts")
        op.create_index(name, "drafts", ["state", value])
