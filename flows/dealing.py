"""Deals the outlets of a run into shards that several workers can take. Pure.

A crawler asks many hosts side by side and waits most of the time, so how long a shard takes is no sum: it takes as long as its longest host, or the sum of its
outlets divided by how many of them one process keeps busy, whichever is more.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

# Seconds that a shard is to take: a worker that comes late still finds some that nobody has begun, and one that dies loses little.
TARGET = 240.0
# Outlets that one crawler process keeps busy: at a delay of five seconds 48 hosts give ten pages a second, half of what it reads and stores on a core. Each further shard
# starts a worker's process, a crawler and its readers anew, which costs as much as a thousand pages.
SIDE_BY_SIDE = 48
# Seconds of a visit, where no outlet of the run was ever visited.
UNKNOWN = 60.0


@dataclass(frozen=True)
class DealtOutlet:
    """An outlet to deal: its name, its own hosts (`Outlet.sites`), and the seconds that its visit is expected to take."""

    name: str
    sites: frozenset[str]
    seconds: float


def expected(names: Iterable[tuple[str, frozenset[str]]], history: Mapping[str, float]) -> list[DealtOutlet]:
    """Outlets with the seconds of their earlier visits (`records.outlets.run_history.visit_seconds`); the median of the others where there were none."""
    usual = median(history.values()) if history else UNKNOWN
    return [DealtOutlet(name, sites, history.get(name, usual)) for name, sites in names]


def deal(outlets: Sequence[DealtOutlet], workers: int, largest: int) -> list[tuple[str, ...]]:
    """Deal the outlets into shards: every outlet in one, and all that share a host in the same, since they take turns at it.

    There are so many shards that each worker gets as many as the others, and none takes much longer than `TARGET`, as long as each has outlets enough to keep a process
    busy: of two shards of a few outlets, done one after the other, each takes as long as both together. The longest is dealt first, into the shard that has least (LPT).
    At most `largest` outlets are in a shard, unless one host alone has more. The shard that takes longest stands first.
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


def _lpt(groups: Sequence[Sequence[DealtOutlet]], count: int, largest: int) -> list[list[DealtOutlet]] | None:
    """The groups, longest first, each into the least loaded shard that has room for it; one that is empty always has. None where there is room in none."""
    shards: list[list[DealtOutlet]] = [[] for _ in range(count)]
    loads = [0.0] * count
    for group in groups:
        open_ = [place for place in range(count) if not shards[place] or len(shards[place]) + len(group) <= largest]
        if not open_:
            return None
        least = min(open_, key=lambda place: (loads[place], len(shards[place])))
        shards[least].extend(group)
        loads[least] += _sum(group)
    return shards


def _by_host(outlets: Sequence[DealtOutlet]) -> list[list[DealtOutlet]]:
    """Outlets together that share a host, also by way of a third."""
    group_of: dict[str, list[DealtOutlet]] = {}
    groups: dict[int, list[DealtOutlet]] = {}
    for outlet in outlets:
        met = {id(group_of[site]): group_of[site] for site in outlet.sites if site in group_of}
        joined = [outlet]
        for group in met.values():
            joined = [*group, *joined]
            del groups[id(group)]
        groups[id(joined)] = joined
        group_of.update({site: joined for one in joined for site in one.sites})
    return list(groups.values())


def _sum(outlets: Collection[DealtOutlet]) -> float:
    return sum(outlet.seconds for outlet in outlets)
