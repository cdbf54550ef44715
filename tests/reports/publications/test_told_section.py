"""Told cases stand under what they show. A journalist's own case never stands under how those responsible escape."""

import pytest

from records.i18n import speaking
from records.vocabulary import Category
from reports.publications.cases import set_cases
from reports.publications.document_tree import Block, Heading, Paragraph, text
from reports.publications.told_section import impunity_told, others_told, pursuit_told, to_the_editor
from tests.reports.publications.told import YEAR, case

pytestmark = pytest.mark.usefixtures("catalogues")
MANY = [
    case("KZ-2021-0001", Category.ATT, "DRP"),
    case("KZ-2021-0002", Category.KIL, "CVF"),
    case("KZ-2021-0003", Category.CRM, "JCT"),
    case("KZ-2021-0004", Category.CRM, "JAC"),
    case("KZ-2021-0005", Category.CRT),
]


def outline(blocks: list[Block]) -> list[str]:
    return [block.text if isinstance(block, Heading) else block.runs[0].numbers[0] for block in blocks if isinstance(block, Heading | Paragraph)]


def test_each_case_stands_under_what_it_shows() -> None:
    cases = set_cases(MANY, [], YEAR, MANY)
    with speaking("en"):
        assert outline([*impunity_told(cases), *pursuit_told(cases), *others_told(cases)]) == [
            "How those responsible escape", "KZ-2021-0001",
            "Where somebody was held to account", "KZ-2021-0002",
            "Cases against journalists", "KZ-2021-0003",
            "Cases against journalists that ended well", "KZ-2021-0004",
            "Other cases", "KZ-2021-0005",
        ]  # fmt: skip


def test_without_cases_there_are_no_headings() -> None:
    assert [*impunity_told(()), *pursuit_told(()), *others_told(())] == []


def test_the_editor_is_told_which_cases_lack_a_summary() -> None:
    with speaking("en"):
        told = [text(one) for one in to_the_editor(set_cases(MANY[:1], [], YEAR, MANY[:1]))]
    assert told == ["KZ-2021-0001 has no summary; it is told from its fields."]
