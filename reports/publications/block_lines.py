"""Incidents by Adil Soz's blocks and their categories, beside those of a year before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from records.i18n import tr
from records.vocabulary import BY_GRAVITY, CATEGORIES, Category
from reports.publications.figures import Figure, figure_of, require_sum

BLOCKS: tuple[str | None, ...] = ("A", "B", "C", None)


class Categorised(Protocol):
    """What has a number and a primary category: an incident, or the little of it that is counted."""

    @property
    def number(self) -> str:
        """Its number."""

    @property
    def primary(self) -> Category:
        """By which it is counted."""


@dataclass(frozen=True)
class MonthlyLine:
    """A category in the period and in the same days of the year before."""

    category: Category
    now: Figure
    before: Figure


@dataclass(frozen=True)
class CategoryBlock:
    """A block of Adil Soz with those of its categories that occurred. None holds what is in no block (border, deportation)."""

    block: str | None
    lines: tuple[MonthlyLine, ...]
    now: Figure
    before: Figure


def block_lines(now: Sequence[Categorised], before: Sequence[Categorised]) -> tuple[CategoryBlock, ...]:
    """Every block, the categories by gravity, the gravest first."""
    blocks_now, blocks_before = by_block(now), by_block(before)
    lines_now, lines_before = _by_category(now), _by_category(before)
    found = []
    for block in BLOCKS:
        lines = [
            MonthlyLine(category, lines_now.get(category, Figure(0)), lines_before.get(category, Figure(0)))
            for category in BY_GRAVITY
            if category.facts.block == block and (category in lines_now or category in lines_before)
        ]
        found.append(CategoryBlock(block, tuple(lines), blocks_now.get(block, Figure(0)), blocks_before.get(block, Figure(0))))
    return tuple(found)


def require_blocks(blocks: Sequence[CategoryBlock], total: Figure, total_before: Figure) -> None:
    """Raises ReportRefused if the lines do not add up to their block, or the blocks to the totals."""
    for block in blocks:
        name = tr("block {letter}").format(letter=block.block) if block.block else tr("outside the blocks")
        require_sum(name, (line.now for line in block.lines), block.now)
        require_sum(name, (line.before for line in block.lines), block.before)
    require_sum(tr("Blocks"), (block.now for block in blocks), total)
    require_sum(tr("Blocks"), (block.before for block in blocks), total_before)


def by_block(incidents: Iterable[Categorised]) -> dict[str | None, Figure]:
    """How many incidents each block has that has any."""
    found: dict[str | None, list[str]] = {}
    for incident in incidents:
        found.setdefault(CATEGORIES[incident.primary].block, []).append(incident.number)
    return {block: figure_of(numbers) for block, numbers in found.items()}


def _by_category(incidents: Iterable[Categorised]) -> dict[Category, Figure]:
    found: dict[Category, list[str]] = {}
    for incident in incidents:
        found.setdefault(incident.primary, []).append(incident.number)
    return {category: figure_of(numbers) for category, numbers in found.items()}
