"""The monthly report in words, tables and charts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from records.country import home
from records.i18n import reader_language, tr
from records.incident_model import Status
from records.incident_texts.sentences import TextKind, what_happened
from records.incident_texts.texts import checked_text, note_for_reader
from records.language.dates import day_in_words, days_between, month_in_words
from reports import charts
from reports.charts.chart_words import month, number
from reports.one_line import one_line
from reports.publications import breakdown, remarks, sections, wording
from reports.publications import cases as cases_module
from reports.publications.cases import Case, ended
from reports.publications.document_tree import Block, Bullets, Document, Heading, Linker, Paragraph, Picture, Runs, TextRun, runs
from reports.publications.figure_tables import Cell, table
from reports.publications.figures import Figure
from reports.publications.monthly_report import FollowUp, Monthly
from reports.publications.remarks import rate_in_words
from reports.publications.report_period import ReportPeriod, publisher, publisher_contact
from reports.publications.sections import pursuit_tables
from reports.publications.taxonomies import taxonomy_tables
from reports.publications.year_section import comparison_lists, year_comparison

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
            yield Heading(3, wording.first_up(wording.category(before)))
        yield sections.case_section(case)


Key = TypeVar("Key")


def monthly_document(report: Monthly) -> Document:
    """Return the report in the reader's language."""
    period, listed = report.period, _listed(report)
    return Document(
        lang=reader_language(),
        title=monthly_title(period),
        issued=f"{publisher()} · {day_in_words(period.as_of)}",
        contact=publisher_contact(),
        blocks=tuple(_blocks(report)),
        editor_heading=tr("Notes to the editor"),
        editor=(
            *sections.case_editor_notes(_described_cases(report)),
            *sections.pursuit_editor_notes(report.pursuits),
            *remarks.to_the_editor(report.remarks),
        ),
        behind_heading=tr("Records behind the figures"),
        behind=tr("Each figure above links to the incidents it counts; their numbers are listed here."),
        records=(*listed, *comparison_lists(report.year.records, listed)),
    )


def monthly_title(period: ReportPeriod) -> str:
    """Return the title of a report over these days: with the name of the month if they are one."""
    if period.whole_month:
        return tr("Violations of the rights of journalists: {month}").format(month=month_in_words(period.since))
    return tr("Violations of the rights of journalists: {period}").format(period=days_between(period.since, period.as_of))


def _listed(report: Monthly) -> tuple[Block, ...]:
    return cases_module.lists(
        report.records,
        [
            (tr("Recorded late, not counted"), report.late_records),
            (tr("Earlier cases of which something was heard, not counted"), [one.incident for one in report.followups]),
            (tr("Described but not counted"), [case.incident for case in report.cases if not case.counted]),
            (tr("Under pursuit, not counted"), report.pursuits.earlier),
            (tr("The same days of the year before, for comparison"), report.records_before),
            (tr("Without a date, not counted"), report.undated),
        ],
    )


def _described_cases(report: Monthly) -> tuple[Case, ...]:
    """Return every case that is described, each once."""
    of_period = tuple(case for block in report.narratives for case in block.cases)
    return (*of_period, *(case for case in report.cases if not case.counted), *report.late_cases)


def _blocks(report: Monthly) -> Iterator[Block]:
    yield Paragraph(_summary(report))
    if not report.total.value:
        yield Paragraph((TextRun(tr("No incident of this period is on record. That does not say that nothing happened.")),))
    yield from _period_section(report)
    yield Heading(2, tr("New cases in figures"))
    yield _table(report)
    heads, totals = (tr("This period"), tr("A year before")), (report.total, report.total_before)
    if report.total.value:
        yield from taxonomy_tables(((heads[0], report.taxonomies, report.total), (heads[1], report.taxonomies_before, report.total_before)))
        yield from _pictures(report)
        both = (report.breakdown, report.breakdown_before)
        yield Heading(2, tr("Who did it, and against whom"))
        yield from breakdown.who_tables(heads, both, totals)
        yield from breakdown.law_tables(heads, both)
        yield Heading(2, tr("Crimes against journalists"))
        for sentence in rate_in_words(report.rate, report.period.as_of):
            yield Paragraph(sentence)
    yield Heading(2, tr("Persons affected"))
    yield _persons(report)
    if report.persons.affected.value:
        affected = (report.persons.affected, report.persons_before.affected)
        yield from breakdown.person_tables(heads, (report.breakdown, report.breakdown_before), affected)
    # Cases of the period are described above, by block.
    others = [case for case in report.cases if not case.counted]
    yield from sections.impunity_section(others)
    yield from pursuit_tables(report.pursuits, report.period.as_of)
    yield from sections.pursuit_section(others)
    yield from sections.other_cases_section(others)
    yield Heading(2, tr("What became of earlier cases"))
    yield from _followups(report)
    yield from _late_section(report)
    yield from year_comparison(report)
    yield Heading(2, tr("How it was counted"))
    yield Bullets(remarks.remarks_in_words(report.remarks, report.period))


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
        rows += [(wording.first_up(wording.category(line.category)), line.now, line.before, _change(line.now, line.before)) for line in block.lines]
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
        yield from _months(report)


def _months(report: Monthly) -> Iterator[Block]:
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


def _followup(one: FollowUp) -> Runs:
    incident = one.incident
    title = checked_text(incident, TextKind.TITLE)
    # Without a headline in the reader's language it says what happened, and to whom; a headline in another language is not used.
    affected = cases_module.affected_names(incident)
    name = one_line(title, 160) if title else what_happened(incident) + (f" ({affected})" if affected else "")
    where_and_when = f"{wording.first_up(cases_module.place(incident))}, {wording.date_in_words(incident.day, incident.precision)}"
    heard = "; ".join(map(_heard, one.statuses))
    return (TextRun(incident.number, (incident.number,)), TextRun(ended(f" {where_and_when}: {name} — {heard}")))


def _heard(status: Status) -> str:
    """Return a status with the note on it, if that is in the reader's language."""
    note = one_line(note_for_reader(status.note), 200).rstrip(".")
    return f"{wording.heard(status)} ({note})" if note else wording.heard(status)


def _values(figures: Mapping[Key, Figure]) -> dict[Key, int]:
    return {key: figure.value for key, figure in figures.items()}
