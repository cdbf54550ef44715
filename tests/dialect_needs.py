"""Which tests of `engine` have to run over PostgreSQL too, by what the code under test emits:

    python -m pytest -p tests.dialect_needs --dialect-needs notes.jsonl tests
    python -m tests.dialect_needs notes.jsonl

The first writes down, for each test over SQLite, what PostgreSQL would take differently: statements that its dialect compiles to something else, writes (it
checks types, lengths and keys by other rules), orders by text (it sorts by a collation), refused statements (its transaction is over then) and functions of
ours that ask which database it is. The second prints a short list of tests that meet each of these, as `tests/postgresql_tests.py` holds it.
"""

import json
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Enum, String, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import CompileError

from tests.paths import ROOT

PACKAGES = ("records", "pipelines", "spiders", "reports", "desk", "flows")
# Every test that opens a database or writes goes through these; they are no reason.
EVERYWHERE = ("records/migrations", "records/database.py", "records/database.py")
# Words of SQL, functions and operators; names of tables and columns are no difference.
_GIVEN = re.compile(r"%\(\w+\)s(?:::[A-Z]+(?: WITH(?:OUT)? TIME ZONE)?)?")
_TOKEN = re.compile(r"[A-Z_]{2,}(?![a-z])|\b[a-z_]+(?=\()|->>?|#>>?|@>|\|\||::\w+|\btrue\b|\bfalse\b|~\*?")
# By how many tests a need of a kind is met: code of two branches has more to it than a write.
_TIMES = {"asks": 4, "compiles differently": 3, "writes": 2}

_seen: set[str] = set()
_known: dict[str, frozenset[str]] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the file for the notes."""
    parser.addoption("--dialect-needs", type=Path, help="file for what each test needs of PostgreSQL, a line of JSON a test")


def pytest_configure(config: pytest.Config) -> None:
    """Listen to every statement, and to whoever asks which database it is."""
    if config.getoption("--dialect-needs") is None:
        return
    event.listen(Engine, "before_cursor_execute", _executed)
    event.listen(Engine, "handle_error", _refused)
    sqlite.base.SQLiteDialect.name = property(_asked)  # type: ignore[assignment]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Write down what one test needs."""
    _seen.clear()
    result = yield
    file = item.config.getoption("--dialect-needs")
    if file is not None and "engine" in getattr(item, "fixturenames", ()) and _seen:
        with Path(file).open("a", encoding="utf-8") as notes:
            notes.write(json.dumps({"test": item.nodeid.partition("[")[0], "needs": sorted(_seen)}) + "\n")
    return result


def _asked(_dialect: Any) -> str:
    code = sys._getframe(1).f_code
    file = Path(code.co_filename)
    if file.is_relative_to(ROOT) and (name := file.relative_to(ROOT).as_posix()).startswith(PACKAGES) and not name.startswith(EVERYWHERE):
        _seen.add(f"asks: {name}:{code.co_qualname}")
    return "sqlite"


def _refused(failed: Any) -> None:
    if isinstance(failed.original_exception, sqlite3.Error):
        _seen.add(f"refused: {type(failed.original_exception).__name__}")


def _executed(_connection: Any, _cursor: Any, statement: str, _given: Any, context: Any, _many: bool) -> None:
    if statement not in _known:
        emitted = getattr(getattr(context, "compiled", None), "statement", None)
        _known[statement] = frozenset() if emitted is None else _needs(emitted)
    _seen.update(_known[statement])


def _column(ordered: Any) -> str:
    """Return `table.column` of what a statement is ordered by."""
    return f"{getattr(getattr(ordered, 'table', None), 'name', '')}.{getattr(ordered, 'name', ordered)}".replace('"', "")


def _needs(statement: Any) -> frozenset[str]:
    found = set()
    words: dict[str, Counter[str]] = {}
    dialects: dict[str, Any] = {"here": sqlite, "there": postgresql}
    for name, dialect in dialects.items():
        try:
            words[name] = Counter(_TOKEN.findall(_GIVEN.sub("?", str(statement.compile(dialect=dialect.dialect())))))
        # An insert of one dialect has parts that the other has no name for.
        except (CompileError, AttributeError):
            words[name] = Counter(["cannot be compiled"])
    if differ := (words["there"] - words["here"]) + (words["here"] - words["there"]):
        found.add(f"compiles differently: {' '.join(sorted(differ))}")
    table = getattr(getattr(statement, "table", None), "name", "")
    if table and (statement.is_insert or statement.is_update or statement.is_delete):
        found.add(f"writes: {table}")
    for column in getattr(statement, "_order_by_clauses", ()):
        inner = getattr(column, "element", column)
        if isinstance(getattr(inner, "type", None), String) and not isinstance(inner.type, Enum):
            found.add(f"orders by text: {_column(inner)}")
    return frozenset(found)


def smallest(notes: dict[str, set[str]]) -> dict[str, list[str]]:
    """Return few tests that together meet every need often enough, each with the needs for which it was taken."""
    meeting = Counter(need for needs in notes.values() for need in needs)
    left = {need: min(count, _TIMES.get(need.partition(":")[0], 1)) for need, count in meeting.items()}
    taken: dict[str, list[str]] = {}
    while any(left.values()):
        best = max(sorted(notes.keys() - taken), key=lambda test: sum(left[need] > 0 for need in notes[test]))
        taken[best] = sorted(need for need in notes[best] if left[need])
        for need in taken[best]:
            left[need] -= 1
    return taken


def reason(needs: list[str]) -> str:
    """Return needs by kind, the first few of each."""
    kinds: dict[str, list[str]] = {}
    for need in needs:
        kind, _, what = need.partition(": ")
        kinds.setdefault(kind, []).append(what)
    return "; ".join(f"{kind}: {', '.join(what[:3])}{f' and {len(what) - 3} more' if len(what) > 3 else ''}" for kind, what in kinds.items())


def main(files: list[str]) -> None:
    """Print the list."""
    notes: dict[str, set[str]] = {}
    for file in files:
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            notes.setdefault(row["test"], set()).update(row["needs"])
    for test, needs in sorted(smallest(notes).items()):
        print(f"    {json.dumps(test)}: {json.dumps(reason(needs))},")


if __name__ == "__main__":
    main(sys.argv[1:])
