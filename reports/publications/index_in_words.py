"""What others say, in words: the rank in the press freedom index with its trend, the countries placed before, and a quotation. What the tables lack the editor is told."""

from collections.abc import Iterator

from records.country import home
from records.i18n import ntr, own_words, reader, tr
from reports.charts.chart_words import number
from reports.publications import wording
from reports.publications.document_tree import Runs, TextRun, runs
from reports.publications.reference import BetterPlaced, Quotation, Rank
from reports.publications.statement_report import Statement

_FOLDER = "reports/reference"


def index_in_words(report: Statement) -> Iterator[Runs]:
    """The rank of the last index that is known, and of which year it is; the ranks before it; who is placed before. Nothing if no rank is known."""
    rank = report.rank
    if rank is None:
        return
    source = TextRun(own_words(rank.source), href=rank.url)
    said: dict[str, str | TextRun] = {
        "country": tr(home().ranked),
        "rank": TextRun(str(rank.rank), strong=True),
        "of": str(rank.of),
        "year": str(rank.year),
        "source": source,
    }
    if rank.year == report.period.until.year:
        first = runs(tr("{country} ranks {rank} out of {of} in the {year} index ({source})."), **said)
    else:
        template = tr("The last known rank is that of {year}: {country} was number {rank} of {of} then ({source}).")
        first = runs(template, **said)
    yield (*first, *_trend(rank, report.earlier_ranks))
    if report.comparison:
        yield _better_placed(report.comparison)


def quotation_in_words(quoted: Quotation | None) -> Runs:
    """The quotation; empty if there is none, or none in the reader's language."""
    words = quoted.words.get(reader()) if quoted else None
    if not quoted or not words:
        return ()
    marked = f"“{words}”" if reader() == "en" else f"«{words}»"
    source = TextRun(own_words(quoted.source), href=quoted.url)
    return runs(tr("{who}: {words} (quoted from: {source})."), who=own_words(quoted.who), words=marked, source=source)


def index_notes(report: Statement) -> Iterator[Runs]:
    """What the editor may add to the tables."""
    year, known = str(report.period.until.year), report.rank
    if known is None or known.year != report.period.until.year:
        template = (
            tr("The rank in the press freedom index of {year} is not in the table as of this day; the last known one is told: {file}.")
            if known
            else tr("The rank in the press freedom index of {year} is not in the table as of this day, so that paragraph is left out: {file}.")
        )
        yield runs(template, year=year, file=f"{_FOLDER}/index_ranks.yaml")
    if known and report.comparison is None:
        template = tr("No comparison with other countries in the index of {year} is in the table, so that sentence is left out: {file}.")
        yield runs(template, year=str(known.year), file=f"{_FOLDER}/comparison.yaml")
    if not quotation_in_words(report.quotation):
        template = tr("No quotation for {year} in this language is in the table, so that paragraph is left out: {file}.")
        yield runs(template, year=year, file=f"{_FOLDER}/quotation.yaml")


def _trend(rank: Rank, earlier: tuple[Rank, ...]) -> Runs:
    """How far it moved since the index before, and the ranks of the years before; nothing if none is known."""
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
    listed = ", ".join(f"{one.rank} ({one.year})" for one in earlier)
    told = tr("Earlier ranks: {ranks}.").format(ranks=listed)
    return (TextRun(f" {moved} {told}"),)


def _better_placed(found: BetterPlaced) -> Runs:
    countries = wording.joined([TextRun(own_words(country)) for country in found.better])
    template = tr("Countries such as {countries} ranked higher ({source}).")
    return runs(template, countries=countries, source=TextRun(own_words(found.source), href=found.url))
