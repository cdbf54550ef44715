"""Incidents without withheld names. Every output reads them here and nowhere else (`tests/reports/withheld/test_doors.py`)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import Enum
from types import NoneType
from typing import Any

from sqlalchemy.orm import Session

from records import incidents
from records.errors import QorganError
from records.filters import IncidentFilter
from records.i18n import tr, use_language
from records.incident_model import Incident, Source
from reports.withheld.names import RedactedText, withheld_names

# Places where a report or a release would print a text that names somebody whose name is withheld. It is refused, and a person has to rewrite the
# text.

# Values of exactly these types contain no mark: a report has hundreds of thousands of them.
_NAMES_NOBODY = frozenset({str, int, float, bool, date, NoneType})
# At most this many places are named at once.
_MOST_NAMED = 10


class NameWouldBePrinted(QorganError):
    """A text of a report or a release names a person whose name is withheld. Raised before anything is written; exit 1, and the places are named."""


@dataclass(frozen=True)
class NamedPlace:
    """A field of an incident that names somebody: `title`, `summary.ru`, `statuses.note`."""

    incident: str
    field: str


def require_no_name(printed: Iterable[NamedPlace]) -> None:
    """Raise NameWouldBePrinted for any place."""
    by_incident: dict[str, list[str]] = {}
    for place in dict.fromkeys(printed):
        by_incident.setdefault(place.incident, []).append(place.field)
    if not by_incident:
        return
    listed = [f"{number} ({', '.join(places)})" for number, places in list(by_incident.items())[:_MOST_NAMED]]
    more = [tr("and {n} more").format(n=len(by_incident) - _MOST_NAMED)] if len(by_incident) > _MOST_NAMED else []
    words = tr("the report is refused: it would print a name that is withheld: {places}; write these texts without the name, then make it again")
    raise NameWouldBePrinted(words.format(places="; ".join([*listed, *more])))


def places_in_report(report: Any, case_type: type) -> Iterator[NamedPlace]:
    """Yield every place in a report's values with a left-out text that the report prints. `case_type` is the type of a described case.

    Of an incident that is only counted or listed it prints neither its course in words nor further fields (hearings, the law).
    """
    return redacted_places(report, case_type=case_type, of_incident=_of_one_only_counted)


def _of_one_only_counted(incident: Incident) -> Incident:
    return replace(incident, statuses=(), withdrawn_statuses=(), facts={}, articles=())


def redacted_places(
    value: Any, number: str = "", field: str = "", *, case_type: type | None = None, of_incident: Callable[[Incident], Incident] | None = None
) -> Iterator[NamedPlace]:
    """Yield every place in a value, or in an incident, at which a text was left out.

    `of_incident` returns what is printed of an incident that is not described. Headlines and addresses of articles, which outlets wrote, are left out
    silently: nobody here can rewrite them.
    """
    if isinstance(value, RedactedText):
        yield NamedPlace(number, field)
    elif isinstance(value, str | Enum | Source):
        return
    elif is_dataclass(value) and not isinstance(value, type):
        incident = getattr(value, "incident", None)
        if case_type is not None and isinstance(value, case_type) and isinstance(incident, Incident):
            # The rest of a described case is taken from its incident.
            value = incident
        elif isinstance(value, Incident) and of_incident:
            value = of_incident(value)
        own = incident.number if isinstance(incident, Incident) else getattr(value, "number", "")
        within = own if isinstance(own, str) and own else number
        for attribute in fields(value):
            if (inner := getattr(value, attribute.name)) and type(inner) not in _NAMES_NOBODY and not isinstance(inner, Enum):
                yield from redacted_places(inner, within, _within(field, attribute.name, own), case_type=case_type, of_incident=of_incident)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            # Further fields are named under `facts`.
            yield from redacted_places(
                inner, number, str(key) if field in ("", "facts") else f"{field}.{key}", case_type=case_type, of_incident=of_incident
            )
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in (item for item in value if type(item) not in _NAMES_NOBODY and not isinstance(item, Enum)):
            yield from redacted_places(inner, number, field, case_type=case_type, of_incident=of_incident)


def _within(field: str, name: str, own: Any) -> str:
    """Return the path of a field, which restarts at each incident."""
    return name if own or not field else f"{field}.{name}"


def load(session: Session, incident_filter: IncidentFilter | None = None, *, batch: int = 500, articles: bool = True) -> Iterator[Incident]:
    """Load incidents as `records.incidents.load` does, without the names that are withheld."""
    return map(withheld_names(session).incident, incidents.load(session, incident_filter, batch=batch, articles=articles))


def load_by_language(session: Session, languages: Iterable[str], *, batch: int = 500) -> Iterator[Mapping[str, Incident]]:
    """Yield every incident that is not withdrawn, by number, without withheld names, in each of these languages.

    The words that replace a name are in the reader's language.
    """
    names, spoken = withheld_names(session), tuple(languages)
    for incident in incidents.load(session, batch=batch):
        by_language: dict[str, Incident] = {}
        for lang in spoken:
            with use_language(lang):
                by_language[lang] = names.incident(incident)
            if by_language[lang] is incident:
                # Nobody in it is withheld, so it is the same for all readers.
                by_language = dict.fromkeys(spoken, incident)
                break
        yield by_language


def find(session: Session, number: str) -> Incident | None:
    """Find an incident as `records.incidents.find` does, without the names that are withheld."""
    incident = incidents.find(session, number)
    return withheld_names(session).incident(incident) if incident else None
