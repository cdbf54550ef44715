"""Which version the tables of a database have, and which one this program needs. Every command asks before it uses a database, so nothing is loaded here that only
an upgrade needs: that takes longer than the asking."""

from functools import cache
from pathlib import Path

from sqlalchemy import Engine, inspect, text

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def known_versions() -> tuple[str, ...]:
    """The versions that this program knows, from the first one to its own. The file of each migration begins with its version."""
    return tuple(sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def schema_versions(engine: Engine) -> tuple[str | None, str]:
    """The version of the tables as they are (None where there are none), and the one that is needed."""
    with engine.connect() as connection:
        versioned = inspect(connection).has_table("alembic_version")
        now = connection.scalar(text("SELECT version_num FROM alembic_version")) if versioned else None
    return now, known_versions()[-1]
