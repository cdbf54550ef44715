"""The collecting of a run: its outlets, those that are due, requests of the desk and watched pages, in one process or dealt to several workers."""

import logging
import math
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from flows.crawl_process import GRACE, OUTLETS_PER_PROCESS, CrawlJob, divide_outlets
from flows.revisit_step import revisit_share
from flows.run_request import RunRequest, Selection
from flows.run_steps import RunSteps
from flows.shards import ShardPool, ShardState, crawl_job, visit_shard
from flows.stop_signal import StopSignal
from records.clock import day_of, outlet_zone, today
from records.database import read_with_retry, write_with_retry
from records.i18n import ntr, tr
from records.outlets import claims, health, pace, requests, runs
from records.outlets.health import PageMeasures
from records.settings import Settings
from records.vocabulary import Cause
from spiders.crawl.visit_pace import furthest_visit, next_interval, next_visit

# Collecting with several workers: shards are started on a pool, and this process, which waits for them, takes those that no worker takes and those
# whose worker died. The database is authoritative: the process with the claim on a shard works on it, and an outlet whose part of the run has ended
# is done. The pool is asked only which shards wait, so a run needs no other worker, and no server of the pool once it has begun.

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

# Seconds between two checks.
POLL_SECONDS = 1.0
# Seconds after which a taken shard without a claim counts as that of a dead worker (a start takes ten).
BEGINS_WITHIN = 60.0
# How often a state is reported to the pool until its server accepts it; what it never accepts is handled by prefect-automations.yaml.
_MOST_REPORTS = 10
# Crawlers that this process runs at once: one of its own, and one for what a dead worker has left. Watched pages and tips are extra.
_OWN_CRAWLERS = 2


@dataclass
class _ShardView:
    """A shard as this process sees it."""

    share: CrawlJob
    since: float
    """When it was last seen waiting or worked on, by a clock that nobody sets."""
    started: str | None = None
    """Its name in the pool; None if it is not there."""
    state: ShardState = ShardState.WAITING
    claimed: bool = False
    """Somebody was seen working on it."""
    mine: "Future[bool] | None" = None
    over: bool = False


@dataclass
class _Message:
    """A state to report to the pool, and how often it was sent."""

    tell: Callable[[], None]
    times: int = 0


