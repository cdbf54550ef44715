"""Decided articles are parted in two halves, for training and for measuring."""

from hypothesis import given
from hypothesis import strategies as st

from classify.training.decided_articles import is_held, split_halves
from records.vocabulary import ScreeningLabel
from tests.classify.training.plain_decisions import plain

INCIDENT, FOLLOWUP, REPORT, NONE = ScreeningLabel


@given(st.sets(st.integers(1, 10**6)))
def test_all_articles_of_a_draft_are_in_one_half_and_every_one_in_one(numbers: set[int]) -> None:
    halves = split_halves(plain(number, article=name) for number in sorted(numbers) for name in ("a", "b"))
    ids = [{example.id for example in half} for half in (halves.training, halves.held)]
    assert ids[0] | ids[1] == {f"decision-{number}-{name}" for number in numbers for name in ("a", "b")}
    assert [example.id for example in halves.held] == [
        f"decision-{number}-{name}" for number in sorted(numbers) if is_held(number) for name in ("a", "b")
    ]
    assert not ids[0] & ids[1]


def test_the_half_of_a_draft_is_the_same_for_ever_and_the_halves_are_as_large() -> None:
    assert [number for number in range(1, 21) if is_held(number)] == HELD_OF_TWENTY
    assert 450 < sum(map(is_held, range(1000))) < 550


HELD_OF_TWENTY = [2, 5, 7, 11, 14, 17, 18, 19]
