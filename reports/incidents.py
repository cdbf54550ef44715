"""Incidents in the memory of one process: their values on a day, the words by which they are found, and a cache that follows the ledger."""

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
from records.incident_texts.list_titles import headlines_by_number
from records.incident_texts.sentences import clause_of, clause_target
from records.incident_texts.texts import needs_text_check
from records.incidents import load, number_parts
from records.incidents.repository import incident_contributors
from records.incidents.tracks import JOURNALIST_CASE_CATEGORIES
from records.language.names import rough_form
from records.language.stems import SearchTerm, searchable_keys_text, words_in
from records.ledger.entries import has_ledger_row
from records.outlets.health import panel_aliases
from records.outlets.outlet_names import NO_ALIASES, OutletAliases
from records.persons.repository import ids_named_since, persons_of
from records.persons.victims import RoughName, rough_name
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import ACCOUNTABILITY, CATEGORIES, STATUSES, Category, FunnelStage, LedgerAction, Track
from reports.impunity import Clocks, clocks, stages_of
from reports.impunity.clocks import accountability_day, began, is_counted, is_punishable, journalist_case, last_status, statuses_until
from reports.impunity.legal_cases import days_in_custody
from reports.impunity.pursuit import JournalistCase
from reports.impunity.silence import goes_on, last_heard
from reports.wrong_tracks import wrong_tracks_of

# Values of one incident on one day: the state of each track, silence, days in custody. Each is computed on first use and cached, so that a long list
# computes only what it is filtered and sorted by.


class IncidentOnDay:
    """An incident and its computed values on a day."""

    def __init__(self, incident: Incident, day: date) -> None:
        self.incident, self.day = incident, day

    @cached_property
    def clocks(self) -> Clocks:
        """Its four clocks."""
        return clocks(self.incident, self.day)

    @cached_property
    def own_case(self) -> JournalistCase | None:
        """The journalist's own case; None where nobody is pursued. This is the slowest value to compute."""
        return journalist_case(self.incident, self.day) if Track.JOURNALIST in self.last else None

    @cached_property
    def held(self) -> bool:
        """Whether the journalist is in custody."""
        return self._was_taken and is_counted(self.incident, self.day) and self.own_case is not None and self.own_case.held is not None

    @cached_property
    def days_in_custody(self) -> int | None:
        """All days in custody together; None where no journalist is pursued."""
        if Track.JOURNALIST not in self.last or not is_counted(self.incident, self.day):
            return None
        return days_in_custody(self.own_case.custody, self.day) if self._was_taken and self.own_case else 0

    @cached_property
    def waited(self) -> int | None:
        """Days without accountability; None where nothing punishable was done."""
        if not self.punishable or not is_counted(self.incident, self.day):
            return None
        until = accountability_day(statuses_until(self.incident, self.day)) or self.day
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
        """The last status of each track; a track without one is left out."""
        by_track: dict[Track, list[Status]] = {}
        for status in statuses_until(self.incident, self.day):
            by_track.setdefault(status.track, []).append(status)
        return {track: last for track, statuses in by_track.items() if (last := last_status(statuses))}

    @property
    def since_last_status(self) -> int | None:
        """Days since the last status of either track; None without a status."""
        last = last_status(statuses_until(self.incident, self.day))
        return (self.day - last.day).days if last else None

    @property
    def silent(self) -> int | None:
        """Days without news of a case that goes on; None for one that is over or does not count."""
        return self.silent_on(None)

    def silent_on(self, track: Track | None) -> int | None:
        """Return the days without news on one track, or on either if None."""
        if track not in self._silences:
            self._silences[track] = self._silence(track) if is_counted(self.incident, self.day) else None
        return self._silences[track]

    def _silence(self, track: Track | None) -> int | None:
        days = (self.day - last_heard(self.incident, self.day, track)[1]).days
        return days if goes_on(self.incident, self.day, track, lambda: self.own_case) else None

    @cached_property
    def _silences(self) -> dict[Track | None, int | None]:
        return {}

    def runs(self, track: Track) -> bool:
        """Return whether it has this track: a status of it is on record, or it is such a case."""
        if track in self.last:
            return True
        return self.punishable if track is Track.PERPETRATOR else not JOURNALIST_CASE_CATEGORIES.isdisjoint(self.incident.categories)

    @cached_property
    def stages(self) -> frozenset[str]:
        """The stages of `records.filters.STAGES` that it reached."""
        return _with_unanswered(stages_of(self.incident, self.day))

    @property
    def _was_taken(self) -> bool:
        """Whether a status takes somebody into custody: without one nobody was in custody."""
        return any(STATUSES[status.code].takes_liberty for status in self.incident.statuses)

    @cached_property
    def tells_wrongly(self) -> bool:
        """Whether a status is on the wrong track, whatever the day."""
        return any(wrong_tracks_of(self.incident))

    @cached_property
    def names(self) -> tuple[RoughName, ...]:
        """Every name of every victim, also of her person's record in each language, made comparable."""
        return tuple(rough_name(name) for victim in self.incident.victims for name in dict.fromkeys((victim.name, *victim.names.values())))


