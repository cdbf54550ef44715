"""Outlets of which nothing but the home page is told: a modern front end, and one whose only date is in the address."""

from tests.press import profiles
from tests.press.desk import Desk, Draft, slug
from tests.press.furniture import xml
from tests.press.model import Ask, Bound, Handler, Reply, Site
from tests.press.pages import Look, enlist, number, open_sections, open_site, page_of
from tests.press.traps import pages
from tests.press.traps.planting import ONE_OF_TWINS, on_article


def front_end(desk: Desk) -> Site:
    """A rendered front end without a single paragraph tag, its data twice in scripts; the feed is named in the head of the home page."""
    site = desk.site(profiles.NEXT, lambda draft: f"/{draft.section.slug}/{slug(draft.text.title, 6)}-{draft.number}")
    look = Look("next.html")
    open_site(site, look)
    open_sections(site, look)
    pages.thin_pages(desk, site, look, lambda draft: f"/society/brief-{draft.number}")
    site.routes["/api/rss"] = lambda ask: xml(site, "rss.xml", header="application/rss+xml; charset=utf-8", entries=site.listed("feed"), dated=True)
    return site


def address_only(desk: Desk) -> Site:
    """The date stands in /2026/11/20/slug/ and nowhere else; the address answers with a slash at its end and without."""

    def dated(draft: Draft) -> str:
        return f"/{draft.published:%Y/%m/%d}/{slug(draft.text.title, 6)}/"

    site = desk.site(profiles.ADDRESS, dated)
    look = Look("address.html")
    open_site(site, look)
    for place, article in enumerate(site.articles):
        bare = article.path.rstrip("/")
        article.twins.append(bare)
        site.routes[bare] = page_of(site, look, article)
        if place % 3 == 0:
            site.entries[place].href = site.entries[place].href.rstrip("/")
    on_article(site, 0, "address with and without a slash at its end", "one article", ONE_OF_TWINS)
    for section in site.profile.sections:
        site.routes[f"/rubric/{section.slug}/"] = site.routes["/"]
    site.routes["/kalendar/"] = _calendar(site, look)
    site.bounds.append(Bound("calendar without end", "^/kalendar/", 40, "a calendar is not walked month by month"))
    site.routes["/export/news.xml"] = lambda ask: xml(site, "rss.xml", header="application/xml", entries=site.listed("feed"), dated=False)
    return site


def _calendar(site: Site, look: Look) -> Handler:
    """A calendar whose every month links to the month before and lists the same articles."""

    def handle(ask: Ask) -> Reply:
        back = number(ask.query.get("m"), 0)
        return enlist(site, look, site.listed("list")[:5], f"Календарь, {back} мес. назад", next=f"{site.base}/kalendar/?m={back + 1}")

    return handle
