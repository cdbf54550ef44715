"""The data of a report, read from the records as of its last day."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from records.filters import IncidentFilter
from records.i18n import tr
from records.incident_model import Incident
from reports.coverage import incomplete_days
from reports.publications import report_records
from reports.publications.cases import ANSWERS, OPENING, Case, require_tellable
from reports.publications.figures import ReportRefused
from reports.publications.impunity_report import Impunity, impunity
from reports.publications.monthly_report import Monthly, monthly
from reports.publications.outlet_titles import outlet_titles
from reports.publications.period import ReportPeriod, period
from reports.publications.remarks import Panel
from reports.publications.report_request import ReportKind, ReportRequest
from reports.publications.statement_report import Statement, statement
from reports.publications.year_so_far import first_day_read
from reports.publications.yearly_report import Yearly, first_year_read, yearly
from reports.withheld.public_incidents import load

Report = Statement | Monthly | Impunity | Yearly


def report_data(session: Session, wanted: ReportRequest, today: date) -> Report:
    """The report as data. Raises WrongPeriod, NoSuchIncident and BadDecision for a case that cannot be told, and ReportRefused."""
    asked = period(wanted.since or _first_day(session, wanted), wanted.until, today)
    incidents = [*report_records.incidents_between(session, asked.since, asked.as_of), *report_records.undated(session, asked.as_of)]
    earlier = report_records.earlier_beside(session, asked.since, asked.as_of)
    chosen = _chosen(session, wanted.tell, asked.as_of)
    panel = Panel(report_records.panel_since(session, asked.since, asked.as_of), tuple(incomplete_days(session, asked.since, asked.as_of)))
    report: Report
    match wanted.kind:
        case ReportKind.STATEMENT:
            opened = report_records.earlier_to_tell(session, asked.since, asked.as_of, OPENING, ANSWERS)
            both = {incident.number: incident for incident in (*opened, *earlier)}.values()
            report = statement(incidents, asked, panel, earlier=both, most_cases=wanted.cases, asked=chosen)
        case ReportKind.MONTHLY:
            report = monthly(
                incidents,
                asked,
                panel,
                year_before=_a_year_before(session, asked, incidents),
                followed=report_records.earlier_with_status(session, asked.since, asked.as_of),
                earlier=earlier,
                asked=chosen,
                late=report_records.recorded_late(session, asked.since, asked.as_of),
                dated=report_records.dated_between(session, first_day_read(asked.as_of), asked.as_of),
            )
        case ReportKind.IMPUNITY:
            report = impunity(incidents, asked, panel, earlier=earlier, asked=chosen, silent_days=wanted.silent_days)
        case ReportKind.YEARLY:
            report = yearly(
                incidents,
                asked,
                panel,
                year_before=_a_year_before(session, asked, incidents),
                earlier=earlier,
                asked=chosen,
                dated=report_records.dated_between(session, first_year_read(asked.as_of), asked.as_of),
            )
    _require_record(session, report)
    told = _with_articles(session, report, asked.as_of)
    return replace(told, remarks=replace(told.remarks, misplaced=report_records.misplaced_by_number(session, asked.as_of)))


def _first_day(session: Session, wanted: ReportRequest) -> date:
    match wanted.kind:
        case ReportKind.STATEMENT | ReportKind.YEARLY:
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


def _chosen(session: Session, numbers: Sequence[str], as_of: date) -> list[Incident]:
    """The cases that the editor wants told, as they were known on the day, each once."""
    if not numbers:
        return []
    found = list(load(session, IncidentFilter(numbers=frozenset(numbers), withdrawn=True), articles=False))
    require_tellable(numbers, found, as_of)
    return [report_records.as_known(incident, as_of) for incident in found]


def cases_of(report: Report) -> Iterator[Case]:
    """Every case that a report tells in words, some of them twice."""
    yield from report.cases
    match report:
        case Monthly():
            yield from (case for block in report.narratives for case in block.cases)
            yield from report.late_cases
        case Yearly():
            yield from (case for chapter in report.chapters for case in chapter.cases)


def _with_articles(session: Session, report: Report, as_of: date) -> Report:
    """The report whose told cases have the articles that were published by the day, and the titles of their outlets."""
    numbers = frozenset(case.incident.number for case in cases_of(report))
    whole = {one.number: one for one in load(session, IncidentFilter(numbers=numbers))}
    titles = {one.number: called for one, called in zip(whole.values(), outlet_titles(session, whole.values()), strict=True)}

    def sourced(cases: Sequence[Case]) -> tuple[Case, ...]:
        numbered = [(case, case.incident.number) for case in cases]
        return tuple(
            replace(case, incident=_by(case.incident, whole.get(number), as_of), outlet_titles=titles.get(number, {})) for case, number in numbered
        )

    if isinstance(report, Monthly):
        narratives = tuple(replace(block, cases=sourced(block.cases)) for block in report.narratives)
        report = replace(report, narratives=narratives, late_cases=sourced(report.late_cases))
    if isinstance(report, Yearly):
        report = replace(report, chapters=tuple(replace(chapter, cases=sourced(chapter.cases)) for chapter in report.chapters))
    return replace(report, cases=sourced(report.cases))


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
