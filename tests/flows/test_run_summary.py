"""What the summary of a run says of its outlets."""

import io
import os
import socket
import sys
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from rich.console import Console
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion

from flows import progress, run_summary
from flows.cli import main
from flows.crawl_process import CrawlJob, run_crawler
from flows.one_run import report_prefect_failure
from flows.progress import replay_status, say_replay_periodically
from flows.rereading import ArchiveSlice
from flows.run_summary import OutletLine, RunSummary, as_markdown, naming_sources, show_summary, summarise
from flows.screening_steps import ScreenedCounts
from flows.service import metrics_server
from records.database import open_engine, read_session, upgrade, write_transaction
from records.errors import SettingsError
from records.outlets import runs
from records.rereads import Reread
from records.settings import Settings, read_settings
from records.tables import OutletRunRow
from spiders.config.files import load_outlets
from spiders.crawl.replay import ProgressFile, ReplayProgress, progress_path
from spiders.sources.list_pages import OutletSource
from tests.conftest import NOW
from tests.flows.real_command import free_ports
from tests.processes import ended

OUTLETS = """
- {name: kz_alau, title: {ru: Алау}, home: "https://alau.example/", country: KZ, region: KZ-27, languages: [kk, ru],
   feeds: ["https://alau.example/rss"], telegram: [alau_news]}
- {name: kz_bastau, title: {ru: Бастау}, home: "https://bastau.example/", country: KZ, region: KZ-59, languages: [ru]}
- {name: kz_orda, title: {ru: Орда}, home: "https://orda.example/", country: KZ, languages: [ru]}
- {name: kz_ush, title: {ru: Уш}, home: "https://ush.example/", country: KZ, region: KZ-27, languages: [kk], dead: 2026-09-01}
"""


def line(name: str, state: str = "answered", cause: str | None = None, *ways: OutletSource, names_sources: bool = True) -> OutletLine:
    return OutletLine(name, state, cause, 1, {}, True, ways, names_sources)


def shown(*lines: OutletLine, width: int = 100) -> str:
    stream = io.StringIO()
    show_summary(RunSummary("run-1", lines, 0, 0, 0, 1.0), Console(file=stream, width=width))
    return stream.getvalue()


FEED = OutletSource("feed", "https://alau.example/feed/")
HOME = OutletSource("home", "https://alau.example/")
NAMED = OutletSource("section", "https://alau.example/news/", named=True)
CHANNEL = OutletSource("telegram", "https://t.me/s/alau", named=True)


def test_an_outlet_served_by_another_way_than_its_file_names_is_told(snapshot: SnapshotAssertion) -> None:
    said = shown(line("kz_alau", "answered", None, HOME, FEED), line("kz_fine", "answered", None, NAMED, FEED))
    assert said.splitlines()[-2:] == snapshot
    assert "kz_fine" not in said


@pytest.mark.parametrize(
    ("given", "detour"),
    [
        (line("kz", "answered", None, HOME), HOME),
        (line("kz", "answered", None, HOME, FEED), FEED),
        (line("kz", "answered", None, CHANNEL, FEED), FEED),
        (line("kz", "answered", None, NAMED, FEED), None),
        (line("kz", "answered", None, CHANNEL), None),
        (line("kz", "answered", None), None),
        (line("kz", "answered", None, HOME, FEED, names_sources=False), None),
    ],
)
def test_a_detour_is_what_served_where_nothing_that_the_file_names_of_the_site_did(given: OutletLine, detour: OutletSource | None) -> None:
    assert given.detour == detour


def test_the_summary_names_failing_outlets_with_causes_seen_only_over_time(snapshot: SnapshotAssertion) -> None:
    said = shown(line("kz_a", "failed", "layout_changed"), line("kz_b", "answered", "under_minimum"), line("kz_c", "failed", "empty"), line("kz_d"))
    rows = {row.split()[0]: " ".join(row.split()[1:]) for row in said.splitlines() if row.startswith("kz_")}
    assert rows == snapshot
    assert "3 answered, 0 failed" not in said
    assert "2 answered, 2 failed" in said


def test_an_address_from_the_web_can_neither_break_a_table_nor_flood_it() -> None:
    hostile = line("kz_alau", "answered", None, OutletSource("feed", "https://alau.example/[/red]|[bold]" + "x" * 5000))
    said = shown(hostile, width=150)
    assert "https://alau.example/[/red]|[bold]xxx" in said
    assert max(map(len, said.splitlines())) <= 150
    row = as_markdown(RunSummary("run-1", (hostile,), 0, 0, 0, 1.0)).splitlines()[-1]
    assert row.count("|") == 3
    assert len(row) < 100


