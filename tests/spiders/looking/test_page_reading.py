"""What is shown of an answer: the article or its fate, and the addresses that a list names."""

import json

from scrapy.http import HtmlResponse, TextResponse

from spiders.config.schema import Outlet
from spiders.looking.page_reading import listed_links, reading_of

HOME = "https://oral.example"
WORDS = "Журналиста не пустили на заседание маслихата, и она написала об этом жалобу прокурору города. "
PAGE = f"<html><body><article><h1>Журналиста не пустили</h1>{f'<p>{WORDS * 3}</p>' * 4}</article></body></html>"


def test_an_article_has_the_fields_of_an_export_and_other_pages_a_fate() -> None:
    read = reading_of(HtmlResponse(f"{HOME}/2026/11/20/a", body=PAGE.encode()), None)
    assert (read["title"], read["lang"], read["published_at"], read["outlet"]) == ("Журналиста не пустили", "ru", "2026-11-20", "oral.example")
    assert len(read["sha256"]) == 64
    json.dumps(read)
    assert reading_of(HtmlResponse(f"{HOME}/b", body=b"<p>kurz</p>"), None)["fate"] in ("too_short", "empty", "not_article")


def test_feeds_sitemaps_and_pages_are_read_for_addresses_of_their_own_host() -> None:
    feed = f"<rss><channel><item><link>{HOME}/2026/a</link></item><item><link>https://else.example/b</link></item></channel></rss>"
    assert listed_links(TextResponse(f"{HOME}/rss", body=feed.encode()), None) == [f"{HOME}/2026/a"]
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{HOME}/2026/c</loc></url></urlset>'
    assert listed_links(TextResponse(f"{HOME}/map.xml", body=sitemap.encode()), None) == [f"{HOME}/2026/c"]
    assert listed_links(TextResponse(f"{HOME}/rss", body=b"<rss>\x00"), None) == []


def test_a_list_page_is_read_by_the_selector_of_its_outlet() -> None:
    section = {"url": f"{HOME}/news/", "links": ".own a::attr(href)"}
    entry = {"name": "kz_oral", "title": {"kk": "Орал"}, "home": HOME, "country": "KZ", "languages": ["kk"], "sections": [section]}
    page = '<div class=own><a href="/2026/11/20/own-one">Own</a></div><div><a href="/2026/11/20/other-one">Other</a></div>'
    assert listed_links(HtmlResponse(f"{HOME}/news/", body=page.encode()), Outlet.model_validate(entry)) == [f"{HOME}/2026/11/20/own-one"]
