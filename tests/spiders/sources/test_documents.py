"""Feeds, sitemaps and list pages: what they say, what is broken about them, and what must not harm us."""

import gzip
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import byte_budgets
from records.model import DiscoveredLink
from spiders.sources.documents import Unreadable, parsed_page
from spiders.sources.feed import next_feed_page, read_feed
from spiders.sources.section import Section, home_feeds, read_section
from spiders.sources.sitemap import read_sitemap, robots_sitemaps
from tests.layers import is_full
from tests.linear.growth import Measure
from tests.pipelines.rows import rows

HOME = "https://site.kz/"
RSS = """<?xml version="1.0" encoding="{charset}"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Үлгі</title><link>https://site.kz/</link><atom:link rel="self" href="https://site.kz/rss.xml"/>
<item><media:title>Снимок</media:title><title><![CDATA[«Қала» газеті &laquo;жабылды&raquo; <b>бүгін</b>]]></title>
  <link> /news/1?utm_source=rss&amp;id=5
  </link><pubDate>Thu, 10 Jun 2021 10:00:00 +0600</pubDate><atom:updated>2021-06-11T09:00:00+06:00</atom:updated></item>
<item><title>Цена &lt; 5 &amp;amp; больше</title><guid>https://site.kz/?p=77</guid><link></link><dc:date>2021-06-09</dc:date></item>
<item><title>Без адреса</title><guid isPermaLink="false">https://site.kz/?p=78</guid></item>
<item><title>Снова первая</title><link>https://site.kz/news/1?id=5</link></item>
</channel></rss>"""
RSS_FOUND = [
    DiscoveredLink("https://site.kz/news/1?id=5", "«Қала» газеті «жабылды» бүгін", "Thu, 10 Jun 2021 10:00:00 +0600", "2021-06-11T09:00:00+06:00"),
    DiscoveredLink("https://site.kz/?p=77", "Цена < 5 & больше", "2021-06-09"),
]
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://site.kz/blog/"><link href="https://site.kz/"/>
<entry><title type="html">A &amp;amp; B &lt;i&gt;c&lt;/i&gt;</title><link rel="self" href="self"/><link rel="enclosure" href="p.jpg"/>
  <link rel="alternate" type="application/json" href="post-1.json"/><link rel="alternate" type="text/html" href="post-1"/>
  <published>2021-06-10T00:00:00Z</published><updated>2021-06-11T00:00:00Z</updated></entry>
<entry xml:base="sub/"><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">X <b>y</b></div></title><link href="post-2"/>
  <updated>2021-06-12T00:00:00Z</updated></entry>
<entry><title>T</title><id>https://site.kz/post-3</id></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://site.kz/rdf"><title>c</title></channel>
<item rdf:about="https://site.kz/1"><title>Один</title><dc:date>2021-06-10</dc:date></item></rdf:RDF>"""
SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml">
<url><image:image><image:loc>https://site.kz/i.jpg</image:loc><image:title>Снимок</image:title></image:image>
 <xhtml:link rel="alternate" hreflang="kk" href="https://site.kz/kk/1"/>
 <loc> https://site.kz/1 </loc><lastmod>2021-06-10</lastmod>
 <news:news><news:publication><news:name>Үлгі</news:name></news:publication><news:publication_date>2021-06-09</news:publication_date>
 <news:title>Суд &amp; редакция</news:title></news:news></url>
<url><image:loc>https://site.kz/j.jpg</image:loc><loc><![CDATA[https://site.kz/2]]></loc></url>
<url><loc>/3</loc></url><url><loc>https://site.kz/2</loc></url><url><loc>mailto:a@b</loc></url></urlset>"""
SITEMAP_FOUND = [
    DiscoveredLink("https://site.kz/1", "Суд & редакция", "2021-06-09", "2021-06-10"),
    DiscoveredLink("https://site.kz/2"),
    DiscoveredLink("https://site.kz/3"),
]
ENTITIES = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 12))
BOMB = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "ha">{ENTITIES}]>'.encode()


