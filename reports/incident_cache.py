"""The incidents as plain values, kept in the memory of one process. Lists, searches and charts are made from them.

Twenty thousand incidents take a few dozen megabytes. After a change, only the incidents that the ledger names since then are read again. So a page
costs the same whether or not somebody has just decided.

Here stand all names, also those that are withheld: pages of the desk are made from it. Whatever leaves the house takes the numbers from here and reads the
incidents by `reports.withheld.public_incidents`.
"""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import attrgetter
from threading import Lock
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.filters import IncidentFilter
from records.incident_model import Incident
from records.incident_texts.list_titles import headlines_beside
from records.incidents import load
from records.incidents.incident_hands import hands_of
from records.ledger.newest_row import is_reached
from records.persons.person_rows import ids_named_since, persons_of
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import LedgerAction
from records.words.asked_words import AskedWord
from reports.cached_incident import CachedIncident, Key, cached
from reports.incident_words import IncidentWords

_SUBJECT = "incident "
# Numbers in one query: below what SQLite and PostgreSQL take as parameters.
_CHUNK = 5000
_BATCH = 2000

# Times that a book is brought up while others decide.
_TURNS = 5
# Changes since the words of all incidents were laid together that are looked through one by one.
_BESIDE = 100
# Changes that a book remembers of those before it; whoever has kept something for longer makes it anew.
_REMEMBERED = 500
# Asked with nearly every page, so they are put together once.
_NEWEST, _IN_ALL = select(func.max(LedgerRow.id)), select(func.count()).select_from(IncidentRow)


@dataclass(frozen=True)
class BookChange:
    """What another entry has taken the place of, None for an incident that is new, and that other entry; `head` is the row of the ledger up to which it was read."""

    head: int
    gone: CachedIncident | None
    come: CachedIncident


@dataclass(frozen=True)
class IncidentBook:
    """All incidents as of one row of the ledger. Entries are in the order of their days, the earliest first; those without a day come before all."""

    head: int
    entries: tuple[CachedIncident, ...]
    keys: tuple[Key, ...]
    by_number: Mapping[str, CachedIncident]
    worked_out: dict[Any, Any] = field(default_factory=dict, compare=False)
    """Results computed from these entries, kept for the next request."""
    tally: Counter[str] = field(default_factory=Counter)
    """How many there are of what is told beside every list: `IN_ALL`, `TELLS_WRONGLY`, and by language those whose texts need a look. None of them is withdrawn."""
    passed_on: dict[Any, Any] = field(default_factory=dict, compare=False)
    """Results that are brought up where few entries have changed: the books that follow one another share them."""
    changes: tuple[BookChange, ...] = ()
    """The latest changes that led to this book, the earliest first."""
    remembers: int = 0
    """The row of the ledger after which no change is missing among them."""
    of_person: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """The numbers of the incidents that name a person as a victim."""

    def changed_since(self, head: int) -> list[BookChange] | None:
        """What has changed since the book of this row of the ledger, each incident once: the entry that stood in that book, None for one that is new since, and the one that stands in
        this. None where that is not remembered."""
        if not self.remembers <= head <= self.head:
            return None
        first = bisect_right(self.changes, head, key=attrgetter("head"))
        changed: dict[str, BookChange] = {}
        for change in self.changes[first:]:
            number = change.come.incident.number
            changed[number] = replace(change, gone=changed[number].gone) if number in changed else change
        return list(changed.values())

    @property
    def incidents(self) -> Iterator[Incident]:
        """All of them, withdrawn ones too."""
        return (entry.incident for entry in self.entries)

    def saying(self, wanted: Sequence[AskedWord]) -> list[CachedIncident]:
        """Those that say all these words, the latest first."""
        if not wanted:
            return list(reversed(self.entries))
        return self._found(lambda words: words.saying(wanted), lambda entry: entry.found_by, wanted)

    def naming(self, wanted: Sequence[AskedWord]) -> list[CachedIncident]:
        """Those of which the names of victims say all these words, the latest first."""
        return self._found(lambda words: words.naming(wanted), lambda entry: entry.named, wanted)

    def name_words(self) -> Mapping[str, Mapping[str, str]]:
        """The words of names, as `IncidentWords.name_words` has them. Names of the latest changes may be missing."""
        return self._words()[0].name_words

    def make_ready(self) -> None:
        """Work out by what words are found, so that nobody who searches waits for it."""
        self._words()[0].make_ready()

    def _found(
        self, find: Callable[[IncidentWords], list[int]], text: Callable[[CachedIncident], str], wanted: Sequence[AskedWord]
    ) -> list[CachedIncident]:
        """What is found among the entries that have not changed, and those of the changed ones whose text says all words; the latest first."""
        words, changes = self._words()
        gone = {words.place(change.gone) for change in changes if change.gone is not None}
        found = [words.entries[place] for place in find(words) if place not in gone]
        for change in changes:
            said = text(change.come)
            if all(word.is_said(said) for word in wanted):
                insort(found, change.come, key=attrgetter("key"))
        return found[::-1]

    def _words(self) -> tuple[IncidentWords, Sequence[BookChange]]:
        """By what words these entries or those of a book before them are found, and what has changed since."""
        kept: IncidentWords | None = self.passed_on.get("words")
        changes = None if kept is None else self.changed_since(kept.head)
        if kept is None or changes is None or len(changes) > _BESIDE:
            kept, changes = IncidentWords(self.head, self.entries, self.keys), []
            self.passed_on["words"] = kept
        return kept, changes

    def newest(self, holds: Callable[[CachedIncident], bool], before: Key | None = None) -> Iterator[CachedIncident]:
        """Those for which `holds` is true, the latest first, beginning before a key."""
        last = len(self.entries) if before is None else bisect_left(self.keys, before)
        return (entry for entry in reversed(self.entries[:last]) if holds(entry))

    def beside(self, number: str) -> tuple[Incident | None, Incident | None]:
        """The incidents that happened just before and just after this one and are not withdrawn."""
        at = bisect_left(self.keys, self.by_number[number].key)
        before = next((entry.incident for entry in reversed(self.entries[:at]) if not entry.incident.withdrawn), None)
        after = next((entry.incident for entry in islice(self.entries, at + 1, None) if not entry.incident.withdrawn), None)
        return before, after


