"""The window that a text gives in training: where it tells of an incident, one that holds the act; otherwise its beginning or any other.

Some windows are as short as a headline or a post of two sentences. Of an incident such a window holds the act and to whom it was done, or it would teach that every blow is one.
"""

import random
from collections.abc import Sequence

from classify.encoder.windows import WINDOW

# How often a window is short, how many pieces such a one has at most beside what it must hold, and how far apart act and person may stand in it.
_OFTEN, _BESIDE, _APART = 0.15, 40, 60


def training_window(
    length: int, acts: Sequence[int], whom: Sequence[int], dice: random.Random, *, telling: bool, window: int = WINDOW
) -> tuple[int, int]:
    """First and last piece (excluded) of the window for training. `acts` are the pieces that tell the act, `whom` those that say to whom it was done."""
    if dice.random() < _OFTEN and (short := _short_window(length, acts, whom, dice, telling=telling)):
        return short
    room = window - 2
    if length <= room:
        return 0, length
    if telling:
        if not acts:
            return 0, room
        first = max(0, min(length - room, dice.choice(acts) - dice.randint(room // 10, room - room // 10)))
        return first, first + room
    first = 0 if dice.random() < 0.5 else dice.randint(0, length - room)
    return first, first + room


def _short_window(length: int, acts: Sequence[int], whom: Sequence[int], dice: random.Random, *, telling: bool) -> tuple[int, int] | None:
    """None where act and person stand too far apart, or are not known."""
    if not telling:
        size = min(length, dice.randint(_BESIDE // 2, _BESIDE + _APART))
        first = dice.randint(0, length - size)
        return first, first + size
    if not acts or not whom:
        return None
    act = dice.choice(acts)
    person = min(whom, key=lambda one: abs(one - act))
    if abs(person - act) > _APART:
        return None
    first, last = min(act, person) - dice.randint(4, _BESIDE // 2), max(act, person) + 1 + dice.randint(4, _BESIDE // 2)
    return max(0, first), min(length, last)
