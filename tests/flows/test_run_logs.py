"""Logs do not grow for ever, and what they say is kept as long as somebody may want it."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from flows import run_logs
from flows.run_logs import KEPT, drop_if_empty, prune_logs, rotate
from tests.conftest import NOW


def made(folder: Path, name: str, days: float, words: str = "x") -> Path:
    path = folder / name
    path.write_text(words)
    moment = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_logs_of_old_runs_are_deleted_and_no_other_file(tmp_path: Path) -> None:
    old = [made(tmp_path, f"2026010{day}T060000000000-run-0.{ending}", 300) for day in range(1, 4) for ending in ("log", "watch")]
    others = [made(tmp_path, name, 300) for name in ("crash.log", "prefect-server.log", "security.log", "notes.txt")]
    new = [made(tmp_path, f"20261120T06{number:02d}00000000-run-watch-1.log", 4) for number in range(KEPT)]
    assert prune_logs(tmp_path, 90, NOW) == len(old)
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in (*others, *new))
    assert prune_logs(tmp_path / "none", 90, NOW) == 0


def test_logs_of_old_checks_are_deleted_too(tmp_path: Path) -> None:
    checks = [made(tmp_path, f"check-20260101T0600{number:02d}-77.log", 300) for number in range(KEPT + 2)]
    assert prune_logs(tmp_path, 90, NOW) == 2
    assert [path.exists() for path in checks[:3]] == [False, False, True]


def test_the_log_of_a_server_that_goes_on_writing_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_logs, "LARGE", 10)
    path = tmp_path / "prefect-server.log"
    with open(path, "ab", buffering=0) as server:
        server.write(b"a long time ago\n")
        prune_logs(tmp_path, 90, NOW)
        server.write(b"now\n")
    assert (path.read_text(), (tmp_path / "prefect-server.log.1").read_text()) == ("now\n", "a long time ago\n")


def test_a_clock_that_is_ahead_leaves_the_newest(tmp_path: Path) -> None:
    for number in range(KEPT + 10):
        made(tmp_path, f"20261120T06{number:02d}00000000-run-0.log", 4)
    assert prune_logs(tmp_path, 90, NOW + timedelta(days=366)) == 10
    assert len(list(tmp_path.iterdir())) == KEPT


def test_a_folder_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "20250101T060000000000-run-0.log").mkdir()
    for number in range(KEPT):
        made(tmp_path, f"20261120T06{number:02d}00000000-run-0.log", 4)
    assert prune_logs(tmp_path, 0.0, NOW + timedelta(days=9999)) == 0


def test_a_log_that_says_nothing_is_not_kept(tmp_path: Path) -> None:
    empty, said = made(tmp_path, "a.log", 0, ""), made(tmp_path, "b.log", 0)
    for path in (empty, said, tmp_path / "none.log"):
        drop_if_empty(path)
    assert (empty.exists(), said.exists()) == (False, True)


def test_a_large_log_is_begun_anew_and_the_one_before_it_stays(tmp_path: Path) -> None:
    path = made(tmp_path, "prefect-server.log", 0)
    rotate(path)
    assert path.exists()
    os.truncate(path, run_logs.LARGE + 1)
    rotate(path)
    assert not path.exists()
    assert (tmp_path / "prefect-server.log.1").stat().st_size == run_logs.LARGE + 1
    rotate(path)
