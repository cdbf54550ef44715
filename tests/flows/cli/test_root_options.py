"""What `qorgan` answers without a command."""

import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import select
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner

from flows.cli import progress_bar as progress_bar_module
from flows.cli.compare_models import show
from flows.cli.main import app
from flows.cli.options import version_line
from flows.cli.progress_bar import show_progress
from flows.model_comparison import ChangedArticle, ModelChange, ModelComparison, ModelVerdict
from records.database import open_database, read_session
from records.tables import EvidenceFileRow, ReceivedMessageRow
from records.vocabulary import DraftState
from tests import pseudo_language
from tests.conftest import Speak
from tests.flows.conftest import Here
from tests.flows.plain_words import plain
from tests.flows.real_command import QORGAN, Home, with_tables
from tests.paths import ROOT
from tests.pipelines.intake.bot_server import TOKEN, bot_server
from tests.pipelines.intake.mail_server import PASSWORD, USER, mail_server
from tests.processes import started
from tests.pseudo_language import forgotten
from tests.spiders.crawl.test_warc_spider import records


def test_the_version_is_one_line() -> None:
    assert re.fullmatch(r"qorgan \d+\.\d+\S*", version_line())
    assert CliRunner().invoke(app, ["--version"]).stdout == version_line() + "\n"


@pytest.mark.usefixtures("processes")
def test_the_completion_is_a_script_for_the_shell(snapshot: SnapshotAssertion) -> None:
    asked = {"_QORGAN_COMPLETE": "source_bash"}
    said = CliRunner().invoke(app, [], prog_name="qorgan", env=asked).output
    assert plain(said) == snapshot


@pytest.mark.parametrize("sizes", [False, True])
def test_short_work_without_a_terminal_says_nothing(capsys: pytest.CaptureFixture[str], sizes: bool) -> None:
    with show_progress("rows", 10, sizes=sizes) as passed:
        for _ in range(10):
            passed(1)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("total", "sizes", "said"),
    [
        (400, False, "rows: 100 of 400, about 5 minutes to go\n"),
        (None, False, "rows: 100\n"),
        (0, False, "rows: 100\n"),
        (200_000_000, True, "rows: 0 MB of 200 MB, about"),
    ],
)
def test_long_work_without_a_terminal_says_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch, total: int | None, sizes: bool, said: str) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(progress_bar_module, "err", Console(file=stream, force_terminal=False, width=200, soft_wrap=True))
    moments = iter([0.0, 10.0, 90.0, 100.0])
    with show_progress("rows", total, sizes=sizes, clock=lambda: next(moments)) as passed:
        for count in (50, 50, 1):
            passed(count)
    assert stream.getvalue().startswith(said)
    assert stream.getvalue().count("\n") == 1


def test_a_terminal_sees_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(progress_bar_module, "err", Console(file=stream, force_terminal=True, width=120))
    with show_progress("rows", 100) as passed:
        passed(40)
    assert "40/100" in stream.getvalue()
    assert "-:--:--" in stream.getvalue() or "0:00:0" in stream.getvalue()


CODE = """
import sys
from flows.cli.boundary import report_errors
from records.errors import SettingsError
def work():
    print("a line")
    {end}
report_errors(work)
"""
# Python prints at its end, as it does for people; not line by line, as a service may wish.
AS_USUAL = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
WRONG = "raise SettingsError('the real error')"


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize(
    ("end", "code", "told"), [("pass", 0, ""), ("sys.exit(1)", 1, ""), (WRONG, 2, "qorgan: the real error\n")], ids=["done", "faults", "error"]
)
def test_a_reader_that_has_gone_changes_neither_what_is_told_nor_the_exit_code(end: str, code: int, told: str) -> None:
    read, write = os.pipe()
    os.close(read)
    process = started([sys.executable, "-c", CODE.format(end=end)], stdout=write, stderr=subprocess.PIPE, env=AS_USUAL)
    os.close(write)
    assert (process.communicate()[1], process.returncode) == (told, code)


