"""The texts as the press writes them: every line usable, half of them no incidents, persons of a case the same in all its texts, nothing of the gold set."""

import json
from collections import Counter
from functools import cache
from typing import Any

import pytest

from classify.gold.gate import read_gold
from classify.training.corpus import CORPUS
from records.country import home
from records.vocabulary import Actor, Category, DatePrecision, Outcome, ScreeningLabel, Track
from tests.classify.training.test_corpus import runs

TELLING = ("incident", "followup")
ROLES = {"who", "act", "because", "by", "outcome", "when", "where"}


@cache
def texts() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for file in sorted((CORPUS / "press").glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines())


def test_there_are_enough_in_each_language_and_half_of_them_are_no_incidents() -> None:
    for lang, least in (("kk", 650), ("ru", 600), ("en", 250)):
        labels = Counter(one["label"] for one in texts() if one["lang"] == lang)
        assert labels.total() >= least
        assert 0.35 <= (labels["incident"] + labels["followup"]) / labels.total() <= 0.6
    assert len({one["id"] for one in texts()}) == len(texts())


def test_every_field_has_a_value_of_its_list() -> None:
    for one in texts():
        assert ScreeningLabel(one["label"]), one["id"]
        assert [Category(code) for code in one["categories"]] == [] or one["label"] in (*TELLING, "report"), one["id"]
        assert one["categories"] or one["label"] not in TELLING, one["id"]
        assert all(person["role"] in ("victim", "perpetrator", "official", "other") and person["name"] for person in one["persons"]), one["id"]
        assert Actor(one["actor"]), one["id"]
        assert Outcome(one["outcome"]), one["id"]
        assert one["outcome_of"] is None or (Track(one["outcome_of"]) and one["outcome"] != "none"), one["id"]
        assert one["region"] is None or one["region"] in home().regions, one["id"]
        assert (one["incident_date"] is None) == (one["date_precision"] is None), one["id"]
        assert one["date_precision"] is None or DatePrecision(one["date_precision"]), one["id"]
        assert one["published"] <= "2020-12-31", one["id"]


def test_every_span_is_a_piece_of_its_text_and_an_incident_shows_who_or_what() -> None:
    for one in texts():
        for span in one["spans"]:
            assert span["role"] in ROLES, one["id"]
            assert span["text"] in one["title"] or span["text"] in one["text"], (one["id"], span)
        if one["label"] in TELLING:
            # Some tell one of the two alone: the act of a newsroom that speaks of itself, or who, beside a headline that says the rest.
            assert {"who", "act"} & {span["role"] for span in one["spans"]}, one["id"]
            assert one["incident_key"], one["id"]


@pytest.mark.parametrize("file", ["dev2.jsonl"])
def test_nothing_of_the_gold_set_is_in_them(file: str) -> None:
    gold = {run for item in read_gold(CORPUS.parent / "gold" / file) for run in runs(f"{item['title']}\n{item['text']}")}
    assert {one["id"]: shared for one in texts() if (shared := gold.intersection(runs(f"{one['title']}\n{one['text']}")))} == {}
