"""Told cases stand under what they show. A journalist's own case never stands under how those responsible escape."""

from dataclasses import replace

import pytest

from records.i18n import speaking
from records.incident_model import Source, Victim
from records.vocabulary import Category
from reports.publications.cases import set_cases
from reports.publications.document_tree import Block, Heading, Paragraph, text
from reports.publications.told_section import impunity_told, others_told, pursuit_told, to_the_editor, told
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
    assert told == ["KZ-2021-0001 has no summary; its text was built from the record's fields."]


def test_sources_stand_by_the_title_of_the_outlet_and_never_by_our_code() -> None:
    sources = (Source("a", "https://mayak.example/1", "kz_sample_mayak"), Source("b", "https://syr.example/2", "kz_sample_syr"))
    (one,) = set_cases([case("KZ-2021-0001", Category.KIL, articles=sources)], [], YEAR)
    with speaking("ru"):
        paragraph = told(replace(one, outlet_titles={"kz_sample_mayak": "Маяк"}))
    assert isinstance(paragraph, Paragraph)
    assert text(paragraph.runs).endswith(" Источники: Маяк и syr.example.")
    assert [run.href for run in paragraph.runs if run.href] == ["https://mayak.example/1", "https://syr.example/2"]


def test_two_articles_of_one_outlet_are_told_apart_by_their_days() -> None:
    sources = tuple(Source(f"{nth}", f"https://mayak.example/{nth}", "kz_mayak", published_at=f"2021-03-0{nth}T10:00:00") for nth in (1, 2))
    (one,) = set_cases([case("KZ-2021-0001", Category.KIL, articles=sources)], [], YEAR)
    with speaking("en"):
        paragraph = told(one)
    assert isinstance(paragraph, Paragraph)
    assert text(paragraph.runs).endswith(" Sources: mayak.example, Mar 1, 2021 and mayak.example, Mar 2, 2021.")


def test_the_editor_is_told_what_was_left_out_or_put_into_other_letters() -> None:
    one = case("KZ-2021-0001", Category.KIL, place="Сұлуқоныс", victims=(Victim("Ержан Жүнісов"),), titles={"en": "Killed"}, title_lang="en")
    with speaking("en"):
        said = [text(some) for some in to_the_editor(set_cases([one], [], YEAR))]
    assert said[1:] == [
        "Left out, since nobody has checked it: the title in this language of 1 incident.",
        "Left out, since nobody recorded what this language calls it: the place of 1 incident.",
        "Names were transliterated automatically, since their spelling in this language is not on record; check them in 1 incident.",
    ]
