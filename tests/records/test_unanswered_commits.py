"""A transaction whose commit was not answered is done again only if it did not take place. Over a real PostgreSQL that really ends the connection."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from records import database, ledger
from records.database import PendingCommit, pending_commit, read_with_retry, was_committed, write_transaction, write_with_retry
from records.errors import DatabaseUnavailable
from records.tables import LedgerRow
from records.vocabulary import LedgerAction
from tests.conftest import NOW
from tests.empty_database import open_upgraded
from tests.lost_connections import answer_lost, cut_at


@pytest.fixture
def server(upgraded_postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An empty database of this version, on PostgreSQL."""
    monkeypatch.setattr(database, "FIRST_PAUSE", 0.01)
    made = open_upgraded(upgraded_postgresql_url)
    yield made
    made.dispose()


def act(session: Session) -> int:
    """Something that is done each time it is called."""
    return ledger.append(session, at=NOW, who="Aigul", action=LedgerAction.REJECT, subject="draft 1", before={}, after={}).id


def rows(engine: Engine) -> int:
    return read_with_retry(engine, lambda session: session.scalar(select(func.count()).select_from(LedgerRow)) or 0)


@pytest.mark.parametrize("kept", [True, False])
def test_a_commit_that_was_not_answered_is_done_once(server: Engine, monkeypatch: pytest.MonkeyPatch, kept: bool) -> None:
    with answer_lost(server, monkeypatch, kept=kept) as lost:
        assert write_with_retry(server, act) == 1
    assert lost.done
    assert lost.seen == (1 if kept else 2)
    assert rows(server) == 1


def test_a_commit_without_a_row_of_the_ledger_is_done_once_too(server: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with server.begin() as connection:
        connection.execute(text("CREATE TABLE done (id serial)"))
    with answer_lost(server, monkeypatch) as lost:
        write_with_retry(server, lambda session: session.execute(text("INSERT INTO done DEFAULT VALUES RETURNING id")).scalar())
    assert lost.done
    assert read_with_retry(server, lambda session: session.scalar(text("SELECT count(*) FROM done"))) == 1


def test_a_connection_that_is_lost_anywhere_in_a_transaction_leaves_no_half_of_it(server: Engine) -> None:
    number = 0
    while True:
        number += 1
        with cut_at(server, number) as cut:
            write_with_retry(server, lambda session: [act(session), act(session)])
        assert rows(server) == 2 * number
        if not cut.done:
            break
    assert number > 4


def test_a_reading_that_is_cut_off_is_read_again_as_a_whole(server: Engine) -> None:
    write_with_retry(server, act)
    with cut_at(server, 2) as cut:
        assert read_with_retry(server, lambda session: [session.scalar(text("SELECT count(*) FROM ledger")) for _ in range(3)]) == [1, 1, 1]
    assert cut.done


def test_an_id_that_a_crashed_server_gave_to_another_transaction_is_not_believed(server: Engine) -> None:
    with write_transaction(server) as session:
        act(session)
        mine = pending_commit(session)
    assert mine.row is not None
    with server.connect() as connection, Session(connection) as session:
        assert was_committed(session, mine)
        assert not was_committed(session, PendingCommit(mine.id, (mine.row[0], "0" * 64)))
        assert not was_committed(session, PendingCommit(str(2**40), mine.row)), "forgotten by the server"


def test_while_the_server_has_not_ended_the_transaction_nobody_knows(server: Engine) -> None:
    with write_transaction(server) as session:
        act(session)
        mine = pending_commit(session)
        with server.connect() as connection, Session(connection) as other, pytest.raises(DatabaseUnavailable):
            was_committed(other, mine)


def test_a_transaction_that_wrote_nothing_may_always_be_done_again(engine: Engine) -> None:
    with write_transaction(engine) as session:
        mine = pending_commit(session)
    assert mine.id is None
    read_with_retry(engine, lambda session: was_committed(session, mine))
