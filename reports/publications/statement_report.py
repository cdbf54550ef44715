"""The statement: its data, figures and quotations of others, and its words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from records.country import home
from records.i18n import ntr, reader_language, tr, words_for_reader
from records.incident_model import Incident
from records.incident_texts.sentences import list_of_persons, may_be_named
from records.language.dates import since_day, until_day
from records.language.letters import capitalized
from records.vocabulary import BY_GRAVITY, Category
from reports.charts import block_words
from reports.charts.chart_words import number
from reports.one_line import one_line
from reports.publications import remarks as remarks_module
from reports.publications import sections, wording
from reports.publications.cases import MOST_CASES, Case, CaseStory, statement_cases
from reports.publications.document_tree import Block, Bullets, Document, Heading, Paragraph, Runs, TextRun, runs
from reports.publications.figures import Figure, figure_of, require_sum
from reports.publications.persons_affected import Persons, affected_persons
from reports.publications.remarks import ImpunityRate, PanelCoverage, Remarks, impunity_rate, rate_in_words, remarks
from reports.publications.report_period import (
    BetterPlaced,
    Quotation,
    Rank,
    ReportPeriod,
    Unpunished,
    comparison,
    known_ranks,
    quotation,
    split_by_period,
    unpunished,
)
from reports.publications.sections import Pursuits, pursuit_in_short, pursuits

# The data: what was counted, what did not happen, the cases to describe, and figures of others.

# Categories of which a statement says that they did not happen, if so.
WORST = tuple(category for category in Category if category.facts.gravest)


@dataclass(frozen=True)
class Statement:
    """The data of a statement. Every figure is as of `period.as_of`.

    `by_category` has the categories that occurred, the gravest first. `spared` are those of WORST that nobody can have suffered in the period. `rank`
    is that of the last index that is known, `earlier_ranks` are those before it, the latest first; `comparison` belongs to its year. `records` are
    the counted incidents, by number.
    """

    period: ReportPeriod
    total: Figure
    by_category: dict[Category, Figure]
    spared: tuple[Category, ...]
    persons: Persons
    rate: ImpunityRate
    pursuits: Pursuits
    cases: tuple[Case, ...]
    unesco: Unpunished | None
    rank: Rank | None
    earlier_ranks: tuple[Rank, ...]
    comparison: BetterPlaced | None
    quotation: Quotation | None
    remarks: Remarks
    records: tuple[Incident, ...]
    undated: tuple[Incident, ...]


def statement(
    incidents: Iterable[Incident],
    period: ReportPeriod,
    panel: PanelCoverage,
    *,
    earlier: Iterable[Incident] = (),
    most_cases: int = MOST_CASES,
    requested: Iterable[Incident] = (),
) -> Statement:
    """Make the statement over `incidents`, of which those of the period are counted.

    `earlier` ones begin before it; cases among them may be described, and journalists under pursuit are named. `requested` are described whatever the
    rule says. Raises ReportRefused if the categories do not add up to the total.
    """
    all_incidents = list(incidents)
    inside, undated, outside = split_by_period(all_incidents, earlier, period)
    total = figure_of(incident.number for incident in inside)
    by_category = categories(inside)
    require_sum(tr("Incidents by category"), by_category.values(), total)
    affected = affected_persons(inside)
    ranks = known_ranks(period.until.year, period.as_of)
    return Statement(
        period=period,
        total=total,
        by_category=by_category,
        spared=spared([*all_incidents, *outside], period),
        persons=affected,
        rate=impunity_rate(inside, period.as_of, total),
        pursuits=pursuits(inside, outside, period),
        cases=statement_cases(inside, outside, period, most_cases, requested),
        unesco=unpunished(period.as_of),
        rank=ranks[0] if ranks else None,
        earlier_ranks=ranks[1:],
        comparison=comparison(ranks[0].year, period.as_of) if ranks else None,
        quotation=quotation(period.until.year, period.as_of),
        remarks=remarks(inside, undated, affected, period, panel),
        records=tuple(inside),
        undated=undated,
    )


def categories(incidents: Iterable[Incident]) -> dict[Category, Figure]:
    """Return the number of incidents of each primary category, the gravest category first."""
    grouped: dict[Category, list[str]] = {}
    for incident in incidents:
        grouped.setdefault(incident.primary, []).append(incident.number)
    return {category: figure_of(grouped[category]) for category in BY_GRAVITY if category in grouped}


def spared(incidents: Sequence[Incident], period: ReportPeriod) -> tuple[Category, ...]:
    """Return categories of WORST that surely nobody suffered.

    No incident has them as a further category either, and none with a vague date may have happened in the period.
    """
    suffered = {category for incident in incidents if period.may_hold(incident) for category in incident.categories}
    return tuple(category for category in WORST if category not in suffered)


# Figures of others in words: the rank in the press freedom index with its trend, the countries ranked before, and a quotation. Gaps in the tables are
# noted for the editor.

_FOLDER = "reports/reference"


def index_in_words(report: Statement) -> Iterator[Runs]:
    """Yield the last known rank with its year, the ranks before it, and who is ranked before. Nothing if no rank is known."""
    rank = report.rank
    if rank is None:
        return
    source = TextRun(words_for_reader(rank.source), href=rank.url)
    values: dict[str, str | TextRun] = {
        "country": tr(home().ranked),
        "rank": TextRun(str(rank.rank), strong=True),
        "of": str(rank.of),
        "year": str(rank.year),
        "source": source,
    }
    if rank.year == report.period.until.year:
        first = runs(tr("{country} ranks {rank} out of {of} in the {year} index ({source})."), **values)
    else:
        template = tr("The last known rank is that of {year}: {country} was number {rank} of {of} then ({source}).")
        first = runs(template, **values)
    yield (*first, *_trend(rank, report.earlier_ranks))
    if report.comparison:
        yield _better_placed(report.comparison)


def quotation_in_words(quoted: Quotation | None) -> Runs:
    """Return the quotation; empty if there is none, or none in the reader's language."""
    words = quoted.words.get(reader_language()) if quoted else None
    if not quoted or not words:
        return ()
    marked = f"“{words}”" if reader_language() == "en" else f"«{words}»"
    source = TextRun(words_for_reader(quoted.source), href=quoted.url)
    return runs(tr("{who}: {words} (quoted from: {source})."), who=words_for_reader(quoted.who), words=marked, source=source)


