"""Every step is done once, whatever its tracker does."""

import inspect
import os
import re
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from syrupy.assertion import SnapshotAssertion

from flows import one_run, run_logs
from flows.cli.serve_command import serve
from flows.one_run import closed_when_stopped
from flows.run_claim import keep_run_claim
from flows.run_collection import close_panel, due_outlets, reset_future_times, set_paces
from flows.run_logs import KEPT, drop_if_empty, prune_logs, rotate
from flows.run_request import RunRequest, outlet_selection
from flows.run_steps import Once, RunSteps, Untracked, Work
from flows.run_summary import RunSummary, preview
from flows.service import EVERY_MINUTES, limit_minutes
from flows.stop_signal import RunStopped, StopSignal
from records.database import read_session, write_transaction
from records.errors import OutletFileError
from records.model import Period
from records.outlets import claims, health, pace, requests, runs
from records.outlets.health import PanelOutlet
from records.tables import ClaimRow, OutletRunRow, PageRow, RunRow
from spiders.config.files import load_outlets, own_file
from spiders.config.schema import Outlet
from tests.conftest import NOW
from tests.flows.plain_words import plain
from tests.paths import ROOT
from tests.spiders.config.test_files import LEAST


class Failing(Untracked):
    """A tracker that fails before it has called a step, or after."""

    def __init__(self, *, after: bool) -> None:
        self.after = after

    def run_step(self, name: str, work: Work) -> None:
        if self.after:
            work()
        raise ConnectionError(name)

    def run_steps(self, name: str, works: Sequence[Work]) -> None:
        # Of two it called one.
        works[0]()
        raise ConnectionError(name)

    def record_summary(self, summary: RunSummary) -> None:
        raise ConnectionError("summary")


SUMMARY = RunSummary("r", (), 0, 0, 0, 0.0)


@pytest.mark.parametrize("after", [False, True])
def test_a_tracker_that_fails_costs_the_record_and_is_told_of_once(after: bool) -> None:
    lost: list[str] = []
    done: list[str] = []
    steps = RunSteps(Failing(after=after), lambda error: lost.append(str(error)))
    assert steps.run_steps("collect", [lambda: done.append("a"), lambda: done.append("b")]) == [None, None]
    assert steps.run_step("screen", lambda: len(done)) == 2
    steps.record_summary(SUMMARY)
    assert (done, lost) == (["a", "b"], ["collect"])


def test_what_a_step_raises_is_the_runs_own_and_no_fault_of_the_tracker() -> None:
    lost: list[Exception] = []
    steps = RunSteps(Untracked(), lost.append)

    def fails() -> None:
        raise ValueError("no model")

    with pytest.raises(ValueError, match="no model"):
        steps.run_step("screen", fails)
    (trouble, fine) = steps.run_steps("collect", [fails, lambda: None])
    assert (str(trouble), fine, lost) == ("no model", None, [])


def test_steps_of_one_kind_are_done_at_once() -> None:
    met = threading.Barrier(3, timeout=60)
    assert RunSteps(Untracked(), lambda error: None).run_steps("collect", [met.wait] * 3) == [None] * 3


def test_work_that_is_going_on_in_another_thread_is_waited_for_and_not_begun_anew() -> None:
    begun, go_on, times = threading.Event(), threading.Event(), [0]

    def work() -> int:
        times[0] += 1
        begun.set()
        assert go_on.wait(60)
        return times[0]

    once = Once(work)
    first = threading.Thread(target=once)
    first.start()
    assert begun.wait(60)
    threading.Timer(0.05, go_on.set).start()
    assert (once(), times) == (1, [1])
    first.join()


class Swallowing(Untracked):
    """A tracker that keeps to itself that it was told to end, as one does that notes it and goes on."""

    def run_step(self, name: str, work: Work) -> None:
        with suppress(SystemExit):
            work()

    def run_steps(self, name: str, works: Sequence[Work]) -> None:
        for work in works:
            self.run_step(name, work)


def test_a_run_that_is_told_to_end_ends_though_its_tracker_does_not_say_so() -> None:
    def told_to_end() -> None:
        raise SystemExit(143)

    steps = RunSteps(Swallowing(), lambda error: None)
    with pytest.raises(SystemExit):
        steps.run_step("screen", told_to_end)
    with pytest.raises(SystemExit):
        steps.run_steps("collect", [lambda: None, told_to_end])


def test_a_run_is_called_by_what_it_takes() -> None:
    assert RunRequest().kind == "run"
    assert RunRequest(warcs=("a.warc.gz",)).kind == RunRequest(missing=True).kind == "replay"
    assert RunRequest(pages=("https://a.kz/1",)).kind == "add"


