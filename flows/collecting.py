"""What a run collects: its outlets, those that are due, the wishes of the desk, the looks at watched pages; dealt to one process or to many."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from flows.crawl_process import SHARE, CrawlShare, shares
from flows.dealing import deal, expected
from flows.dealt_crawl import DealtCrawl
from flows.pacing import close_panel, due_outlets
from flows.revisit_step import revisit_share
from flows.run_request import RunRequest
from flows.run_steps import RunSteps
from flows.selection import Selection
from flows.shard_pool import ShardPool
from flows.shard_work import crawl_share
from flows.stop_sign import StopSign
from records.clock import today
from records.database import in_reading, in_transaction
from records.outlets import requests, run_history
from records.settings import Settings


def shares_of_run(engine: Engine, run_id: str, asked: RunRequest, selection: Selection | None) -> list[CrawlShare]:
    """What is to be collected, each share for a process of its own."""
    limit = asked.limit_minutes * 60
    if selection is None:
        warcs = tuple(str(Path(file).resolve()) for file in asked.warcs)
        return [
            CrawlShare(run_id, 0, warcs=warcs, pages=asked.pages, limit=limit, all_hosts=asked.all_hosts, again=asked.again, missing=asked.missing)
        ]
    names = [outlet.name for outlet in selection.outlets]
    if not asked.outlets:
        close_panel(engine, names, datetime.now(UTC))

    def wishes(session: Session) -> list[tuple[str | None, str | None]]:
        return [(row.outlet, row.url) for row in requests.take_up(session, run_id, names, datetime.now(UTC))]

    wished = in_transaction(engine, wishes)
    tips = tuple(url for _, url in wished if url)
    if asked.every_minutes is not None:
        due = set(due_outlets(engine, names, asked.every_minutes, datetime.now(UTC))) | {outlet for outlet, _ in wished}
        names = [name for name in names if name in due]
    dealt = shares(run_id, names, selection.files, asked.period, limit)
    return [*dealt, CrawlShare(run_id, len(dealt), pages=tips, limit=limit)] if tips else dealt


def looks_of_run(engine: Engine, run_id: str, asked: RunRequest, selection: Selection, number: int) -> CrawlShare | None:
    """The watched pages whose day has come; of the outlets that a person named, where some were."""
    names: Sequence[str] | None = [outlet.name for outlet in selection.outlets] if asked.outlets else None
    return revisit_share(engine, run_id, number, asked.limit_minutes * 60, today(), outlets=names, files=selection.files)


def collect(
    engine: Engine,
    settings: Settings,
    steps: RunSteps,
    every: Sequence[CrawlShare],
    selection: Selection | None,
    pool: ShardPool | None,
    tick: Callable[[], None],
    stop: StopSign,
    between: Callable[[], None],
) -> list[Exception | None]:
    """Have all shares done, and give the trouble of each. Where a pool has workers besides this one the outlets are dealt to all of them, else each share is one process here. `between` is called now and then while others work."""
    dealt = deal_out(engine, every, selection, _workers(pool)) if selection is not None else []
    if pool is None or len(dealt) < 2:
        return steps.all("collect", [partial(crawl_share, share, settings, tick, stop) for share in every])
    besides = [share for share in every if not share.outlets]
    return steps.one("collect", lambda: DealtCrawl(engine, settings, pool, tick, stop).collect(dealt, besides, between))


def deal_out(engine: Engine, every: Sequence[CrawlShare], selection: Selection, workers: int) -> list[CrawlShare]:
    """The outlets of these shares, dealt anew to so many workers; none where there is one worker. Their numbers follow those of the shares."""
    of_outlets = [share for share in every if share.outlets]
    if workers < 2 or not of_outlets:
        return []
    names = {name for share in of_outlets for name in share.outlets}
    known = in_reading(engine, run_history.visit_seconds)
    outlets = expected([(outlet.name, outlet.sites) for outlet in selection.outlets if outlet.name in names], known)
    like = of_outlets[0]
    return [
        CrawlShare(like.run_id, len(every) + number, outlets=dealt, files=like.files, period=like.period, limit=like.limit)
        for number, dealt in enumerate(deal(outlets, workers, SHARE))
    ]


def _workers(pool: ShardPool | None) -> int:
    try:
        return pool.workers() if pool is not None else 1
    except Exception:  # noqa: BLE001  (a pool may raise anything; without it the run is one process)
        return 1
