"""One shard of a run, or another share of it, done by this process: claimed, crawled, closed. Nothing here knows of Prefect."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from flows import crawl_process
from flows.crawl_process import CrawlerDied, CrawlShare
from flows.run_claim import beating
from flows.stop_sign import StopSign
from records.database import in_transaction
from records.outlets import shards
from records.settings import Settings
from records.tables import RunRow

# Seconds before a crawler that died is started once more.
PAUSE = 3.0


def crawl_share(share: CrawlShare, settings: Settings, tick: Callable[[], None], stop: StopSign) -> None:
    """One crawler process for a share. It is tried once more if the process died; what it had stored is then known. Raises as `crawl_process.crawl`, and RunStopped."""

    def watch() -> None:
        stop.look()
        tick()

    with stop.crawling():
        try:
            crawl_process.crawl(share, settings, watch)
        except CrawlerDied:
            stop.pause(PAUSE)
            crawl_process.crawl(share, settings, watch)


def work_on(engine: Engine, settings: Settings, share: CrawlShare, tick: Callable[[], None], stop: StopSign) -> tuple[str, ...] | None:
    """Visit the outlets of a shard that have not been visited in this run yet. Gives which; None if somebody else works on the shard or the run has ended.

    The time of the share counts from the beginning of the run, so that a shard that is begun late ends with the others. Raises as `crawl_share`.
    """

    def take(session: Session) -> tuple[tuple[str, ...], timedelta] | None:
        now = datetime.now(UTC)
        if not shards.take(session, share.run_id, share.number, now):
            return None
        return tuple(shards.left(session, share.run_id, share.outlets)), now - session.get_one(RunRow, share.run_id).started_at

    taken = in_transaction(engine, take)
    if taken is None:
        return None
    outlets, gone = taken
    seconds = share.limit - gone.total_seconds()
    with beating(engine, share.run_id, shards.shard_name(share.run_id, share.number)):
        if not outlets or seconds <= 0:
            return ()
        try:
            crawl_share(replace(share, outlets=outlets, limit=seconds), settings, tick, stop)
        finally:
            in_transaction(engine, lambda session: shards.close(session, share.run_id, outlets, datetime.now(UTC)))
    return outlets
