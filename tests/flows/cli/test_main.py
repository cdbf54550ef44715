"""The command as a person meets it: help everywhere, one line for what is wrong, and every command the first one on a fresh data folder."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from threading import Event

import pytest
import uvicorn
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion
from typer.core import TyperGroup
from typer.main import get_command

from flows import service
from flows.backup import restore
from flows.cli.main import app
from flows.cli.main import command as loaded
from records import database, database_check, review
from records.database import open_engine, schema_versions, write_transaction
from tests.conftest import NOW
from tests.empty_database import write_empty
from tests.flows.cli.calls import CALLS, WITHOUT, called, write_given
from tests.flows.conftest import Here
from tests.flows.crawl_here import TODAY
from tests.flows.real_command import QORGAN, Home, with_tables
from tests.flows.test_faults import newsroom
from tests.paths import ROOT
from tests.processes import ended
from tests.records import rows

WANTING = ("db upgrade", "no such table", "unforeseen", "does not exist", "UndefinedTable")
# The help of many commands, each after a line with its name, in one process: it is made while modules are imported, in the language of that moment.
HELPS = """
import sys
from flows.cli.main import main
for command in sys.argv[1:]:
    print("\\n===", command, flush=True)
    sys.argv = ["qorgan", *command.split(), "--help"]
    try:
        main()
    except SystemExit as ended:
        assert not ended.code, command
