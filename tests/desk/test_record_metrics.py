"""The record is counted now and then, not at every request; and a database that is away is told."""

from datetime import datetime
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import Engine, create_engine

from desk import record_metrics
from desk.record_metrics import RecordMetrics
from records.operating_figures import OperatingFigures
from tests.conftest import NOW


def told(figures: RecordMetrics, engine: Engine, now: datetime) -> bytes:
    """What Prometheus would read."""
    registry = CollectorRegistry()
    figures.look(engine, now)
    registry.register(figures)
    return generate_latest(registry)


def test_the_record_is_counted_once_for_many_who_ask(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []

    def count(_session: object, now: object) -> OperatingFigures:
        counted.append(now)
        return OperatingFigures(waiting={"drafts": 7})

    monkeypatch.setattr(record_metrics, "operating_figures", count)
    figures = RecordMetrics()
    for _ in range(5):
        assert b'qorgan_waiting{queue="drafts"} 7.0' in told(figures, engine, NOW)
    assert len(counted) == 1
    monkeypatch.setattr(record_metrics, "FRESH", 0.0)
    told(figures, engine, NOW)
    assert len(counted) == 2


def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    text = told(RecordMetrics(), create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'at-all.db'}"), NOW)
    assert b"qorgan_database_up 0.0" in text
    assert b"qorgan_waiting" not in text
