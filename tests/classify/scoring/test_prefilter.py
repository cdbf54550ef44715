"""The pre-filter: what is let in to be read, and what is not."""

import re

import pytest

from classify.gold.gate import article_of, read_gold, telling
from classify.opened_article import first_section
from classify.scoring.learned.linear_model import SHIPPED, LinearModel, load
from classify.scoring.prefilter import NAMED, NAMING, Prefilter, beginnings
from classify.screen import Screener, load_screener


@pytest.fixture(scope="module")
def model() -> LinearModel:
    return load(SHIPPED)


@pytest.fixture(scope="module")
def screener() -> Screener:
    return load_screener(None)


def test_no_flagged_article_of_gold_is_left_at_the_door(model: LinearModel, screener: Screener) -> None:
    for item in filter(telling, read_gold()):
        if screener.screen(article_of(item)).flagged:
            assert model.door.lets_in(first_section(article_of(item))), item["id"]


@pytest.mark.parametrize(
    "text",
    [
        "Аким области осмотрел посевы и побеседовал с фермерами. Пшеница взошла дружно, дожди прошли вовремя.",
        "Облыс әкімі егіс алқабын аралап, диқандармен кездесті. Бидай көктеп, жаңбыр уақытында жауды.",
        "Oil rose two percent on Monday as traders weighed new supply data; shares in Asia were mixed and the dollar fell against the yen.",
    ],
)
def test_ordinary_news_is_left_at_the_door(model: LinearModel, text: str) -> None:
    assert not model.door.lets_in(text)


@pytest.mark.parametrize(
    "text", ["Съёмочную группу вытолкали.", "Қостанайда блогердің телефонын тартып алды.", "Корреспондента не пустили в акимат."]
)
def test_a_post_of_one_sentence_that_names_the_press_is_let_in(model: LinearModel, text: str) -> None:
    assert model.door.lets_in(text)


PRESS_NAMED = [
    "Праздник урожая прошёл в парке, среди гостей были ЖУРНАЛИСТЫ.",
    "Погоду обещал наш репортёр.",
    "Выставку цветов посетили корреспонденты.",
    "Снимки степи показал фотокор газеты.",
    "Закат сняли два фотографа.",
    "Съёмочную группу угостили.",
    "В концерте пели блогеры.",
    "Облыс әкімі журналистермен кездесті.",
    "Жайлауға тілшілеріміз барды.",
    "Түсірілім тобы той көрді.",
    "The harvest fair drew farmers and Journalists.",
    "Two reporters ran the marathon.",
    "Our correspondent planted a tree.",
    "Photographers showed the steppe.",
    "Bloggers sang at the concert.",
]


@pytest.mark.parametrize("text", PRESS_NAMED)
def test_a_word_for_journalists_speaks_for_a_text_in_any_form(text: str) -> None:
    """Where the other words leave it in doubt."""
    stern = Prefilter({}, -NAMING, 0.0)
    assert stern.lets_in(text)
    assert not stern.lets_in(
        re.sub(r"\w+", lambda word: "слово" if any(name in word[0].lower().replace("ё", "е") for name in NAMED) else word[0], text)
    )


def test_each_word_for_journalists_is_tried() -> None:
    assert [name for name in NAMED if not any(name in text.lower().replace("ё", "е") for text in PRESS_NAMED)] == []


def test_a_door_adds_up_the_beginnings_of_words_once_each() -> None:
    door = Prefilter({"избили": 2.0, "погода": -1.0}, -0.5, 1.0)
    assert beginnings("Избили, ИЗБИЛИ! Погодам") == {"избили", "погода"}
    assert door.sum_of(beginnings("Избили, избили")) == 1.5
    assert door.lets_in("избили")
    assert not door.lets_in("избили погоду, погода")
