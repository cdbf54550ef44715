"""Every command under every fault of the machine: one line that says what is wrong and what to do, exit 1, no traceback, nothing unforeseen.

The faults are real: file systems that are full or read-only (root can mount them), a held lock, bytes that are wrong, a server that is not there,
another user's folders.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from flows.cli import boundary
from records import database
from records.errors import SettingsError
from tests.faults.full_disk import fill
from tests.flows.cli.calls import CALLS, WITHOUT, called
from tests.flows.conftest import Here
from tests.flows.real_command import QORGAN, Home, free_ports
from tests.paths import ROOT

COMMANDS = [name for name in CALLS if name not in WITHOUT]
NOBODY = 65534
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts file systems and becomes another user")
Said = Callable[..., tuple[str, int]]


@pytest.fixture
def said(here: Here) -> Said:
    """What `qorgan …` says on stderr, and its exit code."""

    def call(data: Path, *words: str, url: str = "") -> tuple[str, int]:
        done = here(Home(data, {"QORGAN_DATABASE_URL": url}), *words, code=None)
        return done.stderr, done.returncode

    return call


def calm(err: str) -> None:
    """Whatever happened, this is how it is told."""
    for noise in ("Traceback", "unforeseen", "sqlalche.me", "secret", "[SQL"):
        assert noise not in err, err
    assert sum(line.startswith("qorgan: ") for line in err.splitlines()) <= 1, err


def one_line(answer: tuple[str, int], words: str, exit_code: int = 1) -> None:
    err, code = answer
    calm(err)
    assert words in err, err
    assert (err.startswith("qorgan: "), err.count("\n"), code) == (True, 1, exit_code), err


@pytest.fixture
def folder(tmp_path: Path, empty_sqlite: Path) -> Path:
    """A folder with the files that commands take, and `var` with an empty database."""
    home = f"http://127.0.0.1:{free_ports(1)}/"
    (tmp_path / "outlets.yaml").write_text(
        f"- name: xx_none\n  title: {{en: None}}\n  home: {home}\n  country: KZ\n  languages: [ru]\n  feeds: ['{home}rss']\n"
    )
    (tmp_path / "incidents.jsonl").write_text('{"title": "A reporter was beaten", "primary": "ATT", "date": "2026-01-05"}\n')
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    (tmp_path / "var").mkdir(mode=0o700)
    shutil.copy(empty_sqlite, tmp_path / "var" / "qorgan.db")
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_a_database_that_is_none(said: Said, folder: Path, name: str) -> None:
    with open(folder / "var" / "qorgan.db", "r+b") as file:
        file.write(os.urandom(4096))
    one_line(said(folder / "var", *called(name, folder)), "the database is damaged")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_server_that_is_away(said: Said, folder: Path, name: str) -> None:
    url = f"postgresql+psycopg://qorgan:secret@127.0.0.1:{free_ports(1)}/qorgan"
    one_line(said(folder / "var", *called(name, folder), url=url), "the database server gives no connection")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_where_the_data_folder_should_be(said: Said, folder: Path, name: str) -> None:
    (folder / "in-the-way").write_text("")
    one_line(said(folder / "in-the-way", *called(name, folder)), "QORGAN_DATA: " + str(folder / "in-the-way") + " is a file", exit_code=2)


@pytest.mark.parametrize("name", ["decide", "status", "import", "user add", "user token"])
def test_a_database_that_another_process_holds(said: Said, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that write wait for it, for a minute when it is not a test, and then say so."""
    monkeypatch.setattr(database, "BUSY_MS", 20)
    with closing(sqlite3.connect(folder / "var" / "qorgan.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        err, code = said(folder / "var", *called(name, folder))
    calm(err)
    if name in ("import", "user add"):
        one_line((err, code), "another process has held the database")


@pytest.mark.parametrize("name", ["run", "add"])
def test_a_file_where_the_logs_should_be(said: Said, folder: Path, name: str) -> None:
    (folder / "var" / "logs").write_text("")
    one_line(said(folder / "var", *called(name, folder)), "is in the way")


def test_bytes_that_are_wrong_inside_the_database_are_named_wherever_they_come_to_light(said: Said, folder: Path) -> None:
    path = folder / "var" / "qorgan.db"
    with closing(sqlite3.connect(path)) as connection:
        roots = connection.execute("select rootpage from sqlite_master where tbl_name = 'incidents' and rootpage > 0").fetchall()
        (size,) = connection.execute("pragma page_size").fetchone()
    with open(path, "r+b") as file:
        for (root,) in roots:
            file.seek((root - 1) * size)
            file.write(os.urandom(size))
    one_line(said(folder / "var", "export", "incidents"), "the database is damaged")


@pytest.mark.parametrize("name", ["decide", "status", "user add", "user password", "user token", "desk"])
def test_nothing_a_person_does_is_written_into_a_damaged_database(said: Said, folder: Path, name: str) -> None:
    """The damage lies in a table that none of these acts touches."""
    path = folder / "var" / "qorgan.db"
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute("select rootpage from sqlite_master where name = 'outlet_days'").fetchone()
        (size,) = connection.execute("pragma page_size").fetchone()
    with open(path, "r+b") as file:
        file.seek((root - 1) * size)
        file.write(os.urandom(size))
    before = path.read_bytes()
    one_line(said(folder / "var", *called(name, folder)), "bring back the last copy")
    assert path.read_bytes() == before
    assert not (folder / "var" / "qorgan.db-wal").exists() or not (folder / "var" / "qorgan.db-wal").stat().st_size


def test_an_error_without_a_name_over_a_damaged_database_is_the_damage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DATA", str(folder / "var"))
    log = folder / "crash.log"
    line, code = boundary.last_words(ValueError("no day: 20x6"), log)
    assert ("unforeseen" in line, code, "no day: 20x6" in log.read_text()) == (True, 1, True)
    with open(folder / "var" / "qorgan.db", "r+b") as file:
        file.seek(8192)
        file.write(os.urandom(8192))
    line, code = boundary.last_words(ValueError("no day: 20x6"), log)
    assert (line.startswith("the database is damaged"), code) == (True, 1)


def test_a_crash_whose_log_cannot_be_written_is_told_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("")
    line, code = boundary.last_words(ValueError("nobody thought of this"), tmp_path / "logs" / "crash.log")
    assert ("ValueError: nobody thought of this" in line, "could not be written" in line, "\n" in line, code) == (True, True, False, 1)


def test_a_wrong_call_exits_with_2(tmp_path: Path) -> None:
    assert boundary.last_words(SettingsError("x is\nno setting"), tmp_path / "crash.log") == ("x is no setting", 2)


def test_an_output_that_is_full(tmp_path: Path, folder: Path) -> None:
    home = Home(folder / "var")
    home.qorgan("import", "incidents", str(folder / "incidents.jsonl"))
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run(
            [str(QORGAN), "export", "incidents"], env=home.environment, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    one_line((done.stderr, done.returncode), "the disk is full")


@pytest.fixture
def disk(tmp_path: Path, folder: Path) -> Iterator[Path]:
    """A small file system of its own with a data folder on it."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], check=True)
    shutil.copytree(folder / "var", place / "var")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@needs_root
def test_a_full_disk(said: Said, folder: Path, disk: Path) -> None:
    fill(disk)
    for name in ("run", "import", "user add"):
        one_line(said(disk / "var", *called(name, folder)), "the disk is full")
    for name in COMMANDS:
        if name not in ("serve", "desk"):
            calm(said(disk / "var", *called(name, folder))[0])


@needs_root
def test_a_read_only_file_system(said: Said, folder: Path, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for name in ("run", "import", "user add"):
        err, code = said(disk / "var", *called(name, folder))
        calm(err)
        assert (err.count("\n"), code) == (1, 1), err
    for name in COMMANDS:
        if name not in ("serve", "desk"):
            calm(said(disk / "var", *called(name, folder))[0])


@pytest.fixture
def foreign(empty_sqlite: Path) -> Iterator[Path]:
    """A data folder that belongs to nobody, at a place that nobody can reach."""
    place = Path(tempfile.mkdtemp(prefix="qorgan-foreign-"))
    place.chmod(0o755)
    data = place / "var"
    data.mkdir(mode=0o700)
    shutil.copy(empty_sqlite, data / "qorgan.db")
    for path in (data, data / "qorgan.db"):
        os.chown(path, NOBODY, NOBODY)
    yield data
    shutil.rmtree(place)


def _as_nobody(data: Path, *words: str) -> tuple[str, int]:
    done = subprocess.run(
        [str(QORGAN), *words],
        env={**Home(data).environment, "HOME": str(data)},
        cwd=ROOT,
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr, done.returncode


@needs_root
@pytest.mark.parametrize(
    ("theirs", "words"),
    [("logs", ["run", "--outlets", "sample"]), ("evidence", ["evidence"]), (".", ["outlets"]), ("qorgan.db", ["export", "drafts"])],
)
def test_a_folder_or_a_file_of_another_user(foreign: Path, theirs: str, words: list[str]) -> None:
    if theirs in ("logs", "evidence"):
        (foreign / theirs).mkdir()
    os.chown(foreign / theirs, 0, 0)
    (foreign / theirs).chmod(0o700 if theirs != "qorgan.db" else 0o600)
    err, code = _as_nobody(foreign, *words)
    calm(err)
    assert (err.startswith("qorgan: "), err.count("\n"), code) == (True, 1, 1), err
