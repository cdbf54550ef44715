"""Who is pursued, harmed, and who complains: the same words with the roles turned round."""

import pytest

from classify.matching.case_roles import ROLES, find_roles, government
from classify.matching.lexicon import read_phrases
from records.vocabulary import SCREENING_LANGUAGES, Track
from tests.classify.read_text import read


def roles(lang: str, text: str) -> set[tuple[str, str]]:
    """Each role with its person as the text writes him, "press" or "other" before it."""
    marks, _ = read(lang, text)
    found = [one for sentence in find_roles(marks) for one in sentence.found]
    return {(one.role, f"{'press' if one.who.press else 'other'} {marks.words.original(one.who.start, one.who.end)}") for one in found}


@pytest.mark.parametrize(
    ("lang", "text", "role", "who"),
    [
        ("ru", "Суд приговорил журналиста к семи годам.", "pursued", "press журналиста"),
        ("ru", "Журналист приговорён к семи годам.", "pursued", "press Журналист"),
        ("ru", "Нападавшего на журналиста приговорили к двум годам.", "harmed", "press журналиста"),
        ("ru", "Нападавшего на журналиста приговорили к двум годам.", "pursued", "other Нападавшего на журналиста"),
        ("ru", "Журналиста, напавшего на полицейского, приговорили.", "pursued", "press Журналиста"),
        ("ru", "В отношении блогера возбудили дело.", "pursued", "press блогера"),
        ("ru", "Суд рассмотрит иск акима к газете.", "pursued", "press газете"),
        ("ru", "Суд рассмотрит иск акима к газете.", "complains", "other акима"),
        ("ru", "Полиция приняла заявление журналистки.", "complains", "press журналистки"),
        ("kk", "Журналиске айып тағылды.", "pursued", "press Журналиске"),
        ("kk", "Журналисті соққыға жыққан азамат сотталды.", "harmed", "press Журналисті"),
        ("kk", "Журналисті соққыға жыққан азамат сотталды.", "pursued", "other азамат"),
        ("kk", "Сот журналисті соттады.", "pursued", "press журналисті"),
        ("kk", "Блогердің үстінен іс қозғалды.", "pursued", "press Блогердің"),
        ("en", "The reporter was sentenced to two years.", "pursued", "press reporter"),
        ("en", "The guard who hit a reporter was sentenced.", "harmed", "press reporter"),
        ("en", "The guard who hit a reporter was sentenced.", "pursued", "other guard"),
        ("en", "Prosecutors dropped the case against the editor.", "pursued", "press editor"),
    ],
)
def test_a_person_is_found_in_the_role_that_case_and_place_give(lang: str, text: str, role: str, who: str) -> None:
    assert (role, who) in roles(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Нападавшего на журналиста приговорили к двум годам."),
        ("ru", "За избиение журналиста осуждён охранник."),
        ("kk", "Журналисті соққыға жыққан азамат сотталды."),
        ("en", "A man was convicted of beating a reporter."),
    ],
)
def test_whoever_was_harmed_is_not_the_one_who_is_pursued(lang: str, text: str) -> None:
    assert not any(role == "pursued" and who.startswith("press") for role, who in roles(lang, text))


@pytest.mark.parametrize("lang", SCREENING_LANGUAGES)
def test_every_row_of_the_tables_can_be_used(lang: str) -> None:
    for phrase in read_phrases(ROLES / f"{lang}.tsv"):
        if phrase.kind == "points":
            assert phrase.code in list(Track)
        elif phrase.kind == "offender":
            assert not phrase.code
        else:
            assert government(phrase.code).reach > 0


@pytest.mark.parametrize("code", ["beside acc 4", "after abc 4", "after acc four", "after acc"])
def test_a_code_that_cannot_be_read_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=r"unknown|invalid|not enough"):
        government(code)


def test_an_act_of_violence_that_only_the_tables_of_the_screening_know_harms_whom_it_is_done_to() -> None:
    assert ("harmed", "press тілшіні") in roles("kk", "Бейтаныс адам тілшіні пышақтап кетті.")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Полицейские, избившие блогера, не найдены, а сам он признан виновным."),
        ("en", "The officers who beat the blogger ran away; he was convicted."),
    ],
)
def test_what_is_said_of_a_pronoun_is_said_of_nobody_farther_off(lang: str, text: str) -> None:
    marks, _ = read(lang, text)
    pursued = [one for sentence in find_roles(marks) for one in sentence.found if one.role == "pursued"]
    assert {one.who.weight for one in pursued} == {0}
