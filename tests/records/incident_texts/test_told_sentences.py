"""What happened, to whom and where, told from the fields as an editor of each language would sign it."""

from dataclasses import replace
from datetime import date
from itertools import chain

import pytest
from syrupy.assertion import SnapshotAssertion

from records.i18n import LANGUAGES, tr_to, use_language
from records.incident_model import Incident, Victim
from records.incident_texts.person_sentences import PERSON_CLAUSES, further_sentences, happened_to_whom, when_and_where
from records.incident_texts.sentences import (
    CLAUSES,
    TextKind,
    list_of_persons,
    not_named_in,
    people_phrase,
    place_for_reader,
    place_in_sentence,
    place_unreadable,
    quoted_outlet,
    text_from_fields,
)
from records.vocabulary import READ_BY_MACHINE, Actor, Category, DatePrecision, Gender, Target
from tests.records.incident_texts.told_cases import AIGUL, CASES, WITHHELD, case

ASEL = Victim("Асель Ахметова", "корреспондент", "Заман")
ZHANAT = Victim("Жанат Омаров", "оператор")
OLGA = Victim("Ольга Тарасова", "", "Заман")
ATTACK = Incident(
    "KZ-2026-0001", Category.ATT, (Category.ATT,), date(2026, 3, 12), day=date(2026, 3, 12), precision=DatePrecision.DAY, place="Алматы", region="KZ-75",
    victims=(ASEL,),
)  # fmt: skip
HIDDEN = replace(ASEL, publish=False)


# Headlines and summaries from the fields. Read the golden ones in all languages.


def test_the_sentences_are_those_that_somebody_read(snapshot: SnapshotAssertion) -> None:
    assert len(CASES) >= 15
    assert {
        name: {lang: [text_from_fields(one, kind, lang) for kind in TextKind] for lang in ("kk", "ru", "en")} for name, one in CASES.items()
    } == snapshot


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_withheld_name_is_in_no_sentence(lang: str) -> None:
    for kind in TextKind:
        words = text_from_fields(case(Category.ATT, victims=(WITHHELD, AIGUL)), kind, lang)
        assert not [name for name in ("Гүлнар", "Ахметова", "Жетісу таңы") if name in words]
        assert AIGUL.names[lang] in words


def test_a_name_and_a_place_are_those_that_the_language_has() -> None:
    one = case(Category.ATT, victims=(replace(AIGUL, names={}),))
    assert "Айгүл Сапарқызы" in text_from_fields(one, TextKind.TITLE, "ru")
    assert "Айгуль Сапаркызы" in text_from_fields(CASES["criminal case"], TextKind.TITLE, "ru")
    unknown = case(Category.ATT, place="Сұлуқоныс", region="KZ-33")
    for lang, incident, place in (
        ("kk", unknown, "Сұлуқоныс: "), ("ru", unknown, "Область Жетысу: "), ("en", replace(unknown, region=None), "Сұлуқоныс: "),
        ("ru", replace(unknown, place="Қорғас"), "Хоргос: "),
    ):  # fmt: skip
        assert text_from_fields(incident, TextKind.TITLE, lang).startswith(place)


def test_it_is_told_in_the_language_that_is_asked_for_whoever_reads() -> None:
    found = set()
    for reader in LANGUAGES:
        with use_language(reader):
            found.add(text_from_fields(CASES["blocking"], TextKind.TITLE, "en"))
    assert len(found) == 1


# One sentence: when and where, who, and what happened to whom.


def said(incident: Incident, lang: str) -> str:
    with use_language(lang):
        return f"{when_and_where(incident)} {happened_to_whom(incident)}.".replace("\u202f", " ")


def test_when_where_who_and_what_make_one_sentence_as_exactly_as_it_is_known(snapshot: SnapshotAssertion) -> None:
    bare = replace(ATTACK, day=None, precision=None, place=None, region=None, victims=())
    asked = {
        "day": ATTACK, "month": replace(ATTACK, precision=DatePrecision.MONTH), "year": replace(ATTACK, precision=DatePrecision.YEAR),
        "no date, no place, nobody": bare, "a date alone": replace(bare, day=ATTACK.day), "a withheld name": replace(ATTACK, victims=(HIDDEN,)),
    }  # fmt: skip
    assert {name: {lang: said(one, lang) for lang in LANGUAGES} for name, one in asked.items()} == snapshot(name="sentences")
    beside = [ATTACK, replace(ATTACK, actor=Actor.COURT), replace(ATTACK, primary=Category.ACC, categories=(Category.ACC, Category.CRT))]
    with use_language("en"):
        assert when_and_where(bare) == ""
        assert [list(further_sentences(one)) for one in beside] == snapshot(name="who was behind it, and what else happened")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_category_has_a_sentence_for_one_and_for_several(lang: str) -> None:
    assert set(PERSON_CLAUSES) == set(Category)
    told = [
        said(replace(ATTACK, primary=category, categories=(category,), victims=victims), lang)
        for category in Category
        for victims in (ATTACK.victims, (ZHANAT,), ATTACK.victims * 2)
    ]
    assert [one for one in told if "{" in one or "  " in one or (lang != "en" and " was " in one)] == []


