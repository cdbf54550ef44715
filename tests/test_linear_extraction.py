"""What is read is read in linear time, however it is built: what is four times as large takes about four times the computing. The exponent counts, not the
seconds. Pages and texts, list pages, feeds and sitemaps, what is compared of texts and of two states of a page, what the desk marks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, partial
from typing import Any

import pytest

from classify.clustering.keys import keys_of
from classify.clustering.traits import traits_of
from classify.screen import Screener, load_screener
from desk.highlighting import highlighted
from desk.stored_page import harmless
from pipelines.dedup.boilerplate import BoilerplateMemory
from pipelines.dedup.near_duplicates import OutletStory, band_keys, same_story
from pipelines.evidence.reading import StoredPage
from pipelines.extraction.date_lines import pieces_of, read_lines
from pipelines.extraction.reader import Extraction, TextBlock, extract
from pipelines.extraction.tree import parse
from pipelines.items import Css, PageItem
from pipelines.revisit.page_diff import PageReading, PageRevisit, PageText, comparable_text, compare_pages
from records.byte_budgets import PAGE
from records.model import Article
from spiders.sources.documents import Unreadable, parsed_page
from spiders.sources.feed import read_feed
from spiders.sources.section import Section, home_feeds, home_sections, read_section
from spiders.sources.sitemap import read_sitemap, robots_sitemaps
from spiders.sources.wordpress import read_posts
from tests.layers import is_full
from tests.linear.growth import Measure
from tests.linear.hostile_pages import PAGES, TEXTS

# The fast layer measures the first two. Of what takes long: a page that is read, a text that is screened.
SIZES, OF_MUCH_WORK = (16_000, 64_000, 256_000, 1_024_000), (4_000, 16_000, 64_000, 200_000)
LONGEST = 0.15
URL = "https://site.example/news/2026/11/24/"
TITLE = "Журналиста не пустили на сессию"
Made = dict[str, Callable[[int], str]]


def of(unit: str, before: str = "", after: str = "") -> Callable[[int], str]:
    return lambda size: before + unit * (size // len(unit)) + after


def numbered(unit: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """Each time with another number, so that nothing is the same as before."""
    return lambda size: before + "".join(unit.replace("#", str(number)) for number in range(size // len(unit))) + after


def nested(tag: str) -> Callable[[int], str]:
    return lambda size: f"<{tag}>" * (size // 10) + '<a href="/1">x</a>' + f"</{tag}>" * (size // 10)


LISTS: Made = {
    "links": numbered('<a href="/news/2026/11/24/one-two-three-#">Охрана закрыла двери</a>', "<html><body>", "</body></html>"),
    "one link": of('<a href="/news/2026/11/24/one-two-three">Охрана закрыла двери</a>', "<html><body>", "</body></html>"),
    "links within links": numbered('<a href="/news/2026/11/24/one-two-three-#">x'),
    "links in menus": numbered('<nav class="menu"><a href="/x#">x</a></nav>'),
    "links in nested menus": numbered('<div class="menu"><a href="/news/2026/one-two-three-#">x</a>'),
    "pages of the list": numbered('<a href="/news/page/#/">#</a>'),
    "feeds of the page": numbered('<link rel="alternate" type="application/rss+xml" href="/feed#">', "<html><head>"),
    "a long address": lambda size: f'<a href="/news/2026/11/24/{"one-" * (size // 4)}">x</a>',
    "a long path": lambda size: f'<a href="{"/a" * (size // 2)}">x</a>',
    "a long query": lambda size: f'<a href="/news/?{"a=1&" * (size // 4)}">x</a>',
    "dots in an address": lambda size: f'<a href="/{"../" * (size // 3)}1">x</a>',
    "per cent signs": lambda size: f'<a href="/news/{"%D0" * (size // 3)}">x</a>',
    "a long headline": lambda size: f'<a href="/news/2026/11/24/one-two-three">{"слово " * (size // 6)}</a>',
    "one word": lambda size: f'<a href="/news/2026/11/24/one-two-three">{"а" * size}</a>',
    "blanks": lambda size: f'<a href="/news/2026/11/24/one-two-three">a{" " * size}b</a>',
    "blanks before an address": lambda size: f'<a href="{" " * size}/news/2026/11/24/one-two-three">x</a>',
    "pictures in a link": of('<img alt="">', '<a href="/news/2026/11/24/one-two-three">', "</a>"),
    "nested blocks": nested("div"),
    "nested lists": nested("li"),
}
ITEM = "<item><title>Охрана закрыла двери #</title><link>https://site.example/#</link><pubDate>24.11.2026</pubDate></item>"
FEEDS: Made = {
    "entries": numbered(ITEM, "<rss><channel>", "</channel></rss>"),
    "entries never closed": numbered("<item><title>x<link>https://site.example/#", "<rss><channel>"),
    "one entry": of(ITEM, "<rss><channel>", "</channel></rss>"),
    "titles of one entry": of("<title></title>", "<rss><channel><item><link>https://site.example/1</link>", "</item></channel></rss>"),
    "addresses of one entry": numbered("<link>mailto:#@x</link>", "<rss><channel><item>", "</item></channel></rss>"),
    "entries in entries": of("<item>", "<rss><channel>"),
    "stray ampersands": of("&", "<rss><channel><item><title>", "</title></item></channel></rss>"),
    "references": of("&laquo;", "<rss><channel><item><title>", "</title><link>https://site.example/1</link></item></channel></rss>"),
    "markup in a title": of("&lt;", "<rss><channel><item><title>", "</title><link>https://site.example/1</link></item></channel></rss>"),
    "blanks in a title": of(" ", "<rss><channel><item><title>a", "b</title><link>https://site.example/1</link></item></channel></rss>"),
    "one word": of("а", "<rss><channel><item><title>", "</title><link>https://site.example/1</link></item></channel></rss>"),
    "blanks before it": of(" ", "", "<rss></rss>"),
    "attributes": numbered('a#="1" ', "<rss ", "><channel></channel></rss>"),
    "namespaces": numbered('xmlns:a#="b#" ', "<rss ", "><channel></channel></rss>"),
}
MAPS: Made = {
    "entries": numbered("<url><loc>https://site.example/#</loc><lastmod>2026-11-24</lastmod></url>", "<urlset>", "</urlset>"),
    "entries in entries": of("<url>", "<urlset>"),
    "broken at the end": numbered("<url><loc>https://site.example/#</loc></url>", "<urlset>", "<url>&"),
    "other elements": of("<x/>", "<urlset>", "</urlset>"),
    "pictures of one entry": of("<image><loc>x</loc></image>", "<urlset><url><loc>https://site.example/1</loc>", "</url></urlset>"),
    "lines": numbered("https://site.example/#\n"),
    "blanks": of(" "),
    "a long line": of("https://site.example/"),
}
POSTS: Made = {
    "posts": numbered('{"link":"https://site.example/#","date":"2026-11-24T06:00:00","title":{"rendered":"x"}},', "[", "{}]"),
    "opened objects": of('{"a":'),
    "opened lists": of('[{"'),
    "blanks": of(" ", "[", "]"),
}


def feeds_and_sections(html: str) -> None:
    home_feeds(parsed_page(html), "https://site.example/")
    home_sections(parsed_page(html), "https://site.example/")


@cache
def screener() -> Screener:
    return load_screener()


def page_item(html: str) -> PageItem:
    return PageItem("kz_test", URL, URL, 200, (("Content-Type", "text/html; charset=utf-8"),), html.encode(), datetime(2026, 11, 24, tzinfo=UTC))


def remembered(text: str) -> None:
    memory = BoilerplateMemory()
    for page in range(3):
        blocks = [TextBlock(text[at : at + 200]) for at in range(0, len(text), 200)] if page else [TextBlock(text)]
        memory.observe(f"{URL}{page}", TITLE, blocks)
        memory.clean(f"{URL}{page}", TITLE, blocks)


def reasons(text: str) -> list[dict[str, Any]]:
    """Marks that overlap all over the text."""
    return [{"role": "act", "start": at, "end": min(at + 20_000, len(text))} for at in range(0, len(text), 100)]


HARD: dict[str, tuple[Made, Callable[[str], object]]] = {
    "a page": (PAGES, lambda html: extract(page_item(html), zone=timezone(timedelta(hours=5)), css=Css())),
    "a text that is screened": (TEXTS, lambda text: screener().screen(Article("1", text, "Охрана избила журналиста на сессии маслихата"))),
}
READERS: dict[str, tuple[Made, Callable[[str], object]]] = {
    "a list page": (LISTS, lambda html: read_section(parsed_page(html), URL, Section(url=URL), None)),
    "a list page with selectors": (
        LISTS,
        lambda html: read_section(parsed_page(html), URL, Section(url=URL, links="div a::attr(href)", next="a.next::attr(href)"), None),
    ),
    "a home page": (LISTS, feeds_and_sections),
    "a page as a list": (PAGES, lambda html: read_section(parsed_page(html), URL, Section(url=URL), None)),
    "a feed": (FEEDS, lambda text: read_feed(text.encode(), URL)),
    "a sitemap": (MAPS, lambda text: read_sitemap(text.encode(), URL)),
    "robots.txt": ({"lines": of("Sitemap: /a\n"), "blanks": of(" "), "breaks": of("\n")}, robots_sitemaps),
    "a list of WordPress": (POSTS, lambda text: read_posts(text.encode(), URL)),
    "a stored page": (PAGES, lambda html: harmless(StoredPage(URL, 200, (), html.encode(), "", 0))),
    "keys of near copies": (TEXTS, band_keys),
    "near copies": (TEXTS, lambda text: same_story(OutletStory("x", text, None), OutletStory("y", text + " x", None))),
    "what pages have in common": (TEXTS, lambda text: remembered(text)),
    "traits and keys of an event": (TEXTS, lambda text: keys_of(traits_of(Article("1", text, text[:500]), {"lang": "ru"}))),
    "marks in an article": (TEXTS, lambda text: highlighted("x", text, reasons(text))),
}


@pytest.mark.parametrize("reader", [*HARD, *READERS])
def test_it_is_read_in_linear_time(reader: str, growth: Measure) -> None:
    made, read = (HARD | READERS)[reader]
    sizes = OF_MUCH_WORK if reader in HARD else SIZES

    def reading(name: str, size: int) -> Callable[[], object]:
        text = made[name](size)

        def work() -> None:
            try:
                read(text)
            except Unreadable:
                """A refusal is an answer."""

        return work

    # What is loaded at the first text is no part of reading one.
    reading(next(iter(made)), 100)()
    # Of what is much work the fast layer tries every third.
    names = list(made)[:: 1 if is_full() or reader in READERS else 3]
    found = {name: growth(partial(reading, name), sizes, LONGEST) for name in names}
    assert {name: str(grown) for name, grown in found.items() if not grown.linear} == {}


@pytest.mark.parametrize("name", ["flat spans", "dates for machines"])
def test_a_line_of_a_whole_page_is_written_in_linear_time(name: str, growth: Measure) -> None:
    """All of a page may be one line. In the whole layer as large as a page may be; it showed first at megabytes."""

    def writing(size: int) -> Callable[[], object]:
        tree = parse(PAGES[name](size))
        assert tree is not None
        return lambda: list(read_lines(pieces_of(tree)))

    grown = growth(writing, (PAGE // 160, PAGE // 40, PAGE // 16, PAGE // 4, PAGE), longest=60)
    assert grown.linear, grown


# Letters on the page: always more paragraphs than are matched one by one, and never more letters than a process keeps memory for between two goes. Beyond
# that what is measured is how fast the system hands out memory, and where a page of it costs much that grows faster than the page.
STATE_SIZES = (8_000, 32_000)
STATES: dict[str, Callable[[int], tuple[list[str], list[str]]]] = {
    "the same paragraph": lambda size: (["слово один"] * (size // 10), ["слово один"] * (size // 10)),
    "one paragraph more": lambda size: (["слово один"] * (size // 10), ["слово один"] * (size // 10 + 1)),
    "all paragraphs other": lambda size: ([f"было {n}x" for n in range(size // 10)], [f"стало {n}x" for n in range(size // 10)]),
    "every second one other": lambda size: (
        [f"было {n}x" for n in range(size // 10)],
        [f"{'было' if n % 2 else 'стало'} {n}x" for n in range(size // 10)],
    ),
    "counters": lambda size: ([f"просмотров {n}" for n in range(size // 14)], [f"показов {n}" for n in range(size // 14)]),
    "few kinds": lambda size: ([f"вид {n % 7}x" for n in range(size // 8)], [f"вид {n * 3 % 7}x" for n in range(size // 8)]),
    "as many kinds as a hundred": lambda size: ([f"вид {n % 101}x" for n in range(size // 8)], [f"вид {n * 7 % 101}x" for n in range(size // 8)]),
    "turned round": lambda size: ([f"абзац {n}x" for n in range(size // 10)], [f"абзац {n}x" for n in reversed(range(size // 10))]),
    "put together": lambda size: ([f"абзац {n}x" for n in range(size // 10)], [" ".join(f"абзац {n}x" for n in range(size // 10))]),
    "one word": lambda size: (["а" * size], ["б" * size]),
    "many words": lambda size: (["слово " * (size // 6)], ["слова " * (size // 6)]),
    "words of a link": lambda size: (["читайте также " * (size // 14)], ["читайте также " * (size // 14) + "иначе"]),
}


def reading(lines: list[str]) -> PageReading:
    blocks = tuple(map(TextBlock, lines))
    links = frozenset(comparable_text(line) for line in lines[:100])
    words = comparable_text(" ".join(lines))
    return PageReading(Extraction(TITLE, blocks, (), "ru", None, None), links, (comparable_text(TITLE),), words)


@pytest.mark.parametrize("kept", [True, False], ids=["its earlier state is kept", "its earlier state is gone"])
def test_two_states_of_a_page_are_compared_in_linear_time(kept: bool, growth: Measure) -> None:
    def comparing(name: str, size: int) -> Callable[[], object]:
        before, now = STATES[name](size)
        look = PageRevisit(URL, URL, False, reading(now), tuple(now))
        return lambda: compare_pages(PageText(TITLE, tuple(before)), reading(before) if kept else None, tuple(before) if kept else (), look)

    found = {name: growth(partial(comparing, name), STATE_SIZES) for name in STATES}
    assert {name: str(grown) for name, grown in found.items() if not grown.linear} == {}
