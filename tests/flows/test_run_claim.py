"""The claim on a run beats as long as the run works, and is gone afterwards, whatever a single beat came to."""

import sqlite3
import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from flows.run_claim import beating
from records.database import read_session, write_transaction
from records.outlets import claims
from records.tables import ClaimRow
from tests.conftest import NOW


def test_the_claim_beats_while_the_run_works_also_after_a_beat_that_failed(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "BEAT", timedelta(milliseconds=5))
    with write_transaction(engine) as session:
        claims.claim(session, claims.run_name("r1"), "r1", NOW)
    beats, beaten, true_beat = [0], threading.Event(), claims.beat

    def beat(*given: object) -> None:
        beats[0] += 1
        if beats[0] == 1:
            raise OperationalError("UPDATE claims", {}, Exception("the server is away"))
        true_beat(*given)  # type: ignore[arg-type]
        if beats[0] == 3:
            beaten.set()

    monkeypatch.setattr(claims, "beat", beat)
    with beating(engine, "r1"):
        assert beaten.wait(60)
        with read_session(engine) as session:
            assert session.get_one(ClaimRow, claims.run_name("r1")).beat_at > NOW
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from claims")).scalar() == 0


def test_beats_that_fail_on_a_full_disk_are_told_once_and_in_one_line(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(claims, "BEAT", timedelta(milliseconds=5))
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    beats, beaten = [0], threading.Event()

    def beat(*_given: object) -> None:
        beats[0] += 1
        if beats[0] == 3:
            beaten.set()
        raise OperationalError("UPDATE claims SET beat_at=?", {}, full)

    monkeypatch.setattr(claims, "beat", beat)
    with beating(engine, "r1"):
        assert beaten.wait(60)
    [line] = [record.getMessage() for record in caplog.records if record.name == "flows.run_claim"]
    assert "the disk is full" in line
    assert "\n" not in line
    assert "UPDATE" not in line
    assert "sqlalche" not in line
