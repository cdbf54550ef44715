"""Which source of an outlet is tried next. `TriedSources` records what worked and what failed, and `next_sources` returns what to request.

The sources in the outlet file come first. If it names none, or none of them lists anything, these follow: sources that worked last time, the home
page (the feeds in its head, its links that look like articles) and the sitemaps that robots.txt names; then the usual addresses one by one; last the
home page's own sections. A wrong guess costs one request, and is not repeated within a week. No guesses are made at a host that does not answer at
all.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from records.vocabulary import Cause, Fate, SourceKind
from spiders.config.schema import Outlet

# A guess that was wrong is not repeated for this long.
_GUESS_AGAIN = timedelta(days=7)
# Failures that affect every address of the host.
_HOST_DOWN = frozenset({Cause.DNS, Cause.TLS, Cause.UNREACHABLE, Cause.TIMEOUT, Cause.TOO_MANY, Cause.BOT_WALL})
# The most sections of the home page that are tried as list pages.
_SECTIONS = 12
_MACHINE_READABLE = frozenset({SourceKind.FEED, SourceKind.SITEMAP, SourceKind.WORDPRESS})


@dataclass(frozen=True)
class OutletSource:
    """One source and how it is known. `named`: the outlet file names it. `guess`: nothing names it."""

    kind: SourceKind
    url: str
    named: bool = False
    guess: bool = False

    @property
    def names_sitemaps(self) -> bool:
        """Whether this is the robots.txt that names sitemaps, and not itself a sitemap."""
        return self.kind is SourceKind.SITEMAP and self.url.endswith("/robots.txt")

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "url": self.url, "named": self.named}


def configured_sources(outlet: Outlet, channels: list[str]) -> list[OutletSource]:
    """Return the sources that the outlet's file names. `channels` are the addresses of its Telegram channels' preview pages."""
    named = [(SourceKind.FEED, url) for url in outlet.feeds] + [(SourceKind.SITEMAP, url) for url in outlet.sitemaps]
    named += [(SourceKind.WORDPRESS, url) for url in outlet.wordpress] + [(SourceKind.SECTION, section.url) for section in outlet.sections]
    return [OutletSource(kind, url, named=True) for kind, url in [*named, *((SourceKind.TELEGRAM, url) for url in channels)]]


@dataclass
class TriedSources:
    """The sources of one outlet during one visit. `remembered` worked before. `guessed_at` is the time of the last guesses."""

    home: str
    named: list[OutletSource]
    remembered: list[OutletSource]
    guessed_at: datetime | None
    now: datetime
    served: list[OutletSource] = field(default_factory=list)
    site_failures: list[Fate] = field(default_factory=list)
    channel_failures: list[Fate] = field(default_factory=list)
    searched: bool = False
    """The home page and the sitemaps that robots.txt names have been asked for."""
    guesses: list[OutletSource] | None = None
    """The usual addresses that are left; None before the first is asked."""
    sections: list[str] = field(default_factory=list)
    """The list pages that the home page links to."""

    @property
    def failures(self) -> list[Fate]:
        """The fates of the sources that listed nothing."""
        return self.site_failures or self.channel_failures

    @property
    def site_served(self) -> bool:
        """Whether a source of the outlet's own site worked. A channel contains less than the site."""
        return any(way.kind is not SourceKind.TELEGRAM for way in self.served)


def note_served(tried: TriedSources, way: OutletSource) -> None:
    """Record that a source worked."""
    if all(way.url != other.url for other in tried.served):
        tried.served.append(way)


def note_failed(tried: TriedSources, way: OutletSource, fate: Fate) -> None:
    """Record that a source listed nothing. Guesses do not count, and channels are counted apart because they are on another host."""
    if not way.guess:
        (tried.channel_failures if way.kind is SourceKind.TELEGRAM else tried.site_failures).append(fate)


def note_sections(tried: TriedSources, addresses: list[str]) -> None:
    """Record the list pages to which the home page links."""
    tried.sections = addresses[:_SECTIONS]


def first_sources(tried: TriedSources) -> list[OutletSource]:
    """Return the sources requested when the visit begins."""
    return tried.named if any(way.kind is not SourceKind.TELEGRAM for way in tried.named) else [*tried.named, *_search(tried)]


def next_sources(tried: TriedSources) -> list[OutletSource]:
    """Return the sources to request when all earlier answers are read; empty if there is enough, or nothing is left to try."""
    if any(fate.value in _HOST_DOWN for fate in tried.site_failures) and not tried.site_served:
        return []
    if not tried.searched:
        return [] if tried.site_served else _search(tried)
    if tried.guesses is None:
        tried.guesses = _usual_guesses(tried)
    if tried.guesses and not any(way.kind in _MACHINE_READABLE for way in tried.served):
        tried.guessed_at = tried.now
        return [tried.guesses.pop(0)]
    if not tried.site_served and tried.sections:
        sections, tried.sections = tried.sections, []
        return [OutletSource(SourceKind.SECTION, address) for address in sections]
    return []


def _search(tried: TriedSources) -> list[OutletSource]:
    tried.searched = True
    found = [*tried.remembered, OutletSource(SourceKind.HOME, tried.home), OutletSource(SourceKind.SITEMAP, urljoin(tried.home, "/robots.txt"))]
    # The home page is read again even if the file also names it as a list page: its head may name a feed.
    return [way for way in found if way.kind is SourceKind.HOME or way.url not in {other.url for other in tried.named}]


def _usual_guesses(tried: TriedSources) -> list[OutletSource]:
    if tried.guessed_at is not None and abs(tried.now - tried.guessed_at) < _GUESS_AGAIN and tried.served:
        return []
    usual = ((SourceKind.FEED, "/feed/"), (SourceKind.FEED, "/rss"), (SourceKind.SITEMAP, "/sitemap.xml"), (SourceKind.WORDPRESS, "/wp-json/"))
    return [OutletSource(kind, urljoin(tried.home, path), guess=True) for kind, path in usual]
