"""The impunity report: its data, the criteria of other organisations, and its words, tables and charts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median_low
from typing import TypeVar

from records.country import home
from records.i18n import gettext_noop, ntr, tr
from records.incident_model import Incident
from records.language.dates import days_between
from records.language.letters import capitalized
from records.vocabulary import ACTOR_LABELS, CPJ_LABELS, STATUS_LABELS, UNESCO_LABELS, Actor, Category, CpjState, UnescoState
from reports import charts
from reports.charts.chart_words import number
from reports.impunity import (
    IMPUNITY_DAYS,
    NO_REGION,
    STAGE_LABELS,
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
from reports.one_line import one_line
from reports.publications import cases as cases_module
from reports.publications import remarks as remarks_module
from reports.publications import sections, wording
from reports.publications.cases import Case, case_title, mandatory_cases
from reports.publications.document_tree import Block, Bullets, Document, Drawing, Heading, Linker, Paragraph, Picture, Runs, TextRun, runs
from reports.publications.figure_tables import Cell, table
from reports.publications.figures import Figure, Share, figure_of, require_sum, stage_figures
from reports.publications.remarks import ImpunityRate, PanelCoverage, Remarks, rate_in_words, remarks
from reports.publications.report_period import ReportPeriod, split_by_period
from reports.publications.sections import Pursuits, pursuit_tables, pursuits
from reports.publications.taxonomies import Taxonomies, require_taxonomies, taxonomies, taxonomy_tables

# The data: how far the crimes of a period came, how long they have waited, by the criteria of others, and journalists under pursuit.

State = TypeVar("State", UnescoState, CpjState)

SILENT_DAYS = 180
"""Days without news from which a case is listed as silent: half the year after which the Council of Europe's reading calls it impunity."""


