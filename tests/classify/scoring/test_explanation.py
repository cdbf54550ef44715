"""What an explanation of a screening shows: who, what was done, and because of what."""

import math
from collections.abc import Sequence

import pytest

from classify.gold.gate import article_of, read_gold
from classify.screen import Screener, load_screener
from classify.text.clean_text import full_text
from records.model import Article, Reason, Screening


@pytest.fixture(scope="module")
def screener() -> Screener:
    return load_screener(None)


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


def test_no_incident_of_gold_stands_without_a_reason(flagged: Sequence[tuple[Article, Screening]]) -> None:
    assert len(flagged) > 20
    assert [article.id for article, screening in flagged if not any(reason.role == "act" for reason in screening.reasons)] == []


def test_without_the_words_of_its_reasons_an_incident_is_hardly_one(screener: Screener, flagged: Sequence[tuple[Article, Screening]]) -> None:
    without = screener.screen_many(_without_reasons(article, screening) for article, screening in flagged)
    moved = [_odds(after.score) - _odds(before.score) for (_, before), after in zip(flagged, without, strict=True)]
    assert sum(one < 0 for one in moved) >= 0.9 * len(moved)
    assert sum(moved) / len(moved) < -1.5


@pytest.fixture(scope="module")
def flagged(screener: Screener) -> list[tuple[Article, Screening]]:
    """Every fifth article of the gold set, where it is flagged."""
    articles = [article_of(item) for item in read_gold()[::5]]
    return [(article, screening) for article, screening in zip(articles, screener.screen_many(articles), strict=True) if screening.flagged]


def _without_reasons(article: Article, screening: Screening) -> Article:
    """The article without the words that its screening shows."""
    page = full_text(article)
    for reason in reversed(screening.reasons):
        page = page[: reason.start] + page[reason.end :]
    title, _, text = page.partition("\n") if article.title else ("", "", page)
    return Article(article.id, text, title=title, lang=article.lang, published_at=article.published_at)


def _odds(score: float) -> float:
    """As log-odds; what is rounded to nothing is as unlikely as a score can tell."""
    kept = min(max(score, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))
