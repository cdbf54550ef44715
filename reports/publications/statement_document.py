"""The statement in words."""

from collections.abc import Iterator, Mapping

from records.i18n import ntr, own_words, reader, tr
from records.incident_texts.told_people import also_told, may_be_named
from records.vocabulary import Category
from records.written_dates.day_phrases import day_in_words, since_day, until_day
from reports.charts import block_words
from reports.one_line import one_line
from reports.publications import caveats, listing, pursuit_section, told_section, wording
from reports.publications.cases import CaseStory
from reports.publications.document_tree import Block, Bullets, Document, Heading, Paragraph, Runs, TextRun, runs
from reports.publications.figures import Figure, figure_of
from reports.publications.index_in_words import index_in_words, index_notes, quotation_in_words
from reports.publications.own_rate import rate_in_words
from reports.publications.pursuit_section import pursuit_in_short
from reports.publications.reference import publisher, publisher_contact
from reports.publications.statement_report import WORST, Statement

_NINE_IN_TEN = 87
"""Per cent from which UNESCO itself says "nine in ten"."""


def statement_document(report: Statement) -> Document:
    """The statement in the reader's language."""
    title = tr("2 November: International Day to End Impunity for Crimes against Journalists") if _is_the_day(report) else tr(
        "Violations of the rights of journalists, and what became of them"
    )  # fmt: skip
    return Document(
        lang=reader(),
        title=title,
        issued=f"{publisher()} · {day_in_words(report.period.as_of)}",
        contact=publisher_contact(),
        blocks=tuple(_blocks(report)),
        editor_heading=tr("Notes to the editor"),
        editor=tuple(_to_the_editor(report)),
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


def _blocks(report: Statement) -> Iterator[Block]:
    if _is_the_day(report):
        yield Paragraph(
            (TextRun(tr("The United Nations General Assembly proclaimed this day in 2013 because most crimes against journalists go unpunished.")),)
        )
    yield from _killings(report)
    yield from _counts(report)
    if report.total.value:
        yield Paragraph(_affected(report))
    # Where somebody was killed, or may have been, nothing is fortunate.
    if Category.KIL in report.spared:
        yield Paragraph((TextRun(_spared(report)),))
    yield from _shares(report)
    if any(case.story is CaseStory.IMPUNITY for case in report.cases):
        yield from told_section.impunity_told(report.cases)
    else:
        yield Heading(2, tr("How those responsible escape"))
        yield Paragraph((TextRun(tr("The record holds no case that was closed, or is still open, with nobody held accountable.")),))
        yield from told_section.impunity_told(report.cases)
    yield from pursuit_in_short(report.pursuits, report.period.as_of)
    yield from told_section.pursuit_told(report.cases)
    yield from told_section.others_told(report.cases)
    if report.rank:
        yield Heading(2, own_words(report.rank.index))
        yield from map(Paragraph, index_in_words(report))
    yield Heading(2, tr("What we call for"))
    if quoted := quotation_in_words(report.quotation):
        yield Paragraph(quoted, quoted=True)
    yield Bullets(tuple((TextRun(point),) for point in _call()))
    yield Heading(2, tr("How it was counted"))
    yield Bullets(caveats.remarks_in_words(report.remarks, report.period))


def _killings(report: Statement) -> Iterator[Block]:
    """Before everything else: who was killed."""
    killed = [incident for incident in report.records if Category.KIL in incident.categories]
    if not killed:
        return
    figure = wording.cases_of_category(Category.KIL, figure_of(incident.number for incident in killed))
    titles = {name: title for case in report.cases for name, title in case.outlet_titles.items()}
    named = [victim for incident in killed for victim in incident.victims if may_be_named(victim)]
    if named:
        who = one_line(also_told(named, titles))
        yield Paragraph(runs(tr("In this time we recorded {killings}: {who}."), killings=figure, who=who))
    else:
        yield Paragraph(runs(tr("In this time we recorded {killings}."), killings=figure))


def _counts(report: Statement) -> Iterator[Block]:
    """The figures: in one sentence where they are of one block, else a line for each block, in each the gravest first."""
    period = report.period
    days = {"since_day": since_day(period.since), "until_day": until_day(period.as_of)}
    if not report.total.value:
        yield Paragraph(runs(tr("From {since_day} to {until_day} no incident is on record. That does not say that nothing happened."), **days))
        return
    total = wording.count_of_incidents(report.total)
    blocks: dict[str | None, dict[Category, Figure]] = {}
    for category, figure in report.by_category.items():
        blocks.setdefault(category.facts.block, {})[category] = figure
    if len(blocks) == 1:
        template = (
            tr("From the beginning of the year to {until_day} we recorded {list}: {total} in all.")
            if period.from_new_year
            else tr("From {since_day} to {until_day} we recorded {list}: {total} in all.")
        )
        yield Paragraph(runs(template, list=_listed(report.by_category), total=total, **days))
        return
    template = (
        tr("From the beginning of the year to {until_day} we recorded {total}:")
        if period.from_new_year
        else tr("From {since_day} to {until_day} we recorded {total}:")
    )
    yield Paragraph(runs(template, total=total, **days))
    yield Bullets(tuple(_of_block(block, some) for block, some in blocks.items()))


def _of_block(block: str | None, figures: Mapping[Category, Figure]) -> Runs:
    if len(figures) == 1:
        return (TextRun(f"{wording.first_up(block_words(block))}: "), *_listed(figures), TextRun("."))
    total = figure_of(number for figure in figures.values() for number in figure.numbers)
    return runs(
        tr("{block}: {list}; {total} in all."),
        block=wording.first_up(block_words(block)),
        list=_listed(figures),
        total=wording.count_of_incidents(total),
    )


def _listed(figures: Mapping[Category, Figure]) -> Runs:
    return wording.joined([wording.cases_of_category(category, figure) for category, figure in figures.items()])


def _affected(report: Statement) -> Runs:
    affected = report.persons.affected
    template = ntr("{persons} whose name is known was affected.", "{persons} whose names are known were affected.", affected.value)
    return runs(template, persons=wording.count_of_persons(affected))


def _spared(report: Statement) -> str:
    if set(WORST) <= set(report.spared):
        return tr(
            "Fortunately, we know of no journalist who was killed, abducted or went missing in this time. That does not make the profession a safe one."
        )
    return tr("Fortunately, we know of no journalist who was killed in this time.")


def _shares(report: Statement) -> Iterator[Block]:
    theirs = report.unesco
    if theirs:
        nine = tr(
            "According to UNESCO, about nine in ten killings of journalists worldwide go unpunished: {share} were unresolved in its {year} report"
            " ({source})."
        )
        eight = tr(
            "According to UNESCO, more than eight in ten killings of journalists worldwide go unpunished: {share} were unresolved in its {year} report"
            " ({source})."
        )
        template = nine if theirs.percent >= _NINE_IN_TEN else eight
        source = TextRun(own_words(theirs.source), href=theirs.url)
        yield Paragraph(runs(template, share=wording.percent(theirs.percent / 100), year=str(theirs.year), source=source))
    for told in rate_in_words(report.rate, report.period.as_of):
        yield Paragraph(told)


def _call() -> Iterator[str]:
    yield tr(
        "To the police and prosecutors: register every complaint of a journalist, investigate it without delay, and say in public what became of it."
    )
    yield tr(
        "To the courts and those in government: see that nobody who attacks, threatens or obstructs the press goes unpunished, whatever office they hold."
    )
    yield tr("To journalists and newsrooms: report every case, and keep following it until somebody is held accountable.")


def _to_the_editor(report: Statement) -> Iterator[Runs]:
    yield from told_section.to_the_editor(report.cases)
    yield from pursuit_section.to_the_editor(report.pursuits)
    yield from caveats.to_the_editor(report.remarks)
    yield from index_notes(report)
    if report.unesco is None:
        yield (
            TextRun(
                tr("UNESCO's share is not in the table as of this day, so that sentence is left out: {file}.").format(
                    file="reports/reference/unpunished.yaml"
                )
            ),
        )


def _is_the_day(report: Statement) -> bool:
    return (report.period.as_of.month, report.period.as_of.day) == (11, 2)
