"""The regressions behind fitted signs, and what the signs of a person and of an outcome count; where too few are known the words decide."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from classify.scoring.victims_and_tracks import ANYBODY, ANYTHING, VERDICT, victim_odds
from classify.training.decisions import fit_towards_base
from classify.training.encoder.batches import NamedPerson
from classify.training.joint_fit import JudgedOutcome, JudgedPerson, fit_tracks, fit_victims, fitted, known_persons, left_out
from records.vocabulary import Track
from tests.classify.training.encoder.some_texts import incident

P, J = Track.PERPETRATOR, Track.JOURNALIST
CHANCE = np.random.default_rng(7)
ROWS, NOISE = CHANCE.normal(size=(60, 5)), CHANCE.normal(size=(60, 3))
FIRST = (ROWS[:, :1] > 0).astype(float)


def sigmoid(odds: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-odds)))


def test_a_pulled_regression_finds_what_a_known_library_finds() -> None:
    known = LogisticRegression(C=0.5, fit_intercept=False, tol=1e-10)
    wanted = (ROWS @ [1.0, -2, 0.5, 0, 0] + NOISE[:, 0] > 0).astype(float)
    found = fit_towards_base(ROWS, np.zeros((60, 1)), wanted[:, None], np.full(5, 2.0))
    assert found[:, 0] == pytest.approx(known.fit(ROWS, wanted).coef_[0], abs=1e-4)
    one_of = np.eye(3)[np.argmax(ROWS[:, :3] + NOISE, axis=1)]
    found = fit_towards_base(ROWS, np.zeros((60, 3)), one_of, np.full(5, 2.0), one_of=True)
    assert pytest.approx(known.fit(ROWS, one_of.argmax(1)).coef_, abs=1e-3) == found.T


@given(st.integers(0, 10**6), st.booleans())
def test_at_the_answer_the_slope_is_nothing(seed: int, one_of: bool) -> None:
    chance = np.random.default_rng(seed)
    rows, base, pull = chance.normal(size=(40, 4)), chance.normal(0, 3, (40, 3)), chance.uniform(0.01, 5, 4)
    wanted = np.eye(3)[chance.integers(0, 3, 40)]
    worth = chance.uniform(0, 2, 40)
    found = fit_towards_base(rows, base, wanted, pull, one_of=one_of, worth=worth)
    odds = base + rows @ found
    chances = np.exp(odds) / np.exp(odds).sum(1, keepdims=True) if one_of else sigmoid(odds)
    assert np.abs(rows.T @ ((chances - wanted) * worth[:, None]) + pull[:, None] * found).max() < 1e-3


def test_nothing_to_learn_from_and_nothing_to_mend_give_nothing() -> None:
    assert not fit_towards_base(np.zeros((0, 5)), np.zeros((0, 2)), np.zeros((0, 2)), np.ones(5)).any()
    base = NOISE[:, :2]
    assert np.abs(fit_towards_base(ROWS, base, sigmoid(base), np.ones(5))).max() < 1e-9


def test_the_harder_it_is_pulled_the_less_it_moves() -> None:
    moved = [np.abs(fit_towards_base(ROWS, np.zeros((60, 1)), FIRST, np.full(5, pull))).max() for pull in (0.1, 1, 10, 1_000)]
    assert moved == sorted(moved, reverse=True)
    assert moved[-1] < 0.05


def test_a_row_that_counts_twice_counts_as_two() -> None:
    twice = fit_towards_base(np.r_[ROWS, ROWS[:10]], np.zeros((70, 1)), np.r_[FIRST, FIRST[:10]], np.ones(5))
    counted = fit_towards_base(ROWS, np.zeros((60, 1)), FIRST, np.ones(5), worth=np.r_[np.full(10, 2.0), np.ones(50)])
    assert counted == pytest.approx(twice, abs=1e-5)


RIGHT = np.arange(80) % 2 == 0
SIGNS = np.stack([RIGHT + np.random.default_rng(1).normal(0, 0.5, 80), np.random.default_rng(2).normal(0, 1, 80)], axis=1)


def test_the_unit_of_a_sign_does_not_matter_and_a_stronger_penalty_lets_it_count_less() -> None:
    weights, nothing = fitted(SIGNS, RIGHT, 0.1)
    smaller, same = fitted(SIGNS * np.array([100.0, 1.0]), RIGHT, 0.1)
    assert smaller * np.array([100.0, 1.0]) == pytest.approx(weights, rel=1e-3)
    assert same == pytest.approx(nothing, rel=1e-3)
    assert 0 < fitted(SIGNS, RIGHT, 0.01)[0][0] < fitted(SIGNS, RIGHT, 1.0)[0][0]


def test_an_article_is_judged_by_the_others_alone() -> None:
    # A sign that only two rows have, of one article: nothing can be known of it from the others.
    lone = np.column_stack([SIGNS, np.zeros(len(SIGNS))])
    lone[:2, 2] = 1.0
    articles = ["one", "one", *(str(number) for number in range(2, len(SIGNS)))]
    assert left_out(lone, RIGHT, articles, 0.1)[:2] == pytest.approx(left_out(SIGNS, RIGHT, articles, 0.1)[:2], abs=0.05)


def people(victims: int = 60, others: int = 90) -> list[JudgedPerson]:
    """Persons whose mark says who they are, and whose place says nothing."""
    dice = random.Random(1)
    found = []
    for number in range(victims + others):
        mark = dice.gauss(1.5 if number < victims else -1.5, 1.0)
        found.append(JudgedPerson(f"a{number // 2}", {ANYBODY: 1.0, "mark": mark, "place": dice.random()}, number < victims))
    return found


def test_a_sign_counts_by_what_it_says_and_about_as_many_are_called_victims_as_there_are() -> None:
    weights = fit_victims(people())
    assert set(weights) == {ANYBODY, "mark", "place"}
    # A mark lies 3 apart between the kinds of people, a place 1 between the first and the last.
    assert 3 * weights["mark"] > 5 * abs(weights["place"])
    called = [victim_odds(one.signs, weights) >= 0 for one in people()]
    assert 54 <= sum(called) <= 66
    assert sum(one.victim for one, said in zip(people(), called, strict=True) if said) > 50


def test_two_fits_are_the_same_and_where_few_are_known_the_words_decide() -> None:
    assert fit_victims(people(60, 60)) == fit_victims(people(60, 60)) != {}
    assert fit_victims(people(victims=10)) == fit_victims(people(others=10)) == fit_victims([]) == {}
    assert fit_tracks(outcomes(each=60)) == fit_tracks(outcomes(each=60)) != {}
    assert fit_tracks(outcomes(each=10)) == fit_tracks([]) == {}


def test_a_person_is_known_by_her_name_in_any_case_and_script() -> None:
    labelled = incident(1, persons=(NamedPerson("Айгерим Досанова", "victim"), NamedPerson("Марат Ибраев", "official")))
    named = [(name, {ANYBODY: 1.0}) for name in ("Досановой Айгерим", "Aigerim Dosanova", "М. Ибраев", "Айгерим Сатпаева")]
    assert [one.victim for one in known_persons(labelled, named)] == [True, True, False, False]


def outcomes(spread: float = 1.0, each: int = 60) -> list[JudgedOutcome]:
    """One sign for each track, in its own way; outcomes of others have neither."""
    dice = random.Random(1)
    found = []
    for number, track in enumerate([P] * each + [J] * each + [None] * each):
        said = {one: dice.gauss(2.0 if one is track else -1.0, spread) for one in Track}
        signs = {ANYTHING: 1.0, VERDICT: float(number % 2), "hers": said[J], "his": said[P], "day": dice.random()}
        found.append(JudgedOutcome(f"a{number}", signs, track))
    return found


def called(weights: dict[Track, dict[str, float]], one: JudgedOutcome, track: Track) -> bool:
    return sum(weights[track][sign] * value for sign, value in one.signs.items()) >= 0


def test_most_outcomes_are_called_what_they_are() -> None:
    weights = fit_tracks(outcomes())
    for track in (P, J):
        of_track = [one for one in outcomes() if one.track is track]
        assert sum(called(weights, one, track) for one in of_track) > 0.8 * len(of_track), track


@pytest.mark.parametrize("spread", [0.5, 1.0, 2.0])
def test_hardly_any_of_the_journalists_is_called_the_perpetrators_however_little_the_signs_say(spread: float) -> None:
    weights = fit_tracks(outcomes(spread, each=100))
    hers = [one for one in outcomes(spread, each=100) if one.track is J]
    assert sum(called(weights, one, P) for one in hers) <= 4
    assert sum(called(weights, one, P) for one in hers if one.signs[VERDICT]) <= 1