class ShardedCrawl:
    """The shards of one run until all have ended."""

    def __init__(self, engine: Engine, settings: Settings, pool: ShardPool, tick: Callable[[], None], stop: StopSignal) -> None:
        self._engine, self._settings, self._pool, self._tick, self._stop = engine, settings, pool, tick, stop
        self._pool_answers = True
        self._views: list[_ShardView] = []
        self._troubles: list[Exception | None] = []
        self._unreported: list[_Message] = []

    def collect(self, dealt: Sequence[CrawlJob], besides: Sequence[CrawlJob], between: Callable[[], None] = lambda: None) -> list[Exception | None]:
        """Have all of these done: shards by any worker, and `besides` by this process. `between` is called between two checks.

        Returns the error of each share done here, or None, as `RunSteps.run_steps` does.
        """
        began, limit = time.monotonic(), max((share.limit for share in dealt), default=0.0)
        with ThreadPoolExecutor(_OWN_CRAWLERS + len(besides), thread_name_prefix="crawl") as executor:
            try:
                submitted = [executor.submit(crawl_job, share, self._settings, self._tick, self._stop) for share in besides]
                self._start(dealt)
                while any(not view.over for view in self._views):
                    self._look(time.monotonic() - began, limit, executor)
                    between()
                    self._tick()
                    self._stop.pause(POLL_SECONDS)
                    self._tell()
                while self._unreported:
                    self._stop.pause(POLL_SECONDS)
                    self._tell()
            except BaseException:
                self._stop.show(0)
                self._cancel()
                raise
        return [*self._troubles, *map(_trouble, submitted)]

    def _start(self, dealt: Sequence[CrawlJob]) -> None:
        """Start the shards.

        The first begins here at once, since this process would otherwise only wait, as do those that the pool does not accept.
        """
        here, now = list(dealt[:1]), time.monotonic()
        for share in dealt[1:]:
            started = self._ask_pool(partial(self._pool.start, share))
            if started is None:
                here.append(share)
            else:
                self._views.append(_ShardView(share, now, started))
        if here:
            all_of_them = tuple(outlet for share in here for outlet in share.outlets)
            self._views.insert(0, _ShardView(replace(here[0], outlets=all_of_them), now))

    def _look(self, gone: float, limit: float, executor: ThreadPoolExecutor) -> None:
        open_ = [view for view in self._views if not view.over]
        states = self._states([shard_view.started for shard_view in open_ if shard_view.started])
        at_work, left = read_with_retry(self._engine, partial(self._at_work_and_left, open_))
        for shard_view in open_:
            shard_view.state = states.get(shard_view.started or "", shard_view.state)
            if shard_view.mine is not None:
                self._look_at_mine(shard_view)
            elif shard_view.share.number in at_work:
                shard_view.claimed, shard_view.since = True, time.monotonic()
                if gone > limit + GRACE + BEGINS_WITHIN:
                    self._end(shard_view)
            elif not left[shard_view.share.number]:
                shard_view.over = True
            elif shard_view.state is ShardState.CANCELLED or (gone > limit and not shard_view.claimed):
                # Shards that no worker has begun when the time of the run is over are left to the next run.
                self._end(shard_view)
            elif self._lost(shard_view):
                self._take_over(shard_view, executor)
            elif shard_view.state is ShardState.WAITING and self._pool_answers:
                shard_view.since = time.monotonic()
        if all(shard_view.mine is None for shard_view in open_):
            self._take_waiting([shard_view for shard_view in open_ if not shard_view.over and shard_view.share.number not in at_work], executor)

    def _at_work_and_left(self, open_: Sequence[_ShardView], session: Session) -> tuple[set[int], dict[int, list[str]]]:
        """Return the numbers of the shards that a process works on, and the outlets left in each."""
        run = open_[0].share.run_id
        left = {view.share.number: claims.outlets_left(session, run, view.share.outlets) for view in open_}
        return claims.shards_at_work(session, run, left, datetime.now(UTC)), left

    def _look_at_mine(self, shard_view: _ShardView) -> None:
        if shard_view.mine is None or not shard_view.mine.done():
            return
        trouble = _trouble(shard_view.mine)
        self._troubles.append(trouble)
        # If a worker was faster, the shard is followed as before.
        shard_view.over = trouble is not None or shard_view.mine.result()
        shard_view.mine, shard_view.claimed, shard_view.since = None, True, time.monotonic()

    def _lost(self, shard_view: _ShardView) -> bool:
        """Return whether the worker of a shard has stopped although outlets are left."""
        if shard_view.claimed or shard_view.state is ShardState.OVER:
            return True
        return shard_view.state is ShardState.BEGUN and self._quiet(shard_view)

    def _quiet(self, shard_view: _ShardView) -> bool:
        return time.monotonic() - shard_view.since > BEGINS_WITHIN

    def _take_over(self, shard_view: _ShardView, executor: ThreadPoolExecutor) -> None:
        log.warning(
            "shard %s of run %s: its worker gives no sign of life; its outlets are taken over", shard_view.share.number, shard_view.share.run_id
        )
        if shard_view.started and shard_view.state is not ShardState.OVER:
            self._tell(partial(self._pool.crashed, shard_view.started, "its worker gives no sign of life; the run has taken its outlets over"))
        self._close(shard_view)
        self._begin(shard_view, executor)

    def _take_waiting(self, waiting: Sequence[_ShardView], executor: ThreadPoolExecutor) -> None:
        """Take a shard that no worker has begun: one that is not in the pool, else the last, since workers take the first."""
        mine = [view for view in waiting if view.started is None]
        queued = [view for view in reversed(waiting) if view.state is ShardState.WAITING and (self._pool_answers or self._quiet(view))]
        for view in (mine or queued)[:1]:
            if view.started:
                self._ask_pool(partial(self._pool.withdraw, view.started, "the run does it itself"))
            self._begin(view, executor)

    def _begin(self, shard_view: _ShardView, executor: ThreadPoolExecutor) -> None:
        shard_view.started = None
        shard_view.mine = executor.submit(self._work, shard_view.share)

    def _work(self, share: CrawlJob) -> bool:
        """Work on a shard; return False if another worker has taken it meanwhile."""
        return visit_shard(self._engine, self._settings, share, self._tick, self._stop) is not None

    def _end(self, shard_view: _ShardView) -> None:
        """Stop waiting for a shard."""
        shard_view.over = True
        if shard_view.started and shard_view.state in (ShardState.WAITING, ShardState.BEGUN):
            self._tell(partial(self._pool.cancel, shard_view.started))
        self._close(shard_view)

    def _close(self, shard_view: _ShardView) -> None:
        write_with_retry(
            self._engine, lambda session: claims.close_shard(session, shard_view.share.run_id, shard_view.share.outlets, datetime.now(UTC))
        )

    def _cancel(self) -> None:
        for view in self._views:
            if view.started and not view.over:
                self._ask_pool(partial(self._pool.cancel, view.started))

    def _tell(self, new: Callable[[], None] | None = None) -> None:
        """Report a state to the pool, and repeat what its server did not accept."""
        self._unreported += [_Message(new)] if new else []
        for message in self._unreported:
            message.times += 1
            self._ask_pool(message.tell)
            if self._pool_answers:
                message.times = _MOST_REPORTS
        self._unreported = [message for message in self._unreported if message.times < _MOST_REPORTS]

    def _states(self, started: Sequence[str]) -> Mapping[str, ShardState]:
        return (self._ask_pool(partial(self._pool.states, started)) or {}) if started else {}

    def _ask_pool(self, call: Callable[[], Answer]) -> Answer | None:
        """Return the pool's answer, or None if its server fails: it is asked again at the next check."""
        try:
            answer = call()
        except Exception as error:  # noqa: BLE001  (a pool may raise anything; the run goes on by what the database says)
            if self._pool_answers:
                log.warning("the work pool does not answer: %r", error)
            self._pool_answers = False
            return None
        self._pool_answers = True
        return answer


