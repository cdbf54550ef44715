"""How far long work has come: a bar with the time left on the person's terminal; elsewhere a plain line now and then, so that a log is not silent for hours."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from records.i18n import tr

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

# Seconds between two lines where there is no terminal.
_EVERY = 60.0
_MB = 1_000_000


def _bar_columns(*, sizes: bool = False) -> "tuple[ProgressColumn, ...]":
    """The columns of every bar: what, how much of how much, for how long, and how long the rest takes at the pace so far."""
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    done = DownloadColumn() if sizes else MofNCompleteColumn()
    return TextColumn("{task.description}"), BarColumn(bar_width=20), done, TimeElapsedColumn(), TimeRemainingColumn()


@contextmanager
def counting(what: str, total: int | None, *, sizes: bool = False, clock: Callable[[], float] = time.monotonic) -> Iterator[Callable[[int], None]]:
    """A bar for so many things (None: nobody knows how many), or with `sizes` so many bytes. What is given is called with how many more are done."""
    from rich.progress import Progress

    from flows.terminal import err

    line = _Lines(what, total, sizes, clock)
    with Progress(*_bar_columns(sizes=sizes), console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(what, total=total)

        def passed(count: int) -> None:
            progress.advance(task, count)
            if not err.is_terminal and (words := line.after(count)):
                err.print(words, markup=False, highlight=False)

        yield passed


class _Lines:
    """What is told where there is no terminal."""

    def __init__(self, what: str, total: int | None, sizes: bool, clock: Callable[[], float]) -> None:
        self._what, self._total, self._sizes, self._clock = what, total, sizes, clock
        self._done, self._began = 0, clock()
        self._told = self._began

    def after(self, count: int) -> str:
        """The line that is due once so many more are done; empty where none is."""
        from flows.reread_words import lasting

        self._done += count
        now = self._clock()
        if now - self._told < _EVERY:
            return ""
        self._told = now
        if not self._total or not self._done:
            return f"{self._what}: {self._amount(self._done)}"
        words = tr("{what}: {done} of {total}").format(what=self._what, done=self._amount(self._done), total=self._amount(self._total))
        left = (now - self._began) / self._done * (self._total - self._done)
        return tr("{words}, about {time} to go").format(words=words, time=lasting(left)) if left > 0 else words

    def _amount(self, number: int) -> str:
        return tr("{n} MB").format(n=f"{number / _MB:,.0f}") if self._sizes else f"{number:,}"
