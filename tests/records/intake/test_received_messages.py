"""A message is stored once, with its files and its row of the ledger; who sent it and what it says are in no row."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, text, update

from records.database import read_session, write_transaction
from records.errors import NoSuchMessage
from records.intake.received_messages import (
    came_with_message,
    files_of_message,
    find_message,
    known,
    newest_fetch,
    newest_number,
    same_message,
)
from records.ledger.ledger_verify import standing_faults
from records.tables import EvidenceFileRow, LedgerRow, MessageFileRow, ReceivedMessageRow
from records.vocabulary import Door, LeftBehind, MessageFate
from tests.conftest import NOW
from tests.records.intake.received import receive
from tests.records.ledger.chain import chain_faults


def faults(engine: Engine) -> list[str]:
    found: list[str] = []
    with read_session(engine) as session:
        standing_faults(session, found.append)
    return found


def test_a_message_is_stored_once_with_its_files(engine: Engine) -> None:
    id = receive(engine, files=("a.pdf", "b.pdf"), left_out=(("c.zip", LeftBehind.TOO_LARGE),))
    with pytest.raises(AssertionError):
        receive(engine)
    with read_session(engine) as session:
        row = find_message(session, id)
        assert (row.state, row.left_out) == ("waiting", [{"name": "c.zip", "why": "too_large"}])
        whole, files = files_of_message(session, id)
        assert whole is not None
        assert whole.name == "message.eml"
        assert [one.name for one in files] == ["a.pdf", "b.pdf"]
        assert came_with_message(session, whole.id)
        assert not came_with_message(session, 99)
        assert known(session, "mail:a:1", 1)
        assert not known(session, "mail:a:1", 2)
        assert (newest_number(session, "mail:a:1"), newest_number(session, "mail:a:2")) == (1, None)
        assert (newest_fetch(session, "mail:a:1"), newest_fetch(session, "mail:a:2")) == (NOW, None)
        told = json.dumps([row.after for row in session.scalars(select(LedgerRow))], ensure_ascii=False)
        assert "saule" not in told
        assert "қоқан" not in told
    assert faults(engine) == []
    assert chain_faults(engine) == []


def test_the_same_content_is_repeated_and_what_is_refused_keeps_nothing(engine: Engine) -> None:
    first = receive(engine)
    again = receive(engine, 2, digest=f"{1:064}", files=("a.pdf",))
    refused = receive(engine, 3, fate=MessageFate.TOO_LARGE, files=("a.pdf",))
    with read_session(engine) as session:
        assert same_message(session, Door.MAIL, f"{1:064}") == first
        assert same_message(session, Door.TELEGRAM, f"{1:064}") is None
        assert (find_message(session, again).fate, find_message(session, again).same_as) == ("repeated", first)
        for id in (again, refused):
            assert (find_message(session, id).text, find_message(session, id).state, files_of_message(session, id)) == ("", "not_kept", (None, []))
        assert session.scalar(select(func.count(EvidenceFileRow.id))) == 1


def test_a_moment_that_lies_ahead_is_now_and_no_text_breaks_the_database(engine: Engine) -> None:
    id = receive(engine, came_at=NOW + timedelta(days=9), text="a\x00b\ud800" + "x" * 30_000, subject="s" * 5000, sender="a" * 5000)
    with read_session(engine) as session:
        row = find_message(session, id)
        assert (row.came_at, row.text[:3], len(row.text), row.text_cut, len(row.subject), len(row.sender)) == (NOW, "ab?", 20_000, True, 500, 320)


@pytest.mark.parametrize("id", [0, -1, 7, 2**70])
def test_a_message_that_is_not_there_is_told(engine: Engine, id: int) -> None:
    with read_session(engine) as session, pytest.raises(NoSuchMessage):
        find_message(session, id)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_message_that_was_changed_past_the_ledger_is_noticed(engine: Engine) -> None:
    id = receive(engine)
    for values in ({"text": "forged"}, {"sender": "other"}, {"state": "aside"}):
        with write_transaction(engine) as session:
            before = {name: getattr(find_message(session, id), name) for name in values}
            session.execute(update(ReceivedMessageRow).values(values))
        assert len(faults(engine)) == 1, values
        with write_transaction(engine) as session:
            session.execute(update(ReceivedMessageRow).values(before))
    assert faults(engine) == []
    with write_transaction(engine) as session:
        session.execute(text("DELETE FROM message_files"))
    assert len(faults(engine)) == 1, "its files belong to what the ledger says"
    with write_transaction(engine) as session:
        session.execute(text("DELETE FROM received_messages"))
        assert session.scalars(select(MessageFileRow)).all() == []
    assert len(faults(engine)) == 1
