"""Progress of long work: a bar with the time left on a terminal; elsewhere a plain line now and then, so that a log is not silent for hours."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from flows.reread_messages import lasting
from flows.terminal import err
from records.i18n import tr

# Seconds between two lines without a terminal.
_EVERY = 60.0
_MB = 1_000_000


def _bar_columns(*, sizes: bool = False) -> tuple[ProgressColumn, ...]:
    """Return the columns of every bar: the task, its progress, the elapsed time, and the time left at the pace so far."""
    done = DownloadColumn() if sizes else MofNCompleteColumn()
    return TextColumn("{task.description}"), BarColumn(bar_width=20), done, TimeElapsedColumn(), TimeRemainingColumn()


@contextmanager
def show_progress(
    what: str, total: int | None, *, sizes: bool = False, clock: Callable[[], float] = time.monotonic
) -> Iterator[Callable[[int], None]]:
    """Show a bar for `total` items (None: unknown), or bytes with `sizes`, and yield a function to call with how many more are done."""
    line = _Lines(what, total, sizes, clock)
    with Progress(*_bar_columns(sizes=sizes), console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(what, total=total)

        def passed(count: int) -> None:
            progress.advance(task, count)
            if not err.is_terminal and (words := line.after(count)):
                err.print(words, markup=False, highlight=False)

        yield passed


class _Lines:
    """The plain lines without a terminal."""

    def __init__(self, what: str, total: int | None, sizes: bool, clock: Callable[[], float]) -> None:
        self._label, self._total, self._sizes, self._clock = what, total, sizes, clock
        self._done, self._began = 0, clock()
        self._printed_at = self._began

    def after(self, count: int) -> str:
        """Return the line that is due after `count` more are done; empty if none is."""
        self._done += count
        now = self._clock()
        if now - self._printed_at < _EVERY:
            return ""
        self._printed_at = now
        if not self._total or not self._done:
            return f"{self._label}: {self._amount(self._done)}"
        words = tr("{what}: {done} of {total}").format(what=self._label, done=self._amount(self._done), total=self._amount(self._total))
        left = (now - self._began) / self._done * (self._total - self._done)
        return tr("{words}, about {time} to go").format(words=words, time=lasting(left)) if left > 0 else words

    def _amount(self, number: int) -> str:
        return tr("{n} MB").format(n=f"{number / _MB:,.0f}") if self._sizes else f"{number:,}"
