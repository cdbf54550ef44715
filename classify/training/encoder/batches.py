"""Batches: texts read into pieces once, cut into windows anew in each pass, texts of like length together."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from classify.encoder.questions import TAGS
from classify.encoder.windows import END, PADDING, START, WINDOW
from classify.opened_article import open_article
from classify.text.clean_text import CleanText, clean_text
from classify.training.encoder.labelled_texts import LabelledText, TextSource
from classify.training.encoder.piece_tags import ACT, VICTIM, WHO, piece_tags
from classify.training.encoder.training_windows import training_window
from records.model import Article

# How often a text is taken in a pass. The corpus is by one hand and the network learns the hand: every second time. Texts as the press writes them twice.
TAKEN = {TextSource.CORPUS: 0.5, TextSource.PRESS: 2.0, TextSource.RETOLD: 2.0, TextSource.GENERAL: 1.0, TextSource.ABROAD: 1.0}
# Pieces in a batch, padding included, and texts: what the memory of a small machine holds.
_PIECES, _TEXTS = 3600, 32
# So many windows are sorted by length together.
_SORTED = 400


@dataclass(frozen=True)
class ReadText:
    """A text with its pieces, their tags, the pieces of the act, and those that say to whom it was done."""

    text: LabelledText
    pieces: NDArray[np.int64]
    tags: NDArray[np.bool_]
    acts: tuple[int, ...]
    whom: tuple[int, ...]


@dataclass(frozen=True)
class Batch:
    """Texts × pieces, with start, end and padding; `tagged` is 1 where tags are known."""

    texts: tuple[LabelledText, ...]
    pieces: NDArray[np.int64]
    mask: NDArray[np.int64]
    tags: NDArray[np.float32]
    tagged: NDArray[np.float32]


def read_text(text: LabelledText, tokenizer: Tokenizer) -> ReadText:
    """A text as pieces, and their tags."""
    clean = as_read(text)
    encoded = tokenizer.encode(clean.clean)
    tags = piece_tags(text, [clean.original_span(*place) for place in encoded.offsets])
    return ReadText(text, np.array(encoded.ids, np.int64), tags, _marked(tags, ACT), _marked(tags, WHO, VICTIM))


def as_read(text: LabelledText) -> CleanText:
    """Title and text, cleaned and in the letters in which articles are read (`classify.opened_article`)."""
    opened = open_article(Article(text.id, text.text, text.title, text.lang))
    return opened.clean if opened else clean_text(text.whole)


def _marked(tags: NDArray[np.bool_], *which: int) -> tuple[int, ...]:
    return tuple(map(int, np.flatnonzero(tags[:, list(which)].any(1))))


def batches(texts: Sequence[ReadText], dice: random.Random, window: int = WINDOW) -> Iterator[Batch]:
    """One pass over the texts in random order. The same dice give the same batches."""
    taken = [text for text in texts for _ in range(_times(TAKEN[text.text.source], dice))]
    cut = [(text, window_of(text, dice, window)) for text in taken]
    dice.shuffle(cut)
    found: list[list[tuple[ReadText, tuple[int, int]]]] = []
    for start in range(0, len(cut), _SORTED):
        batch: list[tuple[ReadText, tuple[int, int]]] = []
        for one in sorted(cut[start : start + _SORTED], key=lambda one: one[1][1] - one[1][0]):
            # Sorted by length: the newest is the longest, and all are padded to it.
            if batch and (_padded(one) * (len(batch) + 1) > _PIECES or len(batch) >= _TEXTS):
                found.append(batch)
                batch = []
            batch.append(one)
        found.append(batch)
    dice.shuffle(found)
    yield from map(_batch, found)


def window_of(text: ReadText, dice: random.Random, window: int = WINDOW) -> tuple[int, int]:
    """First and last piece (excluded) of the window in which a text is read this time."""
    return training_window(len(text.pieces), text.acts, text.whom, dice, telling=text.text.telling, window=window)


def _times(often: float, dice: random.Random) -> int:
    return int(often) + (dice.random() < often - int(often))


def _padded(cut: tuple[ReadText, tuple[int, int]]) -> int:
    return cut[1][1] - cut[1][0] + 2


def _batch(cut: Sequence[tuple[ReadText, tuple[int, int]]]) -> Batch:
    longest = max(map(_padded, cut))
    pieces = np.full((len(cut), longest), PADDING, np.int64)
    mask = np.zeros((len(cut), longest), np.int64)
    tags = np.zeros((len(cut), longest, len(TAGS)), np.float32)
    tagged = np.zeros((len(cut), longest), np.float32)
    for row, (text, (first, last)) in enumerate(cut):
        inside = slice(1, 1 + last - first)
        pieces[row, 0], pieces[row, inside], pieces[row, inside.stop] = START, text.pieces[first:last], END
        mask[row, : inside.stop + 1] = 1
        tags[row, inside] = text.tags[first:last]
        tagged[row, inside] = float(text.text.tagged)
    return Batch(tuple(text.text for text, _ in cut), pieces, mask, tags, tagged)
