"""The types of Justice for Journalists and of Mapping Media Freedom: each incident once, and every type has a row."""

from dataclasses import replace

import pytest

from records.i18n import LANGUAGES, speaking
from records.vocabulary import Category, JfjType, MapmfType
from reports.publications.document_tree import DocumentTable, text
from reports.publications.figures import Figure, ReportRefused, figure_of
from reports.publications.taxonomies import require_taxonomies, taxonomies, taxonomy_tables
from tests.reports.publications.told import case

pytestmark = pytest.mark.usefixtures("catalogues")
MANY = [case(f"KZ-2021-{nth:04d}", category) for nth, category in enumerate(Category, 1)]
TOTAL = figure_of(one.number for one in MANY)


def test_every_category_is_in_one_type_of_each_and_the_types_come_to_the_total() -> None:
    found = taxonomies(MANY)
    require_taxonomies(found, TOTAL)
    assert (set(found.jfj), set(found.mapmf)) == (set(JfjType), set(MapmfType))
    assert "KZ-2021-0001" in found.jfj[JfjType.PHYSICAL].numbers


def test_a_type_that_lost_an_incident_refuses_the_report() -> None:
    found = taxonomies(MANY)
    with pytest.raises(ReportRefused, match="Mapping Media Freedom"):
        require_taxonomies(replace(found, mapmf={**found.mapmf, MapmfType.LEGAL: Figure(0)}), TOTAL)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_has_a_table_with_a_row_for_every_type_and_the_sum(lang: str) -> None:
    with speaking(lang):
        tables = list(taxonomy_tables((("x", taxonomies(MANY), TOTAL),)))
    assert [len(one.rows) for one in tables if isinstance(one, DocumentTable)] == [len(JfjType) + 1, len(MapmfType) + 1]
    for one in tables:
        assert isinstance(one, DocumentTable)
        values = [int(text(row[1])) for row in one.rows]
        assert sum(values[:-1]) == values[-1] == len(MANY)
