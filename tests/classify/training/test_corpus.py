"""What is trained on: the corpus, the texts as the press writes them, the retold reports, real news as numbers. Large and varied enough, every line usable, nothing of the gold set."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from classify.articles import first_section
from classify.gold.gate import GOLD, read_gold
from classify.scoring.linear import word_prefixes
from classify.training.corpus import (
    CORPUS,
    LEAST_ARTICLES,
    CorpusError,
    Example,
    is_training_article,
    load_background,
    read_corpus,
    variations,
    write_background,
)
from classify.training.encoder.batches import TextSource, read_texts
from records.country import home
from records.model import Article
from records.vocabulary import READ_BY_MACHINE, Actor, Category, CoarseClass, DatePrecision, Outcome, ScreeningLabel, Track

RUN = 8
# Words of the longest name of an office that is written small ("департамент по борьбе с экономической и коррупционной преступностью").
LONGEST_NAME = 9
TELLING = ("incident", "followup")
ROLES = {"who", "act", "because", "by", "outcome", "when", "where"}
RETOLD = CORPUS / "retold" / "first_gold.jsonl"
ROW = {"id": "x-1", "lang": "ru", "title": "", "text": "Оператора побили вчера.", "label": "incident", "categories": ["ATT"], "persons": [], "actor": "unknown",
       "outcome": "none", "reasons": {"who": "Оператора", "act": "побили", "because": ""}}  # fmt: skip


@cache
def corpus() -> tuple[Example, ...]:
    return tuple(read_corpus())


def of(lang: str) -> list[Example]:
    return [example for example in corpus() if example.lang == lang]


def rows(*files: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


@cache
def of_press() -> list[dict[str, Any]]:
    return rows(*sorted((CORPUS / "press").glob("*.jsonl")))


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every eight words in a row, proper names apart: words that begin with a capital inside a sentence are left out."""
    words = [
        word.lower()
        for sentence in re.split(r"[.!?…\n]+\s*", text)
        for number, word in enumerate(re.findall(r"\w+", sentence))
        if number == 0 or not word[0].isupper()
    ]
    yield from zip(*(words[at:] for at in range(RUN)), strict=False)


@cache
def corpus_runs() -> dict[tuple[str, ...], set[str]]:
    """Where in the corpus each eight words in a row stand."""
    seen: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for example in corpus():
        for run in runs(f"{example.title}\n{example.text}"):
            seen[run].add(example.id)
    return seen


def test_there_are_enough_articles_in_each_language_and_half_of_them_look_like_incidents_without_being_one() -> None:
    for lang, least in (("kk", 400), ("ru", 400), ("en", 280)):
        assert len(of(lang)) >= least, lang
    for lang in ("kk", "ru"):
        assert 0.35 <= sum(example.telling for example in of(lang)) / len(of(lang)) <= 0.6, lang
        assert sum(example.label is ScreeningLabel.REPORT for example in of(lang)) >= 20, lang
        codes = Counter(code for example in of(lang) for code in example.categories)
        assert {code: codes[code] for code in READ_BY_MACHINE if codes[code] < 15} == {}, lang
    assert len(corpus()) > 3000
    assert {file.stem[:2] for file in CORPUS.glob("*.jsonl")} == {"kk", "ru", "en"}


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_follow_ups_tell_every_outcome(lang: str) -> None:
    assert {example.outcome for example in of(lang) if example.label is ScreeningLabel.FOLLOWUP} == set(Outcome)


def test_some_cases_have_several_articles() -> None:
    cases = Counter(example.case for example in corpus())
    assert sum(count for count in cases.values() if count > 1) > 300


def test_ids_are_unique_and_no_two_articles_share_eight_words_in_a_row() -> None:
    """Those that are written as the press writes may share the name of an office, which is as long."""
    assert len({example.id for example in corpus()}) == len(corpus())
    ours = {row["id"] for row in rows(*CORPUS.glob("*.jsonl"))}
    shared = Counter(pair for ids in corpus_runs().values() if len(ids) > 1 for pair in combinations(sorted(ids), 2))
    assert {pair: count for pair, count in shared.items() if count > (0 if ours.issuperset(pair) else LONGEST_NAME - RUN + 1)} == {}


