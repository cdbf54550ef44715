"""What the encoder says of one text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classify.encoder.questions import QUESTIONS, TAGS, TELLING

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class EncoderReading:
    """Answers (of the window that speaks most for an incident) before any sigmoid, and for each piece of the windows how likely each tag is.

    Of a text that is longer than all its windows, the pieces behind the last are not there.
    """

    answers: Floats
    starts: NDArray[np.int64]
    """Where each piece begins in the text, in characters, ascending; pieces × 1. `ends`: where it ends, exclusive."""
    ends: NDArray[np.int64]
    tags: Floats
    """Pieces × TAGS, each from 0 to 1."""
    mean: Floats
    """The mean of that window's pieces: what it is about."""

    @property
    def telling(self) -> float:
        """How surely it tells of an incident, as log-odds."""
        return float(self.answers[TELLING])

    def of(self, question: str) -> Floats:
        """The answers to a question."""
        return self.answers[QUESTIONS[question].place]

    def tagged(self, start: int, end: int) -> Floats:
        """How likely each tag is for text[start:end]: the mean over its pieces, as many as TAGS. Zero where no piece was read."""
        first, last = np.searchsorted(self.ends, start, "right"), np.searchsorted(self.starts, end, "left")
        if first >= last:
            return np.zeros(len(TAGS), np.float32)
        mean: Floats = self.tags[first:last].mean(0)
        return mean

    def tagged_each(self, starts: Sequence[int], ends: Sequence[int]) -> Floats:
        """The same of many places at once, places × TAGS."""
        summed = np.vstack([np.zeros((1, len(TAGS))), np.cumsum(self.tags, axis=0, dtype=np.float64)])
        first, last = np.searchsorted(self.ends, starts, "right"), np.searchsorted(self.starts, ends, "left")
        last = np.maximum(first, last)
        means: Floats = ((summed[last] - summed[first]) / np.maximum(last - first, 1)[:, None]).astype(np.float32)
        return means

    def most(self, start: int, end: int) -> Floats:
        """The same, of the likeliest piece for each tag."""
        first, last = np.searchsorted(self.ends, start, "right"), np.searchsorted(self.starts, end, "left")
        return self.tags[first:last].max(0) if first < last else np.zeros(len(TAGS), np.float32)
