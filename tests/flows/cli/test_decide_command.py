"""`qorgan decide` over a PostgreSQL that loses the connection: the decision is taken once, and told."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from flows.cli.decide_command import decide
from records import database, patience
from records.database import read_session, write_transaction
from records.tables import LedgerRow
from records.vocabulary import DecisionAction, RejectReason
from tests.desk.site import FEW, add_draft
from tests.empty_database import open_upgraded
from tests.lost_connections import answer_lost, cut_at


@pytest.fixture
def server(upgraded_postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The database of this command, on PostgreSQL, with one draft."""
    monkeypatch.setattr(patience, "FIRST", 0.01)
    engine = open_upgraded(upgraded_postgresql_url)
    with write_transaction(engine) as session:
        add_draft(session, "a", **FEW["a"])
    monkeypatch.setattr(database, "open_database", lambda _url: engine)
    return engine


def acts(engine: Engine) -> list[str]:
    with read_session(engine) as session:
        return list(session.scalars(select(LedgerRow.action).order_by(LedgerRow.id)))


def test_a_decision_whose_commit_was_not_answered_is_taken_once_and_told(
    server: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with answer_lost(server, monkeypatch) as lost:
        decide(1, DecisionAction.CONFIRM, "Aigul")
    assert lost.done
    assert acts(server).count("confirm") == 1
    assert "Draft 1: confirmed. It is recorded as KZ-2026-0001." in capsys.readouterr().err


def test_a_decision_that_is_cut_off_is_taken_by_the_next_try(server: Engine, tmp_path: Path) -> None:
    with cut_at(server, 1, "INSERT INTO ledger") as cut:
        decide(1, DecisionAction.REJECT, "Aigul", reason=RejectReason.NOT_PRESS)
    assert cut.done
    assert acts(server) == ["reject"]
