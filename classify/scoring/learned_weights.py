"""What a model version learned from decisions besides the lexical model. It is stored in the version's file (`classify.scoring.linear`), each part
under its own name; the shipped model has none.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from classify.clustering.rules import SHIPPED_WEIGHTS, PairWeights
from classify.encoder.correction import AnswerCorrection, CorrectionFault, read_correction
from classify.scoring.joint import JointSettings
from classify.scoring.linear import ModelError

_CORRECTION, _WEIGHTS = "correction:", "weights of signs"


class LearnedWeightsMismatch(ModelError):
    """Raised where the learned part belongs to another encoder, or to other signs, than the installed ones; the version has to be trained again."""


@dataclass(frozen=True, eq=False)
class LearnedWeights:
    """The learned parts of a version: the correction of the encoder's answers, the weights of a victim's signs (`JointSettings.victim`), and those of
    one event.

    A part that is None is as shipped.
    """

    correction: AnswerCorrection | None = None
    victim: Mapping[str, float] | None = None
    pairs: PairWeights | None = None

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the stored form."""
        learned: dict[str, Any] = {"victim": dict(self.victim)} if self.victim is not None else {}
        learned |= {"pairs": {"by_sign": dict(self.pairs.by_sign), "nothing": self.pairs.nothing}} if self.pairs is not None else {}
        correction = {f"{_CORRECTION}{name}": array for name, array in self.correction.arrays().items()} if self.correction else {}
        return correction | ({_WEIGHTS: np.frombuffer(json.dumps(learned, sort_keys=True).encode(), np.uint8)} if learned else {})

    def heard(self, shipped: JointSettings, encoder: str) -> JointSettings:
        """Return the settings with the learned parts.

        Raises LearnedWeightsMismatch unless they were learned with this encoder (its name with the beginning of its checksum) and for the current signs.
        """
        if self.correction is not None and self.correction.encoder != encoder:
            raise LearnedWeightsMismatch(f"was taught beside {self.correction.encoder}, and {encoder} reads")
        if self.victim is None:
            return shipped
        if set(self.victim) != set(shipped.victim):
            raise LearnedWeightsMismatch("was taught over other signs of a victim")
        return replace(shipped, victim=self.victim)

    def weights(self) -> PairWeights:
        """Return the weights for grouping. Raises LearnedWeightsMismatch where they were learned for other signs than the current ones."""
        if self.pairs is None:
            return SHIPPED_WEIGHTS
        if set(self.pairs.by_sign) != set(SHIPPED_WEIGHTS.by_sign):
            raise LearnedWeightsMismatch("was taught over other signs of one event")
        return self.pairs


NO_LEARNED_WEIGHTS = LearnedWeights()


def read_learned_weights(file: Path) -> LearnedWeights:
    """Return what the version in this file learned. Raises ModelError for a file that is no version."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            correction = {name.removeprefix(_CORRECTION): arrays[name] for name in arrays if name.startswith(_CORRECTION)}
            learned = json.loads(arrays[_WEIGHTS].tobytes().decode()) if _WEIGHTS in arrays else {}
        victim, pairs = learned.get("victim"), learned.get("pairs")
        return LearnedWeights(
            read_correction(correction) if correction else None,
            _numbers(victim) if victim is not None else None,
            PairWeights(_numbers(pairs["by_sign"]), float(pairs["nothing"])) if pairs is not None else None,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, BadZipFile, CorrectionFault) as error:
        raise ModelError(f"{file.name}: {error}") from error


def _numbers(stored: Mapping[str, Any]) -> dict[str, float]:
    return {sign: float(counts) for sign, counts in stored.items()}
