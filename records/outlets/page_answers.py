"""The answers that one page gave within one run, where a later try brought other bytes: each lies in the evidence, and each keeps its own fate.

A row of `pages` stands for the page. It shows the answer that says most of it; the others stand beside it in `PageRow.others`.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from records.tables import PageRow
from records.vocabulary import Fate

# Fates of pages that could be read.
READ = frozenset({Fate.STORED, Fate.CHANGED, Fate.KNOWN, Fate.NEAR_COPY, Fate.OUT_OF_PERIOD, Fate.NOT_ARTICLE, Fate.TOO_SHORT})
# Fates of pages whose evidence is there and was not read.
UNREAD = frozenset({Fate.FETCHED, Fate.NOT_READ})
# What stands as the detail of a page that is in the evidence and that nobody has tried to read: its crawl ended, or a later try in the same run came
# before it was read, or its reading was broken off by something else than the page.
LEFT = "the crawl ended before it was read"
IN_VAIN = "tried again before it was read: "
ENDING = "the crawl is ending"
BROKE_OFF = "reading broke off: "
UNTRIED = (LEFT, IN_VAIN, ENDING, BROKE_OFF)


@dataclass(frozen=True)
class PageAnswer:
    """What became of one answer."""

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
        """The one that a row shows."""
        return cls(Fate(row.fate), row.sha256, row.status, row.source, row.detail, row.article_id, row.published_on, row.title)

    @classmethod
    def from_json(cls, sha256: str, told: dict[str, Any]) -> Self:
        """One that stands beside it."""
        day = told.get("published_on")
        values = {**told, "fate": Fate(told["fate"]), "published_on": date.fromisoformat(day) if day else None}
        return cls(sha256=sha256, **values)

    def as_json(self) -> dict[str, Any]:
        """The form in which `PageRow.others` keeps it, under its hash."""
        day = self.published_on.isoformat() if self.published_on else None
        told = {**vars(self), "fate": self.fate.value, "published_on": day}
        return {name: value for name, value in told.items() if name != "sha256" and value not in (None, "", False)}

    @property
    def in_evidence(self) -> bool:
        """Whether it brought a page. Of a body that broke off only the hash is kept."""
        return self.sha256 is not None and self.fate is not Fate.BROKEN_OFF

    @property
    def weight(self) -> int:
        """How much it says of the page. One in hand comes first: whoever ends a crawl settles what rows show to be in hand."""
        return 3 if self.fate is Fate.FETCHED else 0 if self.fate is Fate.NOT_READ else 2 if self.fate in READ else 1

    def over(self, following: Fate) -> Self:
        """This one, when another answer came after it: whoever had it in hand is gone."""
        untried = self.fate is Fate.FETCHED or (self.fate is Fate.NOT_READ and self.detail.startswith(UNTRIED))
        return replace(self, fate=Fate.NOT_READ, detail=f"{IN_VAIN}{following.value}") if untried else self


def answers_beside(row: PageRow) -> dict[str, PageAnswer]:
    """The other answers of a row, by their hash."""
    return {sha256: PageAnswer.from_json(sha256, told) for sha256, told in (row.others or {}).items()}


def arrange(row: PageRow, new: PageAnswer) -> tuple[PageAnswer, list[PageAnswer]]:
    """Which answer a row shows once `new` has come, and those that stand beside it.

    A try that brought no page takes nothing from one that did: what was read stays as it is, and what was not read yet stays to be read from its
    evidence. Of two that brought a page neither is given up.
    """
    shown = PageAnswer.of_row(row)
    if not shown.in_evidence:
        return new, []
    if not new.in_evidence:
        return shown.over(new.fate), list(answers_beside(row).values())
    kept: dict[str | None, PageAnswer] = dict(answers_beside(row).items())
    kept[shown.sha256] = shown
    kept.pop(new.sha256, None)
    first, *others = sorted([new, *(answer.over(new.fate) for answer in kept.values())], key=lambda answer: -answer.weight)
    return first, others