def test_a_summary_is_read_back_from_the_records_with_the_ways_that_served(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "outlets.yaml"
    file.write_text(OUTLETS, encoding="utf-8")
    naming = naming_sources(load_outlets([file])[0])
    assert naming == {"kz_alau"}
    with write_transaction(engine) as session:
        runs.begin_run(session, "run", "run", NOW)
        for outlet in ("kz_alau", "kz_bastau"):
            runs.begin_outlet(session, "run", outlet, None, NOW)
            row = session.get_one(OutletRunRow, ("run", outlet))
            row.state, row.ways = "answered", [FEED.as_json()]
    with read_session(engine) as session:
        found = summarise(session, "run", screened=0, flagged=0, drafts=0, seconds=1.0, naming=naming)
        without = summarise(session, "run", screened=0, flagged=0, drafts=0, seconds=1.0)
    assert found.detours == [("kz_alau", FEED)]
    assert found.as_json()["detours"] == {"kz_alau": {"kind": "feed", "url": "https://alau.example/feed/", "named": False}}
    assert without.detours == []


def test_what_the_lexical_judge_read_alone_is_one_line_and_none_where_nothing_is_lacking(engine: Engine) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "run", "run", NOW)
        found = summarise(session, "run", screened=7, flagged=1, drafts=1, seconds=1.0, alone=5)
        whole = summarise(session, "run", screened=7, flagged=1, drafts=1, seconds=1.0)
    words = "Read by the word lists alone, without the encoder"
    assert (words, "5") in run_summary.rows(found)
    assert f"{words}: 5" in run_summary.as_line(found)
    assert (found.as_json()["alone"], whole.as_json()["alone"]) == (5, 0)
    assert words not in run_summary.as_line(whole)


def test_an_outlet_whose_visit_left_pages_open_is_listed_with_what_is_open(snapshot: SnapshotAssertion) -> None:
    said = shown(replace(line("kz_alau"), note="2 pages were not read; the next run tries them again"), line("kz_fine"))
    assert " ".join(said.splitlines()[-1].split()) == snapshot
    assert "kz_fine" not in said


def test_how_the_archive_stands_is_told_while_there_is_something_to_read_and_its_drafts_are_counted(
    engine: Engine, snapshot: SnapshotAssertion
) -> None:
    open_ = ArchiveSlice(ScreenedCounts(400, 3, 2), 2, Reread(1, "new", 1_000, 600, 60.0, (NOW, "a"), False))
    done = ArchiveSlice(stands=Reread(1, "new", 1_000, 1_000, 100.0, (NOW, "a"), True))
    with write_transaction(engine) as session:
        runs.begin_run(session, "run", "run", NOW)
        found, whole = (
            summarise(session, "run", screened=7, flagged=1, drafts=1, seconds=1.0, alone=5, archive_slice=anew) for anew in (open_, done)
        )
    told = dict(run_summary.rows(found))
    assert told == snapshot(name="words")
    assert {name: found.as_json()[name] for name in ("drafts", "alone", "reread", "reread_left")} == {
        "drafts": 3,
        "alone": 7,
        "reread": 400,
        "reread_left": 400,
    }
    assert len(told) - len(run_summary.rows(whole)) == 2


@pytest.mark.parametrize("terminal", [True, False])
def test_bytes_and_records_of_a_replay_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    monkeypatch.setenv("QORGAN_DATA", str(tmp_path))
    monkeypatch.delenv("QORGAN_DATABASE_URL", raising=False)
    engine = open_engine(read_settings().database)
    upgrade(engine)
    engine.dispose()
    (tmp_path / "logs").mkdir()
    told = ProgressFile(progress_path(tmp_path / "logs", "run"))
    told.counts.files, told.counts.size, told.counts.bytes, told.counts.records, told.counts.seconds = 2, 4_000_000, 1_000_000, 300, 5.0
    told.tell()
    moments = iter(range(0, 6000, 60))
    real = progress.say_replay_periodically
    monkeypatch.setattr(progress, "say_replay_periodically", lambda say: real(say, clock=lambda: next(moments)))
    stream = io.StringIO()
    with progress.terminal_progress(Console(file=stream, force_terminal=terminal, width=200)) as shown:
        shown.began("run")
        shown.tick()
    said = stream.getvalue()
    assert [words for words in ("file 1 of 2", "1 of 4 MB", "records 300") if words not in said] == []
    assert ("replaying" in said) is terminal
    assert said.count("\n") >= 1


