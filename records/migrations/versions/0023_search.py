"""All articles can be searched. The index is empty at first, and is filled beside the work (`records.search`)."""

from alembic import op

from records.search import drop_index, make_index

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    make_index(op.get_bind())


def downgrade() -> None:
    drop_index(op.get_bind())
