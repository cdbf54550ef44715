"""Plain values that spiders pass to the pipelines: pages, attempts without a page, and their outlet and crawl."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from records.clock import outlet_zone
from records.model import EvidenceRef, Period
from records.vocabulary import Fate


@dataclass(frozen=True)
class Hints:
    """The title and date that the source (feed, sitemap, list page) gives for a page; empty if it gives none."""

    title: str = ""
    published: str = ""


@dataclass(frozen=True)
class Css:
    """An outlet's own selectors (docs/contracts.md, section 4, `article`); None means generic extraction."""

    text: str | None = None
    date: str | None = None


@dataclass(frozen=True)
class StoredPageSource:
    """The location of a page read from our own evidence, and the run that records its fate. The record is not written again."""

    run_id: str
    ref: EvidenceRef


@dataclass(frozen=True)
class FollowedRedirect:
    """A redirect on the path to the page: its URL, status and headers. `Location` is the URL that was followed."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PageItem:
    """A page that answered 200 and may be an article. `url` is the requested URL, `final_url` the one after redirects."""

    outlet: str
    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    hints: Hints = field(default_factory=Hints)
    post_number: int | None = None
    """The number of the wanted post, where the body contains several articles (a Telegram channel's preview page)."""
    watched_article: str | None = None
    """The id of the stored article whose page is checked again; then 404 and 410 are also passed on as pages."""
    stored_source: StoredPageSource | None = None
    """Set if the page comes from our own evidence."""
    redirects: tuple[FollowedRedirect, ...] = ()
    """The redirects from `url` to `final_url`, in order."""


@dataclass(frozen=True)
class AttemptItem:
    """An attempt that ended without a page to read: refused, failed, or a list page that gave only links."""

    outlet: str
    url: str
    fate: Fate
    at: datetime
    status: int | None = None
    source: bool = False
    detail: str = ""
    watched_article: str | None = None
    """The id of the stored article whose page was to be checked again."""
    sha256: str | None = None
    """The hash of an incomplete body. If the server has no more than that, the next attempt gives the same hash."""
    stored_source: StoredPageSource | None = None
    """Set if the page came from our own evidence."""
    title: str = ""
    """The title of a page that was not recognised as an article."""
    published_on: date | None = None
    """The publication day of such a page, if it is certain."""


class ArticleItem(TypedDict):
    """A newly stored article as later pipelines, extensions and feeds receive it. The fields are those of the export."""

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
    """The facts about an outlet that processing its pages needs: region, time zone, hosts and selectors."""

    name: str
    region: str | None = None
    sites: frozenset[str] = frozenset()
    css: Css = field(default_factory=Css)

    @property
    def zone(self) -> ZoneInfo:
        return outlet_zone(self.region)


@dataclass(frozen=True)
class CrawlContext:
    """One crawl: its run and the requested period (open if none was requested)."""

    run_id: str
    period: Period = field(default_factory=Period)
