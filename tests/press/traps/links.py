"""Links that are spelled oddly, lead elsewhere, or lead to the same article twice; feeds that are none."""

from datetime import timedelta

from tests.press.desk import Desk, Draft, entry_of
from tests.press.model import Bound, Reply, Site, Snare, encode
from tests.press.pages import Look, not_found, redirect, show
from tests.press.traps import replies
from tests.press.traps.planting import ONE_OF_TWINS, RETRIES, STORED, entry_for, on_article, plant


def ragged_link(site: Site) -> None:
    """A feed whose editor pressed Enter inside the link."""
    article = on_article(site, 3, "newline and spaces around the link", "the feed has line breaks around the address")
    entry = entry_for(site, article)
    entry.href = "\n\t\t   " + entry.href + " \n\t\t"


def escaped_link(desk: Desk, site: Site, look: Look) -> None:
    """An address with two parameters, so that its ampersand stands escaped in the feed."""
    text = desk.writer.article(site.lang)
    article = desk.print(
        site, Draft(880077, text, site.profile.sections[1], desk.now - timedelta(days=2, minutes=17)), lambda draft: "/show?id=880077&cat=2"
    )
    site.routes["/show"] = lambda ask: show(site, look, article) if ask.query == {"id": "880077", "cat": "2"} else not_found(site, look)
    site.snares.append(Snare("&amp; in a link", (article.path,), STORED))


def fragment_link(site: Site) -> None:
    """The same article twice in the feed, once with #comments behind its address."""
    article = on_article(site, 11, "link with a #fragment, and again without", "two entries, one article")
    again = entry_of(article)
    again.href += "#comments"
    again.where = frozenset({"feed"})
    site.entries.append(again)


def broken_feeds(site: Site) -> None:
    """Two feeds more: one is a web page now, one is a bomb of entities. The good feed must be read all the same."""
    page = "<!DOCTYPE html><html><head><title>Домен продаётся</title></head><body><h1>Лента переехала & больше не обновляется<br></h1></body></html>"
    site.routes["/lenta.rss"] = lambda ask: Reply(page.encode(), type="text/html; charset=utf-8")
    site.routes["/export.rss"] = lambda ask: Reply(replies.laughs(site.base), type="application/rss+xml")
    for path in ("/lenta.rss", "/export.rss"):
        site.bounds.append(Bound("broken feed asked again and again", f"^{path}$", RETRIES, "a feed that cannot be read is given up"))


def same_again(site: Site) -> None:
    """One article listed under its own address, with trackers, and as its AMP copy."""
    article = on_article(site, 4, "the same article with ?utm= and as /amp", "three entries, one article", ONE_OF_TWINS)
    for href in (
        "{base}" + encode(article.path) + "?utm_source=telegram&utm_medium=social&utm_campaign=evening",
        "{base}/amp" + encode(article.path),
    ):
        again = entry_of(article)
        again.href, again.where = href, frozenset({"feed"})
        site.entries.append(again)


def foreign_links(desk: Desk, site: Site) -> None:
    """Links that lead off the site: straight, by redirect to another host, to the same host spelled as a number, to a file."""
    note = "no request may reach the foreign host"
    link = Snare("link to a foreign host", ("{foreign}/partner/novost-partnera-1",), never=STORED, optional=True, note=note)
    plant(desk, site, "foreign link", None, link, href="{foreign}/partner/novost-partnera-1")
    goals = {
        "redirect to a foreign host": lambda: site.foreign + "/reklama/perehod",
        "redirect to a host spelled as a number": lambda: site.foreign.replace("127.0.0.2", "2130706434") + "/latest/meta-data/",
        "redirect to a file": lambda: "file:///etc/hostname",
    }
    for place, (name, goal) in enumerate(goals.items()):
        plant(desk, site, name, redirect(goal), Snare(name, (f"/go/{7000 + place}/",), never=STORED, note=note))


def spelled_slugs(site: Site) -> None:
    """A Cyrillic address that the sitemap spells three times: in capital hex digits, in small ones, and raw."""
    article = on_article(site, 1, "Cyrillic address, encoded and raw", "one article however the address is spelled")
    again = entry_of(article)
    again.href, again.where = "{base}" + encode(article.path).lower(), frozenset({"map"})
    site.entries.append(again)
    raw = entry_of(article)
    raw.href, raw.where = "{base}" + article.path, frozenset({"map"})
    site.entries.append(raw)
