"""What the evidence holds and what of it could go, also where a file holds nothing that was stored."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipelines.evidence.inventory import evidence_inventory
from records.database import read_session
from tests.conftest import NOW
from tests.pipelines.evidence.cleared_store import Store


@pytest.mark.parametrize("others", [(), ("a",)])
def test_a_file_in_which_no_page_was_an_article_is_counted_and_nothing_of_it_could_go(
    engine: Engine, tmp_path: Path, others: tuple[str, ...]
) -> None:
    store = Store(engine, tmp_path / "evidence")
    store.file("short", NOW, None, None)
    if others:
        store.file("long", NOW, *others)
    with read_session(engine) as session:
        found = evidence_inventory(session, store.folder, NOW)
    assert found.files == 1 + len(others)
    assert found.pages == len(others)
    assert found.bytes == sum(path.stat().st_size for path in store.folder.rglob("*.warc.gz"))
