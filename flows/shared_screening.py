"""Screening the articles that no model has read: by one process, or by all that work on a run, each of which takes a part of them at a time.

The parts are ranges of ids, which are hashes. Whoever claims a part reads a batch of it and gives it back, so that no article is read twice; the part of a process that died is
free again when its claim is stale.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property, partial

from sqlalchemy import Engine

from classify.screen import Screener
from flows.country_setting import flagged_countries
from flows.models import active_screener
from flows.run_claim import beating
from flows.steps import BATCH, ScreenedCounts, screen_batch
from records import articles
from records.articles import IdRange
from records.database import in_reading, in_transaction
from records.outlets import claims
from records.settings import Settings

# So many processes screen at once at most. More parts would make the batches of a small run small.
PARTS = tuple(IdRange(f"{start:x}", f"{start + 2:x}" if start < 14 else "g") for start in range(0, 16, 2))
# Seconds between two looks at what others are reading, and the least articles for which a run that is still collecting begins to read.
LOOK, WORTH_WHILE = 0.5, 50
# The least articles for which a process that has done its shard loads the model: that costs as much as reading some hundreds.
WORTH_LOADING = 300
# Articles that a run reads at once while it collects: on a busy machine one takes most of a second, and whoever reads does not see meanwhile that a worker has died.
AT_ONCE = 20


class SharedScreening:
    """The screening of one run, in one process. `shared`: other processes screen too."""

    def __init__(self, engine: Engine, settings: Settings, run_id: str, tick: Callable[[], None], *, shared: bool) -> None:
        self._engine, self._settings, self._run_id, self._tick, self._shared = engine, settings, run_id, tick, shared
        self._own = ScreenedCounts()
        self._seconds = 0.0
        self._first = in_reading(engine, articles.last_screening) if shared else 0

    @cached_property
    def screener(self) -> Screener:
        """What reads. Loaded when it is first wanted."""
        return active_screener(self._settings, flagged_countries(self._settings.countries))

    @property
    def counts(self) -> ScreenedCounts:
        """How many articles were read since the run began: by this process, or by all where it is shared."""
        if not self._shared:
            return self._own
        return ScreenedCounts(*in_reading(self._engine, partial(articles.screened_after, last=self._first, model=self.screener.model)))

    @property
    def pace(self) -> float | None:
        """How many articles a second this process reads; None where there were too few to tell."""
        return self._own.read / self._seconds if self._own.read >= BATCH and self._seconds else None

    def meanwhile(self) -> None:
        """Read a few articles of a part that is free, where enough are waiting. For a run that is still collecting."""
        if in_reading(self._engine, partial(articles.are_unread, least=WORTH_WHILE)):
            next((read for number, part in enumerate(PARTS) if (read := self._batch_of(number, part, AT_ONCE))), 0)

    def beside_others(self) -> None:
        """Read what nobody else reads, where enough is left. For a process that has done its shard of a run."""
        if in_reading(self._engine, partial(articles.are_unread, least=WORTH_LOADING)):
            while self._round():
                self._tick()

    def to_the_end(self) -> None:
        """Read until nothing is left; wait for what others are reading."""
        while True:
            read = self._round()
            self._tick()
            if read:
                continue
            if not self._shared or not in_reading(self._engine, partial(articles.are_unread, least=1)):
                return
            time.sleep(LOOK)

    def _round(self) -> int:
        """Read a batch of each part that nobody else reads. Gives how many articles were read."""
        if not self._shared:
            return self._batch(None)
        return sum(self._batch_of(number, part) for number, part in enumerate(PARTS))

    def _batch_of(self, number: int, part: IdRange, limit: int | None = None) -> int:
        if not in_reading(self._engine, partial(articles.unread, limit=1, within=part)):
            return 0
        name = f"(screening {number})"
        if not in_transaction(self._engine, lambda session: claims.claim(session, name, self._run_id, datetime.now(UTC))):
            return 0
        with beating(self._engine, self._run_id, name):
            return self._batch(part, limit)

    def _batch(self, part: IdRange | None, limit: int | None = None) -> int:
        screener, began = self.screener, time.monotonic()
        batch = screen_batch(self._engine, screener, datetime.now(UTC), part, limit)
        self._own += batch
        self._seconds += time.monotonic() - began
        return batch.read
