"""Reading texts with the encoder."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from tokenizers import Tokenizer

from classify.encoder.encoder_reading import EncoderReading, Floats
from classify.encoder.questions import TAGS, TELLING
from classify.encoder.windows import END, START, windows_of


class Encoder:
    """A network with its tokeniser. On one machine the same text gives the same reading, to the last bit, whatever is read beside it.

    Therefore each window goes through the network alone. A network of eight-bit weights rounds what flows through it by the largest number in the batch, so that beside
    other windows the same text was weighed differently, by 0.4 of log-odds at worst. Nor are batches faster on one core: they pay for their padding.
    """

    def __init__(self, name: str, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self.name = name
        self._session = session
        self._tokenizer = tokenizer

    def read(self, texts: Sequence[str]) -> list[EncoderReading]:
        """A reading of each text, in their order."""
        return [self._reading(text) for text in texts]

    def _reading(self, text: str) -> EncoderReading:
        encoded = self._tokenizer.encode(text)
        # An empty text is a window too: what the network says of nothing.
        windows = windows_of(len(encoded.ids)) or [(0, 0)]
        tags = np.zeros((windows[-1][1], len(TAGS)), np.float32)
        best: tuple[Floats, Floats] | None = None
        for first, last in windows:
            found, marked, mean = self._window(encoded.ids[first:last])
            if best is None or found[TELLING] > best[0][TELLING]:
                best = found, mean
            tags[first:last] = np.maximum(tags[first:last], marked)
        assert best is not None
        places = np.array(encoded.offsets[: len(tags)], np.int64).reshape(-1, 2)
        return EncoderReading(best[0], places[:, 0], places[:, 1], tags, best[1])

    def _window(self, inside: Sequence[int]) -> tuple[Floats, Floats, Floats]:
        """The answers, the chances of the tags of each piece inside, and the mean."""
        pieces: NDArray[np.int64] = np.array([[START, *inside, END]], np.int64)
        answers, tags, means = self._session.run(["answers", "tags", "mean"], {"pieces": pieces, "mask": np.ones_like(pieces)})
        return answers[0], 1 / (1 + np.exp(-tags[0, 1:-1])), means[0]