def test_the_claim_beats_while_the_run_works_also_after_a_beat_that_failed(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "HEARTBEAT_INTERVAL", timedelta(milliseconds=5))
    with write_transaction(engine) as session:
        claims.claim(session, claims.run_name("r1"), "r1", NOW)
    beats, beaten, true_beat = [0], threading.Event(), claims.send_heartbeat

    def beat(*given: object) -> None:
        beats[0] += 1
        if beats[0] == 1:
            raise OperationalError("UPDATE claims", {}, Exception("the server is away"))
        true_beat(*given)  # type: ignore[arg-type]
        if beats[0] == 3:
            beaten.set()

    monkeypatch.setattr(claims, "send_heartbeat", beat)
    with keep_run_claim(engine, "r1"):
        assert beaten.wait(60)
        with read_session(engine) as session:
            assert session.get_one(ClaimRow, claims.run_name("r1")).beat_at > NOW
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from claims")).scalar() == 0


def test_beats_that_fail_on_a_full_disk_are_told_once_and_in_one_line(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, snapshot: SnapshotAssertion
) -> None:
    monkeypatch.setattr(claims, "HEARTBEAT_INTERVAL", timedelta(milliseconds=5))
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    beats, beaten = [0], threading.Event()

    def beat(*_given: object) -> None:
        beats[0] += 1
        if beats[0] == 3:
            beaten.set()
        raise OperationalError("UPDATE claims SET beat_at=?", {}, full)

    monkeypatch.setattr(claims, "send_heartbeat", beat)
    with keep_run_claim(engine, "r1"):
        assert beaten.wait(60)
    [line] = [record.getMessage() for record in caplog.records if record.name == "flows.run_claim"]
    assert plain(line) == snapshot(name="words")
    assert "\n" not in line
    assert "UPDATE" not in line
    assert "sqlalche" not in line


def made(folder: Path, name: str, days: float, words: str = "x") -> Path:
    path = folder / name
    path.write_text(words)
    moment = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_logs_of_old_runs_are_deleted_and_no_other_file(tmp_path: Path) -> None:
    old = [made(tmp_path, f"2026010{day}T060000000000-run-0.{ending}", 300) for day in range(1, 4) for ending in ("log", "watch")]
    others = [made(tmp_path, name, 300) for name in ("crash.log", "prefect-server.log", "security.log", "notes.txt")]
    new = [made(tmp_path, f"20261120T06{number:02d}00000000-run-watch-1.log", 4) for number in range(KEPT)]
    assert prune_logs(tmp_path, 90, NOW) == len(old)
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in (*others, *new))
    assert prune_logs(tmp_path / "none", 90, NOW) == 0


def test_logs_of_old_checks_are_deleted_too(tmp_path: Path) -> None:
    checks = [made(tmp_path, f"check-20260101T0600{number:02d}-77.log", 300) for number in range(KEPT + 2)]
    assert prune_logs(tmp_path, 90, NOW) == 2
    assert [path.exists() for path in checks[:3]] == [False, False, True]


def test_the_log_of_a_server_that_goes_on_writing_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion) -> None:
    monkeypatch.setattr(run_logs, "LARGE", 10)
    path = tmp_path / "prefect-server.log"
    with open(path, "ab", buffering=0) as server:
        server.write(b"a long time ago\n")
        prune_logs(tmp_path, 90, NOW)
        server.write(b"now\n")
    assert plain((path.read_text(), (tmp_path / "prefect-server.log.1").read_text())) == snapshot


def test_a_clock_that_is_ahead_leaves_the_newest(tmp_path: Path) -> None:
    for number in range(KEPT + 10):
        made(tmp_path, f"20261120T06{number:02d}00000000-run-0.log", 4)
    assert prune_logs(tmp_path, 90, NOW + timedelta(days=366)) == 10
    assert len(list(tmp_path.iterdir())) == KEPT


def test_a_folder_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "20250101T060000000000-run-0.log").mkdir()
    for number in range(KEPT):
        made(tmp_path, f"20261120T06{number:02d}00000000-run-0.log", 4)
    assert prune_logs(tmp_path, 0.0, NOW + timedelta(days=9999)) == 0


def test_a_log_that_says_nothing_is_not_kept(tmp_path: Path) -> None:
    empty, said = made(tmp_path, "a.log", 0, ""), made(tmp_path, "b.log", 0)
    for path in (empty, said, tmp_path / "none.log"):
        drop_if_empty(path)
    assert (empty.exists(), said.exists()) == (False, True)