@cache
def _with_unanswered(stages: frozenset[FunnelStage]) -> frozenset[str]:
    """Add UNANSWERED if nobody was held to account. Cached, so that incidents at the same stages share one object."""
    answered = not stages.isdisjoint((FunnelStage.ACCOUNTABILITY, FunnelStage.WITHOUT_COURT))
    return stages | ({UNANSWERED} if stages and not answered else frozenset())


# What is counted over all incidents.
IN_ALL, TELLS_WRONGLY = "in all", "tells wrongly"

Key = tuple[int, int, int]
"""The sort key of an incident: its day (0 = not known), then its number."""


@dataclass(frozen=True)
class CachedIncident:
    """An incident without its articles, with the keys by which it is found (`records.language.stems.searchable_keys_text`), and the people who recorded and
    changed it.

    The keys of its victims' names are also given alone. The person who recorded it comes first. `headlined` are the keys of headlines of its articles
    that the desk shows as its title where the record has none in a reader's language, `told` those of the title made from its fields: many incidents
    share them.
    """

    incident: Incident
    searched: str
    named: str
    hands: tuple[str, ...] = ()
    headlined: str = ""
    told: str = ""
    key: Key = (0, 0, 0)
    """Its sort key in the order of days."""
    kept: dict[date, IncidentOnDay] = field(default_factory=dict, compare=False, repr=False)
    """The values of the last two requested days. An unchanged entry passes them on from book to book."""

    @property
    def found_by(self) -> str:
        """All keys by which it is found at the desk."""
        return self.searched + self.headlined + self.told

    def on(self, day: date) -> IncidentOnDay:
        """Return the incident's values on a day."""
        on_day = self.kept.get(day)
        if on_day is None:
            on_day = IncidentOnDay(self.incident, day)
            # A question about an earlier day must not evict the values of the day that everybody else uses.
            while len(self.kept) > 1:
                self.kept.pop(min(list(self.kept)), None)
            self.kept[day] = on_day
        return on_day

    @property
    def persons(self) -> set[int]:
        """The ids of the known persons among its victims."""
        return {victim.person for victim in self.incident.victims if victim.person is not None}

    @cached_property
    def tallied(self) -> tuple[str, ...]:
        """The totals in which it is counted (`IncidentCollection.tally`)."""
        if self.incident.withdrawn:
            return ()
        return (IN_ALL, *([TELLS_WRONGLY] if any(wrong_tracks_of(self.incident)) else []), *self.lacks)

    @cached_property
    def name_words(self) -> tuple[tuple[str, str], ...]:
        """The words of its victims' names, each in rough letters and as written."""
        return tuple((rough_form(word[0]), word[0]) for victim in self.incident.victims for word in words_in(victim.name))

    @cached_property
    def lacks(self) -> frozenset[str]:
        """The languages in which its texts need a person's review."""
        return _same(frozenset(lang for lang in LANGUAGES if needs_text_check(self.incident, lang)))


