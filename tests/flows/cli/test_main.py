"""The command as a person meets it: help with an example everywhere, one line for what is wrong, plain Scrapy beside it."""

import os
import subprocess
import sys
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

from records import review
from records.database import open_engine, write_transaction
from tests.conftest import NOW
from tests.flows.cli.test_first_command import CALLS, called
from tests.flows.conftest import Here
from tests.flows.real_command import QORGAN, Home, with_prefect, with_tables
from tests.flows.test_faults import TODAY, newsroom
from tests.paths import ROOT
from tests.processes import ended
from tests.records import rows

COMMANDS = [
    *("run", "serve", "screen", "replay", "add", "outlets", "outlets check", "export", "import", "decide", "status", "incident", "verify"),
    *("evidence", "evidence clear", "db upgrade"),
]


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


def test_every_command_answers_help_with_an_example(tmp_path: Path) -> None:
    done = ended([sys.executable, "-c", HELPS, *COMMANDS], env=Home(tmp_path / "var").environment)
    assert done.returncode == 0, done.stderr
    said = {command: " ".join(words) for command, *words in (part.split("\n") for part in done.stdout.split("\n=== ")[1:])}
    assert list(said) == COMMANDS
    assert [command for command in COMMANDS if "Example: qorgan" not in " ".join(said[command].split())] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "--outlets", "kz_tmie"], "did you mean kz_time?"),
        (["run", "--outlets", "missing.yaml"], "there is no file"),
        (["run", "--since", "soon"], "soon is no date; write it as"),
        (["run", "--since", "2026-11-02", "--until", "2026-11-01"], "--since lies after --until"),
        (["export", "nothing"], "nothing"),
        (["decide", "1", "confirm"], "--as"),
        (["decide", "1", "merge", "--as", "Aigul"], "--into"),
        (["decide", "1", "defer", "--as", "Aigul", "--until", "soon"], "soon is no date; write it as"),
        (["decide", "1", "undo", "--as", "Aigul", "--into", "2"], "--into goes with merge only"),
        (["status", "KZ-2026-0001", "WON", "--date", "2026-11-01", "--source", "x"], "WON is no status"),
        (["status", "KZ-2026-0001", "CMP", "--date", "soon", "--source", "x"], "soon is no date; write it as"),
    ],
)
def test_wrong_use_exits_2_and_says_what_is_wrong(tmp_path: Path, here: Here, words: list[str], told: str) -> None:
    said = here(Home(tmp_path / "var"), *words, code=2).stderr
    assert told in " ".join(said.split())
    assert "Traceback" not in said


def test_a_misspelt_setting_stops_everything_with_one_line(tmp_path: Path) -> None:
    said = Home(tmp_path / "var", {"QORGAN_CONTCAT": "x"}).qorgan("outlets", code=2)
    assert said.stderr == "qorgan: QORGAN_CONTCAT is not a setting of Qorgan; did you mean QORGAN_CONTACT?\n"


WRONG = {
    "QORGAN_LANG": ("xx", "xx is no language of Qorgan; languages are kk, ru, en"),
    "QORGAN_COUNTRIES": ("KZ,QQ", "QQ is no country code; write KZ,KG or any"),
    "QORGAN_NOTIFY": ("notaurl", "what stands in place 1 is no address; write it as apprise does: mailto://user:password@host, tgram://token/chat"),
    "QORGAN_DATABASE_URL": (
        "mysql://desk:hush@db/press",
        "no address of a database of SQLite or PostgreSQL; example: postgresql+psycopg://qorgan@localhost/qorgan",
    ),
}


@pytest.mark.parametrize("command", sorted(CALLS))
@pytest.mark.parametrize("name", WRONG)
def test_a_setting_that_is_wrong_stops_every_command_before_anything_is_made(tmp_path: Path, here: Here, name: str, command: str) -> None:
    value, told = WRONG[name]
    said = here(Home(tmp_path / "var", {name: value}), *called(command, tmp_path), code=2)
    assert (said.stdout, said.stderr) == ("", f"qorgan: {name}: {told}\n")
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("command", ["run", "serve"])
def test_an_address_that_apprise_does_not_know_is_refused_before_a_run_begins(tmp_path: Path, here: Here, command: str) -> None:
    home = Home(tmp_path / "var", {"QORGAN_NOTIFY": "json://127.0.0.1:9/x kk=pigeon://hush@adil.example"})
    said = here(home, command, code=2).stderr
    assert said == "qorgan: QORGAN_NOTIFY: what stands in place 2 is no address that apprise knows; see https://github.com/caronc/apprise/wiki\n"


