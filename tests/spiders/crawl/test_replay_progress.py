"""A crawler tells in a file how far its replay has come, and takes the file away at its end."""

from pathlib import Path

from spiders.crawl.replay_progress import ProgressFile, ReplayProgress, progress_path, read_progress


def test_it_is_told_and_read_and_gone_at_the_end(tmp_path: Path) -> None:
    told = ProgressFile(progress_path(tmp_path, "run"))
    assert read_progress(told.path) is None
    told.counts.records = 7
    told.tell()
    told.counts.records = 8
    told.tell()
    found = read_progress(told.path)
    assert found is not None
    assert found.records == 7, "at most once a second"
    told.close()
    assert list(tmp_path.iterdir()) == []
    assert told.counts.as_json()["records"] == 8


def test_what_cannot_be_written_or_read_disturbs_nobody(tmp_path: Path) -> None:
    ProgressFile(tmp_path / "none" / "x").tell()
    (tmp_path / "bad").write_text("{")
    assert read_progress(tmp_path / "bad") is None


def test_the_time_left_is_by_what_was_read_now() -> None:
    assert ReplayProgress(size=100, before=50, bytes=75, seconds=10.0).seconds_left == 10.0
    assert ReplayProgress(size=100, before=50, bytes=50).seconds_left is None
