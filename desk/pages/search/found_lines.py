"""What was sought, and what is found of each kind, as the page shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from desk.highlighting import visible
from records.i18n import kept, own_words
from records.search.article_search import MOST_COUNTED
from records.tables import OutletRow
from records.words.asked_words import AskedWords
from records.words.snippets import Piece, marked
from reports.incident_cache import IncidentBook
from spiders.config.schema import Outlet

# Results of each kind beside the others.
FEW = 5


class SoughtKind(StrEnum):
    """What is found."""

    DRAFTS = "drafts"
    INCIDENTS = "incidents"
    PERSONS = "persons"
    ARTICLES = "articles"
    OUTLETS = "outlets"


SOUGHT_LABELS: dict[SoughtKind, str] = {
    SoughtKind.DRAFTS: kept("Drafts"),
    SoughtKind.INCIDENTS: kept("Incidents"),
    SoughtKind.PERSONS: kept("Persons"),
    SoughtKind.ARTICLES: kept("Articles"),
    SoughtKind.OUTLETS: kept("Outlets"),
}


@dataclass(frozen=True)
class FoundLine:
    """One result. `facts` stand below its name; `state` is in words; `also` are other pages it leads to, with their names."""

    href: str
    name: tuple[Piece, ...]
    lang: str = ""
    text: tuple[Piece, ...] = ()
    facts: tuple[str, ...] = ()
    day: date | None = None
    state: str = ""
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FoundKind:
    """The results of one kind on this page, how many there are (beyond 1,000: more), and the key of the next page."""

    kind: SoughtKind
    lines: Sequence[FoundLine] = ()
    number: int = 0
    next: str = ""
    broken_off: bool = False

    @property
    def is_more(self) -> bool:
        """Whether there are more than are counted."""
        return self.number > MOST_COUNTED

    @property
    def counted(self) -> int:
        """The number, as far as it is told."""
        return min(self.number, MOST_COUNTED)


@dataclass(frozen=True)
class Sought:
    """What is asked for, where, and from which key on. `entries` are the outlets as the next run takes them, visited or not."""

    session: Session
    book: IncidentBook
    asked: AskedWords
    limit: int = FEW
    after: str = ""
    entries: Mapping[str, Outlet] = field(default_factory=dict)
    _outlets: dict[str, str] = field(default_factory=dict)

    def outlet(self, name: str) -> str:
        """The name of an outlet in the reader's language."""
        if name not in self._outlets:
            row = self.session.get(OutletRow, name)
            self._outlets[name] = (own_words(row.title) if row else "") or name
        return self._outlets[name]

    @property
    def first(self) -> int:
        """The key as a number: a place in a list, or the id after which the page begins."""
        return int(self.after) if self.after.isascii() and self.after.isdigit() and len(self.after) < 16 else 0


def page_in_memory(sought: Sought, kind: SoughtKind, entries: Sequence[Any], line: Callable[[Any], FoundLine]) -> FoundKind:
    """A page of what lies in memory; its key is a place in the list."""
    first = min(sought.first, len(entries))
    last = first + sought.limit
    return FoundKind(kind, [line(one) for one in entries[first:last]], len(entries), str(last) if last < len(entries) else "")


def words_shown(text: str, asked: AskedWords, lang: str = "") -> tuple[Piece, ...]:
    return tuple((visible(piece), is_asked) for piece, is_asked in marked(text[:400], asked, lang))
