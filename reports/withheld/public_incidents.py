"""Incidents as they may leave the house. Every output reads them here and nowhere else (`tests/reports/withheld/test_doors.py`)."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from records import incidents
from records.filters import IncidentFilter
from records.incident_model import Incident
from reports.withheld.withheld_names import withheld_names


def load(session: Session, wanted: IncidentFilter | None = None, *, batch: int = 500, articles: bool = True) -> Iterator[Incident]:
    """As `records.incidents.load`, without the names that are withheld."""
    return map(withheld_names(session).incident, incidents.load(session, wanted, batch=batch, articles=articles))


def find(session: Session, number: str) -> Incident | None:
    """As `records.incidents.find`, without the names that are withheld."""
    found = incidents.find(session, number)
    return withheld_names(session).incident(found) if found else None
