"""Texts of all sources in one shape: what a source does not tell is not known, and what must not be taken is left out."""

import json
from pathlib import Path
from typing import Any

import pytest

from classify.training.background import trains
from classify.training.corpus import CorpusError
from classify.training.encoder.labelled_texts import LabelledText, TextSource, TextSpan, read_texts
from records.vocabulary import Actor, Category, CoarseClass, Outcome, ScreeningLabel, Track

OF_CORPUS = {"id": "c1", "lang": "ru", "title": "", "text": "Его избили.", "label": "incident", "categories": ["ATT"], "persons": [{"name": "Он", "role": "victim"}],
             "actor": "unknown", "outcome": "none", "reasons": {"who": "Его", "act": "избили", "because": ""}}  # fmt: skip
OF_PRESS = {
    **OF_CORPUS,
    "id": "p1",
    "title": "Суд",
    "outcome": "convicted",
    "outcome_of": "perpetrator",
    "incident_key": "case-1",
    "spans": [{"role": "act", "text": "избили"}],
}
RETOLD = {
    "id": "g1",
    "lang": "kk",
    "title": "",
    "text": "Оны сабады.",
    "label": "incident",
    "categories": ["attack"],
    "outcome": "none",
    "incident_key": "case-2",
}
TRAINED = [f"r{number}" for number in range(40) if trains(f"r{number}")]
LEFT_OUT = [f"r{number}" for number in range(40) if not trains(f"r{number}")]


def lines(file: Path, *rows: Any) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def real(id: str, licence: str = "MIT", **fields: Any) -> dict[str, Any]:
    return {"id": id, "lang": "en", "text": "Some news.", "licence": licence, **fields}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    lines(tmp_path / "ru-a.jsonl", OF_CORPUS)
    lines(tmp_path / "press" / "ru-r.jsonl", OF_PRESS)
    return tmp_path


def test_an_article_of_the_corpus_tells_everything_but_whose_the_outcome_is(corpus: Path) -> None:
    found = read_texts(corpus)[0]
    assert (found.source, found.case, found.whole) == (TextSource.CORPUS, "c1", "Его избили.")
    assert (found.codes, found.outcome, found.outcome_of, found.actor) == (frozenset({Category.ATT}), Outcome.NONE, None, Actor.UNKNOWN)
    assert found.spans == (TextSpan("who", "Его"), TextSpan("act", "избили"))
    assert found.tagged


def test_a_text_of_the_press_tells_whose_the_outcome_is_and_belongs_to_its_case(corpus: Path) -> None:
    found = read_texts(corpus)[1]
    assert (found.source, found.case, found.outcome_of, found.whole) == (TextSource.PRESS, "case-1", Track.PERPETRATOR, "Суд\nЕго избили.")


def test_of_what_is_no_incident_nothing_is_asked_but_whether_it_is_one(tmp_path: Path) -> None:
    lines(tmp_path / "ru-a.jsonl", {**OF_CORPUS, "label": "report"})
    found = read_texts(tmp_path)[0]
    assert (found.label, found.codes, found.kinds, found.outcome, found.actor) == (ScreeningLabel.REPORT, None, None, None, None)


def test_a_retold_report_has_coarse_classes_and_no_tags(tmp_path: Path) -> None:
    found = read_texts(tmp_path, lines(tmp_path / "retold" / "x.jsonl", RETOLD, {**RETOLD, "id": "g2", "label": "negative", "categories": []}))
    assert [one.label for one in found] == [ScreeningLabel.INCIDENT, ScreeningLabel.NONE]
    assert (found[0].kinds, found[0].codes, found[0].actor, found[0].tagged) == (frozenset({CoarseClass.ATTACK}), None, None, False)
    assert (found[1].kinds, found[1].outcome) == (None, None)


def test_of_real_news_the_half_for_training_is_taken_and_nothing_share_alike(tmp_path: Path) -> None:
    rows = [real(TRAINED[0]), real(LEFT_OUT[0]), real(TRAINED[1], "CC BY-SA 4.0"), real(TRAINED[2], label="incident")]
    found = read_texts(tmp_path / "none", general=lines(tmp_path / "general.jsonl", *rows), abroad=lines(tmp_path / "abroad.jsonl", real(TRAINED[3])))
    assert [(one.id, one.source, one.telling) for one in found] == [
        (TRAINED[0], TextSource.GENERAL, False),
        (TRAINED[2], TextSource.GENERAL, True),
        (TRAINED[3], TextSource.ABROAD, False),
    ]
    assert not any(one.tagged for one in found)


@pytest.mark.parametrize("spoilt", [{"categories": ["XXX"]}, {"label": "maybe"}, {"persons": None}, {"outcome": "won"}])
def test_a_line_that_cannot_be_used_is_named_with_its_file(tmp_path: Path, spoilt: dict[str, Any]) -> None:
    lines(tmp_path / "ru-a.jsonl", OF_CORPUS, {**OF_CORPUS, **spoilt})
    with pytest.raises(CorpusError, match=r"^ru-a\.jsonl line 2: "):
        read_texts(tmp_path)


def test_real_news_without_a_licence_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"general\.jsonl line 1: KeyError\('licence'\)"):
        read_texts(tmp_path / "none", general=lines(tmp_path / "general.jsonl", {"id": TRAINED[0], "lang": "ru", "text": "x"}))


def test_every_text_of_the_project_can_be_read_and_its_spans_stand_in_it() -> None:
    found: list[LabelledText] = read_texts()
    assert len(found) > 3000
    assert [one.id for one in found for span in one.spans if span.text not in one.whole] == []
