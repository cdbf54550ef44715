"""An incident as the desk holds it in memory: without its articles, with the keys by which it is found, and with what was worked out of it for a day."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from itertools import islice
from operator import attrgetter
from threading import Lock
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.country.places import place_names
from records.filters import UNANSWERED, IncidentFilter
from records.i18n import LANGUAGES, in_all_languages
from records.incident_model import Incident, Status
from records.incident_texts.list_titles import headlines_beside
from records.incident_texts.sentences import clause_of, target_told
from records.incident_texts.texts import lacks_checked
from records.incidents import load, number_parts
from records.incidents.repository import hands_of
from records.incidents.tracks import HER_CASE
from records.language.names import rough
from records.language.stems import AskedWord, searched_in, words_in
from records.ledger.entries import is_reached
from records.persons.repository import ids_named_since, persons_of
from records.persons.victims import RoughName, rough_name
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import ACCOUNTABILITY, CATEGORIES, STATUSES, Category, FunnelStage, LedgerAction, Track
from reports.impunity import Clocks, clocks, stages_of
from reports.impunity.clocks import answered_on, began, counts, is_punishable, last_status, pursued, statuses_until
from reports.impunity.court_courses import days_in_custody
from reports.impunity.pursuit import OwnCase
from reports.impunity.silence import goes_on, last_heard
from reports.wrong_tracks import of_incident

# What is worked out of one incident for one day: where each of its two stories stands, how long nothing was heard, how long somebody was in custody.
#
# Each value is worked out when it is first asked for and kept, so that a list of twenty thousand works out what it is narrowed and sorted by, and no more.


class IncidentOnDay:
    """An incident as it stands on a day."""

    def __init__(self, incident: Incident, day: date) -> None:
        self.incident, self.day = incident, day

    @cached_property
    def clocks(self) -> Clocks:
        """Its four clocks."""
        return clocks(self.incident, self.day)

    @cached_property
    def own_case(self) -> OwnCase | None:
        """The journalist's own case; None where nobody is pursued. To follow its courses is what takes longest."""
        return pursued(self.incident, self.day) if Track.JOURNALIST in self.last else None

    @cached_property
    def held(self) -> bool:
        """Whether the journalist is in custody."""
        return self._was_taken and counts(self.incident, self.day) and self.own_case is not None and self.own_case.held is not None

    @cached_property
    def days_in_custody(self) -> int | None:
        """All days in custody together; None where no journalist is pursued."""
        if Track.JOURNALIST not in self.last or not counts(self.incident, self.day):
            return None
        return days_in_custody(self.own_case.custody, self.day) if self._was_taken and self.own_case else 0

    @cached_property
    def waited(self) -> int | None:
        """Days without accountability; None where nothing punishable was done."""
        if not self.punishable or not counts(self.incident, self.day):
            return None
        until = answered_on(statuses_until(self.incident, self.day)) or self.day
        return max(0, (until - began(self.incident, self.day)).days)

    @cached_property
    def punishable(self) -> bool:
        """Whether somebody did something punishable."""
        return is_punishable(self.incident)

    @property
    def answered(self) -> bool:
        """Whether it is punishable, and somebody was held to account in any way."""
        return self.punishable and any(status.code in ACCOUNTABILITY for status in statuses_until(self.incident, self.day))

    @cached_property
    def last(self) -> dict[Track, Status]:
        """The last status of each story; a story without one is left out."""
        by_track: dict[Track, list[Status]] = {}
        for status in statuses_until(self.incident, self.day):
            by_track.setdefault(status.track, []).append(status)
        return {track: last for track, statuses in by_track.items() if (last := last_status(statuses))}

    @property
    def since_last_status(self) -> int | None:
        """Days since the last status of either story; None where there is none."""
        last = last_status(statuses_until(self.incident, self.day))
        return (self.day - last.day).days if last else None

    @property
    def silent(self) -> int | None:
        """Days for which nothing was heard of a case that goes on; None for one that is over or does not count."""
        return self.silent_on(None)

    def silent_on(self, track: Track | None) -> int | None:
        """The same of one story alone."""
        if track not in self._silences:
            self._silences[track] = self._silence(track) if counts(self.incident, self.day) else None
        return self._silences[track]

    def _silence(self, track: Track | None) -> int | None:
        days = (self.day - last_heard(self.incident, self.day, track)[1]).days
        return days if goes_on(self.incident, self.day, track, lambda: self.own_case) else None

    @cached_property
    def _silences(self) -> dict[Track | None, int | None]:
        return {}

    def runs(self, track: Track) -> bool:
        """Whether it has this story: something of it is on record, or it is such a case."""
        if track in self.last:
            return True
        return self.punishable if track is Track.PERPETRATOR else not HER_CASE.isdisjoint(self.incident.categories)

    @cached_property
    def stages(self) -> frozenset[str]:
        """At which of `records.filters.STAGES` it is."""
        return _with_unanswered(stages_of(self.incident, self.day))

    @property
    def _was_taken(self) -> bool:
        """Whether a status on record takes somebody's liberty: without one nobody was in custody."""
        return any(STATUSES[status.code].takes_liberty for status in self.incident.statuses)

    @cached_property
    def tells_wrongly(self) -> bool:
        """Whether a status tells the wrong story, whatever the day."""
        return any(of_incident(self.incident))

    @cached_property
    def names(self) -> tuple[RoughName, ...]:
        """Every name of every victim, also that of her record in each language, made comparable."""
        return tuple(rough_name(name) for victim in self.incident.victims for name in dict.fromkeys((victim.name, *victim.names.values())))


