"""Training: one declared way from corpus to model, the same bytes every time; calibration and thresholds from articles held out."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.articles import matches_of
from classify.scoring.linear import (
    INCIDENT,
    Calibration,
    LinearModel,
    ModelError,
    ModelOutdated,
    Prefilter,
    TrainedScorer,
    features,
    heads_of_vocabulary,
    load_model,
    read_twice,
    save_model,
    word_prefixes,
)
from classify.scoring.rules import RuleScorer
from classify.screen import Screener
from classify.training.corpus import CORPUS, Background, load_background, read_corpus, variations
from classify.training.fit import FOLDS, INCIDENTS, _folds, fit, questions, stream
from classify.training.prefilter_fit import fit_prefilter
from classify.training.promotion import tables
from classify.training.workflow import TrainingResult, example_features, train
from records.model import Article
from records.vocabulary import READ_BY_MACHINE, Actor, Outcome

SMALL = 60


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of a few articles of each language, both kinds."""
    folder = tmp_path_factory.mktemp("corpus")
    for file in ("kk-a", "ru-a", "en-a"):
        lines = (CORPUS / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()[: SMALL // 3]
        (folder / f"{file}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def trained(small: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[TrainingResult, list[str]]:
    """One training with the small corpus and little of the real news, and what it said meanwhile."""
    told: list[str] = []
    news = load_background()
    little = Background(news.examples[:200], news.features[:200], news.words[:200])
    return train("test", tmp_path_factory.mktemp("first") / "first.npz", told.append, small, background=little), told


def test_a_training_says_how_many_articles_it_learns_from_how_far_its_scores_hold_and_how_many_cards_they_cost(
    trained: tuple[TrainingResult, list[str]],
) -> None:
    made, told = trained
    assert told[:2] == [f"{SMALL} articles", f"{4 * SMALL} with variations"]
    shares, cards = ([float(line.split("|")[3]) for line in table.splitlines()[2:]] for table in tables(made).split("\n\n")[:2])
    assert all(0 <= share <= 1 for share in shares)
    assert cards == sorted(cards)
    assert cards[-1] <= 1000
    parts = stream(made.examples)
    assert math.isclose(parts.sum(), 1.0)
    assert math.isclose(parts[[one.telling for one in made.examples]].sum(), INCIDENTS)


def test_a_model_that_was_written_is_read_as_it_was(trained: tuple[TrainingResult, list[str]], small: Path, tmp_path: Path) -> None:
    made = trained[0]
    read = load_model(made.file)
    for one in example_features(read_corpus(small)[:5]):
        assert read.chances(one)[INCIDENT] == pytest.approx(made.fitted.model.chances(one)[INCIDENT], abs=0.02)
    assert save_model(read, tmp_path / "again.npz") == save_model(load_model(tmp_path / "again.npz"), tmp_path / "third.npz")


@pytest.mark.usefixtures("training")
def test_two_trainings_with_real_news_give_the_same_bytes_and_a_changed_corpus_another_checksum(small: Path, tmp_path: Path) -> None:
    first, second = (train("test", tmp_path / f"{number}.npz", lambda _: None, small) for number in (1, 2))
    assert (first.sha256, first.corpus_sha256) == (second.sha256, second.corpus_sha256)
    assert first.file.read_bytes() == second.file.read_bytes()
    other = tmp_path / "corpus"
    other.mkdir()
    for file in small.glob("*.jsonl"):
        (other / file.name).write_text(file.read_text(encoding="utf-8").replace('"outcome": "dropped"', '"outcome": "none"'), encoding="utf-8")
    line = (small / "ru-a.jsonl").read_text(encoding="utf-8").splitlines()[0]
    (other / "extra.jsonl").write_text(line.replace('"ru-a-001"', '"x-1"'), encoding="utf-8")
    changed = train("test", tmp_path / "changed.npz", lambda _: None, other)
    assert changed.corpus_sha256 != first.corpus_sha256


def test_articles_of_one_case_lie_in_one_fold_and_their_variations_with_them() -> None:
    originals = [example for example in read_corpus() if example.id.startswith(("kkr-", "rur-"))]
    examples = [*originals, *variations(originals, 5, 1)]
    folds = _folds(examples, 1)
    by_case: dict[str, set[int]] = {}
    for example, fold in zip(examples, folds, strict=True):
        by_case.setdefault(example.case, set()).add(int(fold))
    of_original = {example.id: fold for example, fold in zip(originals, folds, strict=False)}
    assert all(fold == of_original[example.origin] for example, fold in zip(examples, folds, strict=True))
    assert any(sum(example.case == case for example in originals) > 1 for case in by_case)
    assert {case: sorted(found) for case, found in by_case.items() if len(found) > 1} == {}
    assert set(folds) == set(range(FOLDS))


def test_every_answer_has_a_head_in_the_order_of_the_vocabulary() -> None:
    heads = tuple(question.head for question in questions())
    answers = (
        {f"code:{code.value}" for code in READ_BY_MACHINE} | {f"outcome:{one.value}" for one in Outcome} | {f"actor:{one.value}" for one in Actor}
    )
    assert answers <= set(heads)
    assert heads == heads_of_vocabulary()


def test_a_model_of_another_vocabulary_is_refused_by_the_heads_in_which_they_differ(
    trained: tuple[TrainingResult, list[str]], tmp_path: Path
) -> None:
    model = trained[0].fitted.model
    lacking = replace(model, heads=model.heads[:-1], weights=model.weights[:, :-1], intercepts=model.intercepts[:-1])
    save_model(lacking, tmp_path / "lacking.npz")
    with pytest.raises(ModelOutdated, match=f"lacking.npz .*{model.heads[-1]}$"):
        load_model(tmp_path / "lacking.npz")
    renamed = replace(model, heads=tuple("code:SPY" if head == "code:ATT" else head for head in model.heads))
    save_model(replace(renamed, calibrations={**model.calibrations, "code:SPY": model.calibrations["code:ATT"]}), tmp_path / "renamed.npz")
    with pytest.raises(ModelOutdated, match="renamed.npz .*code:ATT; .*code:SPY$"):
        load_model(tmp_path / "renamed.npz")


@pytest.mark.parametrize("raw", [b"", b"no model", b"PK\x03\x04broken"])
def test_a_damaged_model_is_refused_by_name(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "bad.npz").write_bytes(raw)
    for name in ("bad.npz", "none.npz"):
        with pytest.raises(ModelError, match=name):
            load_model(tmp_path / name)


@pytest.mark.usefixtures("training")
def test_what_is_learned_shows_on_articles_it_never_saw(tmp_path: Path) -> None:
    # A third of them teaches enough to be seen, in a quarter of the time.
    kept = [example for example in read_corpus() if example.lang == "ru"][::3]
    learned, unseen = [example for number, example in enumerate(kept) if number % 4], kept[::4]
    found = example_features([*learned, *unseen])
    door = fit_prefilter(learned, [word_prefixes(one.text) for one in learned], 1)
    model = fit("test", learned, found[: len(learned)], door, 1).model
    chances = [model.chances(one)[INCIDENT] for one in found[len(learned) :]]
    telling, others = ([chance for chance, one in zip(chances, unseen, strict=True) if one.telling is kind] for kind in (True, False))
    higher = [one > other for one in telling for other in others]
    assert sum(higher) / len(higher) > 0.75
    save_model(model, tmp_path / "m.npz")
    screener = Screener(None, TrainedScorer(load_model(tmp_path / "m.npz")))
    assert screener.screen(Article(unseen[0].id, unseen[0].text, unseen[0].title, "ru")).model == "test"


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
