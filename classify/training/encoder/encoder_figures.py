"""Scores of an encoder on labelled texts, for a look while it is made. The gate measures the screening as a whole (`classify/gold/gate.py`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer

from classify.encoder.readings import END, PADDING, QUESTIONS, START, windows_of
from classify.training.encoder.batches import LabelledText, cleaned_text
from records.vocabulary import ScreeningLabel

Floats = NDArray[np.float32]
# Answers of the network for texts × pieces and their mask.
Read = Callable[[NDArray[np.int64], NDArray[np.int64]], Floats]
_TOGETHER = 16
_TELLING = QUESTIONS["telling"].first


@dataclass(frozen=True)
class EncoderFigures:
    """Area under the ROC curve over incidents and others (reports left out), and the number of texts."""

    auc: float
    texts: int


def measure(texts: Sequence[LabelledText], tokenizer: Tokenizer, read: Read) -> EncoderFigures:
    """Return the figures over labelled texts. Raises ValueError where all of them are incidents, or none is."""
    judged = [text for text in texts if text.label is not ScreeningLabel.REPORT]
    if len({text.telling for text in judged}) != 2:
        raise ValueError("a set that measures has incidents and others")
    scores = article_answers([cleaned_text(text).clean for text in judged], tokenizer, read)[:, _TELLING]
    return EncoderFigures(float(roc_auc_score([text.telling for text in judged], scores)), len(judged))


def article_answers(articles: Sequence[str], tokenizer: Tokenizer, read: Read) -> Floats:
    """Return the answers for each article (articles × ANSWERS): those of the window with the strongest sign of an incident."""
    windows = [
        (number, [START, *encoded.ids[first:last], END])
        for number, encoded in enumerate(tokenizer.encode_batch(list(articles)))
        for first, last in windows_of(len(encoded.ids)) or [(0, 0)]
    ]
    windows.sort(key=lambda numbered: len(numbered[1]))
    best: dict[int, Floats] = {}
    for start in range(0, len(windows), _TOGETHER):
        chunk = windows[start : start + _TOGETHER]
        pieces = np.full((len(chunk), len(chunk[-1][1])), PADDING, np.int64)
        for row, (_, window) in enumerate(chunk):
            pieces[row, : len(window)] = window
        for (number, _), answers in zip(chunk, read(pieces, (pieces != PADDING).astype(np.int64)), strict=True):
            if number not in best or answers[_TELLING] > best[number][_TELLING]:
                best[number] = answers
    return np.stack([best[number] for number in range(len(articles))])
