"""Which incidents somebody wants to see: the filters of the export, and some more that figures and charts need to open their records."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from records.country import home
from records.incidents import NUMBER, IncidentFilter, load
from records.vocabulary import CATEGORIES, Actor
from reports.exports.export_filters import ExportFilters
from reports.exports.incidents_export import incident_row
from reports.impunity import Funnel, FunnelStage, funnel
from reports.incident_cache import CachedIncident, IncidentBook

# Incidents of no region of the country, or of one that is not known; of no block.
NONE = "none"
BLOCKS = ("A", "B", "C", NONE)
# Besides the stages of the funnel: nobody was held to account in any way.
UNANSWERED = "unanswered"
STAGES = (*(stage.value for stage in FunnelStage), UNANSWERED)
# Numbers that an address may name; a figure with more opens its records by its filters.
MOST_NUMBERS = 400
_BATCH = 500


@dataclass(frozen=True)
class ChosenIncidents(ExportFilters):
    """As the filters of an export; `region` may be NONE. `numbers` are separated by commas, `block` is Adil Soz's or NONE, `stage` one of STAGES as of
    today, `undated` = those without a date, `words` are looked for in title, names, outlets, place and number."""

    numbers: str | None = None
    block: str | None = None
    stage: str | None = None
    undated: bool | None = None
    words: str | None = None

    def way(self, path: str = "/incidents", **changed: str) -> str:
        """The address that shows these incidents, with something changed (empty = left out)."""
        values = {("q" if name == "words" else name): str(value) for name, value in self.to_json().items()}
        values = {name: value for name, value in {**values, **changed}.items() if value}
        return path + (f"?{urlencode(values, safe=',')}" if values else "")

    @property
    def narrowing(self) -> int:
        """How many filters are set."""
        return len(self.to_json())


def understood(given: Mapping[str, str]) -> ChosenIncidents:
    """The filters of an address. Unknown ones are left out."""
    known: dict[str, Callable[[str], Any]] = {
        "since": _day,
        "until": _day,
        "category": lambda value: value if value in CATEGORIES else None,
        "region": lambda value: value if value in home().regions or value == NONE else None,
        "actor": lambda value: value if value in list(Actor) else None,
        "outlet": lambda value: value[:200],
        "withdrawn": _yes,
        "undated": _yes,
        "numbers": _numbers,
        "block": lambda value: value if value in BLOCKS else None,
        "stage": lambda value: value if value in STAGES else None,
        "q": lambda value: " ".join(value.split())[:200],
    }
    read = {name: known[name](given.get(name, "").replace("\x00", "").strip()) for name in known}
    read["words"] = read.pop("q")
    return ChosenIncidents(**{name: value for name, value in read.items() if value})


def chosen(book: IncidentBook, wanted: ChosenIncidents, today: date) -> Callable[[CachedIncident], bool]:
    """Whether an entry of the book passes the filters."""
    tests = [test for test in _tests(wanted) if test]
    if wanted.stage:
        at_stage = _at_stage(book, wanted.stage, today)
        tests.append(lambda entry: entry.incident.number in at_stage)
    return lambda entry: all(test(entry) for test in tests)


def export_rows(session: Session, book: IncidentBook, wanted: ChosenIncidents, today: date) -> Iterator[dict[str, Any]]:
    """The chosen incidents as rows of the export `incidents`, the latest first, with their articles."""
    numbers = [entry.incident.number for entry in book.newest(chosen(book, wanted, today))]
    for start in range(0, len(numbers), _BATCH):
        some = numbers[start : start + _BATCH]
        found = {incident.number: incident for incident in load(session, IncidentFilter(numbers=frozenset(some), withdrawn=None))}
        yield from (incident_row(found[number], today) for number in some if number in found)


def _tests(wanted: ChosenIncidents) -> Iterator[Callable[[CachedIncident], bool] | None]:
    since, until, region, block, outlet = wanted.since, wanted.until, wanted.region, wanted.block, wanted.outlet
    if not wanted.withdrawn:
        yield lambda entry: not entry.incident.withdrawn
    if since:
        yield lambda entry: entry.incident.day is not None and entry.incident.day >= since
    if until:
        yield lambda entry: entry.incident.day is not None and entry.incident.day <= until
    if wanted.undated:
        yield lambda entry: entry.incident.day is None
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
    if wanted.numbers:
        numbers = frozenset(wanted.numbers.split(","))
        yield lambda entry: entry.incident.number in numbers
    for word in (wanted.words or "").casefold().split():
        yield _says(word)


def _says(word: str) -> Callable[[CachedIncident], bool]:
    return lambda entry: word in entry.searched


def _at_stage(book: IncidentBook, stage: str, today: date) -> frozenset[str]:
    key = ("funnel", today)
    found: Funnel = book.worked_out.get(key) or book.worked_out.setdefault(key, funnel(book.incidents, today))
    if stage == UNANSWERED:
        return frozenset(found.recorded) - frozenset(found.accountable)
    return frozenset(found.at(FunnelStage(stage)))


def _day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day < date.max else None


def _yes(value: str) -> bool | None:
    return True if value.lower() in ("1", "true", "yes", "on") else None


def _numbers(value: str) -> str | None:
    numbers = dict.fromkeys(part.strip().upper() for part in value.split(","))
    return ",".join([number for number in numbers if NUMBER.fullmatch(number)][:MOST_NUMBERS]) or None
