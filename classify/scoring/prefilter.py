"""The prefilter: a linear model over the beginnings of words, in all languages at once. It drops what is surely no incident.

It takes a tenth of a millisecond; reading an article takes ten. It is trained together with the model (`classify.training.prefilter_fit`), so that it
drops next to none of the corpus's incidents; this is measured with prefilters that had not seen them. A plain word for
journalists counts much.
"""

import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]{3,}|\d{3}")
# Enough letters to part words, few enough to unite their forms.
_LETTERS = 6
# Said of the press alone, or nearly: a post of one sentence has too few other words to be judged by.
NAMED = (
    "journalis", "reporter", "correspond", "photograph", "blogger",
    "журналис", "репортер", "корреспонд", "фотокор", "фотограф", "съемочн", "блогер", "тілші", "түсірілім",
)  # fmt: skip
# What such a word counts in the sum, beside its own weight. As a pass by itself it lets in a third of ordinary news in Russian.
NAMING = 1.0


@dataclass(frozen=True)
class Prefilter:
    """How much the beginning of each word speaks for an incident. A text is let through if the sum reaches `least`."""

    weights: dict[str, float]
    intercept: float
    least: float

    def lets_in(self, text: str) -> bool:
        """Whether a text is worth reading."""
        return self.likeness(text) >= self.least

    def likeness(self, text: str) -> float:
        """How much a text is like one that tells of an incident."""
        lower = text.lower().replace("ё", "е")
        named = NAMING if any(word in lower for word in NAMED) else 0.0
        return self.sum_of(beginnings(text)) + named

    def sum_of(self, words: frozenset[str]) -> float:
        """The sum over the words of a text."""
        return self.intercept + sum(self.weights.get(word, 0.0) for word in words)


def beginnings(text: str) -> frozenset[str]:
    """The beginnings of a text's words, each once."""
    return frozenset(word[:_LETTERS] for word in _WORD.findall(text.lower().replace("ё", "е")))
