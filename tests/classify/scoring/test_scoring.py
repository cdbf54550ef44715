"""What weighs what was found in a text: the pre-filter, the rules, the calibrated codes of a category, and the explanation of a screening."""

import re

import pytest

from classify.scoring.linear import MOST_CODES, NAMED, NAMING, SHIPPED, Prefilter, category_chances, load_model, signs, word_prefixes
from classify.scoring.rules import RuleScorer
from classify.screen import Screener
from records.model import Article
from records.vocabulary import Category, CoarseClass
from tests.classify.read_text import read

ORDINARY = [
    "Аким области осмотрел посевы и побеседовал с фермерами. Пшеница взошла дружно, дожди прошли вовремя.",
    "Облыс әкімі егіс алқабын аралап, диқандармен кездесті. Бидай көктеп, жаңбыр уақытында жауды.",
    "Oil rose two percent on Monday as traders weighed new supply data; shares in Asia were mixed and the dollar fell against the yen.",
]
OF_ONE_SENTENCE = ["Съёмочную группу вытолкали.", "Қостанайда блогердің телефонын тартып алды.", "Корреспондента не пустили в акимат."]
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


def names(word: str) -> bool:
    return any(name in word.lower().replace("ё", "е") for name in NAMED)


def test_ordinary_news_is_not_let_in_and_a_post_of_one_sentence_that_names_the_press_is() -> None:
    door = load_model(SHIPPED).door
    assert [text for text in ORDINARY if door.lets_in(text)] == []
    assert [text for text in OF_ONE_SENTENCE if not door.lets_in(text)] == []


def test_a_word_for_journalists_speaks_for_a_text_in_any_form_where_the_other_words_leave_it_in_doubt() -> None:
    stern = Prefilter({}, -NAMING, 0.0)
    assert [text for text in PRESS_NAMED if not stern.lets_in(text)] == []
    without = [re.sub(r"\w+", lambda word: "слово" if names(word[0]) else word[0], text) for text in PRESS_NAMED]
    assert [text for text in without if stern.lets_in(text)] == []
    assert [name for name in NAMED if not any(name in text.lower().replace("ё", "е") for text in PRESS_NAMED)] == []


def test_a_prefilter_adds_up_the_beginnings_of_words_once_each() -> None:
    door = Prefilter({"избили": 2.0, "погода": -1.0}, -0.5, 1.0)
    assert word_prefixes("Избили, ИЗБИЛИ! Погодам") == {"избили", "погода"}
    assert door.sum_of(word_prefixes("Избили, избили")) == 1.5
    assert door.lets_in("избили")
    assert not door.lets_in("избили погоду, погода")


def categories(lang: str, text: str) -> list[Category]:
    """What an article of this text tells of, the surest first."""
    return [code for code, _ in RuleScorer().weigh(read(lang, text)[0]).categories]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Хакеры взломали сайт издания: нападение на редакцию длилось сутки."),
        ("ru", "На сайт газеты напали хакеры."),
        ("ru", "На редакцию напали хакеры и взломали её сайт."),
        ("kk", "Хакерлер газет сайтына шабуыл жасады, сайт бұзылды."),
        ("en", "The newspaper website was hacked; the attack on the newsroom lasted a day."),
        ("en", "Hackers attacked the newspaper and took down its website."),
    ],
)
def test_an_attack_in_a_sentence_on_hacking_is_one_on_a_site_and_not_on_people(lang: str, text: str) -> None:
    assert {"ATT", "CYB"} <= {cue.code for cue in read(lang, text)[0].cues}, "the words for an attack are found; the rules are what leaves it out"
    assert categories(lang, text) == [Category.CYB]


def test_an_attack_next_to_a_sentence_on_hacking_stays_one_on_people() -> None:
    assert categories("ru", "Журналиста избили у редакции. Сайт газеты взломали хакеры.")[0] is Category.ATT
    assert categories("ru", "На журналистов напали у редакции.") == [Category.ATT]


# One weight for the likeliest code, one for the rules' act beside the heaviest; the rest count nothing.
EQUAL = {coarse.value: [1.0, 0.0, 0.0, 2.0, 0.0, 0.0] for coarse in CoarseClass}


def chances(**high: float) -> dict[str, float]:
    return {f"code:{code.value}": high.get(code.value, 0.02) for code in Category}


def codes(found: dict[str, float], least: float = 0.35, **high: float) -> list[str]:
    return [code.value for code, _ in category_chances(found, chances(**high), EQUAL, least, 0.5)]


def test_an_act_that_the_rules_tie_to_the_press_lifts_its_class_and_one_far_below_the_heaviest_little() -> None:
    assert codes({}, ATT=0.9, PRP=0.2) == ["ATT"]
    assert codes({"rules:act:PRP": 0.8}, ATT=0.9, PRP=0.2) == ["ATT", "PRP"]
    assert codes({"rules:act:ATT": 0.9, "rules:act:PRP": 0.1}, ATT=0.9, PRP=0.2) == ["ATT"]


def test_of_a_class_the_likeliest_code_is_given_and_others_that_are_likely_themselves() -> None:
    assert codes({}, DET=0.8, ARR=0.7) == ["DET", "ARR"]
    assert codes({}, DET=0.8, ARR=0.3) == ["DET"]


def test_one_code_is_always_given_and_never_more_than_a_card_can_show() -> None:
    assert len(codes({}, ATT=0.03)) == 1
    assert len(codes({}, least=0.0)) == MOST_CODES


def test_signs_stay_finite_at_chances_of_nought_and_one() -> None:
    assert all(abs(value) < 10 for values in signs({}, chances(ATT=1.0, DET=0.0)).values() for value in values)


@pytest.mark.parametrize(
    ("text", "who", "act", "because"),
    [
        ("В Кокшетау корреспондента Оксану Дьякову избил владелец кафе за репортаж о стройке.", "корреспондента", "избил", "за репортаж"),
        ("Алматыда тілші Айгүл Сейіткерімді полиция митингті түсіріп жатқан кезде ұстап әкетті.", "тілші", "әкетті", "түсіріп жатқан"),
        ("Guards beat a photographer while covering a strike in Aktau.", "photographer", "beat", "while covering"),
    ],
)
def test_an_explanation_says_who_what_and_because_of_what(everywhere: Screener, text: str, who: str, act: str, because: str) -> None:
    told = [(reason.role, reason.text) for reason in everywhere.screen(Article("1", text)).reasons]
    assert any(role in ("who", "act") and who in words for role, words in told)
    assert any(role == "act" and act in words for role, words in told)
    assert any(role == "because" and because in words for role, words in told)
