"""A run that a deployment started deals its outlets to the workers of the pool: real server, real workers, real crawlers, PostgreSQL."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from records.database import open_engine
from tests.conftest import postgresql_database
from tests.flows.work_pool import WorkPool, outlets_of, small_press, work_pool
from tests.processes import ending_with


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory, postgresql_server: str, empty_postgresql: str) -> Iterator[WorkPool]:
    with postgresql_database(postgresql_server, like=empty_postgresql) as url, ending_with():
        with work_pool(tmp_path_factory.mktemp("pool"), url) as made:
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


def test_the_outlets_of_a_run_are_visited_by_all_workers_and_each_page_once(pool: WorkPool, engine: Engine, tmp_path: Path) -> None:
    with small_press(4, 4) as press:
        file = tmp_path / "press.yaml"
        file.write_text(outlets_of(press, 0.5), encoding="utf-8")
        done = pool.wait_for_end(pool.run(outlets=[str(file)], limit_minutes=5))
        asked = [Counter(path for path in one.paths() if path.startswith("/news/")) for one in press]
    assert done["state_type"] == "COMPLETED", pool.logs()
    assert [sorted(counted.values()) for counted in asked] == [[1, 1, 1, 1]] * 4
    assert rows(engine, "SELECT count(*) FROM articles") == [(16,)]
    print(done["name"], [(one["name"], one["state_type"]) for one in pool.shards()])