class Wait(StrEnum):
    """Days for which nobody has been held to account."""

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
    """The data of an impunity report.

    `total` are all incidents of the period, and `crimes` those of them in which somebody did something punishable. Every figure of impunity is over
    the crimes, as of `period.as_of`. `beside` are the other incidents, in which no clock of accountability runs. `unesco` is over `killings`, `cpj`
    over `murders`, the killings whose motive is confirmed. `taxonomies` are over all incidents, `of_crimes` and `of_unanswered` over those. `silent`
    has cases of both tracks.

    `median` and `longest` are days without accountability of the cases in which nobody was held to account. The median is the lower of the two middle
    ones, so that a record with this number exists and can be opened. None if there is no such case.
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
    panel: PanelCoverage,
    *,
    earlier: Iterable[Incident] = (),
    requested: Iterable[Incident] = (),
    silent_days: int = SILENT_DAYS,
    impunity_days: int = IMPUNITY_DAYS,
) -> Impunity:
    """Make the report over those of `incidents` that the period counts.

    Of the `earlier` ones journalists under pursuit are named, and those who may have been killed in the period are described. `requested` are described
    whatever the rule says. Raises ReportRefused if a table does not add up to its total.
    """
    as_of = period.as_of
    recorded, undated, outside = split_by_period(incidents, earlier, period)
    inside = [incident for incident in recorded if is_punishable(incident)]
    crimes = figure_of(incident.number for incident in inside)
    whole = funnel(inside, as_of)
    answered = set(whole.accountable)
    waiting = sorted(
        (
            Waiting(
                incident.number,
                case_title(incident),
                Figure(clocks(incident, as_of).without_accountability or 0, (incident.number,)),
            )
            for incident in inside
            if incident.number not in answered
        ),
        key=lambda case: (-case.days.value, case.number),
    )
    by_number = {incident.number: incident for incident in recorded}
    unheard = [replace(case, title=case_title(by_number[case.number])) for case in silent(recorded, as_of, silent_days)]
    report = Impunity(
        period=period,
        total=figure_of(incident.number for incident in recorded),
        crimes=crimes,
        unanswered=Share(figure_of(incident.number for incident in inside if incident.number not in answered), crimes),
        stages=stage_figures(whole),
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
        pursuits=pursuits(recorded, outside, period),
        taxonomies=taxonomies(recorded),
        of_crimes=taxonomies(inside),
        of_unanswered=taxonomies([incident for incident in inside if incident.number not in answered]),
        cases=mandatory_cases(recorded, outside, period, requested),
        remarks=remarks(recorded, undated, None, period, panel),
        records=tuple(recorded),
        undated=undated,
    )
    _require_sums(report)
    return report


def _require_sums(report: Impunity) -> None:
    """Raise ReportRefused if a table of the report does not add up to its total."""
    require_sum(tr("Crimes against journalists, and what is none"), (report.crimes, report.beside), report.total)
    names = {By.CATEGORY: tr("Incidents by category"), By.REGION: tr("Incidents by region"), By.ACTOR: tr("By who did it")}
    for by, groups in report.groups.items():
        require_sum(names[by], (group.stages[FunnelStage.RECORDED] for group in groups.values()), report.crimes)
        require_sum(names[by], (group.unanswered for group in groups.values()), report.unanswered.part)
    require_sum(tr("Days without accountability"), report.waits.values(), report.unanswered.part)
    for figures, whole in ((report.taxonomies, report.total), (report.of_crimes, report.crimes), (report.of_unanswered, report.unanswered.part)):
        require_taxonomies(figures, whole)
    require_sum("UNESCO", report.unesco.values(), report.killings)
    require_sum("CPJ", report.cpj.values(), report.murders)


def _groups(by_key: Mapping[str, Funnel], by: By) -> dict[str, ImpunityGroup]:
    """Return categories by gravity, the gravest first; the other groups by their number of cases."""
    groups = {}
    for key in sorted(
        by_key, key=lambda group_key: (-Category(group_key).facts.gravity if by is By.CATEGORY else -len(by_key[group_key].recorded), group_key)
    ):
        answered = set(by_key[key].accountable)
        groups[key] = ImpunityGroup(stage_figures(by_key[key]), figure_of(number for number in by_key[key].recorded if number not in answered))
    return groups


def _waits(waiting: Sequence[Waiting]) -> dict[Wait, Figure]:
    grouped: dict[Wait, list[str]] = {wait: [] for wait in Wait}
    for case in sorted(waiting, key=lambda case: case.number):
        grouped[next((wait for days, wait in _LONGEST if case.days.value <= days), Wait.LONGER)].append(case.number)
    return {wait: figure_of(numbers) for wait, numbers in grouped.items()}


def _of(waiting: Sequence[Waiting], measure: Callable[[Sequence[int]], int]) -> Figure | None:
    if not waiting:
        return None
    days = measure([case.days.value for case in waiting])
    return next(case.days for case in reversed(waiting) if case.days.value == days)


def _states(incidents: Sequence[Incident], states: type[State], state_of: Callable[[Incident], State | None]) -> dict[State, Figure]:
    grouped: dict[State, list[str]] = {state: [] for state in states}
    for incident in incidents:
        if (state := state_of(incident)) is not None:
            grouped[state].append(incident.number)
    return {state: figure_of(numbers) for state, numbers in grouped.items()}


# The criteria of other organisations, each only for the cases that it judges, and the meanings of the report's terms.


def criteria(report: Impunity) -> Iterator[Block]:
    """Yield a table of killings, if there are any, and the criterion that applies to every crime."""
    yield Heading(2, tr("By other organisations' criteria"))
    words = tr(
        "UNESCO and the Committee to Protect Journalists judge killings alone, the Committee those whose motive is confirmed. The platform of the Council of Europe"
        " covers its member states: only its criterion is taken here, and it has judged none of these cases."
    )
    yield Paragraph((TextRun(words),))
    rows: list[tuple[Cell, ...]] = []
    if report.killings.value:
        rows += [
            (tr("By the criteria of UNESCO, killings"), capitalized(tr(UNESCO_LABELS[state])), figure) for state, figure in report.unesco.items()
        ]
    if report.murders.value:
        rows += [
            (tr("By the criteria of the Committee to Protect Journalists, killings"), capitalized(tr(CPJ_LABELS[state])), figure)
            for state, figure in report.cpj.items()
        ]
    rows.append((tr("By the criterion of the Council of Europe, crimes"), tr("Impunity"), report.council_of_europe.part))
    rows.append((tr("By the criterion of the Council of Europe, crimes"), tr("No, or not yet"), _others(report)))
    yield table("", (tr("Criteria"), tr("State"), tr("Cases")), rows, label_columns=2)


def _others(report: Impunity) -> Figure:
    impunity = set(report.council_of_europe.part.numbers)
    numbers = tuple(number for number in report.crimes.numbers if number not in impunity)
    return Figure(len(numbers), numbers)


def meanings(report: Impunity) -> Iterator[Runs]:
    """Yield the meanings of the report's terms."""
    yield (
        TextRun(
            tr(
                "Held accountable: convicted in part or in full, a ruling for the media, an administrative penalty, a disciplinary one, an apology or settlement."
                " A case counts in every stage before the one it reached."
            )
        ),
    )
    yield (TextRun(tr("UNESCO's word “resolved” takes in refused and dropped cases too: it says that a case has ended, not that it was solved.")),)
    days = ntr("{n} day", "{n} days", report.impunity_days).format(n=number(report.impunity_days))
    template = tr(
        "Impunity by the criterion of the Council of Europe's platform for the safety of journalists: refused, dropped or the victims blamed as the last step,"
        " or nobody answered for {days}."
    )
    yield runs(template, days=days)


