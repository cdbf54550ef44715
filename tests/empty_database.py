"""Empty databases of this version, and the migrations of a later one. The migrations run once in a process; an SQLite file made after that is written down as
the first one was, which takes a twentieth of the time."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, make_url

from records.database import known_versions, open_engine, schema_versions, upgrade
from tests.paths import ROOT


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


_NEXT = """import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = "{before}"


def upgrade() -> None:
    op.add_column("runs", sa.Column("later", sa.Text(), nullable=True))
"""


def with_one_more(folder: Path) -> Path:
    """Copy the migrations into this folder, and add one."""
    shutil.copytree(ROOT / "records" / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = known_versions()[-1]
    number = f"{int(before) + 1:04}"
    (folder / "versions" / f"{number}_later.py").write_text(_NEXT.format(number=number, before=before), encoding="utf-8")
    return folder
