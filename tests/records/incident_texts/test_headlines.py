"""Which headline is proposed as a title."""

import pytest

from records.incident_texts.headlines import TellingArticle, best_headline, best_summary, headline, shouts


@pytest.mark.parametrize(
    ("title", "names", "code", "expected"),
    [
        ("На журналиста напали в Таразе", (), "", "На журналиста напали в Таразе"),
        ("СРОЧНО: на журналиста напали в Таразе", (), "", "на журналиста напали в Таразе"),
        ("Видео! На журналиста напали", (), "", "На журналиста напали"),
        ("Журналистке шабуыл жасалды | Дала TV", ("Дала TV",), "", "Журналистке шабуыл жасалды"),
        ("Журналистке шабуыл жасалды — «Дала TV»", ("Дала TV",), "", "Журналистке шабуыл жасалды"),
        ("На журналиста напали - zhaik.example.kz", (), "", "На журналиста напали"),
        ("A journalist was attacked | ozen", (), "kz_ozen", "A journalist was attacked"),
        ("Суд в Таразе — журналист оправдан", ("Дала TV",), "kz_dala", "Суд в Таразе — журналист оправдан"),
        ("На журналиста   напали (видео)", (), "", "На журналиста напали"),
        ("Шұғыл: тілші ұсталды.", (), "", "тілші ұсталды"),
    ],
)
def test_what_an_outlet_puts_around_a_headline_is_left_out(title: str, names: tuple[str, ...], code: str, expected: str) -> None:
    found = headline(title, names, code)
    assert found == expected[:1].upper() + expected[1:]


def test_a_headline_that_shouts_is_not_proposed() -> None:
    assert shouts("НА ЖУРНАЛИСТА НАПАЛИ в Таразе")
    assert not shouts("КНБ задержал журналиста МТРК в Астане")
    assert not shouts("")
    loud, calm = TellingArticle("a", "ru", "НА ЖУРНАЛИСТА НАПАЛИ"), TellingArticle("b", "ru", "На журналиста напали в Таразе")
    assert best_headline([loud], "ru") == ("", "")
    assert best_headline([loud, calm], "ru") == ("На журналиста напали в Таразе", "b")


def test_the_first_headline_of_the_language_that_tells_plainly_is_proposed() -> None:
    articles = [
        TellingArticle("a", "kk", "Тараздағы журналистке шабуыл"),
        TellingArticle("b", "ru", "Кто напал на журналиста в Таразе?"),
        TellingArticle("c", "ru", "«Я не боюсь» — журналист о нападении"),
        TellingArticle("d", "ru", "На журналиста напали в Таразе"),
        TellingArticle("e", "ru", "В Таразе напали на журналиста"),
    ]
    assert best_headline(articles, "ru") == ("На журналиста напали в Таразе", "d")
    assert best_headline(articles, "kk")[1] == "a"
    assert best_headline(articles, "en") == ("", "")


def test_a_summary_is_that_of_an_article_in_the_language() -> None:
    articles = [
        TellingArticle("a", "kk", "x"),
        TellingArticle("b", "kk", "y", summary="Тілшіге шабуыл жасалды."),
        TellingArticle("c", "ru", "z", summary="Напали."),
    ]
    assert best_summary(articles, "kk") == ("Тілшіге шабуыл жасалды.", "b")
    assert best_summary(articles, "en") == ("", "")
