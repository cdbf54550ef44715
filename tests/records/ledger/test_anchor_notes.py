"""What the database knows of anchors: when the next is due, what it says, who has it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.ledger import anchor_notes
from tests.conftest import NOW
from tests.records.ledger.anchored import Notary
from tests.records.ledger.chain import act, head

DAY = timedelta(days=1)


@pytest.fixture
def notary(tmp_path: Path) -> Notary:
    return Notary(tmp_path / "notary")


def due(engine: Engine, days: float) -> bool:
    with read_session(engine) as session:
        return anchor_notes.is_due(session, NOW + days * DAY)


def test_an_anchor_says_which_ledger_which_row_which_hash_and_when(engine: Engine) -> None:
    with read_session(engine) as session:
        assert anchor_notes.unsigned_anchor(session, NOW) is None
        assert anchor_notes.ledger_name(session) is None
    act(engine, 1)
    first = head(engine)
    act(engine, 2)
    with read_session(engine) as session:
        made = anchor_notes.unsigned_anchor(session, NOW + timedelta(microseconds=7))
    assert made is not None
    assert (made.ledger, made.seq, made.hash, made.at) == (first.hash[:16], 3, head(engine).hash, NOW)


def test_an_anchor_is_due_once_a_day_of_the_home_country_and_only_when_the_ledger_went_on(engine: Engine, notary: Notary) -> None:
    assert not due(engine, 0)
    act(engine)
    assert due(engine, 0)
    notary.anchor(engine)
    assert not due(engine, 3)
    act(engine)
    # NOW is 11:00 in Kazakhstan.
    assert [due(engine, hours / 24) for hours in (0, 12.9, 13.1)] == [False, False, True]


def test_an_anchor_of_a_clock_that_was_ahead_does_not_put_off_the_next(engine: Engine, notary: Notary) -> None:
    act(engine)
    notary.anchor(engine, day=365)
    act(engine)
    assert due(engine, 0)


def test_the_newest_anchor_is_to_be_sent_until_somebody_has_it(engine: Engine, notary: Notary) -> None:
    act(engine)
    notary.anchor(engine)
    act(engine)
    newest = notary.anchor(engine, 1)
    with write_transaction(engine) as session:
        assert anchor_notes.unsent(session) == anchor_notes.newest(session) == newest
        anchor_notes.note(session, newest)
        anchor_notes.note_sent(session, newest, NOW)
    with read_session(engine) as session:
        assert anchor_notes.unsent(session) is None
        assert len(anchor_notes.noted_lines(session)) == 2


def test_the_anchor_of_a_row_is_the_newest_that_is_not_after_it(engine: Engine, notary: Notary) -> None:
    act(engine, 2)
    first = notary.anchor(engine)
    act(engine, 2)
    second = notary.anchor(engine, 1)
    with read_session(engine) as session:
        assert [anchor_notes.covering(session, row) for row in (1, 2, 3, 4, 9)] == [None, first, first, second, second]
        assert [anchor_notes.holds(session, one) for one in (first, second)] == [True, True]
