"""Tries the hostile strings on a pattern, in the way in which the program asks it, and keeps those that take more than linear time."""

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

from tests.layers import is_full
from tests.linear.growth import Growth, computing, growth_at
from tests.linear.hostile import Attack, attacks

# Lengths at which a string is tried first, and the seconds that no linear pattern takes: an exponential pattern shows at 16 characters, a cubic one
# at 300. They come before longer ones, on which such a pattern would not end.
_SHORT, _MOST = (10, 16, 20, 40, 300), 0.002
# Then the growth from the one to the other is looked at, in the fast layer at a quarter of them. What takes less than so many seconds even of the longer
# one is left alone: at the quarter a quadratic pattern takes a hundredth of a second.
_LONG, _LONGER, _NOTHING = 1000, 16_000, 0.0005
_SUSPECT = 1.3


def superlinear(pattern: "re.Pattern[Any]", ways: tuple[str, ...]) -> Iterator[tuple[str, Attack, Growth]]:
    """The way, the string and the growth of each finding. Nothing for a pattern that is linear."""
    for way in dict.fromkeys("finditer" if way in ("findall", "sub", "subn") else way for way in ways):
        for attack in _attacks(pattern):
            sizes = _suspicious(pattern, way, attack)
            if sizes and not (grown := growth_at(partial(_asking, pattern, way, attack), sizes)).linear:
                yield way, attack, grown


@cache
def _attacks(pattern: "re.Pattern[Any]") -> list[Attack]:
    return attacks(pattern)


def _suspicious(pattern: "re.Pattern[Any]", way: str, attack: Attack) -> tuple[int, ...]:
    """The sizes at which to measure well; none where a glance shows that the string does no harm."""
    for length in _SHORT:
        if computing(_asking(pattern, way, attack, length)) > _MOST:
            return tuple(range(length, length + 10, 2)) if length <= 40 else (length, 4 * length, 8 * length)
    long, longer = (_LONG, _LONGER) if is_full() else (_LONG // 4, _LONGER // 4)
    longest = computing(_asking(pattern, way, attack, longer))
    if longest < _NOTHING or longest / computing(_asking(pattern, way, attack, long)) <= (longer / long) ** _SUSPECT:
        return ()
    return (_LONGER // 4, _LONGER, 4 * _LONGER, 16 * _LONGER)


def _asking(pattern: "re.Pattern[Any]", way: str, attack: Attack, length: int) -> Callable[[], object]:
    text = attack.text(length)
    given = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    asked = getattr(pattern, way)
    return (lambda: sum(1 for _ in asked(given))) if way == "finditer" else lambda: asked(given)
