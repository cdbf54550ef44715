"""What the encoder marks moves the fields."""

import math
from dataclasses import replace

import pytest

from classify.encoder.questions import TRACKS
from classify.scoring.joint.joint_fields import told_day, whose
from classify.scoring.joint.joint_verdict import join
from classify.scoring.joint.judged import Judged
from classify.scoring.rules import Verdict
from classify.training.joint_fit import BEFORE
from records.vocabulary import Category, Outcome, ScreeningLabel, Track
from tests.classify.read_text import read
from tests.classify.scoring.joint.made_readings import reading_of

TEXT = "Суд прошёл в среду. Журналиста избили 3 мая в Актау."
NOTHING = Verdict(0.0, ScreeningLabel.NONE)


def test_the_day_that_is_marked_is_likelier_than_any_other() -> None:
    marks, _ = read("ru", TEXT)
    told = told_day(marks.words, Judged(NOTHING, reading=reading_of(TEXT, {"when": "3 мая"})))
    assert told is not None
    wednesday, third = marks.words.forms.index("среду"), marks.words.forms.index("3")
    assert told(third, third + 2) > 0.8 > 0.5 > told(wednesday, wednesday + 1)


def test_nobody_is_heard_of_the_day_where_the_encoder_was_not_asked() -> None:
    marks, _ = read("ru", TEXT)
    assert told_day(marks.words, Judged(NOTHING)) is None


PERPETRATOR, JOURNALIST = Track.PERPETRATOR, Track.JOURNALIST


@pytest.mark.parametrize(
    ("journalist", "words", "codes", "expected"),
    [
        (0.0, JOURNALIST, ("ATT",), JOURNALIST),
        (0.5, PERPETRATOR, ("ATT",), PERPETRATOR),
        (0.999, PERPETRATOR, ("ATT",), None),
        (0.001, None, ("ATT", "OBS"), None),
        (0.95, None, ("CRM",), JOURNALIST),
        (0.95, None, ("OBS", "CIV"), None),
        (0.8, None, ("CRM",), None),
    ],
    ids=[
        "words that say the journalist's are heard", "words that say the perpetrator's are heard", "unless the encoder is sure of the contrary",
        "the perpetrator's by the encoder alone", "surely the journalist's",
        "but not of one kept from work, who sues herself", "perhaps the journalist's",
    ],
)  # fmt: skip
def test_an_outcome_is_the_perpetrators_only_where_words_say_so(
    journalist: float, words: Track | None, codes: tuple[str, ...], expected: Track | None
) -> None:
    odds = {PERPETRATOR: 0.0, JOURNALIST: math.log(journalist / (1 - journalist)) if journalist else -30.0}
    answers = join(NOTHING, reading_of("а", answers={"outcome_of": {TRACKS.index(track): value for track, value in odds.items()}}), BEFORE)
    judged = Judged(replace(NOTHING, categories=tuple((Category(code), 0.9) for code in codes)), answers)
    assert whose(judged, Outcome.CONVICTED, words) is expected
    assert whose(judged, Outcome.NONE, None) is None


def test_where_the_encoder_was_not_asked_the_words_alone_say_whose_outcome_it_is() -> None:
    assert whose(Judged(NOTHING), Outcome.CONVICTED, PERPETRATOR) is PERPETRATOR
    assert whose(Judged(NOTHING), Outcome.CONVICTED, None) is None
