"""The record is counted now and then, not at every request; and a database that is away is told."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from desk import desk_metrics
from desk.desk_metrics import DeskMetrics
from records.operating_figures import OperatingFigures
from tests.conftest import NOW


def test_the_record_is_counted_once_for_many_who_ask(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []

    def count(_session: object, now: object) -> OperatingFigures:
        counted.append(now)
        return OperatingFigures(waiting={"drafts": 7})

    monkeypatch.setattr(desk_metrics, "operating_figures", count)
    figures = DeskMetrics()
    for _ in range(5):
        assert b'qorgan_waiting{queue="drafts"} 7.0' in figures.text(engine, NOW)
    assert len(counted) == 1
    monkeypatch.setattr(desk_metrics, "FRESH", 0.0)
    figures.text(engine, NOW)
    assert len(counted) == 2


def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    text = DeskMetrics().text(create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'at-all.db'}"), NOW)
    assert b"qorgan_database_up 0.0" in text
    assert b"qorgan_waiting" not in text


def test_a_method_that_nobody_knows_has_one_name(engine: Engine) -> None:
    figures = DeskMetrics()
    for method in ("FORGED1", "FORGED2"):
        figures.observe({"type": "http", "method": method}, 405, 0.1)
    assert b'qorgan_desk_request_seconds_count{method="other",route="other",status="4xx"} 2.0' in figures.text(engine, NOW)
