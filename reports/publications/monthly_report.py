"""The monthly report: cases by Adil Soz's blocks, figures compared with the year before, news of earlier cases, late records; and its words, tables and charts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from records.country import home
from records.i18n import tr
from records.incident_model import Incident, Status
from records.incident_texts.sentences import TextKind, what_happened
from records.incident_texts.texts import checked_text, note_for_reader
from records.language.dates import days_between, month_in_words
from records.language.letters import capitalized
from records.vocabulary import BY_GRAVITY, NO_STEP
from reports import charts
from reports.charts.chart_words import month, number
from reports.charts.drawing import Month
from reports.impunity import NO_REGION
from reports.impunity.clocks import statuses_until
from reports.one_line import one_line
from reports.publications import cases as cases_module
from reports.publications import sections, wording
from reports.publications.breakdown import (
    BLOCKS,
    Breakdown,
    CategoryBlock,
    block_lines,
    breakdown,
    by_block,
    law_tables,
    person_tables,
    require_blocks,
    require_breakdown,
    who_tables,
)
from reports.publications.cases import Case, ended, gravity, mandatory_cases
from reports.publications.document_tree import Block, Bullets, Document, Heading, Linker, Paragraph, Picture, Runs, TextRun, runs
from reports.publications.figure_tables import Cell, table
from reports.publications.figures import Figure, figure_of, require_sum
from reports.publications.persons_affected import Persons, affected_persons
from reports.publications.remarks import ImpunityRate, PanelCoverage, Remarks, impunity_rate, rate_in_words, remarks, remarks_in_words
from reports.publications.report_period import ReportPeriod, split_by_period
from reports.publications.sections import DatedIncident, Pursuits, YearSoFar, pursuit_tables, pursuits, year_so_far
from reports.publications.taxonomies import Taxonomies, require_taxonomies, taxonomies, taxonomy_tables

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
    MOST_NARRATIVES of them, the gravest; `without_reaction` are those of the period without any recorded step. `cases` are those that every report
    describes, and those that the editor asks for, which need not be of the period.

    `late` are incidents from before the period that were recorded within it, so that no earlier report has them. They are counted in `year` by their
    day, and nowhere else; `late_cases` describe them, up to MOST_NARRATIVES. They are none of the `followups`.
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
    requested: Iterable[Incident] = (),
    late: Iterable[Incident] = (),
    dated: Sequence[DatedIncident] = (),
) -> Monthly:
    """Make the report over the `incidents` of the period, those of the `year_before`, and earlier ones with news in it (`followed`).

    Of the `earlier` ones journalists under pursuit are named, and those who may have been killed in the period are described. `requested` are described
    whatever the rule says. `late` are incidents that were recorded in the period, `dated` what happened since `first_day_read`. Raises ReportRefused
    if the lines do not add up to their block, or the blocks to the total.
    """
    before = period.a_year_before()
    inside, undated, outside = split_by_period(incidents, earlier, period)
    past = [incident for incident in year_before if before.holds(incident)]
    total = figure_of(incident.number for incident in inside)
    affected, affected_before = affected_persons(inside), affected_persons(past)
    found_late = [incident for incident in late if _is_late(incident, period)]
    numbers_late = {incident.number for incident in found_late}
    followups = [heard for incident in followed if incident.number not in numbers_late and (heard := _heard(incident, period))]
    chosen = mandatory_cases(inside, outside, period, requested)
    report = Monthly(
        period=period,
        before=before,
        total=total,
        total_before=figure_of(incident.number for incident in past),
        blocks=block_lines(inside, past),
        taxonomies=taxonomies(inside),
        taxonomies_before=taxonomies(past),
        rate=impunity_rate(inside, period.as_of, total),
        pursuits=pursuits(inside, outside, period),
        cases=chosen,
        persons=affected,
        persons_before=affected_before,
        by_region=_regions(inside),
        by_month=_months(inside),
        by_month_before=_months(past),
        by_month_and_block={month: by_block(of_month) for month, of_month in _of_months(inside).items()},
        narratives=_narratives(inside, chosen, period),
        without_reaction=figure_of(incident.number for incident in inside if not _steps(incident, period.as_of)),
        breakdown=breakdown(inside),
        breakdown_before=breakdown(past),
        year=year_so_far(dated, period),
        late=figure_of(incident.number for incident in found_late),
        late_of_year=figure_of(incident.number for incident in found_late if incident.day and incident.day.year == period.as_of.year),
        late_cases=_gravest(found_late, period),
        late_records=tuple(found_late),
        followed=figure_of(followup.incident.number for followup in followups),
        followups=tuple(followups),
        remarks=remarks(inside, undated, affected, period, panel),
        records=tuple(inside),
        undated=undated,
        records_before=tuple(past),
    )
    require_sums(report)
    return report


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
    grouped: dict[str, list[str]] = {}
    for incident in incidents:
        grouped.setdefault(incident.region or NO_REGION, []).append(incident.number)
    return {region: figure_of(grouped[region]) for region in sorted(grouped, key=lambda region: (-len(grouped[region]), region))}


def _of_months(incidents: Iterable[Incident]) -> dict[Month, list[Incident]]:
    by_month: dict[Month, list[Incident]] = {}
    for incident in incidents:
        if incident.day:
            by_month.setdefault((incident.day.year, incident.day.month), []).append(incident)
    return {month: by_month[month] for month in sorted(by_month)}


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
    for case in _gravest([incident for incident in inside if incident.number not in described], period, MOST_NARRATIVES - len(described)):
        described[case.incident.number] = case
    ordered = sorted(described.values(), key=lambda case: (BY_GRAVITY.index(case.incident.primary), case.incident.number))
    blocks = [NarrativeBlock(block, tuple(case for case in ordered if case.incident.primary.facts.block == block)) for block in BLOCKS]
    return tuple(block for block in blocks if block.cases)


def _gravest(incidents: Sequence[Incident], period: ReportPeriod, most: int = MOST_NARRATIVES) -> tuple[Case, ...]:
    """Return the gravest of some incidents as cases, in that order."""
    gravest = sorted(incidents, key=lambda incident: (-gravity(incident), incident.number))[: max(0, most)]
    inside = [incident for incident in gravest if period.holds(incident)]
    return mandatory_cases(inside, (), period, gravest)


def _heard(incident: Incident, period: ReportPeriod) -> FollowUp | None:
    """Return the case with its news; None without news in the period, or if the incident itself is new in the period."""
    if not period.follows(incident):
        return None
    statuses = tuple(status for status in incident.statuses if period.since <= status.day <= period.as_of)
    return FollowUp(incident, statuses) if statuses else None


# The cases of a period by Adil Soz's blocks, and those recorded late, each with the reaction of the authorities as far as it is on record.


def _period_section(report: Monthly) -> Iterator[Block]:
    """Yield a section for each block of the period that has a case, with a heading for each kind of violation, the gravest first."""
    described = sum(len(block.cases) for block in report.narratives)
    if not described:
        return
    if described < report.total.value:
        template = tr("Told are the {n} gravest of {incidents}; all of them stand in the list of records.")
        yield Paragraph(runs(template, n=number(described), incidents=wording.count_of_incidents(report.total)))
    yield from _reaction(report)
    for block in report.narratives:
        yield Heading(2, charts.block_words(block.block))
        yield from _by_kind(block.cases)


def _late_section(report: Monthly) -> Iterator[Block]:
    """Yield a section on incidents from before the period that were recorded within it, if there are any."""
    if not report.late.value:
        return
    yield Heading(2, tr("Recorded late"))
    template = tr(
        "Happened before this period but recorded within it, and so in no earlier report: {incidents}. Not counted in any figure for this period."
    )
    yield Paragraph(runs(template, incidents=wording.count_of_incidents(report.late)))
    if len(report.late_cases) < report.late.value:
        template = tr("Told are the {n} gravest of {incidents}; all of them stand in the list of records.")
        yield Paragraph(runs(template, n=number(len(report.late_cases)), incidents=wording.count_of_incidents(report.late)))
    yield from map(sections.case_section, report.late_cases)


def _reaction(report: Monthly) -> Iterator[Block]:
    """Yield one paragraph on the cases without a recorded reaction of the authorities, instead of one for each case."""
    silent = report.without_reaction
    if not silent.value:
        return
    if silent.value == report.total.value:
        yield Paragraph((TextRun(tr("No reaction of the authorities to any of these cases is on record.")),))
        return
    template = tr("What the authorities did is described under each case. No reaction of the authorities is on record for {incidents}.")
    yield Paragraph(runs(template, incidents=wording.count_of_incidents(silent)))


def _by_kind(cases: Sequence[Case]) -> Iterator[Block]:
    before = None
    for case in cases:
        if case.incident.primary is not before:
            before = case.incident.primary
            yield Heading(3, capitalized(wording.category(before)))
        yield sections.case_section(case)


Key = TypeVar("Key")


def monthly_document(report: Monthly) -> Document:
    """Return the report in the reader's language."""
    listed_first = [
        (tr("Recorded late, not counted"), report.late_records),
        (tr("Earlier cases of which something was heard, not counted"), [followup.incident for followup in report.followups]),
    ]
    return sections.report_document(
        report,
        monthly_title(report.period),
        _blocks(report),
        described=_described_cases(report),
        listed_first=listed_first,
        year_before=report.records_before,
        compared=report.year.records,
    )


