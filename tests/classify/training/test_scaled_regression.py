"""The regression behind the fitted signs: no sign counts more for being written in smaller units, and no article speaks for itself."""

import numpy as np
import pytest

from classify.training.scaled_regression import Floats, fitted, left_out


def signs(count: int = 80) -> tuple[Floats, np.ndarray]:
    dice = np.random.default_rng(1)
    right = np.arange(count) % 2 == 0
    return np.stack([right + dice.normal(0, 0.5, count), dice.normal(0, 1, count)], axis=1), right


def test_the_unit_of_a_sign_does_not_matter() -> None:
    rows, right = signs()
    weights, nothing = fitted(rows, right, 0.1)
    smaller, same = fitted(rows * np.array([100.0, 1.0]), right, 0.1)
    assert smaller * np.array([100.0, 1.0]) == pytest.approx(weights, rel=1e-3)
    assert same == pytest.approx(nothing, rel=1e-3)


def test_a_stronger_penalty_lets_signs_count_less() -> None:
    rows, right = signs()
    assert 0 < fitted(rows, right, 0.01)[0][0] < fitted(rows, right, 1.0)[0][0]


def test_an_article_is_judged_by_the_others_alone() -> None:
    rows, right = signs()
    # A sign that only two rows have, of one article: nothing can be known of it from the others.
    lone = np.column_stack([rows, np.zeros(len(rows))])
    lone[:2, 2] = 1.0
    articles = ["one", "one", *(str(number) for number in range(2, len(rows)))]
    assert left_out(lone, right, articles, 0.1)[:2] == pytest.approx(left_out(rows, right, articles, 0.1)[:2], abs=0.05)