_LONGEST_WAITS = 20
_SILENT_ROWS = 50
"""The largest number of silent cases in a table; the figure above it links to all."""

_WAITS = {
    Wait.MONTH: gettext_noop("up to 30 days"),
    Wait.QUARTER: gettext_noop("31 to 90 days"),
    Wait.YEAR: gettext_noop("91 to 365 days"),
    Wait.YEARS: gettext_noop("one to three years"),
    Wait.LONGER: gettext_noop("over three years"),
}


@dataclass(frozen=True)
class _Division:
    """The headings of a division by category, region or actor."""

    heading: str
    column: str


def impunity_document(report: Impunity) -> Document:
    """Return the report in the reader's language."""
    title = tr("Impunity for crimes against journalists: {period}").format(period=days_between(report.period.since, report.period.as_of))
    return sections.report_document(report, title, _blocks(report))


def _blocks(report: Impunity) -> Iterator[Block]:
    yield from _summary(report)
    if report.crimes.value:
        yield from _funnel(report)
        yield from _waiting_times(report)
        yield from _divisions(report)
    yield from sections.impunity_section(report.cases)
    if report.silent_cases:
        yield from _silent(report)
    if report.total.value:
        yield Heading(2, tr("By other organisations' classifications"))
        columns = (
            (tr("Incidents"), report.taxonomies, report.total),
            (tr("Crimes against journalists"), report.of_crimes, report.crimes),
            (tr("Nobody held accountable"), report.of_unanswered, report.unanswered.part),
        )
        yield from taxonomy_tables(columns)
    if report.crimes.value:
        yield from criteria(report)
    yield from pursuit_tables(report.pursuits, report.period.as_of)
    yield from sections.pursuit_section(report.cases)
    yield from sections.other_cases_section(report.cases)
    yield Heading(2, tr("How it was counted"))
    yield Bullets((*remarks_module.remarks_in_words(report.remarks, report.period), *meanings(report)))


def _summary(report: Impunity) -> Iterator[Block]:
    if not report.total.value:
        yield sections.nothing_on_record()
    for sentence in rate_in_words(ImpunityRate(report.unanswered, report.beside), report.period.as_of):
        yield Paragraph(sentence)
    if report.crimes.value:
        template = tr("Cases in which somebody was held to account: {answered}, of these {court} in court and {without} out of court.")
        court, without = report.stages[FunnelStage.ACCOUNTABILITY], report.stages[FunnelStage.WITHOUT_COURT]
        both = Figure(court.value + without.value, court.numbers + without.numbers)
        parts = {"answered": wording.figure(both), "court": wording.figure(court), "without": wording.figure(without)}
        yield Paragraph(runs(template, **parts))


def _share(share: Share) -> TextRun:
    return TextRun("—" if share.value is None else wording.percent(share.value), share.part.numbers)


def _funnel(report: Impunity) -> Iterator[Block]:
    reached = Funnel(**{stage.value: figure.numbers for stage, figure in report.stages.items()})

    def draw(link: Linker, key: str, width: float) -> str:
        return charts.funnel_chart(*charts.impunity_steps(reached, lambda stage: link(reached.at(stage))), key=key, width=width)

    yield Heading(2, tr("How far cases got"))
    yield Picture(tr("Share of the crimes against journalists"), "funnel", draw)
    rows = [(capitalized(tr(STAGE_LABELS[stage])), figure, _share(Share(figure, report.crimes))) for stage, figure in report.stages.items()]
    yield table("", (tr("Stage"), tr("Cases"), tr("Share of the crimes against journalists")), rows)