def monthly_title(period: ReportPeriod) -> str:
    """Return the title of a report over these days: with the name of the month if they are one."""
    if period.whole_month:
        return tr("Violations of the rights of journalists: {month}").format(month=month_in_words(period.since))
    return tr("Violations of the rights of journalists: {period}").format(period=days_between(period.since, period.as_of))


def _described_cases(report: Monthly) -> tuple[Case, ...]:
    """Return every case that is described, each once."""
    of_period = tuple(case for block in report.narratives for case in block.cases)
    return (*of_period, *(case for case in report.cases if not case.counted), *report.late_cases)


def _blocks(report: Monthly) -> Iterator[Block]:
    yield Paragraph(_summary(report))
    if not report.total.value:
        yield sections.nothing_on_record()
    yield from _period_section(report)
    yield Heading(2, tr("New cases in figures"))
    yield _table(report)
    heads, totals = (tr("This period"), tr("A year before")), (report.total, report.total_before)
    if report.total.value:
        yield from taxonomy_tables(((heads[0], report.taxonomies, report.total), (heads[1], report.taxonomies_before, report.total_before)))
        yield from _pictures(report)
        both = (report.breakdown, report.breakdown_before)
        yield Heading(2, tr("Who did it, and against whom"))
        yield from who_tables(heads, both, totals)
        yield from law_tables(heads, both)
        yield Heading(2, tr("Crimes against journalists"))
        for sentence in rate_in_words(report.rate, report.period.as_of):
            yield Paragraph(sentence)
    yield Heading(2, tr("Persons affected"))
    yield _persons(report)
    if report.persons.affected.value:
        affected = (report.persons.affected, report.persons_before.affected)
        yield from person_tables(heads, (report.breakdown, report.breakdown_before), affected)
    # Cases of the period are described above, by block.
    earlier_cases = [case for case in report.cases if not case.counted]
    yield from sections.impunity_section(earlier_cases)
    yield from pursuit_tables(report.pursuits, report.period.as_of)
    yield from sections.pursuit_section(earlier_cases)
    yield from sections.other_cases_section(earlier_cases)
    yield Heading(2, tr("What became of earlier cases"))
    yield from _followups(report)
    yield from _late_section(report)
    yield from year_comparison(report)
    yield Heading(2, tr("How it was counted"))
    yield Bullets(remarks_in_words(report.remarks, report.period))


