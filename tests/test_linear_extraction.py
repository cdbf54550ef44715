"""A page and a text are read in linear time, however they are built: what is four times as large takes about four times the computing.

Each is tried at three sizes, until one takes clearly long; the exponent counts, not the seconds.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from classify.screen import Screener, load_screener
from pipelines.extraction.dates.lines import read_lines
from pipelines.extraction.dates.page_pieces import pieces_of
from pipelines.extraction.reader import extract
from pipelines.extraction.tree import parse
from pipelines.items import Css, PageItem
from records.byte_budgets import PAGE
from records.model import Article
from tests.linear.growth import growth
from tests.linear.hostile_pages import PAGES, TEXTS

SIZES = (16_000, 64_000, 200_000)
LONGEST = 0.1
ZONE = timezone(timedelta(hours=5))
URL = "https://site.example/news/2026/11/24/session"


@pytest.fixture(scope="module")
def screener() -> Screener:
    return load_screener()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_in_linear_time(name: str) -> None:
    def reading(size: int) -> Callable[[], object]:
        page = PageItem(
            "kz_test", URL, URL, 200, (("Content-Type", "text/html; charset=utf-8"),), PAGES[name](size).encode(), datetime(2026, 11, 24, tzinfo=UTC)
        )
        return lambda: extract(page, zone=ZONE, css=Css())

    grown = growth(reading, SIZES, LONGEST)
    assert grown.linear, grown


@pytest.mark.parametrize("name", ["flat spans", "dates for machines"])
def test_a_line_of_a_whole_page_is_written_in_linear_time(name: str) -> None:
    """All of a page may be one line. As large as a page may be; it showed first at megabytes."""

    def writing(size: int) -> Callable[[], object]:
        tree = parse(PAGES[name](size))
        assert tree is not None
        return lambda: list(read_lines(pieces_of(tree)))

    sizes = (PAGE // 16, PAGE // 4, PAGE)
    grown = growth(writing, sizes, longest=60)
    assert grown.linear, grown


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_screened_in_linear_time(name: str, screener: Screener) -> None:
    def screening(size: int) -> Callable[[], object]:
        article = Article("1", TEXTS[name](size), "Охрана избила журналиста на сессии маслихата")
        return lambda: screener.screen(article)

    grown = growth(screening, SIZES, LONGEST)
    assert grown.linear, grown
