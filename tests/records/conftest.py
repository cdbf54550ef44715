"""What tests of the records share."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records.database import write_transaction


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """One transaction over an empty database, for as long as the test lasts."""
    with write_transaction(engine) as made:
        yield made
