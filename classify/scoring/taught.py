"""What decisions taught beside the lexical judge. It stands in the file of a version (`classify.scoring.learned.linear_model`), each part under a name of its own; the
shipped model has none."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from classify.encoder.correction import AnswerCorrection, CorrectionFault, read_correction
from classify.scoring.learned.linear_model import ModelError

_CORRECTION = "correction:"


class TaughtElsewhere(ModelError):
    """What was learned belongs to another encoder than the one that is here. The version has to be trained again."""


@dataclass(frozen=True, eq=False)
class Taught:
    """What a version learned. A part that is None is as it was shipped."""

    correction: AnswerCorrection | None = None

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The form in which it is kept."""
        return {f"{_CORRECTION}{name}": one for name, one in self.correction.arrays().items()} if self.correction else {}

    def require(self, encoder: str) -> None:
        """Raises TaughtElsewhere unless it was learned beside this encoder (its name with the beginning of its checksum)."""
        if self.correction is not None and self.correction.encoder != encoder:
            raise TaughtElsewhere(f"was taught beside {self.correction.encoder}, and {encoder} reads")


NOTHING_TAUGHT = Taught()


def read_taught(file: Path) -> Taught:
    """What the version in this file learned. Raises ModelError for a file that is no version."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            correction = _part(kept, _CORRECTION)
        return Taught(read_correction(correction) if correction else None)
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, CorrectionFault) as error:
        raise ModelError(f"{file.name}: {error}") from error


def _part(kept: Mapping[str, NDArray[Any]], name: str) -> dict[str, NDArray[Any]]:
    return {one.removeprefix(name): kept[one] for one in kept if one.startswith(name)}
