"""Building a release: the records are read in one pass and written in every form, described, given checksums, and noted in the ledger."""

import csv
import hashlib
import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from io import BytesIO, TextIOWrapper
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import ledger
from records.clock import day_of
from records.filters import IncidentFilter
from records.i18n import LANGUAGES, gettext_noop, ntr, tr, tr_to, use_language
from records.incident_model import Incident
from records.language.dates import as_of_day, day_in_words
from records.ledger import anchors
from records.ledger.verify import Head
from records.tables import LedgerRow
from records.vocabulary import BY_GRAVITY, CATEGORIES, TRACK_LABELS, Category, DatePrecision, LedgerAction, Track
from records.vocabulary.categories import TAXONOMIES_OF_OTHERS
from reports.charts.chart_words import number
from reports.exports.cells import cell
from reports.exports.incidents_export import incident_row
from reports.health import incomplete_days
from reports.impunity.clocks import incident_until, is_punishable, is_unanswered
from reports.publications import report_data, wording
from reports.publications.document_tree import text
from reports.publications.figures import Figure, ReportRefused, Share
from reports.publications.remarks import ImpunityRate, PanelCoverage, Remarks, rate_in_words, remarks, remarks_in_words
from reports.publications.report_period import ReportPeriod, period, publisher
from reports.release import descriptors
from reports.release.descriptors import ANCHOR, STANDARDS, TITLES, citation, datacite, dcat, package, schema_name, schemas
from reports.release.fields import CHANGES, INCIDENTS, LABELLED, STATUSES, TAXONOMIES, TAXONOMY_CODES, Field
from reports.release.previous import ChangeKind, Difference, IncidentDifference, PreviousRelease, PreviousReleaseRefused, difference, last_change
from reports.release.release_description import LICENCE, SUMS, File, PreviousSummary, ReleaseDescription, emptiness, packed, sums, title
from reports.release.workbook import Sheet, workbook
from reports.withheld import NamedPlace, redacted_places, require_no_name
from reports.withheld.public_incidents import load

# The tables of a release: every incident is read once and written in all forms at once.

_NESTED = frozenset(field.name for field in INCIDENTS if field.type in ("array", "object"))
_NAMES = [(field.name, f"{json.dumps(field.name)}: ") for field in INCIDENTS]
_OF_STATUS = [field.name for field in STATUSES[1:]]
_OF_CATEGORY = frozenset(field.name for field in TAXONOMIES)
_SHORT = 40
_json = json.JSONEncoder(ensure_ascii=False).encode