class IncidentCache:
    """The newest book that this process has read. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._book: IncidentBook | None = None

    def book(self, session: Session) -> IncidentBook:
        """The incidents as they are now."""
        with self._lock:
            head, book = _newest(session), self._book
            if book is not None and head < book.head and is_reached(session, book.head):
                return book
            book = _whole(session, head) if book is None or head < book.head else _brought_up(session, book, head)
            self._book = book = _agreeing(session, book)
            return book


def _agreeing(session: Session, book: IncidentBook) -> IncidentBook:
    """The book with as many incidents as are recorded. Each question is answered with what is committed by then: somebody may decide between any two of them, and that is no reason to
    read everything anew. Only where the ledger says nothing more than the book has read were the records changed without it, for example by a restored backup."""
    for _ in range(_TURNS):
        if len(book.entries) == _number(session):
            return book
        head = _newest(session)
        if head == book.head:
            return _whole(session, head)
        book = _brought_up(session, book, head)
    # Whoever asks next reads on from here.
    return book


def _newest(session: Session) -> int:
    return session.scalar(_NEWEST) or 0


def _number(session: Session) -> int:
    return session.scalar(_IN_ALL) or 0


def _whole(session: Session, head: int) -> IncidentBook:
    hands = hands_of(session)
    incidents = list(load(session, IncidentFilter(withdrawn=True), batch=_BATCH, articles=False))
    headlines = headlines_beside(session, incidents)
    return _bound(head, (cached(one, hands.get(one.number, ()), headlines.get(one.number, ())) for one in incidents))


def _brought_up(session: Session, book: IncidentBook, head: int) -> IncidentBook:
    """The book with those incidents read again that have a row in the ledger since."""
    if head == book.head:
        return book
    query = select(LedgerRow.subject).where(LedgerRow.id > book.head, LedgerRow.subject.startswith(_SUBJECT)).distinct()
    changed_since = {subject.removeprefix(_SUBJECT) for subject in session.scalars(query)}
    # What is said of a person stands in all incidents that name her.
    if persons := ids_named_since(session, book.head, but=LedgerAction.RECORD):
        persons |= {id for one in persons_of(session, persons).values() for id in (one.id, *one.merged)}
        changed_since = changed_since.union(*(book.of_person.get(id, ()) for id in persons))
    numbers = sorted(changed_since)
    if not numbers:
        return replace(book, head=head)
    if len(numbers) > len(book.entries) // 2:
        return _whole(session, head)
    hands = hands_of(session, numbers)
    incidents = list(_named(session, numbers))
    headlines = headlines_beside(session, incidents)
    return _with(book, head, [cached(one, hands.get(one.number, ()), headlines.get(one.number, ())) for one in incidents])


def _with(book: IncidentBook, head: int, changed: Iterable[CachedIncident]) -> IncidentBook:
    """The book with these entries in the place of those of the same numbers. Nothing is sorted anew: there are thousands, and one has changed."""
    entries, keys, by_number, tally, of_person = list(book.entries), list(book.keys), dict(book.by_number), Counter(book.tally), dict(book.of_person)
    changes = list(book.changes)
    for entry in changed:
        number, key = entry.incident.number, entry.key
        before = by_number.get(number)
        if before:
            at = bisect_left(keys, before.key)
            del entries[at], keys[at]
            tally.subtract(before.tallied)
            for person in before.persons:
                of_person[person] = of_person[person] - {number}
        at = bisect_left(keys, key)
        entries.insert(at, entry)
        keys.insert(at, key)
        by_number[number] = entry
        tally.update(entry.tallied)
        for person in entry.persons:
            of_person[person] = of_person.get(person, frozenset()) | {number}
        changes.append(BookChange(head, before, entry))
    forgotten = max(0, len(changes) - _REMEMBERED)
    remembers = changes[forgotten - 1].head if forgotten else book.remembers
    return IncidentBook(
        head,
        tuple(entries),
        tuple(keys),
        by_number,
        tally=tally,
        passed_on=book.passed_on,
        changes=tuple(changes[forgotten:]),
        remembers=remembers,
        of_person=of_person,
    )


def _named(session: Session, numbers: Sequence[str]) -> Iterator[Incident]:
    for start in range(0, len(numbers), _CHUNK):
        yield from load(session, IncidentFilter(numbers=frozenset(numbers[start : start + _CHUNK]), withdrawn=True))


def _bound(head: int, entries: Iterable[CachedIncident]) -> IncidentBook:
    ordered = sorted(((entry.key, entry) for entry in entries), key=lambda one: one[0])
    of_person: defaultdict[int, set[str]] = defaultdict(set)
    for _, entry in ordered:
        for person in entry.persons:
            of_person[person].add(entry.incident.number)
    return IncidentBook(
        head,
        tuple(entry for _, entry in ordered),
        tuple(key for key, _ in ordered),
        {entry.incident.number: entry for _, entry in ordered},
        tally=Counter(name for _, entry in ordered for name in entry.tallied),
        remembers=head,
        of_person={person: frozenset(numbers) for person, numbers in of_person.items()},
    )
