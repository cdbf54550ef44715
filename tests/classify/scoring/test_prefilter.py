"""The door before the reading, and what stands behind it: real news as numbers, the pipelines, the grounds of a verdict."""

import re
from collections import Counter
from pathlib import Path

import pytest

from classify.gold.gate import article_of, read_gold, telling
from classify.matching.lexicon import LEXICA, WIDE
from classify.scoring.learned.linear_model import SHIPPED, LinearModel, load
from classify.scoring.prefilter import NAMED, Prefilter, beginnings
from classify.screen import Screener, first_section, load_screener
from classify.training.background import LEAST_ARTICLES, load_background, trains, write_background
from classify.training.corpus import read_corpus
from records.model import Article, Reason
from records.vocabulary import ScreeningLabel
from tests.classify.read_text import read


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
def test_whatever_speaks_of_journalists_is_let_in(text: str) -> None:
    """Even where everything else that is known of words speaks against it."""
    stern = Prefilter({}, -10.0, 0.0)
    assert stern.lets_in(text)
    assert not stern.lets_in(
        re.sub(r"\w+", lambda word: "слово" if any(name in word[0].lower().replace("ё", "е") for name in NAMED) else word[0], text)
    )


def test_each_word_for_journalists_is_tried() -> None:
    assert [name for name in NAMED if not any(name in text.lower().replace("ё", "е") for text in PRESS_NAMED)] == []


def test_what_is_left_at_the_door_is_screened_as_nothing_with_its_language(screener: Screener) -> None:
    told = screener.screen(Article("1", "Облыс әкімі егіс алқабын аралап, диқандармен кездесті. Бидай көктеп, жаңбыр уақытында жауды."))
    assert (told.lang, told.score, told.flagged, told.error) == ("kk", 0.0, False, None)


def test_a_door_adds_up_the_beginnings_of_words_once_each() -> None:
    door = Prefilter({"избили": 2.0, "погода": -1.0}, -0.5, 1.0)
    assert beginnings("Избили, ИЗБИЛИ! Погодам") == {"избили", "погода"}
    assert door.sum_of(beginnings("Избили, избили")) == 1.5
    assert door.lets_in("избили")
    assert not door.lets_in("избили погоду, погода")


def test_either_set_of_tables_calls_the_same_lines_footers() -> None:
    """Read twice, a text keeps its sentences; else what the one finds would stand elsewhere for the other."""
    text = "Журналиста избили.\nПросмотров: 120\nПоделиться: WhatsApp\nОператора тоже избили."
    narrow, wide = (read("ru", text, lexica=folder)[0].words.sentences for folder in (LEXICA, WIDE))
    assert narrow == wide
    assert len(narrow) < 4


def test_a_page_with_a_footer_is_read_to_its_end(screener: Screener) -> None:
    text = "В среду журналиста Айдара Муратова избили охранники рынка 3 мая.\nПросмотров: 120\nЧитайте также: Погода на неделю\n12 мая 2021 года"
    assert screener.screen(Article("1", text)).flagged


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_wide_table_of_each_language_finds_the_act_in_more_incidents_than_the_narrow_one(lang: str) -> None:
    assert (WIDE / f"{lang}.tsv").exists()
    told = [example for example in read_corpus() if example.lang == lang and example.telling][:120]
    found = {
        folder: sum(not {cue.code for cue in read(lang, example.text, lexica=folder)[0].cues}.isdisjoint(example.categories) for example in told)
        for folder in (LEXICA, WIDE)
    }
    assert found[WIDE] > 1.2 * found[LEXICA]


def test_a_batch_reads_as_one_by_one_does(screener: Screener) -> None:
    texts = [
        "Журналиста избили у редакции.", "Тілшіні полиция ұстады.", "", "Police detained a reporter.", "12345 67890",
        "Jurnalist polisiyağa şaqırıldı, oǵan aıyppul salyndy.", "Погода в Астане", "Фоторепортёру разбили камеру. " * 900,
    ]  # fmt: skip
    articles = [Article(str(number), text) for number, text in enumerate(texts)]
    assert list(screener.screen_many(articles)) == [screener.screen(article) for article in articles]