"""


def commands() -> Iterator[str]:
    """The words of every command of the application, groups that do something by themselves among them."""
    for name in getattr(get_command(app), "commands", {}):
        made = loaded(name)
        if not isinstance(made, TyperGroup) or made.invoke_without_command:
            yield name
        if isinstance(made, TyperGroup):
            yield from (f"{name} {inner}" for inner in made.commands)


def test_every_command_is_tried() -> None:
    assert set(commands()) == set(CALLS)


@pytest.mark.usefixtures("processes")
def test_every_command_answers_help_with_an_example(tmp_path: Path) -> None:
    done = ended([sys.executable, "-c", HELPS, *CALLS], env=Home(tmp_path / "var").environment)
    assert done.returncode == 0, done.stderr
    said = {command: " ".join(words).split() for command, *words in (part.split("\n") for part in done.stdout.split("\n=== ")[1:])}
    assert list(said) == list(CALLS)
    assert {command for command in CALLS if "Example: qorgan" not in " ".join(said[command])} == {"report", "db restore"}


@pytest.fixture
def nothing_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that go on until they are told to end are told so at once."""

    @contextmanager
    def told() -> Iterator[Event]:
        event = Event()
        event.set()
        yield event

    monkeypatch.setattr(service, "_stop_event", told)
    monkeypatch.setattr(uvicorn.Server, "run", lambda _self, sockets: None)
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.mark.usefixtures("processes", "nothing_lasts")
def test_every_command_makes_the_embedded_database_by_itself(run_here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    upgraded: list[str] = []

    def upgrade(engine: Engine) -> str:
        """All migrations end in the same empty file; they are run by the tests of them."""
        upgraded.append(str(engine.url.database))
        engine.dispose()
        write_empty(Path(upgraded[-1]))
        return schema_versions(engine)[1]

    for module in (database, database_check, restore):
        monkeypatch.setattr(module, "upgrade", upgrade)
    wrong: dict[str, str] = {}
    # What asks the database nothing is tried elsewhere.
    for name in (name for name in CALLS if name not in WITHOUT or name == "db grants"):
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        write_given(folder)
        home = Home(folder / "var")
        done = run_here(home, *called(name, folder), code=None)
        said = done.stdout + done.stderr
        # An embedded database has no roles to grant anything to.
        if done.returncode not in ((2,) if name == "db grants" else (0, 1)) or any(words in said for words in WANTING):
            wrong[name] = said
        if name not in WITHOUT and str(home.data / "qorgan.db") not in upgraded:
            wrong[name] = f"no database: {said}"
    assert wrong == {}
    assert [row["number"] for row in Home(tmp_path / "import" / "var").rows("incidents")] == ["KZ-2026-0001"]


def test_every_command_refuses_a_server_that_nobody_upgraded(here: Here, postgresql_url: str, tmp_path: Path) -> None:
    write_given(tmp_path)
    wrong: dict[str, str] = {}
    for name in CALLS:
        if name not in WITHOUT and name != "db upgrade":
            done = here(Home(tmp_path / "var", {"QORGAN_DATABASE_URL": postgresql_url}), *called(name, tmp_path), code=None)
            line = done.stderr
            if done.returncode != 1 or not (line.startswith("qorgan: ") and line.endswith("; run: qorgan db upgrade\n") and line.count("\n") == 1):
                wrong[name] = line
    assert wrong == {}


WRONG_USE = [
    ["run", "--outlets", "kz_tmie"],
    ["run", "--outlets", "missing.yaml"],
    ["run", "--since", "soon"],
    ["run", "--since", "2026-11-02", "--until", "2026-11-01"],
    ["export", "nothing"],
    ["decide", "1", "confirm"],
    ["decide", "1", "merge", "--as", "Aigul"],
    ["decide", "1", "defer", "--as", "Aigul", "--until", "soon"],
    ["decide", "1", "undo", "--as", "Aigul", "--into", "2"],
    ["status", "KZ-2026-0001", "WON", "--date", "2026-11-01", "--source", "x"],
    ["status", "KZ-2026-0001", "CMP", "--date", "soon", "--source", "x"],
]
WRONG_SETTINGS = {
    "QORGAN_LANG": "xx",
    "QORGAN_COUNTRIES": "KZ,QQ",
    "QORGAN_NOTIFY": "notaurl",
    "QORGAN_DATABASE_URL": "mysql://desk:hush@db/press",
    "QORGAN_CONTCAT": "x",
}


def test_wrong_use_exits_2_and_says_what_is_wrong(here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion) -> None:
    monkeypatch.chdir(tmp_path)
    said: dict[str, list[str]] = {}
    for words in WRONG_USE:
        lines = here(Home(tmp_path / "var", {"COLUMNS": "300"}), *words, code=2).stderr.splitlines()
        # An example of a date is that of today.
        said[" ".join(words)] = [line.strip("│ ").partition("; write it as")[0] for line in lines if line.startswith(("│", "qorgan: "))]
    assert said == snapshot
    assert not (tmp_path / "var" / "qorgan.db").exists()


def test_a_setting_that_is_wrong_stops_every_command_before_anything_is_made(here: Here, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    told: dict[str, set[str]] = {}
    for name, value in WRONG_SETTINGS.items():
        for command in CALLS:
            said = here(Home(tmp_path / "var", {name: value}), *called(command, tmp_path), code=2)
            assert said.stdout == "", command
            told.setdefault(name, set()).add(said.stderr)
    assert {name: len(lines) for name, lines in told.items()} == dict.fromkeys(WRONG_SETTINGS, 1)
    assert {name: lines.pop() for name, lines in told.items()} == snapshot
    assert not (tmp_path / "var").exists()


def test_an_address_that_apprise_does_not_know_is_refused_before_a_run_begins(here: Here, tmp_path: Path) -> None:
    home = Home(tmp_path / "var", {"QORGAN_NOTIFY": "json://127.0.0.1:9/x kk=pigeon://hush@adil.example"})
    for command in ("run", "serve"):
        said = here(home, command, code=2).stderr
        assert (said.startswith("qorgan: QORGAN_NOTIFY: "), said.count("\n"), "hush" in said) == (True, 1, False)
    assert not home.data.joinpath("qorgan.db").exists()


def test_the_version_is_told_whatever_the_settings_are(here: Here, tmp_path: Path) -> None:
    assert here(Home(tmp_path / "var", {"QORGAN_LANG": "xx"}), "--version").stdout == f"qorgan {version('qorgan')}\n"


@pytest.mark.usefixtures("processes")
def test_the_installed_command_completes_commands_and_screens_lines_in_order(tmp_path: Path) -> None:
    asked = {"_QORGAN_COMPLETE": "complete_bash", "COMP_WORDS": "qorgan out", "COMP_CWORD": "1"}
    assert Home(tmp_path / "var", asked).qorgan().stdout.split() == ["outlets"]
    given = '{"id": "a", "text": "Сегодня в Караганде открыли каток."}\nnonsense\n\n{"id": "b"}\n'
    answers = [json.loads(line) for line in Home(tmp_path / "var").qorgan("screen", given=given).stdout.splitlines()]
    assert [(one.get("id"), one.get("error")) for one in answers] == [("a", None), (None, "json"), ("b", "text")]


@pytest.mark.usefixtures("processes")
def test_plain_scrapy_lists_outlets_and_stores_a_period_once(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    first, last = TODAY - timedelta(days=4), TODAY - timedelta(days=3)
    with newsroom(tmp_path) as file:
        environment = {**home.environment, "OUTLET_FILES": str(file)}

        def scrapy(*words: str) -> str:
            command = [str(QORGAN.parent / "scrapy"), *words]
            return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout

        assert scrapy("list").split() == ["kz_sample_mayak", "kz_sample_syr", "kz_sample_tobyl"]
        scrapy("crawl", "kz_sample_mayak", "-a", f"since={first}", "-a", f"until={last}")
        articles = home.rows("articles")
        assert {row["published_at"][:10] for row in articles} == {str(first), str(last)}
        assert len(articles) == len({row["url"] for row in articles}) > 5


def test_a_case_is_decided_followed_and_shown_in_the_shell(here: Here, tmp_path: Path) -> None:
    home = with_tables(Home(tmp_path / "var"))
    engine = open_engine(f"sqlite:///{home.data / 'qorgan.db'}")
    with write_transaction(engine) as session:
        for name in ("a", "b", "c"):
            rows.article(session, name)
            rows.screening(session, name)
        review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW)
    engine.dispose()
    assert "KZ-2026-0001" in here(home, "decide", "1", "confirm", "--as", "Aigul", "--set", "place=Теміртау").stderr
    assert "KZ-2026-0001" in here(home, "decide", "2", "merge", "--into", "KZ-2026-0001", "--as", "Aigul").stderr
    assert "2099-01-01" in here(home, "decide", "3", "defer", "--until", "2099-01-01", "--as", "Aigul").stderr
    here(home, "status", "kz-2026-0001", "cmp", "--date", "2026-11-24", "--source", "арыз № 7")
    shown = here(home, "incident", "KZ-2026-0001", "--set", "actor=court", "--as", "Berik").stdout
    assert [word for word in ("Теміртау", "complaint filed", "арыз № 7", "court", "https://test.example/b") if word not in shown] == []
    here(home, "decide", "1", "reject", "--as", "Berik", "--reason", "old", code=1)
    here(home, "incident", "KZ-1999-0001", code=1)
    assert [row["state"] for row in home.rows("drafts")] == ["confirmed", "deferred"]
    (incident,) = home.rows("incidents")
    assert [status["code"] for status in incident["statuses"]] == ["REP", "CMP"]
    assert [article["id"] for article in incident["articles"]] == ["a", "b"]
    assert json.loads(here(home, "verify", "--chain-only", "--format", "json").stdout)["faults"] == []