def index_notes(report: Statement) -> Iterator[Runs]:
    """Yield what the editor may add to the tables."""
    year, rank = str(report.period.until.year), report.rank
    if rank is None or rank.year != report.period.until.year:
        template = (
            tr("The rank in the press freedom index of {year} is not in the table as of this day; the last known one is told: {file}.")
            if rank
            else tr("The rank in the press freedom index of {year} is not in the table as of this day, so that paragraph is left out: {file}.")
        )
        yield runs(template, year=year, file=f"{_FOLDER}/index_ranks.yaml")
    if rank and report.comparison is None:
        template = tr("No comparison with other countries in the index of {year} is in the table, so that sentence is left out: {file}.")
        yield runs(template, year=str(rank.year), file=f"{_FOLDER}/comparison.yaml")
    if not quotation_in_words(report.quotation):
        template = tr("No quotation for {year} in this language is in the table, so that paragraph is left out: {file}.")
        yield runs(template, year=year, file=f"{_FOLDER}/quotation.yaml")


def _trend(rank: Rank, earlier: tuple[Rank, ...]) -> Runs:
    """Return the change since the index before, and the ranks of the years before; empty if none is known."""
    if not earlier:
        return ()
    before = earlier[0]
    places = before.rank - rank.rank
    year = str(before.year)
    if places > 0:
        moved = ntr("That is {n} place higher than in {year}.", "That is {n} places higher than in {year}.", places).format(
            n=number(places), year=year
        )
    elif places < 0:
        moved = ntr("That is {n} place lower than in {year}.", "That is {n} places lower than in {year}.", -places).format(
            n=number(-places), year=year
        )
    else:
        moved = tr("That is the same place as in {year}.").format(year=year)
    listed = ", ".join(f"{earlier_rank.rank} ({earlier_rank.year})" for earlier_rank in earlier)
    ranks = tr("Earlier ranks: {ranks}.").format(ranks=listed)
    return (TextRun(f" {moved} {ranks}"),)


def _better_placed(better_placed: BetterPlaced) -> Runs:
    countries = wording.joined([TextRun(words_for_reader(country)) for country in better_placed.better])
    template = tr("Countries such as {countries} ranked higher ({source}).")
    return runs(template, countries=countries, source=TextRun(words_for_reader(better_placed.source), href=better_placed.url))