@cache
def _with_unanswered(stages: frozenset[FunnelStage]) -> frozenset[str]:
    """One object for all incidents at the same stages."""
    answered = not stages.isdisjoint((FunnelStage.ACCOUNTABILITY, FunnelStage.WITHOUT_COURT))
    return stages | ({UNANSWERED} if stages and not answered else frozenset())


# What is counted of all incidents.
IN_ALL, TELLS_WRONGLY = "in all", "tells wrongly"

Key = tuple[int, int, int]
"""The place of an incident in time: its day (0 = not known), then its number."""


@dataclass(frozen=True)
class CachedIncident:
    """An incident without its articles, the keys by which it is found (`records.language.stems.searched_in`), of these the keys of its victims' names, and who recorded it and changed it since, the first
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

    @property
    def persons(self) -> set[int]:
        """The ids of the known persons among its victims."""
        return {victim.person for victim in self.incident.victims if victim.person is not None}

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


# By what words the incidents of a book are found. To lay the words of twenty thousand together takes a while: so it is done for one book, and the books after it look there too,
# beside the few incidents that have changed since.


@dataclass(frozen=True)
class KeyPlaces:
    """Under each key the places of the entries that have it, in order."""

    places_of: Mapping[str, Sequence[int]]
    keys: Sequence[str]
    """All keys, sorted: those that begin alike stand together."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> "KeyPlaces":
        """Of such texts as `records.language.stems.searched_in` makes."""
        found: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            for key in set(text.split()):
                found.setdefault(key, []).append(place)
        return cls(found, sorted(found))

    def places(self, part: str) -> Iterator[int]:
        """The places of the entries in whose keys a part (`AskedWord.parts`) stands: a key between two spaces, or, after one, what keys begin with. A place may come more than once."""
        begin = part[1:]
        if begin.endswith(" "):
            yield from self.places_of.get(begin[:-1], ())
            return
        for at in range(bisect_left(self.keys, begin), len(self.keys)):
            if not self.keys[at].startswith(begin):
                return
            yield from self.places_of[self.keys[at]]


@dataclass(frozen=True)
class IncidentWords:
    """The entries of the book of one row of the ledger, in their order, and what they say."""

    head: int
    entries: tuple[CachedIncident, ...]
    keys: tuple[Key, ...]

    def make_ready(self) -> None:
        """Work everything out, so that nobody who searches waits for it."""
        _ = self._told, self._said, self._named, self.name_words

    def saying(self, wanted: Sequence[AskedWord]) -> list[int]:
        """The places of those that say all these words, in order."""
        kinds = {word: [told for told in self._told if word.is_said(told)] for word in wanted}
        # By a word that no kind of incident says, and then those that it leaves by the others.
        first = min(wanted, key=lambda word: sum(len(self._told[told]) for told in kinds[word]))
        others = [word for word in wanted if word is not first]
        found = sorted(
            {*(place for told in kinds[first] for place in self._told[told]), *(place for part in first.parts for place in self._said.places(part))}
        )
        if not others:
            return found
        return [place for place in found for text in [self.entries[place].found_by] if all(word.is_said(text) for word in others)]

    def naming(self, wanted: Sequence[AskedWord]) -> list[int]:
        """The places of those of which the names of victims say all these words, in order."""
        found = [{place for part in word.parts for place in self._named.places(part)} for word in wanted]
        return sorted(set.intersection(*found)) if found else []

    def place(self, entry: CachedIncident) -> int | None:
        """Where this entry stands; None where it does not."""
        at = bisect_left(self.keys, entry.key)
        return at if at < len(self.keys) and self.keys[at] == entry.key else None

    @cached_property
    def _told(self) -> dict[str, list[int]]:
        """The kinds of incidents, and the places of those of each."""
        found: dict[str, list[int]] = {}
        for place, entry in enumerate(self.entries):
            found.setdefault(entry.told, []).append(place)
        return found

    @cached_property
    def _said(self) -> KeyPlaces:
        return KeyPlaces.of(f"{entry.searched}{entry.headlined}" for entry in self.entries)

    @cached_property
    def _named(self) -> KeyPlaces:
        return KeyPlaces.of(entry.named for entry in self.entries)

    @cached_property
    def name_words(self) -> dict[str, dict[str, str]]:
        """The words of all names as they are written, by their rough letters, and those by the first of them."""
        known: dict[str, dict[str, str]] = {}
        for entry in self.entries:
            for letters, written in entry.name_words:
                known.setdefault(letters[:1], {}).setdefault(letters, written)
        return known


# The incidents as plain values, kept in the memory of one process. Lists, searches and charts are made from them.
#
# Twenty thousand incidents take a few dozen megabytes. After a change, only the incidents that the ledger names since then are read again. So a page
# costs the same whether or not somebody has just decided.
#
# Here stand all names, also those that are withheld: pages of the desk are made from it. Whatever leaves the house takes the numbers from here and reads the
# incidents by `reports.withheld.public_incidents`.

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
