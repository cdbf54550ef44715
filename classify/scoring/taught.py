"""What decisions taught beside the lexical judge. It stands in the file of a version (`classify.scoring.linear`), each part under a name of its own; the
shipped model has none."""

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


class TaughtElsewhere(ModelError):
    """What was learned belongs to another encoder, or to other signs, than those that are here. The version has to be trained again."""


@dataclass(frozen=True, eq=False)
class Taught:
    """What a version learned: what is added to the encoder's answers, what the signs of a victim count (`JointSettings.victim`), and what those of one event count. A part that
    is None is as it was shipped."""

    correction: AnswerCorrection | None = None
    victim: Mapping[str, float] | None = None
    pairs: PairWeights | None = None

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The form in which it is kept."""
        told: dict[str, Any] = {"victim": dict(self.victim)} if self.victim is not None else {}
        told |= {"pairs": {"by_sign": dict(self.pairs.by_sign), "nothing": self.pairs.nothing}} if self.pairs is not None else {}
        kept = {f"{_CORRECTION}{name}": one for name, one in self.correction.arrays().items()} if self.correction else {}
        return kept | ({_WEIGHTS: np.frombuffer(json.dumps(told, sort_keys=True).encode(), np.uint8)} if told else {})

    def heard(self, shipped: JointSettings, encoder: str) -> JointSettings:
        """The settings with what was learned in them. Raises TaughtElsewhere unless it was learned beside this encoder (its name with the beginning of its checksum) and
        over the signs that are asked for."""
        if self.correction is not None and self.correction.encoder != encoder:
            raise TaughtElsewhere(f"was taught beside {self.correction.encoder}, and {encoder} reads")
        if self.victim is None:
            return shipped
        if set(self.victim) != set(shipped.victim):
            raise TaughtElsewhere("was taught over other signs of a victim")
        return replace(shipped, victim=self.victim)

    def weights(self) -> PairWeights:
        """How grouping weighs. Raises TaughtElsewhere where it was learned over other signs than are compared."""
        if self.pairs is None:
            return SHIPPED_WEIGHTS
        if set(self.pairs.by_sign) != set(SHIPPED_WEIGHTS.by_sign):
            raise TaughtElsewhere("was taught over other signs of one event")
        return self.pairs


NOTHING_TAUGHT = Taught()


def read_taught(file: Path) -> Taught:
    """What the version in this file learned. Raises ModelError for a file that is no version."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            correction = {name.removeprefix(_CORRECTION): kept[name] for name in kept if name.startswith(_CORRECTION)}
            told = json.loads(kept[_WEIGHTS].tobytes().decode()) if _WEIGHTS in kept else {}
        victim, pairs = told.get("victim"), told.get("pairs")
        return Taught(
            read_correction(correction) if correction else None,
            _numbers(victim) if victim is not None else None,
            PairWeights(_numbers(pairs["by_sign"]), float(pairs["nothing"])) if pairs is not None else None,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, BadZipFile, CorrectionFault) as error:
        raise ModelError(f"{file.name}: {error}") from error


def _numbers(told: Mapping[str, Any]) -> dict[str, float]:
    return {sign: float(counts) for sign, counts in told.items()}
