"""What the encoder marks moves the fields."""

import pytest

from classify.encoder.questions import TRACKS
from classify.scoring.joint.joint_fields import told_day, whose
from classify.scoring.joint.joint_verdict import join
from classify.scoring.joint.judged import Judged
from classify.scoring.rules import Verdict
from classify.training.joint_fit import BEFORE
from records.vocabulary import Outcome, ScreeningLabel, Track
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


@pytest.mark.parametrize(
    ("perpetrator", "journalist", "words", "expected"),
    [
        (9.0, 0.0, None, None),
        (0.0, 3.0, None, Track.JOURNALIST),
        (4.0, 0.0, Track.JOURNALIST, Track.JOURNALIST),
        (0.0, 4.0, Track.PERPETRATOR, Track.PERPETRATOR),
    ],
    ids=[
        "the perpetrator's by the encoder alone",
        "surely the journalist's",
        "the journalist's by its words",
        "the perpetrator's by its words",
    ],
)
def test_an_outcome_is_the_perpetrators_only_where_words_say_so(
    perpetrator: float, journalist: float, words: Track | None, expected: Track | None
) -> None:
    odds = {Track.PERPETRATOR: perpetrator, Track.JOURNALIST: journalist}
    answers = join(NOTHING, reading_of("а", answers={"outcome_of": {TRACKS.index(track): value for track, value in odds.items()}}), BEFORE)
    assert whose(Judged(NOTHING, answers), Outcome.CONVICTED, words) is expected
    assert whose(Judged(NOTHING, answers), Outcome.NONE, None) is None