def test_the_version_is_told_whatever_the_settings_are(tmp_path: Path) -> None:
    said = Home(tmp_path / "var", {"QORGAN_LANG": "xx"}).qorgan("--version").stdout
    assert said == f"qorgan {version('qorgan')}\n"


def test_the_shell_completes_commands(tmp_path: Path) -> None:
    asked = {"_QORGAN_COMPLETE": "complete_bash", "COMP_WORDS": "qorgan out", "COMP_CWORD": "1"}
    assert Home(tmp_path / "var", asked).qorgan().stdout.split() == ["outlets"]


def test_screen_answers_every_line_in_order_and_refuses_what_it_cannot_read(tmp_path: Path) -> None:
    given = '{"id": "a", "text": "Сегодня в Караганде открыли каток."}\nnonsense\n\n{"id": "b"}\n'
    answers = Home(tmp_path / "var").qorgan("screen", given=given).stdout.splitlines()
    assert ['"id": "a"' in answers[0], '"error": "json"' in answers[1], '"error": "text"' in answers[2], len(answers)] == [True, True, True, 3]


def test_plain_scrapy_lists_outlets_and_stores_a_period_once(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    first, last = TODAY - timedelta(days=4), TODAY - timedelta(days=3)
    with newsroom(tmp_path) as file:
        environment = {**home.environment, "OUTLET_FILES": str(file)}

        def scrapy(*words: str) -> str:
            command = [str(QORGAN.parent / "scrapy"), *words]
            return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout

        assert scrapy("list").split() == ["kz_sample_mayak", "kz_sample_syr", "kz_sample_tobyl"]
        for _ in range(2):
            scrapy("crawl", "kz_sample_mayak", "-a", f"since={first}", "-a", f"until={last}")
            articles = home.rows("articles")
            assert {row["published_at"][:10] for row in articles} == {str(first), str(last)}
            assert len(articles) == len({row["url"] for row in articles}) > 5


def test_the_same_run_fills_postgresql(tmp_path: Path, postgresql_url: str) -> None:
    home = with_prefect(Home(tmp_path / "var", {"QORGAN_DATABASE_URL": postgresql_url}))
    home.qorgan("db", "upgrade")
    with newsroom(tmp_path) as file:
        home.qorgan("run", "--outlets", str(file))
    assert (len(home.rows("articles")), len(home.rows("drafts"))) == (132, 7)
    assert not os.path.exists(home.data / "qorgan.db")


def test_a_case_is_decided_followed_and_told_from_the_shell(tmp_path: Path) -> None:
    home = with_tables(Home(tmp_path / "var"))
    engine = open_engine(f"sqlite:///{home.data / 'qorgan.db'}")
    with write_transaction(engine) as session:
        for name in ("a", "b", "c"):
            rows.article(session, name)
            rows.screening(session, name)
        review.propose(session, review.undrafted(session, "test 1"), now=NOW)
    engine.dispose()
    assert "recorded as KZ-2026-0001" in home.qorgan("decide", "1", "confirm", "--as", "Aigul", "--set", "place=Теміртау").stderr
    assert "with KZ-2026-0001" in home.qorgan("decide", "2", "merge", "--into", "KZ-2026-0001", "--as", "Aigul").stderr
    assert "again on 2099-01-01" in home.qorgan("decide", "3", "defer", "--until", "2099-01-01", "--as", "Aigul").stderr
    home.qorgan("status", "kz-2026-0001", "cmp", "--date", "2026-11-24", "--source", "арыз № 7")
    shown = home.qorgan("incident", "KZ-2026-0001", "--set", "actor=court", "--as", "Berik").stdout
    assert all(word in shown for word in ("Теміртау", "complaint filed", "арыз № 7", "court", "https://test.example/b"))
    assert "undo that first" in home.qorgan("decide", "1", "reject", "--as", "Berik", "--reason", "old", code=1).stderr
    assert "there is no incident" in home.qorgan("incident", "KZ-1999-0001", code=1).stderr
    (incident,) = home.rows("incidents")
    assert [status["code"] for status in incident["statuses"]] == ["REP", "CMP"]
    assert [article["id"] for article in incident["articles"]] == ["a", "b"]
    assert "All is well" in home.qorgan("verify", "--chain-only").stdout
