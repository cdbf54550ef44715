"""Headlines and summaries told from the fields, as an editor of each language would sign them. The golden ones stand in `told_golden.tsv`:
`python -m tests.records.incident_texts.test_told_sentences` writes them anew; read them in all languages."""

from dataclasses import replace
from pathlib import Path

import pytest

from records.i18n import LANGUAGES
from records.incident_texts.text_slots import TextKind
from records.incident_texts.told_sentences import told_from_fields
from records.vocabulary import Category
from tests.records.incident_texts.told_cases import AIGUL, CASES, WITHHELD, case

GOLDEN = Path(__file__).with_name("told_golden.tsv")


def golden() -> list[list[str]]:
    return [line.split("\t") for line in GOLDEN.read_text(encoding="utf-8").splitlines()]


def told() -> list[list[str]]:
    return [[name, lang, *(told_from_fields(one, kind, lang) for kind in TextKind)] for name, one in CASES.items() for lang in ("kk", "ru", "en")]


def test_the_sentences_are_those_that_somebody_read() -> None:
    assert told() == golden()
    assert len(CASES) >= 15


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_a_withheld_name_is_in_no_sentence(lang: str) -> None:
    one = case(Category.ATT, victims=(WITHHELD, AIGUL))
    for kind in TextKind:
        words = told_from_fields(one, kind, lang)
        assert "Гүлнар" not in words
        assert "Ахметова" not in words
        assert "Жетісу таңы" not in words
        assert AIGUL.names[lang] in words


def test_a_name_is_told_as_the_record_of_the_person_has_it_in_the_language() -> None:
    one = case(Category.ATT, victims=(replace(AIGUL, names={}),))
    assert "Айгүл Сапарқызы" in told_from_fields(one, TextKind.TITLE, "ru")
    assert "Айгуль Сапаркызы" in told_from_fields(CASES["criminal case"], TextKind.TITLE, "ru")


def test_a_place_in_letters_that_a_language_lacks_gives_way_to_the_region() -> None:
    one = case(Category.ATT, place="Сұлуқоныс", region="KZ-33")
    assert told_from_fields(one, TextKind.TITLE, "kk").startswith("Сұлуқоныс: ")
    assert told_from_fields(one, TextKind.TITLE, "ru").startswith("Область Жетысу: ")
    assert told_from_fields(replace(one, region=None), TextKind.TITLE, "en").startswith("Сұлуқоныс: ")
    known = replace(one, place="Қорғас")
    assert told_from_fields(known, TextKind.TITLE, "ru").startswith("Хоргос: ")


def test_it_is_told_in_the_language_that_is_asked_for_whoever_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_LANG", "kk")
    assert told_from_fields(CASES["blocking"], TextKind.TITLE, "en").startswith("An outlet was blocked")
    assert set(LANGUAGES) == {"kk", "ru", "en"}


if __name__ == "__main__":
    GOLDEN.write_text("".join("\t".join(line) + "\n" for line in told()), encoding="utf-8")
