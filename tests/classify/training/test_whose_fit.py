"""What the signs of an outcome count: whose it is, and hardly ever the perpetrator's where it is the journalist's."""

import random

import pytest

from classify.scoring.joint.whose_outcome import ANYTHING, VERDICT
from classify.training.whose_fit import JudgedOutcome, fit_whose
from records.vocabulary import Track

P, J = Track.PERPETRATOR, Track.JOURNALIST


def outcomes(spread: float = 1.0, each: int = 60) -> list[JudgedOutcome]:
    """One sign for each track, in its own way; outcomes of others have neither."""
    dice = random.Random(1)
    found = []
    for number, track in enumerate([P] * each + [J] * each + [None] * each):
        said = {one: dice.gauss(2.0 if one is track else -1.0, spread) for one in Track}
        found.append(
            JudgedOutcome(f"a{number}", {ANYTHING: 1.0, VERDICT: float(number % 2), "hers": said[J], "his": said[P], "day": dice.random()}, track)
        )
    return found


def called(weights: dict[Track, dict[str, float]], one: JudgedOutcome, track: Track) -> bool:
    return sum(weights[track][sign] * value for sign, value in one.signs.items()) >= 0


@pytest.mark.parametrize("track", [P, J])
def test_most_outcomes_are_called_what_they_are(track: Track) -> None:
    weights = fit_whose(outcomes())
    of_track = [one for one in outcomes() if one.track is track]
    assert sum(called(weights, one, track) for one in of_track) > 0.8 * len(of_track)


@pytest.mark.parametrize("spread", [0.5, 1.0, 2.0])
def test_hardly_any_of_the_journalists_is_called_the_perpetrators_however_little_the_signs_say(spread: float) -> None:
    weights = fit_whose(outcomes(spread, each=100))
    hers = [one for one in outcomes(spread, each=100) if one.track is J]
    assert sum(called(weights, one, P) for one in hers) <= 4
    assert sum(called(weights, one, P) for one in hers if one.signs[VERDICT]) <= 1


def test_the_order_of_outcomes_changes_nothing_and_where_few_are_known_the_words_decide() -> None:
    assert fit_whose(outcomes()) == fit_whose(outcomes())
    assert fit_whose(outcomes(each=10)) == {}
    assert fit_whose([]) == {}
