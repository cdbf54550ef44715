"""A writing session, a database that takes what cannot be read, and golden files that say the same of both databases."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.amber import AmberSnapshotExtension
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from records.database import write_transaction
from tests.empty_database import open_upgraded
from tests.records.ledger.anchored import Notary


class OfBothDatabases(AmberSnapshotExtension):
    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        name = super().get_snapshot_name(test_location=test_location, index=index)
        return re.sub(r"(?<=\[)(sqlite|postgresql)-?|-(sqlite|postgresql)(?=\])", "", name).replace("[]", "")


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(OfBothDatabases)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with write_transaction(engine) as made:
        yield made


@pytest.fixture
def lax_engine(tmp_path: Path) -> Iterator[Engine]:
    """SQLite alone: PostgreSQL takes nothing that cannot be read."""
    made = open_upgraded(f"sqlite:///{tmp_path / 'lax.db'}")
    yield made
    made.dispose()


@pytest.fixture
def notary(tmp_path: Path) -> Notary:
    return Notary(tmp_path / "notary")
