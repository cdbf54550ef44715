"""The tables of a release: every incident is read once and written in all forms at once."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO, TextIOWrapper
from typing import Any

from records.i18n import tr_to
from records.incident_model import Incident
from records.vocabulary import CATEGORIES, Category, DatePrecision, Track
from records.vocabulary.taxonomy_codes import TAXONOMIES_OF_OTHERS
from reports.exports.cells import cell
from reports.exports.incidents_export import incident_row
from reports.impunity.clocks import is_punishable, unanswered
from reports.publications.figures import Figure, Share
from reports.publications.own_rate import OwnRate
from reports.release.release_fields import INCIDENTS, LABELLED, STATUSES, TAXONOMIES, TAXONOMY_CODES, Field
from reports.release.workbook import Sheet

_NESTED = frozenset(field.name for field in INCIDENTS if field.type in ("array", "object"))
_NAMES = [(field.name, f"{json.dumps(field.name)}: ") for field in INCIDENTS]
_OF_STATUS = [field.name for field in STATUSES[1:]]
_OF_CATEGORY = frozenset(field.name for field in TAXONOMIES)
_SHORT = 40
_json = json.JSONEncoder(ensure_ascii=False).encode


class CsvTable:
    """A table as CSV with its head (RFC 4180), in UTF-8. `add` takes what stands in the cells of a row."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._bytes = BytesIO()
        self._text = TextIOWrapper(self._bytes, encoding="utf-8", newline="")
        self._writer = csv.writer(self._text)
        self.add([field.name for field in fields])

    def add(self, cells: Sequence[Any]) -> None:
        """Write a row."""
        self._writer.writerow(cells)

    def getvalue(self) -> bytes:
        """All that was written."""
        self._text.flush()
        return self._bytes.getvalue()


class Tables:
    """The incidents in every form, written while they are read. `remarkable` are those that the release must mention: with a vague date, or
    without a place."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        # The cell and the JSON of short texts are kept: most are codes, which are repeated very often.
        self._short: dict[str, tuple[Any, str]] = {}
        self.incidents = CsvTable(INCIDENTS)
        self.statuses = CsvTable(STATUSES)
        self.lines = BytesIO()
        self.sheet = Sheet([field.name for field in INCIDENTS])
        self.by_category: Counter[Category] = Counter()
        self.by_track: Counter[Track] = Counter()
        self.crimes = 0
        self.unanswered = 0
        self.remarkable: list[Incident] = []

    def add(self, incident: Incident) -> None:
        """Add one incident, as it was known on the day."""
        row = incident_row(incident, self._as_of)
        cells, parts = [], []
        for column, name in _NAMES:
            value = row[column]
            if column in _NESTED:
                # The cell and the line hold the same JSON, which is the most of both.
                written = _json(value)
                told: Any = written if value else ""
            else:
                told, written = self._plain(value)
            cells.append(told)
            parts.append(name + written)
        self.incidents.add(cells)
        self.sheet.add(cells)
        self.lines.write(f"{{{', '.join(parts)}}}\n".encode())
        for status in row["statuses"]:
            self.statuses.add([self._plain(told)[0] for told in (incident.number, *map(status.get, _OF_STATUS))])
        self.by_track.update(status.track for status in incident.statuses)
        self.crimes += is_punishable(incident)
        self.unanswered += unanswered(incident, self._as_of)
        self.by_category[incident.primary] += 1
        if incident.precision is not DatePrecision.DAY or not (incident.place or incident.region):
            self.remarkable.append(replace(incident, articles=()))

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows that were written, as they stand in the lines."""
        yield from map(json.loads, self.lines.getvalue().splitlines())

    @property
    def rate(self) -> OwnRate:
        """The rate for crimes against journalists. A release has no list behind a figure: whoever has the data can count."""
        return OwnRate(Share(Figure(self.unanswered), Figure(self.crimes)), Figure(self.by_category.total() - self.crimes))

    def _plain(self, value: Any) -> tuple[Any, str]:
        if value is None:
            return "", "null"
        if not isinstance(value, str):
            return cell(value), _json(value)
        found = self._short.get(value)
        if found is None:
            found = cell(value), _json(value)
            if len(value) <= _SHORT:
                self._short[value] = found
        return found


def taxonomies() -> bytes:
    """Each category in three languages and its place in the taxonomies, as CSV."""
    table = CsvTable(TAXONOMIES)
    for code, facts in CATEGORIES.items():
        places = (one.place(facts) for one in TAXONOMIES_OF_OTHERS if one.column in _OF_CATEGORY)
        row = (code.value, *(tr_to(lang, facts.label) for lang in LABELLED), *places)
        table.add([cell(value) for value in row])
    return table.getvalue()


def taxonomy_codes() -> bytes:
    """Every code of these taxonomies with its words in three languages, whose it is, and the categories that stand there, as CSV."""
    table = CsvTable(TAXONOMY_CODES)
    for one in TAXONOMIES_OF_OTHERS:
        standing: dict[str, list[str]] = {code: [] for code in one.labels}
        for category, facts in CATEGORIES.items():
            if code := one.place(facts):
                standing[code].append(category.value)
        for code, label in one.labels.items():
            if standing[code]:
                words = (tr_to(lang, label) for lang in LABELLED)
                table.add([cell(value) for value in (one.column, str(code), *words, one.owner, one.source, standing[code])])
    return table.getvalue()