@cache
def _same(languages: frozenset[str]) -> frozenset[str]:
    """Return one shared object for all incidents with the same value."""
    return languages


def cache_incident(incident: Incident, contributors: tuple[str, ...] = (), headlines: Iterable[str] = ()) -> CachedIncident:
    """Return an incident as a book stores it."""
    # A person is found by any name of her record.
    names = [name for victim in incident.victims for name in (victim.name, *victim.names.values())]
    words = [
        incident.number,
        *(incident.titles.values() or [incident.title]),
        *place_names(incident.place or "", incident.region or incident.country),
        *names,
        *incident.outlets,
    ]
    # Words, in every language, of a title made from the fields, except names and places; many incidents share them.
    title_keys = _title_keys(incident.primary, clause_target(incident), incident.categories)
    year, serial = number_parts(incident.number) or (0, 0)
    place = (incident.day.toordinal() if incident.day else 0, year, serial)
    return CachedIncident(
        replace(incident, articles=()),
        searchable_keys_text(words),
        searchable_keys_text(names),
        contributors,
        searchable_keys_text(headlines),
        title_keys,
        place,
    )


@lru_cache(maxsize=2000)
def _title_keys(primary: Category, target: str, categories: tuple[Category, ...]) -> str:
    texts = (clause_of(primary, target), *(CATEGORIES[code].label for code in categories))
    return searchable_keys_text([words for text in texts for words in in_all_languages(text)])


# The search index of a book. Building it for twenty thousand incidents is slow, so later books reuse it and search the few changed incidents
# separately.


@dataclass(frozen=True)
class KeyPlaces:
    """An index from each key to the places of the entries that have it, in order."""

    places_of: Mapping[str, Sequence[int]]
    keys: Sequence[str]
    """All keys, sorted, so that those with the same prefix are adjacent."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> "KeyPlaces":
        """Build the index from texts as `records.language.stems.searchable_keys_text` makes them."""
        places: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            for key in set(text.split()):
                places.setdefault(key, []).append(place)
        return cls(places, sorted(places))

    def places(self, part: str) -> Iterator[int]:
        """Yield the places of the entries whose keys match a part (`SearchTerm.parts`); a place may come more than once.

        A part is a key between two spaces, or, after one space, a prefix of keys.
        """
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
    """The search index over the entries of one book, which was read up to `head`."""

    head: int
    entries: tuple[CachedIncident, ...]
    keys: tuple[Key, ...]

    def make_ready(self) -> None:
        """Compute everything, so that no search waits for it."""
        _ = self._by_title, self._by_key, self._by_name, self.name_words

    def saying(self, search_terms: Sequence[SearchTerm]) -> list[int]:
        """Return the places of the entries that contain all these words, in order."""
        kinds = {word: [title for title in self._by_title if word.is_said(title)] for word in search_terms}
        # Begin with the word with the fewest matches among shared titles, then test these by the others.
        first = min(search_terms, key=lambda word: sum(len(self._by_title[title]) for title in kinds[word]))
        other_terms = [word for word in search_terms if word is not first]
        places = sorted(
            {
                *(place for title in kinds[first] for place in self._by_title[title]),
                *(place for part in first.parts for place in self._by_key.places(part)),
            }
        )
        if not other_terms:
            return places
        return [place for place in places for text in [self.entries[place].found_by] if all(word.is_said(text) for word in other_terms)]

    def naming(self, search_terms: Sequence[SearchTerm]) -> list[int]:
        """Return the places of the entries whose victims' names contain all these words, in order."""
        place_sets = [{place for part in word.parts for place in self._by_name.places(part)} for word in search_terms]
        return sorted(set.intersection(*place_sets)) if place_sets else []

    def place(self, entry: CachedIncident) -> int | None:
        """Return the place of this entry; None if it is not indexed."""
        at = bisect_left(self.keys, entry.key)
        return at if at < len(self.keys) and self.keys[at] == entry.key else None

    @cached_property
    def _by_title(self) -> dict[str, list[int]]:
        """The texts of titles made from fields, and the places of the entries with each."""
        places: dict[str, list[int]] = {}
        for place, entry in enumerate(self.entries):
            places.setdefault(entry.told, []).append(place)
        return places

    @cached_property
    def _by_key(self) -> KeyPlaces:
        return KeyPlaces.of(f"{entry.searched}{entry.headlined}" for entry in self.entries)

    @cached_property
    def _by_name(self) -> KeyPlaces:
        return KeyPlaces.of(entry.named for entry in self.entries)

    @cached_property
    def name_words(self) -> dict[str, dict[str, str]]:
        """The words of all names as written, by their rough letters, grouped by the first letter."""
        words: dict[str, dict[str, str]] = {}
        for entry in self.entries:
            for letters, written in entry.name_words:
                words.setdefault(letters[:1], {}).setdefault(letters, written)
        return words


