"""Incidents as they may leave the house. Every output reads them here and nowhere else (`tests/reports/withheld/test_doors.py`)."""

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy.orm import Session

from records import incidents
from records.filters import IncidentFilter
from records.i18n import speaking
from records.incident_model import Incident
from reports.withheld.withheld_names import withheld_names


def load(session: Session, wanted: IncidentFilter | None = None, *, batch: int = 500, articles: bool = True) -> Iterator[Incident]:
    """As `records.incidents.load`, without the names that are withheld."""
    return map(withheld_names(session).incident, incidents.load(session, wanted, batch=batch, articles=articles))


def load_by_language(session: Session, languages: Iterable[str], *, batch: int = 500) -> Iterator[Mapping[str, Incident]]:
    """Every incident that is not withdrawn, by number, as it may leave the house in each of these languages: what stands in the place of a name is a word of the
    reader's."""
    names, spoken = withheld_names(session), tuple(languages)
    for incident in incidents.load(session, batch=batch):
        shown: dict[str, Incident] = {}
        for lang in spoken:
            with speaking(lang):
                shown[lang] = names.incident(incident)
            if shown[lang] is incident:
                # Nobody in it is withheld, so it is the same to all readers.
                shown = dict.fromkeys(spoken, incident)
                break
        yield shown


def find(session: Session, number: str) -> Incident | None:
    """As `records.incidents.find`, without the names that are withheld."""
    found = incidents.find(session, number)
    return withheld_names(session).incident(found) if found else None
