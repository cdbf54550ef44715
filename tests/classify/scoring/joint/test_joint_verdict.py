"""Two judges give one verdict."""

from dataclasses import replace

import pytest

from classify.encoder.questions import CODES, LABELS, OUTCOMES
from classify.matching.matches import Cue
from classify.scoring.joint.joint_settings import JointSettings
from classify.scoring.joint.joint_verdict import categories_of, join, label_of, lexical_odds
from classify.scoring.rules import ScoredAct, Verdict
from classify.training.joint_fit import BEFORE
from records.vocabulary import Category, Outcome, ScreeningLabel
from tests.classify.scoring.joint.made_readings import LIKELY, reading_of

HEARD = replace(BEFORE, threshold=0.4, lexical=0.5, lexical_code=0.5, lexical_outcome=0.5, lexical_course=0.5, unnamed=-6.0)
FOLLOWUP, INCIDENT, REPORT = (LABELS.index(label) for label in (ScreeningLabel.FOLLOWUP, ScreeningLabel.INCIDENT, ScreeningLabel.REPORT))


def verdict(**chances: float) -> Verdict:
    return Verdict(0.5, ScreeningLabel.INCIDENT, chances={"incident": 0.5, **{name.replace("_", ":"): value for name, value in chances.items()}})


def test_what_both_judges_say_adds_up_as_log_odds() -> None:
    read = reading_of("текст", answers={"telling": {0: 1.0}})
    neither, one, both = (
        join(said, read, HEARD).telling for said in (verdict(), replace(verdict(), chances={"incident": 0.9}), verdict(incident=0.99))
    )
    assert neither < one < both
    assert neither == pytest.approx(1 / (1 + 2.718281828**-1.0))


def test_an_article_that_names_nobody_of_the_press_is_judged_by_the_encoder_against_a_fixed_doubt() -> None:
    unnamed = Verdict(0.0, ScreeningLabel.NONE)
    assert lexical_odds(unnamed, HEARD) == HEARD.unnamed
    assert join(unnamed, reading_of("текст", answers={"telling": {0: 9.0}}), HEARD).telling > 0.99


@pytest.mark.parametrize(
    ("told", "telling", "label"),
    [
        ({INCIDENT: LIKELY}, 6.0, ScreeningLabel.INCIDENT),
        ({FOLLOWUP: LIKELY}, 6.0, ScreeningLabel.FOLLOWUP),
        ({REPORT: LIKELY}, -6.0, ScreeningLabel.REPORT),
        ({REPORT: 0.0, INCIDENT: 0.0}, 6.0, ScreeningLabel.INCIDENT),
        ({INCIDENT: LIKELY}, -6.0, ScreeningLabel.NONE),
    ],
)
def test_the_label_follows_the_surest_answer_and_none_where_nothing_is_told(told: dict[int, float], telling: float, label: ScreeningLabel) -> None:
    assert label_of(join(verdict(), reading_of("текст", answers={"label": told, "telling": {0: telling}}), HEARD), HEARD) is label


def test_words_for_what_came_before_can_turn_a_doubtful_label() -> None:
    doubtful = reading_of("текст", answers={"label": {INCIDENT: 0.1, FOLLOWUP: 0.0}, "telling": {0: LIKELY}})
    assert [label_of(join(verdict(followup=chance), doubtful, HEARD), HEARD) for chance in (0.2, 0.9)] == [
        ScreeningLabel.INCIDENT,
        ScreeningLabel.FOLLOWUP,
    ]


def test_as_many_categories_are_given_as_are_likely_and_always_one() -> None:
    def given(settings: JointSettings, **likely: float) -> list[Category]:
        numbers = {CODES.index(Category(code)): odds for code, odds in likely.items()}
        return [code for code, _ in categories_of(join(verdict(), reading_of("текст", answers={"codes": numbers}), settings), verdict(), settings)]

    assert given(HEARD, ATT=3.0, OBS=2.0, PRP=-3.0) == [Category.ATT, Category.OBS]
    assert given(HEARD, ATT=-2.0) == [Category.ATT]
    assert len(given(HEARD, **{code.value: 3.0 for code in list(Category)[:9]})) == 5


def test_outcomes_sum_to_one_and_hear_both() -> None:
    read = reading_of("текст", answers={"outcome": {OUTCOMES.index(Outcome.DROPPED): 1.0, OUTCOMES.index(Outcome.REFUSED): 0.8}})
    alone, with_words = join(verdict(), read, HEARD).outcomes, join(verdict(outcome_refused=0.9, outcome_dropped=0.1), read, HEARD).outcomes
    assert sum(alone.values()) == pytest.approx(1.0)
    assert max(alone, key=lambda one: alone[one]) is Outcome.DROPPED
    assert max(with_words, key=lambda one: with_words[one]) is Outcome.REFUSED


def test_what_a_phrase_says_outright_is_given_whatever_the_encoder_says() -> None:
    cue = Cue(0, 1, "OBS", 0.9, 0, sure=True)
    said = replace(verdict(), evidence=(ScoredAct(cue, 0.9, None), ScoredAct(replace(cue, code="THR", sure=False), 0.9, None)))
    read = reading_of("текст", answers={"codes": {CODES.index(Category.CRM): 2.0}})
    assert [code for code, _ in categories_of(join(said, read, HEARD), said, HEARD)] == [Category.CRM, Category.OBS]


def test_the_lexical_judge_is_heard_alone_where_it_is_sure() -> None:
    settings = replace(HEARD, alone=0.3)
    silent = reading_of("текст", answers={"telling": {0: -9.0}})
    assert [round(join(verdict(incident=chance), silent, settings).telling, 2) for chance in (0.2, 0.6)] == [0.0, 0.6]


def test_without_a_word_for_what_came_before_it_is_news_of_the_event() -> None:
    later = reading_of("текст", answers={"label": {FOLLOWUP: LIKELY}, "telling": {0: LIKELY}})
    assert label_of(join(replace(verdict(), told_before=False), later, HEARD), HEARD) is ScreeningLabel.INCIDENT


@pytest.mark.parametrize(
    ("text", "sure", "expected"),
    [("текст " * 10, 1.0, Outcome.NONE), ("текст " * 10, LIKELY, Outcome.CONVICTED), ("одно предложение", LIKELY, Outcome.NONE)],
)
def test_an_outcome_without_a_word_for_one_is_told_only_where_it_is_sure_and_there_is_room_for_it(text: str, sure: float, expected: Outcome) -> None:
    convicted, none = OUTCOMES.index(Outcome.CONVICTED), OUTCOMES.index(Outcome.NONE)
    read = reading_of(text, answers={"outcome": {convicted: sure, none: 0.0}})
    untold = join(replace(verdict(), told_before=False), read, HEARD).outcomes
    assert max(untold, key=lambda one: untold[one]) is expected
    told = join(replace(verdict(), told_before=True), read, HEARD).outcomes
    assert max(told, key=lambda one: told[one]) is Outcome.CONVICTED