def test_every_category_that_the_machine_proposes_has_clauses_that_are_whole_in_each_language() -> None:
    assert set(CLAUSES) == set(Category) >= set(READ_BY_MACHINE)
    for clause in filter(None, chain.from_iterable(CLAUSES.values())):
        words = [clause, *(tr_to(lang, clause) for lang in ("kk", "ru"))]
        assert len(set(words)) == 3
        assert not any(mark in one for one in words for mark in "{}.")


# Who is told of: never more than three by name, and nobody whose name is withheld.


def test_a_person_stands_with_role_and_outlet_in_each_language() -> None:
    words = {
        "kk": "«Заман» басылымының тілшісі Асель Ахметова", "ru": "корреспондент издания «Заман» Асель Ахметова", "en": "Zaman journalist Asel Akhmetova",
    }  # fmt: skip
    for lang, expected in words.items():
        with use_language(lang):
            assert people_phrase(ATTACK).words == expected
    with use_language("ru"):
        assert people_phrase(replace(ATTACK, victims=(Victim("Иван Ли"),), facts={"target": Target.BLOGGER})).words == "блогер Иван Ли"
        room = replace(ATTACK, victims=(), outlets=("kz_zaman",))
        assert people_phrase(room, {"kz_zaman": "Заман"}).words == "редакция издания «Заман»"
    assert people_phrase(replace(ATTACK, victims=(), outlets=())).words == quoted_outlet("") == ""


def test_the_verb_follows_what_is_known_of_her_or_what_her_name_shows() -> None:
    victims = (ASEL, ZHANAT, Victim("Асель Али", gender=Gender.FEMALE), replace(ASEL, gender=Gender.MALE))
    assert [people_phrase(replace(ATTACK, victims=(one,))).female for one in victims] == [True, False, True, False]


def test_three_are_named_and_the_others_counted_with_whoever_is_withheld() -> None:
    with use_language("ru"):
        told = people_phrase(replace(ATTACK, victims=(ASEL, ZHANAT, OLGA) * 13 + (ASEL,)))
    assert told.several
    assert told.words.endswith("Асель Ахметова, оператор Жанат Омаров, Ольга Тарасова («Заман») и ещё 37 человек")
    with use_language("en"):
        assert people_phrase(replace(ATTACK, victims=(HIDDEN,))).words == ""
        both = people_phrase(replace(ATTACK, victims=(HIDDEN, ZHANAT))).words
        assert both == list_of_persons([ZHANAT], more=1)
        assert both.startswith("camera operator Zhanat Omarov and 1 ")


def test_a_summary_names_her_in_whatever_case_and_script() -> None:
    for named in ("Мужчина напал на Асель Ахметову.", "Ер адам Асель Ахметоваға шабуыл жасады.", "A man attacked Asel Akhmetova."):
        assert not_named_in(named, [ASEL]) == [], named
    for unnamed in ("Мужчина напал на корреспондента.", "Напали на Ахмета.", ""):
        assert not_named_in(unnamed, [ASEL]) == [ASEL], unnamed
    assert not_named_in("", [HIDDEN]) == []


# Places.


@pytest.mark.parametrize(
    ("place", "region", "told"),
    [
        ("Петропавл", "KZ-59", {"kk": "Петропавлда", "ru": "в Петропавловске", "en": "in Petropavl"}),
        (None, "KZ-75", {"kk": "Алматыда", "ru": "в Алматы", "en": "in Almaty"}),
        (None, "KZ-10", {"kk": "Абай облысында", "ru": "в области Абай", "en": "in Abai region"}),
        (None, None, dict.fromkeys(LANGUAGES, "")),
    ],
)
def test_a_place_stands_within_a_sentence_of_each_language(place: str | None, region: str | None, told: dict[str, str]) -> None:
    for lang, words in told.items():
        with use_language(lang):
            assert place_in_sentence(replace(ATTACK, place=place, region=region)) == words


def test_a_place_in_letters_that_a_language_lacks_gives_way_to_the_region_or_is_left_out() -> None:
    unknown = replace(ATTACK, place="Сұлуқоныс", region="KZ-59")
    with use_language("en"):
        assert (place_for_reader(unknown), place_unreadable(unknown)) == ("North Kazakhstan region", "Сұлуқоныс")
        assert place_for_reader(replace(unknown, region=None)) == ""
    with use_language("kk"):
        assert (place_for_reader(unknown), place_unreadable(unknown)) == ("Сұлуқоныс", "")
