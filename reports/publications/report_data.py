"""The data of a report: what was requested, and the records that it needs as of its last day."""

import gc
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from records.clock import start_of_day
from records.filters import IncidentFilter
from records.i18n import tr
from records.incident_model import Incident
from records.incidents.tracks import track_fault
from records.outlets.health import panel_on
from records.tables import IncidentRow, StatusRow
from records.vocabulary import ON_TRACK, Category, DatePrecision, Lawful, StatusCode, Track, statuses_where
from reports.health import incomplete_days
from reports.impunity.clocks import statuses_until
from reports.kinds import ReportFormat, ReportKind
from reports.publications.cases import ANSWERS, MOST_CASES, OPENING, Case, require_countable
from reports.publications.figures import ReportRefused
from reports.publications.impunity_report import SILENT_DAYS, Impunity, impunity
from reports.publications.monthly_report import Monthly, monthly
from reports.publications.remarks import PanelCoverage
from reports.publications.report_period import ReportPeriod, period
from reports.publications.sections import DatedIncident, first_day_read
from reports.publications.statement_report import Statement, statement
from reports.publications.wording import outlet_titles
from reports.publications.yearly_report import Yearly, first_year_read, yearly
from reports.withheld.public_incidents import load

# The request for a report.


@dataclass(frozen=True)
class ReportRequest:
    """The request for a document (`reports.kinds.DOCUMENT_KINDS`, in one of DOCUMENT_FORMATS).

    `since` None means: from the beginning of the year of `until` for a statement and a yearly report, of its month for a monthly report, of all
    records for the impunity report. `tell` are the numbers of further cases that the editor wants described. `final`: refuse texts that nobody has
    checked.
    """

    kind: ReportKind
    until: date
    since: date | None = None
    lang: str = "en"
    form: ReportFormat = ReportFormat.HTML
    base_url: str = ""
    silent_days: int = SILENT_DAYS
    cases: int = MOST_CASES
    tell: tuple[str, ...] = ()
    final: bool = False


def requested_numbers(written: Iterable[str]) -> tuple[str, ...]:
    """Return the numbers of incidents in some texts, separated by commas or spaces, each once."""
    numbers = (number.upper() for part in written for number in re.split(r"[\s,;]+", part))
    return tuple(dict.fromkeys(filter(None, numbers)))


# The records that a report needs, as of its last day. Later statuses are left out. Articles are left out too, because a report may cover 20,000
# incidents.

# Numbers in one query: SQLite takes 32,766 values in a query.
_AT_ONCE = 5000
_BATCH = 2000
_MAY_BE_MISPLACED = sorted(statuses_where(lambda facts: facts.needs_punishable or facts.track is Track.JOURNALIST))


def _incidents_between(session: Session, since: date | None, until: date) -> list[Incident]:
    """Return incidents that are not withdrawn and happened from `since` (None: any time) to `until`, with statuses up to `until`.

    They are sorted by number.
    """
    return list(_as_of(session, IncidentFilter(since=since, until=until), until))


def undated(session: Session, until: date) -> list[Incident]:
    """Return incidents without a date that are not withdrawn and were recorded by the day."""
    return _incidents_of_query(session, select(IncidentRow.number).where(IncidentRow.happened_on.is_(None), _recorded_by(until)), until)


def _earlier_with_status(session: Session, since: date, until: date) -> list[Incident]:
    """Return incidents from before `since` with a status between `since` and `until`."""
    heard = select(StatusRow.number).where(StatusRow.withdrawn.is_(False), StatusRow.day.between(since, until))
    return _incidents_of_query(session, select(IncidentRow.number).where(IncidentRow.happened_on < since, IncidentRow.number.in_(heard)), until)


def _earlier_open_cases(session: Session, since: date, until: date, codes: Sequence[StatusCode], answers: Sequence[StatusCode]) -> list[Incident]:
    """Return incidents from before `since` with a status among `codes` and none among `answers` by `until`."""
    by = (StatusRow.withdrawn.is_(False), StatusRow.day <= until)
    opened = select(StatusRow.number).where(*by, StatusRow.code.in_(codes))
    answered = select(StatusRow.number).where(*by, StatusRow.code.in_(answers))
    unanswered = and_(IncidentRow.number.in_(opened), IncidentRow.number.not_in(answered))
    return _incidents_of_query(session, select(IncidentRow.number).where(IncidentRow.happened_on < since, unanswered), until)


def _earlier_pursued_or_vague(session: Session, since: date, until: date) -> list[Incident]:
    """Return incidents from before `since` with a case against a journalist by `until`, and those whose vague date may be later."""
    hers = select(StatusRow.number).where(StatusRow.withdrawn.is_(False), StatusRow.day <= until, StatusRow.code.in_(ON_TRACK[Track.JOURNALIST]))
    vague = and_(IncidentRow.date_precision != DatePrecision.DAY, IncidentRow.happened_on >= date(since.year, 1, 1))
    return _incidents_of_query(
        session, select(IncidentRow.number).where(IncidentRow.happened_on < since, or_(IncidentRow.number.in_(hers), vague)), until
    )


