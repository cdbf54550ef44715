"""Of which fields the judges are unsure together, so that whoever decides looks there first."""

import math
from collections.abc import Iterator

from classify.scoring.joint.joint_settings import JointSettings
from classify.scoring.joint.joint_verdict import JointAnswers
from records.vocabulary import Outcome, UnsureField

# A category whose log-odds are this near to those from which it is given might as well not be given, or be.
_NEAR = 0.7


def doubts(answers: JointAnswers, settings: JointSettings) -> Iterator[UnsureField]:
    """The fields whose answer is not much likelier than another."""
    sure = settings.unsure
    if max(answers.followup, 1 - answers.followup) < sure:
        yield UnsureField.LABEL
    if any(abs(_odds(chance) - _odds(settings.code)) < _NEAR for chance in answers.codes.values()):
        yield UnsureField.CATEGORIES
    for field, chances in ((UnsureField.ACTOR, answers.actors), (UnsureField.OUTCOME, answers.outcomes)):
        if max(chances.values()) < sure:
            yield field
    if max(answers.outcomes, key=lambda one: answers.outcomes[one]) is not Outcome.NONE and max(answers.tracks.values()) < sure:
        yield UnsureField.OUTCOME_OF


def _odds(chance: float) -> float:
    return math.log(max(chance, 1e-6) / max(1 - chance, 1e-6))
