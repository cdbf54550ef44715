"""Near copies. MinHash bands find candidates at a cost that does not grow with the store; then the texts themselves decide.

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
# Two texts this alike are one story under two addresses. Measured on the sample and proving presses: template news (exchange rates, weather) of
# different days stay under 0.75, a corrected typo or an added line of a copy stays over 0.9.
NEAR = 0.85
# The same words in the same outlet after this many days are a yearly rite, not a copy.
DAYS = 30
# A brief of fewer words than this is a copy only when nearly nothing differs: one changed name is another event.
_BRIEF, _NEAR_BRIEF = 60, 0.95
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


def _words_and_numbers(text: str) -> list[str]:
    """The words of a text in lower case, with digits, because two tables of prices differ only in them."""
    return _WORD.findall(text.lower())


def _shingles(text: str) -> frozenset[str]:
    """Runs of three words. A text of fewer words is one shingle."""
    found = _words_and_numbers(text)
    if len(found) <= _SHINGLE:
        return frozenset([" ".join(found)]) if found else frozenset()
    return frozenset(" ".join(found[at : at + _SHINGLE]) for at in range(len(found) - _SHINGLE + 1))


def band_keys(text: str) -> tuple[int, ...]:
    """The keys of a text's 16 bands, each a signed 64-bit number. None for a text without words."""
    # Here, since it brings half of SciPy along, which `scrapy list` need not wait for.
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
    """Share of common shingles, 0 to 1."""
    a, b = _shingles(left), _shingles(right)
    return len(a & b) / len(a | b) if a or b else 0.0


@dataclass(frozen=True)
class OutletStory:
    """A story as an outlet told it, with its day if that is known."""

    title: str
    text: str
    day: date | None


def same_story(one: OutletStory, other: OutletStory) -> bool:
    """Whether two texts are one story told twice in the same words: within a month, and with the same numbers unless they are of the same day."""
    if one.day is not None and other.day is not None:
        if abs((one.day - other.day).days) > DAYS:
            return False
        # Rates, weather and power cuts are told in one form every day; their numbers tell the days apart.
        if one.day != other.day and _numbers(one) != _numbers(other):
            return False
    needed = NEAR if min(len(_words_and_numbers(one.text)), len(_words_and_numbers(other.text))) >= _BRIEF else _NEAR_BRIEF
    return resemblance(one.text, other.text) >= needed


def _numbers(told: OutletStory) -> list[str]:
    return sorted(_NUMBER.findall(f"{told.title} {told.text}"))
