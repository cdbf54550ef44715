"""A release, from the records to its files: read in one pass, written in every form, described, given checksums, and noted in the ledger."""

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import ledger
from records.clock import day_of
from records.filters import IncidentFilter
from records.i18n import speaking, tr
from records.incident_model import Incident
from records.ledger import anchor_notes
from records.ledger.ledger_verify import Head
from records.tables import LedgerRow
from records.vocabulary import BY_GRAVITY, LedgerAction
from reports.coverage import incomplete_days
from reports.impunity.clocks import statuses_until
from reports.publications import report_records
from reports.publications.figures import ReportRefused
from reports.publications.period import ReportPeriod, period
from reports.publications.reference import publisher
from reports.publications.remarks import Panel, Remarks, remarks
from reports.release.about import LICENCE, About, Before, title
from reports.release.changes_files import changes_for_programs, changes_in_words, changes_table
from reports.release.citation import citation
from reports.release.data_package import ANCHOR, STANDARDS, TITLES, package, schemas
from reports.release.datacite import datacite
from reports.release.dcat import dcat
from reports.release.difference import difference
from reports.release.last_change import last_change
from reports.release.previous import PreviousRelease, PreviousReleaseRefused
from reports.release.readme import ReleaseCounts, readme
from reports.release.release_files import File, packed, sums
from reports.release.release_tables import Tables, taxonomies, taxonomy_codes
from reports.release.workbook import workbook
from reports.withheld import NamedPlace, places, require_no_name
from reports.withheld.public_incidents import load

_BATCH = 2000


@dataclass(frozen=True)
class ReleaseRequest:
    """What was asked for. `until` None: up to the day of the last act that changed what is published, so that nothing changes where no record did. `since` None: from the
    first incident of the record. `doi` and `address` are those under which this release will be known, or empty. `previous` is the release with which it is compared."""

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
    about: About
    files: tuple[File, ...]
    misplaced: int = 0

    @cached_property
    def archive(self) -> File:
        """All files in one. Its name contains the day."""
        return File(f"qorgan-release-{self.about.period.as_of}.zip", packed(self.files))

    @property
    def sums_sha256(self) -> str:
        """SHA-256 of the list of checksums. It stands for every file of the release."""
        return hashlib.sha256(self.files[-1].content).hexdigest()


def release(session: Session, wanted: ReleaseRequest, today: date) -> Release:
    """The release of the records as they are at one moment. The session must see one moment. Raises WrongPeriod, and ReportRefused if the
    database counts other incidents than were read, and NameWouldBePrinted if a text names somebody whose name is withheld."""
    if wanted.previous and wanted.previous.lang != wanted.lang:
        words = tr("the release before is in the language {theirs}, this one in {ours}: they cannot be compared")
        raise PreviousReleaseRefused(words.format(theirs=wanted.previous.lang, ours=wanted.lang))
    last = last_change(session)
    until = wanted.until or (day_of(last.at) if last else today)
    since = wanted.since or report_records.first_day(session, until) or until.replace(month=1, day=1)
    asked = period(since, until, today)
    with _uncollected(), speaking(wanted.lang):
        tables = Tables(asked.as_of)
        printed: list[NamedPlace] = []
        misplaced = 0
        for incident in load(session, IncidentFilter(since=asked.since, until=asked.as_of), batch=_BATCH):
            shown = _by(incident, asked.as_of)
            misplaced += sum(one.day <= asked.as_of for one in incident.misplaced_statuses)
            printed += places(shown)
            tables.add(shown)
        require_no_name(printed)
        _require_record(session, asked, tables)
        undated = report_records.undated(session, asked.as_of)
        about = About(
            asked,
            tables.by_category.total(),
            tables.by_track.total(),
            len(undated),
            Head(last.id, last.hash) if last else None,
            last.at if last else None,
            anchor_notes.covering(session, last.id) if last else None,
            wanted.doi,
            wanted.address,
            wanted.previous.before if wanted.previous else None,
        )
        found = difference(wanted.previous, tables.rows(), report_records.withdrawn_numbers(session)) if wanted.previous else None
        data = (*_data_files(about, tables), *((changes_table(found),) if found else ()))
        anchor = (File(ANCHOR, about.anchor.document),) if about.anchor else ()
        in_order = {category: tables.by_category[category] for category in BY_GRAVITY if tables.by_category[category]}
        told = (
            *data,
            *anchor,
            *((changes_for_programs(about, found), changes_in_words(about, found)) if found else ()),
            *schemas(about),
            package(about, data),
            citation(about),
            datacite(about, data),
            dcat(about, data, STANDARDS, TITLES),
            readme(about, ReleaseCounts(in_order, tables.by_track, tables.rate), _remarks(session, asked, tables, undated)),
        )
    return Release(wanted, about, (*told, sums(told)), misplaced)


