"""In the place of a name stands the profession, in the reader's language."""

import pytest

from records.i18n import speaking
from records.persons.professions import profession_in_reader_language, profession_word


@pytest.mark.parametrize(
    ("written", "kk", "ru", "en"),
    [
        ("тілші", "тілші", "журналист", "journalist"),
        ("Журналистка", "тілші", "журналист", "journalist"),
        ("репортёр", "тілші", "журналист", "journalist"),
        (" главный редактор ", "бас редактор", "главный редактор", "editor-in-chief"),
        ("cameraman", "оператор", "оператор", "camera operator"),
        ("", "тілші", "журналист", "journalist"),
    ],
)
def test_a_profession_that_is_known_is_said_in_each_language(written: str, kk: str, ru: str, en: str) -> None:
    said = []
    for lang in ("kk", "ru", "en"):
        with speaking(lang):
            said.append(profession_word(written))
    assert said == [kk, ru, en]


def test_another_profession_is_said_in_its_own_language_and_else_is_a_journalist() -> None:
    with speaking("ru"):
        assert profession_word("верстальщица") == "верстальщица"
    with speaking("en"):
        assert profession_word("верстальщица") == "journalist"


def test_a_profession_stays_as_it_was_written_in_the_reader_s_language() -> None:
    with speaking("ru"):
        assert [profession_in_reader_language(one) for one in ("корреспондент", "тілші", "cameraman", "baker", "")] == [
            "корреспондент", "журналист", "оператор", "", "",
        ]  # fmt: skip
