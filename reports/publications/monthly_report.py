"""The monthly report as data: Adil Soz's blocks with their categories, beside the same days of the year before, and news of earlier cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from records.i18n import tr
from records.incident_model import Incident, Status
from records.vocabulary import BY_GRAVITY, CATEGORIES, Category
from reports.impunity import NO_REGION
from reports.publications.cases import Case, set_cases
from reports.publications.figures import Figure, figure_of, require_sum
from reports.publications.own_rate import OwnRate, own_rate
from reports.publications.period import ReportPeriod, dateless
from reports.publications.persons_affected import Persons, affected_persons
from reports.publications.pursuit_figures import Pursuits, pursuits
from reports.publications.remarks import Panel, Remarks, remarks
from reports.publications.statement_report import categories
from reports.publications.taxonomies import Taxonomies, require_taxonomies, taxonomies

BLOCKS: tuple[str | None, ...] = ("A", "B", "C", None)
Month = tuple[int, int]


@dataclass(frozen=True)
class MonthlyLine:
    """A category in the period and in the same days of the year before."""

    category: Category
    now: Figure
    before: Figure


@dataclass(frozen=True)
class CategoryBlock:
    """A block of Adil Soz with those of its categories that occurred. None holds what is in no block (border, deportation)."""

    block: str | None
    lines: tuple[MonthlyLine, ...]
    now: Figure
    before: Figure


@dataclass(frozen=True)
class FollowUp:
    """A case from before the period, and its statuses from within the period."""

    incident: Incident
    statuses: tuple[Status, ...]


@dataclass(frozen=True)
class Monthly:
    """Only new cases, by primary category and day of the incident. `records` are the counted incidents, `records_before` those of the year before."""

    period: ReportPeriod
    before: ReportPeriod
    total: Figure
    total_before: Figure
    blocks: tuple[CategoryBlock, ...]
    taxonomies: Taxonomies
    taxonomies_before: Taxonomies
    rate: OwnRate
    pursuits: Pursuits
    cases: tuple[Case, ...]
    persons: Persons
    persons_before: Persons
    by_region: dict[str, Figure]
    by_month: dict[Month, Figure]
    by_month_before: dict[Month, Figure]
    by_month_and_block: dict[Month, dict[str | None, Figure]]
    followed: Figure
    followups: tuple[FollowUp, ...]
    remarks: Remarks
    records: tuple[Incident, ...]
    undated: tuple[Incident, ...]
    records_before: tuple[Incident, ...]


def monthly(
    incidents: Iterable[Incident],
    period: ReportPeriod,
    panel: Panel,
    *,
    year_before: Iterable[Incident] = (),
    followed: Iterable[Incident] = (),
    earlier: Iterable[Incident] = (),
    asked: Iterable[Incident] = (),
) -> Monthly:
    """The report over the `incidents` of the period, those of the `year_before`, and earlier ones with news in the period (`followed`). Of the `earlier` ones
    journalists under pursuit are named, and who may have been killed in the period is told. `asked` are told whatever the rule says.

    Raises ReportRefused if the lines do not add up to their block, or the blocks to the total.
    """
    known_ones = list(incidents)
    before = period.a_year_before()
    inside = [incident for incident in known_ones if period.holds(incident)]
    past = [incident for incident in year_before if before.holds(incident)]
    undated, total = dateless(known_ones), figure_of(incident.number for incident in inside)
    beside = [*(one for one in earlier if not one.withdrawn and one.day is not None and one.day < period.since), *undated]
    affected, affected_before = affected_persons(inside), affected_persons(past)
    followups = [found for incident in followed if (found := _heard(incident, period))]
    made = Monthly(
        period=period,
        before=before,
        total=total,
        total_before=figure_of(incident.number for incident in past),
        blocks=_blocks(inside, past),
        taxonomies=taxonomies(inside),
        taxonomies_before=taxonomies(past),
        rate=own_rate(inside, period.as_of, total),
        pursuits=pursuits(inside, beside, period),
        cases=set_cases(inside, beside, period, asked),
        persons=affected,
        persons_before=affected_before,
        by_region=_regions(inside),
        by_month=_months(inside),
        by_month_before=_months(past),
        by_month_and_block={month: _by_block(those) for month, those in _of_months(inside).items()},
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
    """Raises ReportRefused if a table of the report does not add up to its total."""
    for block in report.blocks:
        name = tr("block {letter}").format(letter=block.block) if block.block else tr("outside the blocks")
        require_sum(name, (line.now for line in block.lines), block.now)
        require_sum(name, (line.before for line in block.lines), block.before)
    require_sum(tr("Blocks"), (block.now for block in report.blocks), report.total)
    require_sum(tr("Blocks"), (block.before for block in report.blocks), report.total_before)
    require_taxonomies(report.taxonomies, report.total)
    require_taxonomies(report.taxonomies_before, report.total_before)
    require_sum(tr("Incidents by region"), report.by_region.values(), report.total)
    require_sum(tr("Incidents by month"), report.by_month.values(), report.total)
    piled = [figure for parts in report.by_month_and_block.values() for figure in parts.values()]
    require_sum(tr("Incidents by month and block"), piled, report.total)


def _blocks(now: Sequence[Incident], before: Sequence[Incident]) -> tuple[CategoryBlock, ...]:
    blocks_now, blocks_before = _by_block(now), _by_block(before)
    lines_now, lines_before = categories(now), categories(before)
    found = []
    for block in BLOCKS:
        lines = [
            MonthlyLine(category, lines_now.get(category, Figure(0)), lines_before.get(category, Figure(0)))
            for category in BY_GRAVITY
            if category.facts.block == block and (category in lines_now or category in lines_before)
        ]
        found.append(CategoryBlock(block, tuple(lines), blocks_now.get(block, Figure(0)), blocks_before.get(block, Figure(0))))
    return tuple(found)


def _by_block(incidents: Iterable[Incident]) -> dict[str | None, Figure]:
    found: dict[str | None, list[str]] = {}
    for incident in incidents:
        found.setdefault(CATEGORIES[incident.primary].block, []).append(incident.number)
    return {block: figure_of(numbers) for block, numbers in found.items()}


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
    return {month: figure_of(incident.number for incident in those) for month, those in _of_months(incidents).items()}


def _heard(incident: Incident, period: ReportPeriod) -> FollowUp | None:
    """The case with its news; None if there was none in the period, or if the incident itself is in the period and so is new."""
    if incident.withdrawn or incident.day is None or incident.day >= period.since:
        return None
    statuses = tuple(status for status in incident.statuses if period.since <= status.day <= period.as_of)
    return FollowUp(incident, statuses) if statuses else None
