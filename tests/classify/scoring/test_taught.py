"""What decisions taught, in the file of a version."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classify.clustering.rules import SHIPPED_WEIGHTS, PairWeights
from classify.encoder.encoder_files import encoder_name
from classify.scoring.joint import load_joint
from classify.scoring.learned_weights import NO_LEARNED_WEIGHTS, LearnedWeights, LearnedWeightsMismatch, read_learned_weights
from classify.scoring.linear import SHIPPED, LinearModel, ModelError, load_model, save_model
from classify.screen import Screener, load_screener
from records.model import Article
from tests.classify.made import pushed

ARTICLES = [
    Article("1", "Журналиста избили у редакции. Полиция начала расследование."),
    Article("2", "Облыс әкімі егіс алқабын аралап, журналистермен кездесті."),
    Article("3", "Суд оштрафовал репортёра за съёмку у акимата.", "Суд"),
]


@pytest.fixture(scope="module")
def model() -> LinearModel:
    return replace(load_model(SHIPPED), name="kk-ru-en 2.0.0+1")


@pytest.fixture(scope="module")
def light(model: LinearModel) -> LinearModel:
    """A model of few features, which is soon written and read."""
    return replace(model, places=dict(list(model.places.items())[:50]), weights=model.weights[:50])


@pytest.fixture(scope="module")
def taught_screeners(model: LinearModel, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Screener]:
    """Screeners of versions that learned nothing, nothing that moves anything, to flag less, and to call nobody a victim."""
    nobody = LearnedWeights(victim=dict.fromkeys(load_joint().victim, 0.0) | {"anybody": -1.0})
    folder = tmp_path_factory.mktemp("versions")
    made = {"nothing": NO_LEARNED_WEIGHTS, "zero": pushed(0.0), "less": pushed(-1.0), "nobody": nobody}
    return {name: load_screener(None, version(folder / f"{name}.npz", taught, model)) for name, taught in made.items()}


def version(file: Path, taught: LearnedWeights, model: LinearModel) -> Path:
    save_model(model, file, taught.arrays())
    return file


def test_what_is_kept_comes_back_and_the_model_is_untouched(tmp_path: Path, light: LinearModel) -> None:
    taught = pushed(0.5)
    back = read_learned_weights(version(tmp_path / "v.npz", taught, light)).correction
    assert back is not None
    assert taught.correction is not None
    assert back.digest == taught.correction.digest
    assert load_model(tmp_path / "v.npz").weights.tobytes() == load_model(version(tmp_path / "w.npz", NO_LEARNED_WEIGHTS, light)).weights.tobytes()


def test_a_version_from_before_there_was_a_correction_has_none(tmp_path: Path, light: LinearModel) -> None:
    assert read_learned_weights(SHIPPED).correction is None
    assert read_learned_weights(version(tmp_path / "v.npz", NO_LEARNED_WEIGHTS, light)).correction is None


@pytest.mark.parametrize("name", ["nothing", "zero"])
def test_a_version_that_learned_nothing_reads_as_the_shipped_model_to_the_last_bit(
    name: str, taught_screeners: dict[str, Screener], everywhere: Screener
) -> None:
    one, other = (screener.screen_many(ARTICLES) for screener in (taught_screeners[name], everywhere))
    assert [replace(screening, model="") for screening in one] == [replace(screening, model="") for screening in other]


def test_what_was_learned_moves_the_score_and_stands_in_the_name_and_what_is_kept_to_learn_from_stays_the_encoders_own(
    taught_screeners: dict[str, Screener], everywhere: Screener
) -> None:
    own = taught_screeners["less"]
    before, after = everywhere.screen(ARTICLES[0]), own.screen(ARTICLES[0])
    assert after.score < before.score
    assert before.encoded is not None
    assert after.encoded == before.encoded
    assert before.encoded.encoder == encoder_name() == own.encoder
    models = {screener.model for screener in taught_screeners.values()}
    assert len(models) == 4
    assert max(map(len, models)) <= 80, "as long as the column is"


def test_what_the_encoder_makes_of_an_article_is_the_same_whether_it_is_screened_or_read_for_learning(everywhere: Screener) -> None:
    assert everywhere.encoded(ARTICLES)[0] == everywhere.screen(ARTICLES[0]).encoded
    assert everywhere.encoded([Article("4", "")]) == [None]


def test_a_version_with_other_weights_of_a_victims_signs_calls_others_victims(taught_screeners: dict[str, Screener], everywhere: Screener) -> None:
    attack = Article("1", "Охранник рынка избил журналистку газеты «Степной вестник» Айгерим Досанову и выбил у неё телефон.")
    assert [person.name for person in everywhere.screen(attack).persons if person.role == "victim"] == ["Айгерим Досанова"]
    assert "Айгерим Досанова" not in [person.name for person in taught_screeners["nobody"].screen(attack).persons if person.role == "victim"]


def test_the_weights_of_signs_come_back_and_are_what_is_read_and_grouped_with(tmp_path: Path, light: LinearModel) -> None:
    victim = {sign: odds + 0.25 for sign, odds in load_joint().victim.items()}
    pairs = PairWeights({sign: odds - 0.5 for sign, odds in SHIPPED_WEIGHTS.by_sign.items()}, 0.125)
    back = read_learned_weights(version(tmp_path / "v.npz", LearnedWeights(victim=victim, pairs=pairs), light))
    assert back.correction is None
    assert (dict(back.victim or {}), dict(back.weights().by_sign), back.weights().nothing) == (victim, dict(pairs.by_sign), 0.125)
    assert back.heard(load_joint(), "any encoder") == replace(load_joint(), victim=victim)
    assert NO_LEARNED_WEIGHTS.heard(load_joint(), "any encoder") == load_joint()
    assert NO_LEARNED_WEIGHTS.weights() is SHIPPED_WEIGHTS


def test_a_version_that_was_taught_with_another_encoder_or_other_signs_is_refused(tmp_path: Path, light: LinearModel) -> None:
    before = {"a sign of before": 1.0}
    for taught, named in ((pushed(0.5, "e5 1.0.0 abcdef"), r"e5 1\.0\.0 abcdef"), (LearnedWeights(victim=before), "victim")):
        with pytest.raises(LearnedWeightsMismatch, match=named):
            load_screener(None, version(tmp_path / "v.npz", taught, light))
    with pytest.raises(LearnedWeightsMismatch, match="one event"):
        read_learned_weights(version(tmp_path / "v.npz", LearnedWeights(pairs=PairWeights(before, 0.0)), light)).weights()


def test_a_version_whose_correction_was_spoilt_is_no_model(tmp_path: Path, light: LinearModel) -> None:
    file = tmp_path / "spoilt.npz"
    save_model(light, file, {**pushed(0.5).arrays(), "correction:weights": np.zeros(3, np.float32)})
    with pytest.raises(ModelError, match=r"spoilt\.npz"):
        load_screener(None, file)
    for told in (b"[]", b'{"victim": {"anybody": "much"}}', b'{"pairs": {}}', b"\xff"):
        save_model(light, file, {"weights of signs": np.frombuffer(told, np.uint8)})
        with pytest.raises(ModelError, match=r"spoilt\.npz"):
            read_learned_weights(file)
    file.write_bytes(b"no model")
    with pytest.raises(ModelError):
        read_learned_weights(file)
