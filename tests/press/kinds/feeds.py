"""Outlets that are read by their feed: WordPress, Atom, RDF in a lying encoding, a feed full of trackers, times in UTC."""

import random
from datetime import datetime, timedelta

from tests.press import profiles
from tests.press.desk import Desk, slug
from tests.press.furniture import html, xml
from tests.press.model import Article, Ask, Handler, Reply, Site, encode
from tests.press.pages import Look, enlist, number, open_sections, open_site, redirect, slice_of, to_article
from tests.press.traps import links, pages, wires

_FEED_PAGE = 10
_LIST_PAGE = 12
# With a byte order mark, CRLF and a comment, as editors on Windows save it.
_WORDPRESS_ROBOTS = "\ufeff" + "\r\n".join(
    [
        "User-agent: GPTBot",
        "Disallow: /",
        "",
        "User-agent: *",
        "Disallow: /wp-admin/",
        "Allow: /wp-admin/admin-ajax.php",
        "Disallow: /zakryto/ # внутреннее",
        "",
    ]
)


def wordpress(desk: Desk) -> Site:
    """RSS 2.0 with excerpts, ten items a page, older ones by `?paged=N`."""
    site = desk.site(profiles.WORDPRESS, lambda draft: f"/{slug(draft.text.title)}-{draft.number}/")
    look = Look("wordpress.html")
    site.disallowed = ["/wp-admin/", "/zakryto/"]
    open_site(site, look, robots=_WORDPRESS_ROBOTS)
    pages.lost_pages(desk, site, look)
    pages.not_articles(desk, site, look)
    pages.closed_page(desk, site, look)
    links.ragged_link(site)
    for article in site.articles:
        site.routes[article.path.rstrip("/")] = to_article(site, article)
    site.routes["/feed/"] = lambda ask: _wordpress_feed(site, ask)
    site.routes["/feed"] = redirect(lambda: site.base + "/feed/", 301)
    site.routes["/comments/feed/"] = lambda ask: xml(site, "wordpress_feed.xml", entries=[], newest=site.now)
    for page in range(1, 2 + len(site.entries) // _LIST_PAGE):
        site.routes[f"/page/{page}/"] = _wordpress_list(site, look, page)
    site.routes["/"] = _wordpress_list(site, look, 1)
    site.sources = {"feeds": ["/feed/"]}
    return site


def _wordpress_feed(site: Site, ask: Ask) -> Reply:
    entries = slice_of(site.listed("feed"), number(ask.query.get("paged")), _FEED_PAGE)
    if not entries:
        return site.fallback(ask)
    return xml(site, "wordpress_feed.xml", header="application/rss+xml; charset=UTF-8", entries=entries, newest=site.listed("feed")[0].published)


def _wordpress_list(site: Site, look: Look, page: int) -> Handler:
    def handle(ask: Ask) -> Reply:
        entries = site.listed("list")
        more = f"{site.base}/page/{page + 1}/" if page * _LIST_PAGE < len(entries) else None
        return enlist(site, look, slice_of(entries, page, _LIST_PAGE), site.profile.title["ru"], next=more)

    return handle


def atom(desk: Desk) -> Site:
    """Atom with an `xml:base` and relative links; `updated` of every entry is when the feed was built, `published` is true."""
    site = desk.site(profiles.ATOM, lambda draft: f"/lenta/{draft.number}/{slug(draft.text.title, 5)}")
    look = Look("atom.html")
    open_site(site, look, robots="<!doctype html><html><head><title>404</title></head><body>Страница не найдена</body></html>")
    for place, entry in enumerate(site.entries):
        if entry.article and place % 2:
            entry.href = encode(entry.article.path).removeprefix("/lenta/")  # relative to xml:base
        elif entry.article and place % 4 == 0:
            entry.href = encode(entry.article.path)  # relative to the host
    wires.server_moods(desk, site, look)
    links.escaped_link(desk, site, look)
    links.fragment_link(site)
    links.broken_feeds(site)
    site.routes["/atom.xml"] = lambda ask: xml(
        site, "atom.xml", header="application/atom+xml", entries=site.listed("feed"), newest=site.listed("feed")[0].published
    )
    open_sections(site, look)
    site.sources = {"feeds": ["/atom.xml", "/lenta.rss", "/export.rss"]}
    return site


def rdf(desk: Desk) -> Site:
    """RSS 1.0 in windows-1251 whose HTTP header claims UTF-8, on pages and feed alike; only the documents themselves tell the truth."""
    site = desk.site(profiles.RDF, lambda draft: f"/{draft.section.slug}/{draft.number}-{slug(draft.text.title, 6)}.html")
    look = Look("rdf.html", "cp1251", "text/html; charset=utf-8")
    open_site(site, look, robots=None)
    wires.broken_wires(desk, site)
    wires.heavy_pages(desk, site)
    wires.paper_page(desk, site)
    site.routes["/backend.rdf"] = lambda ask: _lying_feed(site)
    site.sources = {"feeds": ["/backend.rdf"]}
    return site


def _lying_feed(site: Site) -> Reply:
    return xml(site, "rdf.xml", charset="windows-1251", header="text/xml; charset=utf-8", entries=site.listed("feed"))


def amp(desk: Desk) -> Site:
    """Feed links full of trackers, an AMP copy of every article, clean canonical addresses; the first paragraph stands outside the text."""
    site = desk.site(profiles.AMP, lambda draft: f"/news/{slug(draft.text.title, 6)}-{draft.number}/")
    look = Look("amp.html")
    open_site(site, look)
    for place, entry in enumerate(site.entries):
        entry.href += (
            "?utm_source=rss&utm_medium=feed&utm_campaign=all",
            "?fbclid=IwAR3x91Zq",
            "?yclid=7741920331&utm_source=yxnews",
            "?utm_referrer=rss#top",
        )[place % 4]
    for article in site.articles:
        article.twins.append("/amp" + article.path)
        site.routes["/amp" + article.path] = _amp_copy(site, article)
    links.same_again(site)
    site.routes["/rss/all/"] = lambda ask: xml(site, "rss.xml", header="text/xml", entries=site.listed("feed"), dated=True)
    open_sections(site, look)
    site.sources = {"feeds": ["/rss/all/"]}
    return site


def _amp_copy(site: Site, article: Article) -> Handler:
    return lambda ask: html(site, "amp_copy.html", article=article, text=article.text)


def utc_night(desk: Desk) -> Site:
    """All times in meta and feed are UTC; everything was printed after midnight local time, so the UTC day is the day before, and changed later."""
    rng = desk.rng("kz_press_utc times")
    times = night_times(desk.now, desk.count, rng)
    site = desk.site(profiles.UTC_NIGHT, lambda draft: f"/{draft.section.slug}/{draft.number}", times)
    for article in site.articles:
        article.updated = min(article.published + timedelta(minutes=rng.randint(700, 2800)), desk.now - timedelta(minutes=5))
    look = Look("utc.html")
    open_site(site, look)
    pages.foreign_tongues(desk, site, look)
    site.routes["/rss"] = lambda ask: xml(site, "utc_feed.xml", header="application/rss+xml", entries=site.listed("feed"))
    open_sections(site, look)
    site.sources = {"feeds": ["/rss"]}
    return site


def night_times(now: datetime, count: int, rng: random.Random) -> list[datetime]:
    """Moments between midnight and five in the morning of the last days, newest first, none after `now`."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    moments: set[datetime] = set()
    while len(moments) < count:
        moment = midnight - timedelta(days=rng.randint(0, 5)) + timedelta(minutes=rng.randint(1, 295))
        if moment < now - timedelta(minutes=20):
            moments.add(moment)
    return sorted(moments, reverse=True)
