"""What a crawler is given when it starts: arguments, settings that stay, names of runs; and what it does as long as it works."""

import asyncio
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import signals
from scrapy.exceptions import UsageError
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from pipelines.items import PageItem
from records.byte_budgets import PENDING_BYTES
from records.database import read_session, write_transaction
from records.outlets import claims
from records.tables import ClaimRow
from spiders import scrapy_settings
from spiders.crawl.arguments import crawl_arguments, short_usage_errors
from spiders.crawl.collecting_spider import CollectingSpider
from spiders.crawl.fixed_settings import require_fixed_settings, require_polite_delay
from spiders.crawl.pending_pages import MOST_PENDING, PendingPages
from spiders.crawl.run_ids import new_run_id
from tests.conftest import NOW
from tests.flows.real_command import QORGAN, Home, crawl_command, with_tables
from tests.pipelines.rows import rows
from tests.processes import LIMIT, started
from tests.spiders.newsrooms import entry
from tests.spiders.scrapy_command import scrapy
from tests.spiders.web_site import Answer, Asked, article_page, site

A_DAY = date(2026, 11, 29)


def test_days_may_be_written_as_people_write_them() -> None:
    assert crawl_arguments({"since": "1.6.2021", "until": "2021-06-30"}, A_DAY) == {"since": "2021-06-01", "until": "2021-06-30"}
    assert crawl_arguments({"since": "2021-06-01", "until": "2021-06-01"}, A_DAY) == {"since": "2021-06-01", "until": "2021-06-01"}
    assert crawl_arguments({}, A_DAY) == {}


def test_a_wrong_argument_is_refused_with_what_is_meant(snapshot: SnapshotAssertion) -> None:
    told = []
    for given in ({"since": "soon"}, {"since": "2021-06"}, {"since": "2021-06-02", "until": "2021-06-01"}, {"untill": "2021-06-02"}, {"run": "x"}):
        with pytest.raises(UsageError) as said:
            crawl_arguments(given, A_DAY)
        told.append(str(said.value))
    assert told == snapshot


def overridden(**given: Any) -> Settings:
    settings = Settings()
    settings.setmodule(scrapy_settings, priority="project")
    settings.setdict(given, priority="cmdline")
    return settings


def test_what_is_added_stands_with_ours() -> None:
    settings = overridden(
        ITEM_PIPELINES='{"a.Later": 900}', EXTENSIONS={"a.Extension": 1}, RETRY_TIMES="5", DOWNLOAD_TIMEOUT="60", ROBOTSTXT_OBEY="True"
    )
    require_fixed_settings(settings, vars(scrapy_settings))
    assert settings.getdict("ITEM_PIPELINES") == {**scrapy_settings.ITEM_PIPELINES, "a.Later": 900}
    assert settings.getdict("EXTENSIONS") == {**scrapy_settings.EXTENSIONS, "a.Extension": 1}
    assert settings.getint("RETRY_TIMES") == 5


@rows(
    "name, value",
    [
        ("ROBOTSTXT_OBEY", "False"), ("ROBOTSTXT_USER_AGENT", "Mozilla"), ("USER_AGENT", "Mozilla/5.0"),
        ("DEFAULT_REQUEST_HEADERS", '{"User-Agent": "Mozilla/5.0"}'), ("DOWNLOAD_VERIFY_CERTIFICATES", "0"), ("HTTPCACHE_ENABLED", "True"),
        ("HTTPPROXY_ENABLED", "1"), ("TWISTED_DNS_RESOLVER", "scrapy.resolver.CachingThreadedResolver"),
        ("DOWNLOAD_HANDLERS", '{"file": "scrapy.core.downloader.handlers.file.FileDownloadHandler"}'),
        ("ITEM_PIPELINES", '{"pipelines.scrapy_pipelines.PagePipeline": null}'),
        ("EXTENSIONS", '{"spiders.crawl.outlet_run.OutletRunExtension": null}'),
        ("DOWNLOADER_MIDDLEWARES", '{"spiders.downloader.rate_limit.RateLimitMiddleware": null}'),
    ],
)  # fmt: skip
def test_manners_and_evidence_stay_and_one_line_says_why(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"^{name} .+$"):
        require_fixed_settings(overridden(**{name: value}), vars(scrapy_settings))


def test_a_host_may_be_asked_less_often_and_never_more_often() -> None:
    require_polite_delay(overridden(DOWNLOAD_DELAY="8"), 5.0)
    require_polite_delay(overridden(DOWNLOAD_DELAY="0", CONCURRENT_REQUESTS_PER_DOMAIN="8"), 0.0)
    for given in ({"DOWNLOAD_DELAY": "1"}, {"DOWNLOAD_DELAY": "8", "CONCURRENT_REQUESTS_PER_DOMAIN": "4"}):
        with pytest.raises(UsageError, match=" 5 s"):
            require_polite_delay(overridden(**given), 5.0)