def _addresses(found: list[DiscoveredLink]) -> list[str]:
    return [link.url.removeprefix("https://site.kz") for link in found]


# Feeds


@rows(
    "body",
    [
        RSS.format(charset="utf-8").encode(),
        RSS.format(charset="utf-8").encode("utf-8-sig"),
        ("\r\n  \n" + RSS.format(charset="utf-8")).encode(),
        ("<br />\n<b>Warning</b>: fopen() in /var/www on line 3<br />\n" + RSS.format(charset="utf-8")).encode(),
        RSS.format(charset="windows-1251").encode(),  # says one thing, is another
        RSS.format(charset="utf-16").encode("utf-16"),
        (RSS.format(charset="utf-8") + "<script>var x = 1 && 2</script>").encode(),
        RSS.format(charset="utf-8").replace("Цена &lt; 5", "\x0bЦена &lt;&nbsp;5").encode(),
        RSS.format(charset="utf-8").replace("source=rss&amp;id", "source=rss&id").encode(),
    ],
)
def test_a_feed_is_read_in_whatever_state_it_comes(body: bytes) -> None:
    assert read_feed(body, "https://site.kz/rss.xml") == RSS_FOUND


@rows("charset, content_type", [("windows-1251", ""), ("utf-8", "text/xml; charset=windows-1251"), ("utf-8", "")])
def test_windows_cyrillic_is_read_whether_it_says_so_or_not(charset: str, content_type: str) -> None:
    body = RSS.format(charset=charset).replace("«Қала» газеті", "Газета «Город»").replace("Үлгі", "Образец").replace("бүгін", "да")
    (first, _) = read_feed(body.encode("cp1251", "replace"), HOME, content_type)
    assert first.title.startswith("Газета «Город» «жабылды»")


def test_atom_links_hang_on_their_base_and_only_the_alternate_one_is_the_article() -> None:
    assert read_feed(ATOM.encode(), "https://site.kz/atom.xml") == [
        DiscoveredLink("https://site.kz/blog/post-1", "A & B c", "2021-06-10T00:00:00Z", "2021-06-11T00:00:00Z"),
        DiscoveredLink("https://site.kz/blog/sub/post-2", "X y", "", "2021-06-12T00:00:00Z"),
        DiscoveredLink("https://site.kz/post-3", "T"),
    ]


def test_rdf_items_are_found_outside_the_channel() -> None:
    assert read_feed(RDF.encode(), HOME) == [DiscoveredLink("https://site.kz/1", "Один", "2021-06-10")]


def test_the_publishers_own_address_is_taken_behind_a_feed_service() -> None:
    body = """<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item><link>https://feeds.example/~r/1</link>
    <feedburner:origLink>https://site.kz/1</feedburner:origLink></item></channel></rss>"""
    assert _addresses(read_feed(body.encode(), HOME)) == ["/1"]


def test_a_feed_that_breaks_off_gives_what_came_before() -> None:
    body = RSS.format(charset="utf-8").encode()
    assert read_feed(body[: body.index(b"<guid isPerma")], "https://site.kz/rss.xml") == RSS_FOUND


def test_a_prefix_that_was_never_declared_is_still_understood() -> None:
    body = "<rss><channel><item><link>https://site.kz/1</link><dc:date>2021-06-10</dc:date></item></channel></rss>"
    assert read_feed(body.encode(), HOME) == [DiscoveredLink("https://site.kz/1", "", "2021-06-10")]


def test_an_empty_feed_has_no_links_and_is_no_fault() -> None:
    assert read_feed(b"<rss><channel><title>x</title></channel></rss>", HOME) == []


