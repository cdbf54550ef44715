"""A heading is read without its kicker, where the kicker has an element of its own."""

import pytest
from lxml.html import fromstring

from pipelines.extraction.kicker import heading_texts

HEADLINE = "Редактора газеты не пустили на сессию"


@pytest.mark.parametrize(
    "inside",
    [
        f"<span class='kicker'>Политика</span> {HEADLINE}",
        f"<span class='article-header__kicker'>Политика</span><span>{HEADLINE}</span>",
        f"<span class='ArticleKicker'>Политика:</span> {HEADLINE}",
        f"<small class='rubric'>Политика</small>{HEADLINE}",
        f"<span>Политика</span><span class='headline'>{HEADLINE}</span>",
        f"<div>Политика</div><div itemprop='headline'>{HEADLINE}</div>",
        f"{HEADLINE}<span class='badge'>видео</span>",
        f"<span class='sr-only'>Статья:</span>{HEADLINE}",
    ],
)
def test_the_kicker_with_an_element_of_its_own_is_left_out(inside: str) -> None:
    assert heading_texts(fromstring(f"<h1>{inside}</h1>")) == [HEADLINE]


@pytest.mark.parametrize(
    ("inside", "first"),
    [
        (HEADLINE, HEADLINE),
        ("Редактора <b>газеты</b> не&nbsp;пустили<br>на сессию", HEADLINE),
        (f"<a class='title-link' href='/x'>{HEADLINE}</a>", HEADLINE),
        ("<span class='label'>Срочно</span>", "Срочно"),
    ],
)
def test_a_heading_without_a_kicker_is_all_its_words(inside: str, first: str) -> None:
    assert heading_texts(fromstring(f"<h1>{inside}</h1>"))[0] == first


def test_what_the_first_element_leaves_is_told_for_whoever_knows_the_headline() -> None:
    assert HEADLINE in heading_texts(fromstring(f"<h1><em>Политика</em> {HEADLINE}</h1>"))[1:]


def test_a_heading_without_words_has_none() -> None:
    assert heading_texts(fromstring("<h1><img src='logo.png'></h1>")) == []
