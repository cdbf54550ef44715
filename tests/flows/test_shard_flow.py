"""A run that a deployment started deals its outlets to the workers of the pool: real server, real workers, real crawlers, PostgreSQL."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import Engine, text

from records.database import open_engine
from tests.conftest import postgresql_database
from tests.flows.work_pool import WorkPool, on_machine, outlets_of, small_press, work_pool
from tests.paths import ROOT
from tests.processes import ending_with

pytestmark = pytest.mark.usefixtures("processes")

# Outlets that are being visited and of which a page has come. It may be stored as late as at the end of the visit.
READING = (
    "SELECT DISTINCT claims.outlet FROM claims JOIN pages ON pages.outlet = claims.outlet AND pages.run_id = claims.run_id WHERE NOT pages.source"
)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory, postgresql_server: str, empty_postgresql: str) -> Iterator[WorkPool]:
    with postgresql_database(postgresql_server, like=empty_postgresql) as url, ending_with(), work_pool(tmp_path_factory.mktemp("pool"), url) as made:
        made.start_worker("w1")
        made.start_worker("w2")
        made.wait_for_workers(2)
        yield made


@pytest.fixture
def engine(pool: WorkPool) -> Iterator[Engine]:
    made = open_engine(pool.home.more["QORGAN_DATABASE_URL"])
    yield made
    made.dispose()


def rows(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)))


def begun_shard(pool: WorkPool, engine: Engine, run: str) -> dict[str, Any]:
    """The shard of a run that a worker of the pool does, once a page of its outlets has come."""
    found: list[dict[str, Any]] = []

    def working() -> bool:
        at_work = {name for (name,) in rows(engine, READING)}
        name = pool.flow_run(run)["name"]
        found[:] = [one for one in pool.shards() if one["name"].startswith(f"{name}, shard") and at_work & set(one["parameters"]["outlets"])]
        return bool(found)

    pool.wait(working, "shard at work")
    return found[0]


def test_the_outlets_of_a_run_are_visited_by_all_workers_and_each_page_once(pool: WorkPool, engine: Engine, tmp_path: Path) -> None:
    with small_press(4, 4) as press:
        file = tmp_path / "press.yaml"
        file.write_text(outlets_of(press, "shared", 0.5), encoding="utf-8")
        done = pool.wait_for_end(pool.run(outlets=[str(file)], limit_minutes=5))
        asked = [Counter(path for path in one.paths() if path.startswith("/news/")) for one in press]
    assert done["state_type"] == "COMPLETED", pool.logs()
    assert [sorted(counted.values()) for counted in asked] == [[1, 1, 1, 1]] * 4
    assert rows(engine, "SELECT count(*) FROM articles") == [(16,)]
    assert rows(engine, "SELECT state, count(*) FROM outlet_runs GROUP BY state") == [("answered", 4)]
    assert rows(engine, "SELECT count(*) FROM claims") == [(0,)]
    [shard] = pool.shards()
    assert shard["state_type"] == "COMPLETED"
    # Each says outlet and day; the shard stands below its run.
    day = done["name"].removeprefix("half-hourly run, ")[:10]
    assert shard["name"] == f"{done['name']}, shard 2: {shard['parameters']['outlets'][0]} and 1 more, {day}"
    assert pool.ask("GET", f"/task_runs/{shard['parent_task_run_id']}")["flow_run_id"] == done["id"]
    artifacts = pool.ask("POST", "/artifacts/filter", {"flow_runs": {"id": {"any_": [shard["id"]]}}})
    assert [one["key"] for one in artifacts] == ["shard-outlets"]
    assert all(outlet in artifacts[0]["data"] for outlet in shard["parameters"]["outlets"])


def test_a_run_that_is_cancelled_ends_its_shards_and_crawlers_and_leaves_nothing_claimed_or_open(
    pool: WorkPool, engine: Engine, tmp_path: Path
) -> None:
    with small_press(4, 60) as press:
        file = tmp_path / "press.yaml"
        file.write_text(outlets_of(press, "cancelled", 1), encoding="utf-8")
        run = pool.run(outlets=[str(file)], limit_minutes=5)
        shard = begun_shard(pool, engine, run)
        crawlers = pool.crawlers()
        assert len(crawlers) == 2, pool.logs()
        began = time.monotonic()
        pool.cancel(run)
        pool.wait(lambda: rows(engine, "SELECT count(*) FROM runs WHERE ended_at IS NULL") == [(0,)], "closed run")
        closed = time.monotonic()
        assert [pool.wait_for_end(one)["state_type"] for one in (run, shard["id"])] == ["CANCELLED", "CANCELLED"]
        print(f"closed {closed - began:.1f} s after the wish, cancelled {time.monotonic() - began:.1f} s")
        gone, alive = psutil.wait_procs(crawlers, timeout=60)
        assert alive == []
    assert rows(engine, "SELECT count(*) FROM claims") == [(0,)]
    assert rows(engine, "SELECT count(*) FROM outlet_runs WHERE state = 'running' OR ended_at IS NULL") == [(0,)]
    assert rows(engine, "SELECT count(*) FROM pages WHERE fate = 'fetched'") == [(0,)]
    assert rows(engine, "SELECT summary ->> 'broken_off' FROM runs ORDER BY started_at DESC LIMIT 1") == [("true",)]


def test_the_outlets_of_a_worker_that_was_killed_are_taken_over_and_its_shard_is_marked_as_crashed(
    pool: WorkPool, engine: Engine, tmp_path: Path
) -> None:
    before = rows(engine, "SELECT count(*) FROM articles")[0][0]
    with engine.begin() as connection:
        # What the run that was cancelled has left to read would be read first.
        connection.execute(text("UPDATE articles SET unread = false"))
    with small_press(4, 12) as press:
        file = tmp_path / "press.yaml"
        file.write_text(outlets_of(press, "killed", 1), encoding="utf-8")
        run = pool.run(outlets=[str(file)], limit_minutes=5)
        shard = begun_shard(pool, engine, run)
        hosts = {host for (host,) in rows(engine, "SELECT host FROM claims")}
        # Each on a machine of its own, where this system can show them so.
        assert len(hosts) == (2 if on_machine("another") else 1)
        killed = time.monotonic()
        pool.worker_of(shard).end_group()
        done = pool.wait_for_end(run)
        print(f"taken over and ended {time.monotonic() - killed:.0f} s after the kill")
    assert done["state_type"] == "COMPLETED", pool.logs()
    assert pool.flow_run(shard["id"])["state_type"] == "CRASHED"
    assert rows(engine, "SELECT count(*) FROM articles") == [(before + 48,)]
    last = rows(engine, "SELECT id FROM runs ORDER BY started_at DESC LIMIT 1")[0][0]
    assert rows(engine, f"SELECT state, finished, count(*) FROM outlet_runs WHERE run_id = '{last}' GROUP BY state, finished") == [
        ("answered", True, 4)
    ]


def test_a_run_whose_own_worker_was_killed_is_marked_as_crashed_by_the_automation_that_is_shipped(
    pool: WorkPool, engine: Engine, tmp_path: Path
) -> None:
    shipped = (ROOT / "prefect-automations.yaml").read_text(encoding="utf-8")
    # Signs of life come every 30 seconds at the most often.
    shorter = shipped.replace("within: 100\n", "within: 40\n")
    assert shorter != shipped
    (tmp_path / "automations.yaml").write_text(shorter, encoding="utf-8")
    pool.prefect("automation", "create", "--from-file", str(tmp_path / "automations.yaml"))
    with small_press(2, 60) as press:
        file = tmp_path / "press.yaml"
        file.write_text(outlets_of(press, "lost", 1), encoding="utf-8")
        run = pool.run(outlets=[str(file)], limit_minutes=5)
        pool.wait(lambda: pool.flow_run(run)["state_type"] == "RUNNING", "run")
        pool.worker_of(pool.flow_run(run)).end_group()
        done = pool.wait_for_end(run)
    assert done["state_type"] == "CRASHED", pool.logs()
    assert done["state"]["message"] == "no sign of life for 100 seconds"
