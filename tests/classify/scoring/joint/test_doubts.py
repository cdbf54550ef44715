"""What the judges are unsure of is named by field."""

from classify.encoder.questions import ACTORS, CODES, LABELS, OUTCOMES, TRACKS
from classify.scoring.joint.doubts import doubts
from classify.scoring.joint.joint_verdict import join
from classify.scoring.rules import Verdict
from classify.training.joint_fit import BEFORE
from records.vocabulary import ScreeningLabel
from tests.classify.scoring.joint.made_readings import LIKELY, reading_of

SURE = {
    "label": {LABELS.index(ScreeningLabel.INCIDENT): LIKELY},
    "outcome": {OUTCOMES.index("investigating"): 6.0},
    "outcome_of": {0: LIKELY},
    "actor": {0: 6.0},
}


def unsure(answers: dict[str, dict[int, float]]) -> set[str]:
    return set(doubts(join(Verdict(0.0, ScreeningLabel.NONE), reading_of("а", answers=answers), BEFORE), BEFORE))


def test_nothing_is_named_where_every_answer_is_clear() -> None:
    assert unsure(SURE) == set()


def test_each_field_with_two_likely_answers_is_named() -> None:
    assert unsure({**SURE, "label": {LABELS.index(ScreeningLabel.INCIDENT): 1.0, LABELS.index(ScreeningLabel.FOLLOWUP): 0.9}}) == {"label"}
    assert unsure({**SURE, "codes": {CODES.index("ATT"): -0.1}}) == {"categories"}
    assert unsure({**SURE, "actor": {0: 1.0, 1: 1.0}}) == {"actor"}
    assert len(ACTORS) > 1
    assert unsure({**SURE, "outcome_of": {number: 0.0 for number, _ in enumerate(TRACKS)}}) == {"outcome_of"}