def _trouble(ended: "Future[Answer]") -> Exception | None:
    error = ended.exception()
    return error if isinstance(error, Exception) else None


# Dealing the outlets of a run into shards for several workers. A crawler requests many hosts concurrently and mostly waits, so a shard takes as long
# as its slowest host, or the sum of its outlets divided by how many of them one process keeps busy, whichever is more.

# Seconds that a shard should take: a worker that comes late still finds unstarted ones, and one that dies loses little.
TARGET = 240.0
# Outlets that one crawler process keeps busy: at a delay of five seconds 48 hosts give ten pages a second, half of what it reads and stores on a
# core. Each further shard starts another worker process, crawler and readers, which costs as much as a thousand pages.
SIDE_BY_SIDE = 48
# Seconds of a visit if no outlet of the run was ever visited.
UNKNOWN = 60.0


@dataclass(frozen=True)
class ExpectedVisit:
    """An outlet to deal: its name, its own hosts (`Outlet.sites`), and the expected seconds of its visit."""

    name: str
    sites: frozenset[str]
    seconds: float


def expected_visits(names: Iterable[tuple[str, frozenset[str]]], history: Mapping[str, float]) -> list[ExpectedVisit]:
    """Return outlets with the seconds of their earlier visits (`records.outlets.runs.visit_seconds`), or the median of the others."""
    usual = median(history.values()) if history else UNKNOWN
    return [ExpectedVisit(name, sites, history.get(name, usual)) for name, sites in names]


