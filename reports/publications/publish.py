"""A report, from the records to its bytes: read, counted, put into words of a language, written in a format, and noted in the ledger."""

import gc
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import ledger
from records.filters import IncidentFilter
from records.i18n import speaking, tr
from records.incident_model import Incident
from records.incidents import load
from records.tables import LedgerRow
from records.vocabulary import LedgerAction
from reports.coverage import incomplete_days
from reports.publications import report_records
from reports.publications.cases import ANSWERS, CASES_TOLD, OPENING, Case
from reports.publications.document_tree import Document, text
from reports.publications.docx import word
from reports.publications.figures import ReportRefused, plain_values
from reports.publications.html import html_document
from reports.publications.impunity_document import impunity_document
from reports.publications.impunity_report import SILENT_DAYS, Impunity, impunity
from reports.publications.markdown import markdown
from reports.publications.monthly_document import monthly_document
from reports.publications.monthly_report import Monthly, monthly
from reports.publications.period import ReportPeriod, period
from reports.publications.remarks import Panel
from reports.publications.statement_document import statement_document
from reports.publications.statement_report import Statement, statement

Report = Statement | Monthly | Impunity


class ReportKind(StrEnum):
    """Which report."""

    STATEMENT = "statement"
    MONTHLY = "monthly"
    IMPUNITY = "impunity"


class ReportFormat(StrEnum):
    """In which format."""

    HTML = "html"
    DOCX = "docx"
    MD = "md"
    JSON = "json"


@dataclass(frozen=True)
class ReportRequest:
    """What was asked for.

    `since` None means: from the beginning of the year of `until` for a statement, of its month for a monthly report, of all records for the
    impunity report.
    """

    kind: ReportKind
    until: date
    since: date | None = None
    lang: str = "en"
    form: ReportFormat = ReportFormat.HTML
    base_url: str = ""
    silent_days: int = SILENT_DAYS
    cases: int = CASES_TOLD


@dataclass(frozen=True)
class Published:
    """A finished report."""

    wanted: ReportRequest
    period: ReportPeriod
    content: bytes
    incidents: int

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def publish(session: Session, wanted: ReportRequest, today: date) -> Published:
    """The report from the records as they are now. Raises WrongPeriod, and ReportRefused if it does not add up."""
    with _uncollected(), speaking(wanted.lang):
        report = report_data(session, wanted, today)
        content = report_bytes(report_document(report), report, wanted)
    return Published(wanted, report.period, content, report.total.value)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Switch off the search for reference cycles. A large report has hundreds of thousands of values and no cycle, and the search takes a
    fifth of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def report_data(session: Session, wanted: ReportRequest, today: date) -> Report:
    """The report as data."""
    asked = period(wanted.since or _first_day(session, wanted), wanted.until, today)
    incidents = [*report_records.incidents_between(session, asked.since, asked.as_of), *report_records.undated(session, asked.as_of)]
    panel = Panel(report_records.panel_since(session, asked.since, asked.as_of), tuple(incomplete_days(session, asked.since, asked.as_of)))
    report: Report
    match wanted.kind:
        case ReportKind.STATEMENT:
            earlier = report_records.earlier_to_tell(session, asked.since, asked.as_of, OPENING, ANSWERS)
            made = statement(incidents, asked, panel, earlier=earlier, most_cases=wanted.cases)
            report = replace(made, cases=_with_articles(session, made.cases, asked.as_of))
        case ReportKind.MONTHLY:
            report = monthly(
                incidents,
                asked,
                panel,
                year_before=_a_year_before(session, asked, incidents),
                followed=report_records.earlier_with_status(session, asked.since, asked.as_of),
            )
        case ReportKind.IMPUNITY:
            report = impunity(incidents, asked, panel, silent_days=wanted.silent_days)
    _require_record(session, report)
    return report


def report_document(report: Report) -> Document:
    """The report as a document in the current language."""
    match report:
        case Statement():
            return statement_document(report)
        case Monthly():
            return monthly_document(report)
        case Impunity():
            return impunity_document(report)


