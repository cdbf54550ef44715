"""What decided drafts teach of the signs of a victim."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.gold.gate import ScoreShare
from classify.scoring.joint.victims import ANYBODY, victim_odds
from classify.training.decisions.victims_refit import refit_victims, victims_judged
from classify.training.victim_fit import JudgedPerson

SHIPPED = {ANYBODY: -0.5, "marked": 0.4, "title": -0.3, "never seen": 0.7}


def people(count: int, seed: int = 1, *, contrary: bool = False) -> list[JudgedPerson]:
    """Persons of whom those with the title are the victims, whatever the encoder marks: the shipped weights hold it for a sign against."""
    chance = np.random.default_rng(seed)
    found = []
    for number in range(count):
        titled = number % 2 == 0
        signs = {ANYBODY: 1.0, "marked": float(chance.normal()), "title": float(titled), "never seen": 0.0}
        found.append(JudgedPerson(f"a{number:05}", signs, titled))
        if contrary:
            found.append(JudgedPerson(f"a{number:05}", signs, not titled))
    return found


def test_nobody_teaches_nothing_to_the_last_digit() -> None:
    assert refit_victims([], SHIPPED) == SHIPPED
    assert refit_victims(people(50), {}) == {}, "where the words alone decide they go on deciding"


def test_what_tells_victims_here_counts_more_and_what_nobody_showed_stays() -> None:
    new = refit_victims(people(2_000), SHIPPED)
    assert new["title"] > 1
    assert new["never seen"] == SHIPPED["never seen"]
    assert set(new) == set(SHIPPED)


def test_the_persons_of_twenty_drafts_change_little_and_of_two_thousand_much() -> None:
    moved = [refit_victims(people(count), SHIPPED)["title"] - SHIPPED["title"] for count in (6, 60, 600, 6_000)]
    assert moved == sorted(moved)
    assert moved[1] < moved[3] / 4


@given(st.permutations(range(24)))
@settings(max_examples=10)
def test_the_order_of_decisions_does_not_matter(order: list[int]) -> None:
    some = people(24)
    assert refit_victims([some[number] for number in order], SHIPPED) == refit_victims(some, SHIPPED)


def test_contrary_decisions_on_the_same_persons_bring_no_sign_to_the_other_side() -> None:
    new = refit_victims(people(500, contrary=True), SHIPPED)
    assert all(abs(new[sign]) <= abs(SHIPPED[sign]) and new[sign] * SHIPPED[sign] >= 0 for sign in ("marked", "title", "never seen")), new


def test_how_many_of_those_named_are_victims_moves_nobody_of_middling_signs() -> None:
    """Nearly all are, and no sign tells which."""
    some = [JudgedPerson(one.article, one.signs, number % 10 != 0) for number, one in enumerate(people(400))]
    mean = {sign: float(np.mean([one.signs[sign] for one in some])) for sign in SHIPPED}
    assert victim_odds(mean, refit_victims(some, SHIPPED)) == pytest.approx(victim_odds(mean, SHIPPED), abs=1e-3)


def test_who_is_found_and_who_is_right_is_counted_over_everybody_who_is_named() -> None:
    some = [JudgedPerson("a", {ANYBODY: 1.0, "marked": marked}, victim) for marked, victim in ((2.0, True), (0.0, True), (3.0, False), (-1.0, False))]
    assert victims_judged(some, SHIPPED) == (ScoreShare(1, 2), ScoreShare(1, 2))
    assert victims_judged([], SHIPPED) == (ScoreShare(0, 0), ScoreShare(0, 0))
