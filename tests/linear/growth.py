"""How computing grows with the size of what is read: the exponent, found from the processor's time of this thread alone.

Seconds say nothing on a busy machine. The exponent does: over sizes sixteen times apart, linear work grows sixteen times and quadratic work 256 times,
and no noise makes the one look like the other.
"""

import ctypes
import gc
import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from tests.layers import is_full

# Of a size, the work on what is so large.
Reading = Callable[[int], Callable[[], object]]

# Work at n ** 1 is linear. Sorting and hash tables that outgrow the processor's cache lie a little above; at the small sizes of the fast layer, of which the
# first fits into the nearest cache and the second does not, so does much else.
LINEAR, LINEAR_AT_FIRST = 1.4, 1.75
# Seconds of computing that are far above what a clock tick, a cache miss or a garbage collection adds.
_CLEAR = 0.02
# Beyond this many seconds for one reading nothing larger is tried, unless more is asked for.
_LONG = 0.15
# So many more times everything is measured that does not look linear. Only the least time of each size counts, so nothing linear looks otherwise every time.
_AGAIN = 8
# What grows with this exponent after so many goes is not measured again at the same sizes.
_STEEP, _ENOUGH = 1.9, 2
# What grows with more than this, or took so many seconds, is tried at no larger size, where it would not end.
_ENDLESS, _ENDLESS_SECONDS = 2.5, 0.5
# Numbers of settings of the C library (malloc.h), what it takes at most for the second, and what it has for the first by itself.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _LARGE, _USUAL = -1, -3, 1 << 25, 1 << 17


@contextmanager
def memory_kept() -> Iterator[None]:
    """While inside, memory that work gave back stays with the process until its next go. Otherwise the system hands it out anew each time, and where a page of it costs much what
    is measured grows faster than the work."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    if library is None or not hasattr(library, "mallopt"):
        yield
        return
    library.mallopt(_MMAP_THRESHOLD, _LARGE)
    library.mallopt(_TRIM_THRESHOLD, 1 << 30)
    try:
        yield
    finally:
        library.mallopt(_TRIM_THRESHOLD, _USUAL)
        library.malloc_trim(0)


@dataclass(frozen=True)
class Growth:
    """What was measured: sizes and the seconds that each took. The exponent is None where even the largest took next to nothing."""

    sizes: tuple[int, ...]
    seconds: tuple[float, ...]

    @property
    def exponent(self) -> float | None:
        clear = [(size, second) for size, second in zip(self.sizes, self.seconds, strict=True) if second >= _CLEAR / 10]
        if len(clear) < 2 or clear[-1][1] < _CLEAR:
            return None
        # From a quarter of the largest size on, or as near as was measured: what is bounded by a constant looks quadratic until it has reached that.
        (small, less), (large, more) = next((pair for pair in reversed(clear[:-1]) if pair[0] * 4 <= clear[-1][0]), clear[0]), clear[-1]
        return math.log(more / less) / math.log(large / small)

    @property
    def linear(self) -> bool:
        return self.exponent is None or self.exponent < (LINEAR if is_full() else LINEAR_AT_FIRST)

    def __str__(self) -> str:
        told = ", ".join(f"{size}: {second:.4f} s" for size, second in zip(self.sizes, self.seconds, strict=True))
        return f"n ** {self.exponent:.2f} ({told})" if self.exponent is not None else f"({told})"


def computing(work: Callable[[], object]) -> float:
    """Return the seconds of the processor that the work takes in this thread."""
    # What the garbage collector looks through depends on all that lives in the process, not on the work. For the same reason it is not called before: in
    # a process that has run thousands of tests that takes longer than what is measured.
    gc.disable()
    try:
        begun = time.thread_time()
        work()
        return time.thread_time() - begun
    finally:
        gc.enable()


class Measure(Protocol):
    """What the fixture `growth` gives."""

    def __call__(self, read: Reading, sizes: tuple[int, ...], longest: float = ...) -> Growth: ...


def growth(read: Reading, sizes: tuple[int, ...], longest: float = _LONG) -> Growth:
    """Measure `read(size)()` at each size until one takes long; at the first two alone in the fast layer. What `read` itself does (making the text) is not measured.

    Who shares a core of the processor with other work for a second is slowed down by half for just that size. So where it does not look linear all sizes are measured
    some more times, and of each size the least counts: that only takes the others' work away, and never what is quadratic. What still looks steep is measured once more
    at four times the largest size: the step where data outgrow a cache is behind it there, and what is quadratic is as steep as before.
    """
    return growth_at(read, sizes if is_full() else sizes[:2], longest)


def growth_at(read: Reading, sizes: tuple[int, ...], longest: float = _LONG) -> Growth:
    """The same, at all sizes in either layer."""
    with memory_kept():
        return _growth(read, sizes, longest)


def _growth(read: Reading, sizes: tuple[int, ...], longest: float) -> Growth:
    measured: list[float] = []
    for size in sizes:
        measured.append(computing(read(size)))
        # A smaller size that other work held up would hide what is quadratic.
        if is_full() and measured[-1] < longest / 4:
            measured[-1] = min(measured[-1], computing(read(size)))
        # One size tells no growth, however long it took.
        if measured[-1] >= longest and len(measured) > 1:
            break
    for go in range(_AGAIN):
        grown = Growth(sizes[: len(measured)], tuple(measured))
        if grown.linear or (go >= _ENOUGH and (grown.exponent or 0) > _STEEP):
            break
        measured = [min(before, computing(read(size))) for size, before in zip(sizes, measured, strict=False)]
        if measured[-1] < longest and len(measured) < len(sizes):
            measured.append(computing(read(sizes[len(measured)])))
    measured_at = sizes[: len(measured)]
    if (grown := Growth(measured_at, tuple(measured))).linear or (grown.exponent or 0) > _ENDLESS or measured[-1] > _ENDLESS_SECONDS:
        return grown
    beyond = 4 * measured_at[-1]
    return Growth((*measured_at, beyond), (*measured, computing(read(beyond))))
