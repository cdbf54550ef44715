"""What an import would do to the records as they are: what is known already, what contradicts them, and the number of each new incident."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from records.country import home
from records.filters import IncidentFilter
from records.i18n import tr
from records.incident_model import Incident
from records.incidents import free_number, load, number_parts
from records.incidents.tracks import NOT_PLACED
from reports.exports.incidents_export import FIELDS, stated
from reports.imports.import_entries import IncidentEntry, incident
from reports.imports.import_faults import Fault, shown

# Incidents that are looked up at once.
_BATCH = 500


@dataclass(frozen=True)
class PlannedRow:
    """An entry with its line and the columns that its line gives."""

    line: int
    given: frozenset[str]
    entry: IncidentEntry


@dataclass(frozen=True)
class Plan:
    """`new` are the incidents to take, by number. `known` are the numbers of those that are recorded already, word for word."""

    new: list[Incident] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def planned(session: Session, rows: Sequence[PlannedRow], today: date) -> Plan:
    """What becomes of each row. In `records.database.write_transaction` nobody else gets the numbers before the transaction ends."""
    faults = list(_twice(rows))
    numbered = [row for row in rows if row.entry.number]
    here = _here(session, {str(row.entry.number) for row in numbered})
    known: list[str] = []
    new: list[tuple[PlannedRow, Incident]] = []
    for row in numbered:
        one = incident(row.entry, str(row.entry.number), today)
        if one.number not in here:
            new.append((row, one))
        elif other := _difference(here[one.number], one, row):
            faults.append(other)
        else:
            known.append(one.number)
    found, unnumbered = _unnumbered(session, [row for row in rows if not row.entry.number], today)
    ends, gaps = _ends(session, new, {_year(one) for one in unnumbered})
    faults += gaps
    given = _numbered(unnumbered, ends)
    return Plan(sorted([one for _, one in new] + given, key=lambda one: number_parts(one.number) or (0, 0)), known + found, faults)


def _twice(rows: Sequence[PlannedRow]) -> Iterable[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        number = row.entry.number
        if number and first.setdefault(number, row.line) != row.line:
            yield Fault(row.line, "number", tr("{number} stands in line {line} already").format(number=number, line=first[number]))


def _here(session: Session, numbers: set[str]) -> dict[str, Incident]:
    ordered = sorted(numbers)
    found: dict[str, Incident] = {}
    for start in range(0, len(ordered), _BATCH):
        wanted = IncidentFilter(numbers=frozenset(ordered[start : start + _BATCH]), withdrawn=True)
        found.update((one.number, one) for one in load(session, wanted))
    return found


def _difference(here: Incident, there: Incident, row: PlannedRow) -> Fault | None:
    """The first field in which the row differs from the record. A field that the row leaves out does not differ."""
    ours, theirs = _comparable(here), _comparable(there)
    for name in FIELDS:
        if name in row.given and ours[name] != theirs[name]:
            words = tr(
                "{number} is recorded here otherwise: {ours}, in the file {theirs}; correct the row, or leave the number out if it is another case"
            )
            return Fault(row.line, name, words.format(number=here.number, ours=_in_words(ours[name]), theirs=_in_words(theirs[name])))
    return None


def _comparable(one: Incident) -> dict[str, Any]:
    """What is stated, with only one form for "nothing"."""
    said = {name: value if value != "" else None for name, value in stated(one).items()}
    said["statuses"] = sorted(
        map(_comparable_status, stated(one)["statuses"]), key=lambda status: (status["date"], json.dumps(status, sort_keys=True))
    )
    said["summary"] = {lang: text for lang, text in one.summary.items() if text}
    # The ids of persons are those of one database.
    said["victims"] = [{**victim, "person": None} for victim in said["victims"] or ()]
    return {**said, "date_precision": said["date_precision"] or (said["date"] and "day")}


def _comparable_status(status: dict[str, Any]) -> dict[str, Any]:
    """A status without its number in a database, which is nothing that a file states. One that an import did not place is the one that stands on the wrong track
    where it was recorded."""
    return {**status, "id": None, "withdrawn": None if status["withdrawn"] == NOT_PLACED else status["withdrawn"]}


def _in_words(value: Any) -> str:
    return shown(tr("nothing") if value in (None, [], {}) else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _unnumbered(session: Session, rows: Sequence[PlannedRow], today: date) -> tuple[list[str], list[Incident]]:
    """Rows without a number, in two parts. The first are recorded already, word for word; each gets that number once, so that importing a file
    again adds nothing. The others have no number yet."""
    if not rows:
        return [], []
    days = [row.entry.date for row in rows if row.entry.date]
    standing: dict[str, list[str]] = defaultdict(list)
    for one in load(session, IncidentFilter(since=min(days), until=max(days), withdrawn=True)):
        standing[_content(one)].append(one.number)
    known: list[str] = []
    new: list[Incident] = []
    for row in rows:
        one = incident(row.entry, "", today)
        same = standing[_content(one)]
        if same:
            known.append(same.pop(0))
        else:
            new.append(one)
    return known, new


def _content(one: Incident) -> str:
    """All that is stated, except the number and the day of recording."""
    return json.dumps({**_comparable(one), "number": None, "recorded": None}, sort_keys=True)


def _ends(session: Session, new: Sequence[tuple[PlannedRow, Incident]], years: set[int]) -> tuple[dict[int, int], list[Fault]]:
    """The last number of each year after the numbered rows are taken, and the first gap that they would leave in each year."""
    lines: dict[int, dict[int, int]] = defaultdict(dict)
    for row, one in new:
        year, serial = number_parts(one.number) or (0, 0)
        lines[year].setdefault(serial, row.line)
    ends: dict[int, int] = {}
    faults: list[Fault] = []
    for year in sorted({*lines, *years}):
        _, following = number_parts(free_number(session, year)) or (0, 1)
        ends[year] = following - 1
        for serial in sorted(lines[year]):
            if serial > ends[year] + 1:
                words = tr(
                    "{missing} is missing, and the numbers of a year leave no gaps; import the file that has it first, add its row,"
                    " or leave the numbers out to get new ones"
                )
                faults.append(Fault(lines[year][serial], "number", words.format(missing=home().number(year, ends[year] + 1))))
                break
            ends[year] = max(ends[year], serial)
    return ends, faults


def _numbered(unnumbered: Iterable[Incident], ends: dict[int, int]) -> list[Incident]:
    given = []
    for one in unnumbered:
        ends[_year(one)] += 1
        given.append(replace(one, number=home().number(_year(one), ends[_year(one)])))
    return given


def _year(one: Incident) -> int:
    if one.day is None:
        raise ValueError("an entry without number has a date")
    return one.day.year