def report_bytes(document: Document, report: Report, wanted: ReportRequest) -> bytes:
    """The bytes in the format asked for."""
    match wanted.form:
        case ReportFormat.HTML:
            return html_document(document, wanted.base_url).encode()
        case ReportFormat.MD:
            return markdown(document, wanted.base_url).encode()
        case ReportFormat.DOCX:
            return word(document, datetime.combine(report.period.as_of, time(), tzinfo=UTC))
        case ReportFormat.JSON:
            return _a_line_each(as_json(document, report, wanted.kind)).encode()


def as_json(document: Document, report: Report, kind: ReportKind) -> dict[str, Any]:
    """The data, with the notes in the language of the document."""
    return {
        "report": kind.value,
        "language": document.lang,
        "title": document.title,
        "notes_to_the_editor": [text(some) for some in document.editor],
        **plain_values(report),
    }


def _a_line_each(values: dict[str, Any]) -> str:
    """One object, with each of its parts on one line. Full indentation takes three times as long to write."""
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()) + "\n}\n"


def note_report(session: Session, published: Published, *, who: str, now: datetime) -> None:
    """Write into the ledger that a report was made, and from which state of the ledger. Call it in `records.database.write_transaction`."""
    wanted, asked = published.wanted, published.period
    last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).first()
    after = {
        "kind": wanted.kind.value,
        "since": asked.since.isoformat(),
        "until": asked.until.isoformat(),
        "as_of": asked.as_of.isoformat(),
        "lang": wanted.lang,
        "format": wanted.form.value,
        "sha256": published.sha256,
        "incidents": published.incidents,
        "head": f"{last.id}:{last.hash}" if last else f"0:{ledger.FIRST}",
    }
    subject = f"report {wanted.kind} {asked.since} {asked.until}"
    ledger.append(session, at=now, who=who, action=LedgerAction.REPORT, subject=subject, before={}, after=after)


def _first_day(session: Session, wanted: ReportRequest) -> date:
    match wanted.kind:
        case ReportKind.STATEMENT:
            return wanted.until.replace(month=1, day=1)
        case ReportKind.MONTHLY:
            return wanted.until.replace(day=1)
        case ReportKind.IMPUNITY:
            return report_records.first_day(session, wanted.until) or wanted.until.replace(month=1, day=1)


def _a_year_before(session: Session, asked: ReportPeriod, incidents: Sequence[Incident]) -> list[Incident]:
    """The incidents of the year before. Those of a longer period were read already."""
    before = asked.a_year_before()
    earlier = report_records.incidents_between(session, before.since, min(before.as_of, asked.since - timedelta(days=1)))
    return [*earlier, *(incident for incident in incidents if before.holds(incident))]


def _with_articles(session: Session, cases: Sequence[Case], as_of: date) -> tuple[Case, ...]:
    """The told cases, with the articles published by the day."""
    whole = {one.number: one for one in load(session, IncidentFilter(numbers=frozenset(case.incident.number for case in cases)))}
    return tuple(replace(case, incident=_by(case.incident, whole.get(case.incident.number), as_of)) for case in cases)


def _by(incident: Incident, whole: Incident | None, as_of: date) -> Incident:
    articles = whole.articles if whole else ()
    return replace(incident, articles=tuple(one for one in articles if (one.published_at or "")[:10] <= as_of.isoformat()))


def _require_record(session: Session, report: Report) -> None:
    """Raises ReportRefused if the database counts another number of incidents than the report."""
    in_record = report_records.counted_in_the_record(session, report.period.since, report.period.as_of)
    if in_record != report.total.value:
        told_of = tr("the report is refused: it counts {report} incidents, the record holds {record} for these days, a difference of {difference}")
        difference = report.total.value - in_record
        raise ReportRefused(told_of.format(report=report.total.value, record=in_record, difference=difference))
