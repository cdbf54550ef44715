"""Several answers of one page within one run, where a later try brought other bytes: each is in the evidence and has its own fate.

The row in `pages` has the most informative answer; the others are in `PageRow.others`.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from records.tables import PageRow
from records.vocabulary import Fate

# Fates of pages that could be read.
READ_FATES = frozenset({Fate.STORED, Fate.CHANGED, Fate.KNOWN, Fate.NEAR_COPY, Fate.OUT_OF_PERIOD, Fate.NOT_ARTICLE, Fate.TOO_SHORT})
# Fates of pages with evidence that was not read.
UNREAD_FATES = frozenset({Fate.FETCHED, Fate.NOT_READ})
# The detail of a page in the evidence that nobody has tried to read: its crawl ended, a later try in the same run came first, or its reading was
# interrupted from outside.
LEFT_UNREAD_DETAIL = "the crawl ended before it was read"
TRIED_AGAIN_DETAIL = "tried again before it was read: "
CRAWL_ENDING_DETAIL = "the crawl is ending"
READING_ABORTED_DETAIL = "reading broke off: "
UNTRIED_DETAILS = (LEFT_UNREAD_DETAIL, TRIED_AGAIN_DETAIL, CRAWL_ENDING_DETAIL, READING_ABORTED_DETAIL)


@dataclass(frozen=True)
class PageResponse:
    """One answer of a page, with its fate."""

    fate: Fate
    sha256: str | None
    status: int | None = None
    source: bool = False
    detail: str = ""
    article_id: str | None = None
    published_on: date | None = None
    title: str | None = None

    @classmethod
    def of_row(cls, row: PageRow) -> Self:
        """Return the answer in the row's own columns."""
        return cls(Fate(row.fate), row.sha256, row.status, row.source, row.detail, row.article_id, row.published_on, row.title)

    @classmethod
    def from_json(cls, sha256: str, stored: dict[str, Any]) -> Self:
        """Return an answer stored in `PageRow.others`."""
        day = stored.get("published_on")
        values = {**stored, "fate": Fate(stored["fate"]), "published_on": date.fromisoformat(day) if day else None}
        return cls(sha256=sha256, **values)

    def as_json(self) -> dict[str, Any]:
        """Return the form that `PageRow.others` stores under the answer's hash."""
        day = self.published_on.isoformat() if self.published_on else None
        values = {**vars(self), "fate": self.fate.value, "published_on": day}
        return {name: value for name, value in values.items() if name != "sha256" and value not in (None, "", False)}

    @property
    def in_evidence(self) -> bool:
        """Return whether it brought a page. Of an incomplete body only the hash is stored."""
        return self.sha256 is not None and self.fate is not Fate.BROKEN_OFF

    @property
    def weight(self) -> int:
        """Return how informative it is. Answers still being read come first, because the end of a crawl settles those in the rows."""
        return 3 if self.fate is Fate.FETCHED else 0 if self.fate is Fate.NOT_READ else 2 if self.fate in READ_FATES else 1

    def over(self, following: Fate) -> Self:
        """Return this answer as it is once another has replaced it: nobody is reading it any more."""
        untried = self.fate is Fate.FETCHED or (self.fate is Fate.NOT_READ and self.detail.startswith(UNTRIED_DETAILS))
        return replace(self, fate=Fate.NOT_READ, detail=f"{TRIED_AGAIN_DETAIL}{following.value}") if untried else self


def other_responses(row: PageRow) -> dict[str, PageResponse]:
    """Return the other answers of a row, by their hash."""
    return {sha256: PageResponse.from_json(sha256, stored) for sha256, stored in (row.others or {}).items()}


def choose_shown_response(row: PageRow, new: PageResponse) -> tuple[PageResponse, list[PageResponse]]:
    """Return the answer that a row has once `new` has come, and the other answers.

    A try without a page changes nothing of one that brought a page: what was read stays, and what is unread can still be read from its evidence. If
    both brought a page, neither is dropped.
    """
    current = PageResponse.of_row(row)
    if not current.in_evidence:
        return new, []
    if not new.in_evidence:
        return current.over(new.fate), list(other_responses(row).values())
    responses: dict[str | None, PageResponse] = dict(other_responses(row).items())
    responses[current.sha256] = current
    responses.pop(new.sha256, None)
    first, *remaining = sorted([new, *(answer.over(new.fate) for answer in responses.values())], key=lambda answer: -answer.weight)
    return first, remaining
