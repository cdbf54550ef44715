"""What lies in the evidence without a fate is settled as if it had been read then: compared with a run that nothing disturbed."""

import json
import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine

from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import CrawlContext, OutletFacts, PageItem, TryItem
from pipelines.store import Ended, Intake
from records.database import open_engine, read_session, write_transaction
from records.outlets import runs
from records.tables import RunRow
from records.vocabulary import Fate
from spiders.crawl.missing_spider import MissingSpider
from tests.conftest import NOW
from tests.flows.real_command import Home, crawl, crawl_command, with_tables
from tests.paths import ROOT
from tests.spiders.web_site import Answer, Asked, Site, article_page, site

DAY = (datetime.now(UTC) - timedelta(days=1)).date()
RUN = f"{datetime.now(UTC):%Y%m%d}T060000000000-run"
COUNT = 9
# What must be the same whether a page was read at once or from the evidence. The moment is that of the record, which holds whole seconds.
SAME = ("id", "url", "outlet", "region", "lang", "title", "text", "authors", "published_at", "sha256")


def newsroom(asked: Asked) -> Answer | None:
    root = f"http://{asked.headers['Host']}"
    if asked.path == "/rss":
        # One has its day from the feed alone, and one answers after a redirect.
        items = [
            f"<item><title>{n}</title><link>{root}/{'old' if n == 3 else 'n'}/{n}</link><pubDate>{DAY:%d %b %Y} 08:00:00 +0500</pubDate></item>"
            for n in range(1, COUNT + 1)
        ]
        return Answer(f"<rss><channel>{''.join(items)}</channel></rss>", type="application/rss+xml", headers={"ETag": '"v1"'})
    number = asked.path.rpartition("/")[2]
    if asked.path == "/old/3":
        return Answer(status=301, headers={"Location": f"{root}/n/3"})
    return Answer(article_page(int(number), DAY, dated=number != "5")) if asked.path.startswith("/n/") else None


class Room:
    """A data folder, and crawls of one newsroom into it, whose outlet stands in a file of its own."""

    def __init__(self, folder: Path, running: Site) -> None:
        folder.mkdir()
        self.home, self.file = with_tables(Home(folder / "var")), folder / "own.yaml"
        entry = {"name": "kz_own", "title": {"kk": "Өз"}, "home": running.url, "country": "KZ", "region": "KZ-27", "languages": ["kk"], "delay": 0}
        self.file.write_text(json.dumps([{**entry, "feeds": [f"{running.url}/rss"]}]), encoding="utf-8")

    def crawl(self, run: str = RUN, code: int = 0) -> None:
        done = crawl(self.home, self.file, ["kz_own"], run)
        assert done.returncode == code, done.stderr + self.home.logs()

    def missing(self, run: str) -> None:
        """As `qorgan replay --missing` starts it: with the outlet files that come with Qorgan, which do not name this outlet."""
        done = crawl(self.home, Path(""), [], run, "--missing")
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


@pytest.fixture(scope="module")
def running() -> Any:
    with site(newsroom) as made:
        yield made


