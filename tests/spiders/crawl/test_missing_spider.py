"""What lies in the evidence without a fate is settled as if it had been read then: compared with a run that nothing disturbed."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine

from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import AttemptItem, CrawlContext, OutletFacts, PageItem
from pipelines.store import EndedAttempt, OutletPageStore
from records.database import open_engine, read_session, write_transaction
from records.outlets import runs
from records.tables import RunRow
from records.vocabulary import Fate
from spiders.crawl.replay import MissingSpider
from tests.conftest import NOW
from tests.flows.real_command import Home, crawl_command, with_tables
from tests.processes import started
from tests.spiders.memory_site import MemorySite, crawl, killed_crawl, memory_site
from tests.spiders.newsrooms import WALL, entry
from tests.spiders.web_site import Answer, Asked, Route, Site, article_page, site

DAY, LATER = NOW.date(), NOW + timedelta(minutes=5)
RUN = f"{NOW:%Y%m%d}T060000000000-run"
FIRST, SECOND = "20990101T000000000000-replay", "20990102T000000000000-replay"
COUNT = 9
# What must be the same whether a page was read at once or from the evidence. The moment is that of the record, which holds whole seconds.
SAME = ("id", "url", "outlet", "region", "lang", "title", "text", "authors", "published_at", "sha256")


def newsroom_of(day: date) -> Route:
    def newsroom(asked: Asked) -> Answer | None:
        root = f"http://{asked.headers['Host']}"
        if asked.path == "/rss":
            # One has its day from the feed alone, and one answers after a redirect.
            items = [
                f"<item><title>{n}</title><link>{root}/{'old' if n == 3 else 'n'}/{n}</link><pubDate>{day:%d %b %Y} 08:00:00 +0500</pubDate></item>"
                for n in range(1, COUNT + 1)
            ]
            return Answer(f"<rss><channel>{''.join(items)}</channel></rss>", type="application/rss+xml", headers={"ETag": '"v1"'})
        number = asked.path.rpartition("/")[2]
        if asked.path == "/old/3":
            return Answer(status=301, headers={"Location": f"{root}/n/3"})
        return Answer(article_page(int(number), day, dated=number != "5")) if asked.path.startswith("/n/") else None

    return newsroom


newsroom = newsroom_of(DAY)


class Room:
    """A data folder, and crawls of one newsroom into it, whose outlet stands in a file of its own."""

    def __init__(self, folder: Path, running: Site | MemorySite) -> None:
        folder.mkdir(exist_ok=True)
        self.home, self.file = Home(folder / "var"), folder / "own.yaml"
        self.file.write_text(entry("kz_own", running.url, feeds=[f"{running.url}/rss"]), encoding="utf-8")

    def like(self, other: "Room") -> "Room":
        shutil.copytree(other.home.data, self.home.data)
        return self

    def crawl(self, run: str = RUN, code: int = 0) -> None:
        done = crawl(self.home, self.file, ["kz_own"], run, now=NOW)
        assert done.returncode == code, done.stderr + self.home.logs()

    def missing(self, run: str) -> None:
        """As `qorgan replay --missing` starts it: with the outlet files that come with Qorgan, which do not name this outlet."""
        done = crawl(self.home, Path(""), [], run, "--missing", now=NOW + timedelta(hours=1))
        assert done.returncode == 0, done.stderr + self.home.logs()

    def ask(self, *questions: str) -> list[Any]:
        with closing(sqlite3.connect(self.home.data / "qorgan.db")) as connection, connection:
            return [connection.execute(question).fetchall() for question in questions][-1]

    def articles(self) -> list[dict[str, Any]]:
        return sorted(({name: row[name] for name in SAME} for row in self.home.rows("articles")), key=lambda row: row["id"])

    def fates(self, run: str = RUN) -> dict[str, str]:
        return dict(self.ask(f"SELECT url, fate FROM pages WHERE run_id = '{run}' AND NOT source"))

    def evidence(self) -> dict[str, int]:
        return {path.name: path.stat().st_size for path in self.home.data.rglob("*.warc.gz")}

    def everything(self) -> list[Any]:
        tables = ("articles", "snapshots", "article_bands", "pages", "outlet_runs WHERE run_id = '" + RUN + "'")
        return [self.ask(f"SELECT * FROM {table}") for table in tables]

    def without_fate(self) -> int:
        """How many pages `qorgan verify` names as lying without a fate."""
        return self.home.verified(code=1).count("`qorgan replay --missing`")

    @contextmanager
    def intake(self, run: str) -> Iterator[OutletPageStore]:
        """Pages that come in by hand in a run, which is closed afterwards."""
        engine = open_engine(f"sqlite:///{self.home.data / 'qorgan.db'}")
        with write_transaction(engine) as session:
            runs.close_dead_outlet_runs(session, "kz_own", LATER)
            runs.begin_run(session, run, "run", LATER)
        made = OutletPageStore(engine, CrawlContext(run), OutletFacts("kz_own"), lambda: LATER)
        yield made
        made.flush()
        with write_transaction(engine) as session:
            runs.abort_open_outlets(session, run, LATER)
            runs.end_run(session, run, {}, LATER)
        engine.dispose()


@pytest.fixture(scope="module")
def running() -> Iterator[MemorySite]:
    with memory_site(newsroom) as made:
        yield made


@pytest.fixture(scope="module")
def quiet(running: MemorySite, tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A run that nothing disturbed."""
    room = Room(tmp_path_factory.mktemp("quiet"), running)
    room.crawl()
    assert len(room.articles()) == COUNT, room.home.logs()
    return room


