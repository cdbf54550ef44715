"""The correction that is added to the encoder's answers."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.encoder import correction as correction_file
from classify.encoder.correction import MOST, CorrectionFault, described, read_correction
from classify.encoder.readings import ANSWERS, StoredReading
from tests.classify.made import bare_reading, correction

WIDE = ANSWERS + 4


@given(st.integers(0, 10**6))
def test_nothing_learned_leaves_every_answer_as_it_is_to_the_last_bit(seed: int) -> None:
    chance = np.random.default_rng(seed)
    read = bare_reading(chance.normal(0, 5, ANSWERS), chance.normal(size=4))
    nothing = replace(correction(seed), weights=np.zeros((WIDE, ANSWERS), np.float32), offsets=np.zeros(ANSWERS, np.float32))
    assert nothing.corrected(read).answers.tobytes() == read.answers.tobytes()


def test_the_answers_move_by_what_the_formula_says_and_nothing_else_of_the_reading_does() -> None:
    one, chance = correction(), np.random.default_rng(2)
    read = bare_reading(chance.normal(size=ANSWERS), chance.normal(size=4))
    corrected = one.corrected(read)
    x = (np.concatenate([read.answers, read.mean]) - one.centre) / one.spread
    assert np.allclose(corrected.answers - read.answers, np.clip(x @ one.weights + one.offsets, -2, 2), atol=1e-5)
    assert corrected.answers.dtype == np.float32
    assert (corrected.tags is read.tags, corrected.mean is read.mean) == (True, True)


def test_no_answer_of_a_text_far_from_all_that_was_decided_moves_further_than_the_most() -> None:
    far = bare_reading(np.full(ANSWERS, 50.0), np.full(4, -300.0))
    assert np.abs(correction(size=5.0).added(far)).max() == MOST


def test_a_usual_text_is_at_distance_one() -> None:
    chance = np.random.default_rng(3)
    texts = [StoredReading(chance.normal(2, 7, ANSWERS).astype(np.float32), chance.normal(-1, 0.01, 384).astype(np.float32)) for _ in range(50)]
    centre, spread = described(texts)
    x = (np.array([np.concatenate([one.answers, one.mean]) for one in texts]) - centre) / spread
    assert np.allclose(x.mean(0), 0, atol=1e-4)
    assert (x**2).sum(1).mean() == pytest.approx(1, rel=1e-4)
    assert (x[:, :ANSWERS] ** 2).sum(1).mean() == pytest.approx(0.5, rel=1e-4), "each block counts as much"


def test_texts_that_are_all_the_same_can_be_described() -> None:
    one = StoredReading(np.ones(ANSWERS, np.float32), np.ones(4, np.float32))
    assert (described([one, one])[1] > 0).all()


def test_it_comes_back_from_its_kept_form_as_it_was_under_the_same_digest() -> None:
    one = correction()
    back = read_correction(one.arrays())
    assert (back.encoder, back.digest) == ("tiny 1 abc", one.digest)
    assert back.weights.tobytes() == one.weights.tobytes()
    assert len({correction(number).digest for number in range(20)} | {replace(one, encoder="another").digest}) == 21


def test_numbers_that_are_no_correction_are_refused() -> None:
    spoilt: list[dict[str, Any]] = [
        {"weights": np.zeros((WIDE, ANSWERS - 1))}, {"offsets": np.zeros(ANSWERS + 1)}, {"centre": np.zeros(WIDE - 1)}, {"centre": np.zeros((WIDE, 1))},
        {"spread": np.zeros(WIDE)}, {"weights": np.full((WIDE, ANSWERS), np.nan)}, {"told": np.frombuffer(b"{}", np.uint8)},
        {"told": np.frombuffer(b"\xff", np.uint8)}, {"offsets": None},
    ]  # fmt: skip
    for change in spoilt:
        arrays = {name: one for name, one in {**correction().arrays(), **change}.items() if one is not None}
        with pytest.raises(CorrectionFault):
            read_correction(arrays)


def test_one_that_answers_other_questions_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    arrays = correction().arrays()
    monkeypatch.setattr(correction_file, "question_names", lambda: {"telling": ["telling"], "codes": ["NEW"]})
    with pytest.raises(CorrectionFault, match="other questions"):
        read_correction(arrays)