def assign_shards(outlets: Sequence[ExpectedVisit], workers: int, largest: int) -> list[tuple[str, ...]]:
    """Deal the outlets into shards: every outlet into one, and outlets that share a host into the same, since they take turns there.

    The number of shards gives each worker as many as the others, and none takes much longer than `TARGET`, as long as each has enough outlets to keep
    a process busy: two small shards, one after the other, each take as long as both together. The longest group is dealt first, into the least loaded
    shard (LPT). A shard has at most `largest` outlets, unless one host alone has more. The slowest shard comes first.
    """
    groups = sorted(_by_host(outlets), key=lambda group: (-_sum(group), group[0].name))
    if not groups:
        return []
    at_once = SIDE_BY_SIDE * max(workers, 1)
    rounds = max(min(math.ceil(_sum(outlets) / (TARGET * at_once)), len(outlets) // at_once), 1)
    count = min(max(rounds * max(workers, 1), math.ceil(len(outlets) / largest)), len(groups))
    while (shards := _lpt(groups, count, largest)) is None:
        # Groups of different sizes leave gaps. With a shard for each group there is always room.
        count += 1
    return [tuple(outlet.name for outlet in shard) for shard in sorted(shards, key=lambda shard: (-_sum(shard), shard[0].name))]


def _lpt(groups: Sequence[Sequence[ExpectedVisit]], count: int, largest: int) -> list[list[ExpectedVisit]] | None:
    """Deal the groups, longest first, each into the least loaded shard with room (an empty one always has); None if there is none."""
    shards: list[list[ExpectedVisit]] = [[] for _ in range(count)]
    loads = [0.0] * count
    for group in groups:
        open_ = [place for place in range(count) if not shards[place] or len(shards[place]) + len(group) <= largest]
        if not open_:
            return None
        least = min(open_, key=lambda place: (loads[place], len(shards[place])))
        shards[least].extend(group)
        loads[least] += _sum(group)
    return shards


def _by_host(outlets: Sequence[ExpectedVisit]) -> list[list[ExpectedVisit]]:
    """Group outlets that share a host, directly or through a third."""
    group_of: dict[str, list[ExpectedVisit]] = {}
    groups: dict[int, list[ExpectedVisit]] = {}
    for outlet in outlets:
        met = {id(group_of[site]): group_of[site] for site in outlet.sites if site in group_of}
        joined = [outlet]
        for group in met.values():
            joined = [*group, *joined]
            del groups[id(group)]
        groups[id(joined)] = joined
        group_of.update({site: joined for member in joined for site in member.sites})
    return list(groups.values())


def _sum(outlets: Collection[ExpectedVisit]) -> float:
    return sum(outlet.seconds for outlet in outlets)


# The outlets of a scheduled run: those that are due. The result of a visit sets the time of the next one.

# The most outlets named in one line.
_NAMED = 5


def due_outlets(engine: Engine, outlets: Sequence[str], every: float, now: datetime) -> list[str]:
    """Return the outlets due before the middle between this start and the next, `every` minutes later, so that none waits one start too long."""
    return read_with_retry(engine, lambda session: pace.outlets_due(session, outlets, now + timedelta(minutes=every / 2)))


def reset_future_times(engine: Engine, now: datetime) -> list[str]:
    """Correct what an earlier run wrote while the clock was ahead; return messages about it, one for each line."""
    corrected = write_with_retry(engine, lambda session: pace.correct_future_times(session, now, furthest_visit))
    if not corrected:
        return []
    lines = [tr("An earlier run had a clock that was ahead; what it had put off until then is due now. Check the clock of this machine.")]
    if corrected.outlets:
        named = ", ".join(corrected.outlets[:_NAMED]) + (" …" if len(corrected.outlets) > _NAMED else "")
        lines.append(
            ntr(
                "{n} outlet was not to be visited for longer than any pace: {named}",
                "{n} outlets were not to be visited for longer than any pace: {named}",
                len(corrected.outlets),
            ).format(n=len(corrected.outlets), named=named)
        )
    return lines


def set_paces(engine: Engine, run_id: str, every: float, now: datetime) -> None:
    """Set when each outlet of a run is visited next. An outlet that failed is tried again after its usual interval."""

    def set_all(session: Session) -> None:
        for part in runs.outlet_runs(session, run_id):
            if part.state == "busy":
                continue
            before = pace.pace(session, part.outlet)
            fresh = PageMeasures.from_json(part.measures).articles
            failed = part.state != "answered"
            minutes = max(before or every, every) if failed else next_interval(before, part.found, fresh, every)
            if not part.finished and (not failed or part.cause == Cause.BROKEN_OFF):
                minutes = every
            pace.store_pace(session, part.outlet, minutes, next_visit(part.outlet, now, minutes, outlet_zone(part.region)))

    write_with_retry(engine, set_all)


def close_panel(engine: Engine, living: Sequence[str], now: datetime) -> None:
    """Remove outlets that are no longer listed from the panel, so that they are not expected to answer."""
    today = day_of(now)

    def close(session: Session) -> None:
        gone = {row.name for row in health.panel_on(session, today, today)} - set(living)
        health.leave_panel(session, gone, today)

    write_with_retry(engine, close)


def jobs_of_run(engine: Engine, run_id: str, run_request: RunRequest, selection: Selection | None) -> list[CrawlJob]:
    """Return the shares to collect, each for a process of its own."""
    limit = run_request.limit_minutes * 60
    if selection is None:
        warcs = tuple(str(Path(file).resolve()) for file in run_request.warcs)
        return [
            CrawlJob(
                run_id,
                0,
                warcs=warcs,
                pages=run_request.pages,
                limit=limit,
                all_hosts=run_request.all_hosts,
                again=run_request.again,
                missing=run_request.missing,
            )
        ]
    names = [outlet.name for outlet in selection.outlets]
    if not run_request.outlets:
        close_panel(engine, names, datetime.now(UTC))

    def wishes(session: Session) -> list[tuple[str | None, str | None]]:
        return [(row.outlet, row.url) for row in requests.claim_requests(session, run_id, names, datetime.now(UTC))]

    wished = write_with_retry(engine, wishes)
    tips = tuple(url for _, url in wished if url)
    if run_request.every_minutes is not None:
        due = set(due_outlets(engine, names, run_request.every_minutes, datetime.now(UTC))) | {outlet for outlet, _ in wished}
        names = [name for name in names if name in due]
    dealt = divide_outlets(run_id, names, selection.files, run_request.period, limit)
    return [*dealt, CrawlJob(run_id, len(dealt), pages=tips, limit=limit)] if tips else dealt


def revisits_of_run(engine: Engine, run_id: str, run_request: RunRequest, selection: Selection, number: int) -> CrawlJob | None:
    """Return a share with the watched pages that are due, restricted to the outlets that a person named, or None."""
    names: Sequence[str] | None = [outlet.name for outlet in selection.outlets] if run_request.outlets else None
    return revisit_share(engine, run_id, number, run_request.limit_minutes * 60, today(), outlets=names, files=selection.files)


def collect_shares(
    engine: Engine,
    settings: Settings,
    steps: RunSteps,
    every: Sequence[CrawlJob],
    selection: Selection | None,
    pool: ShardPool | None,
    tick: Callable[[], None],
    stop: StopSignal,
    between: Callable[[], None],
) -> list[Exception | None]:
    """Have all shares done, and return the error of each, or None.

    If a pool has other workers, the outlets are dealt to all of them; else each share is one process here. `between` is called now and then while
    others work.
    """
    dealt = reassign_shards(engine, every, selection, _workers(pool)) if selection is not None else []
    if pool is None or len(dealt) < 2:
        return steps.run_steps("collect", [partial(crawl_job, share, settings, tick, stop) for share in every])
    besides = [share for share in every if not share.outlets]
    return steps.run_step("collect", lambda: ShardedCrawl(engine, settings, pool, tick, stop).collect(dealt, besides, between))


def reassign_shards(engine: Engine, every: Sequence[CrawlJob], selection: Selection, workers: int) -> list[CrawlJob]:
    """Return the outlets of these shares dealt to `workers` workers; empty for one worker. Their numbers follow those of the shares."""
    of_outlets = [share for share in every if share.outlets]
    if workers < 2 or not of_outlets:
        return []
    names = {name for share in of_outlets for name in share.outlets}
    visit_seconds = read_with_retry(engine, runs.visit_seconds)
    outlets = expected_visits([(outlet.name, outlet.sites) for outlet in selection.outlets if outlet.name in names], visit_seconds)
    like = of_outlets[0]
    return [
        CrawlJob(like.run_id, len(every) + number, outlets=dealt, files=like.files, period=like.period, limit=like.limit)
        for number, dealt in enumerate(assign_shards(outlets, workers, OUTLETS_PER_PROCESS))
    ]


def _workers(pool: ShardPool | None) -> int:
    try:
        return pool.workers() if pool is not None else 1
    except Exception:  # noqa: BLE001  (a pool may raise anything; without it the run is one process)
        return 1
