"""Which outlets are concerned: the signs of each that is named, their weights, and how these are fitted."""

from dataclasses import replace

import numpy as np

from classify.articles import matches_of
from classify.encoder.readings import MENTION_ANSWERS
from classify.field_mentions import field_mentions
from classify.scoring.joint import JointVerdict
from classify.scoring.outlets import ANY_OUTLET, WeighedOutlet, outlet_odds, weigh_outlets
from classify.scoring.rules import Verdict
from classify.training.joint_fit import JudgedOutlet, fit_outlets
from records.model import Article
from records.vocabulary import ScreeningLabel
from tests.classify.made import reading_of

TEXT = "Охранник рынка избил корреспондента газеты «Диапазон». Об этом сообщает «Казинформ»."


def weighed(odds: list[float], weights: dict[str, float]) -> list[WeighedOutlet]:
    marks = matches_of(Article("1", TEXT, "", "ru"))
    assert marks is not None
    answers = np.zeros((len(odds), MENTION_ANSWERS), np.float32)
    answers[:, -1] = odds
    judged = JointVerdict(Verdict(0.9, ScreeningLabel.INCIDENT), None, reading_of(TEXT), ask=lambda mentions: answers[: len(mentions)])
    outlets = weigh_outlets(marks, judged, field_mentions(marks, (), None), (), weights)
    assert outlets is not None
    return outlets


def test_without_weights_the_encoder_decides_and_the_likeliest_comes_first() -> None:
    outlets = weighed([-1.0, 3.0], {})
    assert [outlet.odds >= 0 for outlet in outlets] == [True, False]
    assert outlets[0].odds > outlets[1].odds


def test_where_an_outlet_stands_and_how_it_compares_with_the_others_are_signs() -> None:
    signs = {outlet.name: outlet.signs for outlet in weighed([2.0, -1.0], {})}
    first, second = signs["Диапазон"], signs["Казинформ"]
    assert (first["beside somebody of the press"], second["beside somebody of the press"]) == (1.0, 0.0)
    assert (first["asked about: ahead of the others"], second["asked about: behind another"]) == (3.0, 3.0)
    assert (first["in the first sentence"], second["in the first sentence"]) == (1.0, 0.0)


def test_the_weights_outweigh_what_the_encoder_says_alone() -> None:
    outlets = weighed([0.0, 0.0], {ANY_OUTLET: -1.0, "beside somebody of the press": 2.0})
    assert [(outlet.name, outlet.odds >= 0) for outlet in outlets] == [("Диапазон", True), ("Казинформ", False)]


def test_without_the_encoder_nothing_is_weighed() -> None:
    marks = matches_of(Article("1", TEXT, "", "ru"))
    assert marks is not None
    assert weigh_outlets(marks, JointVerdict(Verdict(0.9, ScreeningLabel.INCIDENT), None, None), field_mentions(marks, (), None), (), {}) is None


def test_the_fitted_limit_gives_most_articles_exactly_their_outlets() -> None:
    dice = np.random.default_rng(3)
    judged = [
        JudgedOutlet(str(number // 2), {ANY_OUTLET: 1.0, "asked about": odds}, odds + float(dice.normal(0, 0.5)) > 1.0)
        for number in range(400)
        for odds in (float(dice.normal(1, 2)),)
    ]
    weights = fit_outlets(judged)
    right = sum((outlet_odds(dict(one.signs), weights) >= 0) is one.concerned for one in judged)
    assert right / len(judged) > 0.85
    assert weights["asked about"] > 0
    assert fit_outlets([replace(one, concerned=False) for one in judged]) == {}, "none is known that is concerned"
