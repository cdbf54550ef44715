"""The impunity report in words, tables and charts."""

from collections.abc import Iterator
from dataclasses import dataclass

from records.country import home
from records.i18n import kept, ntr, reader, tr
from records.vocabulary import ACTOR_LABELS, STATUS_LABELS, Actor, Category
from records.written_dates.day_phrases import day_in_words, days_between
from reports import charts
from reports.charts.chart_words import number
from reports.impunity import NO_REGION, STAGE_LABELS, By, Funnel, FunnelStage, SilentCase
from reports.one_line import one_line
from reports.publications import caveats, listing, pursuit_section, told_section, wording
from reports.publications.criteria_section import criteria, meanings
from reports.publications.document_tree import Block, Bullets, Document, Drawing, Heading, Linker, Paragraph, Picture, TextRun, runs
from reports.publications.figure_tables import Cell, table
from reports.publications.figures import Figure, Share
from reports.publications.impunity_report import Impunity, ImpunityGroup, Wait
from reports.publications.own_rate import OwnRate, rate_in_words
from reports.publications.pursuit_section import pursuit_in_full
from reports.publications.reference import publisher, publisher_contact
from reports.publications.taxonomies import taxonomy_tables

_LONGEST_WAITS = 20
_SILENT_ROWS = 50
"""As many silent cases are told in a table; the figure above it opens all."""

_WAITS = {
    Wait.MONTH: kept("up to 30 days"),
    Wait.QUARTER: kept("31 to 90 days"),
    Wait.YEAR: kept("91 to 365 days"),
    Wait.YEARS: kept("one to three years"),
    Wait.LONGER: kept("over three years"),
}


@dataclass(frozen=True)
class _Division:
    """How a division by category, region or actor is headed."""

    heading: str
    column: str


def impunity_document(report: Impunity) -> Document:
    """The report in the reader's language."""
    period = report.period
    title = tr("Impunity for crimes against journalists: {period}")
    return Document(
        lang=reader(),
        title=title.format(period=days_between(period.since, period.as_of)),
        issued=f"{publisher()} · {day_in_words(period.as_of)}",
        contact=publisher_contact(),
        blocks=tuple(_blocks(report)),
        editor_heading=tr("Notes to the editor"),
        editor=(*told_section.to_the_editor(report.cases), *pursuit_section.to_the_editor(report.pursuits), *caveats.to_the_editor(report.remarks)),
        behind_heading=tr("Records behind the figures"),
        behind=tr("Each figure above links to the incidents it counts; their numbers are listed here."),
        records=listing.lists(
            report.records,
            [
                (tr("Described but not counted"), [case.incident for case in report.cases if not case.counted]),
                (tr("Under pursuit, not counted"), report.pursuits.earlier),
                (tr("Without a date, not counted"), report.undated),
            ],
        ),
    )


def _blocks(report: Impunity) -> Iterator[Block]:
    yield from _summary(report)
    if report.crimes.value:
        yield from _funnel(report)
        yield from _waits(report)
        yield from _divisions(report)
    yield from told_section.impunity_told(report.cases)
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
    yield from pursuit_in_full(report.pursuits, report.period.as_of)
    yield from told_section.pursuit_told(report.cases)
    yield from told_section.others_told(report.cases)
    yield Heading(2, tr("How it was counted"))
    yield Bullets((*caveats.remarks_in_words(report.remarks, report.period), *meanings(report)))


def _summary(report: Impunity) -> Iterator[Block]:
    if not report.total.value:
        yield Paragraph((TextRun(tr("No incident of this period is on record. That does not say that nothing happened.")),))
    for told in rate_in_words(OwnRate(report.unanswered, report.beside), report.period.as_of):
        yield Paragraph(told)
    if report.crimes.value:
        template = tr("Cases in which somebody was held to account: {answered}, of these {court} in court and {without} out of court.")
        court, without = report.stages[FunnelStage.ACCOUNTABILITY], report.stages[FunnelStage.WITHOUT_COURT]
        both = Figure(court.value + without.value, court.numbers + without.numbers)
        parts = {"answered": wording.figure(both), "court": wording.figure(court), "without": wording.figure(without)}
        yield Paragraph(runs(template, **parts))


def _share(share: Share) -> TextRun:
    return TextRun("—" if share.value is None else wording.percent(share.value), share.part.numbers)


def _funnel(report: Impunity) -> Iterator[Block]:
    found = Funnel(**{stage.value: figure.numbers for stage, figure in report.stages.items()})

    def draw(link: Linker, key: str, width: float) -> str:
        return charts.funnel_chart(*charts.impunity_steps(found, lambda stage: link(found.at(stage))), key=key, width=width)

    yield Heading(2, tr("How far cases got"))
    yield Picture(tr("Share of the crimes against journalists"), "funnel", draw)
    rows = [(wording.first_up(tr(STAGE_LABELS[stage])), figure, _share(Share(figure, report.crimes))) for stage, figure in report.stages.items()]
    yield table("", (tr("Stage"), tr("Cases"), tr("Share of the crimes against journalists")), rows)


def _waits(report: Impunity) -> Iterator[Block]:
    yield Heading(2, tr("Days without accountability"))
    if report.median is None or report.longest is None:
        yield Paragraph((TextRun(tr("In every case somebody was held accountable.")),))
        return
    template = tr("Of the cases in which nobody has been held accountable, half have been open for {median} or longer, the longest for {longest}.")
    yield Paragraph(runs(template, median=wording.count_of_days(report.median), longest=wording.count_of_days(report.longest)))
    rows: list[tuple[Cell, ...]] = [(wording.first_up(tr(_WAITS[wait])), figure) for wait, figure in report.waits.items()]
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
        rows: list[tuple[Cell, ...]] = [(wording.first_up(_name(by, key)), *_figures(group)) for key, group in report.groups[by].items()]
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
            return listing.region_in_words(None if key == NO_REGION else key)


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
    """A clock that does not run is a dash."""
    return "—" if case.without_accountability is None else Figure(case.without_accountability, (case.number,))