# The cache of incidents in one process, from which lists, searches and charts are made. Twenty thousand incidents take a few dozen megabytes. After a
# change, only the incidents that the ledger names since then are read again, so a page costs the same after a decision. The cache has all names, also
# withheld ones, since pages of the desk use it. Published output takes only numbers from here and reads the incidents by
# `reports.withheld.public_incidents`.

_SUBJECT = "incident "
# Numbers in one query: below the parameter limits of SQLite and PostgreSQL.
_CHUNK = 5000
_BATCH = 2000

# How often a book is updated while others decide.
_TURNS = 5
# Changes since the search index was built that are searched one by one.
_BESIDE = 100
# Changes that a book remembers; an older cached result is computed from the beginning.
_REMEMBERED = 500
# Cached, since nearly every page needs them.
_NEWEST, _IN_ALL = select(func.max(LedgerRow.id)), select(func.count()).select_from(IncidentRow)


@dataclass(frozen=True)
class CachedIncidentChange:
    """The entry that was replaced, None for a new incident, and the entry that replaced it; `head` is the row of the ledger up to which that was
    read."""

    head: int
    gone: CachedIncident | None
    come: CachedIncident


@dataclass(frozen=True)
class IncidentCollection:
    """All incidents as of one row of the ledger, in order of their days, the earliest first; those without a day come before all."""

    head: int
    entries: tuple[CachedIncident, ...]
    keys: tuple[Key, ...]
    by_number: Mapping[str, CachedIncident]
    worked_out: dict[Any, Any] = field(default_factory=dict, compare=False)
    """Results computed from these entries, cached for the next request."""
    tally: Counter[str] = field(default_factory=Counter)
    """The totals shown with every list, without withdrawn incidents: `IN_ALL`, `TELLS_WRONGLY`, and by language those whose texts need a review."""
    passed_on: dict[Any, Any] = field(default_factory=dict, compare=False)
    """Results that are updated if few entries have changed: consecutive books share them."""
    changes: tuple[CachedIncidentChange, ...] = ()
    """The latest changes that led to this book, the earliest first."""
    remembers: int = 0
    """The row of the ledger from which on `changes` is complete."""
    of_person: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """The numbers of the incidents that name a person as a victim."""
    aliases: OutletAliases = NO_ALIASES
    """The outlets by the names with which the incidents were read."""

    def changed_since(self, head: int) -> list[CachedIncidentChange] | None:
        """Return what has changed since the book of this row of the ledger, each incident once; None if that is not remembered.

        Each change has the entry of that book, None for a new incident, and the entry of this one.
        """
        if not self.remembers <= head <= self.head:
            return None
        first = bisect_right(self.changes, head, key=attrgetter("head"))
        changed: dict[str, CachedIncidentChange] = {}
        for change in self.changes[first:]:
            number = change.come.incident.number
            changed[number] = replace(change, gone=changed[number].gone) if number in changed else change
        return list(changed.values())

    @property
    def incidents(self) -> Iterator[Incident]:
        """Yield all incidents, also withdrawn ones."""
        return (entry.incident for entry in self.entries)

    def saying(self, search_terms: Sequence[SearchTerm]) -> list[CachedIncident]:
        """Return the entries that contain all these words, the latest first."""
        if not search_terms:
            return list(reversed(self.entries))
        return self._found(lambda words: words.saying(search_terms), lambda entry: entry.found_by, search_terms)

    def naming(self, search_terms: Sequence[SearchTerm]) -> list[CachedIncident]:
        """Return the entries whose victims' names contain all these words, the latest first."""
        return self._found(lambda words: words.naming(search_terms), lambda entry: entry.named, search_terms)

    def name_words(self) -> Mapping[str, Mapping[str, str]]:
        """Return the words of names, as `IncidentWords.name_words` has them. Names of the latest changes may be missing."""
        return self._words()[0].name_words

    def make_ready(self) -> None:
        """Build the search index, so that no search waits for it."""
        self._words()[0].make_ready()

    def _found(
        self, find: Callable[[IncidentWords], list[int]], text: Callable[[CachedIncident], str], search_terms: Sequence[SearchTerm]
    ) -> list[CachedIncident]:
        """Return matches of the index among unchanged entries, and changed entries whose text contains all words; the latest first."""
        words, changes = self._words()
        gone = {words.place(change.gone) for change in changes if change.gone is not None}
        entries = [words.entries[place] for place in find(words) if place not in gone]
        for change in changes:
            searched = text(change.come)
            if all(word.is_said(searched) for word in search_terms):
                insort(entries, change.come, key=attrgetter("key"))
        return entries[::-1]

    def _words(self) -> tuple[IncidentWords, Sequence[CachedIncidentChange]]:
        """Return the search index of this book or an earlier one, and what has changed since."""
        index: IncidentWords | None = self.passed_on.get("words")
        changes = None if index is None else self.changed_since(index.head)
        if index is None or changes is None or len(changes) > _BESIDE:
            index, changes = IncidentWords(self.head, self.entries, self.keys), []
            self.passed_on["words"] = index
        return index, changes

    def newest(self, holds: Callable[[CachedIncident], bool], before: Key | None = None) -> Iterator[CachedIncident]:
        """Yield entries for which `holds` is true, the latest first, beginning before a key."""
        last = len(self.entries) if before is None else bisect_left(self.keys, before)
        return (entry for entry in reversed(self.entries[:last]) if holds(entry))

    def beside(self, number: str) -> tuple[Incident | None, Incident | None]:
        """Return the incidents just before and just after this one that are not withdrawn."""
        at = bisect_left(self.keys, self.by_number[number].key)
        before = next((entry.incident for entry in reversed(self.entries[:at]) if not entry.incident.withdrawn), None)
        after = next((entry.incident for entry in islice(self.entries, at + 1, None) if not entry.incident.withdrawn), None)
        return before, after