@pytest.fixture(scope="module")
def killed(running: MemorySite, quiet: Room, tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A run that was killed when its pages were fetched and waited for their batch."""
    room = Room(tmp_path_factory.mktemp("killed"), running)
    killed_crawl(room.home, room.file, ["kz_own"], RUN, now=NOW)
    assert room.fates() == dict.fromkeys(quiet.fates(), "fetched")
    return room


@pytest.fixture
def room(running: MemorySite, killed: Room, tmp_path: Path) -> Room:
    """The killed run, copied."""
    return Room(tmp_path / "room", running).like(killed)


@pytest.fixture
def whole(running: MemorySite, quiet: Room, tmp_path: Path) -> Room:
    """The run that nothing disturbed, copied."""
    return Room(tmp_path / "whole", running).like(quiet)


def settled_as_if_undisturbed(room: Room, quiet: Room) -> None:
    """Settle, and compare: nothing lost, nothing doubled, nothing without a fate; and once more, which changes nothing."""
    before = room.evidence()
    room.missing(FIRST)
    assert room.articles() == quiet.articles()
    assert room.fates() == quiet.fates()
    assert room.evidence() == before
    room.home.verified()
    state = room.everything()
    room.missing(SECOND)
    assert room.everything() == state
    assert room.evidence() == before


def test_pages_that_could_not_be_stored_are_settled_in_their_own_run(running: MemorySite, quiet: Room, tmp_path: Path) -> None:
    room = Room(tmp_path / "room", running)
    with_tables(room.home)
    room.ask("CREATE TRIGGER full BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")
    room.crawl(code=1)
    assert room.fates() == dict.fromkeys(quiet.fates(), "not_read"), "all were fetched before the first batch was to be stored"
    room.ask("DROP TRIGGER full")
    settled_as_if_undisturbed(room, quiet)
    [(summary,)] = room.ask(f"SELECT summary FROM runs WHERE id = '{FIRST}'")
    assert json.loads(summary) == {"settled": {"stored": COUNT}, "left": 0}


def test_pages_that_a_killed_crawler_had_fetched_are_settled(room: Room, quiet: Room) -> None:
    settled_as_if_undisturbed(room, quiet)


@pytest.mark.usefixtures("processes")
def test_what_a_real_crawler_leaves_that_is_really_killed_is_settled(quiet: Room, tmp_path: Path) -> None:
    # By the machine's clock, which its own process reads.
    with site(newsroom_of((datetime.now(UTC) - timedelta(days=1)).date())) as served:
        room = Room(tmp_path / "room", served)
        with_tables(room.home)
        room.ask("CREATE TRIGGER full BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'never stored'); END")
        environment = {**room.home.environment, "OUTLET_FILES": str(room.file)}
        process = started(crawl_command(RUN, room.home, "--outlet", "kz_own"), env=environment, stdin=subprocess.PIPE)
        while len(room.fates()) < COUNT:
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    room.ask("DROP TRIGGER full")
    done = crawl(room.home, Path(""), [], FIRST, "--missing")
    assert done.returncode == 0, room.home.logs()
    assert sorted((row["title"], row["lang"]) for row in room.articles()) == sorted((row["title"], row["lang"]) for row in quiet.articles())
    assert set(room.fates().values()) == {"stored"}
    room.home.verified()


@pytest.mark.parametrize(("run", "now"), [(RUN, "a wall"), (f"{RUN[:-4]}-later", "other articles")])
def test_what_lies_in_the_evidence_is_read_before_the_outlet_is_asked_again_whatever_it_shows_by_then(
    running: MemorySite, quiet: Room, room: Room, monkeypatch: pytest.MonkeyPatch, run: str, now: str
) -> None:
    """In the same run its crawler is started again; else the next run comes."""
    asked: list[str] = []

    def changed(request: Asked) -> Answer | None:
        asked.append(request.path)
        if request.path.startswith("/n/"):
            return Answer(WALL if now == "a wall" else article_page(50 + int(request.path.rpartition("/")[2]), DAY))
        return newsroom(request)

    monkeypatch.setattr(running, "route", changed)
    room.crawl(run)
    assert not [path for path in asked if path.startswith(("/n/", "/old/"))], "each is in the evidence"
    assert room.articles() == quiet.articles()
    assert room.fates() == quiet.fates()
    assert sum(room.evidence().values()) == sum(before for name, before in room.evidence().items() if RUN in name)
    room.ask(f"UPDATE runs SET ended_at = started_at WHERE id = '{RUN}'", "DELETE FROM claims")
    room.home.verified()


def test_a_record_that_another_answer_of_the_same_run_displaced_is_named_and_settled(room: Room, quiet: Room) -> None:
    writer = EvidenceWriter(room.home.data / "evidence", f"{RUN}-1")
    with room.intake(RUN) as intake:
        for url in quiet.fates():
            page = PageItem("kz_own", url, url, 200, (), WALL.encode(), LATER)
            ref = writer.write(page)
            intake.note_fetched(page, ref)
            intake.add(EndedAttempt(AttemptItem("kz_own", url, Fate.BOT_WALL, LATER, 200), ref))
    assert set(room.fates().values()) == {"bot_wall"}
    assert room.without_fate() == COUNT
    settled_as_if_undisturbed(room, quiet)


@pytest.mark.parametrize("retry", [RUN, f"{RUN[:-4]}-later"])
def test_an_outlet_that_is_off_when_its_pages_are_tried_again_takes_none_of_them(room: Room, quiet: Room, retry: str) -> None:
    with room.intake(retry) as intake:
        for url in quiet.fates():
            intake.add(EndedAttempt(AttemptItem("kz_own", url, Fate.UNREACHABLE, LATER)))
    assert room.ask(f"SELECT count(DISTINCT sha256) FROM pages WHERE run_id = '{RUN}' AND fate = 'not_read'") == [(COUNT,)]
    assert room.without_fate() == COUNT
    settled_as_if_undisturbed(room, quiet)


def test_pages_that_an_earlier_version_gave_up_are_named_and_settled_too(room: Room, quiet: Room) -> None:
    room.ask(
        "UPDATE pages SET fate = 'unreachable', status = NULL, sha256 = NULL WHERE NOT source",
        "UPDATE outlet_runs SET fates = replace(fates, 'fetched', 'unreachable')",
    )
    assert room.without_fate() == COUNT
    settled_as_if_undisturbed(room, quiet)


def test_pages_whose_rows_are_lost_are_found_by_what_their_records_say(whole: Room, quiet: Room) -> None:
    half = "SELECT id FROM articles WHERE CAST(substr(url, length(url)) AS INTEGER) % 2"
    for table in ("pages", "snapshots", "article_bands"):
        whole.ask(f"DELETE FROM {table} WHERE article_id IN ({half})")
    whole.ask(f"DELETE FROM articles WHERE id IN ({half})")
    assert whole.without_fate() == (COUNT + 1) // 2
    settled_as_if_undisturbed(whole, quiet)


def test_a_database_that_knows_nothing_of_the_run_gets_it_back_from_the_evidence(whole: Room, quiet: Room) -> None:
    for file in whole.home.data.glob("qorgan.db*"):
        file.unlink()
    with_tables(whole.home)
    whole.missing(FIRST)
    # The file that gives its region is not at hand, and no table knows it any more.
    assert whole.articles() == [{**row, "region": None} for row in quiet.articles()]
    assert whole.fates() == quiet.fates()
    whole.home.verified()


def test_replaying_a_file_of_our_own_stores_nothing_twice_wherever_its_copy_lies(whole: Room, quiet: Room, tmp_path: Path) -> None:
    before, evidence = whole.articles(), whole.evidence()
    [file] = whole.home.data.rglob("*.warc.gz")
    copy = tmp_path / file.name
    copy.write_bytes(file.read_bytes())
    for run, given in ((FIRST, file), (SECOND, copy)):
        done = crawl(whole.home, Path(""), [], run, "--warc", str(given), now=NOW)
        assert done.returncode == 0, done.stderr + whole.home.logs()
        assert whole.fates(run) == dict.fromkeys(quiet.fates(), "known")
    assert (whole.articles(), whole.evidence()) == (before, evidence)
    whole.home.verified()


def test_what_a_living_run_has_fetched_is_left_alone(whole: Room) -> None:
    claim = f"INSERT INTO claims VALUES ('kz_own', '{RUN}', '{os.uname().nodename}', {os.getpid()}, '{NOW:%Y-%m-%d %H:%M:%S.%f}')"
    whole.ask("UPDATE runs SET ended_at = NULL", "UPDATE pages SET fate = 'fetched' WHERE NOT source", claim)
    done = crawl(whole.home, Path(""), [], FIRST, "--missing", now=NOW)
    assert done.returncode == 0
    assert set(whole.fates().values()) == {"fetched"}


def test_a_page_that_got_no_row_before_all_was_broken_off_is_left_and_the_rest_is_counted(engine: Engine) -> None:
    mine, theirs = "20990101T000000000000-replay", "kz_own"
    with write_transaction(engine) as session:
        for run in (RUN, mine):
            runs.begin_run(session, run, "run", NOW)
        runs.begin_outlet(session, RUN, theirs, None, NOW)
        runs.record_page_fate(session, RUN, theirs, "https://own.example/1", "1", Fate.STORED, at=NOW)
    spider: Any = MissingSpider.__new__(MissingSpider)
    spider.context, spider.resources = CrawlContext(mine), SimpleNamespace(engine=engine, now=lambda: NOW)
    spider.visit_state = SimpleNamespace(broken="the disk is full")
    spider._beating, spider._mine, spider.stopped, spider.left = None, {}, None, 0
    spider._taken = [(RUN, theirs, f"https://own.example/{number}") for number in (1, 2)]
    spider.ended()
    with read_session(engine) as session:
        assert session.get_one(RunRow, mine).summary == {"settled": {"stored": 1}, "left": 1}
