"""Outlets are dealt so that no host is in two shards, no outlet is lost, and no worker has much more to do than another."""

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from flows.dealing import SIDE_BY_SIDE, TARGET, UNKNOWN, DealtOutlet, deal, expected

SECONDS = st.integers(0, 2000).map(float)
HOSTS = st.frozensets(st.integers(0, 30).map("host{}.kz".format), min_size=1, max_size=3)
OUTLETS = st.lists(st.tuples(HOSTS, SECONDS), max_size=60).map(
    lambda drawn: [DealtOutlet(f"kz_{number:02}", sites, seconds) for number, (sites, seconds) in enumerate(drawn)]
)


def alone(*seconds: float) -> list[DealtOutlet]:
    """Outlets that share no host."""
    return [DealtOutlet(f"kz_{number:03}", frozenset({f"host{number}.kz"}), taken) for number, taken in enumerate(seconds)]


def loads(outlets: list[DealtOutlet], shards: list[tuple[str, ...]]) -> list[float]:
    taken = {outlet.name: outlet.seconds for outlet in outlets}
    return [sum(taken[name] for name in shard) for shard in shards]


@given(OUTLETS, st.integers(1, 6), st.integers(1, 20))
def test_every_outlet_is_in_one_shard_and_no_shard_is_empty(outlets: list[DealtOutlet], workers: int, largest: int) -> None:
    shards = deal(outlets, workers, largest)
    assert Counter(name for shard in shards for name in shard) == Counter(outlet.name for outlet in outlets)
    assert all(shards)


@given(OUTLETS, st.integers(1, 6), st.integers(1, 20))
def test_no_host_is_in_two_shards(outlets: list[DealtOutlet], workers: int, largest: int) -> None:
    sites = {outlet.name: outlet.sites for outlet in outlets}
    met = Counter(site for shard in deal(outlets, workers, largest) for site in {site for name in shard for site in sites[name]})
    assert set(met.values()) <= {1}


@given(st.lists(SECONDS, max_size=60), st.integers(1, 6), st.integers(1, 20))
def test_no_shard_holds_more_than_a_process_can_unless_one_host_has_more(seconds: list[float], workers: int, largest: int) -> None:
    assert all(len(shard) <= largest for shard in deal(alone(*seconds), workers, largest))
    one_host = [DealtOutlet(outlet.name, frozenset({"host.kz"}), outlet.seconds) for outlet in alone(*seconds)]
    assert len(deal(one_host, workers, largest)) <= 1


@given(st.lists(SECONDS, min_size=1, max_size=60), st.integers(1, 6))
def test_the_longest_shard_is_within_the_bound_of_dealing_the_longest_first(seconds: list[float], workers: int) -> None:
    """Whoever gets the last piece had least before it (Graham 1966)."""
    outlets = alone(*seconds)
    shards = deal(outlets, workers, 150)
    count = len(shards)
    assert max(loads(outlets, shards)) <= sum(seconds) / count + max(seconds) * (1 - 1 / count) + 1e-6


@given(st.lists(SECONDS, min_size=3, max_size=7))
def test_the_longest_shard_is_at_most_a_third_longer_than_in_the_best_dealing(seconds: list[float]) -> None:
    """4/3 - 1/3m (Graham 1969), against every dealing there is."""
    outlets = alone(*seconds)
    shards = deal(outlets, 3, 150)
    if len(shards) == 3:
        best = min(
            max(sum(one for one, place in zip(seconds, places, strict=True) if place == shard) for shard in range(3))
            for places in product(range(3), repeat=len(seconds))
        )
        assert max(loads(outlets, shards)) <= best * (4 / 3 - 1 / 9) + 1e-6


def test_each_worker_gets_as_many_shards_as_the_others_and_more_where_one_would_take_too_long() -> None:
    assert len(deal(alone(*[60.0] * 40), 3, 150)) == 3
    long = alone(*[TARGET] * (SIDE_BY_SIDE * 6))
    shards = deal(long, 3, 150)
    assert len(shards) == 6
    assert max(loads(long, shards)) / SIDE_BY_SIDE <= TARGET


def test_however_long_the_visits_take_no_worker_gets_two_shards_of_few_outlets() -> None:
    """48 hosts of nine minutes are asked side by side: two workers need as long for twelve each, twice, as for 24."""
    assert [len(shard) for shard in deal(alone(*[540.0] * 48), 2, 150)] == [24, 24]


def test_few_outlets_make_no_more_shards_than_there_are_hosts_and_none_makes_none() -> None:
    assert len(deal(alone(5.0, 5.0), 6, 150)) == 2
    assert deal([], 3, 150) == []


def test_the_shard_that_takes_longest_stands_first() -> None:
    assert deal(alone(10.0, 500.0, 20.0), 3, 150) == [("kz_001",), ("kz_002",), ("kz_000",)]


def test_an_outlet_that_was_never_visited_is_expected_to_take_what_the_others_take() -> None:
    names = [("kz_a", frozenset({"a.kz"})), ("kz_b", frozenset({"b.kz"}))]
    assert [outlet.seconds for outlet in expected(names, {"kz_a": 90.0, "kz_c": 10.0, "kz_d": 30.0})] == [90.0, 30.0]
    assert [outlet.seconds for outlet in expected(names, {})] == [UNKNOWN, UNKNOWN]
