"""The impunity report in words, tables and charts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from records.country import home
from records.i18n import kept, ntr, reader, tr
from records.vocabulary import ACTOR_LABELS, CPJ_LABELS, STATUS_LABELS, UNESCO_LABELS, Actor, Category
from reports import charts
from reports.charts.chart_words import number
from reports.impunity import NO_REGION, STAGE_LABELS, By, Funnel, FunnelStage, SilentCase
from reports.one_line import one_line
from reports.publications import listing, wording
from reports.publications.caveats import remarks_in_words
from reports.publications.document_tree import Block, Bullets, Document, Heading, Linker, Paragraph, Picture, Runs, TextRun, runs
from reports.publications.figure_tables import Cell, table
from reports.publications.figures import Figure, Share
from reports.publications.impunity_report import Impunity, ImpunityGroup, Wait
from reports.publications.reference import publisher

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
    title = tr("Impunity for crimes against journalists: {since} – {until}")
    return Document(
        lang=reader(),
        title=title.format(since=wording.day_in_words(period.since), until=wording.day_in_words(period.as_of)),
        issued=f"{publisher()} · {wording.day_in_words(period.as_of)}",
        blocks=tuple(_blocks(report)),
        editor_heading=tr("Notes to the editor"),
        editor=(),
        behind_heading=tr("Records behind the figures"),
        behind=tr("Each figure above opens the incidents it counts; here are their numbers."),
        records=listing.lists(report.records, [(tr("Without a date, not counted"), report.undated)]),
    )


def _blocks(report: Impunity) -> Iterator[Block]:
    yield Paragraph(_summary(report))
    if report.total.value:
        yield from _funnel(report)
        yield from _waits(report)
        yield from _divisions(report)
        yield from _silent(report)
        yield from _rollups(report)
    yield Heading(2, tr("How it was counted"))
    yield Bullets((*remarks_in_words(report.remarks, report.period), *_meanings(report)))


def _summary(report: Impunity) -> Runs:
    if report.unanswered.value is None:
        return (TextRun(tr("No incident of this period is on record. That does not say that nothing happened.")),)
    template = tr(
        "Recorded: {total}. Nobody has answered in any way for {part} of them: {share}. In the others somebody did, in court or without one: {answered}."
    )
    return runs(
        template,
        total=wording.count_of_incidents(report.total),
        part=wording.figure(report.unanswered.part),
        share=_share(report.unanswered),
        answered=wording.figure(_answered(report)),
    )


def _answered(report: Impunity) -> Figure:
    both = report.stages[FunnelStage.ACCOUNTABILITY].numbers + report.stages[FunnelStage.WITHOUT_COURT].numbers
    return Figure(len(both), both)


def _share(share: Share) -> TextRun:
    return TextRun("—" if share.value is None else wording.percent(share.value), share.part.numbers)


def _funnel(report: Impunity) -> Iterator[Block]:
    found = Funnel(**{stage.value: figure.numbers for stage, figure in report.stages.items()})

    def draw(link: Linker) -> str:
        return charts.funnel_chart(*charts.impunity_steps(found, lambda stage: link(found.at(stage))))

    yield Heading(2, tr("How far cases came"))
    yield Picture(tr("Share of all recorded"), draw)
    rows = [(wording.first_up(tr(STAGE_LABELS[stage])), figure, _share(Share(figure, report.total))) for stage, figure in report.stages.items()]
    yield table("", (tr("Stage"), tr("Cases"), tr("Share of all recorded")), rows)


def _waits(report: Impunity) -> Iterator[Block]:
    yield Heading(2, tr("Days without accountability"))
    if report.median is None or report.longest is None:
        yield Paragraph((TextRun(tr("Somebody answered in every case.")),))
        return
    template = tr("Where nobody has answered, half of the cases have waited for {median} or longer, the longest for {longest}.")
    yield Paragraph(runs(template, median=wording.count_of_days(report.median), longest=wording.count_of_days(report.longest)))
    rows: list[tuple[Cell, ...]] = [(wording.first_up(tr(_WAITS[wait])), figure) for wait, figure in report.waits.items()]
    rows.append((tr("In all"), report.unanswered.part))
    yield table(tr("Cases by days without accountability"), (tr("Days without accountability"), tr("Cases")), rows, sums=[len(rows) - 1])
    cases = [(case.number, case.title, case.days.value) for case in report.waiting]

    def draw(link: Linker) -> str:
        return charts.days_without_accountability(cases, most=_LONGEST_WAITS, href=lambda number: link((number,)))

    yield Picture(tr("The longest waits"), draw)
    longest = [(TextRun(case.number, (case.number,)), one_line(case.title, 160), case.days) for case in report.waiting[:_LONGEST_WAITS]]
    yield table(tr("The longest waits"), (tr("Number"), tr("Case"), tr("Days")), longest, label_columns=2)


def _divisions(report: Impunity) -> Iterator[Block]:
    heads = {
        By.CATEGORY: _Division(tr("By category"), tr("Category")),
        By.REGION: _Division(tr("By region"), tr("Region")),
        By.ACTOR: _Division(tr("By who did it"), tr("Who did it")),
    }
    columns = (
        tr("Recorded"),
        tr("Complaint"),
        tr("Investigated"),
        tr("In court"),
        tr("Answered in court"),
        tr("Answered without"),
        tr("Nobody answered"),
    )
    for by, head in heads.items():
        yield Heading(2, head.heading)
        if by is By.REGION:
            yield Picture(tr("Incidents by region"), _tiles(report))
        rows: list[tuple[Cell, ...]] = [(wording.first_up(_name(by, key)), *_figures(group)) for key, group in report.groups[by].items()]
        rows.append((tr("In all"), *report.stages.values(), report.unanswered.part))
        yield table("", (head.column, *columns), rows, sums=[len(rows) - 1])


def _tiles(report: Impunity) -> Callable[[Linker], str]:
    recorded = {code: group.stages[FunnelStage.RECORDED] for code, group in report.groups[By.REGION].items()}
    outside = tuple(number for code, figure in recorded.items() if code not in home().regions for number in figure.numbers)

    def draw(link: Linker) -> str:
        counts = {code: figure.value for code, figure in recorded.items()}
        return charts.region_tiles(counts, href=lambda code: link(recorded.get(code, Figure(0)).numbers if code in home().regions else outside))

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
    yield Heading(2, tr("Cases gone silent"))
    yield Paragraph(runs(tr("Nothing has been heard for {days} or longer of {cases}."), days=days, cases=wording.count_of_incidents(report.silent)))
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


def _rollups(report: Impunity) -> Iterator[Block]:
    yield Heading(2, tr("By the criteria of others"))
    yield Paragraph(
        (TextRun(tr("UNESCO and the Committee to Protect Journalists judge killings alone, the Committee those whose motive is confirmed.")),)
    )
    rows: list[tuple[Cell, ...]] = []
    if report.killings.value:
        rows += [(tr("UNESCO, killings"), wording.first_up(tr(UNESCO_LABELS[state])), figure) for state, figure in report.unesco.items()]
    if report.murders.value:
        rows += [
            (tr("Committee to Protect Journalists, killings"), wording.first_up(tr(CPJ_LABELS[state])), figure)
            for state, figure in report.cpj.items()
        ]
    rows.append((tr("Council of Europe"), tr("Impunity"), report.council_of_europe.part))
    rows.append((tr("Council of Europe"), tr("Not, or not yet"), _others(report)))
    yield table("", (tr("Body"), tr("State"), tr("Cases")), rows, label_columns=2)


def _others(report: Impunity) -> Figure:
    impunity = set(report.council_of_europe.part.numbers)
    others = tuple(number for number in report.total.numbers if number not in impunity)
    return Figure(len(others), others)


def _meanings(report: Impunity) -> Iterator[Runs]:
    yield (
        TextRun(
            tr(
                "Somebody answered: convicted in part or in full, a ruling for the media, an administrative penalty, a disciplinary one, an apology or settlement."
                " A case counts in every stage before the one it reached."
            )
        ),
    )
    yield (TextRun(tr("UNESCO's word “resolved” takes in refused and dropped cases too: it says that a case has ended, not that it was solved.")),)
    days = ntr("{n} day", "{n} days", report.impunity_days).format(n=number(report.impunity_days))
    template = tr(
        "Impunity in the sense of the Council of Europe: refused, dropped or the victims blamed as the last step, or nobody answered for {days}."
    )
    yield runs(template, days=days)
