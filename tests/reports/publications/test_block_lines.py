"""Incidents by Adil Soz's blocks."""

from dataclasses import replace

import pytest

from records.vocabulary import Category
from reports.publications import Figure, ReportRefused
from reports.publications.block_lines import block_lines, by_block, require_blocks
from reports.publications.figures import figure_of
from tests.reports.publications.told import case

NOW = [case("KZ-2021-0001", Category.THR), case("KZ-2021-0002", Category.ATT), case("KZ-2021-0003", Category.ACC), case("KZ-2021-0004", Category.BOR)]
BEFORE = [case("KZ-2020-0001", Category.CRM)]
TOTALS = figure_of(one.number for one in NOW), figure_of(one.number for one in BEFORE)


def test_every_block_is_there_and_its_categories_stand_by_gravity_beside_those_of_the_year_before() -> None:
    blocks = block_lines(NOW, BEFORE)
    assert [(block.block, [line.category for line in block.lines]) for block in blocks] == [
        ("A", [Category.ATT, Category.THR]), ("B", [Category.ACC]), ("C", [Category.CRM]), (None, [Category.BOR]),
    ]  # fmt: skip
    assert (blocks[2].now, blocks[2].before) == (Figure(0), Figure(1, ("KZ-2020-0001",)))
    require_blocks(blocks, *TOTALS)


def test_blocks_that_do_not_come_to_the_total_are_refused() -> None:
    blocks = block_lines(NOW, BEFORE)
    with pytest.raises(ReportRefused, match="block A"):
        require_blocks([replace(blocks[0], lines=blocks[0].lines[:1]), *blocks[1:]], *TOTALS)
    with pytest.raises(ReportRefused, match="Blocks"):
        require_blocks(blocks[:3], *TOTALS)
    with pytest.raises(ReportRefused):
        require_blocks(blocks, TOTALS[0], Figure(0))


def test_a_block_without_incidents_is_none() -> None:
    assert by_block(NOW[2:]) == {"B": Figure(1, ("KZ-2021-0003",)), None: Figure(1, ("KZ-2021-0004",))}
