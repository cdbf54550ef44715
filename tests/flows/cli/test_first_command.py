"""Every command may be the first one on a fresh data folder, and none works on a server whose tables are not those of this version."""

import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from typer import Typer

from flows.cli.main import app
from records.database import open_engine, require_current
from tests.flows.conftest import Here
from tests.flows.real_command import Home, free_ports, with_prefect

# The shortest sensible call of every command. FOLDER is a folder of the test's own.
CALLS: dict[str, list[str]] = {
    "init": ["init", "FOLDER/new"],
    "run": ["run", "--outlets", "FOLDER/outlets.yaml"],
    "replay": ["replay", "FOLDER/empty.warc.gz"],
    "add": ["add", "http://nothing.invalid/news/1"],
    "serve": ["serve", "--outlets", "FOLDER/outlets.yaml"],
    "desk": ["desk", "--port", "0"],
    "screen": ["screen"],
    "decide": ["decide", "1", "reject", "--as", "Aigul", "--reason", "old"],
    "review": ["review"],
    "status": ["status", "KZ-2026-0001", "CMP", "--date", "2026-11-01", "--source", "x"],
    "incident": ["incident", "KZ-2026-0001"],
    "person list": ["person", "list"],
    "person show": ["person", "show", "1"],
    "person review": ["person", "review"],
    "person merge": ["person", "merge", "2", "--into", "1"],
    "person split": ["person", "split", "1", "--incidents", "KZ-2026-0001"],
    "person edit": ["person", "edit", "1", "--set", "gender=female"],
    "person undo": ["person", "undo", "1"],
    "export": ["export", "incidents"],
    "report": ["report", "statement", "--since", "2026-01-01", "--until", "2026-06-30"],
    "import": ["import", "incidents", "FOLDER/incidents.jsonl"],
    "verify": ["verify"],
    "gate": ["gate"],
    "train": ["train", "--from-decisions"],
    "user add": ["user", "add", "aigul", "--role", "monitor"],
    "user password": ["user", "password", "aigul"],
    "user token": ["user", "token", "aigul"],
    "user factor": ["user", "factor", "aigul"],
    "user list": ["user", "list"],
    "user disable": ["user", "disable", "aigul"],
    "intake": ["intake"],
    "outlets": ["outlets"],
    "outlets check": ["outlets", "check", "FOLDER/outlets.yaml"],
    "evidence": ["evidence"],
    "evidence clear": ["evidence", "clear", "--older-than", "30", "--as", "Aigul"],
    "anchor": ["anchor"],
    "db upgrade": ["db", "upgrade"],
    "db backup": ["db", "backup", "FOLDER/backup"],
    "db check": ["db", "check"],
    "db index": ["db", "index"],
    "db restore": ["db", "restore", "FOLDER/no-backup"],
    "db copy": ["db", "copy", "--to", "sqlite:///FOLDER/copy.db"],
    "db grants": ["db", "grants", "qorgan_run"],
}
# They ask the database nothing, `intake` where no door is set up. What stands in a backup is looked at before the database is.
WITHOUT = {"init", "screen", "intake", "gate", "outlets check", "db restore", "db grants"}
# They go on until they are told to end.
LASTING = {"serve", "desk"}
# They start other processes, or ask for a password at the terminal if there is one: each is a process of its own here, without a terminal.
APART = {"run", "replay", "add", "user add", "user password"}
# They start Prefect's server as `run` does, which finds nothing at all of its own on a fresh folder.
AS_RUN = {"replay", "add"}
WANTING = ("db upgrade", "no such table", "unforeseen", "does not exist", "UndefinedTable")


def commands(group: Typer, *before: str) -> Iterator[str]:
    """The words of every command of the application, groups that do something by themselves among them."""
    for one in group.registered_commands:
        yield " ".join((*before, one.name or (one.callback.__name__ if one.callback else "")))
    for inner in group.registered_groups:
        assert isinstance(inner.name, str)
        assert inner.typer_instance is not None
        if inner.typer_instance.registered_callback is not None and inner.typer_instance.registered_callback.invoke_without_command:
            yield " ".join((*before, inner.name))
        yield from commands(inner.typer_instance, *before, inner.name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = f"http://127.0.0.1:{free_ports(1)}/"
    (tmp_path / "outlets.yaml").write_text(
        f"- name: xx_none\n  title: {{en: None}}\n  home: {home}\n  country: KZ\n  languages: [ru]\n  feeds: ['{home}rss']\n"
    )
    (tmp_path / "incidents.jsonl").write_text('{"title": "A reporter was beaten", "primary": "ATT", "date": "2026-01-05"}\n')
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    return tmp_path


def called(name: str, folder: Path) -> list[str]:
    return [word.replace("FOLDER", str(folder)) for word in CALLS[name]]


def said_until_the_database_is_there(home: Home, words: list[str]) -> str:
    """What a command that does not end by itself said until it had made the database."""
    started = home.start(*words)
    give_up = time.monotonic() + 600
    while time.monotonic() < give_up and started.poll() is None:
        with suppress(sqlite3.OperationalError), closing(sqlite3.connect(f"file:{home.data / 'qorgan.db'}?mode=ro", uri=True)) as connection:
            if connection.execute("select count(*) from alembic_version").fetchone()[0]:
                break
        time.sleep(0.2)
    started.send_signal(signal.SIGINT)
    try:
        return "".join(started.communicate(timeout=60))
    except subprocess.TimeoutExpired:
        started.kill()
        return "".join(started.communicate())


def test_every_command_is_tried() -> None:
    assert set(commands(app)) == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_a_command_makes_the_embedded_database_by_itself(folder: Path, here: Here, name: str) -> None:
    home = with_prefect(Home(folder / "var")) if name in AS_RUN else Home(folder / "var")
    if name in LASTING:
        said = said_until_the_database_is_there(home, called(name, folder))
    else:
        words = called(name, folder)
        done = home.qorgan(*words, given="", code=None) if name in APART else here(home, *words, code=None)
        # An embedded database has no roles to grant anything to.
        assert done.returncode in ((2,) if name == "db grants" else (0, 1)), done.stderr
        said = done.stdout + done.stderr
    assert not [words for words in WANTING if words in said], said
    if name not in WITHOUT:
        require_current(open_engine(f"sqlite:///{home.data / 'qorgan.db'}"))


def test_an_import_as_the_first_command_takes_the_file_in(folder: Path) -> None:
    home = Home(folder / "var")
    home.qorgan("import", "incidents", str(folder / "incidents.jsonl"))
    assert [row["number"] for row in home.rows("incidents")] == ["KZ-2026-0001"]


@pytest.mark.parametrize("name", [name for name in CALLS if name not in WITHOUT and name != "db upgrade"])
def test_a_command_refuses_a_server_that_nobody_upgraded(folder: Path, here: Here, postgresql_url: str, name: str) -> None:
    said = here(Home(folder / "var", {"QORGAN_DATABASE_URL": postgresql_url}), *called(name, folder), code=1).stderr
    assert said.startswith("qorgan: the database holds no tables of Qorgan yet, this version needs ")
    assert said.endswith("; run: qorgan db upgrade\n")
    assert said.count("\n") == 1
