"""Outlets that are read by their list pages: plain paging, Joomla's tables, visible dates only, and two sections with the same articles."""

from datetime import timedelta

from tests.press import profiles
from tests.press.dates import visible
from tests.press.desk import Desk, Draft, moments, slug
from tests.press.furniture import xml
from tests.press.model import Article, Ask, Bound, Entry, Handler, Reply, Section, Site
from tests.press.pages import Look, enlist, not_found, number, open_site, show, slice_of
from tests.press.traps import links, pages
from tests.press.traps.planting import on_article

_PAGE = 8
_BEYOND = 12  # list pages past the last real one that a patient crawler may still ask for


def paged(desk: Desk) -> Site:
    """Section lists without dates in windows-1251, named by a meta tag alone; after the last page the next page is the last page again, for ever."""
    site = desk.site(profiles.PAGES, lambda draft: f"/{draft.section.slug}/{slug(draft.text.title, 7)}.html")
    look = Look("pages.html", "cp1251", "text/html")
    open_site(site, look)
    for section in site.profile.sections:
        site.routes[f"/{section.slug}/"] = _endless_list(site, look, section)
        last = 1 + len(_in_section(site, section)) // _PAGE
        site.bounds.append(
            Bound("list that goes on for ever", rf"^/{section.slug}/(\?|$)", last + _BEYOND, "pages that bring nothing new end the list")
        )
    site.sources = {"sections": [(f"/{section.slug}/", "div.news-item h3 a::attr(href)", "a.next::attr(href)") for section in site.profile.sections]}
    return site


def _in_section(site: Site, section: Section) -> list[Entry]:
    return [entry for entry in site.listed("list") if entry.section == section]


def _endless_list(site: Site, look: Look, section: Section) -> Handler:
    def handle(ask: Ask) -> Reply:
        page = number(ask.query.get("page"))
        entries = _in_section(site, section)
        shown = slice_of(entries, page, _PAGE) or entries[-_PAGE:]
        back = f"?page={page - 1}" if page > 1 else None
        return enlist(site, look, shown, section.title, next=f"/{section.slug}/?page={page + 1}", previous=back)

    return handle


def tables(desk: Desk) -> Site:
    """Joomla of 2008: nested tables, text split by line breaks, addresses that live in the query, print copies closed by a wildcard in robots.txt."""
    site = desk.site(profiles.TABLES, _joomla_address)
    look = Look("tables.html")
    pages.near_copy(desk, site, _joomla_address)
    site.articles[9 % desk.count].updated = site.articles[9 % desk.count].published + timedelta(hours=5)
    site.disallowed = ["/administrator/", "/*print=1"]
    open_site(site, look, robots="User-agent: *\nDisallow: /administrator/\nDisallow: /*print=1\n", articles=False)
    site.routes["/index.php"] = _joomla(site, look)
    lists = [
        (f"/index.php?option=com_content&view=category&layout=blog&id={place}&Itemid=4", "a.contentpagetitle::attr(href)", "a.pagenav::attr(href)")
        for place in (1, 2)
    ]
    site.sources = {"sections": lists}
    return site


def _joomla_address(draft: Draft) -> str:
    return f"/index.php?option=com_content&view=article&id={draft.number}:{slug(draft.text.title, 4)}&catid=2:news&Itemid=4"


def _joomla(site: Site, look: Look) -> Handler:
    articles = {str(article.number): article for article in site.articles}

    def handle(ask: Ask) -> Reply:
        chosen = ask.query.get("id", "").partition(":")[0]
        if ask.query.get("view") == "article" and chosen in articles:
            return show(site, look, articles[chosen])
        if ask.query.get("view") == "category" and chosen in ("1", "2"):
            section = site.profile.sections[int(chosen) - 1]
            start = number(ask.query.get("start"), 0)
            entries = _in_section(site, section)
            more = (
                f"/index.php?option=com_content&view=category&layout=blog&id={chosen}&Itemid=4&start={start + _PAGE}"
                if start + _PAGE < len(entries)
                else None
            )
            return enlist(site, look, entries[start : start + _PAGE], section.title, next=more)
        return not_found(site, look)

    return handle


_RU_STYLES = ("ru long", "ru short", "ru dotted", "ru long year")
_KK_STYLES = ("kk long", "kk year", "kk year clock")


def visible_only(desk: Desk) -> Site:
    """No machine-readable date anywhere: one line near the title, in many styles, among decoys in masthead, side column, links and footer."""
    site = desk.site(
        profiles.VISIBLE,
        lambda draft: f"/news/{draft.number}-{slug(draft.text.title, 4)}",
        moments(desk.now, desk.count, desk.rng("kz_press_visible times")),
    )
    for place, article in enumerate(site.articles):
        article.style = _style(article, place, desk)
    look = Look("visible.html", extras=lambda article: {"shown": visible(article.style or "ru dotted", article.published, desk.now)})
    open_site(site, look)
    links.foreign_links(desk, site)
    site.routes["/lenta/"] = lambda ask: _lenta(site, look, ask)
    site.sources = {"sections": [("/lenta/", "a.lenta-link::attr(href)", "a.more::attr(href)")]}
    return site


def _style(article: Article, place: int, desk: Desk) -> str:
    lang = "kk" if article.text.lang == "kk" else "ru"
    days = (desk.now.date() - article.published.date()).days
    if days == 0:
        return f"{lang} hours" if place % 4 < 2 else f"{lang} today"
    if days == 1:
        return f"{lang} yesterday"
    styles = _KK_STYLES if lang == "kk" else _RU_STYLES
    return styles[place // 2 % len(styles)]


def _lenta(site: Site, look: Look, ask: Ask) -> Reply:
    page = number(ask.query.get("p"))
    entries = site.listed("list")
    more = f"/lenta/?p={page + 1}" if page * _PAGE < len(entries) else None
    return enlist(site, look, slice_of(entries, page, _PAGE), "Лента", next=more)


def twice(desk: Desk) -> Site:
    """Two sections and a feed that list the same articles; links in capitals of host, with fragments; a second article follows on every page."""
    site = desk.site(profiles.TWICE, lambda draft: f"/story/{draft.number}/{slug(draft.text.title, 3)}")
    followers = {article.number: after for article, after in zip(site.articles, site.articles[1:], strict=False)}
    look = Look("twice.html", extras=lambda article: {"follower": followers.get(article.number)})
    open_site(site, look)
    for place, entry in enumerate(site.entries):
        if place % 5 == 1:
            entry.href = entry.href.replace("{base}", "{loud}")
        elif place % 5 == 3:
            entry.href += "#read"
    on_article(site, 1, "host in capitals", "the feed writes HTTP://LOCALHOST")
    pages.future_article(desk, site, look, lambda draft: f"/story/{draft.number}/kelesi-zhyl")
    site.routes["/rss.php"] = lambda ask: xml(site, "rss.xml", header="application/xml; charset=utf-8", entries=site.listed("feed"), dated=True)
    for section in site.profile.sections:
        site.routes[f"/{section.slug}/"] = _whole_list(site, look, section)
    site.sources = {
        "feeds": ["/rss.php"],
        "sections": [(f"/{section.slug}/", "a.list-a::attr(href)", "a.list-next::attr(href)") for section in site.profile.sections],
    }
    return site


def _whole_list(site: Site, look: Look, section: Section) -> Handler:
    def handle(ask: Ask) -> Reply:
        page = number(ask.query.get("page"))
        entries = site.listed("list")
        more = f"/{section.slug}/?page={page + 1}" if page * _PAGE < len(entries) else None
        return enlist(site, look, slice_of(entries, page, _PAGE), section.title, next=more)

    return handle