@pytest.mark.parametrize(
    ("text", "who", "act", "because"),
    [
        ("В Кокшетау корреспондента Оксану Дьякову избил владелец кафе за репортаж о стройке.", "корреспондента", "избил", "за репортаж"),
        ("Алматыда тілші Айгүл Сейіткерімді полиция митингті түсіріп жатқан кезде ұстап әкетті.", "тілші", "әкетті", "түсіріп жатқан"),
        ("Guards beat a photographer while covering a strike in Aktau.", "photographer", "beat", "while covering"),
    ],
)
def test_an_explanation_says_who_what_and_because_of_what(screener: Screener, text: str, who: str, act: str, because: str) -> None:
    screening = screener.screen(Article("1", text))
    told = [(reason.role, reason.text) for reason in screening.reasons]
    assert any(role == "who" and who in words or (role == "act" and who in words) for role, words in told)
    assert any(role == "act" and act in words for role, words in told)
    assert any(role == "because" and because in words for role, words in told)


def test_an_explanation_has_at_most_five_spans_in_reading_order_without_overlap(screener: Screener) -> None:
    seen = 0
    for item in read_gold():
        reasons: tuple[Reason, ...] = screener.screen(article_of(item)).reasons
        seen += len(reasons)
        assert len(reasons) <= 5
        assert all(first.end <= second.start for first, second in zip(reasons, reasons[1:], strict=False))
        assert {reason.role for reason in reasons} <= {"who", "act", "because"}
    assert seen > 200


def test_the_real_news_beside_the_corpus_holds_no_text_and_no_rare_word() -> None:
    beside = load_background()
    assert len(beside.examples) == len(beside.features) == len(beside.words) > 2000
    assert not any(example.text or example.title for example in beside.examples)
    assert not any(name.startswith("door:") for found in beside.features for name in found)
    articles = Counter(
        word for example in read_corpus() for word in beginnings(first_section(Article("1", example.text, example.title, example.lang)))
    )
    kept = {word for words in beside.words for word in words}
    assert len(kept) > 5000
    assert [word for word in kept if articles[word] < LEAST_ARTICLES] == []


def test_a_text_that_measures_and_a_share_alike_one_are_not_learned_from(tmp_path: Path) -> None:
    def row(number: int, licence: str) -> dict[str, str]:
        return {"id": f"x{number}", "lang": "ru", "text": "Журналиста избили у редакции.", "title": "", "licence": licence}

    rows = [row(number, "MIT") for number in range(20)]
    known = frozenset({"act:ATT", "door:избили"})
    file = tmp_path / "b.npz"
    assert write_background(rows, [], known, file) == sum(trains(one["id"]) for one in rows)
    assert write_background([row(number, "CC BY-SA 4.0") for number in range(20)], rows, known, file) == sum(trains(one["id"]) for one in rows)
    read = load_background(file)
    assert {name for found in read.features for name in found} == {"act:ATT"}
    assert read.words[0] == {"избили"}
    assert all(example.telling and example.real and not example.described for example in read.examples if example.telling)


def test_one_sentence_without_a_word_of_an_earlier_case_is_news_of_the_event_itself(screener: Screener) -> None:
    assert screener.screen(Article("1", "Журналиста избили у редакции.")).label is ScreeningLabel.INCIDENT


def test_one_sentence_at_the_end_of_a_megabyte_is_still_found(screener: Screener) -> None:
    news = "Погода в Астане. Посевная идёт, аким доволен урожаем и дорогами. " * 15_000
    screening = screener.screen(Article("1", f"{news}\nВ Кокшетау журналистку избил владелец кафе за репортаж."))
    assert screening.flagged
    assert any(reason.text == "избил" for reason in screening.reasons)
