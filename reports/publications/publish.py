"""Publishing a report: it is read from the records, checked for unchecked texts and withheld names, written in a format, and noted in the ledger."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import ledger
from records.errors import QorganError
from records.i18n import reader_language, tr, use_language
from records.incident_model import Incident
from records.incident_texts.sentences import TextKind
from records.incident_texts.texts import published_title, stored_text
from records.tables import LedgerRow
from records.vocabulary import LedgerAction
from reports.impunity import SilentCase
from reports.kinds import ReportFormat, ReportKind
from reports.publications import wording
from reports.publications.cases import Case, lacking_summary
from reports.publications.document_tree import Document, Runs, runs, text
from reports.publications.docx import word
from reports.publications.figures import figure_of, plain_values
from reports.publications.html import html_document
from reports.publications.impunity_report import Impunity, Waiting, impunity_document
from reports.publications.markdown import markdown
from reports.publications.monthly_report import Monthly, monthly_document
from reports.publications.report_data import Report, ReportRequest, cases_of, garbage_collection_paused, report_data
from reports.publications.report_period import ReportPeriod
from reports.publications.statement_report import Statement, statement_document
from reports.publications.yearly_report import Yearly, yearly_document
from reports.withheld import places_in_report, require_no_name, withheld_names

# Titles and summaries of described cases that nobody has checked, or that were changed since. A document leaves them out and notes it; a final one is
# refused.

ReportValue = TypeVar("ReportValue")
# At most this many incidents are named in a refusal.
_NAMED = 20


class TextsUnchecked(QorganError):
    """A final document would contain a text in its language that nobody has checked. Raised before anything is written; exit 1, and the incidents are
    named."""


@dataclass(frozen=True)
class UncheckedText:
    """A recorded text in the reader's language whose current version nobody has checked."""

    number: str
    kind: TextKind


def unchecked_texts(incidents: Iterable[Incident]) -> tuple[UncheckedText, ...]:
    """Return the unchecked texts of some incidents in the reader's language, each once.

    A missing text is none: its case is described from the fields.
    """
    unchecked: dict[UncheckedText, None] = {}
    for incident in incidents:
        for kind in TextKind:
            stored = stored_text(incident, kind, reader_language())
            if stored and stored.needs_a_look:
                unchecked[UncheckedText(incident.number, kind)] = None
    return tuple(unchecked)


def without_unchecked(report_value: ReportValue, incidents: Iterable[Incident], unchecked: Sequence[UncheckedText]) -> ReportValue:
    """Return a report, or any frozen value with some of these incidents in it, without these texts.

    The cases are then described from their fields.
    """
    kinds: dict[str, set[TextKind]] = {}
    for unchecked_text in unchecked:
        kinds.setdefault(unchecked_text.number, set()).add(unchecked_text.kind)
    if not kinds:
        return report_value
    without = {incident.number: _without_texts(incident, kinds[incident.number]) for incident in incidents if incident.number in kinds}
    titles = {number: published_title(incident)[0] for number, incident in without.items() if TextKind.TITLE in kinds[number]}
    cleaned: ReportValue = _cleaned(report_value, kinds, titles)
    return cleaned


def noted(document: Document, incidents: Iterable[Incident], unchecked: Sequence[UncheckedText]) -> Document:
    """Return the document made without these texts, with a note on them replacing notes that summaries are missing.

    `incidents` are the incidents without the texts.
    """
    summaries = {unchecked_text.number for unchecked_text in unchecked if unchecked_text.kind is TextKind.SUMMARY}
    untrue = {lacking_summary(incident) for incident in incidents if incident.number in summaries}
    return replace(document, editor=(*_in_words(unchecked), *(note for note in document.editor if text(note) not in untrue)))


def _in_words(unchecked: Sequence[UncheckedText]) -> Iterator[Runs]:
    """Yield the notes to the editor on unchecked texts."""
    templates = {
        TextKind.SUMMARY: tr(
            "Left out, since nobody has checked them in this language: summaries of {incidents}. Check them, and make the document again."
        ),
        TextKind.TITLE: tr(
            "Left out, since nobody has checked them in this language: titles of {incidents}. Check them, and make the document again."
        ),
    }
    for kind, template in templates.items():
        numbers = [unchecked_text.number for unchecked_text in unchecked if unchecked_text.kind is kind]
        if numbers:
            yield runs(template, incidents=wording.count_of_incidents(figure_of(sorted(numbers))))


def _require_checked(unchecked: Sequence[UncheckedText]) -> None:
    """Raise TextsUnchecked if there are any."""
    numbers = sorted({unchecked_text.number for unchecked_text in unchecked})
    if numbers:
        template = tr(
            "the final document is refused: nobody has checked what it would tell in this language of {incidents}; check these texts, or leave out --final"
        )
        raise TextsUnchecked(template.format(incidents=", ".join(numbers[:_NAMED]) + (", …" if len(numbers) > _NAMED else "")))


def _cleaned(value: Any, kinds: Mapping[str, set[TextKind]], titles: Mapping[str, str]) -> Any:
    """Return the value with each incident and each title of one cleaned; the same object if nothing changes."""
    if isinstance(value, Incident):
        return _without_texts(value, kinds[value.number]) if value.number in kinds else value
    if isinstance(value, tuple):
        cleaned = tuple(_cleaned(item, kinds, titles) for item in value)
        return cleaned if any(item is not other for item, other in zip(cleaned, value, strict=True)) else value
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, Waiting | SilentCase):
        return replace(value, title=titles[value.number]) if value.number in titles else value
    inner_values = {field.name: getattr(value, field.name) for field in fields(value) if field.name in _HOLD}
    changed = {name: new for name, inner in inner_values.items() if (new := _cleaned(inner, kinds, titles)) is not inner}
    return replace(value, **changed) if changed else value


