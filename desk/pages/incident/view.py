"""An incident as the pages show it: its line in a list, its clocks, its timeline, its sources."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton

from desk.pages.history.ledger_words import field_words, value_words
from desk.rendering import day
from records.country import home, region_name
from records.i18n import formats, tr
from records.incident_fields import INCIDENT_FIELDS, NOT_KNOWN
from records.incident_model import Incident, Status
from records.vocabulary import ACCOUNTABILITY, STATUS_LABELS, CpjState, DatePrecision, UnescoState
from reports.impunity import Clocks, clocks, council_of_europe_impunity, cpj, unesco
from reports.next_dates import ahead


@dataclass(frozen=True)
class IncidentListLine:
    """An incident in a list. `waited` None: somebody was held to account, or it does not count. `ahead` is its next hearing or deadline, empty if there is none."""

    incident: Incident
    when: str
    where: str
    status: str
    waited: int | None
    answered: bool
    ahead: str


def line(incident: Incident, today: date) -> IncidentListLine:
    """The line of an incident, with its clocks read today."""
    answered = any(status.code in ACCOUNTABILITY for status in incident.statuses)
    last = incident.statuses[-1] if incident.statuses else None
    waited = clocks(incident, today).without_accountability
    return IncidentListLine(
        incident, when(incident), where(incident), tr(STATUS_LABELS[last.code]) if last else "", waited, answered, _ahead(incident, today)
    )


def _ahead(incident: Incident, today: date) -> str:
    nearest = next(iter(ahead(incident, today)), None)
    return f"{day(nearest.day)}: {nearest.what or tr('a hearing')}" if nearest else ""


def when(incident: Incident) -> str:
    """The date, as exactly as it is known."""
    if incident.day is None:
        return tr("date not known")
    if incident.precision is DatePrecision.YEAR:
        return str(incident.day.year)
    if incident.precision is DatePrecision.MONTH:
        return str(format_skeleton("yMMMM", incident.day, locale=formats()))
    return day(incident.day)


def where(incident: Incident) -> str:
    """Place and region, as far as they are known."""
    region = region_name(incident.region)
    abroad = incident.country if incident.country not in (None, home().code) else ""
    return ", ".join(part for part in (incident.place or "", region, abroad or "") if part)


@dataclass(frozen=True)
class TimelineStep:
    """A status in the timeline. `href` is empty if its source is no web address. `answer`: somebody was held to account by it."""

    status: Status
    words: str
    href: str
    answer: bool


def steps(incident: Incident) -> list[TimelineStep]:
    """What became of it, in order of days."""
    return [TimelineStep(one, tr(STATUS_LABELS[one.code]), web_address(one.source), one.code in ACCOUNTABILITY) for one in incident.statuses]


def web_address(source: str) -> str:
    """The source, if it is a web address. Nothing else may stand in a link."""
    return source if source.startswith(("https://", "http://")) and source.isprintable() and " " not in source else ""


@dataclass(frozen=True)
class IncidentStanding:
    """Both clocks, and what three bodies would make of the case."""

    clocks: Clocks
    answered: bool
    unesco: UnescoState
    cpj: CpjState
    council_of_europe: bool


def incident_standing(incident: Incident, today: date) -> IncidentStanding:
    """As of today."""
    answered = any(status.code in ACCOUNTABILITY and status.day <= today for status in incident.statuses)
    return IncidentStanding(
        clocks(incident, today), answered, unesco(incident, today), cpj(incident, today), council_of_europe_impunity(incident, today)
    )


def record_facts(incident: Incident) -> list[tuple[str, str]]:
    """The facts that the page lists by the table of fields: word and value. What is not known shows a dash; what there was not is left out."""
    listed = sorted((field for field in INCIDENT_FIELDS if field.in_record is not None), key=lambda field: field.in_record or 0)
    values = {field: field.kind.to_json(field.of(incident)) for field in listed}
    return [
        (field_words(field.name), value_words(field.name, value))
        for field, value in values.items()
        if value not in (None, "", [], {}) or (field.asked and field.asked.empty == NOT_KNOWN)
    ]
