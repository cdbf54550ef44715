"""No message of the catalogues breaks in one of the ways that `tests.catalogue_mechanisms` knows; and each way is found where a made-up message breaks in it."""

import ast
import re
from collections.abc import Callable
from functools import cache

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from records.written_dates import day_phrases
from tests import catalogue_mechanisms as ways
from tests.catalogues import LOCALE
from tests.paths import ROOT

LANGS = ("kk", "ru")
# What people write is read there, in all the forms that they use.
UNREAD = "as people write it"


@cache
def said(lang: str) -> list[tuple[str, str]]:
    """Each message with each of its translations."""
    with open(LOCALE / lang / "LC_MESSAGES" / "qorgan.po", "rb") as file:
        messages: list[Message] = [message for message in read_po(file, locale=lang) if message.id and message.context != UNREAD]
    return [(first(message.id), words) for message in messages for words in forms(message.string)]


def first(id: str | tuple[str, ...] | list[str]) -> str:
    return id if isinstance(id, str) else id[0]


def forms(words: str | tuple[str, ...] | list[str] | None) -> set[str]:
    return {words} if isinstance(words, str) else set(words or ())


@pytest.mark.parametrize("way", ways.MECHANISMS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("lang", LANGS)
def test_no_message_breaks_in_a_way_that_is_known(lang: str, way: Callable[[str, str], bool]) -> None:
    assert len(said(lang)) >= 3000
    assert [f"{message} => {words}" for message, words in said(lang) if way(lang, words)] == []


@pytest.mark.parametrize(
    ("way", "broken", "whole"),
    [
        (ways.placeholder_before_an_ending, "{day} дейін қалдырылды", "{until_day} дейін қалдырылды"),
        (ways.placeholder_before_an_ending, "{moment} бері келіп", "{moment} уақытынан бері түсіп"),
        (ways.placeholder_before_an_ending, "{outlet}: {day} бастап", "{outlet}: {day} күнінен бері"),
        (ways.placeholder_before_an_ending, "{since_day} дейін", "{since_day} бері"),
        (ways.placeholder_before_an_ending, "{n}-ге дейін", "ең көбі {n}"),
        (ways.placeholder_before_an_ending, "{name}ның рөлі", "{name}: рөлі"),
        (ways.placeholder_before_an_ending, "{low} мен {high} аралығында", "{low}–{high} аралығында"),
        (ways.placeholder_before_an_ending, "{n} ішінен {first}", "{first}, барлығы {n}"),
        (ways.placeholder_before_an_ending, "{minutes:g} кейін", "{minutes:g} минуттан кейін"),
        (ways.placeholder_before_an_ending, "{id}-қараламаға {n}-дан", "{id}-қараламаға қосылды"),
        (ways.declined_day_alone, "{until_day} қалдырылды", "{until_day} дейін қалдырылды"),
        (ways.declined_day_alone, "{as_of_day} деректер", "{as_of_day} жағдай бойынша деректер"),
        (ways.declined_day_alone, "{since_day} тіркедік", "{since_day} {until_day} дейін тіркедік"),
        (ways.joined_by_and_after_a_number, "40 мен 50 арасында", "0 мен {most} арасында"),
        (ways.joined_by_and_after_a_number, "95% пен одан жоғары", "95% және одан жоғары"),
        (ways.counted_verbal_noun, "ақпарат беруден {n} бас тарту", "ақпарат беруден бас тартудың {n} оқиғасы"),
        (ways.counted_verbal_noun, "дереккөзді ашуды {n} талап ету", "дереккөзді ашуды талап етудің {n} оқиғасы"),
        (ways.counted_verbal_noun, "{n} қамау", "қамаудың {n} оқиғасы"),
        (ways.counted_verbal_noun, "{n} шақырту немесе жауап алу", "{n} жолды тексеру"),
        (ways.doubled_full_stop, "Снова в очереди {day}.", "{day} снова в очереди."),
        (ways.doubled_full_stop, "Данные на 2 ноября 2021 г..", "Данные на 2 ноября 2021 г."),
        (ways.date_asked_in_english, "бірінші күн, YYYY-MM-DD", "until=YYYY-MM-DD"),
    ],
)
def test_each_way_is_found_in_a_made_up_message_and_not_in_what_is_written_in_its_place(
    way: Callable[[str, str], bool], broken: str, whole: str
) -> None:
    assert way("kk", broken)
    assert not way("kk", whole)


FORBIDDEN_EXAMPLES = {
    "kk": [
        "Үстел жауап бермейді", "басқа машина", "жұмыс орны жауап бермейді", "сақталған бет тазартылған", "жәбірленушілер", "алтын жиынмен тексеру",
        "бір инцидент", "хэш", "мәртебе кері алынды", "сүзіп тасталған мақала", "жіберіп алынған", "A блогы", "ешкім жауап бермеген",
        "келесі іске қосу жалғастырады", "адам жапа шекті", "бағдарлама сенімді емес", "оператор болып табылады",
    ],
    "ru": [
        "Рабочий стол не отвечает", "рабочее место не отвечает", "предложено машиной", "мониторы решают", "выгрузка не записана", "золотой набор",
        "были вести о случаях", "кто-то ответил", "Блоки", "продолжение инцидента", "следующий запуск читает с ней",
    ],
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_every_forbidden_word_is_found(lang: str) -> None:
    assert [words for words in FORBIDDEN_EXAMPLES[lang] if not ways.forbidden_word(lang, words)] == []
    unused = [word for word in ways.FORBIDDEN[lang] if not any(re.search(word, words.lower()) for words in FORBIDDEN_EXAMPLES[lang])]
    assert unused == []


def test_a_word_that_is_forbidden_in_one_language_may_stand_in_the_other() -> None:
    assert not ways.forbidden_word("ru", "инцидент")
    assert ways.forbidden_word("kk", "инцидент")


def test_a_day_in_a_case_comes_from_the_one_place_that_declines_days() -> None:
    """Where a message says `{until_day}`, the code gives it `until_day(…)`, in Python and in templates."""
    given: list[str] = []
    for package in ("records", "reports", "desk", "flows"):
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.keyword) and node.arg in ways.DECLINED:
                    called = node.value.func.id if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name) else ""
                    given.append(f"{node.arg}: {called}")
        for file in sorted((ROOT / package).rglob("*.html")):
            given += [f"{name}: {called}" for name, called in re.findall(r"\b(\w+_day)=(\w+)\(", file.read_text(encoding="utf-8"))]
    assert len(given) >= 15
    assert [one for one in given if one.split(": ")[0] != one.split(": ")[1]] == []
    assert all(callable(getattr(day_phrases, name)) for name in ways.DECLINED)
