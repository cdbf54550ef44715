"""What decided drafts teach of the signs of one event."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.clustering.weights import SHIPPED_WEIGHTS
from classify.gold.gate import ScoreShare
from classify.training.decisions.pairs_refit import pairs_judged, refit_pairs
from records.incident_model import DecidedPair
from tests.classify.clustering.test_group_match import after, told


def decided(number: int, *, together: bool, alike: bool, drafts: tuple[int, int] | None = None) -> DecidedPair:
    """Two articles on one town within days that name nobody, alike or not in their words."""
    one, other = told(f"{number}-1", persons=()), told(f"{number}-2", persons=())
    return DecidedPair(one, replace(other, words=one.words) if alike else other, drafts or (number, number), together)


def some(count: int) -> list[DecidedPair]:
    return [decided(number, together=number % 2 == 0, alike=number % 2 == 0) for number in range(count)]


def test_no_pairs_teach_nothing_to_the_last_digit() -> None:
    assert refit_pairs([], SHIPPED_WEIGHTS) is SHIPPED_WEIGHTS


def test_what_parts_events_here_counts_more_and_what_no_pair_showed_stays() -> None:
    new = refit_pairs(some(600), SHIPPED_WEIGHTS)
    assert new.by_sign["concepts"] > SHIPPED_WEIGHTS.by_sign["concepts"]
    assert new.by_sign["one of several"] == SHIPPED_WEIGHTS.by_sign["one of several"]
    assert (set(new.by_sign), new.nothing) == (set(SHIPPED_WEIGHTS.by_sign), SHIPPED_WEIGHTS.nothing)


def test_few_pairs_change_little_and_many_much() -> None:
    moved = [refit_pairs(some(count), SHIPPED_WEIGHTS).by_sign["concepts"] - SHIPPED_WEIGHTS.by_sign["concepts"] for count in (4, 20, 200, 2_000)]
    assert moved == sorted(moved)
    assert moved[1] < moved[3] / 3


@given(st.permutations(range(20)))
@settings(max_examples=10)
def test_the_order_of_decisions_does_not_matter(order: list[int]) -> None:
    pairs = some(20)
    assert refit_pairs([pairs[number] for number in order], SHIPPED_WEIGHTS) == refit_pairs(pairs, SHIPPED_WEIGHTS)


def test_contrary_decisions_on_like_pairs_cancel() -> None:
    both = [decided(number, together=together, alike=True) for number in range(100) for together in (True, False)]
    new = refit_pairs(both, SHIPPED_WEIGHTS)
    assert max(abs(new.by_sign[sign] - weight) for sign, weight in SHIPPED_WEIGHTS.by_sign.items()) < 0.01


def test_a_draft_of_many_articles_counts_as_the_root_of_its_pairs() -> None:
    """So that a case of a hundred reports does not outweigh a year of others."""
    many = [decided(number, together=False, alike=True, drafts=(1, 2)) for number in range(900)]
    few = [decided(number, together=False, alike=True) for number in range(30)]
    base = some(40)
    moved = [refit_pairs([*base, *more], SHIPPED_WEIGHTS).by_sign["concepts"] for more in (many, few)]
    assert moved[0] == pytest.approx(moved[1], abs=0.05)


def test_what_a_rule_parts_teaches_nothing_and_is_never_joined() -> None:
    one, other = told("a", persons=()), told("b", persons=(), **after(400), words=told("a").words)
    parted = DecidedPair(one, other, (1, 1), together=True)
    assert refit_pairs([parted] * 50, SHIPPED_WEIGHTS) is SHIPPED_WEIGHTS
    assert pairs_judged([parted], SHIPPED_WEIGHTS) == (ScoreShare(0, 0), ScoreShare(0, 1))


def test_precision_and_recall_are_of_pairs_that_join_by_themselves() -> None:
    alike, unlike = decided(1, together=True, alike=True), decided(2, together=True, alike=False)
    wrong = decided(3, together=False, alike=True)
    everything = [alike, unlike, wrong]
    joined = replace(SHIPPED_WEIGHTS, nothing=50.0)
    nothing = replace(SHIPPED_WEIGHTS, nothing=-50.0)
    assert pairs_judged(everything, joined)[0].of >= 2
    assert pairs_judged([alike, wrong], joined) == (ScoreShare(1, 2), ScoreShare(1, 1))
    assert pairs_judged(everything, nothing) == (ScoreShare(0, 0), ScoreShare(0, 2))