@pytest.mark.usefixtures("processes")
def test_what_was_printed_before_an_error_is_read(snapshot: SnapshotAssertion) -> None:
    process = started([sys.executable, "-c", CODE.format(end=WRONG)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=AS_USUAL)
    assert plain((*process.communicate(), process.returncode)) == snapshot


GONE = ChangedArticle(
    ModelChange.GOES, "a", "kz_a", "kk", "[bold]Тілші[/bold] " + "х" * 200, "https://a.example/1", ModelVerdict(0.91, True, "ATT"), ModelVerdict(0.2, False, ""), 7, DraftState.NEW
)  # fmt: skip
FOUND = ModelComparison(
    "other 2", 1200, 3, 10, 9, Counter({("kz_a", ModelChange.GOES): 1}), Counter({("ATT", ModelChange.GOES): 1}), Counter({DraftState.NEW: 1}), {ModelChange.GOES: [GONE]}
)  # fmt: skip


def shown() -> str:
    stream = io.StringIO()
    show(FOUND, Console(file=stream, width=250, highlight=False))
    return stream.getvalue()


def test_counts_stand_first_then_outlets_and_categories_then_examples() -> None:
    said = shown()
    places = [
        said.index(words) for words in ("Stored articles", "1,200", "would go", "By outlet", "By category", "ATT", "Examples: would go", "0.91 ATT")
    ]
    assert places == sorted(places)
    assert "[bold]Тілші[/bold]" in said
    assert "х" * 100 not in said
    assert "7, " in said


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_it_speaks_the_language_of_the_house(speak: Speak, lang: str) -> None:
    english = shown()
    speak(lang)
    words = shown()
    for line in ("Stored articles", "By outlet", "would go", "Examples"):
        assert line in english
        assert line not in words


def test_the_command_reads_the_store_says_json_and_refuses_what_is_no_model(here: Here, tmp_path: Path) -> None:
    home = with_tables(Home(tmp_path / "var"))
    told = json.loads(here(home, "replay", "--compare", "shipped", "--format", "json").stdout)
    assert (told["articles"], told["comes"], told["examples"]["goes"]) == (0, 0, [])
    assert "kk 9" in here(home, "replay", "--compare", "kk 9", code=1).stderr
    assert "--compare" in here(home, "replay", "x.warc.gz", "--compare", "shipped", code=2).stderr


@pytest.mark.usefixtures("processes")
def test_a_folder_is_replayed_to_its_end_once_and_the_summary_is_told_as_json(run_here: Here, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    folder = tmp_path / "month"
    folder.mkdir()
    for number, some in enumerate((records(3)[:3], records(3)[3:])):
        (folder / f"CC-NEWS-{number}.warc.gz").write_bytes(b"".join(map(gzip.compress, some)))
    home = with_tables(Home(tmp_path / "var"))
    told = json.loads(run_here(home, "replay", str(folder), "--all-hosts", "--format", "json").stdout)
    assert (told["replay"]["files"], told["replay"]["files_ended"], told["replay"]["records"]) == (2, 2, 9)
    assert sum(told["fates"].values()) == told["replay"]["ours"] == 9
    before = home.rows("articles")
    again = run_here(home, "replay", str(folder), "--all-hosts")
    assert plain(again.stderr) == snapshot
    assert "2 of 2" in again.stderr
    assert home.rows("articles") == before


def test_it_says_what_came_and_what_went_wrong_without_a_secret(here: Here, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    with bot_server() as bot:
        bot.write("Нам угрожают")
        home = Home(tmp_path / "var", {"QORGAN_TELEGRAM_TOKEN": TOKEN, "QORGAN_TELEGRAM_API": bot.address})
        assert plain(here(home, "intake").stdout) == snapshot
        assert here(home, "intake", "--wait", "1").stdout == "nothing new\n"
        bot.down = True
        failed = here(home, "intake", code=1)
        assert plain(failed.stderr) == snapshot
        assert TOKEN not in failed.stdout + failed.stderr + home.logs()


def test_where_nothing_is_set_up_it_says_how(here: Here, tmp_path: Path) -> None:
    failed = here(Home(tmp_path / "var"), "intake", code=1)
    assert "QORGAN_MAIL_SERVER" in failed.stderr


def test_a_wrong_setting_is_told_by_name_and_without_what_it_holds(here: Here, tmp_path: Path) -> None:
    for name, value in {
        "QORGAN_TELEGRAM_TOKEN": "secretWithoutDigits",
        "QORGAN_TELEGRAM_API": "http://api.example.org",
        "QORGAN_MAIL_SERVER": "imap://mail.example.org",
        "QORGAN_TELEGRAM_CHATS": "1,abc",
    }.items():
        failed = here(Home(tmp_path / "var", {name: value}), "intake", code=2)
        assert name in failed.stderr
        assert "secretWithout" not in failed.stderr


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("moment", ["between storing and marking", "in the middle of a mail"])
def test_a_process_that_is_killed_loses_nothing_and_doubles_nothing(here: Here, tmp_path: Path, moment: str, snapshot: SnapshotAssertion) -> None:
    made = EmailMessage()
    made["From"] = "saule@mail.example"
    made.set_content("Нам угрожают")
    made.add_attachment(bytes(range(256)) * 12_000, maintype="application", subtype="octet-stream", filename="a.bin")
    with mail_server() as mails:
        mails.put(made.as_bytes().replace(b"\n", b"\r\n"))
        named = {"QORGAN_MAIL_SERVER": mails.address, "QORGAN_MAIL_USER": USER, "QORGAN_MAIL_PASSWORD": PASSWORD}
        home = Home(tmp_path / "var", named)
        process = started([str(QORGAN), "intake"], env=home.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

        def kill(pieces: int = 3) -> None:
            if pieces > 2:
                os.kill(process.pid, signal.SIGKILL)
                process.wait(timeout=600)

        if moment == "between storing and marking":
            mails.before_store, mails.cut_store = kill, True
        else:
            mails.before_piece = kill
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert mails.unseen == [1]
        mails.before_store, mails.before_piece, mails.cut_store = (lambda: None), (lambda _pieces: None), False
        told = here(home, "intake").stdout
        assert plain(told) == snapshot
        assert mails.unseen == []
    with read_session(open_database(f"sqlite:///{home.data / 'qorgan.db'}")) as session:
        assert len(session.scalars(select(ReceivedMessageRow)).all()) == 1
        assert len(session.scalars(select(EvidenceFileRow)).all()) == 2
    home.verified()


# What Typer says itself, in English whoever reads, and the words that people type (--install-completion).
DATA = frozenset(
    ["Usage", "OPTIONS", "COMMAND", "ARGS", "Options", "Commands", "Show", "this", "message", "and", "exit", "bool", "help", "completion"]
)


@pytest.mark.usefixtures("processes")
def test_help_a_report_and_a_refusal_are_said_in_a_language_that_was_added(tmp_path: Path) -> None:
    pseudo_language.write_catalogue(tmp_path / "locale")
    home = Home(tmp_path / "var", {"QORGAN_LANG": pseudo_language.CODE, "PYTHONPATH": str(ROOT)})
    # Help is made while modules are imported.
    first = f"from pathlib import Path; from tests.pseudo_language import add_language; add_language(Path({str(tmp_path / 'locale')!r}))\n"
    answer, report, refused = home.several(
        (("--help",), ""), (("report", "--help"), ""), (("export", "incidents", "--category", "XYZ"), ""), first=first
    )
    assert (answer.returncode, answer.stderr, report.returncode, refused.returncode) == (0, "", 0, 2)
    lines = answer.stdout.splitlines()
    commands = {re.findall(r"[a-z]+", line)[0] for line in lines if "⟦" in line and line.startswith("│")}
    assert {"run", "export", "report", "outlets"} <= commands
    assert [word for line in lines for word in forgotten(line, DATA | commands | {"qorgan"})] == []
    assert f"kk|ru|en|{pseudo_language.CODE}" in report.stdout
    assert "⟦" in report.stdout
    assert "⟦" in refused.stderr
    assert "Traceback" not in refused.stderr
