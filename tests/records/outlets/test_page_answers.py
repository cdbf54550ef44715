"""Several answers of one page in one run: which of them its row shows, and that the others keep their fate."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from records.outlets.page_answers import IN_VAIN, LEFT, PageAnswer, answers_beside, arrange
from records.tables import PageRow
from records.vocabulary import Fate

WHOLE = PageAnswer(Fate.OUT_OF_PERIOD, "5" * 64, 200, True, "of last year", "an-article", date(2025, 11, 24))


def row_of(answer: PageAnswer, *others: PageAnswer) -> PageRow:
    beside = {other.sha256: other.as_json() for other in others}
    return PageRow(
        fate=answer.fate.value, sha256=answer.sha256, status=answer.status, source=answer.source, detail=answer.detail,
        article_id=answer.article_id, published_on=answer.published_on, others=beside or None,
    )  # fmt: skip


def test_an_answer_comes_back_as_it_was_kept() -> None:
    bare = PageAnswer(Fate.NOT_READ, "6" * 64)
    assert answers_beside(row_of(WHOLE, bare, replace(WHOLE, sha256="7" * 64))) == {"6" * 64: bare, "7" * 64: replace(WHOLE, sha256="7" * 64)}
    assert bare.as_json() == {"fate": "not_read"}
    assert answers_beside(row_of(WHOLE)) == {}


@pytest.mark.parametrize("order", permutations([Fate.STORED, Fate.BOT_WALL, Fate.NOT_READ]))
def test_whatever_the_order_the_row_shows_what_was_read_and_each_answer_has_its_fate(order: tuple[Fate, ...]) -> None:
    made = [PageAnswer(fate, str(number) * 64, detail="its limit of time") for number, fate in enumerate(order)]
    row = row_of(made[0])
    for answer in made[1:]:
        shown, others = arrange(row, answer)
        row = row_of(shown, *others)
    assert PageAnswer.of_row(row).fate is Fate.STORED
    assert {(answer.sha256, answer.fate) for answer in [PageAnswer.of_row(row), *answers_beside(row).values()]} == {
        (answer.sha256, answer.fate) for answer in made
    }


def test_the_answer_in_hand_is_shown_until_it_has_its_fate() -> None:
    shown, others = arrange(row_of(WHOLE), PageAnswer(Fate.FETCHED, "6" * 64))
    assert (shown.fate, others) == (Fate.FETCHED, [WHOLE])
    shown, others = arrange(row_of(shown, *others), PageAnswer(Fate.NOT_READ, "6" * 64, detail="its limit of time"))
    assert (shown, [other.fate for other in others]) == (WHOLE, [Fate.NOT_READ])


@pytest.mark.parametrize(("detail", "kept"), [("", f"{IN_VAIN}stored"), (LEFT, f"{IN_VAIN}stored"), ("its limit of time", "its limit of time")])
def test_only_an_answer_that_nobody_tried_to_read_is_left_open(detail: str, kept: str) -> None:
    """One that broke a limit of its reader has been tried, and says so itself."""
    before = PageAnswer(Fate.NOT_READ if detail else Fate.FETCHED, "5" * 64, detail=detail)
    _, [left] = arrange(row_of(before), PageAnswer(Fate.STORED, "6" * 64))
    assert (left.fate, left.detail) == (Fate.NOT_READ, kept)


def test_half_a_body_stands_beside_nothing() -> None:
    half = PageAnswer(Fate.BROKEN_OFF, "6" * 64)
    assert arrange(row_of(WHOLE), half) == (WHOLE, [])
    assert arrange(row_of(half), WHOLE) == (WHOLE, [])