def _waiting_times(report: Impunity) -> Iterator[Block]:
    yield Heading(2, tr("Days without accountability"))
    if report.median is None or report.longest is None:
        yield Paragraph((TextRun(tr("In every case somebody was held accountable.")),))
        return
    template = tr("Of the cases in which nobody has been held accountable, half have been open for {median} or longer, the longest for {longest}.")
    yield Paragraph(runs(template, median=wording.count_of_days(report.median), longest=wording.count_of_days(report.longest)))
    rows: list[tuple[Cell, ...]] = [(capitalized(tr(_WAITS[wait])), figure) for wait, figure in report.waits.items()]
    rows.append((tr("In all"), report.unanswered.part))
    yield table(tr("Cases by days without accountability"), (tr("Days without accountability"), tr("Cases")), rows, sums=[len(rows) - 1])
    cases = [(case.number, case.title, case.days.value) for case in report.waiting]

    def draw(link: Linker, key: str, width: float) -> str:
        return charts.days_without_accountability(cases, most=_LONGEST_WAITS, href=lambda number: link((number,)), key=key, width=width)

    yield Picture(tr("The longest waits"), "waiting", draw)
    longest = [(TextRun(case.number, (case.number,)), one_line(case.title, 160), case.days) for case in report.waiting[:_LONGEST_WAITS]]
    yield table(tr("The longest waits"), (tr("Number"), tr("Case"), tr("Days")), longest, label_columns=2)


def _divisions(report: Impunity) -> Iterator[Block]:
    heads = {
        By.CATEGORY: _Division(tr("By category"), tr("Category")),
        By.REGION: _Division(tr("By region"), tr("Region")),
        By.ACTOR: _Division(tr("By who did it"), tr("Who did it")),
    }
    columns = (
        tr("Crimes"),
        tr("Complaint"),
        tr("Investigated"),
        tr("In court"),
        tr("Held accountable in court"),
        tr("Held accountable out of court"),
        tr("Nobody held accountable"),
    )
    for by, head in heads.items():
        yield Heading(2, head.heading)
        if by is By.REGION:
            yield Picture(tr("Crimes by region"), "regions", _tiles(report))
        rows: list[tuple[Cell, ...]] = [(capitalized(_name(by, key)), *_figures(group)) for key, group in report.groups[by].items()]
        rows.append((tr("In all"), *report.stages.values(), report.unanswered.part))
        yield table("", (head.column, *columns), rows, sums=[len(rows) - 1])


def _tiles(report: Impunity) -> Drawing:
    recorded = {code: group.stages[FunnelStage.RECORDED] for code, group in report.groups[By.REGION].items()}
    outside = tuple(number for code, figure in recorded.items() if code not in home().regions for number in figure.numbers)

    def draw(link: Linker, key: str, width: float) -> str:
        counts = {code: figure.value for code, figure in recorded.items()}
        return charts.region_tiles(
            counts,
            href=lambda code: link(recorded.get(code, Figure(0)).numbers if code in home().regions else outside),
            key=key,
            width=width,
        )

    return draw


def _figures(group: ImpunityGroup) -> tuple[Figure, ...]:
    return (*group.stages.values(), group.unanswered)


def _name(by: By, key: str) -> str:
    match by:
        case By.CATEGORY:
            return wording.category(Category(key))
        case By.ACTOR:
            return tr(ACTOR_LABELS[Actor(key)])
        case _:
            return cases_module.region_in_words(None if key == NO_REGION else key)


def _silent(report: Impunity) -> Iterator[Block]:
    days = ntr("{n} day", "{n} days", report.silent_days).format(n=number(report.silent_days))
    yield Heading(2, tr("Cases with no news"))
    yield Paragraph(runs(tr("There has been no news for {days} or longer of {cases}."), days=days, cases=wording.count_of_incidents(report.silent)))
    if report.silent_cases:
        rows = [_silent_row(case) for case in report.silent_cases[:_SILENT_ROWS]]
        columns = (tr("Number"), tr("Case"), tr("Last heard"), tr("Days of silence"), tr("Days without accountability"))
        yield table(tr("The longest silences"), columns, rows, label_columns=3)


def _silent_row(case: SilentCase) -> tuple[Cell, ...]:
    last = f"{tr(STATUS_LABELS[case.status])}, {wording.date_in_words(case.since, None)}" if case.status else tr("nothing since it happened")
    number = (case.number,)
    return TextRun(case.number, number), one_line(case.title, 160), last, Figure(case.days, number), _days(case)


def _days(case: SilentCase) -> Cell:
    """Return the days without accountability; a dash for a clock that does not run."""
    return "—" if case.without_accountability is None else Figure(case.without_accountability, (case.number,))
