"""The files that tell the difference to the release before: `changes.csv` and `changes.json` for programs, `CHANGES.md` for people, in all languages."""

import json
from collections.abc import Iterator

from records.i18n import LANGUAGES, kept, ntr, speaking, tr
from records.written_dates.day_phrases import as_of_day
from reports.charts.chart_words import number
from reports.release.about import About, title
from reports.release.difference import ChangeKind, Difference, IncidentDifference
from reports.release.release_fields import CHANGES
from reports.release.release_files import File
from reports.release.release_tables import CsvTable

TABLE = "changes.csv"
CHANGES_MD = "CHANGES.md"
CHANGES_JSON = "changes.json"
_HEADINGS = {
    ChangeKind.ADDED: kept("Added"),
    ChangeKind.CHANGED: kept("Changed, with the columns"),
    ChangeKind.WITHDRAWN: kept("Withdrawn"),
    ChangeKind.LEFT: kept("No longer within its days: the date was corrected"),
}


def changes_table(found: Difference) -> File:
    """A row for each incident that is told otherwise."""
    table = CsvTable(CHANGES)
    for one in found.incidents:
        table.add([one.number, one.kind.value, "; ".join(one.fields)])
    return File(TABLE, table.getvalue())


def changes_for_programs(about: About, found: Difference) -> File:
    """The same as JSON, with the counts by year."""
    told = {
        "version": about.period.as_of.isoformat(),
        "previous": {
            "version": found.before.version,
            "sums_sha256": found.before.sums_sha256,
            "doi": found.before.doi,
            "address": found.before.address,
        },
        "counts": {kind.value: len(found.of(kind)) for kind in ChangeKind},
        "incidents": [{"number": one.number, "change": one.kind.value, "fields": list(one.fields)} for one in found.incidents],
        "years": [{"year": one.year, "before": one.before, "after": one.after} for one in found.years],
        "columns_of_one_release_alone": list(found.columns),
    }
    return File(CHANGES_JSON, (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode())


def changes_in_words(about: About, found: Difference) -> File:
    """The same for people, one part in each language."""
    lines: list[str] = []
    for lang in LANGUAGES:
        with speaking(lang):
            lines += _lines(about, found)
    return File(CHANGES_MD, ("\n".join(lines).rstrip() + "\n").encode())


def _lines(about: About, found: Difference) -> Iterator[str]:
    yield from (f"# {title(about.period)}", "")
    yield from (tr("What is told otherwise than in the release of {version} (SHA-256 of its {sums}: {sha256}).").format(
        version=found.before.version, sums="SHA256SUMS", sha256=found.before.sums_sha256), "")  # fmt: skip
    yield from (tr("Everything is told as of {as_of_day}.").format(as_of_day=as_of_day(about.period.as_of)), "")
    if not found.incidents:
        yield from (tr("No incident has changed."), "")
    for kind in ChangeKind:
        if some := found.of(kind):
            yield from (f"## {tr(_HEADINGS[kind])}", "")
            yield from (ntr("{n} incident", "{n} incidents", len(some)).format(n=number(len(some))), "")
            yield from _points(some)
    if found.columns:
        yield from (f"## {tr('Columns that only one of the two releases has')}", "", ", ".join(f"`{name}`" for name in found.columns), "")
    yield from (f"## {tr('Incidents by year')}", "", f"| {tr('Year')} | {tr('Before')} | {tr('Now')} |", "|---|---:|---:|")
    yield from (f"| {one.year} | {number(one.before)} | {number(one.after)} |" for one in found.years)
    yield ""


def _points(some: tuple[IncidentDifference, ...]) -> Iterator[str]:
    yield from (f"- {one.number}" + (": " + ", ".join(f"`{name}`" for name in one.fields) if one.fields else "") for one in some)
    yield ""
