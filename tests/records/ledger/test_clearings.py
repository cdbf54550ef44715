"""Which cleared pages the ledger covers."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.conftest import NOW
from tests.pipelines.evidence.cleared_store import Store

OLD = NOW - timedelta(days=200)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> Store:
    return Store(engine, tmp_path / "var" / "evidence")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE snapshots SET dropped_at = '2026-11-20 00:00:00+00:00' WHERE article_id = 'young'", "no clearing in the ledger says so"),
        ("UPDATE snapshots SET dropped_at = (SELECT max(dropped_at) FROM snapshots) WHERE article_id = 'young'", "are not those of ledger row 1"),
        ("UPDATE snapshots SET dropped_at = NULL WHERE article_id = 'a'", "are not those of ledger row 1"),
        ("UPDATE snapshots SET dropped_at = NULL", "ledger row 1 cleared pages away, but none is marked so"),
    ],
)
def test_a_page_marked_as_cleared_that_no_decision_covers_is_a_fault(store: Store, change: str, told: str) -> None:
    store.file("run", OLD, "a", "b")
    store.file("run", NOW - timedelta(days=40), "young")
    store.clear()
    if store.engine.dialect.name == "sqlite":
        change = change.replace("00:00:00+00:00", "00:00:00.000000")
    with store.engine.begin() as connection:
        connection.execute(text(change))
    assert any(told in line for line in store.faults())
