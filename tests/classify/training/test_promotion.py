"""Whether a trained model is worse than the one that stands."""

from dataclasses import replace
from typing import Any

import pytest

from classify.gold.gate import GateScores, ScoreShare
from classify.training.corpus import Example
from classify.training.decided_articles import split_halves
from classify.training.promotion import HeldScores, ModelScores, judge_held, told_right, worse
from records.model import CategoryScore, Person, Screening
from records.vocabulary import Actor, Category, Outcome, ScreeningLabel, Track
from tests.classify.training.plain_decisions import plain

INCIDENT, FOLLOWUP, REPORT, NONE = ScreeningLabel
BY, OF = Track.PERPETRATOR, Track.JOURNALIST
HELD_OF_TWENTY = [2, 5, 7, 11, 14, 17, 18, 19]


def figures(**changed: Any) -> dict[str, GateScores]:
    base = GateScores(60, ScoreShare(18, 20), ScoreShare(18, 19), 0.95, 0.7, ScoreShare(16, 20), ScoreShare(1, 2), ScoreShare(1, 2), ScoreShare(1, 2))
    return {"all": base, "ru": replace(base, **changed)}


def read(held: HeldScores | None = None, **changed: Any) -> ModelScores:
    return ModelScores(figures(**changed), held or HeldScores(ScoreShare(8, 10), ScoreShare(4, 4)))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"recall": ScoreShare(17, 20)}, []),
        ({"recall": ScoreShare(16, 20)}, ["ru recall 0.800 < 0.900"]),
        ({"precision": ScoreShare(18, 22)}, ["ru precision 0.818 < 0.947"]),
        ({"precision": ScoreShare(0, 0)}, ["ru precision - < 0.947"]),
        ({"auc": 0.934}, []),
        ({"auc": 0.93}, ["ru auc 0.930 < 0.950"]),
        ({"codes": 0.651}, []),
        ({"codes": 0.64}, ["ru codes 0.640 < 0.700"]),
        ({"label": ScoreShare(14, 20), "auc": 0.5}, ["ru label 0.700 < 0.800", "ru auc 0.500 < 0.950"]),
        ({"region": ScoreShare(0, 9), "outcome": ScoreShare(0, 9), "victims": ScoreShare(0, 9)}, []),
    ],
)
def test_a_figure_may_fall_by_one_article_and_no_further(changed: dict[str, Any], told: list[str]) -> None:
    assert worse(read(**changed), read(), figures()) == told


def test_many_steps_down_of_one_article_each_do_not_add_up() -> None:
    champion, challenger = read(recall=ScoreShare(17, 20)), read(recall=ScoreShare(16, 20))
    assert worse(challenger, champion, champion.gold) == []
    assert worse(challenger, champion, figures()) == ["ru recall 0.800 < 0.900"]


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (HeldScores(ScoreShare(8, 10), ScoreShare(3, 4)), []),
        (HeldScores(ScoreShare(7, 10), ScoreShare(4, 4)), ["decisions right 0.700 < 0.800"]),
        (HeldScores(ScoreShare(9, 10), ScoreShare(2, 4)), ["decisions confirmed 0.500 < 1.000"]),
        (HeldScores(ScoreShare(10, 10), ScoreShare(4, 4)), []),
    ],
)
def test_past_decisions_may_not_be_judged_worse_and_confirmed_ones_not_be_bought_off(held: HeldScores, told: list[str]) -> None:
    assert worse(read(held), read(), figures()) == told


def test_past_decisions_are_judged_right_where_flagging_and_deciding_agree() -> None:
    held = split_halves([plain(number, label) for number, label in zip(HELD_OF_TWENTY[:4], (INCIDENT, INCIDENT, NONE, REPORT), strict=True)]).held
    screened = [Screening(example.id, "m", flagged=flagged) for example, flagged in zip(held, (True, False, False, False), strict=True)]
    scores = judge_held(held, screened)
    assert (scores.right, scores.confirmed) == (ScoreShare(3, 4), ScoreShare(1, 2))


def test_what_is_told_of_confirmed_articles_is_compared_field_by_field_with_what_was_decided() -> None:
    example = Example(
        "1", "ru", "", "Text", INCIDENT, (Category.ATT, Category.THR), ("Асель Тестова", "Ержан Пробный"), Actor.COURT, Outcome.DROPPED, OF
    )
    screening = Screening(
        "1", "m", label=FOLLOWUP, actor=Actor.COURT, outcome=Outcome.DROPPED, outcome_of=OF,
        categories=(CategoryScore(Category.ATT, 0.9),), persons=(Person("А. Тестова", "victim"), Person("Иван Другов", "victim"), Person("Ержан Пробный", "official")),
    )  # fmt: skip
    right = {
        "label": ScoreShare(0, 1), "actor": ScoreShare(1, 1), "outcome": ScoreShare(1, 1), "outcome_of": ScoreShare(1, 1),
        "categories": ScoreShare(2, 3), "victims found": ScoreShare(1, 2), "victims right": ScoreShare(1, 2),
    }  # fmt: skip
    assert told_right([(example, screening)]) == right
    unknown = replace(example, outcome_of=None, victims=())
    assert told_right([(unknown, replace(screening, persons=()))]) | {"label": ScoreShare(0, 1)} == right | {
        "outcome_of": ScoreShare(0, 0), "victims found": ScoreShare(0, 0), "victims right": ScoreShare(0, 0),
    }  # fmt: skip
    assert told_right([])["victims found"] == ScoreShare(0, 0)


def test_a_field_may_fall_by_one_article_and_no_further() -> None:
    told = {"actor": ScoreShare(3, 4), "victims found": ScoreShare(4, 8)}
    before = read(HeldScores(ScoreShare(8, 10), ScoreShare(4, 4), told))

    def now(**changed: ScoreShare) -> ModelScores:
        return read(HeldScores(ScoreShare(8, 10), ScoreShare(4, 4), told | changed))

    assert worse(now(actor=ScoreShare(2, 4)), before, figures()) == []
    assert worse(now(actor=ScoreShare(1, 4)), before, figures()) == ["decisions actor 0.250 < 0.750"]
    assert worse(now(**{"victims found": ScoreShare(1, 8)}), before, figures()) == ["decisions victims found 0.125 < 0.500"]
