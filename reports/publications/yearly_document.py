"""The yearly report in words, tables and charts: by the chapters of Justice for Journalists."""

from collections.abc import Iterator

from records.i18n import kept_in, reader, tr
from records.incident_model import Victim
from records.persons.reader_letters import name_told
from records.vocabulary import Category
from records.vocabulary.taxonomy_codes import JFJ_LABELS
from records.written_dates.day_phrases import day_in_words, days_between, on_day, until_day
from reports import charts
from reports.impunity import STAGE_LABELS
from reports.publications import breakdown_tables, caveats, listing, pursuit_section, told_section, wording
from reports.publications.document_tree import Block, Bullets, Document, Heading, Linker, Paragraph, Picture, Runs, TextRun, runs
from reports.publications.figure_tables import Cell, table
from reports.publications.figures import Figure
from reports.publications.own_rate import rate_in_words
from reports.publications.pursuit_section import pursuit_in_full
from reports.publications.reference import publisher, publisher_contact
from reports.publications.year_section import comparison_lists, twelve_months
from reports.publications.yearly_report import STATE, Chapter, Yearly
from reports.publications.yearly_words import jfj_kinds, share_of


def yearly_document(report: Yearly) -> Document:
    """The report in the reader's language."""
    period, listed = report.period, _listed(report)
    # A whole year is said by its number.
    when = (
        str(period.since.year)
        if period.from_new_year and period.until.month == 12 and period.until.day == 31
        else days_between(period.since, period.as_of)
    )
    told = (*(case for chapter in report.chapters for case in chapter.cases), *(case for case in report.cases if not case.counted))
    return Document(
        lang=reader(),
        title=tr("Attacks on journalists and media workers: {period}").format(period=when),
        issued=f"{publisher()} · {day_in_words(period.as_of)}",
        contact=publisher_contact(),
        blocks=tuple(_blocks(report)),
        editor_heading=tr("Notes to the editor"),
        editor=(*told_section.to_the_editor(told), *pursuit_section.to_the_editor(report.pursuits), *caveats.to_the_editor(report.remarks)),
        behind_heading=tr("Records behind the figures"),
        behind=tr("Each figure above links to the incidents it counts; their numbers are listed here."),
        records=(*listed, *comparison_lists((*report.years_records, *report.year.records), listed)),
    )


def _listed(report: Yearly) -> tuple[Block, ...]:
    return listing.lists(
        report.records,
        [
            (tr("Described but not counted"), [case.incident for case in report.cases if not case.counted]),
            (tr("Under pursuit, not counted"), report.pursuits.earlier),
            (tr("The same days of the year before, for comparison"), report.records_before),
            (tr("Without a date, not counted"), report.undated),
        ],
    )


def _blocks(report: Yearly) -> Iterator[Block]:
    if not report.total.value:
        yield Paragraph((TextRun(tr("No incident of this period is on record. That does not say that nothing happened.")),))
    yield Heading(2, tr("Key findings"))
    yield Bullets(tuple(_findings(report)))
    yield from _dynamics(report)
    yield from _behind_them(report)
    yield from _most_targeted(report)
    for chapter in report.chapters:
        yield from _chapter(chapter)
    yield from pursuit_in_full(report.pursuits, report.period.as_of)
    yield from _impunity(report)
    beside = [case for case in report.cases if not case.counted]
    yield from told_section.impunity_told(beside)
    yield from told_section.pursuit_told(beside)
    yield from told_section.others_told(beside)
    yield Heading(2, tr("Method"))
    yield Bullets((*_method(), *caveats.remarks_in_words(report.remarks, report.period)))


def _findings(report: Yearly) -> Iterator[Runs]:
    """What the figures say, each with its records. What is nought is left out, but for the comparison."""
    whole, before = report.total, report.before
    template = tr("On record: {now}, compared with {before} on the same dates a year earlier ({period}).")
    yield runs(
        template, now=wording.count_of_incidents(whole), before=wording.figure(report.total_before), period=days_between(before.since, before.as_of)
    )
    for chapter in report.chapters:
        if chapter.total.value:
            template = tr("{kind}: {incidents}, {share} of all.")
            kind = wording.first_up(tr(JFJ_LABELS[chapter.kind]))
            yield runs(template, kind=kind, incidents=wording.count_of_incidents(chapter.total), share=share_of(chapter.total, whole))
    killed = next((line.now for chapter in report.chapters for line in chapter.lines if line.category is Category.KIL), Figure(0))
    if killed.value:
        yield runs(tr("Counted as killings: {incidents}."), incidents=wording.count_of_incidents(killed))
    if report.by_state.value:
        template = tr("Those acting for the state (officials, law enforcement, courts) were behind {share} of the cases: {incidents}.")
        yield runs(template, share=share_of(report.by_state, whole), incidents=wording.count_of_incidents(report.by_state))
    if report.breakdown.online.value:
        template = tr("On the internet: {incidents}, {share} of all.")
        yield runs(template, incidents=wording.count_of_incidents(report.breakdown.online), share=share_of(report.breakdown.online, whole))
    if report.persons.affected.value:
        yield runs(tr("Persons affected, each counted once: {persons}."), persons=wording.figure(report.persons.affected))
    if report.pursuits.held:
        held = Figure(len(report.pursuits.held), tuple(one.incident.number for one in report.pursuits.held))
        template = tr("In custody on {on_day}, earlier cases included: {cases}.")
        yield runs(template, on_day=on_day(report.period.as_of), cases=wording.count_of_incidents(held))
    yield from rate_in_words(report.rate, report.period.as_of)


