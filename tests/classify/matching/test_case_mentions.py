"""Who is mentioned, and in which case the words stand: the press with its names, and whoever else may be pursued."""

import pytest

from classify.matching.case_mentions import Mention, offenders, press_mentions
from tests.classify.read_text import read


def press(lang: str, text: str) -> list[tuple[str, set[str]]]:
    marks, _ = read(lang, text)
    return [(marks.words.original(one.start, one.end), set(one.cases)) for one in press_mentions(marks)]


def others(lang: str, text: str) -> dict[str, Mention]:
    """Whoever is found without any table: doers by their suffix, and pronouns."""
    marks, _ = read(lang, text)
    found = [one for span in marks.words.sentences for one in offenders(marks, [], span, press_mentions(marks))]
    return {marks.words.original(one.start, one.end): one for one in found}


def test_a_role_and_a_name_are_one_person_in_the_case_of_the_russian_role() -> None:
    assert press("ru", "Суд оштрафовал журналистку Айгуль Серикову.") == [("журналистку Айгуль Серикову", {"acc"})]
    assert press("ru", "Нападение на блогера Марата Оспанова расследуют.")[0] == ("блогера Марата Оспанова", {"gen", "acc", "на"})


def test_a_kazakh_phrase_shows_its_case_at_the_end() -> None:
    assert press("kk", "Сот журналист Асхат Серіковті соттады.")[0][1] == {"acc"}
    assert press("kk", "Тілші қыздың микрофонын алды.")[0] == ("Тілші қыздың", {"gen"})


def test_no_english_subject_stands_behind_a_preposition_or_before_an_apostrophe() -> None:
    assert press("en", "A reporter was fined.")[0][1] == {"nom", "acc"}
    assert press("en", "Men who burnt the office of the weekly were jailed.")[0][1] == {"acc"}
    assert press("en", "The reporter's attackers were jailed.")[0][1] == {"gen"}


@pytest.mark.parametrize(
    ("lang", "text", "who", "cases"),
    [
        ("ru", "Суд оправдал мясника.", "мясника", {"gen", "acc"}),
        ("ru", "Наказаны два застройщика.", "застройщика", {"gen", "acc"}),
        ("kk", "Сот сатушыны соттады.", "сатушыны", {"acc"}),
        ("ru", "Его приговорили к году.", "Его", {"acc"}),
        ("kk", "Оған айып тағылды.", "Оған", {"dat"}),
        ("en", "She was fined.", "She", {"nom"}),
    ],
)
def test_doers_and_pronouns_are_found_without_a_table(lang: str, text: str, who: str, cases: set[str]) -> None:
    assert others(lang, text)[who].cases == cases


def test_an_ordinal_is_no_doer_and_a_pronoun_weighs_nothing() -> None:
    assert "екінші" not in others("kk", "Ол екінші рет сотталды.")
    assert others("kk", "Ол екінші рет сотталды.")["Ол"].weight == 0
