"""How an outlet's part of a run ends: with a fate for every page, or open, with a note, and without an ETag that would hide what is missing."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOW
from tests.flows.real_command import Home, with_tables
from tests.spiders.memory_site import crawl, memory_site
from tests.spiders.newsrooms import entry
from tests.spiders.web_site import Answer, Asked, article_page

COUNT = 6


def newsroom(asked: Asked) -> Answer | None:
    if asked.path == "/rss.xml":
        items = "".join(f"<item><link>http://site.example/{number}</link></item>" for number in range(1, COUNT + 1))
        return Answer(f"<rss><channel>{items}</channel></rss>", type="application/rss+xml", headers={"ETag": '"v1"'})
    number = asked.path[1:]
    return Answer(article_page(int(number), NOW.date())) if number.isdigit() else None


class Visits:
    """A data folder with tables, and visits of the newsroom into it."""

    def __init__(self, folder: Path) -> None:
        self.home, self.file = with_tables(Home(folder / "var")), folder / "outlets.yaml"
        self.file.write_text(entry("kz_oral", "http://site.example", feeds=["http://site.example/rss.xml"]), encoding="utf-8")

    def visit(self, run: str, minutes: int = 0) -> "tuple[int, str | None]":
        """The exit code, and what broke it off."""
        with memory_site(newsroom):
            done = crawl(self.home, self.file, ["kz_oral"], run, now=NOW + timedelta(minutes=minutes))
        return done.returncode, json.loads(done.stdout)["broken"]

    def ask(self, question: str) -> list[Any]:
        with closing(sqlite3.connect(self.home.data / "qorgan.db")) as connection, connection:
            return connection.execute(question).fetchall()

    def fates(self) -> dict[str, str]:
        return {url.removeprefix("http://site.example"): fate for url, fate in self.ask("SELECT url, fate FROM pages ORDER BY id")}


@pytest.fixture
def visits(tmp_path: Path) -> Visits:
    return Visits(tmp_path)


def test_a_crawl_that_can_store_no_more_leaves_no_page_unsettled_and_the_next_one_has_them_all(visits: Visits) -> None:
    visits.ask("CREATE TRIGGER full BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'full-disk'); END")
    code, broken = visits.visit("broken")
    assert (code, "full-disk" in (broken or "")) == (1, True)
    assert {fate for path, fate in visits.fates().items() if path != "/rss.xml"} == {"not_read"}
    assert visits.ask("SELECT finished, json_extract(note, '$.stored_no_more') FROM outlet_runs") == [(0, 1)]
    assert visits.ask("SELECT etag FROM sources") == []
    visits.ask("DROP TRIGGER full")
    assert visits.visit("whole", minutes=30) == (0, None)
    # In the run that fetched them: they are read from its evidence before the outlet is asked again.
    assert {path for path, fate in visits.fates().items() if fate == "stored"} == {f"/{number}" for number in range(1, COUNT + 1)}
    assert visits.ask("SELECT finished, note FROM outlet_runs WHERE run_id = 'whole'") == [(1, "{}")]
    assert set(visits.ask("SELECT etag FROM sources")) == {('"v1"',)}


def test_a_visit_whose_page_lost_its_row_is_not_finished_keeps_no_etag_and_is_named(visits: Visits) -> None:
    # A fault of ours that no test foresaw: the row of one page is gone when the visit ends.
    lost = "NEW.url = 'http://site.example/2' AND NEW.fate = 'stored'"
    gone = "DELETE FROM pages WHERE id = NEW.id; DELETE FROM snapshots WHERE article_id = NEW.article_id;"
    visits.ask(f"CREATE TRIGGER lost AFTER UPDATE ON pages WHEN {lost} BEGIN {gone} END")
    assert visits.visit("run") == (0, None)
    assert visits.ask("SELECT finished, note FROM outlet_runs") == [(0, '{"lost": 1}')]
    assert visits.ask("SELECT etag FROM sources") == []
    [named] = [line for line in visits.home.verified(code=1).splitlines() if "`qorgan replay --missing`" in line]
    assert "http://site.example/2 " in named
