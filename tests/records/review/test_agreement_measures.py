"""Measures of agreement, compared with printed values and with scikit-learn's."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from records.review.agreement_measures import cohen_kappa, jaccard, share_alike

codes = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=60)


def table(counts: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
    return [pair for pair, number in counts.items() for _ in range(number)]


# Of 50 requests both say yes to 20 and no to 15 (the example of the article on Cohen's kappa in Wikipedia): p_o 0.70, p_e 0.50. The two others are the pair
# of tables there that have the same share alike (0.60) and another kappa.
PRINTED: list[tuple[dict[tuple[str, str], int], float]] = [
    ({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}, 0.4),
    ({("y", "y"): 45, ("y", "n"): 15, ("n", "y"): 25, ("n", "n"): 15}, 0.1304),
    ({("y", "y"): 25, ("y", "n"): 35, ("n", "y"): 5, ("n", "n"): 35}, 0.2593),
]


@pytest.mark.parametrize(("counts", "kappa"), PRINTED)
def test_kappa_is_what_is_printed(counts: dict[tuple[str, str], int], kappa: float) -> None:
    assert cohen_kappa(table(counts)) == pytest.approx(kappa, abs=0.00005)


@given(codes)
def test_kappa_of_several_codes_is_that_of_another_program(pairs: list[tuple[str, str]]) -> None:
    mine = cohen_kappa(pairs)
    if mine is None:
        assert len({code for pair in pairs for code in pair}) == 1
        return
    assert mine == pytest.approx(cohen_kappa_score([one for one, _ in pairs], [other for _, other in pairs]))


@pytest.mark.parametrize(
    ("pairs", "share", "kappa"),
    [
        ([], None, None),
        ([("a", "a")] * 3, 1.0, None),
        ([("a", "b"), ("b", "a")], 0.0, -1.0),
        ([("a", "a"), ("b", "b")], 1.0, 1.0),
        ([("a", "b")], 0.0, 0.0),
    ],
)
def test_the_ends_of_the_scale(pairs: list[tuple[str, str]], share: float | None, kappa: float | None) -> None:
    assert (share_alike(pairs), cohen_kappa(pairs)) == (share, kappa)


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [("", "", 1.0), ("a", "", 0.0), ("ab", "bc", 1 / 3), ("ab", "ab", 1.0), ("abcd", "ab", 0.5), (["a", "a"], "a", 1.0)],
)
def test_jaccard_is_the_common_part(first: Any, second: Any, common: float) -> None:
    assert jaccard(first, second) == jaccard(second, first) == pytest.approx(common)
