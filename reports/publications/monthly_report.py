"""The monthly report as data: cases by Adil Soz's blocks, figures compared with the year before, news of earlier cases, and late records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from records.i18n import tr
from records.incident_model import Incident, Status
from records.vocabulary import BY_GRAVITY, NO_STEP
from reports.impunity import NO_REGION
from reports.impunity.clocks import statuses_until
from reports.publications.breakdown import BLOCKS, Breakdown, CategoryBlock, block_lines, breakdown, by_block, require_blocks, require_breakdown
from reports.publications.cases import Case, gravity, mandatory_cases
from reports.publications.figures import Figure, figure_of, require_sum
from reports.publications.persons_affected import Persons, affected_persons
from reports.publications.remarks import ImpunityRate, PanelCoverage, Remarks, impunity_rate, remarks
from reports.publications.report_period import ReportPeriod, dateless
from reports.publications.sections import DatedIncident, Pursuits, YearSoFar, pursuits, year_so_far
from reports.publications.taxonomies import Taxonomies, require_taxonomies, taxonomies

Month = tuple[int, int]
MOST_NARRATIVES = 200
"""The largest number of cases described in words, of the period and of those recorded late. A month has about 50; a report over years is one of
figures."""


@dataclass(frozen=True)
class NarrativeBlock:
    """The cases of the period that are described in a block of Adil Soz, the gravest first."""

    block: str | None
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class FollowUp:
    """A case from before the period, and its statuses from within the period."""

    incident: Incident
    statuses: tuple[Status, ...]


@dataclass(frozen=True)
class Monthly:
    """The data of a monthly report: new cases only, by primary category and day of the incident.

    `records` are the counted incidents, `records_before` those of the year before. `narratives` describe the cases of the period by block, up to
    MOST_TOLD of them, the gravest; `without_reaction` are those of the period without any recorded step. `cases` are those that every report
    describes, and those that the editor asks for, which need not be of the period.

    `late` are incidents from before the period that were recorded within it, so that no earlier report has them. They are counted in `year` by their
    day, and nowhere else; `late_cases` describe them, up to MOST_TOLD. They are none of the `followups`.
    """

    period: ReportPeriod
    before: ReportPeriod
    total: Figure
    total_before: Figure
    blocks: tuple[CategoryBlock, ...]
    taxonomies: Taxonomies
    taxonomies_before: Taxonomies
    rate: ImpunityRate
    pursuits: Pursuits
    cases: tuple[Case, ...]
    persons: Persons
    persons_before: Persons
    by_region: dict[str, Figure]
    by_month: dict[Month, Figure]
    by_month_before: dict[Month, Figure]
    by_month_and_block: dict[Month, dict[str | None, Figure]]
    narratives: tuple[NarrativeBlock, ...]
    without_reaction: Figure
    breakdown: Breakdown
    breakdown_before: Breakdown
    year: YearSoFar
    late: Figure
    late_of_year: Figure
    late_cases: tuple[Case, ...]
    late_records: tuple[Incident, ...]
    followed: Figure
    followups: tuple[FollowUp, ...]
    remarks: Remarks
    records: tuple[Incident, ...]
    undated: tuple[Incident, ...]
    records_before: tuple[Incident, ...]


def monthly(
    incidents: Iterable[Incident],
    period: ReportPeriod,
    panel: PanelCoverage,
    *,
    year_before: Iterable[Incident] = (),
    followed: Iterable[Incident] = (),
    earlier: Iterable[Incident] = (),
    asked: Iterable[Incident] = (),
    late: Iterable[Incident] = (),
    dated: Sequence[DatedIncident] = (),
) -> Monthly:
    """Make the report over the `incidents` of the period, those of the `year_before`, and earlier ones with news in it (`followed`).

    Of the `earlier` ones journalists under pursuit are named, and those who may have been killed in the period are described. `asked` are described
    whatever the rule says. `late` are incidents that were recorded in the period, `dated` what happened since `first_day_read`. Raises ReportRefused
    if the lines do not add up to their block, or the blocks to the total.
    """
    known_ones = list(incidents)
    before = period.a_year_before()
    inside = [incident for incident in known_ones if period.holds(incident)]
    past = [incident for incident in year_before if before.holds(incident)]
    undated, total = dateless(known_ones), figure_of(incident.number for incident in inside)
    others = [*filter(period.follows, earlier), *undated]
    affected, affected_before = affected_persons(inside), affected_persons(past)
    found_late = [incident for incident in late if _is_late(incident, period)]
    numbers_late = {incident.number for incident in found_late}
    followups = [found for incident in followed if incident.number not in numbers_late and (found := _heard(incident, period))]
    chosen = mandatory_cases(inside, others, period, asked)
    made = Monthly(
        period=period,
        before=before,
        total=total,
        total_before=figure_of(incident.number for incident in past),
        blocks=block_lines(inside, past),
        taxonomies=taxonomies(inside),
        taxonomies_before=taxonomies(past),
        rate=impunity_rate(inside, period.as_of, total),
        pursuits=pursuits(inside, others, period),
        cases=chosen,
        persons=affected,
        persons_before=affected_before,
        by_region=_regions(inside),
        by_month=_months(inside),
        by_month_before=_months(past),
        by_month_and_block={month: by_block(of_month) for month, of_month in _of_months(inside).items()},
        narratives=_narratives(inside, chosen, period),
        without_reaction=figure_of(one.number for one in inside if not _steps(one, period.as_of)),
        breakdown=breakdown(inside),
        breakdown_before=breakdown(past),
        year=year_so_far(dated, period),
        late=figure_of(one.number for one in found_late),
        late_of_year=figure_of(one.number for one in found_late if one.day and one.day.year == period.as_of.year),
        late_cases=_gravest(found_late, period),
        late_records=tuple(found_late),
        followed=figure_of(one.incident.number for one in followups),
        followups=tuple(followups),
        remarks=remarks(inside, undated, affected, period, panel),
        records=tuple(inside),
        undated=undated,
        records_before=tuple(past),
    )
    require_sums(made)
    return made


def require_sums(report: Monthly) -> None:
    """Raise ReportRefused if a table of the report does not add up to its total."""
    require_blocks(report.blocks, report.total, report.total_before)
    require_breakdown(report.breakdown, report.total, report.persons)
    require_breakdown(report.breakdown_before, report.total_before, report.persons_before)
    require_taxonomies(report.taxonomies, report.total)
    require_taxonomies(report.taxonomies_before, report.total_before)
    require_sum(tr("Incidents by region"), report.by_region.values(), report.total)
    require_sum(tr("Incidents by month"), report.by_month.values(), report.total)
    piled = [figure for parts in report.by_month_and_block.values() for figure in parts.values()]
    require_sum(tr("Incidents by month and block"), piled, report.total)


def _regions(incidents: Iterable[Incident]) -> dict[str, Figure]:
    found: dict[str, list[str]] = {}
    for incident in incidents:
        found.setdefault(incident.region or NO_REGION, []).append(incident.number)
    return {region: figure_of(found[region]) for region in sorted(found, key=lambda one: (-len(found[one]), one))}


def _of_months(incidents: Iterable[Incident]) -> dict[Month, list[Incident]]:
    found: dict[Month, list[Incident]] = {}
    for incident in incidents:
        if incident.day:
            found.setdefault((incident.day.year, incident.day.month), []).append(incident)
    return {month: found[month] for month in sorted(found)}


def _months(incidents: Iterable[Incident]) -> dict[Month, Figure]:
    return {month: figure_of(incident.number for incident in of_month) for month, of_month in _of_months(incidents).items()}


def _is_late(incident: Incident, period: ReportPeriod) -> bool:
    """Return whether it happened before the period and was recorded in it."""
    return period.follows(incident) and period.since <= incident.recorded <= period.as_of


def _steps(incident: Incident, as_of: date) -> bool:
    """Return whether any step of either track is on record by the day. "Reported" and "no information" are none."""
    return any(status.code not in NO_STEP for status in statuses_until(incident, as_of))


def _narratives(inside: Sequence[Incident], chosen: Sequence[Case], period: ReportPeriod) -> tuple[NarrativeBlock, ...]:
    """Return the cases of the period by block: those that are always described, then the gravest."""
    described = {case.incident.number: case for case in chosen if case.counted}
    for case in _gravest([one for one in inside if one.number not in described], period, MOST_NARRATIVES - len(described)):
        described[case.incident.number] = case
    ordered = sorted(described.values(), key=lambda case: (BY_GRAVITY.index(case.incident.primary), case.incident.number))
    blocks = [NarrativeBlock(block, tuple(case for case in ordered if case.incident.primary.facts.block == block)) for block in BLOCKS]
    return tuple(one for one in blocks if one.cases)


def _gravest(incidents: Sequence[Incident], period: ReportPeriod, most: int = MOST_NARRATIVES) -> tuple[Case, ...]:
    """Return the gravest of some incidents as cases, in that order."""
    some = sorted(incidents, key=lambda one: (-gravity(one), one.number))[: max(0, most)]
    inside = [one for one in some if period.holds(one)]
    return mandatory_cases(inside, (), period, some)


def _heard(incident: Incident, period: ReportPeriod) -> FollowUp | None:
    """Return the case with its news; None without news in the period, or if the incident itself is new in the period."""
    if not period.follows(incident):
        return None
    statuses = tuple(status for status in incident.statuses if period.since <= status.day <= period.as_of)
    return FollowUp(incident, statuses) if statuses else None
