"""How far the judges are apart: in chances, on one scale, and the same whichever of them is alone with its word."""

import math
from dataclasses import replace

import pytest

from classify.scoring.joint.disagreement import disagreement
from classify.scoring.joint.joint_settings import load_joint
from classify.scoring.joint.joint_verdict import join
from classify.scoring.rules import Verdict
from classify.training.joint_fit import BEFORE
from records.vocabulary import ScreeningLabel
from tests.classify.scoring.joint.made_readings import reading_of

HEARD = load_joint()


def says(chance: float | None) -> Verdict:
    return Verdict(chance or 0.0, ScreeningLabel.NONE, chances=None if chance is None else {"incident": chance})


def apart(lexical: float | None, encoder: float) -> float:
    """`encoder` is its chance on the scale of the lexical judge."""
    odds = (math.log(encoder / (1 - encoder)) * (1 - HEARD.lexical) - HEARD.offset) / HEARD.encoder
    return disagreement(says(lexical), reading_of("текст", answers={"telling": {0: odds}}), HEARD)


@pytest.mark.parametrize("chance", [0.0005, 0.01, 0.3, 0.9])
def test_judges_that_give_the_same_chance_are_not_apart_and_together_give_it_too(chance: float) -> None:
    assert apart(chance, chance) == pytest.approx(0, abs=1e-6)
    odds = (math.log(chance / (1 - chance)) * (1 - HEARD.lexical) - HEARD.offset) / HEARD.encoder
    both = join(says(chance), reading_of("текст", answers={"telling": {0: odds}}), replace(HEARD, alone=2.0))
    assert both.telling == pytest.approx(chance, rel=1e-5)


def test_one_that_sees_an_incident_alone_is_as_far_off_whichever_it_is() -> None:
    assert apart(0.3, 0.001) == pytest.approx(apart(0.001, 0.3), abs=1e-6)
    assert apart(0.3, 0.001) == pytest.approx(0.299, abs=1e-6)


def test_two_that_both_see_nothing_agree_however_far_apart_their_odds_are() -> None:
    assert apart(0.0001, 0.0000001) < 0.0002 < apart(0.01, 0.02)


def test_where_nothing_of_the_press_is_named_the_lexical_judge_says_that_it_is_none() -> None:
    assert apart(None, 0.4) == pytest.approx(0.4, abs=0.001)


@pytest.mark.parametrize("lexical", [0.0, 0.99, 1.0, 1.7])
def test_it_is_a_number_from_0_to_1_also_where_the_encoder_is_hardly_heard(lexical: float) -> None:
    for odds in (-60.0, 0.0, 60.0):
        assert 0 <= disagreement(says(0.5), reading_of("т", answers={"telling": {0: odds}}), replace(BEFORE, lexical=lexical)) <= 1
