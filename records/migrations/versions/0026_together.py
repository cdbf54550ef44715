"""Who works on what, comments, notices of what concerns somebody, what is followed, and what is proposed."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def _user(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(40), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _subject() -> tuple[sa.Column[int], sa.Column[str]]:
    return sa.Column("draft_id", sa.Integer(), nullable=True), sa.Column("number", sa.String(16), nullable=True)


def _to(name: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [column])


_OF = (("draft_id", "drafts.id"), ("number", "incidents.number"))


def upgrade() -> None:
    stands, unread = sa.text("ended_at IS NULL"), sa.text("read_at IS NULL")
    op.create_table(
        "assignments",
        _id(),
        *_subject(),
        _user("holder"),
        _user("given_by"),
        _at("given_at"),
        _at("ended_at", nullable=True),
        _user("ended_by", nullable=True),
        sa.Column("ended", sa.String(12), nullable=True),
        *(_to(*one) for one in (*_OF, ("holder", "users.name"), ("given_by", "users.name"))),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("assignments_of_drafts", "assignments", ["draft_id"], unique=True, sqlite_where=stands, postgresql_where=stands)
    op.create_index("assignments_of_incidents", "assignments", ["number"], unique=True, sqlite_where=stands, postgresql_where=stands)
    op.create_index("assignments_by_holder", "assignments", ["holder", "ended_at"])
    op.create_table(
        "comments",
        _id(),
        *_subject(),
        _user("author"),
        _at("at"),
        sa.Column("text", sa.Text(), nullable=False),
        _at("edited_at", nullable=True),
        _at("withdrawn_at", nullable=True),
        *(_to(*one) for one in (*_OF, ("author", "users.name"))),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_comments_draft_id", "comments", ["draft_id"])
    op.create_index("ix_comments_number", "comments", ["number"])
    op.create_table(
        "comment_versions",
        _id(),
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _at("until"),
        _to("comment_id", "comments.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_comment_versions_comment_id", "comment_versions", ["comment_id"])
    op.create_table(
        "follows",
        sa.Column("number", sa.String(16), nullable=False),
        _user("user"),
        _at("since"),
        _to("number", "incidents.number"),
        _to("user", "users.name"),
        sa.PrimaryKeyConstraint("number", "user"),
    )
    op.create_table(
        "proposals",
        _id(),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("stood", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _user("who"),
        _at("at"),
        _at("decided_at", nullable=True),
        _user("decided_by", nullable=True),
        sa.Column("decision", sa.String(12), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _to("number", "incidents.number"),
        _to("who", "users.name"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_proposals_number", "proposals", ["number"])
    op.create_index("ix_proposals_who", "proposals", ["who"])
    op.create_index("proposals_waiting", "proposals", ["decided_at", "at"])
    op.create_table(
        "personal_notices",
        _id(),
        _user("user"),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        _at("at"),
        *_subject(),
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        _at("read_at", nullable=True),
        *(_to(*one) for one in (*_OF, ("user", "users.name"), ("comment_id", "comments.id"), ("proposal_id", "proposals.id"))),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("personal_notices_of", "personal_notices", ["user", "id"])
    op.create_index("personal_notices_unread", "personal_notices", ["user"], sqlite_where=unread, postgresql_where=unread)


def downgrade() -> None:
    for name in ("personal_notices", "proposals", "follows", "comment_versions", "comments", "assignments"):
        op.drop_table(name)
