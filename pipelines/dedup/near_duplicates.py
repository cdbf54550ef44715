"""Detection of near copies: MinHash bands find candidates at constant cost, then the texts themselves decide.

The measure is Broder's resemblance over runs of three words. There are 128 permutations in 16 bands of 8. Two texts with resemblance 0.9 share a band
with probability 1 - (1 - 0.9^8)^16 = 0.9999, with resemblance 0.5 with probability 0.06 (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets,
3.4).
"""

import re
import struct
from dataclasses import dataclass
from datetime import date

import numpy as np

BANDS, _ROWS = 16, 8
_SHINGLE = 3
# Two texts this similar are one story under two URLs. Measured on the sample and proving presses: template news (exchange rates, weather) of
# different days stay below 0.75, a copy with a corrected typo or an added line stays above 0.9.
NEAR = 0.85
# The same words in the same outlet after this many days are a yearly text, not a copy.
DAYS = 30
# A brief with fewer words than this must be nearly equal to be a copy: one changed name is another event.
_BRIEF, _NEAR_BRIEF = 60, 0.95
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


def _words_and_numbers(text: str) -> list[str]:
    """Return the words of a text in lower case, digits included, because two tables of prices differ only in them."""
    return _WORD.findall(text.lower())


def _shingles(text: str) -> frozenset[str]:
    """Return runs of three words. A shorter text is one shingle."""
    tokens = _words_and_numbers(text)
    if len(tokens) <= _SHINGLE:
        return frozenset([" ".join(tokens)]) if tokens else frozenset()
    return frozenset(" ".join(tokens[at : at + _SHINGLE]) for at in range(len(tokens) - _SHINGLE + 1))


def band_keys(text: str) -> tuple[int, ...]:
    """Return the keys of a text's 16 bands, each a signed 64-bit integer; an empty tuple for a text without words."""
    # Imported here because it loads half of SciPy, which `scrapy list` does not need.
    from datasketch import MinHash

    parts = _shingles(text)
    if not parts:
        return ()
    sketch = MinHash(num_perm=BANDS * _ROWS, seed=1)
    sketch.update_batch([part.encode() for part in parts])
    rows = sketch.hashvalues.astype(np.uint64).reshape(BANDS, _ROWS)
    # FNV-1a over the eight minima of a band.
    keys = np.full(BANDS, 14695981039346656037, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for column in range(_ROWS):
            keys = (keys ^ rows[:, column]) * np.uint64(1099511628211)
    return struct.unpack(f"<{BANDS}q", keys.astype("<u8").tobytes())


def resemblance(left: str, right: str) -> float:
    """Return the share of common shingles, 0 to 1."""
    a, b = _shingles(left), _shingles(right)
    return len(a & b) / len(a | b) if a or b else 0.0


@dataclass(frozen=True)
class OutletStory:
    """A story as published by an outlet, with its day if known."""

    title: str
    text: str
    day: date | None


def same_story(one: OutletStory, other: OutletStory) -> bool:
    """Return whether two texts are one story in the same words: within a month, and with the same numbers unless of the same day."""
    if one.day is not None and other.day is not None:
        if abs((one.day - other.day).days) > DAYS:
            return False
        # Rates, weather and power cuts use the same template every day; their numbers distinguish the days.
        if one.day != other.day and _numbers(one) != _numbers(other):
            return False
    needed = NEAR if min(len(_words_and_numbers(one.text)), len(_words_and_numbers(other.text))) >= _BRIEF else _NEAR_BRIEF
    return resemblance(one.text, other.text) >= needed


def _numbers(outlet_story: OutletStory) -> list[str]:
    return sorted(_NUMBER.findall(f"{outlet_story.title} {outlet_story.text}"))
