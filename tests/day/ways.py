"""The ways to an outlet's articles, one function each: it gives a printed site its addresses and says what the outlet file names of them.

A way that the outlet file does not name is the only one there is: a home page that names a feed lists a few articles and no further pages, so that
whoever misses the feed misses most of the articles.
"""

from collections.abc import Callable

from tests.day.pages import list_of, page_of, posts
from tests.press.dates import iso
from tests.press.furniture import xml
from tests.press.kinds.sitemaps import Place
from tests.press.model import Handler, Reply, Site
from tests.press.pages import to_article

_FEED_LINK = '<link rel="alternate" type="application/rss+xml" title="RSS" href="{base}/rss.xml">'
_API_LINK = '<link rel="https://api.w.org/" href="{base}/wp-json/">'
_API_INDEX = b'{"name":"","namespaces":["oembed/1.0","wp/v2"],"routes":{"/wp/v2/posts":{"methods":["GET"]}}}'
# Articles on a home page that is not the way, and on one page of a list that is.
_SHOWN, _LIST = 4, 9
_NOT_FOUND = Reply(b"<html><head><title>404</title></head><body><h1>404</h1></body></html>", 404)

Way = Callable[[Site, str], None]


def feed(site: Site, face: str) -> None:
    """An RSS feed, named in the outlet file."""
    _open(site, face)
    site.routes["/rss.xml"] = _rss(site)
    site.sources = {"feeds": ["/rss.xml"]}


def sitemap(site: Site, face: str) -> None:
    """A sitemap with lastmod, named in the outlet file."""
    _open(site, face)
    site.routes["/sitemap-news.xml"] = _sitemap(site)
    site.sources = {"sitemaps": ["/sitemap-news.xml"]}


def section(site: Site, face: str) -> None:
    """A list with further pages, named in the outlet file with its selectors."""
    _open(site, face)
    site.routes["/lenta/"] = list_of(site, face, _LIST, pages="{base}/lenta/?page={page}")
    site.sources = {"sections": [("/lenta/", "a.headline::attr(href)", "a.next::attr(href)")]}


def head_feed(site: Site, face: str) -> None:
    """A feed that only the head of the home page names."""
    _open(site, face, head=_FEED_LINK)
    site.routes["/rss.xml"] = _rss(site)


def robots_sitemap(site: Site, face: str) -> None:
    """A sitemap that only robots.txt names."""
    _open(site, face, robots="User-agent: *\nDisallow: /admin/\nSitemap: {base}/karta/novosti.xml\n")
    site.routes["/karta/novosti.xml"] = _sitemap(site)


def shape(site: Site, face: str) -> None:
    """Nothing but the links of the home page and its further pages; neither feed nor sitemap."""
    _open(site, face)
    site.routes["/"] = list_of(site, face, _LIST, pages="{base}/?page={page}")


def wordpress_json(site: Site, face: str) -> None:
    """WordPress's list of posts as JSON, which only the head of the home page names; the feed is turned off."""
    _open(site, face, head=_API_LINK)
    site.routes["/wp-json/"] = lambda ask: Reply(_API_INDEX, 200, "application/json; charset=UTF-8")
    site.routes["/wp-json/wp/v2/posts"] = posts(site)


def moved_feed(site: Site, face: str) -> None:
    """The outlet file names a feed that is no more; the home page names the one that took its place."""
    head_feed(site, face)
    site.sources = {"feeds": ["/lenta/rss.php"]}


def _open(site: Site, face: str, *, head: str = "", robots: str = "User-agent: *\nDisallow: /admin/\n") -> None:
    """The pages that every outlet has."""
    site.fallback = lambda ask: _NOT_FOUND
    site.routes["/"] = list_of(site, face, _SHOWN, head=head)
    site.routes["/robots.txt"] = lambda ask: Reply(robots.format(base=site.base).encode(), type="text/plain; charset=utf-8")
    for article in site.articles:
        site.routes[article.path] = page_of(site, face, article)
        if article.path.endswith("/"):
            site.routes[article.path.rstrip("/")] = to_article(site, article)


def _rss(site: Site) -> Handler:
    return lambda ask: xml(site, "rss.xml", header="application/rss+xml; charset=utf-8", entries=site.listed("feed"), dated=True)


def _sitemap(site: Site) -> Handler:
    return lambda ask: xml(site, "sitemap.xml", places=[Place(site.href(entry), iso(entry.published)) for entry in site.listed("map")])
