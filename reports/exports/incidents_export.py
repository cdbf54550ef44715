"""The incidents of the record and what became of each, as rows (docs/contracts.md, section 6).

They are read as `records.incident_model.Incident`, which has no unpublished field.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.filters import IncidentFilter
from records.incident_fields import EXPORTED_FIELDS
from records.incident_model import Incident
from records.incidents import load
from records.tables import IncidentRow, StatusRow
from records.vocabulary import CATEGORIES
from reports.exports.query_narrowing import iso
from reports.impunity import clocks, cpj, impunity_rows, unesco

# The columns that an import reads.
FIELDS = ("number", *(field.exported for field in EXPORTED_FIELDS), "statuses", "articles", "recorded", "withdrawn")
# The columns that are computed from others.
COMPUTED = (
    "days_without_accountability", "days_since_status", "unesco", "cpj", "as_of", "adil_soz_block", "adil_soz", "us_tracker",
    "mapping_media_freedom", "sdg", "jfj", "mapmf",
)  # fmt: skip
COLUMNS = FIELDS + COMPUTED
STATUS_COLUMNS = ("number", "date", "code", "source", "note", "recorded_by", "recorded_at", "withdrawn")


def incident_rows(session: Session, filters: IncidentFilter) -> Iterator[dict[str, Any]]:
    """Every incident by number, with its clocks read on `as_of`. Withdrawn ones are included only with `withdrawn`."""
    for incident in load(session, filters):
        yield incident_row(incident, _day_of_clocks(filters))


def impunity(session: Session, filters: IncidentFilter) -> Iterator[dict[str, Any]]:
    """The cases and their clocks on `as_of` (`reports.impunity`)."""
    return iter(impunity_rows(load(session, filters, articles=False), _day_of_clocks(filters)))


def incident_row(incident: Incident, as_of: date) -> dict[str, Any]:
    """One incident as exports and the API show it."""
    clock = clocks(incident, as_of)
    facts = CATEGORIES[incident.primary]
    unesco_state = unesco(incident, as_of)
    cpj_state = cpj(incident, as_of)
    return {
        **stated(incident),
        "days_without_accountability": clock.without_accountability,
        "days_since_status": clock.since_last_status,
        "unesco": str(unesco_state) if unesco_state else None,
        "cpj": str(cpj_state) if cpj_state else None,
        "as_of": as_of.isoformat(),
        "adil_soz_block": facts.block,
        "adil_soz": facts.adil_soz,
        "us_tracker": facts.us_tracker,
        "mapping_media_freedom": facts.mapping_media_freedom,
        "sdg": facts.sdg,
        "jfj": str(facts.jfj),
        "mapmf": str(facts.mapmf),
    }


def stated(incident: Incident) -> dict[str, Any]:
    """What a person stated of an incident: the columns FIELDS. An import makes the same incident from them."""
    return {
        "number": incident.number,
        **{field.exported: field.kind.to_json(field.of(incident)) for field in EXPORTED_FIELDS},
        "statuses": [
            {"date": status.day.isoformat(), "code": str(status.code), "source": status.source, "note": status.note} for status in incident.statuses
        ],
        "articles": [asdict(article) for article in incident.articles],
        "recorded": incident.recorded.isoformat(),
        "withdrawn": incident.withdrawn,
    }


def status_rows(session: Session, filters: IncidentFilter) -> Iterator[dict[str, Any]]:
    """Every status, by number and day. With `withdrawn`, also those of withdrawn incidents and those that were withdrawn themselves."""
    pairs = ((IncidentRow.primary, filters.category), (IncidentRow.region, filters.region), (IncidentRow.actor, filters.actor))
    wanted = [column == value for column, value in (*pairs, (IncidentRow.number, filters.number)) if value is not None]
    if not filters.withdrawn:
        wanted += [IncidentRow.withdrawn.is_(False), StatusRow.withdrawn.is_(False)]
    if filters.since:
        wanted.append(StatusRow.day >= filters.since)
    if filters.until:
        wanted.append(StatusRow.day <= filters.until)
    query = (
        select(StatusRow, IncidentRow)
        .join(IncidentRow, IncidentRow.number == StatusRow.number)
        .where(*wanted)
        .order_by(IncidentRow.year, IncidentRow.serial, StatusRow.day, StatusRow.id)
    )
    for status, incident in session.execute(query.execution_options(yield_per=1000)):
        if filters.outlet is None or filters.outlet in incident.outlets:
            yield {
                "number": status.number,
                "date": status.day.isoformat(),
                "code": status.code,
                "source": status.source,
                "note": status.note,
                "recorded_by": status.recorded_by,
                "recorded_at": iso(status.recorded_at),
                "withdrawn": status.withdrawn or incident.withdrawn,
            }


def _day_of_clocks(filters: IncidentFilter) -> date:
    if filters.as_of is None:
        raise ValueError("the clocks of an incident are read on a day: give as_of")
    return filters.as_of
