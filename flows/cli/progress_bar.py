"""A bar on the person's terminal. Without a terminal nothing is shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counting(what: str, total: int, *, sizes: bool = False) -> Iterator[Callable[[int], None]]:
    """A bar for so many things, or with `sizes` so many bytes. What is given is called with how many more are done."""
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from flows.terminal import err

    done = DownloadColumn() if sizes else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), done, TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.advance(task, count)
