"""By the criteria of others: UNESCO and the Committee on killings alone, the Council of Europe as a criterion and never as a judgement."""

import pytest

from records.i18n import LANGUAGES, speaking
from records.vocabulary import Category
from reports.publications import Panel, impunity
from reports.publications.criteria_section import criteria, meanings
from reports.publications.document_tree import DocumentTable, text
from tests.reports.publications.told import YEAR, case

pytestmark = pytest.mark.usefixtures("catalogues")
BLOW, CLAIM = case("KZ-2021-0001", Category.ATT, "DRP"), case("KZ-2021-0002", Category.CIV, "JDM")
KILLED = case("KZ-2021-0003", Category.KIL, "PTI", facts={"motive": "confirmed"})
HEARD = Panel(YEAR.since, ())


def rows(*incidents: object) -> list[list[str]]:
    with speaking("en"):
        report = impunity(list(incidents), YEAR, HEARD)  # type: ignore[arg-type]
        (table,) = [block for block in criteria(report) if isinstance(block, DocumentTable)]
        return [[text(cell) for cell in row] for row in table.rows]


def test_without_a_killing_neither_unesco_nor_the_committee_is_named() -> None:
    assert rows(BLOW, CLAIM) == [
        ["By the criterion of the Council of Europe, crimes", "Impunity", "1"],
        ["By the criterion of the Council of Europe, crimes", "No, or not yet", "0"],
    ]


def test_a_killing_is_judged_by_both_and_a_civil_claim_by_none() -> None:
    found = rows(BLOW, CLAIM, KILLED)
    assert ["By the criteria of UNESCO, killings", "Ongoing", "1"] in found
    assert ["By the criteria of the Committee to Protect Journalists, killings", "Complete impunity", "1"] in found
    assert sum(int(row[2]) for row in found if "Council" in row[0]) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_of_the_report_are_explained(lang: str) -> None:
    with speaking(lang):
        assert len(list(meanings(impunity([], YEAR, HEARD)))) == 3
