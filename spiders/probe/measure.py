"""What a source gives: its links, how many there are, how many have a date, how far back they go, and how frequent they are. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from parsel import Selector

from pipelines.extraction.charset import decode
from pipelines.extraction.dates import read_date
from pipelines.extraction.dates.url_date import date_in_address
from records.model import Found
from records.vocabulary import WayKind
from spiders.config.schema import Outlet, Section
from spiders.probe.finding import WaySeen
from spiders.sources.documents import Unreadable
from spiders.sources.fallback import Way
from spiders.sources.feed import read_feed
from spiders.sources.section import parsed_page, read_section
from spiders.sources.sitemap import read_sitemap
from spiders.sources.telegram import read_channel
from spiders.sources.wordpress import read_posts

# Of a sitemap of tens of thousands, so many of its beginning and its end are looked at for their dates.
MOST_DATED = 5_000
# A source whose newest entry is older than this has been forgotten by its outlet; collecting counts it so too.
STALE = timedelta(days=30)


@dataclass(frozen=True)
class WayReading:
    """The content of an answer: its links, the sitemaps of an index, and a word of ours on how it was read."""

    links: list[Found] = field(default_factory=list)
    children: list[Found] = field(default_factory=list)
    detail: str = ""
    words: int = 0
    """Of a channel's newest post."""
    page: Selector | None = None
    """The web page, where it was one."""


def read_way(way: Way, body: bytes, url: str, content_type: str, outlet: Outlet) -> WayReading:
    """Read an answer as its kind of source. `url` is the address that answered. Raises Unreadable."""
    if way.kind is WayKind.FEED:
        return WayReading(read_feed(body, url, content_type))
    if way.kind is WayKind.SITEMAP:
        sitemap = read_sitemap(body, url)
        return WayReading(sitemap.pages, sitemap.children)
    if way.kind is WayKind.WORDPRESS:
        return WayReading(read_posts(body, url))
    if way.kind is WayKind.TELEGRAM:
        posts = read_channel(decode(body, content_type), url).posts
        links = [Found(post.address, post.title, post.published.isoformat() if post.published else "") for post in posts]
        return WayReading(links, words=len(posts[-1].text.split()) if posts else 0)
    return _list_page(way, parsed_page(decode(body, content_type)), url, outlet)


def _list_page(way: Way, page: Selector, url: str, outlet: Outlet) -> WayReading:
    named = next((section for section in outlet.sections if section.url == way.url), Section(url=way.url))
    # The home page is read for its own links, even where it is also a list page of the file.
    section = Section(url=way.url) if way.kind is WayKind.HOME else named
    try:
        links, _ = read_section(page, url, section, outlet.article.allow)
        if links or not section.links:
            return WayReading(links, page=page)
        links, _ = read_section(page, url, Section(url=section.url, next=section.next), outlet.article.allow)
    except ValueError as error:
        raise Unreadable(str(error)) from error
    return WayReading(links, detail="its own selector finds nothing; read by the shape of its links" if links else "", page=page)


def measured(seen: WaySeen, links: Sequence[Found], now: datetime, zone: ZoneInfo) -> WaySeen:
    """The source with what its links show. `now` (aware) is when it was read. Days without a time and without an offset are the outlet's, in
    `zone`."""
    looked_at = links if len(links) <= 2 * MOST_DATED else [*links[:MOST_DATED], *links[-MOST_DATED:]]
    read = lru_cache(MOST_DATED)(partial(_read, now=now, zone=zone))
    moments = [moment for link in looked_at if (moment := _moment(link, read, zone))]
    if not moments:
        return replace(seen, entries=len(links))
    share = len(moments) / len(looked_at)
    newest, hours = max(moments), (max(moments) - min(moments)).total_seconds() / 3600
    return replace(
        seen,
        entries=len(links),
        dated=round(share, 3),
        hours=round(hours, 1) if len(moments) > 1 else None,
        per_day=round(share * len(links) * 24 / hours, 1) if len(moments) > 1 and hours else None,
        newest=newest,
        # Where some have no day, the newest may be among them.
        stale=share == 1 and newest < now - STALE,
    )


def newest_first(links: Sequence[Found], now: datetime, zone: ZoneInfo) -> list[Found]:
    """The links, the newest first. Those without a day come after them, in their order."""
    looked_at = links[: 2 * MOST_DATED]
    read = lru_cache(MOST_DATED)(partial(_read, now=now, zone=zone))
    dated = [(moment, place) for place, link in enumerate(looked_at) if (moment := _moment(link, read, zone))]
    order = [place for _, place in sorted(dated, key=lambda pair: pair[0], reverse=True)]
    taken = set(order)
    return [looked_at[place] for place in [*order, *(place for place in range(len(looked_at)) if place not in taken)]]


def likeliest(children: Sequence[Found]) -> Found:
    """The sitemap of an index that most likely lists news of these days: changed last, or named for news."""
    return max(children, key=lambda child: (any(word in child.url.lower() for word in ("news", "post", "article")), child.updated))


def _moment(link: Found, read: Callable[[str], date | datetime | None], zone: ZoneInfo) -> datetime | None:
    day = (read(link.published) if link.published else None) or (read(link.updated) if link.updated else None) or date_in_address(link.url)
    if isinstance(day, datetime):
        return day
    return datetime.combine(day, datetime.min.time(), zone) if day else None


def _read(written: str, *, now: datetime, zone: ZoneInfo) -> date | datetime | None:
    return read_date(written, now=now, zone=zone)
