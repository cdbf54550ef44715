"""A writing session on an empty database."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records.database import write_transaction


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with write_transaction(engine) as made:
        yield made
