"""The progress of a run: on a terminal, read from the records while the crawlers write them; else one line at its end."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from flows.reread_messages import lasting, reread_status, say_reread_periodically
from flows.run_summary import RunSummary, as_line
from records.database import call_with_retry, open_engine, read_session
from records.i18n import tr
from records.json_log import stderr_line
from records.outlets import runs
from records.rereads import Reread
from records.settings import read_settings
from spiders.crawl.replay import ReplayProgress, progress_path, read_progress

# The progress of a replay in one line: for the bar of a terminal, and now and then for a log.


def replay_status(counts: ReplayProgress) -> str:
    """Describe files, megabytes, records, stored pages and their rate, and the time left at the pace so far."""
    words = tr("file {ended} of {files}, {read} of {size} MB, records {records}, pages of ours {ours} ({pace} a second)").format(
        ended=min(counts.files_ended + 1, counts.files), files=counts.files, read=f"{counts.bytes / 1e6:,.0f}", size=f"{counts.size / 1e6:,.0f}",
        records=f"{counts.records:,}", ours=f"{counts.ours:,}", pace=f"{counts.ours / counts.seconds:.1f}" if counts.seconds else "0",
    )  # fmt: skip
    if counts.seconds_left is None:
        return words
    return tr("{words}, about {time} to go").format(words=words, time=lasting(counts.seconds_left))


def say_replay_periodically(
    say: Callable[[str], None], every: float = 60.0, clock: Callable[[], float] = time.monotonic
) -> Callable[[ReplayProgress], None]:
    """Return a function that logs the progress of a replay at most once in `every` seconds."""
    last = clock()

    def show(counts: ReplayProgress) -> None:
        nonlocal last
        if clock() - last >= every:
            last = clock()
            say(replay_status(counts))

    return show


log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunProgress:
    """Functions called while a run works: with its id, from time to time, and at its end; for messages, and for the progress of rereading the
    archive.

    A scheduled run has no terminal: it writes one line at its end, and one on the archive now and then.
    """

    began: Callable[[str], None] = lambda _run_id: None
    tick: Callable[[], None] = lambda: None
    ended: Callable[[RunSummary], None] = lambda summary: _log(as_line(summary))
    say: Callable[[str], None] = lambda words: _log(words)
    rereading: Callable[[Reread], None] = field(default_factory=lambda: say_reread_periodically(_log))


def _log(words: str) -> None:
    stderr_line(words, read_settings().log_format, "flows.run")


def _once_a_minute(say: Callable[[str], None], every: float = 60.0, clock: Callable[[], float] = time.monotonic) -> Callable[[str], None]:
    """Return a function that passes on at most one message in `every` seconds."""
    last = clock()

    def show(words: str) -> None:
        nonlocal last
        if clock() - last >= every:
            last = clock()
            say(words)

    return show


@contextmanager
def terminal_progress(console: Console) -> Iterator[RunProgress]:
    """Show the progress of a run on the console while the block runs. Without a terminal a plain line is printed once a minute."""
    columns = (
        *(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=20), TextColumn("{task.fields[counts]}")),
        *(TimeElapsedColumn(), TimeRemainingColumn()),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        line = progress.add_task(tr("starting"), total=None, counts="")
        current: dict[str, str] = {}
        engine: Engine | None = None

        def began(run_id: str) -> None:
            nonlocal engine
            current["run"] = run_id
            engine = call_with_retry(lambda: open_engine(read_settings().database))

        def tick() -> None:
            if engine is None:
                return
            replay = read_progress(progress_path(read_settings().data / "logs", current["run"]))
            if replay is not None:
                progress.update(line, description=tr("replaying"), total=replay.size, completed=replay.bytes, counts=replay_status(replay))
                if not console.is_terminal:
                    log_replay(replay)
                return
            try:
                with read_session(engine) as session:
                    tally = runs.run_totals(session, current["run"])
            except SQLAlchemyError as error:
                # The line is not updated; the run itself waits for the database by its own rules.
                log.info("no progress is shown: %s", error)
                return
            states, fates = tally["outlets"], tally["fates"]
            ended = sum(count for state, count in states.items() if state != "running")
            counts = tr("outlets {ended} of {all}, pages {pages}, articles {articles}").format(
                ended=ended, all=sum(states.values()), pages=sum(fates.values()), articles=fates.get("stored", 0)
            )
            progress.update(line, description=tr("collecting and reading"), total=sum(states.values()) or None, completed=ended, counts=counts)
            if not console.is_terminal:
                log_counts(counts)

        def say(words: str) -> None:
            console.print(words, markup=False, highlight=False)

        def bar(reread: Reread) -> None:
            progress.update(line, description=tr("reading the archive anew"), total=reread.total, completed=reread.read, counts=reread_status(reread))

        log_replay, log_counts = say_replay_periodically(say), _once_a_minute(say)
        # Without a terminal the bar is not visible.
        rereading = bar if console.is_terminal else say_reread_periodically(say)
        try:
            yield RunProgress(began, tick, lambda _summary: None, say, rereading)
        finally:
            if engine is not None:
                engine.dispose()
