"""The command of a run, before the run begins."""

from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

from flows.cli.run_command import _sample
from records.settings import read_settings
from spiders.sample.server import serve
from tests.flows.real_command import free_ports


def test_a_run_over_the_newsroom_of_another_process_says_what_answers_at_the_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_ports(3)
    monkeypatch.setenv("QORGAN_DATA", str(tmp_path))
    monkeypatch.setenv("QORGAN_SAMPLE_PORT", str(port))
    assert read_settings().sample_port == port
    with serve(port, date(2026, 11, 24)):
        with ExitStack() as stack:
            _sample(stack)
        assert capsys.readouterr().err.startswith(f"port {port}: ")
    with ExitStack() as stack:
        _sample(stack)
    assert capsys.readouterr().err == ""
