"""Walking back through the pages of one list, page by page, until the days wanted are read.

A page's successor is asked for only when its articles are read: the dates of list pages often stand in the articles alone. What a walk has done is
kept as a cursor, so that an interrupted reach into the past goes on where it stood.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from records.model import Found
from records.vocabulary import WayKind
from spiders.config.schema import Section
from spiders.sources.fallback import Way
from spiders.sources.feed import next_feed_page
from spiders.sources.page_search import Age, Search, numbered, page_number

# Posts on one preview page of Telegram; `?before=` takes the number of a post.
POSTS = 20
# List pages asked for in one visit without a period, and in one walk back at all.
PAGES = 30
MOST_PAGES = 5000
# Kinds that are asked for the days wanted and no others.
_EXACT = (WayKind.WORDPRESS, WayKind.ARCHIVE)


@dataclass
class ListWalk:
    """One list on its way back. `first` is its newest page, and with its kind the name of its cursor."""

    way: Way
    first: str
    section: Section | None = None
    number: int = 1
    template: str = ""
    """An address of this list that holds a page number."""
    pages: tuple[str, ...] = ()
    """An archive's addresses, newest first."""
    hits: int = 0
    misses: int = 0
    """Pages of an archive that listed something, and that did not."""
    newest: int = 0
    """Telegram: the number of the newest post."""
    following: str | None = None
    """The page after this one, as the page itself says."""
    search: Search = field(default_factory=Search)
    seen: dict[int, Age] = field(default_factory=dict)
    asked: int = 0
    days: list[date] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)
    """Addresses whose dates are waited for."""
    left: list[Found] = field(default_factory=list)
    """What is asked for only if the sample says that the page is wanted."""
    verdict: Age | None = None
    """How the page lies to the days wanted, where that is known already."""

    @property
    def kind(self) -> WayKind:
        return self.way.kind

    @property
    def source(self) -> str:
        return f"{self.kind.value} {self.first}"

    def address(self, number: int) -> str | None:
        """The address of a page of this list."""
        if number == 1 and self.kind is not WayKind.ARCHIVE:
            return self.first
        if self.kind is WayKind.FEED:
            return next_feed_page(self.first, number)
        if self.kind is WayKind.WORDPRESS:
            return self.first.replace("&page=1&", f"&page={number}&")
        if self.kind is WayKind.ARCHIVE:
            return self.pages[number - 1] if number <= len(self.pages) else None
        if self.kind is WayKind.TELEGRAM:
            if number == self.number + 1 and self.following:
                return self.following
            before = self.newest + 1 - POSTS * (number - 1)
            return f"{self.first}?before={before}" if self.newest and before > 1 else None
        if number == self.number + 1 and self.following:
            return self.following
        return numbered(self.template, number) if self.template else None

    def note_following(self, following: str | None) -> None:
        """What the page says of its successor."""
        self.following = following
        if following and not self.template and page_number(following) is not None:
            self.template = following

    def next_number(self, verdict: Age) -> int | None:
        """The number of the page to ask for next, after this one was found to lie so to the days wanted. Pages that were seen are not asked again."""
        if self.kind in _EXACT or (self.kind in (WayKind.SECTION, WayKind.HOME) and not self.template):
            # All pages are of the days wanted, or only a page itself knows its successor: one step at a time.
            return None if verdict in (Age.OLDER, Age.BEYOND) else self.number + 1
        number: int | None = self.number
        self.seen[self.number] = verdict
        while number is not None:
            self.search, number = self.search.after(number, self.seen[number])
            if number is not None and number not in self.seen:
                break
        return number

    def turn_to(self, number: int) -> None:
        """Begin with another page."""
        self.number, self.asked = number, self.asked + 1
        self.days, self.requested, self.left, self.following, self.verdict = [], [], [], None, None

    def as_json(self, url: str | None) -> dict[str, Any]:
        """The cursor: the page to ask for next, None when the walk is over."""
        return {"url": url, "number": self.number, "template": self.template, "newest": self.newest, "search": self.search.as_json(),
                "seen": {str(number): verdict.value for number, verdict in self.seen.items()}, "asked": self.asked}  # fmt: skip

    def resumed(self, kept: dict[str, Any]) -> Self:
        """This walk where its cursor stands."""
        return replace(
            self, number=kept["number"], template=kept["template"], newest=kept["newest"], search=Search.from_json(kept["search"]), asked=kept["asked"],
            seen={int(number): Age(verdict) for number, verdict in kept["seen"].items()},
        )  # fmt: skip