def test_a_large_log_is_begun_anew_and_the_one_before_it_stays(tmp_path: Path) -> None:
    path = made(tmp_path, "prefect-server.log", 0)
    rotate(path)
    assert path.exists()
    os.truncate(path, run_logs.LARGE + 1)
    rotate(path)
    assert not path.exists()
    assert (tmp_path / "prefect-server.log.1").stat().st_size == run_logs.LARGE + 1
    rotate(path)


FILE = """
- {name: kz_alau, title: {ru: Алау}, home: "https://alau.example/", country: KZ, region: KZ-27, languages: [ru],
   feeds: ["https://alau.example/rss"], sections: [{url: "https://alau.example/news/", links: "a::attr(href)"}]}
- {name: kz_bastau, title: {ru: Бастау}, home: "https://bastau.example/", country: KZ, region: KZ-59, languages: [ru]}
"""


def outlets(tmp_path: Path) -> list[Outlet]:
    (tmp_path / "outlets.yaml").write_text(FILE, encoding="utf-8")
    found, faults = load_outlets([tmp_path / "outlets.yaml"])
    assert not faults
    return found


def test_without_a_database_nothing_is_known_and_none_is_made(tmp_path: Path) -> None:
    found = preview(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}", outlets(tmp_path), Period(), NOW, named=False)
    assert [(one.name, one.known, one.held) for one in found.outlets] == [("kz_alau", 0, False), ("kz_bastau", 0, False)]
    assert found.outlets[0].sources == {"feed": ["https://alau.example/rss"], "section": ["https://alau.example/news/"]}
    assert found.outlets[1].sources == {}
    assert not (tmp_path / "var").exists()


def test_it_tells_what_is_on_record_since_when_is_looked_and_what_waits(engine: Engine, tmp_path: Path) -> None:
    before = NOW - timedelta(days=20)
    with write_transaction(engine) as session:
        runs.begin_run(session, "r", "run", before)
        runs.begin_outlet(session, "r", "kz_alau", None, before)
        row = session.get_one(OutletRunRow, ("r", "kz_alau"))
        row.state, row.finished = "answered", True
        for number, source in ((1, False), (2, False), (3, True)):
            address = f"https://alau.example/{number}"
            session.add(PageRow(run_id="r", outlet="kz_alau", url=address, key=address, fate="known", at=before, source=source))
        requests.request_page(session, "https://alau.example/tip", who="Aigul", now=NOW, note="")
        claims.claim(session, "kz_bastau", "other", NOW)
    url = engine.url.render_as_string(hide_password=False)
    found = preview(url, outlets(tmp_path), Period(), NOW, named=False)
    alau, bastau = found.outlets
    assert (alau.known, alau.since, alau.held) == (2, before.date(), False)
    assert (bastau.known, bastau.held) == (0, True)
    assert (found.tips, found.looks) == (("https://alau.example/tip",), 0)
    asked = preview(url, outlets(tmp_path), Period(date(2026, 1, 1), date(2026, 1, 31)), NOW, named=True).as_json()
    assert [(one["since"], one["until"]) for one in asked["outlets"]] == [("2026-01-01", "2026-01-31")] * 2


