"""The impunity report as data: how far the crimes of a period came, how long they have waited, by the criteria of others, and journalists under pursuit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median_low
from typing import TypeVar

from records.i18n import tr
from records.incident_model import Incident
from records.vocabulary import Category, CpjState, UnescoState
from reports.impunity import (
    IMPUNITY_DAYS,
    By,
    Funnel,
    FunnelStage,
    SilentCase,
    clocks,
    council_of_europe_impunity,
    cpj,
    funnel,
    funnels,
    silent,
    unesco,
)
from reports.impunity.clocks import is_punishable
from reports.publications.cases import Case, set_cases
from reports.publications.figures import Figure, Share, figure_of, require_sum
from reports.publications.listing import title_told
from reports.publications.period import ReportPeriod, dateless
from reports.publications.pursuit_figures import Pursuits, pursuits
from reports.publications.remarks import Panel, Remarks, remarks
from reports.publications.taxonomies import Taxonomies, require_taxonomies, taxonomies

State = TypeVar("State", UnescoState, CpjState)

SILENT_DAYS = 180
"""Days without news from which a case is listed as silent: half the year after which the Council of Europe's reading calls it impunity."""


class Wait(StrEnum):
    """How long nobody has been held to account, in days."""

    MONTH = "0-30"
    QUARTER = "31-90"
    YEAR = "91-365"
    YEARS = "366-1095"
    LONGER = "1096-"


_LONGEST = ((30, Wait.MONTH), (90, Wait.QUARTER), (365, Wait.YEAR), (3 * 365, Wait.YEARS))


@dataclass(frozen=True)
class Waiting:
    """A case in which nobody was held to account, and for how many days."""

    number: str
    title: str
    days: Figure


@dataclass(frozen=True)
class ImpunityGroup:
    """The cases of one category, region or actor: how far they came, and in how many nobody was held to account."""

    stages: dict[FunnelStage, Figure]
    unanswered: Figure


@dataclass(frozen=True)
class Impunity:
    """`total` are all incidents of the period, and `crimes` those of them in which somebody did something punishable. Every figure of impunity is over the
    crimes, as of `period.as_of`. `beside` are the other incidents, in which no clock of accountability runs. `unesco` is over `killings`, `cpj` over `murders`,
    the killings whose motive is confirmed. `taxonomies` are over all incidents, `of_crimes` and `of_unanswered` over those. `silent` has cases of both tracks.

    `median` and `longest` are days without accountability of the cases in which nobody was held to account. The median is the lower of the two
    middle ones, so that a record with this number exists and can be opened. None if there is no such case.
    """

    period: ReportPeriod
    total: Figure
    crimes: Figure
    unanswered: Share
    stages: dict[FunnelStage, Figure]
    waits: dict[Wait, Figure]
    median: Figure | None
    longest: Figure | None
    waiting: tuple[Waiting, ...]
    groups: dict[By, dict[str, ImpunityGroup]]
    silent_days: int
    silent: Figure
    silent_cases: tuple[SilentCase, ...]
    impunity_days: int
    beside: Figure
    killings: Figure
    unesco: dict[UnescoState, Figure]
    murders: Figure
    cpj: dict[CpjState, Figure]
    council_of_europe: Share
    pursuits: Pursuits
    taxonomies: Taxonomies
    of_crimes: Taxonomies
    of_unanswered: Taxonomies
    cases: tuple[Case, ...]
    remarks: Remarks
    records: tuple[Incident, ...]
    undated: tuple[Incident, ...]


