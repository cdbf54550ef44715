"""The pages of one list, newest first: whether a page is newer or older than the days wanted, and which page to fetch next.

As long as a whole page is newer than the last day wanted, the step is doubled. Then the first page that is not newer is searched for between the last
two. From there every page is read until a whole page is older than the first day wanted. A thousand pages cost twenty requests instead of a thousand.
The progress in a list is stored as a cursor, so that it continues after an interruption.
"""

import re
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Any, Self
from urllib.parse import urlsplit

from spiders.sources.link_filter import ListedLink


@dataclass(frozen=True)
class OutletSource:
    """One source and how it is known. `kind` is the code of its kind. `named`: the outlet file names it. `guess`: nothing names it."""

    kind: str
    url: str
    named: bool = False
    guess: bool = False

    @property
    def is_robots(self) -> bool:
        """Whether this is the robots.txt that names sitemaps, and not itself a sitemap."""
        return self.url.endswith("/robots.txt")

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "url": self.url, "named": self.named}


# Archives by number: addresses with the number of a page, `{page}`, or of its first entry, `{start:20}` for twenty entries a page.

NUMBER_PLACE = re.compile(r"\{(?:page|start:(?P<step>[1-9]\d{0,2}))\}")
"""The placeholder for the page number of an archive, or for the number of a page's first entry."""


def is_numbered(template: str) -> bool:
    """Return whether an archive's address contains a number and not a date."""
    return NUMBER_PLACE.search(template) is not None


def numbered_page(template: str, number: int) -> str:
    """Return the address of a page of the archive. Pages are counted from 1, entries from 0."""
    return NUMBER_PLACE.sub(lambda match: str((number - 1) * int(match["step"]) if match["step"] else number), template)


_NUMBER_IN_PATH = re.compile(r"(?P<before>/(?:page|p|stranica|bet)[/\-]?)(?P<number>\d{1,6})(?P<after>/?)$", re.IGNORECASE)
_NUMBER_IN_QUERY = re.compile(r"(?P<before>(?:^|&)(?:page|paged|p|pagen_\d{1,2}|pg)=)(?P<number>\d{1,6})(?P<after>(?=&|$))", re.IGNORECASE)
# The most list pages of one list in a visit without a period, and the most in a walk back to given days.
PAGES = 30
MOST_PAGES = 5000


class PageAge(Enum):
    """Whether a list page is newer or older than the days wanted."""

    NEWER = "newer"
    WITHIN = "within"
    OLDER = "older"
    UNKNOWN = "unknown"
    BEYOND = "beyond"
    """There is no such page: the list ends before it."""


def page_age(days: list[date], since: date | None, until: date | None) -> PageAge:
    """Return the age of a page whose articles are of these days.

    A page is newer or older only if nearly all of its days are, because pinned articles may be of any day.
    """
    if not days:
        return PageAge.UNKNOWN
    few = len(days) // 5
    if until is not None and sum(day <= until for day in days) <= few and days[-1] > until:
        return PageAge.NEWER
    if since is not None and sum(day >= since for day in days) <= few:
        return PageAge.OLDER
    return PageAge.WITHIN


@dataclass(frozen=True)
class Search:
    """The state of the search for the first page wanted. `low` is a page known to be newer, `high` one known not to be; `found` ends the search."""

    low: int = 0
    high: int | None = None
    step: int = 1
    found: bool = False

    def after(self, number: int, verdict: PageAge) -> "tuple[Search, int | None]":
        """Return the search after this page, and the number of the page to fetch next; None if the list has been read far enough."""
        if self.found or (verdict is PageAge.UNKNOWN and self.high is None):
            return replace(self, found=True), None if verdict in (PageAge.OLDER, PageAge.BEYOND) else number + 1
        if verdict is PageAge.NEWER:
            low = max(self.low, number)
            if self.high is None:
                return replace(self, low=low, step=self.step * 2), number + self.step
            return self._between(low, self.high, number, verdict)
        return self._between(self.low, number if self.high is None else min(number, self.high), number, verdict)

    def _between(self, low: int, high: int, number: int, verdict: PageAge) -> "tuple[Search, int | None]":
        if high - low <= 1:
            ended = replace(self, low=low, high=high, found=True)
            if number != high:
                return ended, high
            # The page just read is the first one wanted: its articles are fetched, and the next page follows.
            return ended, None if verdict in (PageAge.OLDER, PageAge.BEYOND) else number + 1
        return replace(self, low=low, high=high), (low + high) // 2

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        return cls(**content)