def _summary(report: Monthly) -> Runs:
    before = report.before
    template = tr("This period: {now}, compared with {before} on the same dates a year earlier ({period}). Persons affected: {persons}.")
    return runs(
        template,
        now=wording.count_of_incidents(report.total),
        before=wording.figure(report.total_before),
        period=days_between(before.since, before.until),
        persons=wording.figure(report.persons.affected),
    )


def _table(report: Monthly) -> Block:
    rows: list[tuple[Cell, ...]] = []
    sums: list[int] = []
    for block in report.blocks:
        if block.block is None and not block.lines:
            continue
        sums.append(len(rows))
        rows.append((charts.block_words(block.block), block.now, block.before, _change(block.now, block.before)))
        rows += [(capitalized(wording.category(line.category)), line.now, line.before, _change(line.now, line.before)) for line in block.lines]
    sums.append(len(rows))
    rows.append((tr("In all"), report.total, report.total_before, _change(report.total, report.total_before)))
    columns = (tr("Category"), tr("This period"), tr("A year before"), tr("Difference"))
    return table(tr("New incidents by block and category"), columns, rows, sums=sums)


def _change(now: Figure, before: Figure) -> str:
    difference = now.value - before.value
    return number(difference).replace("-", "−") if difference <= 0 else f"+{number(difference)}"


