"""Pages that several processes write: the same files, errors that come through, and nothing left behind where one of them ends."""

import os
import signal
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import pytest

from reports.site.site_files import SiteFiles, SiteNotWritten
from reports.site.site_frame import SiteFrame
from reports.site.site_writers import SiteWriters


def put(frame: SiteFrame, name: str, content: str) -> str:
    frame.folder.add(name, content.encode())
    return f"{name} by {os.getpid()}"


def die(frame: SiteFrame) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def frame_in(folder: Path) -> SiteFrame:
    return SiteFrame(SiteFiles(folder, folder), date(2026, 11, 24))


def calls(number: int) -> list[Any]:
    return [(put, (f"en/{nth}.html", str(nth))) for nth in range(number)]


def test_several_processes_write_what_one_writes_and_answer_in_order(tmp_path: Path) -> None:
    told, hashes = {}, set()
    for workers in (1, 2):
        frame = frame_in(tmp_path / str(workers))
        with SiteWriters(frame, workers) as writers:
            given = list(writers.each(calls(11)))
        assert [one.partition(" ")[0] for one in given] == [f"en/{nth}.html" for nth in range(11)]
        assert {file.name: file.read_text() for file in frame.folder.root.rglob("*.html")} == {f"{nth}.html": str(nth) for nth in range(11)}
        told[workers] = {one.rpartition(" ")[2] for one in given}
        hashes.add((frame.folder.files, frame.folder.sha256))
    assert len(hashes) == 1
    assert told[1] == {str(os.getpid())}
    assert len(told[2]) == 2
    assert str(os.getpid()) not in told[2]


def test_a_name_that_two_of_them_write_is_refused(tmp_path: Path) -> None:
    files = SiteFiles(tmp_path, tmp_path)
    files.add("en/1.html", b"a")
    with pytest.raises(ValueError, match="written twice"):
        files.take({"en/2.html": "", "en/1.html": ""})
    assert files.names == ["en/1.html"]


def test_what_a_call_raises_comes_through(tmp_path: Path) -> None:
    (tmp_path / "en").write_text("a file where a folder should be")
    with SiteWriters(frame_in(tmp_path), 2) as writers, pytest.raises(SiteNotWritten, match=str(tmp_path)):
        list(writers.each(calls(3)))


def test_where_one_of_them_ends_all_end_and_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(SiteNotWritten, match="a process that wrote pages has ended"), SiteWriters(frame_in(tmp_path), 2) as writers:
        list(writers.each([*calls(4), (die, ()), *calls(4)]))
    assert not [child for child in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]
