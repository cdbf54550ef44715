"""Exports of incidents, their statuses and their impunity clocks, as rows (docs/contracts.md, section 6).

They are read as `records.incident_model.Incident`, which has no unpublished field.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from heapq import merge
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.filters import IncidentFilter
from records.i18n import LANGUAGES
from records.incident_fields import EXPORTED_FIELDS
from records.incident_model import Incident, Status, Victim
from records.incident_texts.texts import states_of_texts
from records.incidents.repository import penalty_to_json
from records.incidents.statuses import PENALTY_NAMES
from records.incidents.tracks import NOT_PLACED, track_fault
from records.tables import IncidentRow, StatusRow
from records.vocabulary import CATEGORIES, STATUSES, Category, Lawful, StatusCode
from records.vocabulary.categories import TAXONOMIES_OF_OTHERS
from reports.exports.query_filters import iso
from reports.impunity import clocks, cpj, impunity_rows, unesco
from reports.impunity.clocks import journalist_case
from reports.incident_conditions import ON_DAY, conditions
from reports.incidents import IncidentOnDay
from reports.withheld.public_incidents import load

# The columns that an import reads.
FIELDS = ("number", *(field.exported for field in EXPORTED_FIELDS), "statuses", "articles", "recorded", "withdrawn")
# The columns that are computed from others.
COMPUTED = (
    "days_without_accountability", "days_since_status", "days_under_pursuit", "days_in_custody", "custody", "sentence", "unesco", "cpj", "as_of",
    *(one.column for one in TAXONOMIES_OF_OTHERS), "text_states",
)  # fmt: skip
COLUMNS = FIELDS + COMPUTED
STATUS_COLUMNS = (
    "number", "id", "date", "track", "code", "source", "note", *PENALTY_NAMES, "recorded_by", "recorded_at", "withdrawn", "withdrawn_because",
)  # fmt: skip


def incident_rows(session: Session, filters: IncidentFilter) -> Iterator[dict[str, Any]]:
    """Yield every incident by number, with its clocks as of `as_of`. Withdrawn ones are included only with `withdrawn`."""
    day = _day_of_clocks(filters)
    for incident in _holding(load(session, _of_database(filters)), filters, day):
        yield incident_row(incident, day)


def impunity(session: Session, filters: IncidentFilter) -> Iterator[dict[str, Any]]:
    """Yield the cases and their clocks on `as_of` (`reports.impunity`)."""
    day = _day_of_clocks(filters)
    return iter(impunity_rows(_holding(load(session, _of_database(filters), articles=False), filters, day), day))


def _of_database(filters: IncidentFilter) -> IncidentFilter:
    """Return the part of the filter that the database applies."""
    unset: dict[str, Any] = dict.fromkeys(ON_DAY)
    return replace(filters, **unset)


def _holding(incidents: Iterator[Incident], filters: IncidentFilter, day: date) -> Iterator[Incident]:
    """Yield the incidents that match the other filters too.

    Incidents come without withheld names, so that nobody is found by one.
    """
    tests = list(conditions(filters))
    return (incident for incident in incidents if not tests or all(test(on_day) for on_day in [IncidentOnDay(incident, day)] for test in tests))


def incident_row(incident: Incident, as_of: date) -> dict[str, Any]:
    """Return one incident as exports and the API show it."""
    clock = clocks(incident, as_of)
    facts = CATEGORIES[incident.primary]
    unesco_state = unesco(incident, as_of)
    cpj_state = cpj(incident, as_of)
    return {
        **stated_fields(incident),
        "victims": [_victim_stated(victim) for victim in incident.victims],
        "days_without_accountability": clock.without_accountability,
        "days_since_status": clock.since_last_status,
        "days_under_pursuit": clock.under_pursuit,
        "days_in_custody": clock.in_custody,
        "custody": _custody_stated(incident, as_of),
        "sentence": _sentence_stated(incident, as_of),
        "unesco": str(unesco_state) if unesco_state else None,
        "cpj": str(cpj_state) if cpj_state else None,
        "as_of": as_of.isoformat(),
        **{taxonomy.column: code and str(code) for taxonomy in TAXONOMIES_OF_OTHERS for code in [taxonomy.place(facts)]},
        "text_states": {name: state.value for name, state in states_of_texts(incident).items()},
    }


def stated_fields(incident: Incident) -> dict[str, Any]:
    """Return what a person stated of an incident: the columns FIELDS. An import makes the same incident from them."""
    return {
        "number": incident.number,
        **{field.exported: field.kind.to_json(field.of(incident)) for field in EXPORTED_FIELDS},
        "statuses": [_status_stated(status) for status in _all_statuses(incident)],
        "articles": [asdict(article) for article in incident.articles],
        "recorded": incident.recorded.isoformat(),
        "withdrawn": incident.withdrawn,
    }


def _victim_stated(victim: Victim) -> dict[str, Any]:
    """Return a victim as exports show one.

    Of somebody whose name is withheld neither the name nor the number is given: earlier files link the number to the name, and it would join
    everything that happened to one person.
    """
    names = victim.names if victim.publish else {}
    return {
        "name": victim.name if victim.publish else None,
        "names": {lang: names.get(lang) for lang in LANGUAGES},
        "person": victim.person if victim.publish else None,
        "profession": victim.profession,
        "gender": str(victim.gender),
        "outlet": victim.outlet,
        "publish": victim.publish,
    }


def _all_statuses(incident: Incident) -> Iterator[Status]:
    """Yield valid, withdrawn and misplaced statuses in order of days, and as they were entered.

    Those on the wrong track are marked as an import of the file would store them: nothing is lost in a round trip, and nobody who counts the rows
    counts a journalist's sentence as accountability.
    """
    misplaced = (replace(status, withdrawn=NOT_PLACED) for status in incident.misplaced_statuses)
    return merge(incident.statuses, incident.withdrawn_statuses, misplaced, key=lambda status: (status.day, status.id))


def _custody_stated(incident: Incident, as_of: date) -> list[dict[str, str | None]]:
    """Return each time in custody: since when, and until when (null: it goes on on the day)."""
    case = journalist_case(incident, as_of)
    times = case.custody if case else ()
    return [{"since": time.since.isoformat(), "until": time.until.isoformat() if time.until else None} for time in times]


def _sentence_stated(incident: Incident, as_of: date) -> dict[str, Any] | None:
    """Return the last ruling against the journalist that was not overturned, with what is known of its penalty."""
    case = journalist_case(incident, as_of)
    if case is None or not case.rulings:
        return None
    ruling = case.rulings[-1]
    return {"code": str(ruling.code), "date": ruling.day.isoformat(), **penalty_to_json(ruling.penalty)}


def _status_stated(status: Status) -> dict[str, Any]:
    """Return a status as exports show it. `withdrawn` is why it does not count, else null. Unknown parts of a penalty are left out."""
    return {
        "id": status.id,
        "date": status.day.isoformat(),
        "track": status.track.value,
        "code": str(status.code),
        "source": status.source,
        "note": status.note,
        **penalty_to_json(status.penalty),
        "withdrawn": status.withdrawn or None,
    }


def status_rows(session: Session, filters: IncidentFilter) -> Iterator[dict[str, Any]]:
    """Yield every status on the right track, by number and day.

    With `withdrawn`, also those of withdrawn incidents, withdrawn statuses, and those on the wrong track, with why they do not count.
    """
    pairs = ((IncidentRow.primary, filters.category), (IncidentRow.region, filters.region), (IncidentRow.actor, filters.actor))
    clauses = [column == value for column, value in (*pairs, (IncidentRow.number, filters.number)) if value is not None]
    if not filters.withdrawn:
        clauses += [IncidentRow.withdrawn.is_(False), StatusRow.withdrawn.is_(False)]
    if filters.since:
        clauses.append(StatusRow.day >= filters.since)
    if filters.until:
        clauses.append(StatusRow.day <= filters.until)
    query = (
        select(StatusRow, IncidentRow)
        .join(IncidentRow, IncidentRow.number == StatusRow.number)
        .where(*clauses)
        .order_by(IncidentRow.year, IncidentRow.serial, StatusRow.day, StatusRow.id)
    )
    for status, incident in session.execute(query.execution_options(yield_per=1000)):
        apart = track_fault(StatusCode(status.code), [Category(category) for category in incident.categories], Lawful(incident.lawful)) is not None
        if (filters.outlet is None or filters.outlet in incident.outlets) and (filters.withdrawn or not apart):
            yield {
                "number": status.number,
                "id": status.id,
                "date": status.day.isoformat(),
                "track": STATUSES[StatusCode(status.code)].track.value,
                "code": status.code,
                "source": status.source,
                "note": status.note,
                **{name: status.penalty.get(name) for name in PENALTY_NAMES},
                "recorded_by": status.recorded_by,
                "recorded_at": iso(status.recorded_at),
                "withdrawn": status.withdrawn or incident.withdrawn or apart,
                "withdrawn_because": status.withdrawn_because or (NOT_PLACED if apart and not status.withdrawn else ""),
            }


def _day_of_clocks(filters: IncidentFilter) -> date:
    if filters.as_of is None:
        raise ValueError("the clocks of an incident are read on a day: give as_of")
    return filters.as_of
