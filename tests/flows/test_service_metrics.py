"""On a machine without a desk, Prometheus asks `qorgan serve`; nobody else's machine can."""

import socket
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from flows.service_metrics import giving_metrics
from records.errors import SettingsError
from records.settings import Settings
from tests.flows.real_command import free_ports


def database_of(engine: Engine) -> str:
    """Its address, with the password."""
    return engine.url.render_as_string(hide_password=False)


def test_the_figures_of_the_record_are_given_at_the_port_and_whether_prefect_answers(engine: Engine) -> None:
    port, answers = free_ports(1), [True]
    with giving_metrics(Settings(database_url=database_of(engine), metrics_port=port), lambda: answers[0]):
        first = httpx.get(f"http://127.0.0.1:{port}/metrics").text
        answers[0] = False
        second = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    assert "qorgan_database_up 1.0" in first
    assert 'qorgan_waiting{queue="drafts"} 0.0' in first
    assert "qorgan_serve_prefect_up 1.0" in first
    assert "qorgan_serve_prefect_up 0.0" in second
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/metrics")


def test_without_a_port_nothing_listens(tmp_path: Path) -> None:
    # No database is opened either: there is none.
    with giving_metrics(Settings(data=tmp_path / "nowhere"), lambda: True):
        assert not (tmp_path / "nowhere").exists()


def test_a_port_that_somebody_has_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with (
            pytest.raises(SettingsError, match=f"QORGAN_METRICS_PORT: port {port} is taken"),
            giving_metrics(Settings(data=tmp_path, metrics_port=port), lambda: True),
        ):
            pass