def begun(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for run in ("r1", "r1-watch"):
            runs.begin_run(session, run, "run", NOW)
        claims.claim(session, claims.run_name("r1"), "r1", NOW)
        claims.claim(session, "kz_a", "r1", NOW)
        runs.begin_outlet(session, "r1", "kz_a", None, NOW)
        runs.begin_run(session, "r2", "run", NOW)
        claims.claim(session, "kz_b", "r2", NOW)
        session.flush()
        session.get_one(ClaimRow, "kz_b").host = "elsewhere"


def test_a_run_that_is_told_to_end_is_closed_with_its_looks_and_its_claims_are_given_back(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_run, "OTHERS_END_WITHIN", 0.5)
    begun(engine)
    with write_transaction(engine) as session:
        # A worker that does not end in time.
        session.add(ClaimRow(outlet=claims.shard_name("r1", 1), run_id="r1", host="elsewhere", pid=1, beat_at=NOW))
    stop = StopSignal()
    with pytest.raises(KeyboardInterrupt), closed_when_stopped(engine, "r1", stop):
        raise KeyboardInterrupt
    with pytest.raises(RunStopped):
        stop.look()
    with read_session(engine) as session:
        assert {row.outlet for row in session.query(ClaimRow)} <= {"kz_b"}
        assert session.get_one(RunRow, "r1").summary["broken_off"] is True
        assert session.get_one(RunRow, "r1-watch").ended_at is not None
        assert session.get_one(OutletRunRow, ("r1", "kz_a")).state == "failed"


def test_a_run_that_fails_is_not_closed_here(engine: Engine) -> None:
    begun(engine)
    stop = StopSignal()
    with pytest.raises(ValueError, match="trouble"), closed_when_stopped(engine, "r1", stop):
        raise ValueError("trouble")
    stop.look()
    with read_session(engine) as session:
        assert session.get_one(RunRow, "r1").ended_at is None


def test_whoever_watches_a_crawl_is_told_and_the_end_of_the_crawl_is_waited_for() -> None:
    sign, begun, ended = StopSignal(), threading.Event(), list[str]()

    def crawl() -> None:
        with sign.crawling():
            begun.set()
            try:
                sign.pause(600)
            except RunStopped:
                ended.append("crawl")

    sign.look()
    thread = threading.Thread(target=crawl)
    thread.start()
    assert begun.wait(60)
    assert sign.show(60)
    assert ended == ["crawl"]
    thread.join()
    with pytest.raises(RunStopped):
        sign.look()


def test_a_crawl_that_does_not_end_is_waited_for_no_longer_than_said() -> None:
    sign = StopSignal()
    with sign.crawling():
        assert not sign.show(0.01)
    assert sign.show(0)


def test_the_nearest_right_word_is_one_that_the_command_takes() -> None:
    with pytest.raises(OutletFileError) as unknown:
        outlet_selection(["sampel"])
    assert "sample?" not in str(unknown.value)
    with pytest.raises(OutletFileError, match=r"sample\?"):
        outlet_selection(["sampel"], extra_words=["sample"])


def test_what_was_changed_or_added_at_the_desk_is_what_a_run_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DATA", str(tmp_path))
    file = tmp_path / "mine.yaml"
    file.write_text(LEAST.format(name="kz_mine") + LEAST.format(name="kz_other"), encoding="utf-8")
    own = own_file(tmp_path)
    own.write_text(LEAST.format(name="kz_mine").replace("Образец", "Своё") + LEAST.format(name="kz_added"), encoding="utf-8")
    named = outlet_selection([str(file)])
    assert {one.name: one.title.model_dump()["ru"] for one in named.outlets} == {"kz_mine": "Своё", "kz_other": "Образец"}
    assert named.files == (own, file)
    assert named.faults == ()
    everything = outlet_selection([])
    assert {"kz_added", "kz_mine"} <= {one.name for one in everything.outlets}
    assert outlet_selection(["kz_added"]).outlets[0].name == "kz_added"
    own.write_text(LEAST.format(name="kz_mine") + "  dead: 2026-11-01\n", encoding="utf-8")
    assert [one.name for one in outlet_selection([str(file)]).outlets] == ["kz_other"]


def test_the_command_takes_the_interval() -> None:
    assert inspect.signature(serve).parameters["every"].default == EVERY_MINUTES == 30


@pytest.mark.parametrize("file", ["deploy/qorgan-serve.service", "deploy/Containerfile"])
def test_units_and_image_leave_it_to_the_command(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert re.search(r'qorgan serve$|CMD \["serve"\]', text, re.MULTILINE)
    assert "--every" not in text


def test_prefect_begins_as_often_and_ends_as_early() -> None:
    deployments = {one["name"]: one for one in yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]}
    runs = deployments["half-hourly"]
    (schedule,) = runs["schedules"]
    first, second = map(int, schedule["cron"].split()[0].split(","))
    assert second - first == EVERY_MINUTES
    assert runs["parameters"] == {"every_minutes": EVERY_MINUTES, "limit_minutes": limit_minutes(EVERY_MINUTES)}


@pytest.mark.parametrize(("every", "limit"), [(60, 30), (30, 27), (10, 9), (0.05, 0.5)])
def test_a_run_is_over_when_the_next_one_begins(every: float, limit: float) -> None:
    assert limit_minutes(every) == limit


def visited(engine: Engine, outlet: str, run: str, found: int, articles: int, state: str = "answered", *, finished: bool = True) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "run", NOW)
        runs.begin_outlet(session, run, outlet, "KZ-35", NOW)
        health.note_pages(session, run, outlet, NOW.date(), health.PageMeasures(articles=articles, letters=1000 * articles, raw=1000 * articles))
        part = runs.finish_outlet(session, run, outlet, found=found, finished=finished, now=NOW, served=state == "answered")
        assert part.state == state