def test_nothing_of_the_gold_set_is_in_the_corpus_and_a_borrowed_sentence_would_be_found() -> None:
    items = [*read_gold(), *read_gold(GOLD / "dev2.jsonl")]
    gold = {run: item["id"] for item in items for run in runs(f"{item.get('title') or ''}\n{item['text']}")}
    assert len(gold) > 5000
    assert {(gold[run], run) for run in gold.keys() & corpus_runs().keys()} == set()
    assert {one["id"] for one in of_press()} <= {example.id for example in corpus()}
    borrowed = " ".join(re.findall(r"\w+", items[0]["text"])[:20])
    assert set(runs(borrowed)) & gold.keys()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"label": "maybe"}, "maybe"),
        ({"categories": ["XXX"]}, "XXX"),
        ({"categories": []}, "an incident has categories"),
        ({"lang": "de"}, "text in one"),
        ({"reasons": {"who": "somebody else", "act": "", "because": ""}}, "not in the text"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_by_file_and_line(tmp_path: Path, change: dict[str, object], said: str) -> None:
    (tmp_path / "x.jsonl").write_text(f"{json.dumps(ROW)}\n{json.dumps({**ROW, **change})}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=rf"x\.jsonl line 2: .*{said}"):
        read_corpus(tmp_path)


def test_texts_as_the_press_writes_them_are_read_with_their_case_and_the_marks_that_the_lexical_judge_knows(tmp_path: Path) -> None:
    spans = [{"role": role, "text": text} for role, text in (("act", "побили"), ("when", "вчера"), ("who", "Оператора"))]
    kept = {name: value for name, value in ROW.items() if name != "reasons"}
    row = {**kept, "id": "p-1", "outcome_of": None, "incident_key": "case-1", "spans": spans}
    file = tmp_path / "press" / "ru-r.jsonl"
    file.parent.mkdir()
    file.write_text(f"{json.dumps(row)}\n{json.dumps({**row, 'id': 'p-2', 'incident_key': None})}\n", encoding="utf-8")
    first, second = read_corpus(tmp_path)
    assert (first.case, second.case) == ("case-1", "p-2")
    assert first.spans == ("побили", "Оператора")
    file.write_text('{"id": "p-1"}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"ru-r\.jsonl line 1"):
        read_corpus(tmp_path)


def test_variations_are_the_same_every_time_and_do_not_change_with_the_other_articles() -> None:
    some = corpus()[:40]
    once = list(variations(some, 7, 3))
    assert once == list(variations(some, 7, 3))
    assert len(once) == 120
    assert {one.origin for one in once} == {example.id for example in some}
    assert once != list(variations(some, 8, 3))


def test_a_variation_of_an_incident_still_tells_it_or_is_none() -> None:
    for varied in variations(of("ru")[:60], 3, 4):
        if varied.telling:
            assert any(words in f"{varied.title}\n{varied.text}" for words in varied.spans), varied.id
        else:
            assert varied.categories == ()


def test_there_are_enough_texts_of_the_press_in_each_language_and_half_of_them_are_no_incidents() -> None:
    for lang, least in (("kk", 650), ("ru", 600), ("en", 250)):
        labels = Counter(one["label"] for one in of_press() if one["lang"] == lang)
        assert labels.total() >= least
        assert 0.35 <= (labels["incident"] + labels["followup"]) / labels.total() <= 0.6
    assert len({one["id"] for one in of_press()}) == len(of_press())


def test_every_field_of_a_text_of_the_press_has_a_value_of_its_list() -> None:
    for one in of_press():
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
    for one in of_press():
        for span in one["spans"]:
            assert span["role"] in ROLES, one["id"]
            assert span["text"] in one["title"] or span["text"] in one["text"], (one["id"], span)
        if one["label"] in TELLING:
            # Some tell one of the two alone: the act of a newsroom that speaks of itself, or who, beside a headline that says the rest.
            assert {"who", "act"} & {span["role"] for span in one["spans"]}, one["id"]
            assert one["incident_key"], one["id"]


def test_of_the_retold_reports_nearly_half_are_no_incidents_and_every_field_has_a_value_of_its_list() -> None:
    retold = rows(RETOLD)
    labels = Counter((one["lang"], one["label"] in TELLING) for one in retold)
    assert {lang for lang, _ in labels} == {"kk", "ru", "en"}
    for lang in ("kk", "ru", "en"):
        assert 0.35 <= labels[lang, True] / (labels[lang, True] + labels[lang, False]) <= 0.75, lang
    assert len({one["id"] for one in retold}) == len(retold)
    for one in retold:
        assert one["label"] in (*TELLING, "report", "negative"), one["id"]
        assert bool(list(map(CoarseClass, one["categories"]))) == (one["label"] in TELLING) or one["label"] == "report", one["id"]
        assert Outcome(one["outcome"] or "none"), one["id"]
        assert one.get("region") in (None, *home().regions), one["id"]
        assert one["text"].strip(), one["id"]
        assert all(isinstance(name, str) and name for name in (*one["victims"], *one["outlets"])), one["id"]
        assert not one["victims"] or one["label"] != "negative", one["id"]


def test_the_encoder_reads_each_retold_report_and_the_lexical_judge_none() -> None:
    read = [text for text in read_texts(CORPUS, RETOLD) if text.source is TextSource.RETOLD]
    assert {text.id for text in read} == {one["id"] for one in rows(RETOLD)}
    assert not {example.text for example in corpus()} & {text.text for text in read}


@pytest.mark.usefixtures("training")
def test_the_real_news_that_trains_holds_no_text_and_no_rare_word() -> None:
    beside = load_background()
    assert len(beside.examples) == len(beside.features) == len(beside.words) > 2000
    assert not any(example.text or example.title for example in beside.examples)
    assert not any(name.startswith("door:") for found in beside.features for name in found)
    articles = Counter(word for example in corpus() for word in word_prefixes(first_section(Article("1", example.text, example.title, example.lang))))
    kept = {word for words in beside.words for word in words}
    assert len(kept) > 5000
    assert [word for word in kept if articles[word] < LEAST_ARTICLES] == []


def test_a_text_that_measures_and_a_share_alike_one_are_not_learned_from(tmp_path: Path) -> None:
    def row(number: int, licence: str) -> dict[str, str]:
        return {"id": f"x{number}", "lang": "ru", "text": "Журналиста избили у редакции.", "title": "", "licence": licence}

    free = [row(number, "MIT") for number in range(20)]
    known = frozenset({"act:ATT", "door:избили"})
    file = tmp_path / "b.npz"
    assert write_background(free, [], known, file) == sum(is_training_article(one["id"]) for one in free)
    assert write_background([row(number, "CC BY-SA 4.0") for number in range(20)], free, known, file) == sum(
        is_training_article(one["id"]) for one in free
    )
    read = load_background(file)
    assert {name for found in read.features for name in found} == {"act:ATT"}
    assert read.words[0] == {"избили"}
    assert all(example.telling and example.real and not example.described for example in read.examples if example.telling)