def impunity(
    incidents: Iterable[Incident],
    period: ReportPeriod,
    panel: Panel,
    *,
    earlier: Iterable[Incident] = (),
    asked: Iterable[Incident] = (),
    silent_days: int = SILENT_DAYS,
    impunity_days: int = IMPUNITY_DAYS,
) -> Impunity:
    """The report over those of `incidents` that the period counts. Of the `earlier` ones journalists under pursuit are named, and who may have been killed in the
    period is told. `asked` are told whatever the rule says. Raises ReportRefused if a table does not add up to its total."""
    known_ones, as_of = list(incidents), period.as_of
    recorded = [incident for incident in known_ones if period.holds(incident)]
    inside = [incident for incident in recorded if is_punishable(incident)]
    crimes = figure_of(incident.number for incident in inside)
    undated = dateless(known_ones)
    beside = [*filter(period.follows, earlier), *undated]
    whole = funnel(inside, as_of)
    answered = set(whole.accountable)
    waiting = sorted(
        (
            Waiting(
                incident.number,
                title_told(incident),
                Figure(clocks(incident, as_of).without_accountability or 0, (incident.number,)),
            )
            for incident in inside
            if incident.number not in answered
        ),
        key=lambda case: (-case.days.value, case.number),
    )
    told = {incident.number: incident for incident in recorded}
    unheard = [replace(case, title=title_told(told[case.number])) for case in silent(recorded, as_of, silent_days)]
    made = Impunity(
        period=period,
        total=figure_of(incident.number for incident in recorded),
        crimes=crimes,
        unanswered=Share(figure_of(incident.number for incident in inside if incident.number not in answered), crimes),
        stages=_stages(whole),
        waits=_waits(waiting),
        median=_of(waiting, median_low),
        longest=waiting[0].days if waiting else None,
        waiting=tuple(waiting),
        groups={by: _groups(funnels(inside, as_of, by), by) for by in (By.CATEGORY, By.REGION, By.ACTOR)},
        silent_days=silent_days,
        silent=figure_of(case.number for case in unheard),
        silent_cases=tuple(unheard),
        impunity_days=impunity_days,
        beside=figure_of(incident.number for incident in recorded if not is_punishable(incident)),
        killings=figure_of(incident.number for incident in inside if unesco(incident, as_of)),
        unesco=_states(inside, UnescoState, lambda incident: unesco(incident, as_of)),
        murders=figure_of(incident.number for incident in inside if cpj(incident, as_of)),
        cpj=_states(inside, CpjState, lambda incident: cpj(incident, as_of)),
        council_of_europe=Share(
            figure_of(incident.number for incident in inside if council_of_europe_impunity(incident, as_of, impunity_days)), crimes
        ),
        pursuits=pursuits(recorded, beside, period),
        taxonomies=taxonomies(recorded),
        of_crimes=taxonomies(inside),
        of_unanswered=taxonomies([incident for incident in inside if incident.number not in answered]),
        cases=set_cases(recorded, beside, period, asked),
        remarks=remarks(recorded, undated, None, period, panel),
        records=tuple(recorded),
        undated=undated,
    )
    require_sums(made)
    return made


def require_sums(report: Impunity) -> None:
    """Raises ReportRefused if a table of the report does not add up to its total."""
    require_sum(tr("Crimes against journalists, and what is none"), (report.crimes, report.beside), report.total)
    names = {By.CATEGORY: tr("Incidents by category"), By.REGION: tr("Incidents by region"), By.ACTOR: tr("By who did it")}
    for by, groups in report.groups.items():
        require_sum(names[by], (group.stages[FunnelStage.RECORDED] for group in groups.values()), report.crimes)
        require_sum(names[by], (group.unanswered for group in groups.values()), report.unanswered.part)
    require_sum(tr("Days without accountability"), report.waits.values(), report.unanswered.part)
    for found, whole in ((report.taxonomies, report.total), (report.of_crimes, report.crimes), (report.of_unanswered, report.unanswered.part)):
        require_taxonomies(found, whole)
    require_sum("UNESCO", report.unesco.values(), report.killings)
    require_sum("CPJ", report.cpj.values(), report.murders)


def _stages(found: Funnel) -> dict[FunnelStage, Figure]:
    return {stage: figure_of(found.at(stage)) for stage in FunnelStage}


def _groups(found: Mapping[str, Funnel], by: By) -> dict[str, ImpunityGroup]:
    """Categories by gravity, the gravest first; the others by their number."""
    made = {}
    for key in sorted(found, key=lambda one: (-Category(one).facts.gravity if by is By.CATEGORY else -len(found[one].recorded), one)):
        answered = set(found[key].accountable)
        made[key] = ImpunityGroup(_stages(found[key]), figure_of(number for number in found[key].recorded if number not in answered))
    return made


def _waits(waiting: Sequence[Waiting]) -> dict[Wait, Figure]:
    found: dict[Wait, list[str]] = {wait: [] for wait in Wait}
    for case in sorted(waiting, key=lambda case: case.number):
        found[next((wait for days, wait in _LONGEST if case.days.value <= days), Wait.LONGER)].append(case.number)
    return {wait: figure_of(numbers) for wait, numbers in found.items()}


def _of(waiting: Sequence[Waiting], measure: Callable[[Sequence[int]], int]) -> Figure | None:
    if not waiting:
        return None
    days = measure([case.days.value for case in waiting])
    return next(case.days for case in reversed(waiting) if case.days.value == days)


def _states(incidents: Sequence[Incident], states: type[State], state_of: Callable[[Incident], State | None]) -> dict[State, Figure]:
    found: dict[State, list[str]] = {state: [] for state in states}
    for incident in incidents:
        if (state := state_of(incident)) is not None:
            found[state].append(incident.number)
    return {state: figure_of(numbers) for state, numbers in found.items()}
