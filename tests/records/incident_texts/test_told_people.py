"""Who is told of: with role and outlet as each language says it, never more than three by name, and nobody whose name is withheld."""

from dataclasses import replace
from datetime import date

import pytest

from records.i18n import speaking
from records.incident_model import Incident, Victim
from records.incident_texts.told_people import also_told, not_named_in, people_told, quoted_outlet
from records.vocabulary import Category, Gender, Target

pytestmark = pytest.mark.usefixtures("catalogues")
ASEL = Victim("Асель Ахметова", "корреспондент", "Заман")
ZHANAT = Victim("Жанат Омаров", "оператор")
OLGA = Victim("Ольга Тарасова", "", "Заман")
ATTACK = Incident("KZ-2021-0001", Category.ATT, (Category.ATT,), date(2021, 3, 1), victims=(ASEL,))


def test_a_person_stands_with_role_and_outlet_in_each_language() -> None:
    said = {
        "kk": "«Заман» басылымының тілшісі Асель Ахметова",
        "ru": "корреспондент издания «Заман» Асель Ахметова",
        "en": "Zaman journalist Asel Akhmetova",
    }
    for lang, words in said.items():
        with speaking(lang):
            assert people_told(ATTACK).words == words


def test_the_verb_follows_what_is_known_of_her_or_what_her_name_shows() -> None:
    assert people_told(ATTACK).female
    assert not people_told(replace(ATTACK, victims=(ZHANAT,))).female
    assert people_told(replace(ATTACK, victims=(Victim("Асель Али", gender=Gender.FEMALE),))).female
    assert not people_told(replace(ATTACK, victims=(replace(ASEL, gender=Gender.MALE),))).female


def test_of_forty_three_are_named_and_the_others_counted() -> None:
    with speaking("ru"):
        told = people_told(replace(ATTACK, victims=(ASEL, ZHANAT, OLGA) * 13 + (ASEL,)))
    assert told.several
    assert told.words.endswith("Асель Ахметова, оператор Жанат Омаров, Ольга Тарасова («Заман») и ещё 37 человек")


def test_nobody_is_named_whose_name_is_withheld_and_others_are_counted_with_her() -> None:
    withheld = replace(ASEL, publish=False)
    with speaking("en"):
        assert people_told(replace(ATTACK, victims=(withheld,))).words == ""
        assert people_told(replace(ATTACK, victims=(withheld, ZHANAT))).words == "camera operator Zhanat Omarov and 1 other person"
        assert also_told([ZHANAT], more=1) == "camera operator Zhanat Omarov and 1 other person"
    assert not_named_in("", [withheld]) == []


def test_where_nobody_is_recorded_it_is_the_newsroom_by_its_title() -> None:
    room = replace(ATTACK, victims=(), outlets=("kz_zaman",))
    with speaking("ru"):
        assert people_told(room, {"kz_zaman": "Заман"}).words == "редакция издания «Заман»"
    assert people_told(replace(room, outlets=())).words == ""


def test_the_role_is_told_from_the_target_where_the_record_has_none() -> None:
    with speaking("ru"):
        assert people_told(replace(ATTACK, victims=(Victim("Иван Ли"),), facts={"target": Target.BLOGGER})).words == "блогер Иван Ли"
        assert quoted_outlet("") == ""


@pytest.mark.parametrize(
    ("summary", "lacking"),
    [
        ("Мужчина напал на Асель Ахметову.", []),
        ("Ер адам Асель Ахметоваға шабуыл жасады.", []),
        ("A man attacked Asel Akhmetova.", []),
        ("Мужчина напал на корреспондента.", [ASEL]),
        ("Напали на Ахмета.", [ASEL]),
        ("", [ASEL]),
    ],
)
def test_a_summary_names_her_in_whatever_case_and_script(summary: str, lacking: list[Victim]) -> None:
    assert not_named_in(summary, [ASEL]) == lacking
