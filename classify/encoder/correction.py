"""A small linear correction, learned from decisions, that is added to the encoder's answers. The network itself stays as it was shipped.

A text is described by two blocks of numbers, the encoder's answers and the mean of its pieces. Each has its centre over the decided articles
subtracted and is divided by its distance from it (root mean square), so that a usual text is at distance 1 in each block. With x for both blocks
divided by √2,

    answers' = answers + cut(x · weights + offsets)

where `cut` limits each value to ±MOST. `classify.training.decisions` fits weights and offsets.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classify.encoder.readings import ANSWERS, EncoderReading, Floats, StoredReading, question_names

# Limit of the correction in log-odds: decided articles are drafts, and ordinary news is far from them.
MOST = 2.0
_NAMES = ("centre", "spread", "weights", "offsets")


class CorrectionFault(ValueError):
    """Raised for numbers that are no correction of these questions."""


@dataclass(frozen=True, eq=False)
class AnswerCorrection:
    """A correction for the answers of one encoder; it is meaningless for another.

    `centre` and `spread` have one number each for answers and mean.
    """

    encoder: str
    centre: Floats
    spread: Floats
    weights: Floats
    offsets: Floats

    def added(self, reading: EncoderReading | StoredReading) -> Floats:
        """Return the number to add to each answer."""
        moved = (np.concatenate([reading.answers, reading.mean]) - self.centre) / self.spread @ self.weights + self.offsets
        cut: Floats = np.clip(moved, -MOST, MOST).astype(np.float32)
        return cut

    def corrected(self, reading: EncoderReading) -> EncoderReading:
        """Return the reading with its answers corrected."""
        return replace(reading, answers=reading.answers + self.added(reading))

    @property
    def digest(self) -> str:
        """Return four letters and digits that identify it in the name of the model."""
        whole = hashlib.sha256(self.encoder.encode())
        for name in _NAMES:
            whole.update(np.ascontiguousarray(getattr(self, name), "<f4").tobytes())
        return whole.hexdigest()[:4]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the stored form, with the questions that it answers."""
        header = np.frombuffer(json.dumps({"encoder": self.encoder, "asked": question_names()}, sort_keys=True).encode(), np.uint8)
        return {"told": header, **{name: np.asarray(getattr(self, name), np.float32) for name in _NAMES}}


def described(readings: Sequence[StoredReading]) -> tuple[Floats, Floats]:
    """Return centre and spread of these texts, of which there must be at least one."""
    answers, means = np.array([reading.answers for reading in readings], np.float64), np.array([reading.mean for reading in readings], np.float64)
    centres, spreads = [], []
    for block in (answers, means):
        centre = block.mean(0)
        distance = float(np.sqrt(((block - centre) ** 2).sum(1).mean()))
        centres.append(centre)
        # √2 for the two blocks. Identical texts have no spread.
        spreads.append(np.full(block.shape[1], (distance or 1.0) * np.sqrt(2)))
    return np.concatenate(centres).astype(np.float32), np.concatenate(spreads).astype(np.float32)


def read_correction(arrays: Mapping[str, NDArray[Any]]) -> AnswerCorrection:
    """Return the correction from what `arrays` gave.

    Raises CorrectionFault for numbers that do not fit together, or that answer other questions than the current ones.
    """
    try:
        header = json.loads(np.asarray(arrays["told"], np.uint8).tobytes().decode())
        numbers = {name: np.asarray(arrays[name], np.float32) for name in _NAMES}
        encoder, answered = str(header["encoder"]), header["asked"]
    except (KeyError, ValueError, TypeError) as error:
        raise CorrectionFault(str(error)) from error
    if answered != question_names():
        raise CorrectionFault("it answers other questions")
    described_by = numbers["centre"].shape
    whole = all(np.isfinite(number).all() for number in numbers.values()) and (numbers["spread"] > 0).all()
    shapes = (numbers["spread"].shape, numbers["weights"].shape, numbers["offsets"].shape)
    if not whole or len(described_by) != 1 or shapes != (described_by, (*described_by, ANSWERS), (ANSWERS,)):
        raise CorrectionFault(f"numbers of the shapes {[described_by, *shapes]} are no correction of {ANSWERS} answers")
    return AnswerCorrection(encoder, **numbers)
