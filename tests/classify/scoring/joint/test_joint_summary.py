"""The proposed summary is the sentence that says what happened, and one more where that adds whom, when or where."""

from classify.scoring.joint.joint_summary import summary_sentences
from classify.scoring.joint.judged import Judged
from classify.scoring.rules import Verdict
from records.vocabulary import ScreeningLabel
from tests.classify.read_text import read
from tests.classify.scoring.joint.made_readings import reading_of

NONE = Verdict(0.0, ScreeningLabel.NONE)
TEXT = "Скандал на сессии маслихата области\nСессия прошла вчера в Актау. Охранник вытолкал оператора из зала. Оператора зовут Иван Петров, он из газеты. Завтра дождь."


def told(marked: dict[str, str]) -> list[int]:
    marks, _ = read("ru", TEXT)
    return summary_sentences(marks.words, Judged(NONE, reading=reading_of(TEXT, marked)), titled=True)


def test_one_sentence_is_enough_where_it_says_all() -> None:
    assert told({"act": "вытолкал", "who": "оператора"}) == [2]


def test_a_second_one_is_taken_where_it_says_to_whom() -> None:
    assert told({"act": "вытолкал", "victim": "Иван Петров"}) == [2, 3]


def test_a_sentence_that_tells_day_and_place_alone_may_be_of_something_else() -> None:
    assert told({"act": "вытолкал", "when": "вчера", "where": "Актау"}) == [2]


def test_nothing_is_proposed_where_no_act_is_marked_or_nobody_was_asked() -> None:
    marks, _ = read("ru", TEXT)
    assert told({"when": "вчера"}) == []
    assert summary_sentences(marks.words, Judged(NONE), titled=True) == []