class _CsvTable:
    """A table as CSV with its heading (RFC 4180), in UTF-8. `add` takes the cells of a row."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._bytes = BytesIO()
        self._text = TextIOWrapper(self._bytes, encoding="utf-8", newline="")
        self._writer = csv.writer(self._text)
        self.add([field.name for field in fields])

    def add(self, cells: Sequence[Any]) -> None:
        """Write a row."""
        self._writer.writerow(cells)

    def getvalue(self) -> bytes:
        """Return all that was written."""
        self._text.flush()
        return self._bytes.getvalue()


class _Tables:
    """The incidents in every form, written while they are read. `remarkable` are those that the release must mention: with a vague date, or without a
    place."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        # The cell and the JSON of short texts are cached: most are codes, which are repeated very often.
        self._short: dict[str, tuple[Any, str]] = {}
        self.incidents = _CsvTable(INCIDENTS)
        self.statuses = _CsvTable(STATUSES)
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
                # The cell and the JSON line have the same JSON, which is the largest part of both.
                written = _json(value)
                cell_value: Any = written if value else ""
            else:
                cell_value, written = self._plain(value)
            cells.append(cell_value)
            parts.append(name + written)
        self.incidents.add(cells)
        self.sheet.add(cells)
        self.lines.write(f"{{{', '.join(parts)}}}\n".encode())
        for status in row["statuses"]:
            self.statuses.add([self._plain(entry)[0] for entry in (incident.number, *map(status.get, _OF_STATUS))])
        self.by_track.update(status.track for status in incident.statuses)
        self.crimes += is_punishable(incident)
        self.unanswered += is_unanswered(incident, self._as_of)
        self.by_category[incident.primary] += 1
        if incident.precision is not DatePrecision.DAY or not (incident.place or incident.region):
            self.remarkable.append(replace(incident, articles=()))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows that were written, parsed from the JSON lines."""
        yield from map(json.loads, self.lines.getvalue().splitlines())

    @property
    def rate(self) -> ImpunityRate:
        """Return the rate for crimes against journalists. Figures of a release have no lists behind them, since users have the data."""
        return ImpunityRate(Share(Figure(self.unanswered), Figure(self.crimes)), Figure(self.by_category.total() - self.crimes))

    def _plain(self, value: Any) -> tuple[Any, str]:
        if value is None:
            return "", "null"
        if not isinstance(value, str):
            return cell(value), _json(value)
        pair = self._short.get(value)
        if pair is None:
            pair = cell(value), _json(value)
            if len(value) <= _SHORT:
                self._short[value] = pair
        return pair


def taxonomies() -> bytes:
    """Return each category in three languages and its place in the taxonomies, as CSV."""
    table = _CsvTable(TAXONOMIES)
    for code, facts in CATEGORIES.items():
        places = (taxonomy.place(facts) for taxonomy in TAXONOMIES_OF_OTHERS if taxonomy.column in _OF_CATEGORY)
        row = (code.value, *(tr_to(lang, facts.label) for lang in LABELLED), *places)
        table.add([cell(value) for value in row])
    return table.getvalue()


def _taxonomy_codes() -> bytes:
    """Return every code of these taxonomies with its words in three languages, its owner, and its categories, as CSV."""
    table = _CsvTable(TAXONOMY_CODES)
    for taxonomy in TAXONOMIES_OF_OTHERS:
        placed: dict[str, list[str]] = {code: [] for code in taxonomy.labels}
        for category, facts in CATEGORIES.items():
            if code := taxonomy.place(facts):
                placed[code].append(category.value)
        for code, label in taxonomy.labels.items():
            if placed[code]:
                words = (tr_to(lang, label) for lang in LABELLED)
                table.add([cell(value) for value in (taxonomy.column, str(code), *words, taxonomy.owner, taxonomy.source, placed[code])])
    return table.getvalue()


# The differences to the previous release: `changes.csv` and `changes.json` for programs, `CHANGES.md` for people, in all languages.

TABLE = "changes.csv"
_CHANGES_MD = "CHANGES.md"
_CHANGES_JSON = "changes.json"
_HEADINGS = {
    ChangeKind.ADDED: gettext_noop("Added"),
    ChangeKind.CHANGED: gettext_noop("Changed, with the columns"),
    ChangeKind.WITHDRAWN: gettext_noop("Withdrawn"),
    ChangeKind.LEFT: gettext_noop("No longer within its days: the date was corrected"),
}


def _changes_table(changes: Difference) -> File:
    """Return a row for each incident that changed."""
    table = _CsvTable(CHANGES)
    for incident in changes.incidents:
        table.add([incident.number, incident.kind.value, "; ".join(incident.fields)])
    return File(TABLE, table.getvalue())


def _changes_for_programs(about: ReleaseDescription, changes: Difference) -> File:
    """Return the changes as JSON, with the counts by year."""
    content = {
        "version": about.period.as_of.isoformat(),
        "previous": {
            "version": changes.before.version,
            "sums_sha256": changes.before.sums_sha256,
            "doi": changes.before.doi,
            "address": changes.before.address,
        },
        "counts": {kind.value: len(changes.of(kind)) for kind in ChangeKind},
        "incidents": [{"number": incident.number, "change": incident.kind.value, "fields": list(incident.fields)} for incident in changes.incidents],
        "years": [{"year": year.year, "before": year.before, "after": year.after} for year in changes.years],
        "columns_of_one_release_alone": list(changes.columns),
    }
    return File(_CHANGES_JSON, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())


def _changes_in_words(about: ReleaseDescription, changes: Difference) -> File:
    """Return the changes for people, one part in each language."""
    lines: list[str] = []
    for lang in LANGUAGES:
        with use_language(lang):
            lines += _lines(about, changes)
    return File(_CHANGES_MD, ("\n".join(lines).rstrip() + "\n").encode())


def _lines(about: ReleaseDescription, changes: Difference) -> Iterator[str]:
    yield from (f"# {title(about.period)}", "")
    yield from (tr("What is told otherwise than in the release of {version} (SHA-256 of its {sums}: {sha256}).").format(
        version=changes.before.version, sums="SHA256SUMS", sha256=changes.before.sums_sha256), "")  # fmt: skip
    yield from (tr("Everything is told as of {as_of_day}.").format(as_of_day=as_of_day(about.period.as_of)), "")
    if not changes.incidents:
        yield from (tr("No incident has changed."), "")
    for kind in ChangeKind:
        if changed := changes.of(kind):
            yield from (f"## {tr(_HEADINGS[kind])}", "")
            yield from (ntr("{n} incident", "{n} incidents", len(changed)).format(n=number(len(changed))), "")
            yield from _points(changed)
    if changes.columns:
        yield from (f"## {tr('Columns that only one of the two releases has')}", "", ", ".join(f"`{name}`" for name in changes.columns), "")
    yield from (f"## {tr('Incidents by year')}", "", f"| {tr('Year')} | {tr('Before')} | {tr('Now')} |", "|---|---:|---:|")
    yield from (f"| {year.year} | {number(year.before)} | {number(year.after)} |" for year in changes.years)
    yield ""


def _points(incident_differences: tuple[IncidentDifference, ...]) -> Iterator[str]:
    yield from (
        f"- {change.number}" + (": " + ", ".join(f"`{name}`" for name in change.fields) if change.fields else "") for change in incident_differences
    )
    yield ""


# README.txt of a release: what it is, how it was counted, its licence and how to check it, in the reader's language.

_README_FILE = "README.txt"
_LINE = 100


@dataclass(frozen=True)
class _ReleaseCounts:
    """The counts of a release: the incidents by primary category, the gravest first, the statuses of each track, and the rate for crimes."""

    by_category: Mapping[Category, int]
    by_track: Mapping[Track, int]
    rate: ImpunityRate


def readme(about: ReleaseDescription, counts: _ReleaseCounts, remarks: Remarks) -> File:
    """Return the file, in the current language."""
    return File(_README_FILE, "\n".join(_readme_lines(about, counts, remarks)).encode() + b"\n")


def _readme_lines(about: ReleaseDescription, counts: _ReleaseCounts, remarks: Remarks) -> Iterator[str]:
    yield from _wrapped(title(about.period))
    yield from _wrapped(publisher())
    yield from _headed(tr("What it holds"))
    if about.incidents:
        incidents = ntr("{n} incident", "{n} incidents", about.incidents).format(n=number(about.incidents))
        statuses = ntr("{n} status", "{n} statuses", about.statuses).format(n=number(about.statuses))
        yield from _wrapped(tr("{incidents} with {statuses}, by main category:").format(incidents=incidents, statuses=statuses))
        yield from _readme_points(wording.cases_of_category(category, Figure(count, ())).text for category, count in counts.by_category.items())
        yield ""
        yield from _wrapped(tr("Statuses by track (the column «track» says whose story one tells; the two are never added up):"))
        yield from _readme_points(f"{tr(label)}: {number(counts.by_track[track])}" for track, label in TRACK_LABELS.items())
        yield ""
        for sentence in rate_in_words(counts.rate, about.period.as_of):
            yield from _wrapped(text(sentence))
    else:
        yield from _wrapped(emptiness())
    yield ""
    yield from _readme_points(_files(about))
    yield from _headed(tr("How it was counted"))
    yield from _readme_points((*(text(note) for note in remarks_in_words(remarks, about.period)), *_left_out()))
    yield from _headed(tr("Licence"))
    template = tr("{licence} ({address}). Whoever uses the data names the source: {source} ({version}).")
    yield from _wrapped(
        template.format(
            licence=f"{LICENCE['title']}, {LICENCE['name']}",
            address=LICENCE["path"],
            source=publisher(),
            version=day_in_words(about.period.as_of),
        )
    )
    yield from _headed(tr("How to check it"))
    yield from _checks(about)


def _files(about: ReleaseDescription) -> Iterator[str]:
    for table in descriptors.tables(about):
        yield f"{table.file}: {tr(table.title)}"
    for name, label in descriptors.ALTERNATIVES.items():
        yield f"{name}: {tr(label)}"
    if about.before:
        yield f"{_CHANGES_MD}, {_CHANGES_JSON}: {tr('the same in words, and with the incidents by year')}"
    if about.anchor:
        yield f"{descriptors.ANCHOR}: {tr('a row of the ledger, signed when it was the last one')}"
    schemas = ", ".join(schema_name(table.file) for table in descriptors.tables(about))
    yield f"{schemas}: {tr('what may stand in each row as JSON (JSON Schema)')}"
    yield f"{descriptors.CITATION_FILE}: {tr('how to cite the data')}"
    yield f"{descriptors.DATACITE_FILE}, {descriptors.DCAT_FILE}: {tr('the description of the data for whoever registers or lists them (DataCite, DCAT-AP)')}"
    yield f"{descriptors.DATA_PACKAGE_FILE}: {tr('what every column means (Frictionless Tabular Data Package)')}"
    yield f"{SUMS}: {tr('the checksums of the files')}"


def _left_out() -> Iterator[str]:
    yield tr("Articles that were published after that day are left out too.")
    yield tr("Withdrawn incidents and drafts that nobody has confirmed are not in it, nor is what is noted for the safety of the victims.")
    yield tr("A text that a spreadsheet would run as a formula has an apostrophe before it in the CSV files and the workbook.")


def _checks(about: ReleaseDescription) -> Iterator[str]:
    yield from _wrapped(tr("To see that the files are the ones published:"))
    yield f"    sha256sum -c {SUMS}"
    if about.head is None:
        yield from _wrapped(tr("The ledger of decisions was empty when this was made."))
        return
    yield ""
    template = tr(
        "The record behind them stands in a ledger in which each row carries the hash of the one before. The last row that changed the record was:"
    )
    yield from _wrapped(template)
    yield f"    {about.head}"
    yield from _wrapped(tr("Whoever keeps the record can show that it has not been written anew since:"))
    yield f"    qorgan verify --head {about.head}"
    if about.anchor:
        yield f"    qorgan verify --anchor {descriptors.ANCHOR}"


def _headed(heading: str) -> Iterator[str]:
    yield from ("", heading, "-" * len(heading))


def _readme_points(items: Iterable[str]) -> Iterator[str]:
    for item in items:
        yield from textwrap.wrap(item, _LINE, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _wrapped(words_of: str) -> Iterator[str]:
    yield from textwrap.wrap(words_of, _LINE, break_long_words=False, break_on_hyphens=False)


_BATCH = 2000


@dataclass(frozen=True)
class ReleaseRequest:
    """The request for a release.

    `until` None: up to the day of the last act that changed what is published, so that nothing changes if no record did. `since` None: from the first
    incident of the record. `doi` and `address` are those of this release, or empty. `previous` is the release to compare with.
    """

    until: date | None = None
    since: date | None = None
    lang: str = "en"
    doi: str = ""
    address: str = ""
    previous: PreviousRelease | None = None


@dataclass(frozen=True)
class Release:
    """A finished release: all its files, with the checksums. `misplaced`: how many statuses on the wrong track were left out, for the editor."""

    wanted: ReleaseRequest
    about: ReleaseDescription
    files: tuple[File, ...]
    misplaced: int = 0

    @cached_property
    def archive(self) -> File:
        """The archive of all files. Its name contains the day."""
        return File(f"qorgan-release-{self.about.period.as_of}.zip", packed(self.files))

    @property
    def sums_sha256(self) -> str:
        """SHA-256 of the list of checksums, which covers every file of the release."""
        return hashlib.sha256(self.files[-1].content).hexdigest()


def release(session: Session, release_request: ReleaseRequest, today: date) -> Release:
    """Make the release of the records. The session must see one moment.

    Raises WrongPeriod, PreviousReleaseRefused if the previous release is in another language, ReportRefused if the database counts other incidents
    than were read, and NameWouldBePrinted if a text names somebody whose name is withheld.
    """
    if release_request.previous and release_request.previous.lang != release_request.lang:
        words = tr("the release before is in the language {theirs}, this one in {ours}: they cannot be compared")
        raise PreviousReleaseRefused(words.format(theirs=release_request.previous.lang, ours=release_request.lang))
    last = last_change(session)
    until = release_request.until or (day_of(last.at) if last else today)
    since = release_request.since or report_data.first_day(session, until) or until.replace(month=1, day=1)
    release_period = period(since, until, today)
    with report_data.garbage_collection_paused(), use_language(release_request.lang):
        tables = _Tables(release_period.as_of)
        printed: list[NamedPlace] = []
        misplaced = 0
        for incident in load(session, IncidentFilter(since=release_period.since, until=release_period.as_of), batch=_BATCH):
            state = incident_until(incident, release_period.as_of)
            misplaced += sum(misplaced_status.day <= release_period.as_of for misplaced_status in incident.misplaced_statuses)
            printed += redacted_places(state)
            tables.add(state)
        require_no_name(printed)
        _require_record(session, release_period, tables)
        undated = report_data.undated(session, release_period.as_of)
        about = ReleaseDescription(
            release_period,
            tables.by_category.total(),
            tables.by_track.total(),
            len(undated),
            Head(last.id, last.hash) if last else None,
            last.at if last else None,
            anchors.anchor_covering(session, last.id) if last else None,
            release_request.doi,
            release_request.address,
            release_request.previous.before if release_request.previous else None,
        )
        changes = difference(release_request.previous, tables.rows(), report_data.withdrawn_numbers(session)) if release_request.previous else None
        data = (*_data_files(about, tables), *((_changes_table(changes),) if changes else ()))
        anchor = (File(ANCHOR, about.anchor.document),) if about.anchor else ()
        in_order = {category: tables.by_category[category] for category in BY_GRAVITY if tables.by_category[category]}
        template = (
            *data,
            *anchor,
            *((_changes_for_programs(about, changes), _changes_in_words(about, changes)) if changes else ()),
            *schemas(about),
            package(about, data),
            citation(about),
            datacite(about, data),
            dcat(about, data, STANDARDS, TITLES),
            readme(about, _ReleaseCounts(in_order, tables.by_track, tables.rate), _remarks(session, release_period, tables, undated)),
        )
    return Release(release_request, about, (*template, sums(template)), misplaced)


def note_release(session: Session, new_release: Release, *, zipped: bool, who: str, now: datetime) -> None:
    """Note in the ledger what was released, as one archive or as a folder, and from which state.

    Call it in `records.database.write_transaction`. `sha256` is that of the archive; for a folder, that of its list of checksums.
    """
    about, release_period = new_release.about, new_release.about.period
    after = {
        "kind": "release",
        "since": release_period.since.isoformat(),
        "until": release_period.until.isoformat(),
        "as_of": release_period.as_of.isoformat(),
        "lang": new_release.wanted.lang,
        "format": "zip" if zipped else "folder",
        "sha256": new_release.archive.sha256 if zipped else new_release.sums_sha256,
        "sums_sha256": new_release.sums_sha256,
        "files": {file.name: file.sha256 for file in new_release.files},
        "incidents": about.incidents,
        "statuses": about.statuses,
        "head": str(about.head) if about.head else f"0:{ledger.INITIAL_HASH}",
        **({"previous": about.before.sums_sha256} if about.before else {}),
    }
    ledger.append(
        session,
        at=now,
        who=who,
        action=LedgerAction.REPORT,
        subject=f"report release {release_period.since} {release_period.until}",
        before={},
        after=after,
    )


def is_noted(session: Session, before: PreviousSummary) -> bool:
    """Return whether the ledger has this release."""
    noted = select(LedgerRow.id).where(LedgerRow.action == LedgerAction.REPORT, LedgerRow.after["sums_sha256"].as_string() == before.sums_sha256)
    return session.scalar(noted.limit(1)) is not None


def _data_files(about: ReleaseDescription, tables: _Tables) -> tuple[File, ...]:
    named = title(about.period)
    facts = (
        (named, ""),
        (tr("Publisher"), publisher()),
        (tr("Period"), f"{about.period.since} – {about.period.until}"),
        (tr("As of"), about.period.as_of.isoformat()),
        (tr("Incidents"), str(about.incidents)),
        (tr("Licence"), f"{LICENCE['name']}, {LICENCE['path']}"),
        (tr("Head of the ledger"), str(about.head) if about.head else ""),
    )
    moment = datetime.combine(about.period.as_of, time(), tzinfo=UTC)
    return (
        File("incidents.csv", tables.incidents.getvalue()),
        File("incidents.jsonl", tables.lines.getvalue()),
        File("incidents.xlsx", workbook("incidents", tables.sheet, facts, named, moment)),
        File("statuses.csv", tables.statuses.getvalue()),
        File("taxonomies.csv", taxonomies()),
        File("taxonomy_codes.csv", _taxonomy_codes()),
    )


def _remarks(session: Session, report_period: ReportPeriod, tables: _Tables, undated: list[Incident]) -> Remarks:
    panel = PanelCoverage(
        report_data.panel_since(session, report_period.since, report_period.as_of),
        tuple(incomplete_days(session, report_period.since, report_period.as_of)),
    )
    return remarks(tables.remarkable, undated, None, report_period, panel)


def _require_record(session: Session, report_period: ReportPeriod, tables: _Tables) -> None:
    in_record, read = report_data.counted_in_the_record(session, report_period.since, report_period.as_of), tables.by_category.total()
    if read != in_record:
        told_of = tr("the report is refused: it counts {report} incidents, the record holds {record} for these days, a difference of {difference}")
        raise ReportRefused(told_of.format(report=read, record=in_record, difference=read - in_record))
