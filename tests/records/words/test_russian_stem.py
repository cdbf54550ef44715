"""Russian words without the endings of nouns and adjectives."""

import pytest

from records.words.russian_stem import russian_stem, without_many


@pytest.mark.parametrize(
    "forms",
    [
        "журналист журналиста журналисту журналистом журналисте журналисты журналистам журналистами журналистах",
        "полиция полиции полицию полицией",
        "суд суда суду судом суде суды судами",
        "новый новая новое новые нового новому новым новыми новую новой",
        "газета газеты газету газетой газет газетам",
        "Ахметов Ахметова Ахметову Ахметовым Ахметовой Ахметовых",
        "Бендицкий Бендицкая Бендицкого Бендицкому Бендицкую Бендицким",
        "избил избила избили",
        "ребёнок ребенок",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({russian_stem(form) for form in forms.casefold().split()}) == 1


@pytest.mark.parametrize("word", ["суд", "шея", "мэр", "кг", "", "я", "стр"])
def test_three_letters_with_a_vowel_remain(word: str) -> None:
    assert russian_stem(word) == word


def test_the_ending_of_many_is_taken_off_apart_since_most_surnames_have_it_too() -> None:
    assert without_many(russian_stem("журналистов")) == russian_stem("журналист")
    assert without_many("сериков") == "серик"
    assert without_many("шов") == "шов"