def _dynamics(report: Yearly) -> Iterator[Block]:
    yield Heading(2, tr("How it changed over the years"))
    kinds = [chapter.kind for chapter in report.chapters]
    sums = {year: _sum(list(some.values())) for year, some in report.by_year.items()}

    def draw(link: Linker, key: str, width: float) -> str:
        counts = [charts.NamedCount(str(year), figure.value, link(figure.numbers)) for year, figure in sums.items()]
        return charts.named_bars(counts, title=tr("Incidents by year"), key=key, width=width, sums=False)

    if len(sums) > 1:
        yield Picture(tr("Incidents by year"), "years", draw)
    columns = (tr("Year"), *(wording.first_up(tr(JFJ_LABELS[kind])) for kind in kinds), tr("In all"))
    rows: list[tuple[Cell, ...]] = [(str(year), *(some[kind] for kind in kinds), sums[year]) for year, some in report.by_year.items()]
    yield table(tr("Incidents by year and type"), columns, rows)
    if (report.period.as_of.month, report.period.as_of.day) != (12, 31):
        template = tr("The year {year} is not over in these figures: they run until {until_day}.")
        yield Paragraph(runs(template, year=str(report.period.as_of.year), until_day=until_day(report.period.as_of)), small=True)
    yield from twelve_months(report.year)


def _sum(figures: list[Figure]) -> Figure:
    numbers = tuple(sorted(number for figure in figures for number in figure.numbers))
    return Figure(len(numbers), numbers)


def _behind_them(report: Yearly) -> Iterator[Block]:
    if not report.total.value:
        return
    yield Heading(2, tr("Who was behind them"))
    actors = report.breakdown.by_actor

    def draw(link: Linker, key: str, width: float) -> str:
        counts = [charts.NamedCount(breakdown_tables.actor_words(code), figure.value, link(figure.numbers)) for code, figure in actors.items()]
        return charts.named_bars(counts, title=tr("By who did it"), key=key, width=width)

    yield Picture(tr("By who did it"), "actors", draw)
    columns = (tr("Who did it"), *(wording.first_up(tr(JFJ_LABELS[chapter.kind])) for chapter in report.chapters), tr("In all"))
    rows: list[tuple[Cell, ...]] = [
        (breakdown_tables.actor_words(code), *(chapter.by_actor.get(code, Figure(0)) for chapter in report.chapters), figure)
        for code, figure in actors.items()
    ]
    rows.append((tr("In all"), *(chapter.total for chapter in report.chapters), report.total))
    yield table(tr("By who did it and type of attack"), columns, rows, sums=[len(rows) - 1])
    yield Paragraph(
        runs(tr("Counted as acting for the state: {actors}."), actors=", ".join(breakdown_tables.actor_words(code).lower() for code in STATE)),
        small=True,
    )


def _most_targeted(report: Yearly) -> Iterator[Block]:
    if not report.total.value:
        return
    heads, both = (tr("This period"), tr("A year before")), (report.breakdown, report.breakdown_before)
    yield Heading(2, tr("Who was targeted most"))
    yield from breakdown_tables.target_tables(heads, both, (report.total, report.total_before))
    if report.persons.affected.value:
        yield from breakdown_tables.person_tables(heads, both, (report.persons.affected, report.persons_before.affected))
    if report.targeted_persons:
        people: list[tuple[Cell, ...]] = [(name_told(Victim(one.name, names=one.names)), one.incidents) for one in report.targeted_persons]
        yield table(tr("Persons in several incidents"), (tr(kept_in("person", "Name")), tr("Incidents")), people)
    if report.targeted_outlets:
        outlets: list[tuple[Cell, ...]] = [(one.name, one.incidents) for one in report.targeted_outlets]
        yield table(tr("Outlets in several incidents"), (tr("Outlet"), tr("Incidents")), outlets)


def _chapter(chapter: Chapter) -> Iterator[Block]:
    yield Heading(2, wording.first_up(tr(JFJ_LABELS[chapter.kind])))
    if not chapter.total.value and not chapter.before.value:
        yield Paragraph((TextRun(tr("No incident of this type is on record for the period, nor for the year before.")),))
        return
    rows: list[tuple[Cell, ...]] = [(wording.first_up(wording.category(line.category)), line.now, line.before) for line in chapter.lines]
    rows.append((tr("In all"), chapter.total, chapter.before))
    yield table("", (tr("Category"), tr("This period"), tr("A year before")), rows, sums=[len(rows) - 1])
    if chapter.cases:
        yield Heading(3, tr("The gravest cases") if len(chapter.cases) < chapter.total.value else tr("Incidents"))
        yield from map(told_section.told, chapter.cases)


def _impunity(report: Yearly) -> Iterator[Block]:
    crimes = report.rate.unanswered.whole
    if not crimes.value:
        return
    yield Heading(2, tr("Impunity"))
    rows = [(wording.first_up(tr(STAGE_LABELS[stage])), figure, share_of(figure, crimes)) for stage, figure in report.stages.items()]
    yield table(tr("How far cases got"), (tr("Stage"), tr("Cases"), tr("Share of the crimes against journalists")), rows)


def _method() -> Iterator[Runs]:
    told = tr(
        "Each incident stands under one of three types of attack, as Justice for Journalists (London) tells them apart, by its main category. What the types hold:"
    )
    yield (TextRun(told),)
    for kind, categories in jfj_kinds():
        yield (TextRun(f"{wording.first_up(tr(JFJ_LABELS[kind]))}: {categories}."),)
