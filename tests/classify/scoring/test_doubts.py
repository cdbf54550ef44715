"""A field is marked as unsure where its chance of being wrong is above the limit: the signs, the mark, and how the weights are fitted."""

import numpy as np
import pytest

from classify.matching.places import EventPlace
from classify.scoring.doubts import ANY_FIELD, date_signs, outlet_signs, place_signs, unsure_fields, victim_signs
from classify.training.joint_fit import JudgedField, fit_doubts
from records.language.days import EventDate
from records.vocabulary import DatePrecision, UnsureField

DAY, OTHER = EventDate("2024-03-11", DatePrecision.DAY), EventDate("2024-03-12", DatePrecision.DAY)


def test_a_field_is_marked_from_even_odds_on_and_one_without_weights_never() -> None:
    signs = {UnsureField.PLACE: {ANY_FIELD: 1.0, "best": 2.0}, UnsureField.LABEL: {ANY_FIELD: 1.0}}
    assert list(unsure_fields(signs, {UnsureField.PLACE: {ANY_FIELD: -2.0, "best": 1.0}})) == [UnsureField.PLACE]
    assert list(unsure_fields(signs, {UnsureField.PLACE: {ANY_FIELD: -2.1, "best": 1.0}})) == []


def test_the_nearer_a_second_date_comes_the_smaller_is_the_margin() -> None:
    clear, close = date_signs({DAY: 5.0, OTHER: 0.1}, {DAY: 2.0, OTHER: -3.0}), date_signs({DAY: 5.0, OTHER: 4.0}, {DAY: 2.0, OTHER: 1.0})
    assert clear["margin"] > close["margin"] > 0
    assert (clear["asked"], clear["no day"]) == (2.0, 0.0)
    assert date_signs({}, {})["no day"] == 1.0


def test_a_victim_of_whom_the_judges_are_hardly_sure_is_seen_in_the_signs() -> None:
    assert victim_signs([4.0, -5.0], 1)["nearest"] == 4.0
    assert victim_signs([0.2, -5.0], 1)["doubtful"] == 1.0
    assert victim_signs([], 0)["no person"] == victim_signs([], 0)["no victim"] == 1.0


def test_a_place_and_an_outlet_that_nobody_named_are_told_apart_from_doubtful_ones() -> None:
    nowhere = place_signs(EventPlace(None, None, None), {})
    assert (nowhere["no place"], nowhere["no region"]) == (1.0, 1.0)
    assert place_signs(EventPlace("KZ", "Актау", "KZ-47"), {"Актау": 3.0, "Астана": 2.5})["second"] == 2.5
    assert outlet_signs([])["none named"] == 1.0
    assert outlet_signs([0.3, -4.0])["nearest"] == pytest.approx(0.3)


def test_the_fields_that_are_oftener_wrong_bear_the_mark_and_no_more_than_the_share_that_may() -> None:
    dice = np.random.default_rng(1)
    judged = [
        JudgedField(str(number), {ANY_FIELD: 1.0, "margin": margin}, bool(dice.random() < 1 / (1 + np.exp(3 * margin))))
        for number in range(600)
        for margin in (float(dice.normal(1, 1)),)
    ]
    weights = fit_doubts({UnsureField.PLACE: judged, UnsureField.ACTOR: judged[:8]})
    assert UnsureField.ACTOR not in weights, "too few are known"
    marked = [one for one in judged if list(unsure_fields({UnsureField.PLACE: one.signs}, weights))]
    assert 0.1 < len(marked) / len(judged) < 0.2
    assert sum(one.wrong for one in marked) / len(marked) > 3 * sum(one.wrong for one in judged) / len(judged)