def test_the_words_are_one_line_and_the_exit_code_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, short_usage_errors():
        raise UsageError("wrong")
    assert (ended.value.code, capsys.readouterr().err) == (2, "scrapy: wrong\n")


def test_without_words_scrapy_shows_its_help() -> None:
    with pytest.raises(UsageError), short_usage_errors():
        raise UsageError


def test_the_names_of_runs_stand_in_their_order_and_say_what_each_is() -> None:
    names = [new_run_id(kind) for kind in ("run", "check", "run", "missing")]
    assert names == sorted(names)
    assert len(set(names)) == 4
    assert [name.partition("-")[2] for name in names] == ["run", "check", "run", "missing"]


LATER = NOW + timedelta(minutes=5)


def working(engine: Engine, kind: type[CollectingSpider] = CollectingSpider) -> Any:
    """A spider at work on run r1, as far as its claims need it."""
    spider: Any = kind.__new__(kind)
    spider.context, spider.resources = SimpleNamespace(run_id="r1"), SimpleNamespace(engine=engine, now=lambda: LATER)
    return spider


async def until_beaten(work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it work until a beat has come through whose forerunners failed."""
    beats, beaten, true_beat = [0], asyncio.Event(), claims.send_heartbeat

    def beat(session: Session, *given: Any) -> None:
        beats[0] += 1
        if beats[0] <= 2:
            raise OperationalError("UPDATE claims", {}, Exception("database is locked"))
        true_beat(session, *given)
        beaten.set()

    monkeypatch.setattr(claims, "send_heartbeat", beat)
    monkeypatch.setattr(claims, "HEARTBEAT_INTERVAL", timedelta(milliseconds=1))
    beating = asyncio.ensure_future(work())
    await asyncio.wait([beating, asyncio.ensure_future(beaten.wait())], timeout=600, return_when=asyncio.FIRST_COMPLETED)
    beating.cancel()
    assert beaten.is_set(), beating


def test_a_beat_that_failed_is_followed_by_the_next_one(engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    with write_transaction(engine) as session:
        claims.claim(session, "kz_a", "r1", NOW)
    asyncio.run(until_beaten(lambda: working(engine).keep_claims(["kz_a"]), monkeypatch))
    with read_session(engine) as session:
        assert session.get_one(ClaimRow, "kz_a").beat_at == LATER
    assert "storing failed" in caplog.text


PROGRAM = """
import asyncio, threading, time
from spiders.crawl import __main__ as crawler

crawler.ENDING = 0.2
threading.Thread(target=crawler._follow_parent, args=(asyncio.new_event_loop(), set()), daemon=True).start()
print("held up", flush=True)
time.sleep(600)
"""


@pytest.mark.usefixtures("processes")
def test_a_crawler_that_is_held_up_ends_soon_after_its_parent() -> None:
    held = started([sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert held.line(held.stdout) == "held up\n"
    held.communicate(timeout=600)
    assert held.returncode == 1


PAGE = PageItem("kz_oral", "https://oral.example/1", "https://oral.example/1", 200, (), b"<p>Page</p>", NOW)


def pending_pages() -> tuple[PendingPages, SignalManager]:
    sent = SignalManager()
    crawler: Any = SimpleNamespace(signals=sent)
    return PendingPages(crawler), sent


async def waits(work: Any) -> bool:
    """Whether it is still waiting after every other task has had its turn."""
    task = asyncio.ensure_future(work)
    for _ in range(20):
        await asyncio.sleep(0)
    if task.done():
        return False
    task.cancel()
    return True


@rows("signal", [signals.item_dropped, signals.item_error])
def test_there_is_room_for_so_many_pages_and_each_that_ends_makes_room_for_one(signal: Any) -> None:
    async def work() -> None:
        pages, sent = pending_pages()
        for _ in range(MOST_PENDING):
            await pages.wait_for_room()
        assert await waits(pages.wait_for_room())
        sent.send_catch_log(signal, item=PAGE)
        assert not await waits(pages.wait_for_room())
        assert await waits(pages.wait_for_room())
        pages.uncount()
        assert not await waits(pages.wait_for_room())

    asyncio.run(work())


def test_pages_that_are_too_large_together_wait_for_each_other_and_one_alone_is_never_refused() -> None:
    async def work() -> None:
        pages, sent = pending_pages()
        await pages.wait_for_room(PENDING_BYTES + 1)
        assert await waits(pages.wait_for_room(1))
        sent.send_catch_log(signals.item_dropped, item=PAGE)
        await pages.wait_for_room(1)
        assert not await waits(pages.wait_for_room(1))

    asyncio.run(work())


def test_all_are_done_when_the_last_one_has_ended_and_nothing_is_counted_after_that() -> None:
    async def work() -> None:
        pages, sent = pending_pages()
        await pages.wait_for_room()
        assert await waits(pages.wait_and_stop())
        sent.send_catch_log(signals.item_dropped, item=PAGE)
        await pages.wait_and_stop()
        sent.send_catch_log(signals.item_dropped, item=PAGE)
        for _ in range(MOST_PENDING):
            await pages.wait_for_room()
        assert await waits(pages.wait_for_room())

    asyncio.run(work())


def test_an_article_that_was_stored_is_no_page_that_has_left() -> None:
    async def work() -> None:
        pages, sent = pending_pages()
        await pages.wait_for_room()
        for sign in (signals.item_scraped, signals.item_dropped, signals.item_error):
            sent.send_catch_log(sign, item={"url": "https://oral.example/1"})
        assert await waits(pages.wait_and_stop())

    asyncio.run(work())


ARTICLES = 12


@pytest.mark.usefixtures("processes")
def test_of_a_crawl_with_a_job_folder_that_is_ended_what_waited_is_asked_for_once_and_nothing_again(tmp_path: Path) -> None:
    home, file, listed = with_tables(Home(tmp_path / "var")), tmp_path / "own.yaml", list(range(ARTICLES))
    asked_for_much, told = threading.Event(), threading.Event()

    def newsroom(asked: Asked) -> Answer | None:
        if asked.path == "/rss":
            items = "".join(f"<item><title>{number}</title><link>{served.url}/2026/{number}</link></item>" for number in listed)
            return Answer(f"<rss version='2.0'><channel>{items}</channel></rss>", type="application/rss+xml")
        if len(articles()) > ARTICLES // 2:
            asked_for_much.set()
            told.wait()
        number = asked.path.removeprefix("/2026/")
        return Answer(article_page(int(number), NOW.date(), dated=False)) if number.isdigit() else None

    def articles() -> list[str]:
        return [path for path in served.paths() if path.startswith("/2026/")]

    with site(newsroom) as served:
        file.write_text(entry("kz_own", served.url, feeds=[f"{served.url}/rss"]), encoding="utf-8")
        words = ["crawl", "kz_own", "-s", f"JOBDIR={tmp_path / 'job'}", "-s", "CONCURRENT_REQUESTS=2", "-s", "DOWNLOAD_TIMEOUT=600"]
        environment = {**home.environment, "OUTLET_FILES": str(file)}
        first = started([str(QORGAN.parent / "scrapy"), *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert asked_for_much.wait(LIMIT)
        first.send_signal(signal.SIGTERM)
        # It hears of the signal before it hears the answer that it waits for.
        told.set()
        out, err = first.communicate()
        assert first.returncode == 0, out + err
        assert ARTICLES // 2 < len(articles()) < ARTICLES
        # What the feed has lost meanwhile is known to the job alone.
        del listed[5:]
        scrapy(home, file, *words)
    assert sorted(articles()) == sorted(f"/2026/{number}" for number in range(ARTICLES))
    assert len(home.rows("articles")) == ARTICLES
    assert {row["fate"] for row in home.rows("pages") if not row["source"]} == {"stored"}


FILE = """
- {name: kz_dark, title: {ru: Тьма}, home: "http://127.0.0.1:9/", country: KZ, languages: [ru], delay: 0, browser: true}
"""


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("form", ["text", "json"])
def test_each_line_of_the_log_is_an_object_where_the_setting_says_so(tmp_path: Path, form: str) -> None:
    home = with_tables(Home(tmp_path / "var", {"QORGAN_LOG_FORMAT": form}))
    (tmp_path / "logs.yaml").write_text(FILE, encoding="utf-8")
    (home.data / "logs").mkdir()
    # A process of its own: settings are read when it starts.
    environment = {**home.environment, "OUTLET_FILES": str(tmp_path / "logs.yaml")}
    process = started(crawl_command("crawl", home, "--outlet", "kz_dark"), env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    process.wait(timeout=LIMIT)
    process.end_group()
    lines = [line for log in (home.data / "logs").glob("*.log") for line in log.read_text(encoding="utf-8").splitlines()]
    assert lines
    if form == "json":
        assert all({"at", "level", "logger", "message"} <= json.loads(line).keys() for line in lines)
    else:
        assert not any(line.startswith("{") for line in lines)
