"""What is kept of a reading."""

import numpy as np
import pytest

from classify.encoder.encoder import Encoder
from classify.encoder.encoder_reading import EncoderReading
from classify.encoder.kept_reading import pack, unpack
from classify.encoder.questions import ANSWERS


def reading(answers: np.ndarray, mean: np.ndarray) -> EncoderReading:
    empty = np.zeros(0, np.int64)
    return EncoderReading(answers.astype(np.float32), empty, empty, np.zeros((0, 11), np.float32), mean.astype(np.float32))


def test_answers_and_mean_come_back_as_nearly_as_half_precision_allows() -> None:
    chance = np.random.default_rng(1)
    answers, mean = chance.normal(0, 4, ANSWERS), chance.normal(0, 0.3, 384)
    packed = pack(reading(answers, mean))
    assert len(packed) == 2 * (ANSWERS + 384) < 1_000
    kept = unpack(packed)
    assert np.allclose(kept.answers, answers, rtol=1e-3, atol=1e-4)
    assert np.allclose(kept.mean, mean, rtol=1e-3, atol=1e-4)


def test_what_an_encoder_reads_is_kept(tiny: Encoder) -> None:
    (read,) = tiny.read(["журналиста избили"])
    kept = unpack(pack(read))
    assert (kept.answers.shape, kept.mean.shape) == (read.answers.shape, read.mean.shape)
    assert kept.answers.any()


def test_numbers_that_half_precision_cannot_hold_become_the_nearest_that_it_can() -> None:
    answers = np.zeros(ANSWERS)
    answers[:4] = [1e9, -1e9, np.inf, np.nan]
    assert list(unpack(pack(reading(answers, np.zeros(3)))).answers[:4]) == [65_504, -65_504, 65_504, 0]


@pytest.mark.parametrize("kept", [b"", b"1", bytes(2 * ANSWERS)])
def test_bytes_that_are_no_reading_are_refused(kept: bytes) -> None:
    with pytest.raises(ValueError, match=r"reading|buffer"):
        unpack(kept)
