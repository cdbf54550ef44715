"""The incidents as plain values, kept in the memory of one process. Lists, searches and charts are made from them.

Twenty thousand incidents take a few dozen megabytes. After a change, only the incidents that the ledger names since then are read again. So a page
costs the same whether or not somebody has just decided.

Here stand all names, also those that are withheld: pages of the desk are made from it. Whatever leaves the house takes the numbers from here and reads the
incidents by `reports.withheld.public_incidents`.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from itertools import accumulate, islice
from threading import Lock
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.country.places_by_language import place_names
from records.filters import IncidentFilter
from records.i18n import LANGUAGES, in_all_languages
from records.incident_model import Incident
from records.incident_texts.list_titles import headlines_beside
from records.incident_texts.texts_of_incident import lacks_checked
from records.incident_texts.told_sentences import clause_of, target_told
from records.incidents import load, number_parts
from records.incidents.incident_hands import hands_of
from records.persons.person_rows import ids_named_since, persons_of
from records.persons.rough_letters import rough
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import CATEGORIES, Category, LedgerAction
from records.words.asked_words import AskedWord
from records.words.word_keys import searched_in, words_in
from reports.incident_on_day import IncidentOnDay
from reports.wrong_tracks import of_incident

# What is counted of all incidents.
IN_ALL, TELLS_WRONGLY = "in all", "tells wrongly"
_SUBJECT = "incident "
# Numbers in one query: below what SQLite and PostgreSQL take as parameters.
_CHUNK = 5000
_BATCH = 2000

Key = tuple[int, int, int]
"""The place of an incident in time: its day (0 = not known), then its number."""


@dataclass(frozen=True)
class CachedIncident:
    """An incident without its articles, the keys by which it is found (`records.words.word_keys.searched_in`), of these the keys of its victims' names, and who recorded it and changed it since, the first
    one first. `headlined` are the keys of headlines of its articles that the desk shows as its title where the record has none in a reader's language, `told`
    those of what happened as its fields tell it: many incidents share them."""

    incident: Incident
    searched: str
    named: str
    hands: tuple[str, ...] = ()
    headlined: str = ""
    told: str = ""
    key: Key = (0, 0, 0)
    """Its place in the order of days."""
    kept: dict[date, IncidentOnDay] = field(default_factory=dict, compare=False, repr=False)
    """What was worked out for the last two days asked, of which the later one stays. An entry that does not change passes it on from book to book."""

    @property
    def found_by(self) -> str:
        """All keys by which it is found at the desk."""
        return self.searched + self.headlined + self.told

    def on(self, day: date) -> IncidentOnDay:
        """The incident on a day."""
        found = self.kept.get(day)
        if found is None:
            found = IncidentOnDay(self.incident, day)
            # Who asks how it was on days gone by takes nothing from the day on which all others look.
            while len(self.kept) > 1:
                self.kept.pop(min(list(self.kept)), None)
            self.kept[day] = found
        return found

    @cached_property
    def tallied(self) -> tuple[str, ...]:
        """As what it is counted beside every list (`IncidentBook.tally`)."""
        if self.incident.withdrawn:
            return ()
        return (IN_ALL, *([TELLS_WRONGLY] if any(of_incident(self.incident)) else []), *self.lacks)

    @cached_property
    def name_words(self) -> tuple[tuple[str, str], ...]:
        """The words of its victims' names, each in rough letters and as it is written."""
        return tuple((rough(word[0]), word[0]) for victim in self.incident.victims for word in words_in(victim.name))

    @cached_property
    def lacks(self) -> frozenset[str]:
        """The languages in which its texts need a person's look."""
        return _same(frozenset(lang for lang in LANGUAGES if lacks_checked(self.incident, lang)))


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

    @property
    def incidents(self) -> Iterator[Incident]:
        """All of them, withdrawn ones too."""
        return (entry.incident for entry in self.entries)

    def saying(self, wanted: Sequence[AskedWord]) -> list[CachedIncident]:
        """Those that say all these words, the latest first."""
        if not wanted:
            return list(reversed(self.entries))
        first, *others = wanted
        told = {one for one in self._told if first.is_said(one)}
        kinds = (place for place, entry in enumerate(self.entries) if entry.told in told) if told else ()
        places = sorted(set(kinds).union(*map(self._places, first.parts)), reverse=True)
        return [entry for entry in map(self.entries.__getitem__, places) if all(word.is_said(entry.found_by) for word in others)]

    @cached_property
    def _told(self) -> frozenset[str]:
        return frozenset(entry.told for entry in self.entries)

    def _places(self, part: str) -> Iterator[int]:
        """The places of the entries in whose keys this stands. One text is looked through many times faster than twenty thousand."""
        text, begins = self._one_text
        at = text.find(part)
        while at >= 0:
            place = bisect_right(begins, at) - 1
            yield place
            at = text.find(part, begins[place + 1])

    @cached_property
    def _one_text(self) -> tuple[str, list[int]]:
        """The keys of all entries one after the other, where those of each begin, and where the last ones end."""
        texts = [f"{entry.searched}{entry.headlined}\n" for entry in self.entries]
        return "".join(texts), [*accumulate(map(len, texts), initial=0)]

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
            book = self._book
            head = session.scalar(select(func.max(LedgerRow.id))) or 0
            number = session.scalar(select(func.count()).select_from(IncidentRow)) or 0
            if book is None or head < book.head:
                book = _whole(session, head)
            elif head > book.head:
                book = _brought_up(session, book, head)
            if len(book.entries) != number:
                # The records were changed without the ledger, for example by a restored backup.
                book = _whole(session, head)
            self._book = book
            return book