def _misplaced_by_number(session: Session, until: date) -> dict[str, int]:
    """Count statuses on the wrong track by that day, by incident.

    Incidents are included that are not withdrawn and happened by then, or have no date and were recorded by then.
    """
    query = (
        select(IncidentRow.number, IncidentRow.categories, IncidentRow.lawful, StatusRow.code)
        .join(StatusRow, StatusRow.number == IncidentRow.number)
        .where(
            IncidentRow.withdrawn.is_(False), or_(and_(IncidentRow.happened_on.is_(None), _recorded_by(until)), IncidentRow.happened_on <= until),
            StatusRow.withdrawn.is_(False), StatusRow.day <= until, StatusRow.code.in_(_MAY_BE_MISPLACED),
        )
        .order_by(IncidentRow.year, IncidentRow.serial)
    )  # fmt: skip
    counts: Counter[str] = Counter()
    for number, categories, lawful, code in session.execute(query.execution_options(yield_per=_BATCH)):
        counts[number] += track_fault(StatusCode(code), [Category(category) for category in categories], Lawful(lawful)) is not None
    return {number: count for number, count in counts.items() if count}


def _recorded_late(session: Session, since: date, until: date) -> list[Incident]:
    """Return incidents from before `since` that were recorded from then to `until`."""
    recorded = and_(IncidentRow.created_at >= start_of_day(since), _recorded_by(until))
    return _incidents_of_query(session, select(IncidentRow.number).where(IncidentRow.happened_on < since, recorded), until)


def _dated_between(session: Session, since: date, until: date) -> list[DatedIncident]:
    """Return what happened on these days and is not withdrawn, by number, with the counted fields only, since a month's report needs two years."""
    query = (
        select(IncidentRow.number, IncidentRow.primary, IncidentRow.happened_on)
        .where(IncidentRow.withdrawn.is_(False), IncidentRow.happened_on.between(since, until))
        .order_by(IncidentRow.year, IncidentRow.serial)
    )
    return [DatedIncident(number, Category(primary), day) for number, primary, day in session.execute(query) if day]


def counted_in_the_record(session: Session, since: date, until: date) -> int:
    """Count the incidents in the database, to compare with what was read."""
    query = select(func.count()).select_from(IncidentRow)
    return session.scalar(query.where(IncidentRow.withdrawn.is_(False), IncidentRow.happened_on.between(since, until))) or 0


def first_day(session: Session, until: date) -> date | None:
    """Return the day of the earliest incident of the record by a day."""
    query = select(func.min(IncidentRow.happened_on)).where(IncidentRow.withdrawn.is_(False), IncidentRow.happened_on <= until)
    return session.scalar(query)


def panel_since(session: Session, since: date, until: date) -> date | None:
    """Return the first day from `since` to `until` with a panel of outlets; None if there is no such day."""
    return min((max(since, row.listed_on) for row in panel_on(session, since, until)), default=None)


def _recorded_by(until: date) -> ColumnElement[bool]:
    return IncidentRow.created_at < start_of_day(until + timedelta(days=1))


def _incidents_of_query(session: Session, query: Select[Any], until: date) -> list[Incident]:
    """Return the incidents whose numbers the query selects, by number."""
    numbers = list(session.scalars(query.where(IncidentRow.withdrawn.is_(False)).order_by(IncidentRow.year, IncidentRow.serial)))
    loaded: list[Incident] = []
    for start in range(0, len(numbers), _AT_ONCE):
        loaded += _as_of(session, IncidentFilter(numbers=frozenset(numbers[start : start + _AT_ONCE])), until)
    return loaded


def _as_of(session: Session, incident_filter: IncidentFilter, until: date) -> Iterator[Incident]:
    return (_as_known(incident, until) for incident in load(session, incident_filter, batch=_BATCH, articles=False))


def _as_known(incident: Incident, until: date) -> Incident:
    """Return the incident with the statuses up to that day.

    Withdrawn and misplaced statuses are left out, so their words cannot stop a report.
    """
    statuses = statuses_until(incident, until)
    if statuses is incident.statuses and not incident.withdrawn_statuses and not incident.misplaced_statuses:
        return incident
    return replace(incident, statuses=tuple(statuses), withdrawn_statuses=(), misplaced_statuses=())


def withdrawn_numbers(session: Session) -> list[str]:
    """Return the incidents that are withdrawn now, by number."""
    query = select(IncidentRow.number).where(IncidentRow.withdrawn.is_(True)).order_by(IncidentRow.year, IncidentRow.serial)
    return list(session.scalars(query))


Report = Statement | Monthly | Impunity | Yearly


