"""The invented record of the publications."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from records.database import write_transaction
from tests.empty_database import open_upgraded
from tests.golden.publications import record


@pytest.fixture(scope="session")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The record, to be read only."""
    engine = open_upgraded(f"sqlite:///{tmp_path_factory.mktemp('press') / 'press.db'}")
    with write_transaction(engine) as session:
        record.store(session, *record.PURSUED)
    yield engine
    engine.dispose()
