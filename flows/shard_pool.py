"""What a run needs of the work pool on which its shards are started (`flows.prefect_pool` has the one of Prefect)."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Protocol

from flows.crawl_process import CrawlShare


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
