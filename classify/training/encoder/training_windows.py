"""The window that a text gives in training: where it tells of an incident, one that holds the act; otherwise its beginning or any other."""

import random
from collections.abc import Sequence

from classify.encoder.windows import WINDOW


def training_window(length: int, acts: Sequence[int], dice: random.Random, *, telling: bool, window: int = WINDOW) -> tuple[int, int]:
    """First and last piece (excluded) of the window for training. `acts` are the pieces that tell the act."""
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
