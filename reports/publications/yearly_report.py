"""The yearly report as data: by the three types of attack of Justice for Journalists, for whom Adil Soz writes it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from records.i18n import tr
from records.incident_model import Incident
from records.vocabulary import BY_GRAVITY, Actor, Category, FunnelStage, JfjType
from reports.impunity import Funnel, funnel
from reports.impunity.clocks import is_punishable
from reports.publications.block_lines import MonthlyLine
from reports.publications.breakdown import Breakdown, breakdown, require_breakdown
from reports.publications.cases import Case, gravity, set_cases
from reports.publications.figures import Figure, figure_of, require_sum
from reports.publications.most_targeted import TargetedOutlet, TargetedPerson, targeted_outlets, targeted_persons
from reports.publications.own_rate import OwnRate, own_rate
from reports.publications.period import ReportPeriod, dateless
from reports.publications.persons_affected import Persons, affected_persons
from reports.publications.pursuit_figures import Pursuits, pursuits
from reports.publications.remarks import Panel, Remarks, remarks
from reports.publications.year_so_far import DatedIncident, YearSoFar, first_day_read, year_so_far

YEARS = 5
"""As many years stand beside each other, the reported one last."""
MOST_IN_CHAPTER = 15
"""As many cases are told in a chapter, the gravest. A chapter of hundreds of cases tells its gravest and counts the rest."""
STATE = (Actor.STATE_OFFICIAL, Actor.LAW_ENFORCEMENT, Actor.COURT)
"""Those who act for the state."""


@dataclass(frozen=True)
class Chapter:
    """A type of attack with its categories, the gravest first, who did it, and its gravest cases."""

    kind: JfjType
    total: Figure
    before: Figure
    lines: tuple[MonthlyLine, ...]
    by_actor: dict[Actor, Figure]
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Yearly:
    """Every figure as of `period.as_of`. Each incident is in one chapter, by its primary category.

    `by_year` are the last YEARS years from the first with anything on record, each by type, by the day of the incident; the last one ends with the day, and `years_records` are all of these. `by_state`
    are the incidents of which somebody is known to have acted for the state. `stages` are over the crimes of the period. `cases` are those that every report tells,
    and those that the editor asks for; the ones of the period are told in their chapters.
    """

    period: ReportPeriod
    before: ReportPeriod
    total: Figure
    total_before: Figure
    chapters: tuple[Chapter, ...]
    by_year: dict[int, dict[JfjType, Figure]]
    years_records: tuple[DatedIncident, ...]
    year: YearSoFar
    breakdown: Breakdown
    breakdown_before: Breakdown
    by_state: Figure
    persons: Persons
    persons_before: Persons
    targeted_persons: tuple[TargetedPerson, ...]
    targeted_outlets: tuple[TargetedOutlet, ...]
    rate: OwnRate
    stages: dict[FunnelStage, Figure]
    pursuits: Pursuits
    cases: tuple[Case, ...]
    remarks: Remarks
    records: tuple[Incident, ...]
    undated: tuple[Incident, ...]
    records_before: tuple[Incident, ...]


def first_year_read(as_of: date) -> date:
    """From which day on incidents have to be known for `yearly`."""
    return min(first_day_read(as_of), date(max(1, as_of.year - YEARS + 1), 1, 1))


def yearly(
    incidents: Iterable[Incident],
    period: ReportPeriod,
    panel: Panel,
    *,
    year_before: Iterable[Incident] = (),
    earlier: Iterable[Incident] = (),
    asked: Iterable[Incident] = (),
    dated: Sequence[DatedIncident] = (),
) -> Yearly:
    """The report over those of `incidents` that the period counts, beside those of the `year_before`. Of the `earlier` ones journalists under pursuit are named, and
    who may have been killed in the period is told. `asked` are told whatever the rule says. `dated` is what happened since `first_year_read`.

    Raises ReportRefused if a table does not add up to its total.
    """
    known_ones = list(incidents)
    before = period.a_year_before()
    inside = [incident for incident in known_ones if period.holds(incident)]
    past = [incident for incident in year_before if before.holds(incident)]
    undated, total = dateless(known_ones), figure_of(incident.number for incident in inside)
    beside = [*filter(period.follows, earlier), *undated]
    affected = affected_persons(inside)
    chosen = set_cases(inside, beside, period, asked)
    made = Yearly(
        period=period,
        before=before,
        total=total,
        total_before=figure_of(incident.number for incident in past),
        chapters=tuple(_chapter(kind, inside, past, chosen, period) for kind in JfjType),
        by_year=_by_year(dated, period.as_of),
        years_records=tuple(one for one in dated if period.as_of.year - YEARS < one.day.year and one.day <= period.as_of),
        year=year_so_far(dated, period),
        breakdown=breakdown(inside),
        breakdown_before=breakdown(past),
        by_state=figure_of(incident.number for incident in inside if incident.actor in STATE),
        persons=affected,
        persons_before=affected_persons(past),
        targeted_persons=targeted_persons(inside),
        targeted_outlets=targeted_outlets(inside),
        rate=own_rate(inside, period.as_of, total),
        stages=_stages(funnel([one for one in inside if is_punishable(one)], period.as_of)),
        pursuits=pursuits(inside, beside, period),
        cases=chosen,
        remarks=remarks(inside, undated, affected, period, panel),
        records=tuple(inside),
        undated=undated,
        records_before=tuple(past),
    )
    require_sums(made)
    return made


def require_sums(report: Yearly) -> None:
    """Raises ReportRefused if a table of the report does not add up to its total."""
    require_sum("Justice for Journalists", (chapter.total for chapter in report.chapters), report.total)
    require_sum("Justice for Journalists", (chapter.before for chapter in report.chapters), report.total_before)
    for chapter in report.chapters:
        require_sum(tr("By category"), (line.now for line in chapter.lines), chapter.total)
        require_sum(tr("By category"), (line.before for line in chapter.lines), chapter.before)
        require_sum(tr("By who did it"), chapter.by_actor.values(), chapter.total)
    require_breakdown(report.breakdown, report.total, report.persons)
    require_breakdown(report.breakdown_before, report.total_before, report.persons_before)


def _chapter(kind: JfjType, now: Sequence[Incident], before: Sequence[Incident], chosen: Sequence[Case], period: ReportPeriod) -> Chapter:
    of_now, of_before = ([one for one in some if one.primary.facts.jfj is kind] for some in (now, before))
    lines = [
        MonthlyLine(category, _of(of_now, category), _of(of_before, category))
        for category in BY_GRAVITY
        if any(one.primary is category for one in (*of_now, *of_before))
    ]
    by_actor = {actor: figure_of(one.number for one in of_now if one.actor is actor) for actor in Actor}
    return Chapter(
        kind,
        figure_of(one.number for one in of_now),
        figure_of(one.number for one in of_before),
        tuple(lines),
        {actor: figure for actor, figure in by_actor.items() if figure.value},
        _cases(of_now, chosen, period),
    )


def _of(incidents: Sequence[Incident], category: Category) -> Figure:
    return figure_of(one.number for one in incidents if one.primary is category)


def _cases(inside: Sequence[Incident], chosen: Sequence[Case], period: ReportPeriod) -> tuple[Case, ...]:
    """Those that are told in any case, then the gravest, in the order of gravity."""
    numbers = {one.number for one in inside}
    told = {case.incident.number for case in chosen if case.incident.number in numbers}
    others = sorted((one for one in inside if one.number not in told), key=lambda one: (-gravity(one), one.number))
    wanted = told | {one.number for one in others[: max(0, MOST_IN_CHAPTER - len(told))]}
    some = [one for one in inside if one.number in wanted]
    return set_cases(some, (), period, some)


def _by_year(dated: Sequence[DatedIncident], as_of: date) -> dict[int, dict[JfjType, Figure]]:
    found: dict[int, dict[JfjType, list[str]]] = {year: {kind: [] for kind in JfjType} for year in range(as_of.year - YEARS + 1, as_of.year + 1)}
    for one in dated:
        if one.day <= as_of and one.day.year in found:
            found[one.day.year][one.primary.facts.jfj].append(one.number)
    first = next((year for year, kinds in found.items() if any(kinds.values())), as_of.year)
    return {year: {kind: figure_of(numbers) for kind, numbers in kinds.items()} for year, kinds in found.items() if year >= first}


def _stages(whole: Funnel) -> dict[FunnelStage, Figure]:
    return {stage: figure_of(whole.at(stage)) for stage in FunnelStage}
