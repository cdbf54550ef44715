"""Breakdowns of a report's incidents by block and category, actor, target and law, and of the persons affected, with their tables."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from records.country.law_citations import CitedArticle
from records.country.law_reading import article_words, listed_article
from records.i18n import pgettext_noop, tr
from records.incident_model import Incident
from records.language.letters import capitalized
from records.persons.repository import profession_code, profession_word
from records.vocabulary import ACTOR_LABELS, BY_GRAVITY, CATEGORIES, GENDER_LABELS, TARGET_LABELS, Actor, Category, Gender, Target
from reports.charts.chart_words import number
from reports.publications.document_tree import Block, Paragraph, TextRun
from reports.publications.figure_tables import Cell, table
from reports.publications.figures import Figure, ReportRefused, figure_of, require_sum
from reports.publications.persons_affected import Persons, persons_by

# Incidents by Adil Soz's blocks and their categories, compared with a year before.

BLOCKS: tuple[str | None, ...] = ("A", "B", "C", None)


class Categorised(Protocol):
    """Anything with a number and a primary category: an incident, or the part of it that is counted."""

    @property
    def number(self) -> str:
        """The number of the incident."""

    @property
    def primary(self) -> Category:
        """The category by which it is counted."""


@dataclass(frozen=True)
class MonthlyLine:
    """A category in the period and in the same days of the year before."""

    category: Category
    now: Figure
    before: Figure


@dataclass(frozen=True)
class CategoryBlock:
    """A block of Adil Soz with those of its categories that occurred. The block None is for categories in no block (border, deportation)."""

    block: str | None
    lines: tuple[MonthlyLine, ...]
    now: Figure
    before: Figure


def block_lines(now: Sequence[Categorised], before: Sequence[Categorised]) -> tuple[CategoryBlock, ...]:
    """Return every block, its categories by gravity, the gravest first."""
    blocks_now, blocks_before = by_block(now), by_block(before)
    lines_now, lines_before = _by_category(now), _by_category(before)
    blocks = []
    for block in BLOCKS:
        lines = [
            MonthlyLine(category, lines_now.get(category, Figure(0)), lines_before.get(category, Figure(0)))
            for category in BY_GRAVITY
            if category.facts.block == block and (category in lines_now or category in lines_before)
        ]
        blocks.append(CategoryBlock(block, tuple(lines), blocks_now.get(block, Figure(0)), blocks_before.get(block, Figure(0))))
    return tuple(blocks)


def require_blocks(blocks: Sequence[CategoryBlock], total: Figure, total_before: Figure) -> None:
    """Raise ReportRefused if the lines do not add up to their block, or the blocks to the totals."""
    for block in blocks:
        name = tr("block {letter}").format(letter=block.block) if block.block else tr("outside the blocks")
        require_sum(name, (line.now for line in block.lines), block.now)
        require_sum(name, (line.before for line in block.lines), block.before)
    require_sum(tr("Blocks"), (block.now for block in blocks), total)
    require_sum(tr("Blocks"), (block.before for block in blocks), total_before)


def by_block(incidents: Iterable[Categorised]) -> dict[str | None, Figure]:
    """Return the number of incidents in each block that has any."""
    grouped: dict[str | None, list[str]] = {}
    for incident in incidents:
        grouped.setdefault(CATEGORIES[incident.primary].block, []).append(incident.number)
    return {block: figure_of(numbers) for block, numbers in grouped.items()}


def _by_category(incidents: Iterable[Categorised]) -> dict[Category, Figure]:
    grouped: dict[Category, list[str]] = {}
    for incident in incidents:
        grouped.setdefault(incident.primary, []).append(incident.number)
    return {category: figure_of(numbers) for category, numbers in grouped.items()}


Key = TypeVar("Key")


@dataclass(frozen=True)
class Breakdown:
    """The same incidents by several fields.

    `by_actor`, `by_target` and `online` with `offline` have each incident once; None is a target that is not known.

    `by_profession` and `by_gender` count persons, each once; they add up to the persons affected. A profession is given by its English word, one that
    is not in the list as it is written, and none as an empty text.

    `by_law` has an incident under every article that it names, as "KZ-CC 274", so that its figures do not add up to anything. `claimed` and `awarded`
    are sums of money by currency (ISO 4217), in whole units, over the incidents behind them; an incident in which nothing was awarded adds 0 and is
    among these.
    """

    by_actor: dict[Actor, Figure]
    by_target: dict[Target | None, Figure]
    online: Figure
    offline: Figure
    by_profession: dict[str, Figure]
    by_gender: dict[Gender, Figure]
    by_law: dict[str, Figure]
    claimed: dict[str, Figure]
    awarded: dict[str, Figure]


def breakdown(incidents: Sequence[Incident]) -> Breakdown:
    """Count incidents by several fields. Rows are in the order of their codes; professions and articles by count, then by words."""
    return Breakdown(
        by_actor=_in_order(Actor, _by(incidents, lambda incident: incident.actor)),
        by_target=_in_order([*Target, None], _by(incidents, lambda incident: incident.facts.get("target"))),
        online=figure_of(incident.number for incident in incidents if incident.facts.get("online")),
        offline=figure_of(incident.number for incident in incidents if not incident.facts.get("online")),
        by_profession=_by_size(persons_by(incidents, lambda victim: profession_code(victim.profession), "")),
        by_gender=_in_order(Gender, persons_by(incidents, lambda victim: victim.gender, Gender.UNKNOWN)),
        by_law=_by_size(_by_law(incidents)),
        claimed=_sums(incidents, "amount_claimed"),
        awarded=_sums(incidents, "amount_awarded"),
    )


def require_breakdown(counted: Breakdown, total: Figure, persons: Persons) -> None:
    """Raise ReportRefused unless each table of incidents has every incident once, and each of persons every person once."""
    require_sum(tr("By who did it"), counted.by_actor.values(), total)
    require_sum(tr("By target"), counted.by_target.values(), total)
    require_sum(tr("Online"), (counted.online, counted.offline), total)
    for name, figures in ((tr("By profession"), counted.by_profession), (tr("By gender"), counted.by_gender)):
        summed = sum(figure.value for figure in figures.values())
        if summed != persons.affected.value:
            words = tr("the report is refused: the lines of “{what}” come to {sum} persons, the total is {total}")
            raise ReportRefused(words.format(what=name, sum=summed, total=persons.affected.value))


def _by(incidents: Iterable[Incident], key: Callable[[Incident], Key]) -> dict[Key, Figure]:
    grouped: dict[Key, list[str]] = {}
    for incident in incidents:
        grouped.setdefault(key(incident), []).append(incident.number)
    return {value: figure_of(numbers) for value, numbers in grouped.items()}


def _by_law(incidents: Iterable[Incident]) -> dict[str, Figure]:
    grouped: dict[str, dict[str, None]] = {}
    for incident in incidents:
        for law_article in incident.facts.get("law_articles", ()):
            grouped.setdefault(f"{law_article.code} {law_article.article}", {})[incident.number] = None
    return {article: figure_of(numbers) for article, numbers in grouped.items()}


def _sums(incidents: Iterable[Incident], field: str) -> dict[str, Figure]:
    grouped: dict[str, dict[str, int]] = {}
    for incident in incidents:
        amount = incident.facts.get(field)
        if amount is not None:
            currency = str(incident.facts.get("currency") or "")
            grouped.setdefault(currency, {})[incident.number] = amount
    return {currency: Figure(sum(amounts.values()), tuple(amounts)) for currency, amounts in sorted(grouped.items())}


def _in_order(order: Iterable[Key], figures: dict[Key, Figure]) -> dict[Key, Figure]:
    return {key: figures[key] for key in order if key in figures}


def _by_size(figures: dict[str, Figure]) -> dict[str, Figure]:
    return {key: figures[key] for key in sorted(figures, key=lambda key: (-figures[key].value, key))}


# Tables of actors, targets, persons affected, laws and sums.

_MOST = 20
"""The largest number of professions and articles of law in a table, the most frequent ones; the JSON form has all."""


def who_tables(heads: Sequence[str], breakdowns: Sequence[Breakdown], totals: Sequence[Figure]) -> Iterator[Block]:
    """Yield tables by actor, by target, and online. Each of the columns `heads` has its figures and its total."""
    actors = _rows(list(Actor), [column.by_actor for column in breakdowns], actor_words)
    yield _summed(tr("By who did it"), tr("Who did it"), heads, actors, totals)
    yield from target_tables(heads, breakdowns, totals)


def target_tables(heads: Sequence[str], breakdowns: Sequence[Breakdown], totals: Sequence[Figure]) -> Iterator[Block]:
    """Yield tables by target, and online."""
    targets = _rows([*Target, None], [column.by_target for column in breakdowns], _target)
    yield _summed(tr("By target"), tr("Against whom"), heads, targets, totals)
    where: list[tuple[Cell, ...]] = [
        (tr("On the internet"), *(column.online for column in breakdowns)),
        (tr("Elsewhere, or it is not recorded where"), *(column.offline for column in breakdowns)),
    ]
    yield _summed(tr("Online"), tr("Where it happened"), heads, where, totals)


def person_tables(heads: Sequence[str], breakdowns: Sequence[Breakdown], totals: Sequence[Figure]) -> Iterator[Block]:
    """Yield tables of the persons affected by profession and by gender; `totals` are their numbers."""
    words = _first([column.by_profession for column in breakdowns])
    professions = _rows(words, [column.by_profession for column in breakdowns], _profession)
    yield _summed(tr("Persons affected, by profession"), tr("Profession"), heads, professions[:_MOST], totals if len(professions) <= _MOST else ())
    genders = _rows(list(Gender), [column.by_gender for column in breakdowns], lambda code: capitalized(tr(GENDER_LABELS[code])))
    yield _summed(tr("Persons affected, by gender"), tr("Gender"), heads, genders, totals)


def law_tables(heads: Sequence[str], breakdowns: Sequence[Breakdown]) -> Iterator[Block]:
    """Yield tables of articles of law, and of sums claimed and awarded, as far as they are on record."""
    articles: list[tuple[Cell, ...]] = _rows(_first([column.by_law for column in breakdowns]), [column.by_law for column in breakdowns], _article)[
        :_MOST
    ]
    if articles:
        yield table(tr("Articles of law that are named"), (tr(pgettext_noop("law", "Article")), *heads), articles)
        yield Paragraph(
            (TextRun(tr("An incident that names several articles stands under each of them, so that the lines do not add up.")),), small=True
        )
    sums: list[tuple[Cell, ...]] = [
        (label.format(currency=currency), *(_sum(figures.get(currency)) for figures in columns))
        for label, columns in (
            (tr("Claimed, {currency}"), [column.claimed for column in breakdowns]),
            (tr("Awarded, {currency}"), [column.awarded for column in breakdowns]),
        )
        for currency in sorted({currency for figures in columns for currency in figures})
    ]
    if sums:
        yield table(tr("Sums of money"), (tr("Sum"), *heads), sums)


def actor_words(code: Actor) -> str:
    """Return the actor as the first cell of a row."""
    return capitalized(tr(ACTOR_LABELS[code]))


def _summed(caption: str, head: str, heads: Sequence[str], rows: list[tuple[Cell, ...]], totals: Sequence[Figure]) -> Block:
    whole: list[tuple[Cell, ...]] = [*rows, (tr("In all"), *totals)] if totals else rows
    return table(caption, (head, *heads), whole, sums=[len(rows)] if totals else ())


def _rows(order: Sequence[Key], columns: Sequence[Mapping[Key, Figure]], words: Callable[[Key], str]) -> list[tuple[Cell, ...]]:
    """Return a row for each key that any column has, in this order."""
    return [(words(key), *(column.get(key, Figure(0)) for column in columns)) for key in order if any(key in column for column in columns)]


def _first(columns: Sequence[Mapping[str, Figure]]) -> list[str]:
    """Return the keys of all columns, those of the first column first."""
    return list(dict.fromkeys(key for column in columns for key in column))


def _target(code: Target | None) -> str:
    return capitalized(tr(TARGET_LABELS[code])) if code else tr("Not known")


def _profession(code: str) -> str:
    return capitalized(profession_word(code)) if code else tr("Not known")


def _article(written: str) -> str:
    code, _, article = written.partition(" ")
    listed = listed_article(code, article)
    words = article_words(CitedArticle(code, article))
    return f"{words} ({tr(listed.title)})" if listed else words


def _sum(figure: Figure | None) -> Cell:
    return "—" if figure is None else TextRun(number(figure.value), figure.numbers)