def report_data(session: Session, report_request: ReportRequest, today: date) -> Report:
    """Return the report as data. Raises WrongPeriod, NoSuchIncident and BadDecision for a case that cannot be described, and ReportRefused."""
    report_period = period(report_request.since or _first_day(session, report_request), report_request.until, today)
    incidents = [*_incidents_between(session, report_period.since, report_period.as_of), *undated(session, report_period.as_of)]
    earlier = _earlier_pursued_or_vague(session, report_period.since, report_period.as_of)
    chosen = _chosen(session, report_request.tell, report_period.as_of)
    panel = PanelCoverage(
        panel_since(session, report_period.since, report_period.as_of), tuple(incomplete_days(session, report_period.since, report_period.as_of))
    )
    report: Report
    match report_request.kind:
        case ReportKind.STATEMENT:
            opened = _earlier_open_cases(session, report_period.since, report_period.as_of, OPENING, ANSWERS)
            both = {incident.number: incident for incident in (*opened, *earlier)}.values()
            report = statement(incidents, report_period, panel, earlier=both, most_cases=report_request.cases, requested=chosen)
        case ReportKind.MONTHLY:
            report = monthly(
                incidents,
                report_period,
                panel,
                year_before=_a_year_before(session, report_period, incidents),
                followed=_earlier_with_status(session, report_period.since, report_period.as_of),
                earlier=earlier,
                requested=chosen,
                late=_recorded_late(session, report_period.since, report_period.as_of),
                dated=_dated_between(session, first_day_read(report_period.as_of), report_period.as_of),
            )
        case ReportKind.IMPUNITY:
            report = impunity(incidents, report_period, panel, earlier=earlier, requested=chosen, silent_days=report_request.silent_days)
        case ReportKind.YEARLY:
            report = yearly(
                incidents,
                report_period,
                panel,
                year_before=_a_year_before(session, report_period, incidents),
                earlier=earlier,
                requested=chosen,
                dated=_dated_between(session, first_year_read(report_period.as_of), report_period.as_of),
            )
        case _:
            raise ValueError(f"{report_request.kind} is no document")
    _require_record(session, report)
    complete = _with_articles(session, report, report_period.as_of)
    return replace(complete, remarks=replace(complete.remarks, misplaced=_misplaced_by_number(session, report_period.as_of)))


def _first_day(session: Session, report_request: ReportRequest) -> date:
    if report_request.kind is ReportKind.MONTHLY:
        return report_request.until.replace(day=1)
    new_year = report_request.until.replace(month=1, day=1)
    return (first_day(session, report_request.until) or new_year) if report_request.kind is ReportKind.IMPUNITY else new_year


def _a_year_before(session: Session, report_period: ReportPeriod, incidents: Sequence[Incident]) -> list[Incident]:
    """Return the incidents of the year before. Those within a longer period were read already."""
    before = report_period.a_year_before()
    earlier = _incidents_between(session, before.since, min(before.as_of, report_period.since - timedelta(days=1)))
    return [*earlier, *(incident for incident in incidents if before.holds(incident))]


def _chosen(session: Session, numbers: Sequence[str], as_of: date) -> list[Incident]:
    """Return the cases that the editor wants described, as they were known on the day, each once."""
    if not numbers:
        return []
    loaded = list(load(session, IncidentFilter(numbers=frozenset(numbers), withdrawn=True), articles=False))
    require_countable(numbers, loaded, as_of)
    return [_as_known(incident, as_of) for incident in loaded]


def cases_of(report: Report) -> Iterator[Case]:
    """Yield every case that a report describes in words, some of them twice."""
    yield from report.cases
    match report:
        case Monthly():
            yield from (case for block in report.narratives for case in block.cases)
            yield from report.late_cases
        case Yearly():
            yield from (case for chapter in report.chapters for case in chapter.cases)


def _with_articles(session: Session, report: Report, as_of: date) -> Report:
    """Return the report with the articles of its cases published by the day, and the titles of their outlets."""
    numbers = frozenset(case.incident.number for case in cases_of(report))
    whole = {incident.number: incident for incident in load(session, IncidentFilter(numbers=numbers))}
    titles = {incident.number: called for incident, called in zip(whole.values(), outlet_titles(session, whole.values()), strict=True)}

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
    return replace(incident, articles=tuple(article for article in articles if (article.published_at or "")[:10] <= as_of.isoformat()))


def _require_record(session: Session, report: Report) -> None:
    """Raise ReportRefused if the database counts another number of incidents than the report."""
    in_record = counted_in_the_record(session, report.period.since, report.period.as_of)
    if in_record != report.total.value:
        told_of = tr("the report is refused: it counts {report} incidents, the record holds {record} for these days, a difference of {difference}")
        difference = report.total.value - in_record
        raise ReportRefused(told_of.format(report=report.total.value, record=in_record, difference=difference))


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Pause the search for reference cycles.

    A large report or release has hundreds of thousands of values and no cycle, and the search takes a fifth of the time.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
