"""Regressions that are pulled back to what another judge says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from classify.training.decisions.pulled_regression import fit_pulled

CHANCE = np.random.default_rng(7)
ROWS = CHANCE.normal(size=(60, 5))


def sigmoid(odds: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-odds)))


def test_it_finds_what_a_known_library_finds() -> None:
    wanted = (ROWS @ [1.0, -2, 0.5, 0, 0] + CHANCE.normal(size=60) > 0).astype(float)
    found = fit_pulled(ROWS, np.zeros((60, 1)), wanted[:, None], np.full(5, 2.0))
    known = LogisticRegression(C=0.5, fit_intercept=False, tol=1e-10).fit(ROWS, wanted).coef_[0]
    assert found[:, 0] == pytest.approx(known, abs=1e-4)


def test_one_of_several_answers_is_found_as_a_known_library_finds_it() -> None:
    wanted = np.eye(3)[np.argmax(ROWS[:, :3] + CHANCE.normal(size=(60, 3)), axis=1)]
    found = fit_pulled(ROWS, np.zeros((60, 3)), wanted, np.full(5, 2.0), one_of=True)
    known = LogisticRegression(C=0.5, fit_intercept=False, tol=1e-10).fit(ROWS, wanted.argmax(1)).coef_
    assert pytest.approx(known, abs=1e-3) == found.T


@given(st.integers(0, 10**6), st.booleans())
def test_at_the_answer_the_slope_is_nothing(seed: int, one_of: bool) -> None:
    chance = np.random.default_rng(seed)
    rows, base, pull = chance.normal(size=(40, 4)), chance.normal(0, 3, (40, 3)), chance.uniform(0.01, 5, 4)
    wanted = np.eye(3)[chance.integers(0, 3, 40)]
    worth = chance.uniform(0, 2, 40)
    found = fit_pulled(rows, base, wanted, pull, one_of=one_of, worth=worth)
    odds = base + rows @ found
    chances = np.exp(odds) / np.exp(odds).sum(1, keepdims=True) if one_of else sigmoid(odds)
    assert np.abs(rows.T @ ((chances - wanted) * worth[:, None]) + pull[:, None] * found).max() < 1e-3


def test_nothing_to_learn_from_and_nothing_to_mend_give_nothing() -> None:
    assert not fit_pulled(np.zeros((0, 5)), np.zeros((0, 2)), np.zeros((0, 2)), np.ones(5)).any()
    base = CHANCE.normal(size=(60, 2))
    assert np.abs(fit_pulled(ROWS, base, sigmoid(base), np.ones(5))).max() < 1e-9


def test_the_harder_it_is_pulled_the_less_it_moves() -> None:
    wanted = (ROWS[:, :1] > 0).astype(float)
    moved = [np.abs(fit_pulled(ROWS, np.zeros((60, 1)), wanted, np.full(5, pull))).max() for pull in (0.1, 1, 10, 1_000)]
    assert moved == sorted(moved, reverse=True)
    assert moved[-1] < 0.05


def test_a_row_that_counts_twice_counts_as_two() -> None:
    wanted = (ROWS[:, :1] > 0).astype(float)
    twice = fit_pulled(np.r_[ROWS, ROWS[:10]], np.zeros((70, 1)), np.r_[wanted, wanted[:10]], np.ones(5))
    counted = fit_pulled(ROWS, np.zeros((60, 1)), wanted, np.ones(5), worth=np.r_[np.full(10, 2.0), np.ones(50)])
    assert counted == pytest.approx(twice, abs=1e-5)
