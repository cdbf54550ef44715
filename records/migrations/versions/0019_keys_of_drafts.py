"""Drafts are found by keys that all spellings of a word share, in place of their words in lower case."""

import sqlalchemy as sa
from alembic import op

from records.review.draft_description import searched_of

revision = "0019"
down_revision = "0018"

_BATCH = 500
_DRAFTS = sa.table(
    "drafts", sa.column("id", sa.Integer), sa.column("proposal", sa.JSON), sa.column("fields", sa.JSON), sa.column("searched", sa.Text)
)


def upgrade() -> None:
    connection, last = op.get_bind(), 0
    query = sa.select(_DRAFTS.c.id, _DRAFTS.c.proposal, _DRAFTS.c.fields).order_by(_DRAFTS.c.id).limit(_BATCH)
    while rows := connection.execute(query.where(_DRAFTS.c.id > last)).all():
        found = [{"draft": row.id, "keys": searched_of({**row.proposal, **row.fields})} for row in rows]
        connection.execute(sa.update(_DRAFTS).where(_DRAFTS.c.id == sa.bindparam("draft")).values(searched=sa.bindparam("keys")), found)
        last = rows[-1].id


def downgrade() -> None:
    """The keys stay: in them an older version finds nothing until a draft is corrected, and loses nothing."""
