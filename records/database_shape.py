"""Whether the database still has all that this version makes: tables, columns, indexes, references, and the triggers that guard the ledger.

Rows alone do not show it. A ledger whose guard was taken off is whole until somebody uses that.
"""

from collections.abc import Callable, Iterator
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

from records.i18n import tr
from records.search.draft_words import DRAFT_WORD_TRIGGERS
from records.search.index_tables import DRAFT_WORDS, PROGRESS, STATES
from records.tables import Base

# Names in a line; the others are counted.
_MOST = 12
_REFUSE = "BEGIN RAISE EXCEPTION 'the ledger is append-only'; END"
_POSTGRESQL_BEGIN = "CREATE TRIGGER ledger_refuses_{name} BEFORE {acts} ON ledger FOR EACH {each} EXECUTE FUNCTION ledger_refuse() "
# What the migrations make, as the database tells of it. A trigger of the same name that does something else is no guard.
GUARDS = {
    "sqlite": {
        f"ledger_refuses_{act.lower()}": (
            f"CREATE TRIGGER ledger_refuses_{act.lower()} BEFORE {act} ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        )
        for act in ("UPDATE", "DELETE")
    },
    "postgresql": {
        f"ledger_refuses_{name}": _POSTGRESQL_BEGIN.format(name=name, acts=acts, each=each) + _REFUSE
        for name, acts, each in (("change", "DELETE OR UPDATE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT"))
    },
}
_SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger'"
_SQLITE_DRAFT_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'drafts'"
# One that is switched off (D), or that stands for a replica alone (R), guards nothing.
_POSTGRESQL_TRIGGERS = (
    "SELECT t.tgname, pg_get_triggerdef(t.oid, true) || ' ' || p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
    " WHERE t.tgrelid = to_regclass('ledger') AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
)


def shape_faults(session: Session, tell: Callable[[str], None]) -> None:
    """Report in one line what is missing or is not as this version makes it. The tables must be those of this version.

    What is there beyond it (an index that an administrator added) is no fault, but for triggers on the ledger.
    """
    connection = session.connection()
    names = [*_triggers(connection), *_lacking(connection)]
    if not names:
        return
    told = names[:_MOST] + ([tr("and {n} more").format(n=len(names) - _MOST)] if len(names) > _MOST else [])
    words = tr(
        "the database is not as this version makes it, somebody changed it past Qorgan: {names}. Compare the ledger with an anchor that was sent away "
        "(`--anchor`), then copy all records into a new database with `qorgan db copy`, or, if that does not go, bring back the last backup"
    )
    tell(words.format(names=", ".join(told)))


def _triggers(connection: Connection) -> Iterator[str]:
    kind = connection.dialect.name
    asked = _SQLITE_TRIGGERS if kind == "sqlite" else _POSTGRESQL_TRIGGERS
    there = {name: " ".join(made.split()) for name, made in connection.execute(text(asked))}
    for name, made in GUARDS[kind].items():
        if there.pop(name, None) != made:
            yield tr("trigger {name} is missing or changed").format(name=name)
    # It could drop rows, or write others.
    for name in sorted(there):
        yield tr("trigger {name} on the ledger is not Qorgan's").format(name=name)


def _lacking(connection: Connection) -> Iterator[str]:
    """What Alembic would add or alter to come from the database to the tables of this version."""
    there = set(inspect(connection).get_table_names())
    lite = connection.dialect.name == "sqlite"
    for name in (PROGRESS.name, STATES, *([DRAFT_WORDS] if lite else [])):
        if name not in there:
            yield tr("table {name} is missing").format(name=name)
    follow = set(connection.scalars(text(_SQLITE_DRAFT_TRIGGERS))) if lite else set(DRAFT_WORD_TRIGGERS)
    for name in sorted(DRAFT_WORD_TRIGGERS.keys() - follow):
        yield tr("trigger {name} is missing or changed").format(name=name)
    found = list(_flat(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)))
    gone = {change[1].name for change in found if change[0] == "add_table"}
    told: dict[str, None] = {}
    for act, *what in found:
        if act == "add_table":
            told[tr("table {name} is missing").format(name=what[0].name)] = None
        elif act == "add_column":
            told[tr("column {name} is missing").format(name=f"{what[1]}.{what[2].name}")] = None
        elif act.startswith("modify_"):
            told[tr("column {name} is changed").format(name=f"{what[1]}.{what[2]}")] = None
        # An index or a reference of a table that is missing need not be told as well.
        elif act == "add_index" and what[0].table.name not in gone:
            told[tr("index {name} is missing or changed").format(name=what[0].name)] = None
        elif act in ("add_fk", "add_constraint") and not {what[0].table.name, *_referred(what[0])} & gone:
            columns = ", ".join(column.name for column in what[0].columns)
            told[tr("constraint {name} is missing or changed").format(name=f"{what[0].table.name} ({columns})")] = None
    yield from told


def _flat(changes: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Changes of one column come as a list of their own."""
    for change in changes:
        yield from change if isinstance(change, list) else [change]


def _referred(constraint: Any) -> list[str]:
    return [element.target_fullname.split(".")[0] for element in getattr(constraint, "elements", ())]
