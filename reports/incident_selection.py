"""Selection of cached incidents by a filter, results computed from all incidents and cached between changes, and the counts of the explore page."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from records.collaboration import resolve_assignments
from records.country import home
from records.filters import NONE, STAGES, UNCHECKED, YES, IncidentFilter
from records.incident_fields import BY_NAME
from records.incident_model import Incident
from records.language.stems import SearchTerms, parse_search_terms
from records.outlets.outlet_names import spelling_key
from records.state_requests import with_overdue
from records.vocabulary import CATEGORIES, Actor, Category
from reports.case_calendar import ahead
from reports.charts import Month
from reports.exports.incidents_export import incident_row
from reports.incident_conditions import Condition, conditions
from reports.incidents import IN_ALL, CachedIncident, CachedIncidentChange, IncidentCollection, cache_incident
from reports.withheld.names import withheld_names
from reports.withheld.public_incidents import load

_BATCH = 500
_ONLINE = BY_NAME["online"]


def entry_filter(
    book: IncidentCollection, incident_filter: IncidentFilter, today: date, public_view: Callable[[Incident], Incident] | None = None
) -> Callable[[CachedIncident], bool]:
    """Return a test whether an entry of the book matches the filter.

    With `public_view`, which returns an incident without withheld names, a match by a name or a word must also be found in the published form: otherwise
    the rows of a file would reveal whose name is withheld.
    """
    search_terms = parse_search_terms((incident_filter.words or "").strip())
    tests = [holding(incident_filter, today)]
    if search_terms.wanted:
        # All entries are searched at once, which is much faster.
        matches = {entry.incident.number for entry in book.saying(search_terms.wanted)}
        tests.insert(0, lambda entry: entry.incident.number in matches)
    if public_view and (incident_filter.person or incident_filter.words):
        tests.append(
            _also_in_public(holding(IncidentFilter(withdrawn=True, person=incident_filter.person, words=incident_filter.words), today), public_view)
        )
    return _all_of(tests)


def holding(incident_filter: IncidentFilter, today: date) -> Callable[[CachedIncident], bool]:
    """Return a test whether a single entry matches the filter. For all entries of a book `entry_filter` is faster."""
    tests = [*_tests(incident_filter, today), *map(partial(_on_day, today), conditions(incident_filter))]
    if incident_filter.stage:
        stage = incident_filter.stage
        tests.append(lambda entry: stage in entry.on(today).stages)
    return _all_of(tests)


def _all_of(tests: Sequence[Callable[[CachedIncident], bool]]) -> Callable[[CachedIncident], bool]:
    return tests[0] if len(tests) == 1 else lambda entry: all(test(entry) for test in tests)


def export_rows(session: Session, book: IncidentCollection, incident_filter: IncidentFilter, today: date) -> Iterator[dict[str, Any]]:
    """Yield the matching incidents as rows of the export `incidents` with their articles, the latest first."""
    incident_filter = with_overdue(session, resolve_assignments(session, incident_filter), today)
    numbers = [entry.incident.number for entry in book.newest(entry_filter(book, incident_filter, today, withheld_names(session).incident))]
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        loaded = {incident.number: incident for incident in load(session, IncidentFilter(numbers=frozenset(batch), withdrawn=True))}
        yield from (incident_row(loaded[number], today) for number in batch if number in loaded)


def _on_day(today: date, holds: Condition) -> Callable[[CachedIncident], bool]:
    return lambda entry: holds(entry.on(today))


def _also_in_public(holds: Callable[[CachedIncident], bool], public_view: Callable[[Incident], Incident]) -> Callable[[CachedIncident], bool]:
    def told(entry: CachedIncident) -> bool:
        as_shown = public_view(entry.incident)
        # Headlines are not searched: nobody has checked whether they contain a withheld name.
        public_entry = replace(entry, headlined="") if as_shown is entry.incident else cache_incident(as_shown)
        return (as_shown is entry.incident and not entry.headlined) or holds(public_entry)

    return told


def _tests(incident_filter: IncidentFilter, today: date) -> Iterator[Callable[[CachedIncident], bool]]:
    since, until, region, block, outlet = (
        incident_filter.since,
        incident_filter.until,
        incident_filter.region,
        incident_filter.block,
        incident_filter.outlet,
    )
    if not incident_filter.withdrawn:
        yield lambda entry: not entry.incident.withdrawn
    if since:
        yield lambda entry: entry.incident.day is not None and entry.incident.day >= since
    if until:
        yield lambda entry: entry.incident.day is not None and entry.incident.day <= until
    if incident_filter.undated:
        yield lambda entry: entry.incident.day is None
    if incident_filter.ahead:
        yield lambda entry: bool(ahead(entry.incident, today))
    if incident_filter.texts:
        lang = incident_filter.texts.removeprefix(UNCHECKED)
        yield lambda entry: lang in entry.lacks
    if incident_filter.review:
        yield lambda entry: entry.on(today).tells_wrongly
    if incident_filter.category:
        yield lambda entry: entry.incident.primary == incident_filter.category
    if region:
        yield lambda entry: entry.incident.region not in home().regions if region == NONE else entry.incident.region == region
    if incident_filter.actor:
        yield lambda entry: entry.incident.actor == incident_filter.actor
    if outlet:
        spelling = spelling_key(outlet)
        yield lambda entry: outlet in entry.incident.outlets or spelling in map(spelling_key, entry.incident.outlets)
    if block:
        yield lambda entry: (CATEGORIES[entry.incident.primary].block or NONE) == block
    if incident_filter.online:
        yield _happened_online(incident_filter.online == YES)
    if whose := incident_filter.whose:
        yield lambda entry: whose.issubset(entry.hands)
    if incident_filter.given or incident_filter.given_me:
        assigned = incident_filter.given_numbers or frozenset()
        yield lambda entry: entry.incident.number in assigned
    if incident_filter.overdue:
        owed = incident_filter.overdue_numbers or frozenset()
        yield lambda entry: entry.incident.number in owed
    if incident_filter.number:
        yield lambda entry: entry.incident.number == incident_filter.number
    if incident_filter.numbers:
        numbers = frozenset(incident_filter.numbers)
        yield lambda entry: entry.incident.number in numbers
    if (incident_filter.words or "").strip():
        yield _contains_words(parse_search_terms(incident_filter.words or ""))


def _contains_words(search_terms: SearchTerms) -> Callable[[CachedIncident], bool]:
    """Return a test whether an entry contains the words. Punctuation alone matches nothing."""
    return lambda entry: bool(search_terms) and search_terms.are_said(entry.found_by)


def _happened_online(online: bool) -> Callable[[CachedIncident], bool]:
    return lambda entry: _ONLINE.of(entry.incident) is online


# Results computed from all incidents, cached from one state of the record to the next: after a change only the changed incidents are processed again.

# Cached results of one kind: a few times as many as twenty users have open.
_KEPT = 64
_lock = Lock()
_Result = TypeVar("_Result")


def cached_result(
    book: IncidentCollection,
    kind: str,
    query: Hashable,
    compute: Callable[[], _Result],
    update: Callable[[_Result, Sequence[CachedIncidentChange]], _Result],
) -> _Result:
    """Return the result of a kind for a question, as of the book: computed by `made`, or an earlier one updated by `update`.

    Safe for threads.
    """
    with _lock:
        cached: OrderedDict[Hashable, tuple[int, _Result]] = book.passed_on.setdefault(kind, OrderedDict())
        earlier = cached.get(query)
    if earlier is not None and earlier[0] > book.head:
        # Another thread, which read the record later, has updated it further already.
        return earlier[1]
    changes = book.changed_since(earlier[0]) if earlier is not None else None
    if earlier is None or changes is None:
        result = compute()
    elif changes:
        result = update(earlier[1], changes)
    else:
        result = earlier[1]
    with _lock:
        cached[query] = (book.head, result)
        cached.move_to_end(query)
        while len(cached) > _KEPT:
            cached.popitem(last=False)
    return result


# Counts for the charts that filter together: incidents of one selection by month, category, region, actor, outlet and stage. Every count is of
# incidents that the list shows under the same filter. Incidents without a date are in no month and are counted separately.

# What is counted, as (name, value).
_TOTAL, _UNDATED, _MONTH, _CATEGORY, _REGION, _ACTOR, _OUTLET, _STAGE = "total", "undated", "month", "category", "region", "actor", "outlet", "stage"
_Counts = Counter[tuple[str, Any]]


@dataclass(frozen=True)
class ExplorerCounts:
    """The counts of one selection. `in_all` are all recorded incidents that are not withdrawn. An incident against several outlets counts under each."""

    total: int
    in_all: int
    undated: int
    by_month: Mapping[Month, int]
    by_category: Mapping[Category, int]
    by_region: Mapping[str, int]
    by_actor: Mapping[Actor, int]
    by_outlet: Mapping[str, int]
    by_stage: Mapping[str, int]


def explorer_counts(book: IncidentCollection, incident_filter: IncidentFilter, today: date) -> ExplorerCounts:
    """Count the incidents that match the filter, as of a day."""
    counts = _cached_counts(book, incident_filter, today)
    by: dict[str, dict[Any, int]] = {name: {} for name in (_TOTAL, _UNDATED, _MONTH, _CATEGORY, _REGION, _ACTOR, _OUTLET, _STAGE)}
    for (name, value), number in counts.items():
        if number:
            by[name][value] = number
    return ExplorerCounts(
        total=counts[_TOTAL, None],
        in_all=book.tally[IN_ALL],
        undated=counts[_UNDATED, None],
        by_month=by[_MONTH],
        by_category=by[_CATEGORY],
        by_region=by[_REGION],
        by_actor=by[_ACTOR],
        by_outlet=_by_spelling(by[_OUTLET]),
        by_stage={stage: counts[_STAGE, stage] for stage in STAGES},
    )


def _by_spelling(by_name: Mapping[str, int]) -> dict[str, int]:
    """Add up the counts of one unknown outlet in several spellings, under the commonest of them. A known one has one name already."""
    spellings: dict[str, list[str]] = {}
    for name in sorted(by_name, key=lambda name: (-by_name[name], name)):
        spellings.setdefault(spelling_key(name) or name, []).append(name)
    return {names[0]: sum(by_name[name] for name in names) for names in spellings.values()}


def _cached_counts(book: IncidentCollection, incident_filter: IncidentFilter, today: date) -> _Counts:
    def made() -> _Counts:
        holds = entry_filter(book, incident_filter, today)
        return _counted((entry for entry in book.entries if holds(entry)), today)

    return cached_result(
        book, "explored", (incident_filter, today), made, lambda before, changes: _update_counts(before, changes, incident_filter, today)
    )


def _update_counts(before: _Counts, changes: Sequence[CachedIncidentChange], incident_filter: IncidentFilter, today: date) -> _Counts:
    holds = holding(incident_filter, today)
    counts = _Counts(before)
    counts.subtract(_counted((change.gone for change in changes if change.gone is not None and holds(change.gone)), today))
    counts.update(_counted((change.come for change in changes if holds(change.come)), today))
    return counts


def _counted(entries: Iterable[CachedIncident], today: date) -> _Counts:
    counts, regions = _Counts(), home().regions
    for entry in entries:
        incident = entry.incident
        counts[_TOTAL, None] += 1
        counts[(_MONTH, (incident.day.year, incident.day.month)) if incident.day else (_UNDATED, None)] += 1
        counts[_CATEGORY, incident.primary] += 1
        counts[_REGION, incident.region if incident.region in regions else NONE] += 1
        counts[_ACTOR, incident.actor] += 1
        # Of several spellings the first counts.
        for outlet in {spelling_key(name) or name: name for name in reversed(incident.outlets)}.values():
            counts[_OUTLET, outlet] += 1
        for stage in entry.on(today).stages:
            counts[_STAGE, stage] += 1
    return counts