# The fields of reports, and of their parts, that contain described incidents.
_HOLD = frozenset({"incident", "cases", "records", "followups", "narratives", "late_cases", "late_records", "waiting", "silent_cases", "chapters"})


def _without_texts(incident: Incident, kinds: set[TextKind]) -> Incident:
    lang = reader_language()
    if TextKind.SUMMARY in kinds:
        incident = replace(incident, summary={language: words for language, words in incident.summary.items() if language != lang})
    if TextKind.TITLE in kinds:
        own = incident.title_lang == lang or incident.titles.get(lang) == incident.title
        titles = {language: words for language, words in incident.titles.items() if language != lang}
        incident = replace(incident, title="" if own else incident.title, titles=titles)
    return incident


@dataclass(frozen=True)
class PublishedReport:
    """A finished report."""

    wanted: ReportRequest
    period: ReportPeriod
    content: bytes
    incidents: int
    document: Document
    """The document of the bytes, with the notes to the editor, which the bytes do not have."""

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def publish(session: Session, report_request: ReportRequest, today: date) -> PublishedReport:
    """Make the report from the records as they are now.

    Raises WrongPeriod, NoSuchIncident or BadDecision for a case that cannot be described, ReportRefused if it does not add up, NameWouldBePrinted if
    a text names somebody whose name is withheld, and TextsUnchecked if it is to be final and contains an unchecked text.
    """
    with garbage_collection_paused(), use_language(report_request.lang):
        report = report_data(session, report_request, today)
        # If no name is withheld nothing was left out, and going through 20,000 incidents can be skipped.
        if withheld_names(session):
            require_no_name(places_in_report(report, Case))
        unchecked = unchecked_texts(_described_incidents(report))
        if report_request.final:
            _require_checked(unchecked)
        cleaned_report = without_unchecked(report, _described_incidents(report), unchecked)
        document = noted(report_document(cleaned_report), _described_incidents(cleaned_report), unchecked)
        content = _report_bytes(document, report, report_request)
    return PublishedReport(report_request, report.period, content, report.total.value, document)


def _described_incidents(report: Report) -> Iterator[Incident]:
    """Yield the incidents that a report describes in words, and not only in its figures and lists."""
    yield from (case.incident for case in cases_of(report))
    if isinstance(report, Monthly):
        yield from (followup.incident for followup in report.followups)


def report_document(report: Report) -> Document:
    """Return the report as a document in the current language."""
    match report:
        case Statement():
            return statement_document(report)
        case Monthly():
            return monthly_document(report)
        case Impunity():
            return impunity_document(report)
        case Yearly():
            return yearly_document(report)


def _report_bytes(document: Document, report: Report, report_request: ReportRequest) -> bytes:
    """Return the bytes in the requested format."""
    match report_request.form:
        case ReportFormat.HTML:
            return html_document(document, report_request.base_url).encode()
        case ReportFormat.MD:
            return markdown(document, report_request.base_url).encode()
        case ReportFormat.DOCX:
            return word(document, datetime.combine(report.period.as_of, time(), tzinfo=UTC))
        case ReportFormat.JSON:
            return _a_line_each(as_json(document, report, report_request.kind)).encode()
        case _:
            raise ValueError(f"{report_request.form} is no format of a document")


def as_json(document: Document, report: Report, kind: ReportKind) -> dict[str, Any]:
    """Return the data, with the notes in the language of the document."""
    return {
        "report": kind.value,
        "language": document.lang,
        "title": document.title,
        "notes_to_the_editor": [text(note) for note in document.editor],
        **plain_values(report),
    }


def _a_line_each(values: dict[str, Any]) -> str:
    """Return one object as JSON, with each of its parts on one line. Full indentation takes three times as long."""
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()) + "\n}\n"


def note_report(session: Session, published: PublishedReport, *, who: str, now: datetime) -> None:
    """Note in the ledger that a report was made, and from which state of the ledger. Call it in `records.database.write_transaction`."""
    report_request = published.wanted
    more: dict[str, Any] = {}
    if report_request.tell:
        more["tell"] = list(report_request.tell)
    if report_request.final:
        more["final"] = True
    made_file = MadeFile(
        report_request.kind.value, published.period, report_request.lang, report_request.form.value, published.sha256, published.incidents
    )
    note_made(session, made_file, who=who, now=now, more=more)


@dataclass(frozen=True)
class MadeFile:
    """The ledger's entry on a file that was made over a period: its kind, language and format, its hash, and how many incidents it counts."""

    kind: str
    period: ReportPeriod
    lang: str
    form: str
    sha256: str
    incidents: int


def note_made(session: Session, made_file: MadeFile, *, who: str, now: datetime, more: Mapping[str, Any] | None = None) -> None:
    """Note in the ledger that a file was made, and from which state of the ledger. `more` are further options of the request.

    Call it in `records.database.write_transaction`.
    """
    report_period = made_file.period
    last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).first()
    after: dict[str, Any] = {
        "kind": made_file.kind,
        "since": report_period.since.isoformat(),
        "until": report_period.until.isoformat(),
        "as_of": report_period.as_of.isoformat(),
        "lang": made_file.lang,
        "format": made_file.form,
        "sha256": made_file.sha256,
        "incidents": made_file.incidents,
        "head": f"{last.id}:{last.hash}" if last else f"0:{ledger.INITIAL_HASH}",
        **(more or {}),
    }
    subject = f"report {made_file.kind} {report_period.since} {report_period.until}"
    ledger.append(session, at=now, who=who, action=LedgerAction.REPORT, subject=subject, before={}, after=after)
