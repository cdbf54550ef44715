"""One of several candidates is compared with the best of the others."""

import math

import pytest

from classify.scoring.comparison import compared, counted


def test_the_best_is_ahead_and_the_others_are_behind_it() -> None:
    first, second, third = compared("x", [2.0, 0.5, -9.0])
    assert (first["x: ahead of the others"], first["x: behind another"], first["x: likeliest"]) == (1.5, 0.0, 1.0)
    assert (second["x: ahead of the others"], second["x: behind another"], second["x: likeliest"]) == (0.0, 1.5, 0.0)
    assert third["x: behind another"] == 4.0, "a difference is limited"


def test_who_is_alone_is_the_likeliest_and_far_ahead() -> None:
    assert compared("x", [-3.0]) == [{"x: behind another": 0.0, "x: ahead of the others": 4.0, "x: likeliest": 1.0}]
    assert compared("x", []) == []
    assert counted(1) == {"the only one": 1.0, "others": 0.0}
    assert counted(3)["others"] == pytest.approx(math.log(3))
