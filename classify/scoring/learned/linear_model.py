"""The trained model: one linear head for each question, over the same features. It is loaded from one file. Nothing is downloaded and nothing is
random."""

import hashlib
import json
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from classify.scoring.learned.features import Features
from classify.scoring.prefilter import Prefilter
from records.vocabulary import READ_BY_MACHINE, Actor, Outcome

# The questions that are answered yes or no; codes, outcomes and actors have one head for each answer, `code:ATT`.
INCIDENT, FOLLOWUP, REPORT = "incident", "followup", "report"


# The model that is shipped: made by `qorgan train --output classify/scoring/learned/kk-ru-en.npz` from the corpus as it lies here.
SHIPPED = Path(__file__).parent / "kk-ru-en.npz"
# How much the rules' own scores count in the sums, set by hand: trained freely they get next to nothing, since the corpus is written to be hard for
# them, while on news that nobody wrote for a corpus they are the steadier half. 3 serves nearly as well (docs/decisions/0009-classifier.md).
RULES_COUNT = 5.0
RULES_COUNT_IN_KINDS = 4.0
RULES_COUNT_IN_COURSE = 1.5


_SETTINGS = ("threshold", "report", "codes", "kind", "kinds")


class ModelError(ValueError):
    """A model file that cannot be used. Raised on loading; screening does not start without a model."""


class ModelOutdated(ModelError):
    """A model that answers other questions than the vocabulary asks. Raised on loading; it has to be trained again."""

    def __init__(self, file: Path, missing: Collection[str], unknown: Collection[str]) -> None:
        faults = [f"{words} {', '.join(sorted(heads))}" for words, heads in (("was not trained for", missing), ("was trained for", unknown)) if heads]
        super().__init__(f"{file.name} {'; '.join(faults)}")
        self.heads = tuple(sorted({*missing, *unknown}))
        """The heads in which model and vocabulary differ, as `code:ATT`."""


@dataclass(frozen=True)
class Calibration:
    """From a head's raw sum to a chance: 1 / (1 + exp(-(slope * sum + offset)))."""

    slope: float
    offset: float

    def chance(self, raw: float) -> float:
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, self.slope * raw + self.offset))))


@dataclass(frozen=True)
class LinearModel:
    """Weights of all heads (features × heads), the offset of each, and how the sum of each becomes a chance."""

    name: str
    places: dict[str, int]
    """Row of each feature."""
    heads: tuple[str, ...]
    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    calibrations: dict[str, Calibration]
    settings: dict[str, Any]
    """Thresholds: incident ("threshold"), "report", "codes", a coarse class ("kind"); "kinds" are the weights of each class's signs."""
    door: Prefilter

    def raw(self, found: Features) -> dict[str, float]:
        """The sum of every head, including the rules' own scores with their fixed weights. Features that the model never met count nothing."""
        rows = [(self.places[name], value) for name, value in found.items() if name in self.places]
        at = np.fromiter((row for row, _ in rows), dtype=np.int64, count=len(rows))
        values = np.fromiter((value for _, value in rows), dtype=np.float32, count=len(rows))
        sums = values @ self.weights[at] + self.intercepts
        return {head: float(value) + rules_part(head, found) for head, value in zip(self.heads, sums, strict=True)}

    def chances(self, found: Features) -> dict[str, float]:
        """The chance of every head."""
        return {head: self.calibrations[head].chance(raw) for head, raw in self.raw(found).items()}


def rules_part(head: str, found: Features) -> float:
    """What the rules' own score adds to the sum of a head."""
    own = found.get(f"={head}", 0.0)
    if head == INCIDENT:
        return own * RULES_COUNT
    return own * (RULES_COUNT_IN_KINDS if head.startswith("code:") else RULES_COUNT_IN_COURSE)


def save(model: LinearModel, file: Path, beside: Mapping[str, NDArray[Any]] = MappingProxyType({})) -> str:
    """Write the model, and what else belongs to it by name (`classify.scoring.taught`). Gives its SHA-256. The same model gives the same bytes on every machine."""
    file.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "name": model.name,
        "heads": list(model.heads),
        "features": sorted(model.places, key=lambda name: model.places[name]),
        "calibrations": {head: [one.slope, one.offset] for head, one in model.calibrations.items()},
        "settings": model.settings,
        "door": {"weights": model.door.weights, "intercept": model.door.intercept, "least": model.door.least},
    }
    text = np.frombuffer(json.dumps(told, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8)
    with open(file, "wb") as stream:
        # Half precision: a third digit of a weight changes no verdict, and the file is half as large.
        arrays: dict[str, Any] = {"told": text, "weights": model.weights.astype(np.float16), "intercepts": model.intercepts, **beside}
        np.savez_compressed(stream, **arrays)
    return hashlib.sha256(file.read_bytes()).hexdigest()


def heads_of_vocabulary() -> tuple[str, ...]:
    """The heads that a model must have, in its order: the categories that the machine reads, the outcomes, the actors."""
    questions: tuple[tuple[str, Iterable[StrEnum]], ...] = (("code", READ_BY_MACHINE), ("outcome", Outcome), ("actor", Actor))
    return (INCIDENT, REPORT, FOLLOWUP, *(f"{question}:{answer.value}" for question, answers in questions for answer in answers))


def load(file: Path) -> LinearModel:
    """The model of a file. Raises ModelError for one that is missing or no model, ModelOutdated for one of another vocabulary."""
    model = _read(file)
    wanted, heads = set(heads_of_vocabulary()), set(model.heads)
    if wanted != heads:
        raise ModelOutdated(file, wanted - heads, heads - wanted)
    return model


def _read(file: Path) -> LinearModel:
    try:
        with np.load(file, allow_pickle=False) as kept:
            told = json.loads(kept["told"].tobytes().decode())
            weights, intercepts = kept["weights"].astype(np.float32), kept["intercepts"].astype(np.float32)
        return LinearModel(
            name=told["name"],
            places={name: at for at, name in enumerate(told["features"])},
            heads=tuple(told["heads"]),
            weights=weights,
            intercepts=intercepts,
            calibrations={head: Calibration(*pair) for head, pair in told["calibrations"].items()},
            settings={name: told["settings"][name] for name in _SETTINGS},
            door=Prefilter(**told["door"]),
        )
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise ModelError(f"{file.name}: {error}") from error