HALF = ReplayProgress(
    files=3, files_ended=1, size=3_000_000_000, before=1_000_000_000, bytes=2_000_000_000, records=90_000, others=85_000, ours=1_000, seconds=500.0
)


def test_a_line_tells_files_bytes_records_pages_a_second_and_the_time_left(snapshot: SnapshotAssertion) -> None:
    assert replay_status(HALF) == snapshot
    assert replay_status(ReplayProgress(files=1, size=10)) == snapshot


def test_a_log_gets_it_once_in_a_while() -> None:
    now, said = [0.0], list[str]()
    show = say_replay_periodically(said.append, 60.0, lambda: now[0])
    for moment in (10.0, 59.0, 60.0, 61.0, 119.0, 121.0):
        now[0] = moment
        show(HALF)
    assert len(said) == 2


def database_of(engine: Engine) -> str:
    """Its address, with the password."""
    return engine.url.render_as_string(hide_password=False)


def test_the_figures_of_the_record_are_given_at_the_port_and_whether_prefect_answers(engine: Engine) -> None:
    port, answers = free_ports(1), [True]
    with metrics_server(Settings(database_url=database_of(engine), metrics_port=port), lambda: answers[0]):
        first = httpx.get(f"http://127.0.0.1:{port}/metrics").text
        answers[0] = False
        second = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    assert "qorgan_database_up 1.0" in first
    assert 'qorgan_waiting{queue="drafts"} 0.0' in first
    assert "qorgan_serve_prefect_up 1.0" in first
    assert "qorgan_serve_prefect_up 0.0" in second
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/metrics")


def test_without_a_port_nothing_listens(tmp_path: Path) -> None:
    # No database is opened either: there is none.
    with metrics_server(Settings(data=tmp_path / "nowhere"), lambda: True):
        assert not (tmp_path / "nowhere").exists()


def test_a_port_that_somebody_has_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with (
            pytest.raises(SettingsError, match=f"QORGAN_METRICS_PORT: port {port} is taken"),
            metrics_server(Settings(data=tmp_path, metrics_port=port), lambda: True),
        ):
            pass


CODE = """
import sys, threading
from flows import process_exit
from flows.cli.boundary import report_errors
threading._register_atexit(lambda: print("waited", flush=True))
def work():
    {wish}
    print("said")
    sys.exit(3)
{entry}
"""


WHOLE = "process_exit.run_as_process(lambda: report_errors(work))"
PART = "report_errors(work)"
WISH = "process_exit.exit_without_waiting()"


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize(
    ("entry", "wish", "said"),
    [(WHOLE, WISH, "said\n"), (WHOLE, "pass", "said\nwaited\n"), (PART, WISH, "said\nwaited\n"), (PART, "pass", "said\nwaited\n")],
)
def test_a_process_waits_for_its_threads_unless_it_was_entered_as_a_whole_and_somebody_wished_otherwise(entry: str, wish: str, said: str) -> None:
    done = ended([sys.executable, "-c", CODE.format(entry=entry, wish=wish)])
    assert (done.stdout, done.stderr, done.returncode) == (said, "", 3)


def test_a_command_that_is_called_within_a_test_never_ends_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> None:
        report_prefect_failure(ConnectionError())

    monkeypatch.setattr(main, "_start", lost)
    monkeypatch.setattr(os, "_exit", lambda code: pytest.fail("the process would have ended"))
    main.main()


@pytest.mark.usefixtures("processes")
def test_a_crawler_gets_the_settings_that_it_needs_and_no_key_and_no_address_of_anybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instead = tmp_path / "python"
    instead.write_text(f"#!/bin/sh\nenv > {tmp_path}/seen\necho '{{\"broken\": null}}'\n", encoding="utf-8")
    instead.chmod(0o700)
    for name in Settings.model_fields:
        monkeypatch.setenv(f"QORGAN_{name.upper()}", "x")
    monkeypatch.setenv("PREFECT_API_KEY", "x")
    monkeypatch.setattr(sys, "executable", str(instead))
    run_crawler(CrawlJob("20260101T000000000000-run", 0, files=(Path("own.yaml"),)), Settings.model_construct(data=tmp_path))
    names = {line.partition("=")[0] for line in (tmp_path / "seen").read_text(encoding="utf-8").splitlines()}
    told = {name.removeprefix("QORGAN_") for name in names if name.startswith("QORGAN_")}
    assert told == {"DATA", "DATABASE_URL", "CONTACT", "DOWNLOAD_DELAY", "HOME_COUNTRY", "LANG", "BROWSER", "LOG_FORMAT"}
    assert {"PATH", "OUTLET_FILES"} <= names
    assert "PREFECT_API_KEY" not in names
