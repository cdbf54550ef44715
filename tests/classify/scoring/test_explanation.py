"""What an explanation of a screening shows: who, what was done, and because of what."""

import pytest

from classify.gold.gate import article_of, read_gold
from classify.screen import Screener, load_screener
from records.model import Article, Reason


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
