"""Empty databases of this version. The migrations run once in a process; an SQLite file made after that is written down as the first one was, which
takes a twentieth of the time."""

import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, make_url

from records.database import open_engine, schema_versions, upgrade


@cache
def _content() -> bytes:
    with tempfile.TemporaryDirectory(prefix="qorgan-empty-") as folder:
        path = Path(folder) / "empty.db"
        made = open_engine(f"sqlite:///{path}")
        upgrade(made)
        made.dispose()
        return path.read_bytes()


def write_empty(file: Path) -> Path:
    """Make an empty SQLite file of this version, and say where it is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_content())
    return file


def open_upgraded(url: str) -> Engine:
    """The database at this address, brought to this version; an SQLite file that is not there yet is made."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database and not Path(parsed.database).exists():
        write_empty(Path(parsed.database))
    made = open_engine(url)
    now, head = schema_versions(made)
    if now != head:
        upgrade(made)
    return made
