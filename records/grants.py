"""PostgreSQL grants for the role under which Qorgan runs: rows are read and written, the ledger is append-only.

The owner of the tables creates and upgrades them (`qorgan db upgrade`) and grants these rights. Whoever breaks into the desk or a run, and so has the
role's database password, can then not remove the ledger's triggers.
"""

from sqlalchemy.dialects.postgresql.base import PGDialect

from records.search import PROGRESS, STATES
from records.tables import Base

_SCHEMA = "public"
# Human decisions and machine readings. Nothing in Qorgan deletes rows from these tables.
KEPT = (
    "archived_pages", "articles", "assignments", "comment_versions", "comments", "drafts", "evidence_files", "hand_tips", "incidents", "message_files", "page_pictures", "persons", "proposals",
    "received_messages", "screenings", "snapshots", "statuses", "users",
)  # fmt: skip
# Append-only tables. Of an anchor, only the time of sending is written later.
ADDED = {"ledger": "SELECT, INSERT", "anchors": "SELECT, INSERT, UPDATE (sent_at)"}
# The schema version: read by every command, written by the owner.
_VERSION = "alembic_version"


def grant_statements(role: str, database: str) -> list[str]:
    """Return the statements that the owner runs after creating or upgrading tables; repeatable."""
    quoted = PGDialect().identifier_preparer.quote_identifier  # type: ignore[no-untyped-call]
    to = quoted(role)
    # The search index is no record: it is rebuilt whenever the word keys change.
    names = sorted({*Base.metadata.tables, PROGRESS.name, STATES})
    free = [name for name in names if name not in KEPT and name not in ADDED]
    return [
        f"REVOKE CREATE ON SCHEMA {_SCHEMA} FROM PUBLIC, {to};",
        f"REVOKE CREATE, TEMPORARY ON DATABASE {quoted(database)} FROM PUBLIC, {to};",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {_SCHEMA} FROM PUBLIC, {to};",
        f"GRANT CONNECT ON DATABASE {quoted(database)} TO {to};",
        f"GRANT USAGE ON SCHEMA {_SCHEMA} TO {to};",
        f"GRANT SELECT ON {_listed([_VERSION])} TO {to};",
        *(f"GRANT {rights} ON {_listed([name])} TO {to};" for name, rights in ADDED.items()),
        f"GRANT SELECT, INSERT, UPDATE ON {_listed(KEPT)} TO {to};",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {_listed(free)} TO {to};",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {_SCHEMA} TO {to};",
    ]


def _listed(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"{_SCHEMA}.{name}" for name in names)
