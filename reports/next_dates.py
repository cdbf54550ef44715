"""What lies ahead: the hearings and deadlines of running cases, in the order in which they come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from records.incident_fields import BY_NAME
from records.incident_model import Incident
from records.legal_case import Appointment


@dataclass(frozen=True)
class NextDate:
    """A hearing or a deadline with the incident to which it belongs."""

    incident: Incident
    appointment: Appointment


def appointments(incident: Incident) -> tuple[Appointment, ...]:
    """The hearings and deadlines of an incident, past ones too, in order of their days."""
    found: tuple[Appointment, ...] = BY_NAME["next_dates"].of(incident)
    return found


def ahead(incident: Incident, as_of: date) -> tuple[Appointment, ...]:
    """Those that have not passed on this day; one on the day itself has not."""
    return tuple(one for one in appointments(incident) if one.day >= as_of)


def next_dates(incidents: Iterable[Incident], as_of: date) -> list[NextDate]:
    """Everything that lies ahead of the incidents on this day, the nearest first. Withdrawn incidents have nothing ahead."""
    found = [NextDate(incident, one) for incident in incidents if not incident.withdrawn for one in ahead(incident, as_of)]
    return sorted(found, key=lambda one: (one.appointment.day, one.incident.number))
