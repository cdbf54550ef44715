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

from records.vocabulary import Cause, Fate
from spiders.config.schema import Outlet
from spiders.sources.home import HomeSource
from spiders.sources.kinds import KINDS
from spiders.sources.list_pages import OutletSource
from spiders.sources.section import SectionSource
from spiders.sources.sitemap import SitemapSource

# A guess that was wrong is not repeated for this long.
_GUESS_AGAIN = timedelta(days=7)
# Failures that affect every address of the host.
_HOST_DOWN = frozenset({Cause.DNS, Cause.TLS, Cause.UNREACHABLE, Cause.TIMEOUT, Cause.TOO_MANY, Cause.BOT_WALL})
# The most sections of the home page that are tried as list pages.
_SECTIONS = 12


def configured_sources(outlet: Outlet, *, older_days: bool = False) -> list[OutletSource]:
    """Return the sources that the outlet's file names. `older_days`: those that are asked only when a person wants given days."""
    return [source for kind in KINDS.values() if kind.older_days is older_days for source in kind.sources(outlet)]


def named_entry(outlet: Outlet, source: OutletSource) -> Any:
    """Return what the outlet's file says of the address of a source; None if it does not name it."""
    kinds = [KINDS[source.kind], *KINDS.values()]
    return next((value for kind in kinds for value in kind.entries(outlet) if kind.address(value) == source.url), None)


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
        return any(KINDS[source.kind].on_site for source in self.served)


def note_served(tried: TriedSources, source: OutletSource) -> None:
    """Record that a source worked."""
    if all(source.url != other.url for other in tried.served):
        tried.served.append(source)


def note_failed(tried: TriedSources, source: OutletSource, fate: Fate) -> None:
    """Record that a source listed nothing. Guesses do not count, and channels are counted apart because they are on another host."""
    if not source.guess:
        (tried.site_failures if KINDS[source.kind].on_site else tried.channel_failures).append(fate)


def note_sections(tried: TriedSources, addresses: list[str]) -> None:
    """Record the list pages to which the home page links."""
    tried.sections = addresses[:_SECTIONS]


def first_sources(tried: TriedSources) -> list[OutletSource]:
    """Return the sources requested when the visit begins."""
    return tried.named if any(KINDS[source.kind].on_site for source in tried.named) else [*tried.named, *_search(tried)]


def next_sources(tried: TriedSources) -> list[OutletSource]:
    """Return the sources to request when all earlier answers are read; empty if there is enough, or nothing is left to try."""
    if any(fate.value in _HOST_DOWN for fate in tried.site_failures) and not tried.site_served:
        return []
    if not tried.searched:
        return [] if tried.site_served else _search(tried)
    if tried.guesses is None:
        tried.guesses = _usual_guesses(tried)
    if tried.guesses and not any(KINDS[source.kind].complete for source in tried.served):
        tried.guessed_at = tried.now
        return [tried.guesses.pop(0)]
    if not tried.site_served and tried.sections:
        sections, tried.sections = tried.sections, []
        return [OutletSource(SectionSource.code, address) for address in sections]
    return []


def _search(tried: TriedSources) -> list[OutletSource]:
    tried.searched = True
    candidates = [*tried.remembered, OutletSource(HomeSource.code, tried.home), OutletSource(SitemapSource.code, urljoin(tried.home, "/robots.txt"))]
    # The home page is read again even if the file also names it as a list page: its head may name a feed.
    return [source for source in candidates if source.kind == HomeSource.code or source.url not in {other.url for other in tried.named}]


def _usual_guesses(tried: TriedSources) -> list[OutletSource]:
    if tried.guessed_at is not None and abs(tried.now - tried.guessed_at) < _GUESS_AGAIN and tried.served:
        return []
    return [OutletSource(kind.code, urljoin(tried.home, path), guess=True) for kind in KINDS.values() for path in kind.usual]
