"""The training corpus: large and varied enough, every line usable, and nothing of the gold set in it."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from classify.gold.gate import read_gold
from classify.training.corpus import CORPUS, CorpusError, Example, read_corpus
from classify.training.variations import variations
from records.vocabulary import READ_BY_MACHINE, Outcome, ScreeningLabel

RUN = 8
# Words of the longest name of an office that is written small ("департамент по борьбе с экономической и коррупционной преступностью").
LONGEST_NAME = 9


@cache
def corpus() -> tuple[Example, ...]:
    return tuple(read_corpus())


def of(lang: str) -> list[Example]:
    return [example for example in corpus() if example.lang == lang]


def runs(text: str) -> Iterator[str]:
    """Every eight words in a row, proper names apart: words that begin with a capital inside a sentence are left out."""
    words = [
        word.lower()
        for sentence in re.split(r"[.!?…\n]+\s*", text)
        for number, word in enumerate(re.findall(r"\w+", sentence))
        if number == 0 or not word[0].isupper()
    ]
    yield from (" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_each_language_has_its_four_hundred_articles_and_half_of_them_look_like_incidents_without_being_one(lang: str) -> None:
    assert len(of(lang)) >= 400
    telling = sum(example.telling for example in of(lang))
    assert 0.35 <= telling / len(of(lang)) <= 0.6
    assert sum(example.label is ScreeningLabel.REPORT for example in of(lang)) >= 20


def test_english_has_enough_to_learn_from() -> None:
    assert len(of("en")) >= 280


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_every_code_that_the_machine_reads_is_told_often_in_each_language(lang: str) -> None:
    counts = Counter(code for example in of(lang) for code in example.categories)
    assert {code: counts[code] for code in READ_BY_MACHINE if counts[code] < 15} == {}


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_follow_ups_tell_every_outcome(lang: str) -> None:
    told = {example.outcome for example in of(lang) if example.label is ScreeningLabel.FOLLOWUP}
    assert told == set(Outcome)


def test_ids_are_unique_and_no_two_articles_share_eight_words_in_a_row() -> None:
    """Those that are written as the press writes may share the name of an office, which is as long."""
    assert len({example.id for example in corpus()}) == len(corpus())
    ours = {json.loads(line)["id"] for file in CORPUS.glob("*.jsonl") for line in file.read_text(encoding="utf-8").splitlines()}
    seen: dict[str, set[str]] = defaultdict(set)
    for example in corpus():
        for run in runs(f"{example.title}\n{example.text}"):
            seen[run].add(example.id)
    shared = Counter(pair for ids in seen.values() for pair in combinations(sorted(ids), 2))
    assert {pair: count for pair, count in shared.items() if count > (0 if ours.issuperset(pair) else LONGEST_NAME - RUN + 1)} == {}


def test_nothing_of_the_gold_set_is_in_the_corpus() -> None:
    gold = {run: item["id"] for item in read_gold() for run in runs(f"{item.get('title') or ''}\n{item['text']}")}
    assert len(gold) > 5000
    shared = {(gold[run], example.id, run) for example in corpus() for run in runs(f"{example.title}\n{example.text}") if run in gold}
    assert shared == set()


def test_the_comparison_would_find_a_borrowed_sentence() -> None:
    item = read_gold()[0]
    words = re.findall(r"\w+", item["text"])
    borrowed = " ".join(words[:20])
    assert set(runs(borrowed)) & set(runs(item["text"]))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"label": "maybe"}, "maybe"),
        ({"categories": ["XXX"]}, "XXX"),
        ({"categories": []}, "an incident has categories"),
        ({"lang": "de"}, "no text in one of the languages"),
        ({"reasons": {"who": "somebody else", "act": "", "because": ""}}, "not in the text"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_its_file(tmp_path: Path, change: dict[str, object], said: str) -> None:
    row = {"id": "x-1", "lang": "ru", "title": "", "text": "Оператора побили.", "label": "incident", "categories": ["ATT"], "persons": [],
           "actor": "unknown", "outcome": "none", "reasons": {"who": "Оператора", "act": "побили", "because": ""}}  # fmt: skip
    (tmp_path / "x.jsonl").write_text(json.dumps(row) + "\n" + json.dumps({**row, **change}) + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"x\.jsonl line 2: .*" + said):
        read_corpus(tmp_path)


def test_texts_as_the_press_writes_them_are_read_with_their_case_and_the_marks_that_the_lexical_judge_knows(tmp_path: Path) -> None:
    row = {"id": "p-1", "lang": "ru", "title": "", "text": "Оператора побили вчера.", "label": "incident", "categories": ["ATT"], "persons": [], "actor": "unknown",
           "outcome": "none", "outcome_of": None, "incident_key": "case-1",
           "spans": [{"role": "act", "text": "побили"}, {"role": "when", "text": "вчера"}, {"role": "who", "text": "Оператора"}]}  # fmt: skip
    (tmp_path / "press").mkdir()
    (tmp_path / "press" / "ru-r.jsonl").write_text(
        json.dumps(row) + "\n" + json.dumps({**row, "id": "p-2", "incident_key": None}) + "\n", encoding="utf-8"
    )
    first, second = read_corpus(tmp_path)
    assert (first.case, second.case) == ("case-1", "p-2")
    assert first.spans == ("побили", "Оператора")


def test_a_line_of_the_press_that_cannot_be_used_is_named_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "press").mkdir()
    (tmp_path / "press" / "ru-r.jsonl").write_text('{"id": "p-1"}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"ru-r\.jsonl line 1"):
        read_corpus(tmp_path)


def test_the_corpus_holds_both_the_articles_of_one_hand_and_those_of_the_press() -> None:
    cases = Counter(example.case for example in corpus())
    assert len(corpus()) > 3000
    assert sum(count for count in cases.values() if count > 1) > 300


def test_variations_are_the_same_every_time_and_do_not_change_with_the_articles_beside_them() -> None:
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


def test_the_corpus_lies_where_training_looks_for_it() -> None:
    assert {file.stem[:2] for file in CORPUS.glob("*.jsonl")} == {"kk", "ru", "en"}
