"""Whether a run costs at 1,000,000 stored articles what it costs at 10,000, on SQLite: `python -m tests.bench.run_at_size`.

The outlets of the sample are collected, screened, grouped and queued beside so many articles that were read before; then they are visited once more, the first page of the
queue is read, and exports begin. What counts is processor time, so that another program beside it changes the ratio little; the bar is 1.25.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from time import process_time

from sqlalchemy import Engine, exists, insert, literal, select, update

from records.database import open_engine, read_session, upgrade, write_transaction
from records.filters import WAITING, DraftFilter, IncidentFilter
from records.review import queue
from records.review.queue import QueueOrder
from records.search import index_all_batches
from records.tables import ArticleRow, ScreeningRow
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from tests.bench.store import NOW, fill
from tests.flows.real_command import QORGAN, Home
from tests.paths import ROOT

SMALL, LARGE = 10_000, 1_000_000
MOST, TIMES = 1.25, 7
# As many as there are at either size, and whole batches of every export: a part of one would cost as much as the whole.
EXPORTS, ROWS = ("articles", "drafts", "incidents", "decisions"), 1_000


def main(argv: list[str] | None = None) -> int:
    """Print each figure at both sizes; 1 when one misses its bar."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run_at_size", description=__doc__)
    parser.add_argument("--large", type=int, default=LARGE)
    asked = parser.parse_args(argv)
    small, large = (_figures(size) for size in (SMALL, asked.large))
    missed = 0
    for what, seconds in small.items():
        ratio = large[what] / seconds
        missed += ratio > MOST
        print(
            f"{what}: {seconds * 1000:.1f} ms of the processor at {SMALL:,} articles, {large[what] * 1000:.1f} ms at {asked.large:,}:"
            f" ratio {ratio:.2f} (bar {MOST}){'  MISSED' if ratio > MOST else ''}"
        )
    return 1 if missed else 0


def _figures(articles: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="qorgan-size-") as folder:
        home = Home(Path(folder), {"QORGAN_REREAD_MINUTES": "0"})
        engine = open_engine(f"sqlite:///{home.data / 'qorgan.db'}")
        upgrade(engine)
        fill(engine, articles=articles, drafts=articles // 10, recorded=max(articles // 50, ROWS))
        read_the_rest(engine)
        for _ in index_all_batches(engine):
            pass
        found = {
            "run of the sample": _command(home, "run", "--outlets", "sample"),
            "the same run once more": _command(home, "run", "--outlets", "sample"),
        }
        found |= {"first page of the queue": _least(partial(_queue, engine))}
        found |= {f"export of {what}, its first {ROWS} rows": _least(partial(_export, engine, what)) for what in EXPORTS}
        engine.dispose()
    return found


def read_the_rest(engine: Engine) -> None:
    """A screening that flags nothing for each article that has none, so that a run finds only its own articles unread."""
    unread = select(
        ArticleRow.id,
        literal("bench"),
        literal(NOW, ScreeningRow.at.type),
        literal(0.01),
        literal(False),
        literal("none"),
        literal({}, ScreeningRow.body.type),
    ).where(~exists().where(ScreeningRow.article_id == ArticleRow.id))
    columns = ["article_id", "model", "at", "score", "flagged", "label", "body"]
    with write_transaction(engine) as session:
        session.execute(insert(ScreeningRow).from_select(columns, unread))
        session.execute(update(ArticleRow).values(unread=False))


def _command(home: Home, *words: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(QORGAN), *words], env={**os.environ, **home.environment}, cwd=ROOT, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _least(work: Callable[[], object]) -> float:
    def once() -> float:
        began = process_time()
        work()
        return process_time() - began

    return min(once() for _ in range(TIMES))


def _queue(engine: Engine) -> None:
    with read_session(engine) as session:
        assert queue.queue_page(session, DraftFilter(state=WAITING), QueueOrder.LIKELIEST, NOW.date()).cards


def _export(engine: Engine, what: str) -> None:
    shape = EXPORT_DEFINITIONS[what]
    chosen = IncidentFilter(as_of=NOW.date()) if "as_of" in shape.takes else shape.filter()
    with read_session(engine) as session:
        assert sum(1 for _ in islice(shape.rows(session, chosen), ROWS)) == ROWS


if __name__ == "__main__":
    sys.exit(main())
