"""What a run needs of the work pool on which its shards are started (`flows.prefect_pool` has the one of Prefect)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from flows import crawl_process
from flows.crawl_process import CrawlerDied, CrawlShare
from flows.run_claim import beating
from flows.stop_sign import StopSign
from records.database import in_transaction
from records.i18n import kept, tr
from records.outlets import claims
from records.settings import Settings
from records.tables import RunRow

# One shard of a run, or another share of it, done by this process: claimed, crawled, closed. Nothing here knows of Prefect.

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
        if not claims.take_shard(session, share.run_id, share.number, now):
            return None
        return tuple(claims.outlets_left(session, share.run_id, share.outlets)), now - session.get_one(RunRow, share.run_id).started_at

    taken = in_transaction(engine, take)
    if taken is None:
        return None
    outlets, gone = taken
    seconds = share.limit - gone.total_seconds()
    with beating(engine, share.run_id, claims.shard_name(share.run_id, share.number)):
        if not outlets or seconds <= 0:
            return ()
        try:
            crawl_share(replace(share, outlets=outlets, limit=seconds), settings, tick, stop)
        finally:
            in_transaction(engine, lambda session: claims.close_shard(session, share.run_id, outlets, datetime.now(UTC)))
    return outlets


# What the runs of Prefect are called, so that an operator finds an outlet and a day, and what of a crawler's log is shown there.

# Lines of a crawler's log that are shown in Prefect: the last ones, and of earlier ones those that name an outlet that failed. The whole log is in the data folder.
LAST, OF_FAILED, LONGEST = 100, 200, 500

_STATES = {"answered": kept("it answered"), "running": kept("is being visited"), "busy": kept("was being visited already"), "failed": kept("failed")}


def state_words(state: str) -> str:
    """How an outlet stands in a run (`OutletRunRow.state`)."""
    return tr(_STATES[state])


def run_name(deployment: str | None, moment: datetime) -> str:
    """The name of a run: that of its deployment, and when it began on the clock of the home country."""
    return tr("{schedule} run, {moment}").format(schedule=deployment or "qorgan", moment=f"{moment:%Y-%m-%d %H:%M}")


def shard_run_name(run: str, number: int, outlets: Sequence[str], day: date) -> str:
    """The name of a shard: of which run it is, and of which outlets on which day."""
    named = outlets[0] if outlets else "-"
    more = len(outlets) - 1
    if more > 0:
        named = tr("{outlet} and {n} more").format(outlet=named, n=more)
    return tr("{run}, shard {number}: {outlets}, {day}").format(run=run, number=number, outlets=named, day=day.isoformat())


def shown_lines(log: str, failed: Collection[str]) -> list[str]:
    """The lines of a crawler's log that are shown."""
    lines = log.splitlines()
    before = [line for line in lines[:-LAST] if any(outlet in line for outlet in failed)]
    return [line[:LONGEST] for line in (*before[-OF_FAILED:], *lines[-LAST:])]


def outlets_table(rows: Sequence[tuple[str, str, int, int]]) -> str:
    """Outlets of a shard as a table in Markdown: name, how it answered, pages tried, articles stored."""
    head = "| {} | {} | {} | {} |".format(tr("Outlet"), tr("Result"), tr("Pages tried"), tr("New articles"))
    return "\n".join([head, "|---|---|---:|---:|", *(f"| {name} | {state} | {pages} | {new} |" for name, state, pages, new in rows)])


class ShardState(StrEnum):
    """How a shard stands in the pool."""

    WAITING = "waiting"
    """No worker has taken it."""
    BEGUN = "begun"
    """A worker has taken it, and may have died since."""
    OVER = "over"
    """It came to its end, or broke off."""
    CANCELLED = "cancelled"
    """A person wants it no more."""


class ShardPool(Protocol):
    """Starts shards, and tells how they stand. Every call may raise whatever the pool's server raises; the run then does without it."""

    def workers(self) -> int:
        """How many workers are there, the one that works on this run included."""

    def start(self, share: CrawlShare) -> str:
        """Have a worker do a shard. Gives the name of it in the pool."""

    def states(self, started: Collection[str]) -> Mapping[str, ShardState]:
        """How these stand."""

    def withdraw(self, started: str, why: str) -> None:
        """Nobody is to begin it any more."""

    def crashed(self, started: str, why: str) -> None:
        """Write down that its worker has died."""

    def cancel(self, started: str) -> None:
        """End it, wherever it works."""