@pytest.fixture(scope="module")
def quiet(running: Site, tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A run that nothing disturbed."""
    room = Room(tmp_path_factory.mktemp("quiet") / "room", running)
    room.crawl()
    assert len(room.articles()) == COUNT, room.home.logs()
    return room


def settled_as_if_undisturbed(room: Room, quiet: Room) -> None:
    """Settle, and compare: nothing lost, nothing doubled, nothing without a fate; and once more, which changes nothing."""
    assert room.home.qorgan("verify", code=None).returncode in (0, 1)
    before = room.evidence()
    room.missing("20990101T000000000000-replay")
    assert room.articles() == quiet.articles()
    assert room.fates() == quiet.fates()
    assert room.evidence() == before
    room.home.verified()
    state = room.everything()
    room.missing("20990102T000000000000-replay")
    assert room.everything() == state
    assert room.evidence() == before


def test_pages_that_could_not_be_stored_are_settled_in_their_own_run(running: Site, quiet: Room, tmp_path: Path) -> None:
    room = Room(tmp_path / "room", running)
    room.ask("CREATE TRIGGER full BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")
    room.crawl(code=1)
    assert set(room.fates().values()) == {"not_read"}
    room.ask("DROP TRIGGER full")
    lacking = set(quiet.fates()) - set(room.fates())
    assert not lacking, "all were fetched before the first batch was to be stored"
    settled_as_if_undisturbed(room, quiet)
    assert json.loads(room.ask("SELECT summary FROM runs WHERE id = '20990101T000000000000-replay'")[0][0]) == {
        "settled": {"stored": COUNT},
        "left": 0,
    }


def kill_with_all_in_hand(room: Room) -> None:
    """A crawl whose pages are fetched and wait for their batch, killed before it is full."""
    environment = {**room.home.environment, "OUTLET_FILES": str(room.file)}
    process = subprocess.Popen(
        crawl_command(RUN, room.home, "--outlet", "kz_own"), env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    room.ask("CREATE TRIGGER full BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'never stored'); END")
    give_up = time.monotonic() + 600
    while len(room.fates()) < COUNT and process.poll() is None and time.monotonic() < give_up:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    room.ask("DROP TRIGGER full")


def test_pages_in_the_hands_of_a_killed_crawler_are_settled(running: Site, quiet: Room, tmp_path: Path) -> None:
    room = Room(tmp_path / "room", running)
    kill_with_all_in_hand(room)
    assert set(room.fates()) == set(quiet.fates())
    settled_as_if_undisturbed(room, quiet)


WALL = "<html><head><title>Just a moment...</title></head><body><div id='cf-challenge'>Checking your browser before accessing</div></body></html>"


@pytest.mark.parametrize(("run", "now"), [(RUN, "a wall"), (f"{RUN[:-4]}-later", "other articles")])
def test_what_lies_in_the_evidence_is_read_before_the_outlet_is_asked_again_whatever_it_shows_by_then(
    running: Site, quiet: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: str, now: str
) -> None:
    """In the same run its crawler is started again; else the next run comes."""
    room = Room(tmp_path / "room", running)
    kill_with_all_in_hand(room)
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


def test_a_record_that_another_answer_of_the_same_run_displaced_is_named_and_settled(running: Site, quiet: Room, tmp_path: Path) -> None:
    room = Room(tmp_path / "room", running)
    kill_with_all_in_hand(room)
    engine = open_engine(f"sqlite:///{room.home.data / 'qorgan.db'}")
    writer = EvidenceWriter(room.home.data / "evidence", f"{RUN}-1")
    intake = Intake(engine, CrawlContext(RUN), OutletFacts("kz_own"), lambda: datetime.now(UTC))
    for url in quiet.fates():
        page = PageItem("kz_own", url, url, 200, (), WALL.encode(), datetime.now(UTC))
        ref = writer.write(page)
        intake.note_fetched(page, ref)
        intake.add(Ended(TryItem("kz_own", url, Fate.BOT_WALL, datetime.now(UTC), 200), ref))
    intake.flush()
    with write_transaction(engine) as session:
        runs.break_off_running(session, RUN, datetime.now(UTC))
        runs.end_run(session, RUN, {}, datetime.now(UTC))
    engine.dispose()
    assert set(room.fates().values()) == {"bot_wall"}
    said = room.home.verified(code=1)
    assert said.count("has no fate; `qorgan replay --missing` reads it") == COUNT, said
    settled_as_if_undisturbed(room, quiet)


@pytest.mark.parametrize("retry", [RUN, f"{RUN[:-4]}-later"])
def test_an_outlet_that_is_off_when_its_pages_are_tried_again_takes_none_of_them(running: Site, quiet: Room, tmp_path: Path, retry: str) -> None:
    room = Room(tmp_path / "room", running)
    kill_with_all_in_hand(room)
    engine = open_engine(f"sqlite:///{room.home.data / 'qorgan.db'}")
    with write_transaction(engine) as session:
        runs.close_abandoned(session, "kz_own", datetime.now(UTC))
        runs.begin_run(session, retry, "run", datetime.now(UTC))
    intake = Intake(engine, CrawlContext(retry), OutletFacts("kz_own"), lambda: datetime.now(UTC))
    for url in quiet.fates():
        intake.add(Ended(TryItem("kz_own", url, Fate.UNREACHABLE, datetime.now(UTC))))
    intake.flush()
    with write_transaction(engine) as session:
        runs.break_off_running(session, retry, datetime.now(UTC))
        runs.end_run(session, retry, {}, datetime.now(UTC))
    engine.dispose()
    assert room.ask(f"SELECT count(DISTINCT sha256) FROM pages WHERE run_id = '{RUN}' AND fate = 'not_read'") == [(COUNT,)]
    said = room.home.verified(code=1)
    assert said.count("has no fate; `qorgan replay --missing` reads it") == COUNT, said
    settled_as_if_undisturbed(room, quiet)


def test_pages_that_an_earlier_version_gave_up_are_named_and_settled_too(running: Site, quiet: Room, tmp_path: Path) -> None:
    room = Room(tmp_path / "room", running)
    kill_with_all_in_hand(room)
    room.ask(
        "UPDATE pages SET fate = 'unreachable', status = NULL, sha256 = NULL WHERE NOT source",
        "UPDATE outlet_runs SET fates = replace(fates, 'fetched', 'unreachable')",
    )
    said = room.home.verified(code=1)
    assert said.count("has no fate; `qorgan replay --missing` reads it") == COUNT, said
    settled_as_if_undisturbed(room, quiet)


def test_pages_whose_rows_are_lost_are_found_by_what_their_records_say(running: Site, quiet: Room, tmp_path: Path) -> None:
    room = Room(tmp_path / "room", running)
    room.crawl()
    half = "SELECT id FROM articles WHERE CAST(substr(url, length(url)) AS INTEGER) % 2"
    room.ask(
        f"DELETE FROM pages WHERE article_id IN ({half})",
        f"DELETE FROM snapshots WHERE article_id IN ({half})",
        f"DELETE FROM article_bands WHERE article_id IN ({half})",
        f"DELETE FROM articles WHERE id IN ({half})",
    )
    said = room.home.verified(code=1)
    assert said.count("has no fate; `qorgan replay --missing` reads it") == (COUNT + 1) // 2
    settled_as_if_undisturbed(room, quiet)


def test_a_database_that_knows_nothing_of_the_run_gets_it_back_from_the_evidence(running: Site, quiet: Room, tmp_path: Path) -> None:
    room = Room(tmp_path / "room", running)
    room.crawl()
    for file in room.home.data.glob("qorgan.db*"):
        file.unlink()
    room.home.qorgan("db", "upgrade")
    room.missing("20990101T000000000000-replay")
    # The file that gives its region is not at hand, and no table knows it any more.
    without = [{**row, "region": None} for row in quiet.articles()]
    assert room.articles() == without
    assert room.fates() == quiet.fates()
    room.home.verified()


def test_replaying_a_file_of_our_own_stores_nothing_twice_wherever_its_copy_lies(running: Site, quiet: Room, tmp_path: Path) -> None:
    room = Room(tmp_path / "room", running)
    room.crawl()
    before, evidence = room.articles(), room.evidence()
    [file] = room.home.data.rglob("*.warc.gz")
    copy = tmp_path / file.name
    copy.write_bytes(file.read_bytes())
    for number, given in enumerate((file, copy)):
        run = f"2099010{number}T000000000000-replay"
        done = crawl(room.home, Path(""), [], run, "--warc", str(given))
        assert done.returncode == 0, done.stderr + room.home.logs()
        assert room.fates(run) == dict.fromkeys(quiet.fates(), "known")
    assert (room.articles(), room.evidence()) == (before, evidence)
    room.home.verified()


def test_what_a_living_run_has_in_hand_is_left_alone(running: Site, tmp_path: Path) -> None:
    room = Room(tmp_path / "room", running)
    room.crawl()
    place = f"INSERT INTO claims VALUES ('kz_own', '{RUN}', '{os.uname().nodename}', {os.getpid()}, '{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}')"
    room.ask("UPDATE runs SET ended_at = NULL", "UPDATE pages SET fate = 'fetched' WHERE NOT source", place)
    room.missing("20990101T000000000000-replay")
    assert set(room.fates().values()) == {"fetched"}


def test_a_page_that_got_no_row_before_all_was_broken_off_is_left_and_the_rest_is_told(engine: Engine) -> None:
    mine, theirs = "20990101T000000000000-replay", "kz_own"
    with write_transaction(engine) as session:
        for run in (RUN, mine):
            runs.begin_run(session, run, "run", NOW)
        runs.begin_outlet(session, RUN, theirs, None, NOW)
        runs.settle(session, RUN, theirs, "https://own.example/1", "1", Fate.STORED, at=NOW)
    spider: Any = MissingSpider.__new__(MissingSpider)
    spider.context, spider.resources = CrawlContext(mine), SimpleNamespace(engine=engine, now=lambda: NOW)
    spider._beating, spider._mine, spider.broken, spider.stopped, spider.left = None, {}, "the disk is full", None, 0
    spider._taken = [(RUN, theirs, f"https://own.example/{number}") for number in (1, 2)]
    spider.ended()
    with read_session(engine) as session:
        assert session.get_one(RunRow, mine).summary == {"settled": {"stored": 1}, "left": 1}
