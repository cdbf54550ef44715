"""Paging back through list pages: which page to ask for next when the days wanted lie far behind. Pure.

List pages are newest first. As long as a page is wholly newer than the last day wanted, the step doubles; once a page is not, the first such page is
searched for between the two; from there on every page is read until one is wholly older than the first day wanted. A thousand pages cost twenty
requests instead of a thousand.
"""

import re
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, Self
from urllib.parse import urlsplit

_NUMBER_IN_PATH = re.compile(r"(?P<before>/(?:page|p|stranica|bet)[/\-]?)(?P<number>\d{1,6})(?P<after>/?)$", re.IGNORECASE)
_NUMBER_IN_QUERY = re.compile(r"(?P<before>(?:^|&)(?:page|paged|p|pagen_\d{1,2}|pg)=)(?P<number>\d{1,6})(?P<after>(?=&|$))", re.IGNORECASE)


class Age(Enum):
    """How a list page lies to the days wanted."""

    NEWER = "newer"
    WITHIN = "within"
    OLDER = "older"
    UNKNOWN = "unknown"
    BEYOND = "beyond"
    """There is no such page: the list ends before it."""


def age(days: list[date], since: date | None, until: date | None) -> Age:
    """How a page lies whose articles are of these days. Pinned articles at its head may be of any day, so that the middle one of three tells more
    than the first; a page is newer or older only when all of its days but a few are."""
    if not days:
        return Age.UNKNOWN
    few = len(days) // 5
    if until is not None and sum(day <= until for day in days) <= few and days[-1] > until:
        return Age.NEWER
    if since is not None and sum(day >= since for day in days) <= few:
        return Age.OLDER
    return Age.WITHIN


@dataclass(frozen=True)
class Search:
    """Where the search for the first page wanted stands. `low` is a page known to be newer, `high` one known not to be; `found` ends the search."""

    low: int = 0
    high: int | None = None
    step: int = 1
    found: bool = False

    def after(self, number: int, verdict: Age) -> "tuple[Search, int | None]":
        """The search after a page was seen, and the number of the page to ask for next (None: the list has been read as far as it is wanted)."""
        if self.found or (verdict is Age.UNKNOWN and self.high is None):
            return replace(self, found=True), None if verdict in (Age.OLDER, Age.BEYOND) else number + 1
        if verdict is Age.NEWER:
            low = max(self.low, number)
            if self.high is None:
                return replace(self, low=low, step=self.step * 2), number + self.step
            return self._between(low, self.high, number, verdict)
        return self._between(self.low, number if self.high is None else min(number, self.high), number, verdict)

    def _between(self, low: int, high: int, number: int, verdict: Age) -> "tuple[Search, int | None]":
        if high - low <= 1:
            ended = replace(self, low=low, high=high, found=True)
            if number != high:
                return ended, high
            # The page just seen is the first one wanted: its articles are taken, and the next follows.
            return ended, None if verdict in (Age.OLDER, Age.BEYOND) else number + 1
        return replace(self, low=low, high=high), (low + high) // 2

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(**kept)


def numbered(url: str, number: int) -> str | None:
    """The address of another page of the same list: `?page=3` or `/page/3/` with another number. None where the address has no page number."""
    parts = urlsplit(url)
    if _NUMBER_IN_PATH.search(parts.path):
        return parts._replace(path=_NUMBER_IN_PATH.sub(rf"\g<before>{number}\g<after>", parts.path)).geturl()
    if _NUMBER_IN_QUERY.search(parts.query):
        return parts._replace(query=_NUMBER_IN_QUERY.sub(rf"\g<before>{number}\g<after>", parts.query)).geturl()
    return None


def page_number(url: str) -> int | None:
    """The page number in a list page's address."""
    parts = urlsplit(url)
    found = _NUMBER_IN_PATH.search(parts.path) or _NUMBER_IN_QUERY.search(parts.query)
    return int(found["number"]) if found else None
