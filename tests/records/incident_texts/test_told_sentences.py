"""What happened, to whom and where, told from the fields as an editor of each language would sign it."""

from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from records.i18n import LANGUAGES, speaking, tr_to
from records.incident_model import Incident, Victim
from records.incident_texts.clauses import CLAUSES
from records.incident_texts.person_clauses import PERSON_CLAUSES
from records.incident_texts.signed_sentences import beside_it, happened_to_whom, when_and_where
from records.incident_texts.text_slots import TextKind
from records.incident_texts.told_people import also_told, not_named_in, people_told, quoted_outlet
from records.incident_texts.told_places import place_in_sentence, place_told, place_unreadable
from records.incident_texts.told_sentences import told_from_fields
from records.vocabulary import READ_BY_MACHINE, Actor, Category, DatePrecision, Gender, Target
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


ATTACK = Incident(
    "KZ-2026-0001", Category.ATT, (Category.ATT,), date(2026, 3, 12), day=date(2026, 3, 12), precision=DatePrecision.DAY, place="Алматы", region="KZ-75",
    victims=(Victim("Асель Ахметова", "корреспондент", "Заман"),),
)  # fmt: skip


def said(incident: Incident, lang: str) -> str:
    with speaking(lang):
        return f"{when_and_where(incident)} {happened_to_whom(incident)}.".replace("\u202f", " ")


def test_when_where_who_and_what_make_one_sentence() -> None:
    assert said(ATTACK, "en") == "On March 12, 2026 in Almaty, Zaman journalist Asel Akhmetova was attacked."
    assert said(ATTACK, "ru") == "12 марта 2026 г. в Алматы нападению подверглась корреспондент издания «Заман» Асель Ахметова."
    assert said(ATTACK, "kk") == "2026 жылғы 12 наурызда Алматыда «Заман» басылымының тілшісі Асель Ахметова шабуылға ұшырады."


def test_a_vague_date_is_told_as_exactly_as_it_is_known() -> None:
    month, year = (replace(ATTACK, precision=precision) for precision in (DatePrecision.MONTH, DatePrecision.YEAR))
    assert said(month, "ru").startswith("В марте 2026 года в Алматы нападению")
    assert said(month, "kk").startswith("2026 жылғы наурызда Алматыда")
    assert said(month, "en").startswith("In March 2026 in Almaty,")
    assert said(year, "ru").startswith("В 2026 году в Алматы")
    assert said(year, "kk").startswith("2026 жылы Алматыда")


def test_without_a_date_it_says_so_and_without_a_place_nothing_is_made_up() -> None:
    bare = replace(ATTACK, day=None, precision=None, place=None, region=None, victims=())
    with speaking("en"):
        assert when_and_where(bare) == ""
        assert happened_to_whom(bare) == "the following was recorded: attack (date not known)"
    assert said(replace(bare, day=ATTACK.day), "ru") == "12 марта 2026 г. зафиксирован инцидент: нападение."


def test_where_her_name_is_withheld_the_clause_names_nobody() -> None:
    withheld = replace(ATTACK, victims=(Victim("журналист", "журналист", "Заман", publish=False),))
    assert said(withheld, "ru") == "12 марта 2026 г. в Алматы на журналиста напали."


def test_who_did_it_is_told_as_reported_and_of_violence_that_nobody_knows() -> None:
    with speaking("en"):
        assert list(beside_it(ATTACK)) == ["It is not known who was behind it."]
        assert list(beside_it(replace(ATTACK, actor=Actor.COURT))) == ["Reportedly, a court was behind it."]
        assert list(beside_it(replace(ATTACK, primary=Category.ACC, categories=(Category.ACC, Category.CRT)))) == ["Also: closed court."]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("category", Category)
def test_every_category_has_a_sentence_for_one_and_for_several(category: Category, lang: str) -> None:
    assert category in PERSON_CLAUSES
    for victims in (ATTACK.victims, (Victim("Жанат Омаров"),), ATTACK.victims * 2):
        told = said(replace(ATTACK, primary=category, categories=(category,), victims=victims), lang)
        assert "{" not in told
        assert "  " not in told
        if lang != "en":
            assert " was " not in told


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


SOMEWHERE = Incident("KZ-2021-0001", Category.ATT, (Category.ATT,), date(2021, 3, 1), place="Петропавл", region="KZ-59")


@pytest.mark.parametrize(
    ("place", "region", "kk", "ru", "en"),
    [
        ("Петропавл", "KZ-59", "Петропавлда", "в Петропавловске", "in Petropavl"),
        (None, "KZ-75", "Алматыда", "в Алматы", "in Almaty"),
        (None, "KZ-10", "Абай облысында", "в области Абай", "in Abai region"),
        (None, None, "", "", ""),
    ],
)
def test_a_place_stands_within_a_sentence_of_each_language(place: str | None, region: str | None, kk: str, ru: str, en: str) -> None:
    for lang, told in (("kk", kk), ("ru", ru), ("en", en)):
        with speaking(lang):
            assert place_in_sentence(replace(SOMEWHERE, place=place, region=region)) == told


def test_a_place_in_letters_that_a_language_lacks_gives_way_to_the_region_or_is_left_out() -> None:
    unknown = replace(SOMEWHERE, place="Сұлуқоныс")
    with speaking("en"):
        assert (place_told(unknown), place_unreadable(unknown)) == ("North Kazakhstan region", "Сұлуқоныс")
        assert place_told(replace(unknown, region=None)) == ""
    with speaking("kk"):
        assert (place_told(unknown), place_unreadable(unknown)) == ("Сұлуқоныс", "")


def test_every_category_that_the_machine_proposes_has_clauses() -> None:
    assert set(CLAUSES) == set(Category) >= set(READ_BY_MACHINE)


def test_every_clause_is_whole_in_each_language() -> None:
    for clause in filter(None, chain.from_iterable(CLAUSES.values())):
        told = {tr_to(lang, clause) for lang in ("kk", "ru")}
        assert len(told) == 2
        assert clause not in told
        assert not any(mark in words for words in (clause, *told) for mark in "{}.")
