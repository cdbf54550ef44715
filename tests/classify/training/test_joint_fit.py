"""The numbers by which both judges are heard, from made verdicts and readings: each serves what it is for."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from classify.encoder.readings import ACTORS, CODES, LABELS, OUTCOMES
from classify.scoring.joint import JointSettings, categories_of, label_of, lexical_odds, load_joint
from classify.scoring.rules import Verdict
from classify.screen import load_screener
from classify.training.corpus import is_training_article
from classify.training.encoder.batches import LabelledText, TextSource
from classify.training.joint_fit import (
    BEFORE,
    FALSE_ALARMS,
    INCIDENTS,
    LOOKALIKES,
    CalibrationArticle,
    calibrates,
    calibration_articles,
    fit_joint,
    main,
)
from records.vocabulary import Actor, Category, CoarseClass, Outcome, ScreeningLabel
from tests.classify.made import LIKELY, UNLIKELY, reading_of
from tests.classify.training.encoder.some_texts import incident, text
from tests.paths import ROOT

PRESS = ROOT / "classify" / "corpus" / "press"
# Of so many of general news so many are let in.
GENERAL, LET_IN = 3000, 400
Answers = Mapping[str, Mapping[int, float]]
INCIDENT_ANSWERS: Answers = {
    "label": {LABELS.index(ScreeningLabel.INCIDENT): LIKELY}, "codes": {CODES.index(Category.ATT): LIKELY}, "outcome": {OUTCOMES.index(Outcome.CONVICTED): LIKELY},
    "actor": {ACTORS.index(Actor.UNKNOWN): LIKELY},
}  # fmt: skip
REPORT_ANSWERS: Answers = {"label": {LABELS.index(ScreeningLabel.REPORT): LIKELY}}


def weighed(
    labels: LabelledText | None, telling: float, lexical: float = 0.0, answers: Answers | None = None, home: bool = True, **chances: Any
) -> CalibrationArticle:
    """An article of which the encoder says `telling` and the lexical judge `lexical`, both as log-odds of an incident. `chances` are what else the lexical judge says."""
    said = {"incident": 1 / (1 + np.exp(-lexical)), **{name.replace("_", ":", 1): chance for name, chance in chances.items()}}
    asked = {"label": {LABELS.index(ScreeningLabel.NONE): LIKELY}, **(answers or {}), "telling": {0: telling}}
    return CalibrationArticle(labels, Verdict(0.0, ScreeningLabel.NONE, chances=said), reading_of("а", answers=asked), home)


def incidents(answers: Answers = INCIDENT_ANSWERS, *, count: int = 40, lexical: float | None = None, **fields: Any) -> list[CalibrationArticle]:
    """Incidents of which both judges are rather sure, each in its own way."""
    dice = np.random.default_rng(1)
    return [
        weighed(incident(number, **fields), dice.normal(3, 1.5), dice.normal(0, 1.5) if lexical is None else lexical, answers)
        for number in range(count)
    ]


def lookalikes(lexical: float | None = None) -> list[CalibrationArticle]:
    """Texts that look like incidents."""
    dice = np.random.default_rng(2)
    return [weighed(text(number), dice.normal(-1, 1.5), dice.normal(-2, 1.5) if lexical is None else lexical) for number in range(60)]


def news(
    lexical: float | None = None, count: int = LET_IN, mean: float = -4.0, home: bool = True, answers: Answers | None = None
) -> list[CalibrationArticle]:
    """General news that the prefilter let in."""
    dice = np.random.default_rng(3)
    return [weighed(None, dice.normal(mean, 1.5), dice.normal(-4, 1.5) if lexical is None else lexical, answers, home) for _ in range(count)]


def flagged(articles: Sequence[CalibrationArticle], heard: JointSettings) -> int:
    """How many of general news would be flagged."""
    found = [label_of(one.join(heard), heard) for one in articles if one.labels is None and one.home]
    return sum(label in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP) for label in found)


@pytest.fixture(scope="module")
def everything() -> list[CalibrationArticle]:
    return [*incidents(), *lookalikes(), *news()]


@pytest.fixture(scope="module")
def heard(everything: list[CalibrationArticle]) -> JointSettings:
    return fit_joint(everything, GENERAL)


def test_both_judges_are_heard_the_encoder_is_asked_and_as_many_of_general_news_are_flagged_as_may_be(
    everything: list[CalibrationArticle], heard: JointSettings
) -> None:
    """Those count too that the prefilter dropped."""
    assert heard.encoder > 0
    assert heard.lexical > 0
    assert 0 < heard.threshold < 1
    assert flagged(everything, heard) == pytest.approx(GENERAL * FALSE_ALARMS, abs=1)


@pytest.mark.usefixtures("training")
def test_of_less_general_news_less_may_be_flagged(everything: list[CalibrationArticle]) -> None:
    stricter = fit_joint(everything, LET_IN)
    assert flagged(everything, stricter) == pytest.approx(LET_IN * FALSE_ALARMS, abs=1)


@pytest.mark.usefixtures("training")
def test_general_news_from_abroad_and_reports_use_up_no_false_alarm(everything: list[CalibrationArticle]) -> None:
    loud = [*news(count=50, mean=4.0, home=False), *news(count=50, mean=-3.0, answers=REPORT_ANSWERS)]
    heard = fit_joint([*everything, *loud], GENERAL)
    assert flagged([*everything, *loud], heard) == pytest.approx(GENERAL * FALSE_ALARMS, abs=1)
    at_home = [replace(one, home=True, reading=plain.reading) for one, plain in zip(loud, news(count=100, mean=4.0), strict=True)]
    assert fit_joint([*everything, *at_home], GENERAL).threshold > heard.threshold


@pytest.mark.usefixtures("training")
@pytest.mark.parametrize("general", [LET_IN, LET_IN * 20])
@pytest.mark.parametrize("count", [15, 120])
def test_a_score_is_a_chance_in_the_stream_of_news(count: int, general: int) -> None:
    """The mean over the stream is the share of incidents in it, whatever their share among what is calibrated with. What the prefilter drops counts as ordinary, at no chance."""
    articles = [*incidents(count=count, lexical=-5.0), *lookalikes(lexical=-5.0), *news(lexical=-5.0)]
    heard = fit_joint(articles, general)
    mean = {kind: np.mean([one.join(heard).telling for one in articles if one.kind is kind]) for kind in (True, False, None)}
    ordinary = (1 - INCIDENTS - LOOKALIKES) * LET_IN / general
    assert INCIDENTS * mean[True] + LOOKALIKES * mean[False] + ordinary * mean[None] == pytest.approx(INCIDENTS, rel=0.05)


@pytest.mark.usefixtures("training")
def test_the_encoder_is_asked_of_every_incident_that_both_flag_and_of_some_beneath_it(everything: list[CalibrationArticle]) -> None:
    unheard = weighed(incident(99), UNLIKELY, -6.0, INCIDENT_ANSWERS)
    found = [*everything, unheard]
    heard = fit_joint(found, GENERAL)
    odds = [lexical_odds(one.verdict, heard) for one in found if one.kind and one.join(heard).telling >= heard.threshold]
    assert len(odds) > 30
    assert heard.door <= min(odds) - 0.5
    # It is one that is not flagged anyway, so the door need not stand open for it.
    assert lexical_odds(unheard.verdict, heard) < heard.door


def given(one: CalibrationArticle, heard: JointSettings) -> set[CoarseClass]:
    return {code.facts.coarse for code, _ in categories_of(one.join(heard), one.verdict, heard)}


@pytest.mark.usefixtures("training")
@pytest.mark.parametrize(
    ("attack", "others", "expected"),
    [(-1.5, -2.5, {CoarseClass.ATTACK, CoarseClass.INTERFERENCE}), (2.0, 0.2, {CoarseClass.ATTACK, CoarseClass.INTERFERENCE})],
    ids=["an encoder that is seldom sure", "one that is too sure of everything"],
)
def test_as_many_categories_are_given_as_are_known_and_no_more(attack: float, others: float, expected: set[CoarseClass]) -> None:
    odds = {number: others for number, _ in enumerate(CODES)} | {CODES.index(code): attack for code in (Category.ATT, Category.OBS)}
    told = incidents({**INCIDENT_ANSWERS, "codes": odds}, codes=frozenset({Category.ATT, Category.OBS}))
    heard = fit_joint([*told, *lookalikes(), *news()], GENERAL)
    assert all(given(one, heard) == expected for one in told)


@pytest.mark.usefixtures("training")
def test_the_lexical_judge_is_heard_of_categories_outcome_actor_and_course_where_it_knows_them() -> None:
    doubtful: Answers = {
        "label": {LABELS.index(label): LIKELY for label in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)},
        "codes": {CODES.index(code): 0.0 for code in (Category.ATT, Category.OBS)},
        "outcome": {OUTCOMES.index(one): 0.0 for one in (Outcome.DROPPED, Outcome.CONVICTED)},
        "actor": {ACTORS.index(one): 0.0 for one in (Actor.LAW_ENFORCEMENT, Actor.SECURITY_GUARD)},
    }
    knows: dict[str, Any] = {
        "code_ATT": 0.1, "code_OBS": 0.9, "outcome_convicted": 0.9, "outcome_dropped": 0.1, "actor_security_guard": 0.9, "actor_law_enforcement": 0.1,
        "followup": 0.9,
    }  # fmt: skip
    labels: dict[str, Any] = {
        "label": ScreeningLabel.FOLLOWUP, "codes": frozenset({Category.OBS}), "outcome": Outcome.CONVICTED, "actor": Actor.SECURITY_GUARD,
    }  # fmt: skip
    told = [weighed(incident(number, **labels), 3.0, 0.0, doubtful, **knows) for number in range(40)]
    heard = fit_joint([*told, *lookalikes(), *news()], GENERAL)
    answers = told[0].join(heard)
    assert given(told[0], heard) == {CoarseClass.INTERFERENCE}
    assert max(answers.outcomes, key=lambda one: answers.outcomes[one]) is Outcome.CONVICTED
    assert max(answers.actors, key=lambda one: answers.actors[one]) is Actor.SECURITY_GUARD
    assert answers.followup > 0.5


@pytest.mark.usefixtures("training")
def test_the_lexical_judge_overrules_no_encoder_that_is_right() -> None:
    errs: dict[str, Any] = {"outcome_convicted": 0.001, "outcome_dropped": 0.999, "followup": 0.999}
    told = [weighed(incident(number), 3.0, 0.0, INCIDENT_ANSWERS, **errs) for number in range(40)]
    answers = told[0].join(fit_joint([*told, *lookalikes(), *news()], GENERAL))
    assert max(answers.outcomes, key=lambda one: answers.outcomes[one]) is Outcome.CONVICTED
    assert answers.followup < 0.5


@pytest.mark.usefixtures("training")
def test_reports_say_nothing_of_whether_there_is_an_incident(everything: list[CalibrationArticle], heard: JointSettings) -> None:
    reports = [weighed(text(number, label=ScreeningLabel.REPORT), 9.0, 3.0) for number in range(200, 240)]
    again = fit_joint([*everything, *reports], GENERAL)
    assert (again.encoder, again.lexical, again.offset, again.threshold) == (heard.encoder, heard.lexical, heard.offset, heard.threshold)


def test_a_quarter_of_real_texts_calibrates_and_none_that_was_trained_on() -> None:
    names = [f"text-{number}" for number in range(4000)]
    taken = [name for name in names if calibrates(name)]
    assert len(taken) == pytest.approx(1000, abs=100)
    assert not any(is_training_article(name) for name in taken)
    # Another quarter is left that measures.
    assert sum(not is_training_article(name) and not calibrates(name) for name in names) == pytest.approx(1000, abs=100)


def test_articles_are_weighed_by_both_judges_as_they_are_screened_and_general_news_by_where_it_happened() -> None:
    labelled = [incident(1, TextSource.PRESS, text="Охранник рынка избил журналистку газеты в Актобе.", title="")]
    rows: list[dict[str, Any]] = [
        {"id": "dropped", "lang": "kk", "text": "Облыс әкімі егіс алқабын аралап, диқандармен кездесті. Бидай көктеп, жаңбыр жауды."},
        {"id": "abroad", "lang": "en", "text": "In Nigeria, police in Lagos arrested a reporter of a daily newspaper and beat her.", "title": None},
        {"id": "home", "lang": "ru", "text": "В Таразе полиция задержала журналиста газеты, который снимал митинг.", "title": "Журналиста задержали"},
    ]
    found = calibration_articles(load_screener(joint=BEFORE), labelled, rows)
    assert [(one.labels is not None, one.home) for one in found] == [(True, True), (False, False), (False, True)]
    assert all(one.verdict.chances is not None for one in found)


@pytest.mark.usefixtures("training")
def test_the_file_is_the_same_for_the_same_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    press, outcomes, general = tmp_path / "press.jsonl", tmp_path / "outcomes.jsonl", tmp_path / "general.jsonl"
    written = [tmp_path / "one.json", tmp_path / "two.json"]
    press.write_text("\n".join((PRESS / "en-t.jsonl").read_text(encoding="utf-8").splitlines()[:40]), encoding="utf-8")
    ids = [name for number in range(160) if calibrates(name := f"n{number}")][:20]
    rows = [{"id": name, "lang": "ru", "text": f"Аким рассказал журналистам о ремонте {number} дорог в Таразе."} for number, name in enumerate(ids)]
    other = next(f"x{number}" for number in range(99) if zlib.crc32(f"x{number}".encode()) % 4 == 3)
    spoilt = {"id": other, "lang": "ru", "text": "Журналиста избили в Таразе."}
    general.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    outcomes.write_text("", encoding="utf-8")
    assert main([str(press), str(outcomes), str(general), str(written[0])]) == 0
    general.write_text("\n".join(json.dumps(row) for row in (*rows, spoilt)), encoding="utf-8")
    assert main([str(press), str(outcomes), str(general), str(written[1])]) == 0
    one, two = map(load_joint, written)
    assert one == two
    assert capsys.readouterr().out.startswith(written[0].read_text(encoding="utf-8"))


@pytest.mark.parametrize("words", [[], ["one"], ["one", "two"], ["one", "two", "three", "four", "five"]])
def test_it_says_how_it_is_called(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "GENERAL.jsonl" in capsys.readouterr().err
