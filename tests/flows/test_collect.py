"""Collecting from a press that Qorgan has never seen: fourteen kinds of sites with their traps, on real servers."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pipelines.evidence.reading import StoredPage, read_warc
from pipelines.evidence.record_metadata import read_record_metadata
from pipelines.evidence.writer import evidence_files
from tests.flows.real_command import Home, crawl
from tests.press import build_press, outlets_yaml, serve
from tests.press.score import Result, score


class Visit:
    """One press, crawled twice, and what came of it."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "var")
        self.press = build_press(seed=11, articles=14, now=datetime.now(UTC))
        names = [site.name for site in self.press.sites]
        with serve(self.press):
            file = folder / "press.yaml"
            file.write_text(outlets_yaml(self.press), encoding="utf-8")
            self.first = crawl(self.home, file, names, "first")
            self.articles, self.pages = self.home.rows("articles"), self.home.rows("pages")
            self.result: Result = score(self.press.truth(), self.articles, self.pages, self.press.hits)
            self.second = crawl(self.home, file, names, "second")
        self.articles_after = self.home.rows("articles")
        self.pages_after = self.home.rows("pages", "--run", "second")


@pytest.fixture(scope="module")
def visit(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    return Visit(tmp_path_factory.mktemp("press"))


def test_the_crawler_ends_well_and_says_nothing(visit: Visit) -> None:
    assert (visit.first.returncode, visit.first.stderr) == (0, ""), visit.home.logs()
    assert visit.first.stdout.strip() == '{"broken": null}'


def test_nearly_every_article_is_stored_once(visit: Visit) -> None:
    assert visit.result.overall.once.value >= 0.99, [wrong for wrong in visit.result.wrong if wrong.what == "missing"]


def test_its_words_are_kept_and_foreign_ones_stay_out(visit: Visit) -> None:
    assert visit.result.overall.words_kept.value >= 0.98, visit.result.wrong
    assert visit.result.overall.words_foreign.value <= 0.03, visit.result.wrong


def test_its_day_and_title_are_right(visit: Visit) -> None:
    assert visit.result.overall.dates.value >= 0.98, visit.result.wrong
    assert visit.result.overall.titles.value >= 0.98, visit.result.wrong


def test_robots_txt_is_obeyed_and_no_foreign_host_is_asked(visit: Visit) -> None:
    assert visit.result.robots_violations == 0
    assert visit.result.foreign_requests == 0


def test_every_trap_ends_in_its_fate(visit: Visit) -> None:
    assert list(visit.result.traps) == []


def test_every_try_has_one_fate(visit: Visit) -> None:
    assert len({(page["run"], page["outlet"], page["url"]) for page in visit.pages}) == len(visit.pages)
    assert Counter(page["fate"] for page in visit.pages)["stored"] == len(visit.articles)


def test_the_redirect_that_led_to_a_page_is_kept_before_it_and_is_no_page(visit: Visit) -> None:
    kept = [
        record for file in evidence_files(visit.home.data / "evidence") for record in read_warc(file.open("rb")) if isinstance(record, StoredPage)
    ]
    led = {record.url: read_record_metadata(dict(record.fields)).led_to for record in kept if record.status == 301}
    moved = next(hit for hit in visit.press.hits if hit.target.startswith("/eski/"))
    assert [urlsplit(goal).path for url, goal in led.items() if urlsplit(url).path == moved.target]
    assert not {page["url"] for page in visit.pages if page["status"] == 301} & led.keys()
    assert "has no fate" not in visit.home.verified()


def test_a_second_visit_changes_nothing_and_asks_little(visit: Visit) -> None:
    assert visit.second.returncode == 0
    assert visit.articles_after == visit.articles
    assert not [page for page in visit.pages_after if page["fate"] == "stored"]
    assert len(visit.pages_after) < len(visit.pages) / 2


def test_no_date_lies_in_the_future(visit: Visit) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    dates: list[Any] = [row["published_at"] for row in visit.articles if row["published_at"]]
    assert dates
    assert max(dates)[:10] <= tomorrow
