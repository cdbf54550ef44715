"""What decided articles teach of the encoder's answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.encoder.correction import AnswerCorrection
from classify.encoder.kept_reading import KeptReading
from classify.encoder.questions import ACTORS, ANSWERS, CODES, LABELS, OUTCOMES, QUESTIONS, TELLING, TRACKS
from classify.training.decisions.heads_fit import TaughtText, fit_correction
from records.vocabulary import Actor, Category, Outcome, ScreeningLabel, Track
from tests.classify.training.decisions.taught_texts import example, kinds, reading

NAME = "tiny 1 abc"
UNSEEN = [reading(kind, 9_000 + number) for number, kind in enumerate((1.0, -1.0))]


def taught(texts: list[TaughtText]) -> AnswerCorrection:
    found = fit_correction(NAME, texts)
    assert found is not None
    return found


def moved(texts: list[TaughtText], unseen: KeptReading, answer: int = TELLING) -> float:
    return float(taught(texts).added(unseen)[answer])


def test_no_decisions_teach_nothing() -> None:
    assert fit_correction(NAME, []) is None


def test_what_people_confirm_becomes_likelier_and_what_they_reject_less_likely_among_texts_that_were_not_decided() -> None:
    texts = kinds(400)
    assert moved(texts, UNSEEN[0]) > 0.5
    assert moved(texts, UNSEEN[1]) < -0.5


def test_twenty_decisions_change_little_and_two_thousand_much() -> None:
    by_number = [moved(kinds(count), UNSEEN[0]) for count in (2, 20, 200, 2_000)]
    assert by_number == sorted(by_number)
    assert by_number[1] < by_number[3] / 3
    assert by_number[0] < 0.1


@given(st.permutations(range(30)))
@settings(max_examples=10)
def test_the_order_of_decisions_does_not_matter(order: list[int]) -> None:
    texts = kinds(30)
    assert taught([texts[number] for number in order]).digest == taught(texts).digest


def test_contrary_decisions_on_the_same_articles_cancel() -> None:
    twice = [TaughtText(example(100 * number + how, incident=bool(how)), reading(1.0, number, telling=1.5)) for number in range(30) for how in (0, 1)]
    assert abs(moved(twice, UNSEEN[0])) < 0.01
    once = [one for one in twice if one.example.telling] + kinds(30, first=50_000, telling=1.5)
    assert moved(once, UNSEEN[0]) > 0.05, "as they would not if each were decided once"


def test_how_often_drafts_are_confirmed_says_nothing_of_the_stream() -> None:
    """Most drafts are confirmed, and nothing tells those that are not from the others: ordinary news must not become likelier for it."""
    texts = [TaughtText(example(number, incident=number % 5 != 0), reading(0.0, number)) for number in range(300)]
    found = taught(texts)
    assert found.offsets[TELLING] == 0
    assert abs(float(np.mean([found.added(one.reading)[TELLING] for one in texts]))) < 0.01


def test_categories_outcomes_whose_and_actors_are_taught_by_what_was_confirmed() -> None:
    texts = [
        TaughtText(
            example(number, incident=True, code=code, outcome=Outcome.CONVICTED, whose=whose, actor=actor),
            reading(1.0 if number % 2 else -1.0, number),
        )
        for number in range(400)
        for code, whose, actor in [(Category.DET, Track.JOURNALIST, Actor.COURT) if number % 2 else (Category.ATT, Track.PERPETRATOR, Actor.UNKNOWN)]
    ]
    one, other = (taught(texts).added(unseen) for unseen in UNSEEN)
    for question, answers, likelier, less in (
        ("codes", CODES, Category.DET, Category.ATT),
        ("outcome_of", TRACKS, Track.JOURNALIST, Track.PERPETRATOR),
        ("actor", ACTORS, Actor.COURT, Actor.UNKNOWN),
    ):
        for added, (more, fewer) in ((one, (likelier, less)), (other, (less, likelier))):
            of = added[QUESTIONS[question].place]
            assert of[answers.index(more)] > of[answers.index(fewer)] + 0.3, question
    outcomes = one[QUESTIONS["outcome"].place]
    assert outcomes[OUTCOMES.index(Outcome.CONVICTED)] == max(outcomes), "which outcomes this newsroom meets is learned too"


def test_incident_and_followup_are_told_apart_as_people_do() -> None:
    label = QUESTIONS["label"].place
    texts = kinds(200)
    later = [
        TaughtText(
            example(number, incident=True).__class__(**{**vars(example(number, incident=True)), "label": ScreeningLabel.FOLLOWUP}),
            reading(-1.0, number),
        )
        for number in range(1_000, 1_200)
    ]
    added = taught([one for one in texts if one.example.telling] + later).added(UNSEEN[1])[label]
    assert added[LABELS.index(ScreeningLabel.FOLLOWUP)] > added[LABELS.index(ScreeningLabel.INCIDENT)]


def test_an_outcome_of_which_nobody_said_whose_it_is_teaches_nothing_of_whose() -> None:
    texts = [TaughtText(example(number, incident=True, outcome=Outcome.DROPPED), reading(0.0, number)) for number in range(40)]
    assert not taught(texts).weights[:, QUESTIONS["outcome_of"].place].any()


def test_rejected_articles_teach_nothing_of_the_fields() -> None:
    texts = [TaughtText(example(number, incident=False), reading(1.0, number)) for number in range(40)]
    found = taught(texts)
    for question in ("codes", "outcome", "outcome_of", "actor"):
        assert not found.weights[:, QUESTIONS[question].place].any()
        assert not found.offsets[QUESTIONS[question].place].any()


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_decisions_are_no_fault(count: int) -> None:
    found = taught(kinds(count))
    assert found.weights.shape[1] == ANSWERS
    assert np.isfinite(found.weights).all()