def test_a_scheduled_run_visits_whose_turn_it_is(engine: Engine) -> None:
    visited(engine, "kz_quiet", "r1", 20, 0)
    visited(engine, "kz_busy", "r1", 20, 20)
    set_paces(engine, "r1", 30, NOW)
    with read_session(engine) as session:
        assert pace.pace(session, "kz_quiet") == 45
        assert pace.pace(session, "kz_busy") == 30
    soon = NOW + timedelta(minutes=30)
    assert due_outlets(engine, ["kz_busy", "kz_new", "kz_quiet"], 30, NOW + timedelta(minutes=1)) == ["kz_new"]
    assert due_outlets(engine, ["kz_busy", "kz_new", "kz_quiet"], 20, soon) == ["kz_busy", "kz_new"]
    assert due_outlets(engine, ["kz_busy", "kz_new", "kz_quiet"], 30, soon + timedelta(minutes=30)) == ["kz_busy", "kz_new", "kz_quiet"]


def test_a_failing_outlet_is_tried_again_at_its_usual_interval(engine: Engine) -> None:
    visited(engine, "kz_down", "r1", 0, 0, "failed")
    set_paces(engine, "r1", 30, NOW)
    with read_session(engine) as session:
        assert pace.pace(session, "kz_down") == 30


@pytest.mark.parametrize(("found", "articles"), [(20, 0), (20, 5), (0, 0)])
def test_a_visit_that_was_not_finished_is_gone_on_with_at_the_next_tick(engine: Engine, found: int, articles: int) -> None:
    """However little it brought so far: what is left may be new."""
    for run in ("r1", "r2"):
        visited(engine, "kz_slow", run, 20, 0)
        set_paces(engine, run, 30, NOW)
    visited(engine, "kz_slow", "r3", found, articles, finished=False)
    set_paces(engine, "r3", 30, NOW)
    with read_session(engine) as session:
        assert pace.pace(session, "kz_slow") == 30
    assert due_outlets(engine, ["kz_slow"], 30, NOW + timedelta(minutes=30)) == ["kz_slow"]


def test_a_failure_that_broke_a_visit_off_is_tried_again_at_the_usual_interval(engine: Engine) -> None:
    visited(engine, "kz_down", "r1", 20, 0)
    set_paces(engine, "r1", 30, NOW)
    visited(engine, "kz_down", "r2", 0, 0, "failed", finished=False)
    set_paces(engine, "r2", 30, NOW)
    with read_session(engine) as session:
        assert pace.pace(session, "kz_down") == 45


def test_an_outlet_that_is_no_longer_listed_leaves_the_panel_and_comes_back_when_it_is_visited_again(engine: Engine) -> None:
    now = datetime(2026, 11, 24, 6, tzinfo=UTC)
    one = PanelOutlet("kz_one", {"kk": "Бір"}, "https://one.kz/", "KZ", None, ("kk",))
    with write_transaction(engine) as session:
        health.join_panel(session, one, NOW.date() - timedelta(days=10))
    close_panel(engine, ["kz_other"], now)
    with read_session(engine) as session:
        assert [row.name for row in health.panel_on(session, NOW.date() - timedelta(days=3), NOW.date())] == ["kz_one"]
        assert health.panel_on(session, NOW.date(), NOW.date()) == []
    with write_transaction(engine) as session:
        health.join_panel(session, one, NOW.date())
        assert [row.left_on for row in health.panel_on(session, NOW.date(), NOW.date())] == [None]


def test_a_clock_that_was_ahead_once_silences_no_outlet_and_the_next_run_says_so(engine: Engine, snapshot: SnapshotAssertion) -> None:
    for outlet in ("kz_a", "kz_b"):
        visited(engine, outlet, f"r {outlet}", 20, 20)
        set_paces(engine, f"r {outlet}", 30, NOW + timedelta(days=366))
    assert due_outlets(engine, ["kz_a", "kz_b"], 30, NOW) == []
    said = reset_future_times(engine, NOW)
    assert plain(said[0]) == snapshot(name="words")
    assert said[1].endswith(": kz_a, kz_b")
    assert due_outlets(engine, ["kz_a", "kz_b"], 30, NOW) == ["kz_a", "kz_b"]
    assert reset_future_times(engine, NOW) == []


def test_an_outlet_whose_pages_could_not_be_stored_is_visited_at_the_next_tick(engine: Engine) -> None:
    for run in ("r1", "r2"):
        visited(engine, "kz_slow", run, 20, 0)
        set_paces(engine, run, 30, NOW)
    with write_transaction(engine) as session:
        runs.begin_run(session, "r3", "run", NOW)
        runs.begin_outlet(session, "r3", "kz_slow", None, NOW)
        runs.abort_open_outlets(session, "r3", NOW)
    set_paces(engine, "r3", 30, NOW)
    with read_session(engine) as session:
        assert pace.pace(session, "kz_slow") == 30