def _pictures(report: Monthly) -> Iterator[Block]:
    lines = {line.category: line.now for block in report.blocks for line in block.lines if line.now.value}

    def by_category(link: Linker, key: str, width: float) -> str:
        return charts.by_category(_values(lines), href=lambda category: link(lines[category].numbers), key=key, width=width)

    def by_region(link: Linker, key: str, width: float) -> str:
        outside = tuple(number for code, figure in report.by_region.items() if code not in home().regions for number in figure.numbers)

        def opened(code: str) -> str | None:
            return link(report.by_region.get(code, Figure(0)).numbers if code in home().regions else outside)

        return charts.region_tiles(_values(report.by_region), href=opened, key=key, width=width)

    yield Picture(tr("Incidents by category"), "categories", by_category)
    yield Picture(tr("Incidents by region"), "regions", by_region)
    rows = [(cases_module.region_in_words(None if code == "none" else code), figure) for code, figure in report.by_region.items()]
    yield table(tr("Incidents by region"), (tr("Region"), tr("Incidents")), [*rows, (tr("In all"), report.total)], sums=[len(rows)])
    if len(report.by_month) > 1:
        yield from _month_pictures(report)


def _month_pictures(report: Monthly) -> Iterator[Block]:
    def by_month(link: Linker, key: str, width: float) -> str:
        both = {**report.by_month_before, **report.by_month}
        return charts.monthly_chart(
            _values(report.by_month),
            _values(report.by_month_before),
            href=lambda year, nth: link(both[year, nth].numbers) if (year, nth) in both else None,
            key=key,
            width=width,
        )

    def by_block(link: Linker, key: str, width: float) -> str:
        piled = report.by_month_and_block
        return charts.stacked_months(
            {when: _values(parts) for when, parts in piled.items()},
            href=lambda year, nth, block: link(piled.get((year, nth), {}).get(block, Figure(0)).numbers),
            key=key,
            width=width,
        )

    yield Picture(tr("Incidents by month"), "months", by_month)
    yield Picture(tr("Incidents by month and block"), "blocks", by_block)
    rows = [(month(*when), figure, report.by_month_before.get((when[0] - 1, when[1]), Figure(0))) for when, figure in report.by_month.items()]
    yield table(tr("Incidents by month"), (tr("Month"), tr("Incidents"), tr("A year before")), rows)


