"""The retold reports that were the first gold set: every line usable for training the encoder, in all languages, and none of them in the corpus of the lexical judge."""

import json
from collections import Counter
from functools import cache
from typing import Any

from classify.training.corpus import CORPUS, read_corpus
from classify.training.encoder.labelled_texts import TextSource, read_texts
from records.country import home
from records.vocabulary import CoarseClass, Outcome

FILE = CORPUS / "retold" / "first_gold.jsonl"
TELLING = ("incident", "followup")


@cache
def rows() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines())


def test_there_are_all_languages_and_nearly_half_of_them_are_no_incidents() -> None:
    labels = Counter((one["lang"], one["label"] in TELLING) for one in rows())
    assert {lang for lang, _ in labels} == {"kk", "ru", "en"}
    for lang in ("kk", "ru", "en"):
        assert 0.35 <= labels[lang, True] / (labels[lang, True] + labels[lang, False]) <= 0.75, lang
    assert len({one["id"] for one in rows()}) == len(rows())


def test_every_field_has_a_value_of_its_list() -> None:
    for one in rows():
        assert one["label"] in (*TELLING, "report", "negative"), one["id"]
        assert bool(list(map(CoarseClass, one["categories"]))) == (one["label"] in TELLING) or one["label"] == "report", one["id"]
        assert Outcome(one["outcome"] or "none"), one["id"]
        assert one.get("region") in (None, *home().regions), one["id"]
        assert one["text"].strip(), one["id"]


def test_victims_and_outlets_are_named_and_only_incidents_have_victims() -> None:
    for one in rows():
        assert all(isinstance(name, str) and name for name in (*one["victims"], *one["outlets"])), one["id"]
        assert not one["victims"] or one["label"] != "negative", one["id"]


def test_the_encoder_reads_each_of_them_and_the_lexical_judge_none() -> None:
    read = [text for text in read_texts(CORPUS, FILE) if text.source is TextSource.RETOLD]
    assert {text.id for text in read} == {one["id"] for one in rows()}
    assert not {example.text for example in read_corpus()} & {text.text for text in read}
