"""Shards of a run: the interface of the work pool (`flows.flow` has the one of Prefect), the work on one shard, and the names in Prefect."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from flows import crawl_process
from flows.crawl_process import CrawlerDied, CrawlJob
from flows.run_claim import keep_run_claim
from flows.stop_signal import StopSignal
from records.database import write_with_retry
from records.i18n import gettext_noop, tr
from records.outlets import claims
from records.settings import Settings
from records.tables import RunRow

# The work on one shard or share in this process: claim, crawl, close. It does not depend on Prefect.

# Seconds before a crawler that died is started once more.
PAUSE = 3.0


def crawl_job(share: CrawlJob, settings: Settings, tick: Callable[[], None], stop: StopSignal) -> None:
    """Run one crawler process for a share, and once more if it died; what it had stored is then known.

    Raises as `crawl_process.run_crawler`, and RunStopped.
    """

    def watch() -> None:
        stop.look()
        tick()

    with stop.crawling():
        try:
            crawl_process.run_crawler(share, settings, watch)
        except CrawlerDied:
            stop.pause(PAUSE)
            crawl_process.run_crawler(share, settings, watch)


def visit_shard(engine: Engine, settings: Settings, share: CrawlJob, tick: Callable[[], None], stop: StopSignal) -> tuple[str, ...] | None:
    """Visit the outlets of a shard that this run has not visited yet; return them, or None if another process has the shard or the run has ended.

    The time of the share counts from the beginning of the run, so that a shard that begins late ends with the others. Raises as `crawl_job`.
    """

    def take(session: Session) -> tuple[tuple[str, ...], timedelta] | None:
        now = datetime.now(UTC)
        if not claims.take_shard(session, share.run_id, share.number, now):
            return None
        return tuple(claims.outlets_left(session, share.run_id, share.outlets)), now - session.get_one(RunRow, share.run_id).started_at

    shard = write_with_retry(engine, take)
    if shard is None:
        return None
    outlets, gone = shard
    seconds = share.limit - gone.total_seconds()
    with keep_run_claim(engine, share.run_id, claims.shard_name(share.run_id, share.number)):
        if not outlets or seconds <= 0:
            return ()
        try:
            crawl_job(replace(share, outlets=outlets, limit=seconds), settings, tick, stop)
        finally:
            write_with_retry(engine, lambda session: claims.close_shard(session, share.run_id, outlets, datetime.now(UTC)))
    return outlets


# The names of runs in Prefect, by which an operator finds an outlet and a day, and the part of a crawler's log that is shown there.

# The last lines of a crawler's log shown in Prefect, the most earlier ones that name a failed outlet, and characters of a line. The whole log is in
# the data folder.
LAST, OF_FAILED, LONGEST = 100, 200, 500

_STATES = {
    "answered": gettext_noop("it answered"),
    "running": gettext_noop("is being visited"),
    "busy": gettext_noop("was being visited already"),
    "failed": gettext_noop("failed"),
}


def state_words(state: str) -> str:
    """Return the state of an outlet in a run (`OutletRunRow.state`) in words."""
    return tr(_STATES[state])


def run_name(deployment: str | None, moment: datetime) -> str:
    """Return the name of a run: its deployment, and when it began in the time of the home country."""
    return tr("{schedule} run, {moment}").format(schedule=deployment or "qorgan", moment=f"{moment:%Y-%m-%d %H:%M}")


def shard_run_name(run: str, number: int, outlets: Sequence[str], day: date) -> str:
    """Return the name of a shard: its run, its outlets and the day."""
    named = outlets[0] if outlets else "-"
    more = len(outlets) - 1
    if more > 0:
        named = tr("{outlet} and {n} more").format(outlet=named, n=more)
    return tr("{run}, shard {number}: {outlets}, {day}").format(run=run, number=number, outlets=named, day=day.isoformat())


def shown_lines(log: str, failed: Collection[str]) -> list[str]:
    """Return the lines of a crawler's log that are shown."""
    lines = log.splitlines()
    before = [line for line in lines[:-LAST] if any(outlet in line for outlet in failed)]
    return [line[:LONGEST] for line in (*before[-OF_FAILED:], *lines[-LAST:])]


def outlets_table(rows: Sequence[tuple[str, str, int, int]]) -> str:
    """Return the outlets of a shard as a Markdown table: name, state, pages tried, articles stored."""
    head = "| {} | {} | {} | {} |".format(tr("Outlet"), tr("Result"), tr("Pages tried"), tr("New articles"))
    return "\n".join([head, "|---|---|---:|---:|", *(f"| {name} | {state} | {pages} | {new} |" for name, state, pages, new in rows)])


class ShardState(StrEnum):
    """The state of a shard in the pool."""

    WAITING = "waiting"
    """No worker has taken it."""
    BEGUN = "begun"
    """A worker has taken it, and may have died since."""
    OVER = "over"
    """It came to its end, or broke off."""
    CANCELLED = "cancelled"
    """A person wants it no more."""


class ShardPool(Protocol):
    """Starts shards, and reports their states. Every call may raise whatever the pool's server raises; the run then continues without it."""

    def workers(self) -> int:
        """Return the number of workers, including the one that works on this run."""

    def start(self, share: CrawlJob) -> str:
        """Have a worker do a shard; return its name in the pool."""

    def states(self, started: Collection[str]) -> Mapping[str, ShardState]:
        """Return the states of these shards."""

    def withdraw(self, started: str, why: str) -> None:
        """Withdraw a shard, so that no worker begins it."""

    def crashed(self, started: str, why: str) -> None:
        """Record that a shard's worker has died."""

    def cancel(self, started: str) -> None:
        """Cancel a shard, wherever it runs."""
