"""Ten outlets that fail, each for a cause of its own, and what an honest crawler should call it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from tests.day.mastheads import profile
from tests.day.pages import UNREADABLE, page_of
from tests.day.ways import feed
from tests.press.desk import Address, Desk, Draft
from tests.press.furniture import html
from tests.press.model import Article, Reply, Site

# Articles that the changing outlet prints before it changes, and after: a week of a small outlet, and its next two days.
BEFORE, AFTER = 40, 16
_REFUSED = b"<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr><center>nginx</center></body></html>"
_BUSY = b"<html><head><title>429 Too Many Requests</title></head><body><center><h1>429 Too Many Requests</h1></center></body></html>"
_BARE = "<html><head><title>Сайт</title></head><body><h1>Сайт жөнделіп жатыр</h1><p>Жақын арада оралып, жаңалықтарды жариялаймыз.</p></body></html>"

Port = Literal["open", "tls", "closed", "nowhere"]
"""What a visitor meets: a server, a certificate that nobody vouches for, a port where nobody listens, a host without an address."""


@dataclass(frozen=True)
class Failing:
    """An outlet that fails, the cause that a crawler should find, and how its host is reached."""

    site: Site
    cause: str
    port: Port


@dataclass(frozen=True)
class _Fault:
    """How an outlet fails. `named`: the outlet file names its feed, so that neither home page nor robots.txt is read for the way."""

    cause: str
    spoil: Callable[[Site, bool], None]
    port: Port = "open"
    named: bool = True


def failing_outlets(first: int, desk: Desk, face: str, address: Address, *, hurried: bool) -> list[Failing]:
    """Nine of them, numbered from `first`; the tenth is `ChangingOutlet`. Each would have a feed and articles, were it not for its fault.

    In a hurry they keep nobody waiting longer than the fault needs: the silent one answers robots.txt, the busy one asks for no patience.
    """
    made: list[Failing] = []
    for number, fault in enumerate(_FAULTS, start=first):
        site = desk.site(profile(number, f"kz_day_fails_{fault.cause}", f"fails: {fault.cause}"), address)
        feed(site, face)
        fault.spoil(site, hurried)
        if not fault.named:
            site.sources = {}
        made.append(Failing(site, fault.cause, fault.port))
    return made


def _nothing(site: Site, hurried: bool) -> None:
    """The fault lies before the first page."""


def _silent(site: Site, hurried: bool) -> None:
    rules = site.routes["/robots.txt"]
    _everywhere(site, Reply(conduct="hang"))
    if hurried:
        site.routes["/robots.txt"] = rules


def _forbidding(site: Site, hurried: bool) -> None:
    _everywhere(site, Reply(_REFUSED, 403))


def _busy(site: Site, hurried: bool) -> None:
    _everywhere(site, Reply(_BUSY, 429, headers=(("Retry-After", "0"),) if hurried else ()))


def _walled(site: Site, hurried: bool) -> None:
    _everywhere(site, html(site, "challenge.html", status=403))


def _bare(site: Site, hurried: bool) -> None:
    site.routes = {"/": lambda ask: Reply(_BARE.encode()), "/robots.txt": site.routes["/robots.txt"]}


def _shut(site: Site, hurried: bool) -> None:
    site.routes["/robots.txt"] = lambda ask: Reply(b"User-agent: *\nDisallow: /\n", type="text/plain")


def _everywhere(site: Site, reply: Reply) -> None:
    site.routes, site.fallback = {}, lambda ask: reply


_FAULTS = (
    _Fault("dns", _nothing, "nowhere"),
    _Fault("tls", _nothing, "tls"),
    _Fault("unreachable", _nothing, "closed", named=False),
    _Fault("timeout", _silent),
    _Fault("forbidden", _forbidding, named=False),
    _Fault("too_many", _busy),
    _Fault("bot_wall", _walled, named=False),
    _Fault("empty", _bare, named=False),
    _Fault("robots", _shut),
)


class ChangingOutlet:
    """An outlet that is read like any other until `change` is called; what it prints from then on is no longer found on its pages."""

    cause = "layout_changed"

    def __init__(self, number: int, desk: Desk, face: str, address: Address) -> None:
        self._desk, self._address = desk, address
        self.site = desk.site(profile(number, f"kz_day_fails_{self.cause}", f"fails: {self.cause}"), address)
        self.readable: list[Article] = list(self.site.articles)
        feed(self.site, face)

    def change(self) -> None:
        """Print what is new in a layout whose pages hold a headline, a few words, and an application that fetches the rest."""
        site, langs = self.site, self.site.profile.langs
        newest = max(article.number for article in site.articles)
        for place in range(AFTER):
            text = self._desk.writer.article(langs[place % len(langs)])
            draft = Draft(newest + 3 * (AFTER - place), text, site.profile.sections[0], site.now - timedelta(minutes=1 + place))
            article = self._desk.print(site, draft, self._address)
            site.routes[article.path] = page_of(site, UNREADABLE, article)
