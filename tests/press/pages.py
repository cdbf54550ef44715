"""The pages every outlet has: front page, articles, sections, about, robots.txt, pictures, and what stands where nothing is."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.press.furniture import article_page, list_page
from tests.press.model import Article, Entry, Handler, Reply, Section, Site

_PICTURE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")

Extras = Callable[[Article], dict[str, Any]]


@dataclass(frozen=True)
class Look:
    """How a site renders: its template, its true encoding, the type it claims, and what its template needs besides."""

    template: str
    charset: str = "utf-8"
    header: str = "text/html; charset=utf-8"
    extras: Extras = field(default=lambda article: {})
    home: int = 14


def show(site: Site, look: Look, article: Article) -> Reply:
    """The page of an article."""
    return article_page(site, look.template, article, charset=look.charset, header=look.header, **look.extras(article))


def enlist(site: Site, look: Look, entries: list[Entry], heading: str, **options: Any) -> Reply:
    """A page that lists entries."""
    return list_page(
        site,
        look.template,
        entries,
        heading,
        charset=look.charset,
        header=look.header,
        **{"next": None, "previous": None, "missing": False, **options},
    )


def not_found(site: Site, look: Look, status: int = 404) -> Reply:
    """The site's own page for an address where nothing is, with all its furniture."""
    words = "Страница не найдена" if site.lang == "ru" else "Бет табылмады" if site.lang == "kk" else "Page not found"
    return enlist(site, look, [], words, status=status, missing=True)


def open_site(site: Site, look: Look, *, robots: str | None = "", articles: bool = True) -> None:
    """Give the site its front page, article pages, sections and robots.txt; `robots` None means that it has no robots.txt."""
    site.routes["/"] = lambda ask: enlist(site, look, site.listed("list")[: look.home], site.profile.title[site.lang])
    site.fallback = lambda ask: picture() if ask.path.endswith((".jpg", ".png", ".gif", ".webp")) else not_found(site, look)
    if robots is not None:
        text = robots or "User-agent: *\nAllow: /\n"
        site.routes["/robots.txt"] = lambda ask: Reply(text.replace("{base}", site.base).encode(), type="text/plain; charset=utf-8")
    if articles:
        for article in site.articles:
            site.routes[article.path] = page_of(site, look, article)


def page_of(site: Site, look: Look, article: Article) -> Handler:
    """The handler of an article's address."""
    return lambda ask: show(site, look, article)


def open_sections(site: Site, look: Look) -> None:
    """Section pages as the menu links them, with and without a slash at the end."""
    for section in site.profile.sections:
        site.routes[f"/{section.slug}"] = site.routes[f"/{section.slug}/"] = _section(site, look, section)


def _section(site: Site, look: Look, section: Section) -> Handler:
    return lambda ask: enlist(site, look, [entry for entry in site.listed("list") if entry.section == section][:20], section.title)


def to_article(site: Site, article: Article) -> Handler:
    """A handler that sends its visitors to the article's own address for good."""
    return redirect(lambda: site.url(article.path), 301)


def picture() -> Reply:
    """One transparent dot."""
    return Reply(_PICTURE, type="image/gif")


def redirect(location: Callable[[], str], status: int = 302) -> Handler:
    """A handler that sends its visitors elsewhere; the place is asked for when they come, since ports are known only then."""
    return lambda ask: Reply(b"<html><body>Moved</body></html>", status, headers=(("Location", location()),))


def slice_of(entries: list[Entry], page: int, size: int) -> list[Entry]:
    """The entries on a page of a paged list; pages count from 1."""
    return entries[(page - 1) * size : page * size]


def number(text: str | None, default: int = 1) -> int:
    """A page number as an address gives it; nonsense is the default."""
    return int(text) if text and text.isdigit() and int(text) else default
