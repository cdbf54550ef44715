"""What the tests of the flow share: the command, and whole runs, in this process. To start a process for them takes far longer than most of what they do."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from flows import crawl_process
from flows.cli import boundary, main, run_command
from tests.flows.crawl_here import crawl_here
from tests.flows.real_command import Home

Here = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def own_environment() -> Iterator[None]:
    """What a command sets for the processes that it would start ends with the test."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def here(own_environment: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """`here(home, …)` runs `qorgan …` to its end as `home.qorgan(…)` does, but in this process: the whole of a command is its call of `main`."""
    monkeypatch.setattr(boundary, "_discard_stdout", lambda: None)

    def call(home: Home, *words: str, given: str = "", code: int | None = 0) -> "subprocess.CompletedProcess[str]":
        os.environ.clear()
        os.environ.update(home.environment)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8"))
        monkeypatch.setattr(sys, "argv", ["qorgan", *words])
        capsys.readouterr()
        try:
            main.main()
            ended = 0
        except SystemExit as end:
            ended = end.code if isinstance(end.code, int) else int(end.code is not None)
        said = capsys.readouterr()
        assert code is None or ended == code, f"exit {ended}\n{said.out[-2000:]}\n{said.err[-4000:]}\n{home.logs()}"
        return subprocess.CompletedProcess(["qorgan", *words], ended, said.out, said.err)

    return call


@pytest.fixture
def crawls_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The crawlers of a run read sites in memory (`memory_site`, `sample_site`) in this process."""
    monkeypatch.setattr(crawl_process, "run_crawler", crawl_here)


@pytest.fixture
def run_here(here: Here, crawls_here: None, monkeypatch: pytest.MonkeyPatch) -> Here:
    """As `here`, for commands that collect: they crawl in this process, and Prefect is away."""

    @contextmanager
    def away(_settings: object) -> Iterator[bool]:
        yield False

    monkeypatch.setattr(run_command, "run_prefect_server", away)
    return here
