"""Reading of texts with the encoder."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from tokenizers import Encoding, Tokenizer

from classify.encoder.readings import END, INCIDENT_INDEX, MENTION_ANSWERS, START, TAGS, EncoderReading, Floats, marked_window, windows_of

# Log-odds of an incident in one window from which the other windows are read too: the article may be flagged, and then person and day matter.
_WITHIN_REACH = -1.0
Window = tuple[int, int]
Found = tuple[Floats, Floats, Floats]


class Encoder:
    """A network with its tokeniser. On one machine the same text always gives exactly the same reading.

    Therefore each window is run alone. A network with weights of seven bits rounds by the largest number in the batch, so that in a batch the same text got
    other values, by up to 0.4 of log-odds. Batches are not faster on one core either, because of their padding.
    """

    def __init__(self, name: str, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self.name = name
        self._session = session
        self._tokenizer = tokenizer

    def read(self, texts: Sequence[str], worth: Callable[[str], bool] = bool) -> list[EncoderReading]:
        """Return a reading of each text, in order.

        Of a text of several windows those that are worth reading are read; the others too, where one of these may report an incident.
        """
        return [self._reading(text, worth) for text in texts]

    def ask(self, text: str, mentions: Sequence[Sequence[tuple[int, int]]]) -> Floats:
        """Return the answers for each mention of a text (mentions × MENTION_ANSWERS), before any sigmoid.

        A mention is all places that name one person, day, place or outlet, as offsets in the text. Zero where the text is cut before them.
        """
        encoded = self._tokenizer.encode(text)
        starts, ends = np.array(encoded.offsets, np.int64).reshape(-1, 2).T
        asked = np.zeros((len(mentions), MENTION_ANSWERS), np.float32)
        for row, places in enumerate(mentions):
            marked = np.zeros(len(encoded.ids), np.float32)
            for first, last in places:
                marked[(starts < last) & (ends > first) & (ends > starts)] = 1
            if marked.any():
                window = slice(*marked_window(len(marked), np.flatnonzero(marked).tolist()))
                asked[row] = self._run(["mentions"], encoded.ids[window], marked[window])[0][0]
        return asked

    def _reading(self, text: str, worth: Callable[[str], bool]) -> EncoderReading:
        encoded = self._tokenizer.encode(text)
        # An empty text still has one window.
        windows = windows_of(len(encoded.ids)) or [(0, 0)]
        readings = self._found(
            encoded, windows, [window for window in windows if len(windows) > 1 and worth(_part(text, encoded, window))] or windows
        )
        tags = np.zeros((windows[-1][1], len(TAGS)), np.float32)
        for (first, last), (_, marked, _) in readings.items():
            tags[first:last] = np.maximum(tags[first:last], marked)
        answers, _, mean = max(readings.values(), key=lambda window_reading: float(window_reading[0][INCIDENT_INDEX]))
        places = np.array(encoded.offsets[: len(tags)], np.int64).reshape(-1, 2)
        return EncoderReading(answers, places[:, 0], places[:, 1], tags, mean)

    def _found(self, encoded: Encoding, windows: Sequence[Window], chosen: Sequence[Window]) -> dict[Window, Found]:
        """Return what is found in the chosen windows, and in all windows where one of them may report an incident."""
        readings = {chosen_window: self._window(encoded.ids[slice(*chosen_window)]) for chosen_window in chosen}
        if any(answers[INCIDENT_INDEX] >= _WITHIN_REACH for answers, _, _ in readings.values()):
            readings = {window: readings.get(window) or self._window(encoded.ids[slice(*window)]) for window in windows}
        return readings

    def _window(self, inside: Sequence[int]) -> Found:
        """Return the answers, the likelihood of each tag for each piece inside, and the mean."""
        answers, tags, means = self._run(["answers", "tags", "mean"], inside, np.zeros(len(inside), np.float32))
        return answers[0], (1 / (1 + np.exp(-tags[0, 1:-1]))).astype(np.float32), means[0]

    def _run(self, outputs: list[str], inside: Sequence[int], marked: Floats) -> list[Floats]:
        pieces: NDArray[np.int64] = np.array([[START, *inside, END]], np.int64)
        results: list[Floats] = self._session.run(
            outputs, {"pieces": pieces, "mask": np.ones_like(pieces), "marked": np.concatenate([[0], marked, [0]]).astype(np.float32)[None]}
        )
        return results


def _part(text: str, encoded: Encoding, window: Window) -> str:
    """Return the text of a window's pieces."""
    return text[encoded.offsets[window[0]][0] : encoded.offsets[window[1] - 1][1]]
