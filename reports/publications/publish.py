"""A report, from the records to its bytes: read, counted, put into words of a language, written in a format, and noted in the ledger."""

import gc
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import ledger
from records.i18n import speaking
from records.incident_model import Incident
from records.tables import LedgerRow
from records.vocabulary import LedgerAction
from reports.publications.cases import Case
from reports.publications.document_tree import Document, text
from reports.publications.docx import word
from reports.publications.figures import plain_values
from reports.publications.html import html_document
from reports.publications.impunity_document import impunity_document
from reports.publications.impunity_report import Impunity
from reports.publications.markdown import markdown
from reports.publications.monthly_document import monthly_document
from reports.publications.monthly_report import Monthly
from reports.publications.period import ReportPeriod
from reports.publications.report_data import Report, cases_of, report_data
from reports.publications.report_request import ReportFormat, ReportKind, ReportRequest
from reports.publications.statement_document import statement_document
from reports.publications.statement_report import Statement
from reports.publications.unchecked_texts import noted, require_checked, unchecked_texts, without_unchecked
from reports.publications.yearly_document import yearly_document
from reports.publications.yearly_report import Yearly
from reports.withheld import places_in_report, require_no_name, withheld_names


@dataclass(frozen=True)
class Published:
    """A finished report."""

    wanted: ReportRequest
    period: ReportPeriod
    content: bytes
    incidents: int
    document: Document
    """What the bytes say, with the notes to the editor beside it (`editor_notes`), which are not in them."""

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def publish(session: Session, wanted: ReportRequest, today: date) -> Published:
    """The report from the records as they are now. Raises WrongPeriod, NoSuchIncident or BadDecision for a case that cannot be told, ReportRefused if it does not add up,
    NameWouldBePrinted if a text names somebody whose name is withheld, and TextsUnchecked if it is to be final and tells what nobody has checked."""
    with _uncollected(), speaking(wanted.lang):
        report = report_data(session, wanted, today)
        # Where no name is withheld nothing was left out, and 20,000 incidents need not be gone through for it.
        if withheld_names(session):
            require_no_name(places_in_report(report, Case))
        unchecked = unchecked_texts(told_incidents(report))
        if wanted.final:
            require_checked(unchecked)
        shown = without_unchecked(report, told_incidents(report), unchecked)
        document = noted(report_document(shown), told_incidents(shown), unchecked)
        content = report_bytes(document, report, wanted)
    return Published(wanted, report.period, content, report.total.value, document)


def told_incidents(report: Report) -> Iterator[Incident]:
    """The incidents that a report tells in words, and not only in its figures and lists."""
    yield from (case.incident for case in cases_of(report))
    if isinstance(report, Monthly):
        yield from (one.incident for one in report.followups)


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


def report_document(report: Report) -> Document:
    """The report as a document in the current language."""
    match report:
        case Statement():
            return statement_document(report)
        case Monthly():
            return monthly_document(report)
        case Impunity():
            return impunity_document(report)
        case Yearly():
            return yearly_document(report)


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
    wanted = published.wanted
    more: dict[str, Any] = {}
    if wanted.tell:
        more["tell"] = list(wanted.tell)
    if wanted.final:
        more["final"] = True
    made = MadeFile(wanted.kind.value, published.period, wanted.lang, wanted.form.value, published.sha256, published.incidents)
    note_made(session, made, who=who, now=now, more=more)


@dataclass(frozen=True)
class MadeFile:
    """What the ledger says of a file that was made over a period: what it is, its language and format, its hash, and how many incidents it counts."""

    kind: str
    period: ReportPeriod
    lang: str
    form: str
    sha256: str
    incidents: int


def note_made(session: Session, made: MadeFile, *, who: str, now: datetime, more: Mapping[str, Any] | None = None) -> None:
    """Write into the ledger that a file was made, and from which state of the ledger. `more` is what was asked for beside. Call it in
    `records.database.write_transaction`."""
    asked = made.period
    last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).first()
    after: dict[str, Any] = {
        "kind": made.kind,
        "since": asked.since.isoformat(),
        "until": asked.until.isoformat(),
        "as_of": asked.as_of.isoformat(),
        "lang": made.lang,
        "format": made.form,
        "sha256": made.sha256,
        "incidents": made.incidents,
        "head": f"{last.id}:{last.hash}" if last else f"0:{ledger.FIRST}",
        **(more or {}),
    }
    subject = f"report {made.kind} {asked.since} {asked.until}"
    ledger.append(session, at=now, who=who, action=LedgerAction.REPORT, subject=subject, before={}, after=after)