@rows(
    "body, why",
    [
        (b"", "empty"), (b"<!DOCTYPE html><html><body>404</body></html>", "a web page"),
        (b"<html><pre>&lt;rss>\n<rss>x</rss></pre></html>", "a web page"), (b'{"items": []}', "neither feed nor sitemap"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "neither feed nor sitemap"),
        (BOMB + b"<rss><channel><item><title>&e11;</title></item></channel></rss>", "declares entities of its own"),
        (b'<?xml version="1.0" encoding="idna"?><rss>\xff</rss>', "a charset that is none"),
    ],
)  # fmt: skip
def test_what_is_no_feed_says_what_it_is(body: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_feed(body, HOME)


def test_older_pages_of_a_feed_are_asked_for_as_wordpress_counts_them() -> None:
    assert next_feed_page("https://site.kz/feed/", 2) == "https://site.kz/feed/?paged=2"
    assert next_feed_page("https://site.kz/feed/?posts_per_page=50&paged=2", 3) == "https://site.kz/feed/?posts_per_page=50&paged=3"
    with pytest.raises(ValueError, match="from 1"):
        next_feed_page("https://site.kz/feed/", 0)


# Sitemaps


@rows(
    "body",
    [
        SITEMAP.encode(), gzip.compress(SITEMAP.encode()), gzip.compress(SITEMAP.encode()[:400]) + gzip.compress(SITEMAP.encode()[400:]),
        b"\n\n" + SITEMAP.replace(' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', "").encode(),
        SITEMAP.replace("sitemap-news/0.9", "sitemap-news/other").replace("Суд &amp; редакция", "Суд & редакция").encode(),
    ],
)  # fmt: skip
def test_a_sitemap_gives_pages_with_dates_and_titles_and_no_pictures(body: bytes) -> None:
    sitemap = read_sitemap(body, "https://site.kz/sitemap.xml")
    assert (sitemap.pages, sitemap.children) == (SITEMAP_FOUND, [])


def test_an_index_gives_the_sitemaps_below_it() -> None:
    body = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>/s1.xml</loc><lastmod>2021-06</lastmod></sitemap></sitemapindex>'
    sitemap = read_sitemap(body.encode(), HOME)
    assert (sitemap.pages, sitemap.children) == ([], [DiscoveredLink("https://site.kz/s1.xml", updated="2021-06")])


def test_a_list_of_addresses_and_a_feed_serve_as_sitemaps() -> None:
    assert _addresses(read_sitemap(b"\xef\xbb\xbfhttps://site.kz/1\r\n\r\nhttps://site.kz/2\nhello\n", HOME).pages) == ["/1", "/2"]
    assert read_sitemap(RSS.format(charset="utf-8").encode(), HOME).pages == RSS_FOUND


@rows("cut", [lambda body: body[:-60], lambda body: gzip.compress(body)[:-40]])
def test_a_sitemap_that_breaks_off_is_read_as_far_as_it_goes(cut: Callable[[bytes], bytes]) -> None:
    entries = "".join(f"<url><loc>https://site.kz/{number}</loc></url>" for number in range(2000))
    found = _addresses(read_sitemap(cut(f"<urlset>{entries}</urlset>".encode()), HOME).pages)
    assert found[:2] == ["/0", "/1"]
    assert 1000 < len(found) < 2000


@rows(
    "body, why",
    [
        (b"", "empty"), (b"hello", "no sitemap"), (b"<!doctype html><html>", "a web page"), (b"\x1f\x8b\x08garbage", "broken gzip"),
        (gzip.compress(b" " * (byte_budgets.SITEMAP + 1)), "more than 50 MB"), (gzip.compress(b"") * 200, "too many pieces"),
        (BOMB + b"<urlset><url><loc>https://site.kz/&e11;</loc></url></urlset>", "declares entities"),
        (b"https://site.kz/1\n" * 200_002, "more than 200000"),
    ],
)  # fmt: skip
def test_what_is_no_sitemap_says_what_it_is(body: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_sitemap(body, HOME)


def test_a_sitemap_with_more_addresses_than_any_site_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    body = ("<urlset>" + "".join(f"<url><loc>https://site.kz/{number}</loc></url>" for number in range(101)) + "</urlset>").encode()
    assert len(read_sitemap(body, HOME).pages) == 101
    monkeypatch.setattr("spiders.sources.sitemap.MOST", 100)
    with pytest.raises(Unreadable, match="more than 100"):
        read_sitemap(body, HOME)


def test_robots_txt_names_sitemaps() -> None:
    text = "\ufeffSitemap: https://site.kz/a.xml\nUser-agent: *\nsitemap:https://site.kz/b.xml # news\nSITEMAP: https://site.kz/a.xml\nSitemap: none"
    assert robots_sitemaps(text) == ["https://site.kz/a.xml", "https://site.kz/b.xml"]


BOMBS: dict[str, Callable[[int], bytes]] = {
    "entities": lambda size: BOMB + b"<rss>&e11;</rss>" * (size // 100),
    "entities behind a comment": lambda size: (
        b"<!-- <rss > -->" + BOMB.partition(b"?>")[2] + b"<rss><item><title>&e11;</title><link>https://site.kz/1</link></item></rss>" * (size // 100)
    ),
    "depth": lambda size: b"<rss>" + b"<item>" * (size // 3),
    "brackets": lambda size: b"<rss>" + b"<" * size,
    "ampersands": lambda size: b"<rss><item><title>" + b"&" * size,
    "tags": lambda size: b"<rss><item><title>" + b"&lt;a " * (size // 3) + b"</title></item></rss>",
    "zeros": lambda size: gzip.compress(b"<rss>" + b"\0" * size),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_neither_time_nor_memory(name: str, growth: Measure) -> None:
    def read(body: bytes) -> None:
        for reader in (read_feed, read_sitemap):
            with suppress(Unreadable):
                reader(body, HOME)

    assert (grown := growth(lambda size: partial(read, BOMBS[name](size)), (10_000, 40_000, 160_000, 640_000))).linear, grown
    body = gzip.compress(b"<rss>" + b"\0" * 100_000_000) if name == "zeros" and is_full() else BOMBS[name](100_000)
    tracemalloc.start()
    read(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 150 * 1024 * 1024


# List pages

LIST = """<html><head><link rel="alternate" type="application/rss+xml" href="/feed/">
<link rel="alternate" type="application/atom+xml" href="/atom.xml"><link rel="alternate" type="application/rss+xml" href="/comments/feed/">
<link rel="alternate" hreflang="kk" href="/kk/"><link rel="stylesheet" href="/s.css"></head><body>
<header><nav><a href="/news/">Новости</a><a href="/novosti-nashego-regiona/">Регион</a></nav></header>
<article><a href="/2021/06/10/napadenie/"><img src="i.jpg" alt="Снимок"></a>
<header><h3><a href="/2021/06/10/napadenie/">Нападение на журналиста</a></h3></header>
<a href="https://www.site.kz/2021/06/10/napadenie/?utm_source=list#more">Читать далее</a></article>
<h3><a href="/ru/news/view/123456">Суд</a></h3><h3><a href="/index.php?newsid=77">Иск к редакции</a></h3>
<h3><a href="/news/kameru-razbili-na-mitinge.html">Камеру разбили</a></h3><h3><a href="/news/новости-о-нашем-суде">Суд</a></h3>
<h3><a href="/news/dva-slova">Два слова</a></h3>
<a href="/tag/zhurnalist-izbit-na-ulitse">метка</a><a href="/author/ivan-ivanov-mladshii">автор</a>
<a href="/category/obshchestvo-i-pravo-kz">рубрика</a>
<a href="/search?q=1234567">поиск</a><a href="/login/?id=123456">вход</a><a href="/wp-content/uploads/2021/06/foto-123456.jpg">файл</a>
<a href="/doc-1234567.pdf">файл</a><a href="/top100">топ</a><a href="/sport">Спорт</a><a href="/2021/06/">Июнь</a><a href="https://other.kz/news/1234567">чужая</a>
<a href="mailto:a@site.kz">почта</a><a href="javascript:void(0)">меню</a><a href="#top">вверх</a>
<footer><a href="/redaktsiya-nashei-gazety-segodnya">О нас</a></footer>
{paging}</body></html>"""
PAGE = "https://site.kz/news/"


def test_articles_of_a_list_page_are_known_by_the_shape_of_their_addresses() -> None:
    found, following = read_section(parsed_page(LIST.format(paging="")), PAGE, Section(url=PAGE), None)
    assert [(link.url.removeprefix("https://site.kz"), link.title) for link in found] == [
        ("/2021/06/10/napadenie/", "Нападение на журналиста"),
        ("/ru/news/view/123456", "Суд"),
        ("/index.php?newsid=77", "Иск к редакции"),
        ("/news/kameru-razbili-na-mitinge.html", "Камеру разбили"),
        ("/news/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8-%D0%BE-%D0%BD%D0%B0%D1%88%D0%B5%D0%BC-%D1%81%D1%83%D0%B4%D0%B5", "Суд"),
        ("/news/dva-slova", "Два слова"),
    ]
    assert following is None


def test_the_outlets_selector_chooses_articles_and_allow_narrows_them() -> None:
    section = Section(url=PAGE, links="h3 > a::attr(href)")
    found, _ = read_section(parsed_page(LIST.format(paging="")), PAGE, section, None)
    assert len(found) == 6
    found, _ = read_section(parsed_page(LIST.format(paging="")), PAGE, section, r"/20\d\d/|newsid=|новости")
    assert [link.title for link in found] == ["Нападение на журналиста", "Иск к редакции", "Суд"]


def test_allow_takes_the_place_of_the_shape_but_not_of_the_own_site() -> None:
    found, _ = read_section(parsed_page(LIST.format(paging="")), PAGE, Section(url=PAGE), r"/sport|/news/\d{7}")
    assert _addresses(found) == ["/sport"]


def test_relative_links_hang_on_the_base_of_the_page() -> None:
    html = '<base href="https://site.kz/kk/"><a href="view/123456">Сот</a>'
    assert _addresses(read_section(parsed_page(html), PAGE, Section(url=PAGE), None)[0]) == ["/kk/view/123456"]


@rows(
    "paging",
    [
        '<link rel="next" href="/news/page/2/">', '<a rel="nofollow next" href="/news/page/2/">2</a>',
        '<a class="next page-numbers" href="/news/page/2/">→</a>', '<ul><li class="next"><a href="/news/page/2/"></a></li></ul>',
        '<a href="/news/page/9/">9</a><a href="/news/page/2/">Следующая</a>', '<a href="/news/page/2/">Келесі →</a>',
        '<a href="/news/">1</a><a href="/news/page/2/">2</a><a href="/news/page/3/">3</a>',
    ],
)  # fmt: skip
def test_the_next_page_is_found_by_any_of_the_usual_signs(paging: str) -> None:
    assert read_section(parsed_page(LIST.format(paging=paging)), PAGE, Section(url=PAGE), None)[1] == "https://site.kz/news/page/2/"


@rows(
    "url, paging, following",
    [
        ("https://site.kz/news/?page=2", '<a href="?page=1">1</a><a href="?page=3">3</a>', "https://site.kz/news/?page=3"),
        ("https://site.kz/news/?PAGEN_1=2", '<a href="?PAGEN_1=1">«</a><a href="?PAGEN_1=3">3</a>', "https://site.kz/news/?PAGEN_1=3"),
        ("https://site.kz/news/?start=20", '<a href="?start=40">Вперёд</a>', "https://site.kz/news/?start=40"),
        ("https://site.kz/news/", '<a href="/sport/?page=2">2</a>', None),
        ("https://site.kz/news/", '<a class="next" href="#">→</a><a class="next" href="https://other.kz/news/page/2/">→</a>', None),
        ("https://site.kz/news/page/9/", '<a href="/news/page/8/">8</a><a href="/news/page/1/">1</a>', None),
    ],
)
def test_paging_goes_forward_and_stays_on_the_list(url: str, paging: str, following: str | None) -> None:
    assert read_section(parsed_page(LIST.format(paging=paging)), url, Section(url=PAGE), None)[1] == following


def test_the_outlets_own_selector_for_the_next_page_is_the_only_one_asked() -> None:
    paging = '<a rel="next" href="/news/page/2/">2</a><a class="more" href="/news/older/">ещё</a>'
    section = Section(url=PAGE, next="a.more::attr(href)")
    assert read_section(parsed_page(LIST.format(paging=paging)), PAGE, section, None)[1] == "https://site.kz/news/older/"


def test_a_wrong_expression_or_address_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="address"):
        read_section(parsed_page("<p>"), "http://[", Section(url=PAGE), None)
    with pytest.raises(ValueError, match="not an expression"):
        read_section(parsed_page("<p>"), PAGE, Section(url=PAGE), "(")
    with pytest.raises(ValueError, match="not an expression"):
        read_section(parsed_page("<p>"), PAGE, Section.model_construct(url=PAGE, links="a[::attr(href)", next=None), None)


def test_a_home_page_names_its_feeds_without_those_of_comments() -> None:
    assert home_feeds(parsed_page(LIST.format(paging="")), HOME) == ["https://site.kz/feed/", "https://site.kz/atom.xml"]


HOSTILE: dict[str, Callable[[int], str]] = {
    "depth": lambda size: "<div>" * size + "<a href=/news/a-b-c>x</a>",
    "links": lambda size: "<a href='/news/a-b-c'>Слово " * (size // 5),
    "brackets": lambda size: "<" * size * 10,
    "attributes": lambda size: "<a " + "x=1 " * size * 2,
    "a long address": lambda size: "<a href='https://site.kz/" + "a-" * size * 10 + "'>x</a>",
    "no text": lambda size: "\0" * size + "<a href='/news/123456'>\ud800</a>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_takes_time_that_grows_with_it(name: str, growth: Measure) -> None:
    def reading(size: int) -> Callable[[], object]:
        html = HOSTILE[name](size)
        return lambda: (read_section(parsed_page(html), PAGE, Section(url=PAGE), None), home_feeds(parsed_page(html), PAGE))

    assert (grown := growth(reading, (1_500, 6_000, 24_000, 96_000))).linear, grown


# Anything at all

WORDS = st.sampled_from(
    ["<rss>", "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://['>", "<urlset>", "<sitemapindex>", "<item>", "</item>", "<entry>",
     "<url>", "<loc>",
     "<link>", "<link href='", "<a href='", "'>", "</a>", "<guid>", "<title>", "</title>", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE",
     "<!ENTITY", "&lol;", "&#0;",
     "&#x110000;", "&nbsp;", "&", "<", ">", "http://[", "https://site.kz/news/123456", "//", "<base href='http://['>", "\x00", "ж", "\x1f\x8b",
     "<?xml", "?>", "page/2",
     "<dc:date>", "<news:news>", "<svg><a xlink:href=x>", "<html>", " "]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=100), st.lists(WORDS, max_size=25).map("".join), st.lists(WORDS, max_size=25).map(lambda words: "<rss>" + "".join(words))
)
BODIES = st.one_of(st.binary(max_size=200), TEXTS.map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=60).map(gzip.compress))


@given(BODIES, st.sampled_from([HOME, "", "http://[", "ж"]))
def test_no_body_raises_anything_but_unreadable(body: bytes, url: str) -> None:
    for read in (read_feed, read_sitemap):
        with suppress(Unreadable):
            read(body, url)


@given(TEXTS)
def test_no_page_raises(html: str) -> None:
    read_section(parsed_page(html), HOME, Section(url=HOME), None)
    read_section(parsed_page(html), HOME, Section(url=HOME, links="a::attr(href)", next="a::attr(href)"), "x")
    home_feeds(parsed_page(html), "http://[")
    robots_sitemaps(html)
