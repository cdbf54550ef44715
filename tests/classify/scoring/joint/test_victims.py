"""Who is a victim: by what the words say and what the encoder marks together, and by the words alone where it was not asked."""

import pytest

from classify.matching.persons import ToldPerson, find_persons
from classify.scoring.joint.joint_settings import load_joint
from classify.scoring.joint.judged import Judged
from classify.scoring.joint.victims import ANYBODY, name_judge, signs_of, victim_judge, victim_odds
from classify.scoring.rules import Verdict
from records.vocabulary import ScreeningLabel
from tests.classify.read_text import read
from tests.classify.scoring.joint.made_readings import reading_of

TEXT = "Охранник Ринат Ибраев избил корреспондента газеты Марата Серикова. О случае сообщил оператор Олег Пак."
NOTHING = Verdict(0.0, ScreeningLabel.NONE)
# Only the mark of the encoder counts.
BY_MARK = {ANYBODY: 0.0, "marked as one and not as another": 1.0}


def roles(marked: dict[str, str] | None, weights: dict[str, float]) -> dict[str, str]:
    marks, names = read("ru", TEXT)
    reading = reading_of(TEXT, marked) if marked is not None else None
    signs = dict.fromkeys(_SIGNS, 0.0) | weights if weights else {}
    judge = victim_judge(marks.words, Judged(NOTHING, reading=reading), signs)
    sentences = dict.fromkeys(range(len(marks.words.sentences)), 1.0)
    return {person.name.split()[-1]: person.role for person in find_persons(marks, "ru", sentences, frozenset(), names, judge)}


def _every_sign() -> set[str]:
    marks, names = read("ru", TEXT)
    found: set[str] = set()
    reading = reading_of(TEXT)

    def note(person: ToldPerson) -> bool:
        found.update(signs_of(person, marks.words, reading))
        return False

    find_persons(marks, "ru", {}, frozenset(), names, note)
    return found


_SIGNS = _every_sign()


def test_whom_the_encoder_marks_is_the_victim_and_nobody_else() -> None:
    found = roles({"victim": "Марата Серикова", "perpetrator": "Ринат Ибраев", "other": "Олег Пак"}, BY_MARK)
    assert found == {"Сериков": "victim", "Ибраев": "perpetrator", "Пак": "other"}


def test_without_a_reading_or_numbers_the_words_decide() -> None:
    by_words = roles(None, BY_MARK)
    assert by_words["Сериков"] == "victim"
    assert roles({"victim": "Ринат Ибраев"}, {}) == by_words


@pytest.mark.parametrize(
    "sign",
    [
        "title of the press",
        "victim by the words",
        "marked as a victim",
        "marked as whom it hit",
        "named first",
        "once marked as a victim",
        "beside one who is marked",
    ],
)
def test_every_sign_that_can_count_is_there(sign: str) -> None:
    assert sign in _SIGNS
    assert ANYBODY in _SIGNS


def test_the_shipped_weights_weigh_every_sign() -> None:
    assert set(load_joint().victim) == _SIGNS


def test_signs_add_up_as_log_odds() -> None:
    assert victim_odds({ANYBODY: 1.0, "named first": 0.5}, {ANYBODY: -1.0, "named first": 3.0}) == 0.5


def test_who_is_named_in_one_breath_with_whom_the_encoder_marks_shares_the_sign() -> None:
    text = "В Актау избили корреспондента Марата Серикова и оператора Олега Пака. Следователь Ринат Ибраев и прокурор Дана Ли молчат."
    marks, names = read("ru", text)
    reading = reading_of(text, {"victim": "Марата Серикова"})
    beside: dict[str, float] = {}

    def note(person: ToldPerson) -> bool:
        beside[person.name.split()[-1]] = signs_of(person, marks.words, reading)["beside one who is marked"]
        return False

    find_persons(marks, "ru", dict.fromkeys(range(2), 1.0), frozenset(), names, note)
    assert beside["Пак"] > 0 > max(odds for name, odds in beside.items() if name != "Пак")


def test_a_name_that_no_list_holds_is_one_where_the_encoder_marks_it() -> None:
    text = "Вчера в посёлке ударили Эльмаха. Больше ничего не известно."
    marks, names = read("ru", text)

    def named(reading_marks: dict[str, str]) -> list[str]:
        is_named = name_judge(marks.words, reading_of(text, reading_marks))
        return [person.name for person in find_persons(marks, "ru", {}, frozenset(), names, None, is_named)]

    assert named({}) == []
    assert named({"other": "Эльмаха"}) != []
