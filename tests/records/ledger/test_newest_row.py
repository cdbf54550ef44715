"""Whether a row of the ledger is there, or comes in a moment."""

from threading import Timer

import pytest
from sqlalchemy import Engine, func, select

from records.database import read_session, write_transaction
from records.incident_model import Victim
from records.ledger import newest_row
from records.ledger.newest_row import is_reached
from records.tables import LedgerRow
from tests.records.persons.persons_case import admit_victims


def test_a_row_that_is_there_or_comes_is_reached_and_one_that_never_comes_is_not(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def admit() -> None:
        with write_transaction(engine) as session:
            admit_victims(session, (Victim("Олег Ким"),))

    # However long a busy machine takes for it.
    monkeypatch.setattr(newest_row, "_PATIENCE", 600.0)
    with read_session(engine) as session:
        later = Timer(0.1, admit)
        later.start()
        assert is_reached(session, 1)
        later.join()
        assert is_reached(session, session.scalar(select(func.max(LedgerRow.id))) or 0)
        monkeypatch.setattr(newest_row, "_PATIENCE", 0.0)
        assert not is_reached(session, 1000)
