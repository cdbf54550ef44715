"""Every command under every fault of the machine: one line that says what is wrong and what to do, exit 1, no traceback, nothing unforeseen.

The faults are real: file systems that are full or read-only (root can mount them), a held lock, bytes that are wrong, a server that is not there,
another user's folders.
"""

import os
import random
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
from tests.flows.cli.calls import CALLS, WITHOUT, called, write_given
from tests.flows.conftest import Here
from tests.flows.real_command import QORGAN, Home, free_ports
from tests.paths import ROOT

COMMANDS = [name for name in CALLS if name not in WITHOUT]
NOBODY = 65534
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts file systems and becomes another user")
DAMAGED = "damaged"
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


def wrong_lines(said: Said, folder: Path, data: Path, sign: str, exit_code: int = 1, url: str = "") -> dict[str, tuple[str, int]]:
    """What commands said that is not one line with this sign, by their names."""
    answers = {name: said(data, *called(name, folder), url=url) for name in COMMANDS}
    for err, _ in answers.values():
        calm(err)
    return {
        name: (err, code)
        for name, (err, code) in answers.items()
        if (err[:8], err.count("\n"), sign in err, code) != ("qorgan: ", 1, True, exit_code)
    }


@pytest.fixture
def folder(tmp_path: Path, empty_sqlite: Path) -> Path:
    """A folder with the files that commands take, and `var` with an empty database."""
    write_given(tmp_path)
    (tmp_path / "var").mkdir(mode=0o700)
    shutil.copy(empty_sqlite, tmp_path / "var" / "qorgan.db")
    return tmp_path


def spoil(file: Path, at: int, size: int = 4096) -> None:
    with open(file, "r+b") as opened:
        opened.seek(at)
        opened.write(random.Random(1).randbytes(size))


def test_a_database_that_is_none_a_server_that_is_away_and_a_file_in_place_of_the_folder_are_told_by_every_command(said: Said, folder: Path) -> None:
    spoil(folder / "var" / "qorgan.db", 0)
    assert wrong_lines(said, folder, folder / "var", DAMAGED) == {}
    url = f"postgresql+psycopg://qorgan:secret@127.0.0.1:{free_ports(1)}/qorgan"
    assert wrong_lines(said, folder, folder / "other", "database server", url=url) == {}
    (folder / "in-the-way").write_text("")
    assert wrong_lines(said, folder, folder / "in-the-way", f"QORGAN_DATA: {folder / 'in-the-way'} ", exit_code=2) == {}


def test_a_database_that_another_process_holds(said: Said, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that write wait for it, for a minute when it is not a test, and then say so."""
    monkeypatch.setattr(database, "BUSY_MS", 20)
    with closing(sqlite3.connect(folder / "var" / "qorgan.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answers = {name: said(folder / "var", *called(name, folder)) for name in ("decide", "status", "import", "user add", "user token")}
    for err, _ in answers.values():
        calm(err)
    for name in ("import", "user add"):
        one_line(answers[name], "another process")


def test_a_file_where_the_logs_should_be(said: Said, folder: Path) -> None:
    (folder / "var" / "logs").write_text("")
    for name in ("run", "add"):
        one_line(said(folder / "var", *called(name, folder)), str(folder / "var" / "logs"))


def pages_of(path: Path, where: str) -> tuple[list[int], int]:
    """Where in the file the first pages of these tables and indexes lie, and how large a page is."""
    with closing(sqlite3.connect(path)) as connection:
        roots = connection.execute(f"select rootpage from sqlite_master where {where} and rootpage > 0").fetchall()
        (size,) = connection.execute("pragma page_size").fetchone()
    return [(root - 1) * size for (root,) in roots], size


def test_bytes_that_are_wrong_inside_the_database_are_named_wherever_they_come_to_light(said: Said, folder: Path) -> None:
    path = folder / "var" / "qorgan.db"
    places, size = pages_of(path, "tbl_name = 'incidents'")
    for place in places:
        spoil(path, place, size)
    one_line(said(folder / "var", "export", "incidents"), DAMAGED)


def test_nothing_a_person_does_is_written_into_a_damaged_database(said: Said, folder: Path) -> None:
    """The damage lies in a table that none of these acts touches."""
    path = folder / "var" / "qorgan.db"
    (place,), size = pages_of(path, "name = 'outlet_days'")
    spoil(path, place, size)
    before = path.read_bytes()
    for name in ("decide", "status", "user add", "user password", "user token", "desk"):
        one_line(said(folder / "var", *called(name, folder)), DAMAGED)
        assert path.read_bytes() == before
        assert not (folder / "var" / "qorgan.db-wal").exists() or not (folder / "var" / "qorgan.db-wal").stat().st_size


def test_an_error_without_a_name_over_a_damaged_database_is_the_damage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DATA", str(folder / "var"))
    log = folder / "crash.log"
    line, code = boundary.error_line(ValueError("no day: 20x6"), log)
    assert ("unforeseen" in line, code, "no day: 20x6" in log.read_text()) == (True, 1, True)
    spoil(folder / "var" / "qorgan.db", 8192, 8192)
    line, code = boundary.error_line(ValueError("no day: 20x6"), log)
    assert (DAMAGED in line, code) == (True, 1)


def test_a_crash_whose_log_cannot_be_written_is_told_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("")
    line, code = boundary.error_line(ValueError("unheard of"), tmp_path / "logs" / "crash.log")
    assert ("ValueError: unheard of" in line, str(tmp_path / "logs" / "crash.log") in line, "\n" in line, code) == (True, True, False, 1)


def test_a_wrong_call_exits_with_2(tmp_path: Path) -> None:
    assert boundary.error_line(SettingsError("x is\nno setting"), tmp_path / "crash.log") == ("x is no setting", 2)


@pytest.mark.usefixtures("processes")
def test_an_output_that_is_full(here: Here, folder: Path) -> None:
    home = Home(folder / "var")
    here(home, "import", "incidents", str(folder / "incidents.jsonl"))
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run(
            [str(QORGAN), "export", "incidents"], env=home.environment, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    one_line((done.stderr, done.returncode), "the disk is full")


@pytest.fixture
def disk(processes: None, tmp_path: Path, folder: Path) -> Iterator[Path]:
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
@pytest.mark.usefixtures("processes")
def test_a_folder_or_a_file_of_another_user(foreign: Path) -> None:
    calls = {"logs": ["run", "--outlets", "sample"], "evidence": ["evidence"], ".": ["outlets"], "qorgan.db": ["export", "drafts"]}
    for theirs, words in calls.items():
        place = foreign / theirs
        if theirs in ("logs", "evidence"):
            place.mkdir()
        os.chown(place, 0, 0)
        mode = place.stat().st_mode
        place.chmod(0o600 if theirs == "qorgan.db" else 0o700)
        err, code = _as_nobody(foreign, *words)
        calm(err)
        assert (err.startswith("qorgan: "), err.count("\n"), code) == (True, 1, 1), (theirs, err)
        os.chown(place, NOBODY, NOBODY)
        place.chmod(mode)
