"""What decisions taught, in the file of a version."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classify.clustering.weights import SHIPPED_WEIGHTS, PairWeights
from classify.encoder.encoder_files import encoder_name
from classify.encoder.questions import ANSWERS, TELLING
from classify.scoring.joint.joint_settings import load_joint
from classify.scoring.learned.linear_model import SHIPPED, ModelError, load, save
from classify.scoring.taught import NOTHING_TAUGHT, Taught, TaughtElsewhere, read_taught
from classify.screen import Screener, load_screener
from records.model import Article
from tests.classify.encoder.test_correction import made

WIDE = ANSWERS + 384
ARTICLES = [
    Article("1", "Журналиста избили у редакции. Полиция начала расследование."),
    Article("2", "Облыс әкімі егіс алқабын аралап, журналистермен кездесті."),
    Article("3", "Суд оштрафовал репортёра за съёмку у акимата.", "Суд"),
]


def version(folder: Path, taught: Taught, name: str = "kk-ru-en 2.0.0+1") -> Path:
    file = folder / "version.npz"
    save(replace(load(SHIPPED), name=name), file, taught.arrays())
    return file


def pushed(by: float, encoder: str = "") -> Taught:
    """What moves only whether an incident is told, of every text alike."""
    offsets = np.zeros(ANSWERS, np.float32)
    offsets[TELLING] = by
    nothing = replace(made(), centre=np.zeros(WIDE, np.float32), spread=np.ones(WIDE, np.float32), weights=np.zeros((WIDE, ANSWERS), np.float32))
    return Taught(replace(nothing, encoder=encoder or encoder_name(), offsets=offsets))


@pytest.fixture(scope="module")
def shipped() -> Screener:
    return load_screener(None)


def test_what_is_kept_comes_back_and_the_model_beside_it_is_untouched(tmp_path: Path) -> None:
    taught = pushed(0.5)
    file = version(tmp_path, taught)
    back = read_taught(file).correction
    assert back is not None
    assert taught.correction is not None
    assert back.digest == taught.correction.digest
    assert load(file).weights.tobytes() == load(SHIPPED).weights.tobytes()


def test_a_version_from_before_there_was_a_correction_has_none(tmp_path: Path) -> None:
    assert read_taught(SHIPPED).correction is None
    assert read_taught(version(tmp_path, NOTHING_TAUGHT)).correction is None


def test_a_version_that_learned_nothing_reads_as_the_shipped_model_to_the_last_bit(tmp_path: Path, shipped: Screener) -> None:
    for taught in (NOTHING_TAUGHT, pushed(0.0)):
        own = load_screener(None, version(tmp_path, taught))
        one, other = own.screen_many(ARTICLES), shipped.screen_many(ARTICLES)
        assert [replace(screening, model="") for screening in one] == [replace(screening, model="") for screening in other]


def test_what_was_learned_moves_the_score_and_stands_in_the_name_and_what_is_kept_to_learn_from_stays_the_encoders_own(
    tmp_path: Path, shipped: Screener
) -> None:
    own = load_screener(None, version(tmp_path, pushed(-1.0)))
    before, after = shipped.screen(ARTICLES[0]), own.screen(ARTICLES[0])
    assert after.score < before.score
    assert before.encoded is not None
    assert after.encoded == before.encoded
    assert before.encoded.encoder == encoder_name() == own.encoder
    models = {load_screener(None, version(tmp_path, taught)).model for taught in (NOTHING_TAUGHT, pushed(0.5), pushed(0.6))}
    assert len(models) == 3
    assert max(map(len, models)) <= 80, "as long as the column is"


def test_what_the_encoder_makes_of_an_article_is_the_same_whether_it_is_screened_or_read_for_learning(shipped: Screener) -> None:
    assert shipped.encoded(ARTICLES)[0] == shipped.screen(ARTICLES[0]).encoded
    assert shipped.encoded([Article("4", "")]) == [None]


def test_a_version_that_was_taught_beside_another_encoder_is_refused(tmp_path: Path) -> None:
    file = version(tmp_path, pushed(0.5, "e5 1.0.0 abcdef"))
    with pytest.raises(TaughtElsewhere, match=r"e5 1\.0\.0 abcdef"):
        load_screener(None, file)


def test_the_weights_of_signs_come_back_and_are_what_is_read_and_grouped_with(tmp_path: Path) -> None:
    victim = {sign: odds + 0.25 for sign, odds in load_joint().victim.items()}
    pairs = PairWeights({sign: odds - 0.5 for sign, odds in SHIPPED_WEIGHTS.by_sign.items()}, 0.125)
    back = read_taught(version(tmp_path, Taught(victim=victim, pairs=pairs)))
    assert back.correction is None
    assert (dict(back.victim or {}), dict(back.weights().by_sign), back.weights().nothing) == (victim, dict(pairs.by_sign), 0.125)
    assert back.heard(load_joint(), "any encoder") == replace(load_joint(), victim=victim)
    assert NOTHING_TAUGHT.heard(load_joint(), "any encoder") == load_joint()
    assert NOTHING_TAUGHT.weights() is SHIPPED_WEIGHTS


def test_a_version_with_other_weights_of_a_victims_signs_calls_others_victims(tmp_path: Path, shipped: Screener) -> None:
    attack = Article("1", "Охранник рынка избил журналистку газеты «Степной вестник» Айгерим Досанову и выбил у неё телефон.")
    nobody = Taught(victim=dict.fromkeys(load_joint().victim, 0.0) | {"anybody": -1.0})
    own = load_screener(None, version(tmp_path, nobody))
    assert [person.name for person in shipped.screen(attack).persons if person.role == "victim"] == ["Айгерим Досанова"]
    assert "Айгерим Досанова" not in [person.name for person in own.screen(attack).persons if person.role == "victim"]
    assert own.model != load_screener(None, version(tmp_path, NOTHING_TAUGHT)).model


def test_weights_of_other_signs_than_are_asked_for_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TaughtElsewhere, match="victim"):
        load_screener(None, version(tmp_path, Taught(victim={"a sign of before": 1.0})))
    with pytest.raises(TaughtElsewhere, match="one event"):
        read_taught(version(tmp_path, Taught(pairs=PairWeights({"a sign of before": 1.0}, 0.0)))).weights()


def test_a_version_whose_correction_was_spoilt_is_no_model(tmp_path: Path) -> None:
    file = tmp_path / "spoilt.npz"
    save(load(SHIPPED), file, {**pushed(0.5).arrays(), "correction:weights": np.zeros(3, np.float32)})
    with pytest.raises(ModelError, match=r"spoilt\.npz"):
        load_screener(None, file)
    for told in (b"[]", b'{"victim": {"anybody": "much"}}', b'{"pairs": {}}', b"\xff"):
        save(load(SHIPPED), file, {"weights of signs": np.frombuffer(told, np.uint8)})
        with pytest.raises(ModelError, match=r"spoilt\.npz"):
            read_taught(file)
    file.write_bytes(b"no model")
    with pytest.raises(ModelError):
        read_taught(file)
