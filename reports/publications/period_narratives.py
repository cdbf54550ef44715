"""The cases of a period told by Adil Soz's blocks, and those that were recorded late. With each stands what the authorities did about it, as far as it is on record."""

from collections.abc import Iterator, Sequence

from records.i18n import tr
from reports import charts
from reports.charts.chart_words import number
from reports.publications import told_section, wording
from reports.publications.cases import Case
from reports.publications.document_tree import Block, Heading, Paragraph, TextRun, runs
from reports.publications.monthly_report import Monthly


def period_told(report: Monthly) -> Iterator[Block]:
    """A section for each block of the period that has a case, with a heading for each kind of violation, the gravest first. Nothing for a period without any."""
    told = sum(len(block.cases) for block in report.narratives)
    if not told:
        return
    if told < report.total.value:
        template = tr("Told are the {n} gravest of {incidents}; all of them stand in the list of records.")
        yield Paragraph(runs(template, n=number(told), incidents=wording.count_of_incidents(report.total)))
    yield from _reaction(report)
    for block in report.narratives:
        yield Heading(2, charts.block_words(block.block))
        yield from _by_kind(block.cases)


def late_told(report: Monthly) -> Iterator[Block]:
    """What happened before the period and was recorded within it. Nothing where there is none."""
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
    yield from map(told_section.told, report.late_cases)


def _reaction(report: Monthly) -> Iterator[Block]:
    """In how many of them nothing is on record that the authorities did: said once, and not under each case."""
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
        yield told_section.told(case)
