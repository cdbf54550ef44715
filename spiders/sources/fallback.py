"""Which way into an outlet is tried next. Pure: the spider says what served and what failed, the ladder says what to ask.

First what the outlet file names. Where it names nothing, or none of it gives anything, what served last time, the home page (the feeds in its head,
its links that look like articles) and the sitemaps that robots.txt names; then the usual addresses one by one; at last the home page's own sections.
A wrong guess costs one request, and none is repeated within a week; a host that does not answer at all is not guessed at.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from records.vocabulary import Cause, Fate, WayKind
from spiders.config.schema import Outlet

# What is guessed and found wrong is not guessed again for so long.
GUESS_AGAIN = timedelta(days=7)
# Fates that no other address of the same host would escape.
HOST_DOWN = frozenset({Cause.DNS, Cause.TLS, Cause.UNREACHABLE, Cause.TIMEOUT, Cause.TOO_MANY, Cause.BOT_WALL})
# List pages of the last rung.
SECTIONS = 12
_MACHINE_READABLE = frozenset({WayKind.FEED, WayKind.SITEMAP, WayKind.WORDPRESS})


@dataclass(frozen=True)
class Way:
    """One way in. `named` = the outlet file names it; `guess` = nobody does."""

    kind: WayKind
    url: str
    named: bool = False
    guess: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "url": self.url, "named": self.named}


def named_ways(outlet: Outlet, channels: list[str]) -> list[Way]:
    """The ways that the outlet's file names; `channels` are the addresses of its Telegram channels' preview pages."""
    named = [(WayKind.FEED, url) for url in outlet.feeds] + [(WayKind.SITEMAP, url) for url in outlet.sitemaps]
    named += [(WayKind.WORDPRESS, url) for url in outlet.wordpress] + [(WayKind.SECTION, section.url) for section in outlet.sections]
    return [Way(kind, url, named=True) for kind, url in [*named, *((WayKind.TELEGRAM, url) for url in channels)]]


class SourceFallback:
    """The ways into one outlet during one visit. `remembered` served before; `guessed_at` is when guessing last found what it could."""

    def __init__(self, outlet: Outlet, named: list[Way], remembered: list[Way], guessed_at: datetime | None, now: datetime) -> None:
        self.outlet = outlet
        self.named = named
        self.served: list[Way] = []
        self.guessed_at = guessed_at
        self._remembered = remembered
        self._now = now
        self._failures: list[Fate] = []
        self._unheard: list[Fate] = []
        """What became of channels that gave nothing."""
        self._searched = False
        self._guesses: list[Way] | None = None
        self._sections: list[str] = []

    def note_served(self, way: Way) -> None:
        """A way gave something."""
        if all(way.url != other.url for other in self.served):
            self.served.append(way)

    def note_failed(self, way: Way, fate: Fate) -> None:
        """A way gave nothing. Guesses do not count, and channels lie elsewhere: their failing says nothing about the outlet's site."""
        if not way.guess:
            (self._unheard if way.kind is WayKind.TELEGRAM else self._failures).append(fate)

    def note_sections(self, addresses: list[str]) -> None:
        """The list pages that the home page links to."""
        self._sections = addresses[:SECTIONS]

    @property
    def failures(self) -> list[Fate]:
        """What became of the ways that gave nothing."""
        return self._failures or self._unheard

    def first(self) -> list[Way]:
        """What is asked when the visit begins."""
        return self.named if any(way.kind is not WayKind.TELEGRAM for way in self.named) else [*self.named, *self._search()]

    def following(self) -> list[Way]:
        """What is asked when all that was asked before is read. Empty: there is enough, or nothing is left to try."""
        if self._down() and not self._site_served():
            return []
        if not self._searched:
            return [] if self._site_served() else self._search()
        if self._guesses is None:
            self._guesses = self._usual()
        if self._guesses and not any(way.kind in _MACHINE_READABLE for way in self.served):
            self.guessed_at = self._now
            return [self._guesses.pop(0)]
        if not self._site_served() and self._sections:
            sections, self._sections = self._sections, []
            return [Way(WayKind.SECTION, address) for address in sections]
        return []

    def _site_served(self) -> bool:
        """Whether the outlet's site gives something; its channel says less than its site."""
        return any(way.kind is not WayKind.TELEGRAM for way in self.served)

    def _down(self) -> bool:
        return any(fate.value in HOST_DOWN for fate in self._failures)

    def _search(self) -> list[Way]:
        self._searched = True
        home = self.outlet.home
        found = [*self._remembered, Way(WayKind.HOME, home), Way(WayKind.SITEMAP, urljoin(home, "/robots.txt"))]
        # The home page is read anew even where it is also a list page of the file: its head may name a feed.
        return [way for way in found if way.kind is WayKind.HOME or way.url not in {other.url for other in self.named}]

    def _usual(self) -> list[Way]:
        if self.guessed_at is not None and self._now - self.guessed_at < GUESS_AGAIN and self.served:
            return []
        home = self.outlet.home
        usual = ((WayKind.FEED, "/feed/"), (WayKind.FEED, "/rss"), (WayKind.SITEMAP, "/sitemap.xml"), (WayKind.WORDPRESS, "/wp-json/"))
        return [Way(kind, urljoin(home, path), guess=True) for kind, path in usual]