def numbered(url: str, number: int) -> str | None:
    """Return the address of another page of the same list: `?page=3` or `/page/3/` with another number.

    None if the address has no page number. `url` may be an archive's address with `{page}`.
    """
    if is_numbered(url):
        return numbered_page(url, number)
    parts = urlsplit(url)
    if _NUMBER_IN_PATH.search(parts.path):
        return parts._replace(path=_NUMBER_IN_PATH.sub(rf"\g<before>{number}\g<after>", parts.path)).geturl()
    if _NUMBER_IN_QUERY.search(parts.query):
        return parts._replace(query=_NUMBER_IN_QUERY.sub(rf"\g<before>{number}\g<after>", parts.query)).geturl()
    return None


def page_number(url: str) -> int | None:
    """Return the page number in a list page's address, or None."""
    parts = urlsplit(url)
    match = _NUMBER_IN_PATH.search(parts.path) or _NUMBER_IN_QUERY.search(parts.query)
    return int(match["number"]) if match else None


@dataclass
class ListWalk:
    """One list read back in time. `first` is its newest page; with the kind of the list it names the cursor."""

    source: OutletSource
    first: str
    entry: Any = None
    """What the outlet file says of the source."""
    number: int = 1
    template: str = ""
    """An address of this list that holds a page number."""
    pages: tuple[str, ...] = ()
    """The addresses of an archive by date, newest first."""
    hits: int = 0
    misses: int = 0
    """Pages of an archive by date and sitemaps of one by number that listed something, and that did not."""
    newest: int = 0
    """Telegram: the number of the newest post."""
    following: str | None = None
    """The page after this one, as the page itself says."""
    search: Search = field(default_factory=Search)
    seen: dict[int, PageAge] = field(default_factory=dict)
    asked: int = 0
    days: list[date] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)
    """Addresses whose dates are waited for."""
    deferred_links: list[ListedLink] = field(default_factory=list)
    """What is asked for only if the sample says that the page is wanted."""
    verdict: PageAge | None = None
    """How the page lies to the days wanted, where that is known already."""

    @property
    def cursor_name(self) -> str:
        return f"{self.source.kind} {self.first}"

    def note_following(self, following: str | None) -> None:
        """Record the next page that this page names."""
        self.following = following
        if following and not self.template and page_number(following) is not None:
            self.template = following

    def next_number(self, verdict: PageAge, *, single_steps: bool = False) -> int | None:
        """Return the number of the page to fetch next after this age. Pages already seen are not fetched again."""
        if single_steps:
            return None if verdict in (PageAge.OLDER, PageAge.BEYOND) else self.number + 1
        number: int | None = self.number
        self.seen[self.number] = verdict
        while number is not None:
            self.search, number = self.search.after(number, self.seen[number])
            if number is not None and number not in self.seen:
                break
        return number

    def turn_to(self, number: int) -> None:
        """Continue with another page."""
        self.number, self.asked = number, self.asked + 1
        self.days, self.requested, self.deferred_links, self.following, self.verdict = [], [], [], None, None

    def as_json(self, url: str | None) -> dict[str, Any]:
        """Return the cursor with the page to fetch next, None when the walk is over."""
        return {"url": url, "number": self.number, "template": self.template, "newest": self.newest, "search": self.search.as_json(),
                "seen": {str(number): verdict.value for number, verdict in self.seen.items()}, "asked": self.asked}  # fmt: skip

    def resumed(self, cursor: dict[str, Any]) -> Self:
        """Return this walk, continued from its cursor."""
        return replace(
            self, number=cursor["number"], template=cursor["template"], newest=cursor["newest"], search=Search.from_json(cursor["search"]), asked=cursor["asked"],
            seen={int(number): PageAge(verdict) for number, verdict in cursor["seen"].items()},
        )  # fmt: skip