def _persons(report: Monthly) -> Block:
    rows = [
        (tr("Persons, each counted once"), report.persons.affected, report.persons_before.affected),
        (tr("Incidents"), report.total, report.total_before),
        (
            tr("Incidents that name nobody"),
            Figure(len(report.persons.unnamed), report.persons.unnamed),
            Figure(len(report.persons_before.unnamed), report.persons_before.unnamed),
        ),
    ]
    return table(tr("Persons and incidents are separate figures"), ("", tr("This period"), tr("A year before")), rows)


def _followups(report: Monthly) -> Iterator[Block]:
    if not report.followups:
        yield Paragraph((TextRun(tr("Nothing was heard of earlier cases in this period.")),))
        return
    yield Paragraph(runs(tr("Earlier cases with news: {cases}, not counted above."), cases=wording.count_of_incidents(report.followed)))
    yield Bullets(tuple(map(_followup, report.followups)))


def _followup(follow_up: FollowUp) -> Runs:
    incident = follow_up.incident
    title = checked_text(incident, TextKind.TITLE)
    # Without a headline in the reader's language it says what happened, and to whom; a headline in another language is not used.
    affected = cases_module.affected_names(incident)
    name = one_line(title, 160) if title else what_happened(incident) + (f" ({affected})" if affected else "")
    where_and_when = f"{capitalized(cases_module.place(incident))}, {wording.date_in_words(incident.day, incident.precision)}"
    heard = "; ".join(map(_status_heard, follow_up.statuses))
    return (TextRun(incident.number, (incident.number,)), TextRun(ended(f" {where_and_when}: {name} — {heard}")))


def _status_heard(status: Status) -> str:
    """Return a status with the note on it, if that is in the reader's language."""
    note = one_line(note_for_reader(status.note), 200).rstrip(".")
    return f"{wording.heard(status)} ({note})" if note else wording.heard(status)


def _values(figures: Mapping[Key, Figure]) -> dict[Key, int]:
    return {key: figure.value for key, figure in figures.items()}


# The period in its year.


def year_comparison(report: Monthly) -> Iterator[Block]:
    """Yield the section on the period in its year. Nothing if both years have no incidents."""
    year = report.year
    if not any(figure.value for figure in (year.total, year.total_before, *year.months.values(), *year.months_before.values())):
        return
    yield Heading(2, tr("The year so far, and twelve months"))
    template = tr("{period}: {now}; on the same days of the year before ({before}): {past}.")
    yield Paragraph(
        runs(
            template,
            period=capitalized(days_between(year.period.since, year.period.as_of)),
            now=wording.count_of_incidents(year.total),
            before=days_between(year.before.since, year.before.as_of),
            past=wording.figure(year.total_before),
        )
    )
    if report.late_of_year.value:
        template = tr("These figures go by the day of the incident and include those recorded late ({incidents}).")
        yield Paragraph(runs(template, incidents=wording.count_of_incidents(report.late_of_year)), small=True)
    yield _year_blocks(report)
    yield from sections.twelve_months(year)


def _year_blocks(report: Monthly) -> Block:
    """Return a table of the period, its year and the year before by block."""
    now = {line.category: line.now for block in report.blocks for line in block.lines}
    of_block = {block.block: block.now for block in report.blocks}
    rows: list[tuple[Cell, ...]] = []
    sums: list[int] = []
    for block in report.year.blocks:
        if block.block is None and not block.lines:
            continue
        sums.append(len(rows))
        rows.append((charts.block_words(block.block), of_block[block.block], block.now, block.before))
        rows += [(capitalized(wording.category(line.category)), now.get(line.category, "0"), line.now, line.before) for line in block.lines]
    sums.append(len(rows))
    rows.append((tr("In all"), report.total, report.year.total, report.year.total_before))
    columns = (tr("Category"), tr("This period"), tr("The year so far"), tr("Same days of the year before"))
    return table(tr("The period in its year"), columns, rows, sums=sums)
