"""The year so far and the last twelve months in words, tables and a line."""

from collections.abc import Iterable, Iterator, Sequence

from records.i18n import tr
from records.language.dates import days_between
from reports import charts
from reports.charts.chart_words import month
from reports.publications import wording
from reports.publications.document_tree import Block, Drawing, Heading, Linker, Paragraph, Picture, RecordRow, Records, runs
from reports.publications.figure_tables import Cell, table
from reports.publications.monthly_report import Monthly
from reports.publications.sections import DatedIncident, YearSoFar


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
            period=wording.first_up(days_between(year.period.since, year.period.as_of)),
            now=wording.count_of_incidents(year.total),
            before=days_between(year.before.since, year.before.as_of),
            past=wording.figure(year.total_before),
        )
    )
    if report.late_of_year.value:
        template = tr("These figures go by the day of the incident and include those recorded late ({incidents}).")
        yield Paragraph(runs(template, incidents=wording.count_of_incidents(report.late_of_year)), small=True)
    yield _blocks(report)
    yield from twelve_months(year)


def twelve_months(year: YearSoFar) -> Iterator[Block]:
    """Yield the months as a line and as a table."""
    yield Picture(tr("Incidents by month"), "line", _line(year))
    yield _months(year)


def _blocks(report: Monthly) -> Block:
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
        rows += [(wording.first_up(wording.category(line.category)), now.get(line.category, "0"), line.now, line.before) for line in block.lines]
    sums.append(len(rows))
    rows.append((tr("In all"), report.total, report.year.total, report.year.total_before))
    columns = (tr("Category"), tr("This period"), tr("The year so far"), tr("Same days of the year before"))
    return table(tr("The period in its year"), columns, rows, sums=sums)


def _line(year: YearSoFar) -> Drawing:
    both = {**year.months_before, **year.months}

    def draw(link: Linker, key: str, width: float) -> str:
        counts, before = ({when: figure.value for when, figure in some.items()} for some in (year.months, year.months_before))
        return charts.month_line(counts, before, href=lambda of, nth: link(both[of, nth].numbers), key=key, width=width)

    return draw


def _months(year: YearSoFar) -> Block:
    rows: list[tuple[Cell, ...]] = [(month(*when), figure, year.months_before[when[0] - 1, when[1]]) for when, figure in year.months.items()]
    return table(tr("Twelve months"), (tr("Month"), tr("Incidents"), tr("A year before")), rows)


def comparison_lists(compared: Iterable[DatedIncident], listed: Sequence[Block]) -> tuple[Block, ...]:
    """Return the list of records behind the figures of other months and years: number, day and category only.

    Records in other lists are not repeated.
    """
    there = {row.number for block in listed if isinstance(block, Records) for row in block.rows}
    rows = {
        one.number: RecordRow(one.number, (wording.date_in_words(one.day, None), wording.category(one.primary)))
        for one in compared
        if one.number not in there
    }
    if not rows:
        return ()
    caption = tr("Counted in other months and years, for comparison")
    return (Records(caption, (tr("Number"), tr("Date"), tr("Category")), tuple(rows[number] for number in sorted(rows))),)
