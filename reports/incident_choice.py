"""Which incidents somebody wants to see: the filters of the export, and some more that figures and charts need to open their records."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from records.country import home
from records.filters import NONE, UNCHECKED, YES, IncidentFilter
from records.incident_fields import BY_NAME
from records.incident_model import Incident
from records.state_bodies.waiting_answers import with_overdue
from records.together.assignments import resolved
from records.vocabulary import CATEGORIES
from records.words.asked_words import AskedWords, asked_words
from reports.cached_incident import CachedIncident, cached
from reports.exports.incidents_export import incident_row
from reports.incident_cache import IncidentBook
from reports.incident_conditions import Condition, conditions
from reports.next_dates import ahead
from reports.withheld.public_incidents import load
from reports.withheld.withheld_names import withheld_names

_BATCH = 500
_ONLINE = BY_NAME["online"]


def chosen(
    book: IncidentBook, wanted: IncidentFilter, today: date, shown: Callable[[Incident], Incident] | None = None
) -> Callable[[CachedIncident], bool]:
    """Whether an entry of the book is among those wanted. With `shown`, which gives an incident as it may leave the house, what is found by a name or a word
    must be found by what may be shown too: else a file would tell by its rows whose name is withheld."""
    asked = asked_words((wanted.words or "").strip())
    tests = [holding(wanted, today)]
    if asked.wanted:
        # All are looked through at once, which takes a fraction of the time.
        said = {entry.incident.number for entry in book.saying(asked.wanted)}
        tests.insert(0, lambda entry: entry.incident.number in said)
    if shown and (wanted.person or wanted.words):
        tests.append(_told_by(holding(IncidentFilter(withdrawn=True, person=wanted.person, words=wanted.words), today), shown))
    return _all_of(tests)


def holding(wanted: IncidentFilter, today: date) -> Callable[[CachedIncident], bool]:
    """Whether an entry by itself is among those wanted. Of all entries `chosen` tells it sooner."""
    tests = [*_tests(wanted, today), *map(partial(_on_day, today), conditions(wanted))]
    if wanted.stage:
        stage = wanted.stage
        tests.append(lambda entry: stage in entry.on(today).stages)
    return _all_of(tests)


def _all_of(tests: Sequence[Callable[[CachedIncident], bool]]) -> Callable[[CachedIncident], bool]:
    return tests[0] if len(tests) == 1 else lambda entry: all(test(entry) for test in tests)


def export_rows(session: Session, book: IncidentBook, wanted: IncidentFilter, today: date) -> Iterator[dict[str, Any]]:
    """The incidents wanted as rows of the export `incidents`, in order of their days, the latest first, with their articles."""
    wanted = with_overdue(session, resolved(session, wanted), today)
    numbers = [entry.incident.number for entry in book.newest(chosen(book, wanted, today, withheld_names(session).incident))]
    for start in range(0, len(numbers), _BATCH):
        some = numbers[start : start + _BATCH]
        found = {incident.number: incident for incident in load(session, IncidentFilter(numbers=frozenset(some), withdrawn=True))}
        yield from (incident_row(found[number], today) for number in some if number in found)


def _on_day(today: date, holds: Condition) -> Callable[[CachedIncident], bool]:
    return lambda entry: holds(entry.on(today))


def _told_by(holds: Callable[[CachedIncident], bool], shown: Callable[[Incident], Incident]) -> Callable[[CachedIncident], bool]:
    def told(entry: CachedIncident) -> bool:
        as_shown = shown(entry.incident)
        # Not by a headline: nobody has looked whether that tells a name.
        seen = replace(entry, headlined="") if as_shown is entry.incident else cached(as_shown)
        return (as_shown is entry.incident and not entry.headlined) or holds(seen)

    return told


def _tests(wanted: IncidentFilter, today: date) -> Iterator[Callable[[CachedIncident], bool]]:
    since, until, region, block, outlet = wanted.since, wanted.until, wanted.region, wanted.block, wanted.outlet
    if not wanted.withdrawn:
        yield lambda entry: not entry.incident.withdrawn
    if since:
        yield lambda entry: entry.incident.day is not None and entry.incident.day >= since
    if until:
        yield lambda entry: entry.incident.day is not None and entry.incident.day <= until
    if wanted.undated:
        yield lambda entry: entry.incident.day is None
    if wanted.ahead:
        yield lambda entry: bool(ahead(entry.incident, today))
    if wanted.texts:
        lang = wanted.texts.removeprefix(UNCHECKED)
        yield lambda entry: lang in entry.lacks
    if wanted.review:
        yield lambda entry: entry.on(today).tells_wrongly
    if wanted.category:
        yield lambda entry: entry.incident.primary == wanted.category
    if region:
        yield lambda entry: entry.incident.region not in home().regions if region == NONE else entry.incident.region == region
    if wanted.actor:
        yield lambda entry: entry.incident.actor == wanted.actor
    if outlet:
        yield lambda entry: outlet in entry.incident.outlets
    if block:
        yield lambda entry: (CATEGORIES[entry.incident.primary].block or NONE) == block
    if wanted.online:
        yield _happened_online(wanted.online == YES)
    if whose := wanted.whose:
        yield lambda entry: whose.issubset(entry.hands)
    if wanted.given or wanted.given_me:
        given = wanted.given_numbers or frozenset()
        yield lambda entry: entry.incident.number in given
    if wanted.overdue:
        owed = wanted.overdue_numbers or frozenset()
        yield lambda entry: entry.incident.number in owed
    if wanted.number:
        yield lambda entry: entry.incident.number == wanted.number
    if wanted.numbers:
        numbers = frozenset(wanted.numbers)
        yield lambda entry: entry.incident.number in numbers
    if (wanted.words or "").strip():
        yield _says(asked_words(wanted.words or ""))


def _says(asked: AskedWords) -> Callable[[CachedIncident], bool]:
    """Signs alone are no words of any incident."""
    return lambda entry: bool(asked) and asked.are_said(entry.found_by)


def _happened_online(online: bool) -> Callable[[CachedIncident], bool]:
    return lambda entry: _ONLINE.of(entry.incident) is online
