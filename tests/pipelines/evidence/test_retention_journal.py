"""The journal of a clearing never costs a page that is kept."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipelines.evidence import retention_journal
from tests.conftest import NOW
from tests.pipelines.evidence.cleared_store import Store

OLD = NOW - timedelta(days=200)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> Store:
    return Store(engine, tmp_path / "var" / "evidence")


def test_the_journal_never_deletes_a_file_in_which_a_page_lies(store: Store) -> None:
    file = store.file("run", OLD, "drafted")
    store.draft("drafted")
    journal = store.folder / retention_journal.JOURNAL
    journal.write_text(json.dumps({"new": file}) + '\n{"new": "2026/01/01/half')
    store.clear()
    assert store.files() == [file]
    assert not journal.exists()
