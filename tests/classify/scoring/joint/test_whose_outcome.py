"""Whose case an outcome belongs to, where words and encoder are weighed together, and where the words are alone."""

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest

from classify.encoder.questions import TRACKS
from classify.matching.outcome_track import TrackChances, track_of
from classify.scoring.joint.joint_settings import load_joint
from classify.scoring.joint.joint_verdict import join
from classify.scoring.joint.judged import Judged
from classify.scoring.joint.whose_outcome import ANYTHING, label_by_outcome, signs_of_outcome, whose
from classify.scoring.rules import Verdict
from classify.training.joint_fit import BEFORE
from records.vocabulary import Category, Outcome, ScreeningLabel, Track
from tests.classify.scoring.joint.made_readings import reading_of

P, J = Track.PERPETRATOR, Track.JOURNALIST
NOTHING = Verdict(0.0, ScreeningLabel.NONE)
SILENT, HIS, HERS = TrackChances(0.0, 0.0, 0.0), TrackChances(0.95, 0.1, 0.1), TrackChances(0.1, 0.9, 0.9)


def judged(perpetrator: float = 0.5, codes: tuple[str, ...] = ("ATT",)) -> Judged:
    """An article of which the encoder holds the outcome so surely for the perpetrator's."""
    odds = {TRACKS.index(P): math.log(perpetrator / (1 - perpetrator)), TRACKS.index(J): 0.0}
    answers = join(NOTHING, reading_of("а", answers={"outcome_of": odds}), BEFORE)
    return Judged(replace(NOTHING, categories=tuple((Category(code), 0.9) for code in codes)), answers)


def weights(**counts: float) -> Mapping[Track, dict[str, float]]:
    """Only these signs count for the perpetrator's, and against the journalist's."""
    signs = signs_of_outcome(judged(), Outcome.CONVICTED, SILENT)
    assert signs is not None
    named = {name.replace("_", " "): odds for name, odds in counts.items()}
    assert named.keys() <= {sign.replace("'", "") for sign in signs}
    found = {sign: named.get(sign.replace("'", ""), 0.0) for sign in signs}
    return {P: found, J: {sign: -odds for sign, odds in found.items()}}


@pytest.mark.parametrize(("perpetrator", "expected"), [(0.9, P), (0.1, J)])
def test_the_encoder_is_heard_where_the_words_say_nothing(perpetrator: float, expected: Track) -> None:
    assert whose(judged(perpetrator), Outcome.CONVICTED, SILENT, weights(the_perpetrators_by_the_encoder=1.0)) is expected


def test_words_that_count_more_outweigh_it() -> None:
    counts = weights(the_perpetrators_by_the_encoder=1.0, the_journalists_by_the_words=-5.0)
    assert whose(judged(0.9), Outcome.CONVICTED, HERS, counts) is J


def test_where_neither_is_likely_enough_it_is_nobodys() -> None:
    counts = {track: {**signs, ANYTHING: -1.0} for track, signs in weights(the_perpetrators_by_the_encoder=1.0).items()}
    assert whose(judged(0.6), Outcome.CONVICTED, SILENT, counts) is None
    assert whose(judged(0.9), Outcome.CONVICTED, SILENT, counts) is P


@pytest.mark.parametrize("chances", [SILENT, HIS, HERS])
def test_where_the_encoder_was_not_asked_or_nothing_was_fitted_the_words_alone_say(chances: TrackChances) -> None:
    by_words = track_of(chances, Outcome.CONVICTED)
    assert whose(Judged(NOTHING), Outcome.CONVICTED, chances, weights(a_verdict=9.0)) is by_words
    assert whose(judged(0.99), Outcome.CONVICTED, chances, {}) is by_words


def test_where_nothing_came_of_it_it_is_nobodys() -> None:
    assert whose(judged(0.99), Outcome.NONE, HIS, weights(the_perpetrators_by_the_encoder=1.0)) is None


def test_the_shipped_weights_hear_both() -> None:
    heard = load_joint().whose
    signs = signs_of_outcome(judged(), Outcome.CONVICTED, SILENT)
    assert signs is not None
    assert all(set(heard[track]) == set(signs) for track in Track)
    for track, against in ((P, J), (J, P)):
        sign = {P: "the perpetrator's by the words", J: "the journalist's by the words"}
        assert heard[track][sign[track]] > heard[track][sign[against]]
    assert heard[P]["the perpetrator's by the encoder"] > 0 > heard[J]["the perpetrator's by the encoder"]


@pytest.mark.parametrize(("codes", "sign"), [(("OBS", "CIV"), "kept from work"), (("CIV",), "sued"), (("ARR", "CRM"), "pursued")])
def test_the_first_category_says_what_it_is_about(codes: tuple[str, ...], sign: str) -> None:
    signs = signs_of_outcome(judged(codes=codes), Outcome.CONVICTED, SILENT)
    assert signs is not None
    assert {name for name in ("kept from work", "sued", "pursued") if signs[name]} >= {sign}
    assert ("kept from work" in sign) == bool(signs["kept from work"])


@pytest.mark.parametrize(
    ("label", "outcome", "track", "expected"),
    [
        (ScreeningLabel.INCIDENT, Outcome.CONVICTED, P, ScreeningLabel.FOLLOWUP),
        (ScreeningLabel.INCIDENT, Outcome.ACQUITTED, P, ScreeningLabel.FOLLOWUP),
        (ScreeningLabel.INCIDENT, Outcome.DROPPED, P, ScreeningLabel.FOLLOWUP),
        (ScreeningLabel.INCIDENT, Outcome.INVESTIGATING, P, ScreeningLabel.INCIDENT),
        (ScreeningLabel.INCIDENT, Outcome.REFUSED, P, ScreeningLabel.INCIDENT),
        (ScreeningLabel.INCIDENT, Outcome.CONVICTED, J, ScreeningLabel.INCIDENT),
        (ScreeningLabel.INCIDENT, Outcome.CONVICTED, None, ScreeningLabel.INCIDENT),
        (ScreeningLabel.NONE, Outcome.CONVICTED, P, ScreeningLabel.NONE),
        (ScreeningLabel.REPORT, Outcome.CONVICTED, P, ScreeningLabel.REPORT),
    ],
)
def test_a_verdict_on_whoever_did_it_is_news_of_an_earlier_incident(
    label: ScreeningLabel, outcome: Outcome, track: Track | None, expected: ScreeningLabel
) -> None:
    assert label_by_outcome(label, outcome, track) is expected
