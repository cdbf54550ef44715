"""Collecting by many workers: shards are started on a pool, and this process, which waits for them, takes those that nobody takes and those whose worker died.

What counts is in the database: who claims a shard works on it, and an outlet whose part of the run has ended is done. The pool is asked only who waits. So a run needs
no other worker, and none of the pool's server once it has begun.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from flows.crawl_process import GRACE, CrawlShare
from flows.shard_pool import ShardPool, ShardState
from flows.shard_work import crawl_share, work_on
from flows.stop_sign import StopSign
from records.database import in_reading, in_transaction
from records.outlets import shards
from records.settings import Settings

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

# Seconds between two looks.
LOOK = 1.0
# A shard that was taken, and on which nobody has begun to work for so many seconds, was taken by a worker that died (a start takes ten).
BEGINS_WITHIN = 60.0
# How often the pool is told what became of a shard, until its server takes it; what it never took, the automation of prefect-automations.yaml sees.
TELLS = 10
# Crawlers that this process has at once: one of its own, and one for what a worker that died has left. Looks and tips come besides.
HANDS = 2


@dataclass
class _Standing:
    """A shard as this process sees it."""

    share: CrawlShare
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
    """Something that the pool is to write down, and how often it was told."""

    tell: Callable[[], None]
    times: int = 0


class DealtCrawl:
    """The shards of one run until all have ended."""

    def __init__(self, engine: Engine, settings: Settings, pool: ShardPool, tick: Callable[[], None], stop: StopSign) -> None:
        self._engine, self._settings, self._pool, self._tick, self._stop = engine, settings, pool, tick, stop
        self._pool_answers = True
        self._standings: list[_Standing] = []
        self._troubles: list[Exception | None] = []
        self._untold: list[_Message] = []

    def collect(
        self, dealt: Sequence[CrawlShare], besides: Sequence[CrawlShare], between: Callable[[], None] = lambda: None
    ) -> list[Exception | None]:
        """Have all of these done: shards by whoever takes them, and `besides` by this process. Between two looks `between` is called. Gives the troubles of what was done
        here, None where there was none, as `RunSteps.all` does."""
        began, limit = time.monotonic(), max((share.limit for share in dealt), default=0.0)
        with ThreadPoolExecutor(HANDS + len(besides), thread_name_prefix="crawl") as hands:
            try:
                others = [hands.submit(crawl_share, share, self._settings, self._tick, self._stop) for share in besides]
                self._start(dealt)
                while any(not one.over for one in self._standings):
                    self._look(time.monotonic() - began, limit, hands)
                    between()
                    self._tick()
                    self._stop.pause(LOOK)
                    self._tell()
                while self._untold:
                    self._stop.pause(LOOK)
                    self._tell()
            except BaseException:
                self._stop.show(0)
                self._cancel()
                raise
        return [*self._troubles, *map(_trouble, others)]

    def _start(self, dealt: Sequence[CrawlShare]) -> None:
        """The first is begun here at once, since who waits for the others may as well work; with those that the pool does not take."""
        here, now = list(dealt[:1]), time.monotonic()
        for share in dealt[1:]:
            started = self._asked(partial(self._pool.start, share))
            if started is None:
                here.append(share)
            else:
                self._standings.append(_Standing(share, now, started))
        if here:
            all_of_them = tuple(outlet for share in here for outlet in share.outlets)
            self._standings.insert(0, _Standing(replace(here[0], outlets=all_of_them), now))

    def _look(self, gone: float, limit: float, hands: ThreadPoolExecutor) -> None:
        open_ = [one for one in self._standings if not one.over]
        states = self._states([one.started for one in open_ if one.started])
        at_work, left = in_reading(self._engine, partial(self._stand, open_))
        for one in open_:
            one.state = states.get(one.started or "", one.state)
            if one.mine is not None:
                self._look_at_mine(one)
            elif one.share.number in at_work:
                one.claimed, one.since = True, time.monotonic()
                if gone > limit + GRACE + BEGINS_WITHIN:
                    self._end(one)
            elif not left[one.share.number]:
                one.over = True
            elif one.state is ShardState.CANCELLED or (gone > limit and not one.claimed):
                # What nobody has begun when the time of the run is over is for the next one.
                self._end(one)
            elif self._lost(one):
                self._take_over(one, hands)
            elif one.state is ShardState.WAITING and self._pool_answers:
                one.since = time.monotonic()
        if all(one.mine is None for one in open_):
            self._take_waiting([one for one in open_ if not one.over and one.share.number not in at_work], hands)

    def _stand(self, open_: Sequence[_Standing], session: Session) -> tuple[set[int], dict[int, list[str]]]:
        """On which of these somebody works, and the outlets that are left of each."""
        run = open_[0].share.run_id
        left = {one.share.number: shards.left(session, run, one.share.outlets) for one in open_}
        return shards.at_work(session, run, left, datetime.now(UTC)), left

    def _look_at_mine(self, one: _Standing) -> None:
        if one.mine is None or not one.mine.done():
            return
        trouble = _trouble(one.mine)
        self._troubles.append(trouble)
        # Where a worker was faster it is followed as before.
        one.over = trouble is not None or one.mine.result()
        one.mine, one.claimed, one.since = None, True, time.monotonic()

    def _lost(self, one: _Standing) -> bool:
        """Whether whoever had begun it works on it no more, though there is something left of it."""
        if one.claimed or one.state is ShardState.OVER:
            return True
        return one.state is ShardState.BEGUN and self._quiet(one)

    def _quiet(self, one: _Standing) -> bool:
        return time.monotonic() - one.since > BEGINS_WITHIN

    def _take_over(self, one: _Standing, hands: ThreadPoolExecutor) -> None:
        log.warning("shard %s of run %s: its worker gives no sign of life; its outlets are taken over", one.share.number, one.share.run_id)
        if one.started and one.state is not ShardState.OVER:
            self._tell(partial(self._pool.crashed, one.started, "its worker gives no sign of life; the run has taken its outlets over"))
        self._close(one)
        self._begin(one, hands)

    def _take_waiting(self, waiting: Sequence[_Standing], hands: ThreadPoolExecutor) -> None:
        """Take one that nobody has begun: one that is not in the pool, else the last, since workers take the first."""
        mine = [one for one in waiting if one.started is None]
        others = [one for one in reversed(waiting) if one.state is ShardState.WAITING and (self._pool_answers or self._quiet(one))]
        for one in (mine or others)[:1]:
            if one.started:
                self._asked(partial(self._pool.withdraw, one.started, "the run does it itself"))
            self._begin(one, hands)

    def _begin(self, one: _Standing, hands: ThreadPoolExecutor) -> None:
        one.started = None
        one.mine = hands.submit(self._work, one.share)

    def _work(self, share: CrawlShare) -> bool:
        """False if somebody else has taken it meanwhile."""
        return work_on(self._engine, self._settings, share, self._tick, self._stop) is not None

    def _end(self, one: _Standing) -> None:
        """It is waited for no longer."""
        one.over = True
        if one.started and one.state in (ShardState.WAITING, ShardState.BEGUN):
            self._tell(partial(self._pool.cancel, one.started))
        self._close(one)

    def _close(self, one: _Standing) -> None:
        in_transaction(self._engine, lambda session: shards.close(session, one.share.run_id, one.share.outlets, datetime.now(UTC)))

    def _cancel(self) -> None:
        for one in self._standings:
            if one.started and not one.over:
                self._asked(partial(self._pool.cancel, one.started))

    def _tell(self, new: Callable[[], None] | None = None) -> None:
        """Tell the pool, and tell again what its server did not take."""
        self._untold += [_Message(new)] if new else []
        for one in self._untold:
            one.times += 1
            self._asked(one.tell)
            if self._pool_answers:
                one.times = TELLS
        self._untold = [one for one in self._untold if one.times < TELLS]

    def _states(self, started: Sequence[str]) -> Mapping[str, ShardState]:
        return (self._asked(partial(self._pool.states, started)) or {}) if started else {}

    def _asked(self, call: Callable[[], Answer]) -> Answer | None:
        """What the pool says. None if its server fails: it is asked again at the next look."""
        try:
            given = call()
        except Exception as error:  # noqa: BLE001  (a pool may raise anything; the run goes on by what the database says)
            if self._pool_answers:
                log.warning("the work pool does not answer: %r", error)
            self._pool_answers = False
            return None
        self._pool_answers = True
        return given


def _trouble(ended: "Future[Answer]") -> Exception | None:
    error = ended.exception()
    return error if isinstance(error, Exception) else None