_NINE_IN_TEN = 87
"""Per cent from which UNESCO itself says "nine in ten"."""


def statement_document(report: Statement) -> Document:
    """Return the statement in the reader's language."""
    title = tr("2 November: International Day to End Impunity for Crimes against Journalists") if _is_the_day(report) else tr(
        "Violations of the rights of journalists, and what became of them"
    )  # fmt: skip
    return sections.report_document(report, title, _blocks(report), notes=_table_notes(report))


def _blocks(report: Statement) -> Iterator[Block]:
    if _is_the_day(report):
        yield Paragraph(
            (TextRun(tr("The United Nations General Assembly proclaimed this day in 2013 because most crimes against journalists go unpunished.")),)
        )
    yield from _killings(report)
    yield from _counts(report)
    if report.total.value:
        yield Paragraph(_affected(report))
    # If somebody was or may have been killed, no phrase of relief is used.
    if Category.KIL in report.spared:
        yield Paragraph((TextRun(_spared(report)),))
    yield from _shares(report)
    if any(case.story is CaseStory.IMPUNITY for case in report.cases):
        yield from sections.impunity_section(report.cases)
    else:
        yield Heading(2, tr("How those responsible escape"))
        yield Paragraph((TextRun(tr("The record holds no case that was closed, or is still open, with nobody held accountable.")),))
        yield from sections.impunity_section(report.cases)
    yield from pursuit_in_short(report.pursuits, report.period.as_of)
    yield from sections.pursuit_section(report.cases)
    yield from sections.other_cases_section(report.cases)
    if report.rank:
        yield Heading(2, words_for_reader(report.rank.index))
        yield from map(Paragraph, index_in_words(report))
    yield Heading(2, tr("What we call for"))
    if quoted := quotation_in_words(report.quotation):
        yield Paragraph(quoted, quoted=True)
    yield Bullets(tuple((TextRun(point),) for point in _call()))
    yield Heading(2, tr("How it was counted"))
    yield Bullets(remarks_module.remarks_in_words(report.remarks, report.period))


def _killings(report: Statement) -> Iterator[Block]:
    """Yield, before everything else, who was killed."""
    killed = [incident for incident in report.records if Category.KIL in incident.categories]
    if not killed:
        return
    figure = wording.cases_of_category(Category.KIL, figure_of(incident.number for incident in killed))
    titles = {name: title for case in report.cases for name, title in case.outlet_titles.items()}
    named = [victim for incident in killed for victim in incident.victims if may_be_named(victim)]
    if named:
        who = one_line(list_of_persons(named, titles))
        yield Paragraph(runs(tr("In this time we recorded {killings}: {who}."), killings=figure, who=who))
    else:
        yield Paragraph(runs(tr("In this time we recorded {killings}."), killings=figure))


def _counts(report: Statement) -> Iterator[Block]:
    """Yield the figures: in one sentence if they are of one block, else a line for each block, the gravest first."""
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
    yield Bullets(tuple(_of_block(block, figures) for block, figures in blocks.items()))


def _of_block(block: str | None, figures: Mapping[Category, Figure]) -> Runs:
    if len(figures) == 1:
        return (TextRun(f"{capitalized(block_words(block))}: "), *_listed(figures), TextRun("."))
    total = figure_of(number for figure in figures.values() for number in figure.numbers)
    return runs(
        tr("{block}: {list}; {total} in all."),
        block=capitalized(block_words(block)),
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
        source = TextRun(words_for_reader(theirs.source), href=theirs.url)
        yield Paragraph(runs(template, share=wording.percent(theirs.percent / 100), year=str(theirs.year), source=source))
    for sentence in rate_in_words(report.rate, report.period.as_of):
        yield Paragraph(sentence)


def _call() -> Iterator[str]:
    yield tr(
        "To the police and prosecutors: register every complaint of a journalist, investigate it without delay, and say in public what became of it."
    )
    yield tr(
        "To the courts and those in government: see that nobody who attacks, threatens or obstructs the press goes unpunished, whatever office they hold."
    )
    yield tr("To journalists and newsrooms: report every case, and keep following it until somebody is held accountable.")


def _table_notes(report: Statement) -> Iterator[Runs]:
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