def note_release(session: Session, made: Release, *, zipped: bool, who: str, now: datetime) -> None:
    """Write into the ledger what was released, as one archive or as a folder, and from which state. Call it in
    `records.database.write_transaction`.

    `sha256` is that of the archive; for a folder, that of its list of checksums.
    """
    about, asked = made.about, made.about.period
    after = {
        "kind": "release",
        "since": asked.since.isoformat(),
        "until": asked.until.isoformat(),
        "as_of": asked.as_of.isoformat(),
        "lang": made.wanted.lang,
        "format": "zip" if zipped else "folder",
        "sha256": made.archive.sha256 if zipped else made.sums_sha256,
        "sums_sha256": made.sums_sha256,
        "files": {file.name: file.sha256 for file in made.files},
        "incidents": about.incidents,
        "statuses": about.statuses,
        "head": str(about.head) if about.head else f"0:{ledger.FIRST}",
        **({"previous": about.before.sums_sha256} if about.before else {}),
    }
    ledger.append(session, at=now, who=who, action=LedgerAction.REPORT, subject=f"report release {asked.since} {asked.until}", before={}, after=after)


def is_noted(session: Session, before: Before) -> bool:
    """Whether the ledger tells of this release."""
    noted = select(LedgerRow.id).where(LedgerRow.action == LedgerAction.REPORT, LedgerRow.after["sums_sha256"].as_string() == before.sums_sha256)
    return session.scalar(noted.limit(1)) is not None


def _data_files(about: About, tables: Tables) -> tuple[File, ...]:
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
        File("taxonomy_codes.csv", taxonomy_codes()),
    )


def _by(incident: Incident, as_of: date) -> Incident:
    """The incident as it was known on the day: with the statuses and the articles up to that day. What was withdrawn as wrong or tells the wrong story is not
    published."""
    articles = tuple(one for one in incident.articles if (one.published_at or "")[:10] <= as_of.isoformat())
    return replace(incident, statuses=tuple(statuses_until(incident, as_of)), withdrawn_statuses=(), misplaced_statuses=(), articles=articles)


def _remarks(session: Session, asked: ReportPeriod, tables: Tables, undated: list[Incident]) -> Remarks:
    panel = Panel(report_records.panel_since(session, asked.since, asked.as_of), tuple(incomplete_days(session, asked.since, asked.as_of)))
    return remarks(tables.remarkable, undated, None, asked, panel)


def _require_record(session: Session, asked: ReportPeriod, tables: Tables) -> None:
    in_record, read = report_records.counted_in_the_record(session, asked.since, asked.as_of), tables.by_category.total()
    if read != in_record:
        told_of = tr("the report is refused: it counts {report} incidents, the record holds {record} for these days, a difference of {difference}")
        raise ReportRefused(told_of.format(report=read, record=in_record, difference=read - in_record))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Switch off the search for reference cycles. A large release has hundreds of thousands of values and no cycle."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
