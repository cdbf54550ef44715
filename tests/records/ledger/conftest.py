"""A writing session, and a database that takes what cannot be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records.database import write_transaction
from tests.empty_database import open_upgraded
from tests.records.ledger.anchored import Notary


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