def _whole(session: Session, head: int) -> IncidentBook:
    hands = hands_of(session)
    incidents = list(load(session, IncidentFilter(withdrawn=True), batch=_BATCH, articles=False))
    headlines = headlines_beside(session, incidents)
    return _bound(head, (cached(one, hands.get(one.number, ()), headlines.get(one.number, ())) for one in incidents))


def _brought_up(session: Session, book: IncidentBook, head: int) -> IncidentBook:
    """The book with those incidents read again that have a row in the ledger since."""
    query = select(LedgerRow.subject).where(LedgerRow.id > book.head, LedgerRow.subject.startswith(_SUBJECT)).distinct()
    changed_since = {subject.removeprefix(_SUBJECT) for subject in session.scalars(query)}
    # What is said of a person stands in all incidents that name her.
    if persons := ids_named_since(session, book.head, but=LedgerAction.RECORD):
        persons |= {id for one in persons_of(session, persons).values() for id in (one.id, *one.merged)}
        changed_since |= {one.number for one in book.incidents if any(victim.person in persons for victim in one.victims)}
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
    entries, keys, by_number, tally = list(book.entries), list(book.keys), dict(book.by_number), Counter(book.tally)
    for entry in changed:
        number, key = entry.incident.number, entry.key
        if before := by_number.get(number):
            at = bisect_left(keys, before.key)
            del entries[at], keys[at]
            tally.subtract(before.tallied)
        at = bisect_left(keys, key)
        entries.insert(at, entry)
        keys.insert(at, key)
        by_number[number] = entry
        tally.update(entry.tallied)
    return IncidentBook(head, tuple(entries), tuple(keys), by_number, tally=tally, passed_on=book.passed_on)


def _named(session: Session, numbers: Sequence[str]) -> Iterator[Incident]:
    for start in range(0, len(numbers), _CHUNK):
        yield from load(session, IncidentFilter(numbers=frozenset(numbers[start : start + _CHUNK]), withdrawn=True))


@cache
def _same(languages: frozenset[str]) -> frozenset[str]:
    """One object for all incidents that lack the same."""
    return languages


def cached(incident: Incident, hands: tuple[str, ...] = (), headlines: Iterable[str] = ()) -> CachedIncident:
    """An incident as a book holds it."""
    # A person is found by whatever name her record has.
    names = [name for victim in incident.victims for name in (victim.name, *victim.names.values())]
    words = [
        incident.number,
        *(incident.titles.values() or [incident.title]),
        *place_names(incident.place or "", incident.region or incident.country),
        *names,
        *incident.outlets,
    ]
    # What a title that is told from the fields says beside names and places, in every language; many incidents share it.
    told = _keys_told(incident.primary, target_told(incident), incident.categories)
    year, serial = number_parts(incident.number) or (0, 0)
    place = (incident.day.toordinal() if incident.day else 0, year, serial)
    return CachedIncident(replace(incident, articles=()), searched_in(words), searched_in(names), hands, searched_in(headlines), told, place)


@lru_cache(maxsize=2000)
def _keys_told(primary: Category, target: str, categories: tuple[Category, ...]) -> str:
    told = (clause_of(primary, target), *(CATEGORIES[code].label for code in categories))
    return searched_in([words for one in told for words in in_all_languages(one)])


def _bound(head: int, entries: Iterable[CachedIncident]) -> IncidentBook:
    ordered = sorted(((entry.key, entry) for entry in entries), key=lambda one: one[0])
    return IncidentBook(
        head,
        tuple(entry for _, entry in ordered),
        tuple(key for key, _ in ordered),
        {entry.incident.number: entry for _, entry in ordered},
        tally=Counter(name for _, entry in ordered for name in entry.tallied),
    )
