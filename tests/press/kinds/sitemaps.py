"""Outlets that are read by their sitemaps: an index of packed children, a news sitemap, and one found by robots.txt whose canonical links lie."""

import gzip
from dataclasses import dataclass
from datetime import timedelta

from tests.press import profiles
from tests.press.dates import iso
from tests.press.desk import Desk, Draft, native_slug, slug
from tests.press.furniture import render, xml
from tests.press.model import Ask, Bound, Entry, Handler, Reply, Site, Snare
from tests.press.pages import Look, enlist, not_found, open_sections, open_site, page_of
from tests.press.traps import links, pages, wires

_OLD = 14  # articles of the child that is long out of the window


@dataclass(frozen=True)
class Place:
    """One line of a sitemap or an index."""

    loc: str
    changed: str = ""
    image: str = ""


def gzmap(desk: Desk) -> Site:
    """A sitemap index with gzip children by month, one of them years old, one of pages that are no articles, and one that is the index itself."""
    site = desk.site(profiles.GZMAP, lambda draft: f"/{draft.section.slug}/{native_slug(draft.text.title)}-{draft.number}")
    look = Look("gzmap.html")
    open_site(site, look, robots="User-agent: *\nDisallow: /admin\nSitemap: {base}/sitemap.xml\n")
    open_sections(site, look)
    links.spelled_slugs(site)
    months = sorted({f"{entry.published:%Y-%m}" for entry in site.listed("map")}, reverse=True)
    for month in months:
        site.routes[f"/sitemaps/news-{month}.xml.gz"] = _child(site, month)
    site.routes["/sitemaps/pages.xml.gz"] = lambda ask: _packed(
        site, [Place(site.base + path) for path in ("/", "/redaksiya", "/qogam/", "/jarnama")]
    )
    for path in ("/redaksiya", "/jarnama"):
        site.routes[path] = lambda ask: enlist(site, look, [], "Редакция туралы")
    _old_child(desk, site, look)
    site.routes["/sitemap.xml"] = lambda ask: _index(site, months)
    site.bounds.append(Bound("sitemap index that names itself", r"^/sitemap\.xml$", 6, "an index is read once"))
    site.sources = {"sitemaps": ["/sitemap.xml"]}
    return site


def _index(site: Site, months: list[str]) -> Reply:
    newest = iso(site.listed("map")[0].published)
    places = [Place(f"{site.base}/sitemaps/pages.xml.gz", iso(site.now - timedelta(days=3)))]
    places += [Place(f"{site.base}/sitemaps/news-{month}.xml.gz", newest) for month in months]
    places += [Place(f"{site.base}/sitemaps/news-2023-02.xml.gz", "2023-02-28T23:50:11+06:00"), Place(f"{site.base}/sitemap.xml", newest)]
    return xml(site, "sitemap_index.xml", header="text/xml; charset=utf-8", places=places)


def _child(site: Site, month: str) -> Handler:
    def handle(ask: Ask) -> Reply:
        entries = [entry for entry in site.listed("map") if f"{entry.published:%Y-%m}" == month]
        return _packed(site, [Place(site.href(entry), iso(entry.published), f"{site.base}/img/{place}.webp") for place, entry in enumerate(entries)])

    return handle


def _packed(site: Site, places: list[Place]) -> Reply:
    body = gzip.compress(render(site, "sitemap.xml", places=places).encode(), mtime=0)
    return Reply(body, type="application/x-gzip", changed=site.now - timedelta(minutes=10))


def _old_child(desk: Desk, site: Site, look: Look) -> None:
    """Articles of February 2023, listed by a child that has not changed since: outside every window, so none of them is wanted."""
    texts = [desk.writer.article("kk") for _ in range(_OLD)]
    old: list[Entry] = []
    for place, text in enumerate(texts):
        draft = Draft(300 + place, text, site.profile.sections[0], site.now.replace(year=2023, month=2, day=1 + place, hour=11))
        article = desk.print(site, draft, lambda draft: f"/arhiv/{slug(draft.text.title, 4)}-{draft.number}")
        site.articles.remove(article)
        old.append(site.entries.pop())
        site.routes[article.path] = page_of(site, look, article)
        site.snares.append(Snare("article of 2023 in an old sitemap", (article.path,), never=("stored",), optional=True, note="outside the window"))
    site.routes["/sitemaps/news-2023-02.xml.gz"] = lambda ask: _packed(site, [Place(site.href(entry), iso(entry.published)) for entry in old])
    site.bounds.append(Bound("pages of an old sitemap", "^/arhiv/", _OLD // 2, "a child whose lastmod lies outside the window is left alone"))


def newsmap(desk: Desk) -> Site:
    """A Google News sitemap; short numeric addresses."""
    site = desk.site(profiles.NEWSMAP, lambda draft: f"/news/{draft.number}")
    look = Look("newsmap.html")
    open_site(site, look, robots="User-agent: *\nDisallow: /oqshau/\n\nUser-agent: Googlebot\nDisallow:\n\nUser-agent: Yandex\nDisallow: /\n")
    site.disallowed = ["/oqshau/"]
    wires.wall_pages(desk, site)
    wires.moved_pages(desk, site)
    site.routes["/news-sitemap.xml"] = lambda ask: xml(site, "newsmap.xml", header="application/xml", entries=site.listed("map"))
    for section in site.profile.sections:
        site.routes[f"/category/{section.slug}"] = lambda ask: enlist(site, look, site.listed("list")[:12], "Жаңалықтар")
    site.sources = {"sitemaps": ["/news-sitemap.xml"]}
    return site


def canonical(desk: Desk) -> Site:
    """Every page says that its canonical address is the front page; no feed, a sitemap without dates, named only in robots.txt."""
    site = desk.site(profiles.CANONICAL, lambda draft: f"/{draft.section.slug}/{slug(draft.text.title, 5)}")
    look = Look("canonical.html")
    open_site(site, look, robots="User-agent: *\nDisallow: /search\n\nSitemap: {base}/karta/sitemap-posts.xml\n")
    open_sections(site, look)
    site.fallback = lambda ask: not_found(site, look, 200)
    pages.thin_pages(desk, site, look, lambda draft: f"/qogam/qysqa-{draft.number}")
    site.routes["/karta/sitemap-posts.xml"] = lambda ask: xml(site, "sitemap.xml", places=[Place(site.href(entry)) for entry in site.listed("map")])
    site.sources = {}
    return site
