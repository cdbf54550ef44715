"""Only http and https are fetched, wherever an address comes from; names and passwords in addresses, cookies and referrers go nowhere."""

from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from pipelines.dedup.urls import clean
from pipelines.items import FollowedRedirect
from pipelines.tip_urls import InvalidTip, checked_tip_url
from spiders.downloader.middlewares import REDIRECTS, OwnSiteRedirectMiddleware, without_credentials
from spiders.sources.documents import Unreadable, parsed_page
from spiders.sources.feed import read_feed
from spiders.sources.section import Section, home_feeds, read_section
from spiders.sources.sitemap import read_sitemap, robots_sitemaps
from tests.pipelines.rows import rows
from tests.spiders.downloader.hostile_dns import Asking
from tests.spiders.downloader.test_peer_guard import PAGE, crawl, serving

FOREIGN = [
    "file:///etc/passwd", "FILE:/etc/passwd", "file://site.kz/etc/passwd", "ftp://site.kz/news/1", "ftps://site.kz/1", "data:text/html,<p>hi",
    "javascript:alert(1)", "mailto:a@site.kz", "gopher://site.kz/1", "ws://site.kz/1", "view-source:https://site.kz/1", "blob:https://site.kz/1",
    "jar:https://site.kz/a!/b", "s3://bucket/key", "about:blank", "unix:/run/docker.sock", "ldap://site.kz/", "dict://site.kz:11211/stats",
]  # fmt: skip
SECRET = "https://mona:hush-hush@site.kz/news/1-slovo"


def listed(address: str) -> list[str]:
    """What every kind of source makes of an address."""
    text, home = escape(address, {'"': "&quot;"}), "https://site.kz/"
    feed = f'<rss version="2.0"><channel><item><title>x</title><link>{text}</link></item></channel></rss>'
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title><link href="{text}"/></entry></feed>'
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{text}</loc></url></urlset>'
    page = f'<head><link rel="alternate" type="application/rss+xml" href="{text}"></head><h3><a href="{text}">Ұзақ тақырып</a></h3><a class=n href="{text}">'
    found = [one.url for body in (feed, atom) for one in read_feed(body.encode(), home)]
    for body in (sitemap, address):
        try:
            found += [one.url for one in read_sitemap(body.encode(), home).pages]
        except Unreadable:
            continue
    links, following = read_section(parsed_page(page), home, Section(url=home, links="h3 a::attr(href)", next="a.n::attr(href)"), None)
    return [
        *found,
        *(one.url for one in links),
        *filter(None, [following]),
        *home_feeds(parsed_page(page), home),
        *robots_sitemaps(f"Sitemap: {address}"),
    ]


@rows("address", FOREIGN)
def test_no_source_no_tip_and_no_link_brings_an_address_of_another_scheme(address: str) -> None:
    assert clean(address) is None
    assert clean(address, "https://site.kz/") is None
    assert [url for url in listed(address) if not url.startswith(("http://", "https://"))] == []
    with pytest.raises(InvalidTip):
        checked_tip_url(address)


def test_a_name_and_a_password_are_gone_from_an_address_before_anybody_keeps_it() -> None:
    assert checked_tip_url(SECRET) == "https://site.kz/news/1-slovo"
    assert without_credentials(SECRET) == "https://site.kz/news/1-slovo"
    assert without_credentials("https://site.kz/@name?mail=a@b.kz") == "https://site.kz/@name?mail=a@b.kz"
    found = listed(SECRET)
    assert len(found) >= 6
    assert not [url for url in found if "hush" in url]


@pytest.mark.usefixtures("processes")
def test_no_handler_reads_a_file_a_data_address_or_another_service(tmp_path: Path) -> None:
    (tmp_path / "inside.html").write_text("<p>inside")
    urls = [f"file://{tmp_path}/inside.html", "data:text/html,<p>inside", "ftp://127.0.0.1/inside", "s3://bucket/inside"]
    told = crawl(tmp_path, Asking(urls, sites=["127.0.0.1"]))
    assert [told[url].get("fate") for url in urls] == ["bad_content"] * 4


@pytest.mark.usefixtures("processes")
def test_a_redirect_leads_to_no_other_scheme_and_no_other_host(tmp_path: Path) -> None:
    targets = ("file:///etc/hostname", "data:text/html,<p>inside", "ftp://127.0.0.1/inside", "//10.0.0.1/", "http://169.254.169.254/latest/")
    with serving() as site:
        for number, target in enumerate(targets):
            site.by_path[f"/news/{number}"] = f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
        urls = [f"http://127.0.0.1:{site.port}/news/{number}" for number in range(len(targets))]
        told = crawl(tmp_path, Asking(urls, sites=[f"127.0.0.1:{site.port}"]))
        assert {told[url]["fate"] for url in urls} <= {"http_error", "foreign_host"}
        # robots.txt, and each page once.
        assert len(site.heard) == 1 + len(targets)


@pytest.mark.usefixtures("processes")
def test_a_redirect_with_a_password_is_followed_without_and_cookies_and_referrers_are_not_sent(tmp_path: Path) -> None:
    page = PAGE.replace(b"\r\n\r\n", b"\r\nSet-Cookie: session=1; Path=/\r\n\r\n")
    with serving(page) as site:
        home = f"127.0.0.1:{site.port}"
        moved = f"HTTP/1.1 301 Moved\r\nLocation: http://mona:hush-hush@{home}/news/2\r\nSet-Cookie: way=1; Path=/\r\nContent-Length: 0\r\n\r\n"
        site.by_path["/news/1"] = moved.encode()
        told = crawl(tmp_path, Asking([f"http://{home}/news/1", f"http://{home}/news/3"], sites=[home]))
        assert told[f"http://{home}/news/1"]["url"] == f"http://{home}/news/2"
        said = b"".join(site.heard).lower()
        assert b"get /news/2 " in said
        assert not any(word in said for word in (b"authorization:", b"hush", b"cookie:", b"referer:"))
        assert "hush" not in (tmp_path / "asking.json.log").read_text()


def test_a_redirect_that_is_kept_as_evidence_names_where_it_led_without_the_password() -> None:
    crawler = get_crawler(Spider)
    crawler.spider = crawler._create_spider("kz_test")
    middleware = OwnSiteRedirectMiddleware.from_crawler(crawler)
    request = Request("https://site.kz/news/0")
    for number in (1, 2):
        answer = Response(request.url, 301, {"Location": f"//mona:hush-hush@site.kz/news/{number}", "Server": "nginx"}, b"<p>hush")
        led = middleware.process_response(request, answer)
        assert isinstance(led, Request)
        request = led
    assert request.meta[REDIRECTS] == (
        FollowedRedirect("https://site.kz/news/0", 301, (("Server", "nginx"), ("Location", "https://site.kz/news/1"))),
        FollowedRedirect("https://site.kz/news/1", 301, (("Server", "nginx"), ("Location", "https://site.kz/news/2"))),
    )
