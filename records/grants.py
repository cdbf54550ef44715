"""What the role under which Qorgan runs may do on PostgreSQL: read and write rows, no tables, no triggers, and of the ledger nothing but add.

The owner of the tables makes and upgrades them (`qorgan db upgrade`), and gives the run's role these rights. Whoever gets into the desk or the run, and
so has its password for the database, then cannot take the guard off the ledger.
"""

from sqlalchemy.dialects.postgresql.base import PGDialect

from records.search import PROGRESS, STATES
from records.tables import Base

_SCHEMA = "public"
# What a person decided or a machine read. Nothing in Qorgan takes a row out of these.
KEPT = (
    "archived_pages", "articles", "assignments", "comment_versions", "comments", "drafts", "evidence_files", "hand_tips", "incidents", "message_files", "page_pictures", "persons", "proposals",
    "received_messages", "screenings", "snapshots", "statuses", "users",
)  # fmt: skip
# Rows that are only added. Of an anchor, only when it was sent is written later.
ADDED = {"ledger": "SELECT, INSERT", "anchors": "SELECT, INSERT, UPDATE (sent_at)"}
# Which version the tables have: read by every command, written by the owner.
_VERSION = "alembic_version"


def grant_statements(role: str, database: str) -> list[str]:
    """The statements that the owner runs, once and after every upgrade. They may be repeated."""
    quoted = PGDialect().identifier_preparer.quote_identifier  # type: ignore[no-untyped-call]
    to = quoted(role)
    # What is searched is no record: it is written anew whenever the keys of words change.
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