class IncidentCache:
    """The newest book that this process has read. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._book: IncidentCollection | None = None

    def book(self, session: Session) -> IncidentCollection:
        """Return the incidents as they are now."""
        with self._lock:
            head, book = _newest(session), self._book
            if book is not None and head < book.head and has_ledger_row(session, book.head):
                return book
            book = _whole(session, head) if book is None or head < book.head else _update_collection(session, book, head)
            self._book = book = _agreeing(session, book)
            return book


def _agreeing(session: Session, book: IncidentCollection) -> IncidentCollection:
    """Update the book until it has as many incidents as are recorded.

    Every query sees what is committed by then: a decision between two of them is no reason to read everything again. Only if the ledger has no newer
    row were the records changed without it, for example by a restored backup; then everything is read.
    """
    for _ in range(_TURNS):
        if len(book.entries) == _number(session):
            return book
        head = _newest(session)
        if head == book.head:
            return _whole(session, head)
        book = _update_collection(session, book, head)
    # The next call continues from here.
    return book


def _newest(session: Session) -> int:
    return session.scalar(_NEWEST) or 0


def _number(session: Session) -> int:
    return session.scalar(_IN_ALL) or 0


def _whole(session: Session, head: int) -> IncidentCollection:
    contributors, aliases = incident_contributors(session), panel_aliases(session)
    incidents = list(load(session, IncidentFilter(withdrawn=True), batch=_BATCH, articles=False))
    headlines = headlines_by_number(session, incidents)
    return _build_collection(
        head,
        (cache_incident(incident, contributors.get(incident.number, ()), headlines.get(incident.number, ())) for incident in incidents),
        aliases,
    )


def _update_collection(session: Session, book: IncidentCollection, head: int) -> IncidentCollection:
    """Return the book with those incidents read again that have a new row in the ledger; all of them if an outlet has got another name."""
    if head == book.head:
        return book
    if panel_aliases(session) is not book.aliases:
        return _whole(session, head)
    query = select(LedgerRow.subject).where(LedgerRow.id > book.head, LedgerRow.subject.startswith(_SUBJECT)).distinct()
    changed_since = {subject.removeprefix(_SUBJECT) for subject in session.scalars(query)}
    # A change of a person concerns all incidents that name her.
    if persons := ids_named_since(session, book.head, but=LedgerAction.RECORD):
        persons |= {id for person in persons_of(session, persons).values() for id in (person.id, *person.merged)}
        changed_since = changed_since.union(*(book.of_person.get(id, ()) for id in persons))
    numbers = sorted(changed_since)
    if not numbers:
        return replace(book, head=head)
    if len(numbers) > len(book.entries) // 2:
        return _whole(session, head)
    contributors = incident_contributors(session, numbers)
    incidents = list(_named(session, numbers))
    headlines = headlines_by_number(session, incidents)
    return _with(
        book, head, [cache_incident(incident, contributors.get(incident.number, ()), headlines.get(incident.number, ())) for incident in incidents]
    )


def _with(book: IncidentCollection, head: int, changed: Iterable[CachedIncident]) -> IncidentCollection:
    """Return the book with these entries replacing those of the same numbers, inserted in order without sorting again."""
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
        changes.append(CachedIncidentChange(head, before, entry))
    forgotten = max(0, len(changes) - _REMEMBERED)
    remembers = changes[forgotten - 1].head if forgotten else book.remembers
    return IncidentCollection(
        head,
        tuple(entries),
        tuple(keys),
        by_number,
        tally=tally,
        passed_on=book.passed_on,
        changes=tuple(changes[forgotten:]),
        remembers=remembers,
        of_person=of_person,
        aliases=book.aliases,
    )


def _named(session: Session, numbers: Sequence[str]) -> Iterator[Incident]:
    for start in range(0, len(numbers), _CHUNK):
        yield from load(session, IncidentFilter(numbers=frozenset(numbers[start : start + _CHUNK]), withdrawn=True))


def _build_collection(head: int, entries: Iterable[CachedIncident], aliases: OutletAliases = NO_ALIASES) -> IncidentCollection:
    ordered = sorted(((entry.key, entry) for entry in entries), key=lambda pair: pair[0])
    of_person: defaultdict[int, set[str]] = defaultdict(set)
    for _, entry in ordered:
        for person in entry.persons:
            of_person[person].add(entry.incident.number)
    return IncidentCollection(
        head,
        tuple(entry for _, entry in ordered),
        tuple(key for key, _ in ordered),
        {entry.incident.number: entry for _, entry in ordered},
        tally=Counter(name for _, entry in ordered for name in entry.tallied),
        remembers=head,
        of_person={person: frozenset(numbers) for person, numbers in of_person.items()},
        aliases=aliases,
    )
