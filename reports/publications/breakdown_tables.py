"""Who did it, against whom, who is affected, by which law and over which sums, as tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from records.country.law_reading import CitedArticle, article_words, listed
from records.i18n import kept_in, tr
from records.persons.professions import profession_word
from records.vocabulary import ACTOR_LABELS, GENDER_LABELS, TARGET_LABELS, Actor, Gender, Target
from reports.charts.chart_words import number
from reports.publications import wording
from reports.publications.breakdown import Breakdown
from reports.publications.document_tree import Block, Paragraph, TextRun
from reports.publications.figure_tables import Cell, table
from reports.publications.figures import Figure

Key = TypeVar("Key")
_MOST = 20
"""As many professions and articles of law stand in a table, the most frequent ones; the JSON form has all."""


def who_tables(heads: Sequence[str], found: Sequence[Breakdown], totals: Sequence[Figure]) -> Iterator[Block]:
    """By who did it, by target, and online. `heads` are the columns, of which each has its figures and its total."""
    actors = _rows(list(Actor), [one.by_actor for one in found], actor_words)
    yield _summed(tr("By who did it"), tr("Who did it"), heads, actors, totals)
    yield from target_tables(heads, found, totals)


def target_tables(heads: Sequence[str], found: Sequence[Breakdown], totals: Sequence[Figure]) -> Iterator[Block]:
    """By target, and online."""
    targets = _rows([*Target, None], [one.by_target for one in found], _target)
    yield _summed(tr("By target"), tr("Against whom"), heads, targets, totals)
    where: list[tuple[Cell, ...]] = [
        (tr("On the internet"), *(one.online for one in found)),
        (tr("Elsewhere, or it is not recorded where"), *(one.offline for one in found)),
    ]
    yield _summed(tr("Online"), tr("Where it happened"), heads, where, totals)


def person_tables(heads: Sequence[str], found: Sequence[Breakdown], totals: Sequence[Figure]) -> Iterator[Block]:
    """The persons affected by profession and by gender; `totals` are how many they are."""
    words = _first([one.by_profession for one in found])
    professions = _rows(words, [one.by_profession for one in found], _profession)
    yield _summed(tr("Persons affected, by profession"), tr("Profession"), heads, professions[:_MOST], totals if len(professions) <= _MOST else ())
    genders = _rows(list(Gender), [one.by_gender for one in found], lambda code: wording.first_up(tr(GENDER_LABELS[code])))
    yield _summed(tr("Persons affected, by gender"), tr("Gender"), heads, genders, totals)


def law_tables(heads: Sequence[str], found: Sequence[Breakdown]) -> Iterator[Block]:
    """Articles of law, and sums claimed and awarded. Nothing of what is not on record."""
    articles: list[tuple[Cell, ...]] = _rows(_first([one.by_law for one in found]), [one.by_law for one in found], _article)[:_MOST]
    if articles:
        yield table(tr("Articles of law that are named"), (tr(kept_in("law", "Article")), *heads), articles)
        yield Paragraph(
            (TextRun(tr("An incident that names several articles stands under each of them, so that the lines do not add up.")),), small=True
        )
    sums: list[tuple[Cell, ...]] = [
        (label.format(currency=currency), *(_sum(figures.get(currency)) for figures in some))
        for label, some in (
            (tr("Claimed, {currency}"), [one.claimed for one in found]),
            (tr("Awarded, {currency}"), [one.awarded for one in found]),
        )
        for currency in sorted({currency for figures in some for currency in figures})
    ]
    if sums:
        yield table(tr("Sums of money"), (tr("Sum"), *heads), sums)


def actor_words(code: Actor) -> str:
    """Who did it, as a line of a table begins."""
    return wording.first_up(tr(ACTOR_LABELS[code]))


def _summed(caption: str, head: str, heads: Sequence[str], rows: list[tuple[Cell, ...]], totals: Sequence[Figure]) -> Block:
    whole: list[tuple[Cell, ...]] = [*rows, (tr("In all"), *totals)] if totals else rows
    return table(caption, (head, *heads), whole, sums=[len(rows)] if totals else ())


def _rows(order: Sequence[Key], columns: Sequence[Mapping[Key, Figure]], words: Callable[[Key], str]) -> list[tuple[Cell, ...]]:
    """A row for each that any column has, in this order."""
    return [(words(one), *(column.get(one, Figure(0)) for column in columns)) for one in order if any(one in column for column in columns)]


def _first(columns: Sequence[Mapping[str, Figure]]) -> list[str]:
    """The keys of all columns, those of the first one first."""
    return list(dict.fromkeys(key for column in columns for key in column))


def _target(code: Target | None) -> str:
    return wording.first_up(tr(TARGET_LABELS[code])) if code else tr("Not known")


def _profession(code: str) -> str:
    return wording.first_up(profession_word(code)) if code else tr("Not known")


def _article(written: str) -> str:
    code, _, article = written.partition(" ")
    found = listed(code, article)
    words = article_words(CitedArticle(code, article))
    return f"{words} ({tr(found.title)})" if found else words


def _sum(figure: Figure | None) -> Cell:
    return "—" if figure is None else TextRun(number(figure.value), figure.numbers)
