"""How a trap is planted in a site, and which fates are right for it."""

import random
from datetime import timedelta

from tests.press.desk import Desk
from tests.press.model import Article, Entry, Handler, Site, Snare, encode

STORED = ("stored", "known")
ONE_OF_TWINS = ("stored", "known", "near_copy")
NO_ARTICLE = ("not_article",)
BROKEN = ("bad_content", "timeout", "server_error", "connection", "reset", "unreachable", "network", "incomplete", "broken_off")
RETRIES = 12  # requests to one failing page that a patient crawler may spend in one run


def plant(desk: Desk, site: Site, name: str, handler: Handler | None, snare: Snare, href: str = "", where: str = "feed list map") -> Entry:
    """List a trap like an article, with an invented title and lede, and answer its first path by `handler`."""
    rng = random.Random(f"{desk.seed} {site.name} {name}")
    text = desk.writer.article(site.lang)
    times = [article.published for article in site.articles]
    published = times[rng.randrange(1, max(2, len(times) - 1))] + timedelta(minutes=rng.randint(1, 9), seconds=rng.randint(1, 50))
    entry = Entry(
        href or "{base}" + encode(snare.paths[0]), text.title, text.lede, min(published, desk.now), text.author, site.profile.sections[0], site.lang
    )
    entry.where = frozenset(where.split())
    site.entries.append(entry)
    site.snares.append(snare)
    if handler:
        site.routes[snare.paths[0]] = handler
    return entry


def on_article(site: Site, place: int, name: str, note: str, fates: tuple[str, ...] = STORED) -> Article:
    """Name the article at a place of the site's list as one that is hard to get, and hand it over."""
    article = site.articles[place % len(site.articles)]
    site.snares.append(Snare(name, (article.path, *article.twins), fates, note=note))
    return article


def entry_for(site: Site, article: Article) -> Entry:
    """The line of the sources that leads to an article."""
    return next(entry for entry in site.entries if entry.article is article)
