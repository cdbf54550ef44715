"""The reasons are what the judges marked, as words of the text."""

from dataclasses import replace

import numpy as np
import pytest

from classify.scoring.explanation import ACT, BECAUSE, WHO
from classify.scoring.joint.joint_explanation import explain, tagged_runs
from classify.scoring.joint.judged import Judged
from classify.scoring.rules import RuleScorer, Verdict
from records.vocabulary import Category, ScreeningLabel
from tests.classify.read_text import read
from tests.classify.scoring.joint.made_readings import reading_of

TEXT = "Съёмочную группу канала вытолкали из зала. Причина, говорят, статья о свалке. Завтра дождь."


def test_the_marked_act_whom_it_hit_and_why_are_shown_in_reading_order() -> None:
    marks, _ = read("ru", TEXT)
    marked = {"act": "вытолкали из зала", "who": "Съёмочную группу", "because": "статья о свалке"}
    found = explain(marks, Judged(Verdict(0.9, ScreeningLabel.INCIDENT, ((Category.OBS, 0.9),)), reading=reading_of(TEXT, marked)))
    assert [(one.role, marks.words.original(one.first, one.last)) for one in found] == [
        (WHO, "Съёмочную группу"),
        (ACT, "вытолкали из зала"),
        (BECAUSE, "статья о свалке"),
    ]
    assert found[1].cue == "OBS"


def test_a_run_does_not_cross_a_sentence_and_is_no_longer_than_a_person_reads_at_a_glance() -> None:
    long = " ".join(["слово"] * 30) + ". Конец."
    marks, _ = read("ru", long)
    runs = tagged_runs(marks.words, reading_of(long, {"act": long[:-1]}), ACT)
    assert {run.last - run.first for run in runs} == {14, 2, 1}


def test_where_nothing_is_marked_the_words_of_the_lexica_stand() -> None:
    text = "Журналиста избили у подъезда."
    marks, _ = read("ru", text)
    by_words = RuleScorer().weigh(marks)
    assert by_words.evidence
    assert explain(marks, Judged(by_words, reading=reading_of(text))) == explain(marks, Judged(by_words)) != []
    assert explain(marks, Judged(Verdict(0.0, ScreeningLabel.NONE), reading=reading_of(text))) == []


@pytest.mark.parametrize(
    ("label", "shown"),
    [(ScreeningLabel.INCIDENT, ["вытолкали из зала"]), (ScreeningLabel.FOLLOWUP, ["вытолкали из зала"]), (ScreeningLabel.NONE, [])],
)
def test_an_incident_of_whose_act_nobody_is_sure_shows_the_words_that_come_nearest(label: ScreeningLabel, shown: list[str]) -> None:
    marks, _ = read("ru", TEXT)
    reading = reading_of(TEXT, {"act": "вытолкали из зала"})
    faint = replace(reading, tags=reading.tags * np.float32(0.25))
    told = explain(marks, Judged(Verdict(0.9, label, ((Category.OBS, 0.9),)), reading=faint))
    assert [marks.words.original(one.first, one.last) for one in told] == shown
