"""Which listed links are fetched: those on the outlet's own hosts, within the days wanted, and not known yet."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipelines.dedup.urls import article_id, clean, page_key, site_of
from pipelines.extraction.date_grammar import read_date
from pipelines.extraction.dates import date_in_address
from pipelines.extraction.telegram import Post
from pipelines.store import published_day, text_hash
from records import articles
from records.database import read_with_retry
from records.model import DiscoveredLink, Period
from records.outlets import runs

_MONTH_IN_NAME = re.compile(r"(?<!\d)(?P<year>20\d\d)(?:[-_./]?(?P<month>0[1-9]|1[0-2]))?(?!\d)")


@dataclass(frozen=True)
class ListedLink:
    """A link in the list of a source. `address` is its clean address, None if it has none. `own`: it is on the outlet's own hosts."""

    found: DiscoveredLink
    address: str | None
    own: bool

    @cached_property
    def key(self) -> str | None:
        """The key under which the page is known."""
        return page_key(self.address) if self.address else None


@dataclass(frozen=True)
class LinkFilter:
    """The days that one visit covers. `horizon` is the first day, `period` the days that a person asked for."""

    sites: frozenset[str]
    period: Period
    horizon: date
    now: datetime
    zone: ZoneInfo

    def listed(self, links: Iterable[DiscoveredLink]) -> list[ListedLink]:
        """Return the links of a list, each with its clean address, and whether it is on the outlet's own hosts."""
        addresses = [(link, clean(link.url)) for link in links]
        return [ListedLink(link, address, own=address is not None and site_of(address) in self.sites) for link, address in addresses]

    def day(self, link: DiscoveredLink) -> date | None:
        """Return the day of an article from its source, or from its address; None if unknown."""
        return self.read(link.published) or date_in_address(link.url)

    def read(self, written: str) -> date | None:
        """Return the day that a source's date text means, or None."""
        return published_day(read_date(written, now=self.now, zone=self.zone)) if written else None

    def article(self, link: DiscoveredLink) -> bool:
        """Return whether the article may be within the days wanted, as far as the source shows."""
        published, updated = self.read(link.published), self.read(link.updated)
        day = published or (date_in_address(link.url) if self.period.since else None)
        newest = max((candidate for candidate in (day, updated) if candidate), default=None)
        if newest is not None and newest < self.horizon:
            return False
        return day is None or self.period.until is None or day <= self.period.until

    def sitemap(self, link: DiscoveredLink) -> bool:
        """Return whether a sitemap may list wanted articles, by its date of change and the month or year in its name."""
        changed = self.read(link.updated)
        if changed is not None and changed < self.horizon:
            return False
        match = _MONTH_IN_NAME.search(unquote(urlsplit(link.url).path))
        if match is None:
            return True
        year, month = int(match["year"]), int(match["month"] or 0)
        first = date(year, month or 1, 1)
        last = date(year, month or 12, calendar.monthrange(year, month or 12)[1])
        return last >= self.horizon and (self.period.until is None or first <= self.period.until)


def fresh_links(engine: Engine, outlet: str, link_filter: LinkFilter, own: Iterable[ListedLink], visit_keys: set[str]) -> list[ListedLink]:
    """Return the wanted links that are not known, each once. `visit_keys` contains the keys of this visit; the new keys are added."""
    fresh: dict[str, ListedLink] = {}
    for link in own:
        if link.key and link.key not in visit_keys and link_filter.article(link.found):
            fresh.setdefault(link.key, link)
    if not fresh:
        return []
    known_keys = read_with_retry(engine, lambda session: runs.known_keys(session, outlet, fresh, link_filter.period))
    new = {key: link for key, link in fresh.items() if key not in known_keys}
    visit_keys |= set(new)
    return list(new.values())


def fresh_posts(engine: Engine, outlet: str, link_filter: LinkFilter, posts: Iterable[Post], visit_keys: set[str]) -> list[Post]:
    """Return the wanted posts of a channel that are not known, or have changed since they were stored."""
    keyed = {page_key(post.address): post for post in posts if link_filter.article(found_in(post))}
    keyed = {key: post for key, post in keyed.items() if key not in visit_keys}
    ids = {article_id(outlet, post.address): key for key, post in keyed.items()}

    def known_and_stored(session: Session) -> tuple[set[str], dict[str, str | None]]:
        return runs.known_keys(session, outlet, keyed, link_filter.period), articles.text_hashes(session, ids)

    known_keys, hashes = read_with_retry(engine, known_and_stored)
    stored = {ids[article]: digest for article, digest in hashes.items()}
    fresh = {key: post for key, post in keyed.items() if (stored[key] != text_hash(post.text) if key in stored else key not in known_keys)}
    visit_keys |= set(fresh)
    return list(fresh.values())


def found_in(post: Post) -> DiscoveredLink:
    """Return a post as an article listed by a source."""
    return DiscoveredLink(post.address, post.title, post.published.isoformat() if post.published else "")
