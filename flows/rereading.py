"""Rereading the archive when another model is active: after the news of a run, for some minutes, newest first. Its cost is reported before."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from classify import clustering
from classify.screen import Screener
from flows.reread_messages import RereadSchedule, announcement, cost
from flows.screening_steps import BATCH, ScreenedCounts, queue_drafts, reread_batch
from records import rereads, review
from records.database import read_with_retry, write_with_retry
from records.outlets import claims
from records.rereads import Reread

# The claim for reading the archive. No outlet has such a name.
CLAIM = "(archive)"


@dataclass(frozen=True)
class ArchiveSlice:
    """What a run reread, how many drafts it created, and the progress afterwards; None if the archive was not looked at."""

    counts: ScreenedCounts = ScreenedCounts()
    drafts: int = 0
    stands: Reread | None = None


def resume_reread(engine: Engine, screener: Screener, now: datetime) -> Reread:
    """Return the rereading by this model: its current state, or a new one if another model read last."""
    reread = read_with_retry(engine, rereads.newest_reread)
    if reread is not None and reread.model == screener.model:
        return reread
    total = read_with_retry(engine, lambda session: rereads.count_left(session, (screener.model, *screener.as_good)))
    return write_with_retry(engine, lambda session: rereads.begin_reread(session, screener.model, total, now))


def read_slice(
    engine: Engine,
    screener: Screener,
    run_id: str,
    schedule: RereadSchedule,
    say: Callable[[str], None],
    show: Callable[[Reread], None],
    news_pace: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    recogniser: review.Recogniser = clustering,
) -> ArchiveSlice:
    """Read the archive until it ends or the minutes of this run are over, and queue what is flagged.

    `say` gets the message before, `show` the progress after every batch. Nothing is read if nothing is left, or while another run reads it.
    """
    if not write_with_retry(engine, lambda session: claims.claim(session, CLAIM, run_id, datetime.now(UTC))):
        return ArchiveSlice(stands=resume_reread(engine, screener, datetime.now(UTC)))
    try:
        reread = resume_reread(engine, screener, datetime.now(UTC))
        if reread.ended:
            return ArchiveSlice(stands=reread)
        pace = reread.pace or read_with_retry(engine, rereads.last_pace) or news_pace
        say(announcement(reread, pace, schedule, BATCH, datetime.now(UTC)))
        counts, drafts, until = ScreenedCounts(), 0, clock() + 60 * schedule.minutes
        while not reread.ended and clock() < until:
            batch, reread = reread_batch(engine, screener, reread, datetime.now(UTC), clock)
            counts += batch
            if batch.flagged:
                drafts += queue_drafts(engine, screener.model, datetime.now(UTC), recogniser)
            write_with_retry(engine, lambda session: claims.send_heartbeat(session, run_id, CLAIM, datetime.now(UTC)))
            if pace is None and reread.pace:
                pace = reread.pace
                say(cost(reread, pace, schedule, datetime.now(UTC)))
            show(reread)
        return ArchiveSlice(counts, drafts, reread)
    finally:
        write_with_retry(engine, lambda session: claims.release(session, CLAIM, run_id))
