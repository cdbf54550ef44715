"""SQLite files by their content, and the journals beside them: what must not be copied as a plain file, and what SQLite would play in."""

from pathlib import Path

_BEGINNING = b"SQLite format 3\0"
_JOURNALS = ("-wal", "-shm", "-journal")


def journals(database: Path) -> tuple[Path, ...]:
    """Where SQLite looks for what was not yet written into a database. It believes these files, also those that another database left."""
    return tuple(database.with_name(database.name + ending) for ending in _JOURNALS)


def journal_of(path: Path) -> Path | None:
    """The database to which a file is a journal by its name, whether that one exists or not."""
    return next((path.with_name(path.name.removesuffix(ending)) for ending in _JOURNALS if path.name.endswith(ending)), None)


def is_sqlite(path: Path) -> bool:
    """Whether a file is an SQLite database. A new one is empty until its first commit; then it holds nothing either."""
    if not path.is_file():
        return False
    with open(path, "rb") as stream:
        return stream.read(len(_BEGINNING)) == _BEGINNING
