"""What the encoder marks moves the fields."""

from classify.scoring.joint.joint_fields import told_day
from classify.scoring.joint.judged import Judged
from classify.scoring.rules import Verdict
from records.vocabulary import ScreeningLabel
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
