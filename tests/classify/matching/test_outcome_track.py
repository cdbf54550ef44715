"""Whose case an outcome is, in three languages. Nothing is worse than a journalist's own conviction told as justice done."""

import pytest

from classify.matching.outcome_track import find_outcome_of
from records.vocabulary import Category, Outcome, Track
from tests.classify.read_text import read
from tests.linear.growth import growth


def outcome_of(lang: str, text: str, outcome: Outcome, *categories: str) -> Track | None:
    marks, _ = read(lang, text)
    return find_outcome_of(marks, outcome, [Category(code) for code in categories])


@pytest.mark.parametrize(
    ("lang", "text", "outcome"),
    [
        ("ru", "Нападавшего на журналиста приговорили к двум годам.", Outcome.CONVICTED),
        ("ru", "Полиция отказалась регистрировать заявление журналистки.", Outcome.REFUSED),
        ("ru", "Возбуждено дело по статье 158 УК (воспрепятствование).", Outcome.INVESTIGATING),
        ("ru", "Дело об избиении редактора прекращено.", Outcome.DROPPED),
        ("ru", "За убийство журналиста осуждены трое полицейских.", Outcome.CONVICTED),
        ("ru", "На журналиста напал прохожий. Суд признал мужчину виновным и оштрафовал.", Outcome.CONVICTED),
        ("kk", "Журналисті соққыға жыққан азамат сотталды.", Outcome.CONVICTED),
        ("kk", "Операторға шабуыл жасаған күзетшілерге қатысты іс қозғалды.", Outcome.INVESTIGATING),
        ("kk", "Журналистің арызын тіркеуден бас тартты.", Outcome.REFUSED),
        ("en", "A man who attacked a reporter was sentenced to two years in prison.", Outcome.CONVICTED),
        ("en", "Police closed the investigation into the attack on a TV crew.", Outcome.DROPPED),
    ],
)
def test_it_is_the_perpetrators_where_somebody_answers_for_harm_to_the_press(lang: str, text: str, outcome: Outcome) -> None:
    assert outcome_of(lang, text, outcome, "ATT") is Track.PERPETRATOR


@pytest.mark.parametrize(
    ("lang", "text", "outcome"),
    [
        ("ru", "Журналиста приговорили к семи годам.", Outcome.CONVICTED),
        ("ru", "Суд отказал в иске акима к газете.", Outcome.DROPPED),
        ("ru", "В отношении блогера возбудили дело по статье 274.", Outcome.INVESTIGATING),
        ("ru", "Журналиста, на которого год назад напали, приговорили к трём годам.", Outcome.CONVICTED),
        ("ru", "Блогер, избитый полицейскими, осуждён на два года.", Outcome.CONVICTED),
        ("ru", "Журналиста, напавшего на полицейского, приговорили к году.", Outcome.CONVICTED),
        ("kk", "Журналиске айып тағылды.", Outcome.INVESTIGATING),
        ("kk", "Сот журналисті жеті жылға соттады.", Outcome.CONVICTED),
        ("kk", "Журналистке қатысты іс қысқартылды.", Outcome.DROPPED),
        ("en", "A court sentenced the journalist to seven years in prison.", Outcome.CONVICTED),
        ("en", "Prosecutors dropped the criminal case against the editor.", Outcome.DROPPED),
    ],
)
def test_it_is_the_journalists_where_the_press_is_pursued_even_in_an_article_on_an_attack(lang: str, text: str, outcome: Outcome) -> None:
    assert outcome_of(lang, text, outcome, "CRM", "ATT") is Track.JOURNALIST


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Экс-министра приговорили к восьми годам. Журналистов в зал не пустили, оператора оттолкнули приставы."),
        ("ru", "Вчера суд вынес приговор. Журналистов в зал не пустили."),
        ("kk", "Кеше сот үкім шығарды. Залға журналистер кіргізілмеді."),
        ("en", "The court announced its verdict. Reporters were not let in."),
    ],
)
def test_the_verdict_on_somebody_else_is_nobodys_though_the_press_fared_badly_at_his_trial(lang: str, text: str) -> None:
    assert outcome_of(lang, text, Outcome.CONVICTED, "OBS", "CRT") is None


def test_no_outcome_is_nobodys() -> None:
    assert outcome_of("ru", "Нападавшего на журналиста приговорили к двум годам.", Outcome.NONE, "ATT") is None


def test_harm_alone_makes_an_inquiry_the_perpetrators_and_no_verdict() -> None:
    text = "Подробности выясняются."
    assert outcome_of("ru", text, Outcome.INVESTIGATING, "ATT", "PRP") is Track.PERPETRATOR
    assert outcome_of("ru", text, Outcome.CONVICTED, "ATT", "PRP") is None


def test_a_case_against_the_press_alone_is_the_journalists() -> None:
    assert outcome_of("ru", "Подробности выясняются.", Outcome.CONVICTED, "CRM", "ARR") is Track.JOURNALIST


@pytest.mark.parametrize(
    ("lang", "hostile"),
    [
        ("ru", "журналиста приговорили напавшего на "),
        ("kk", "журналисті соққыға жыққан азамат сотталды "),
        ("en", "reporter was sentenced for attacking a guard "),
    ],
)
def test_reading_the_roles_takes_linear_time(lang: str, hostile: str) -> None:
    def reading(size: int):  # type: ignore[no-untyped-def]
        marks, _ = read(lang, hostile * (size // 10))
        return lambda: find_outcome_of(marks, Outcome.CONVICTED, [Category.ATT])

    assert growth(reading, (1000, 2000, 4000)).linear
