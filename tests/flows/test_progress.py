"""What a replay tells while it works: a bar on a terminal, a line a minute elsewhere."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from flows import progress, replay_words
from records.database import open_engine, upgrade
from records.settings import read_settings
from spiders.crawl.replay_progress import ProgressFile, progress_path


@pytest.mark.parametrize("terminal", [True, False])
def test_bytes_and_records_of_a_replay_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    monkeypatch.setenv("QORGAN_DATA", str(tmp_path))
    monkeypatch.delenv("QORGAN_DATABASE_URL", raising=False)
    engine = open_engine(read_settings().database)
    upgrade(engine)
    engine.dispose()
    (tmp_path / "logs").mkdir()
    told = ProgressFile(progress_path(tmp_path / "logs", "run"))
    told.counts.files, told.counts.size, told.counts.bytes, told.counts.records, told.counts.seconds = 2, 4_000_000, 1_000_000, 300, 5.0
    told.tell()
    moments = iter(range(0, 6000, 60))
    real = replay_words.replay_now_and_then
    monkeypatch.setattr(progress, "replay_now_and_then", lambda say: real(say, clock=lambda: next(moments)))
    stream = io.StringIO()
    with progress.following(Console(file=stream, force_terminal=terminal, width=200)) as shown:
        shown.began("run")
        shown.tick()
    said = stream.getvalue()
    assert "file 1 of 2, 1 of 4 MB, records 300" in said
    assert ("replaying" in said) is terminal
    assert said.count("\n") >= 1
