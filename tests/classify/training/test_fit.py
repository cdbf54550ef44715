"""Training: one declared way from corpus to model, the same bytes every time; calibration and thresholds from articles held out."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.opened_article import matches_of
from classify.scoring.learned.features import features
from classify.scoring.learned.learned_scorer import LearnedScorer
from classify.scoring.learned.linear_model import (
    INCIDENT,
    SHIPPED,
    Calibration,
    LinearModel,
    ModelError,
    ModelOutdated,
    heads_of_vocabulary,
    load,
    save,
)
from classify.scoring.learned.wide_matches import read_twice
from classify.scoring.prefilter import Prefilter, beginnings
from classify.scoring.rules import RuleScorer
from classify.screen import Screener
from classify.training.corpus import CORPUS, Example, read_corpus
from classify.training.fit import FOLDS, INCIDENTS, _folds, fit, questions, stream
from classify.training.prefilter_fit import fit_prefilter
from classify.training.reliability import tables
from classify.training.variations import variations
from classify.training.workflow import Trained, example_features, train
from records.model import Article
from records.vocabulary import READ_BY_MACHINE, Actor, Outcome

SMALL = 90


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of a few articles of each language, both kinds."""
    folder = tmp_path_factory.mktemp("corpus")
    for file in ("kk-a", "ru-a", "en-a"):
        lines = (CORPUS / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()[: SMALL // 3]
        (folder / f"{file}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def first(small: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, list[str]]:
    """One training with the small corpus, and what it said meanwhile."""
    told: list[str] = []
    return train("test", tmp_path_factory.mktemp("first") / "first.npz", told.append, small), told


def test_two_trainings_give_the_same_bytes(first: tuple[Trained, list[str]], small: Path, tmp_path: Path) -> None:
    second = train("test", tmp_path / "second.npz", lambda _: None, small)
    made, told = first
    assert (made.sha256, made.corpus_sha256) == (second.sha256, second.corpus_sha256)
    assert made.file.read_bytes() == second.file.read_bytes()
    assert told[:2] == [f"{SMALL} articles", f"{4 * SMALL} with variations"]


def test_a_changed_corpus_gives_another_checksum(first: tuple[Trained, list[str]], small: Path, tmp_path: Path) -> None:
    other = tmp_path / "corpus"
    other.mkdir()
    for file in small.glob("*.jsonl"):
        (other / file.name).write_text(file.read_text(encoding="utf-8").replace('"outcome": "dropped"', '"outcome": "none"'), encoding="utf-8")
    (other / "extra.jsonl").write_text(
        (small / "ru-a.jsonl").read_text(encoding="utf-8").splitlines()[0].replace('"ru-a-001"', '"x-1"'), encoding="utf-8"
    )
    assert train("test", tmp_path / "b.npz", lambda _: None, other).corpus_sha256 != first[0].corpus_sha256


def test_an_article_and_its_variations_lie_in_one_fold() -> None:
    some = read_corpus()[:60]
    examples = [*some, *variations(some, 1, 2)]
    folds = _folds(examples, 1)
    assert set(folds) == set(range(FOLDS))
    for example, fold in zip(examples, folds, strict=True):
        assert fold == folds[[one.id for one in examples].index(example.origin)]


def test_articles_of_one_case_lie_in_one_fold_and_their_variations_with_them() -> None:
    originals = [example for example in read_corpus() if example.id.startswith(("kkr-", "rur-"))]
    examples = [*originals, *variations(originals, 5, 1)]
    folds = _folds(examples, 1)
    by_case: dict[str, set[int]] = {}
    for example, fold in zip(examples, folds, strict=True):
        by_case.setdefault(example.case, set()).add(int(fold))
    assert any(sum(example.case == case for example in originals) > 1 for case in by_case)
    assert {case: sorted(found) for case, found in by_case.items() if len(found) > 1} == {}
    assert set(folds) == set(range(FOLDS))


def test_every_answer_has_a_head() -> None:
    heads = {question.head for question in questions()}
    assert {f"code:{code.value}" for code in READ_BY_MACHINE} | {f"outcome:{one.value}" for one in Outcome} | {
        f"actor:{one.value}" for one in Actor
    } <= heads


def test_a_model_that_was_written_is_read_as_it_was(first: tuple[Trained, list[str]], small: Path, tmp_path: Path) -> None:
    made = first[0]
    read = load(made.file)
    found = example_features(read_corpus(small)[:5])
    for one in found:
        told = read.chances(one)
        assert told[INCIDENT] == pytest.approx(made.fitted.model.chances(one)[INCIDENT], abs=0.02)
    assert save(read, tmp_path / "again.npz") == save(load(tmp_path / "again.npz"), tmp_path / "third.npz")


def test_a_model_of_another_vocabulary_is_refused_by_the_heads_in_which_they_differ(tmp_path: Path) -> None:
    shipped = load(SHIPPED)
    lacking = replace(shipped, heads=shipped.heads[:-1], weights=shipped.weights[:, :-1], intercepts=shipped.intercepts[:-1])
    save(lacking, tmp_path / "lacking.npz")
    with pytest.raises(ModelOutdated, match=f"lacking.npz was not trained for {shipped.heads[-1]}"):
        load(tmp_path / "lacking.npz")
    renamed = replace(shipped, heads=tuple("code:SPY" if head == "code:ATT" else head for head in shipped.heads))
    save(replace(renamed, calibrations={**shipped.calibrations, "code:SPY": shipped.calibrations["code:ATT"]}), tmp_path / "renamed.npz")
    with pytest.raises(ModelOutdated, match="renamed.npz was not trained for code:ATT; was trained for code:SPY"):
        load(tmp_path / "renamed.npz")


def test_a_trained_model_has_the_heads_of_the_vocabulary_in_their_order() -> None:
    assert tuple(question.head for question in questions()) == heads_of_vocabulary()


@pytest.mark.parametrize("bytes_", [b"", b"no model", b"PK\x03\x04broken"])
def test_a_damaged_model_is_refused_by_name(tmp_path: Path, bytes_: bytes) -> None:
    (tmp_path / "bad.npz").write_bytes(bytes_)
    with pytest.raises(ModelError, match="bad.npz"):
        load(tmp_path / "bad.npz")
    with pytest.raises(ModelError, match="none.npz"):
        load(tmp_path / "none.npz")


def test_what_is_learned_shows_on_articles_it_never_saw(tmp_path: Path) -> None:
    # A third of them teaches enough to be seen, in a quarter of the time.
    kept = [example for example in read_corpus() if example.lang == "ru"][::3]
    learned, unseen = [example for number, example in enumerate(kept) if number % 4], kept[::4]
    found = example_features([*learned, *unseen])
    door = fit_prefilter(learned, [beginnings(one.text) for one in learned], 1)
    model = fit("test", learned, found[: len(learned)], door, 1).model
    chances = [model.chances(one)[INCIDENT] for one in found[len(learned) :]]
    higher = [
        a > b for a, one in zip(chances, unseen, strict=True) for b, other in zip(chances, unseen, strict=True) if one.telling and not other.telling
    ]
    assert sum(higher) / len(higher) > 0.75
    save(model, tmp_path / "m.npz")
    screener = Screener(None, LearnedScorer(load(tmp_path / "m.npz")))
    article = unseen[0]
    assert screener.screen(Article(article.id, article.text, article.title, "ru")).model == "test"


@given(st.floats(-50, 50), st.floats(0.05, 5), st.floats(-5, 5))
def test_a_chance_lies_between_nothing_and_certainty_and_rises_with_the_sum(raw: float, slope: float, offset: float) -> None:
    calibration = Calibration(slope, offset)
    assert 0 <= calibration.chance(raw) <= 1
    assert calibration.chance(raw) <= calibration.chance(raw + 1)


def test_features_say_what_they_are_and_names_of_the_press_teach_nothing() -> None:
    marks = matches_of(Article("1", "Съёмочную группу избили охранники рынка. Операторы обратились в полицию.", "", "ru"))
    assert marks is not None
    found = features(read_twice(marks, RuleScorer()))
    assert any(name.startswith("press:crew") for name in found)
    assert "act:ATT" in found
    assert all(math.isfinite(value) for value in found.values())
    assert any("<crew>" in name for name in found)


def test_a_feature_that_the_model_never_met_counts_nothing() -> None:
    model = LinearModel(
        "t", {"a": 0}, ("x",), np.array([[2.0]], np.float32), np.array([1.0], np.float32), {"x": Calibration(1.0, 0.0)}, {}, Prefilter({}, 0.0, 0.0)
    )
    assert model.raw({"a": 1.0, "b": 50.0}) == {"x": 3.0}
    assert model.raw({}) == {"x": 1.0}


def test_an_example_of_decisions_is_like_any_other() -> None:
    row = json.loads((CORPUS / "ru-a.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert isinstance(read_corpus()[0], Example)
    assert row["id"] == "ru-a-001"


def test_a_training_says_how_far_its_scores_hold_and_how_many_cards_they_cost(first: tuple[Trained, list[str]]) -> None:
    made = first[0]
    told = tables(made)
    shares = [float(line.split("|")[3]) for line in told.split("\n\n")[0].splitlines()[2:]]
    cards = [float(line.split("|")[3]) for line in told.split("\n\n")[1].splitlines()[2:]]
    assert all(0 <= share <= 1 for share in shares)
    assert cards == sorted(cards)
    assert cards[-1] <= 1000
    parts = stream(made.examples)
    assert math.isclose(parts.sum(), 1.0)
    assert math.isclose(parts[[one.telling for one in made.examples]].sum(), INCIDENTS)
