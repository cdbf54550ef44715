"""What is kept of a reading beside its article: the answers and the mean in half precision. From these alone a correction is learned (`classify.encoder.correction`)."""

from dataclasses import dataclass

import numpy as np

from classify.encoder.encoder_reading import EncoderReading, Floats
from classify.encoder.questions import ANSWERS

# Half precision, the lower byte first on every machine; the largest number that it can hold.
_HALF, _LARGEST = np.dtype("<f2"), 65_504.0


@dataclass(frozen=True, eq=False)
class KeptReading:
    """The answers and the mean of the window that spoke most for an incident."""

    answers: Floats
    mean: Floats


def pack(reading: EncoderReading) -> bytes:
    """What is kept of a reading, less than a kilobyte."""
    numbers = np.nan_to_num(np.concatenate([reading.answers, reading.mean]), posinf=_LARGEST, neginf=-_LARGEST)
    return bytes(np.clip(numbers, -_LARGEST, _LARGEST).astype(_HALF).tobytes())


def unpack(kept: bytes) -> KeptReading:
    """Back from what `pack` gave. Raises ValueError for what it did not give."""
    numbers = np.frombuffer(kept, _HALF).astype(np.float32)
    if len(numbers) <= ANSWERS:
        raise ValueError(f"{len(numbers)} numbers are no reading of {ANSWERS} answers and a mean")
    return KeptReading(numbers[:ANSWERS], numbers[ANSWERS:])
