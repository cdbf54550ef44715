"""What spiders pass to the pipelines, as plain values: a page that answered, or a try that ended without a page; and its outlet and crawl."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from records.clock import outlet_zone
from records.model import EvidenceRef, Period
from records.vocabulary import Fate


@dataclass(frozen=True)
class Hints:
    """What the source (feed, sitemap, list page) said of a page, in its own words; empty if it said nothing."""

    title: str = ""
    published: str = ""


@dataclass(frozen=True)
class Css:
    """An outlet's own selectors (docs/contracts.md, section 4, `article`); None = generic reading."""

    text: str | None = None
    date: str | None = None


@dataclass(frozen=True)
class Kept:
    """A page that is read from our own evidence: where its record lies, and the run in which its fate is written. The record is not written again."""

    run_id: str
    ref: EvidenceRef


@dataclass(frozen=True)
class FollowedRedirect:
    """An answer that led on to the page: the address that gave it, its status and headers. `Location` is the address that was followed."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PageItem:
    """A page that answered 200 and may be an article. `url` is the address asked for, `final_url` the one that answered after redirects."""

    outlet: str
    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    hints: Hints = field(default_factory=Hints)
    part: int | None = None
    """The number of the post that is meant, where the body holds several articles (a Telegram channel's preview page)."""
    watched: str | None = None
    """The id of the stored article whose page this is, when it is looked at again; then 404 and 410 come as pages too."""
    kept: Kept | None = None
    """Set where the page comes from our own evidence."""
    redirects: tuple[FollowedRedirect, ...] = ()
    """What led from `url` to `final_url`, in order."""


@dataclass(frozen=True)
class TryItem:
    """A try that ended without a page to read: refused, failed, or a list page that gave only links."""

    outlet: str
    url: str
    fate: Fate
    at: datetime
    status: int | None = None
    source: bool = False
    detail: str = ""
    watched: str | None = None
    """The id of the stored article whose page was to be looked at again."""
    sha256: str | None = None
    """Of a body that broke off, where it may be all that the server has: then it comes the same again."""
    kept: Kept | None = None
    """Set where the page came from our own evidence."""
    title: str = ""
    """What a page that was read as no article calls itself."""
    published_on: date | None = None
    """The day that such a page surely gives."""


class ArticleItem(TypedDict):
    """An article that has just been stored: what later pipelines, extensions and feeds get, one for each. The fields are those of the export."""

    id: str
    url: str
    outlet: str
    region: str | None
    lang: str
    title: str
    text: str
    authors: list[str]
    published_at: str | None
    fetched_at: str
    sha256: str
    evidence: dict[str, Any]
    """`file` (relative to the evidence folder) and `offset` of its record."""
    copy_of: str | None
    date_precision: str | None
    partial: bool


@dataclass(frozen=True)
class OutletFacts:
    """The facts of an outlet that taking its pages needs: region and zone, its own hosts, its own selectors."""

    name: str
    region: str | None = None
    sites: frozenset[str] = frozenset()
    css: Css = field(default_factory=Css)

    @property
    def zone(self) -> ZoneInfo:
        return outlet_zone(self.region)


@dataclass(frozen=True)
class CrawlContext:
    """One crawl: its run, and the days that the person asked for (open if none were asked for)."""

    run_id: str
    period: Period = field(default_factory=Period)
