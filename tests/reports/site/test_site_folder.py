"""The folder of the site: whole or not at all, never over something else, each file once, and the same hash whoever writes it."""

import hashlib
import json
import os
import signal
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import pytest

from reports.site.build import SiteWriters
from reports.site.site_files import SiteFiles, SiteNotWritten
from reports.site.site_folder import MARKER, ForeignFolder, SiteFolder
from reports.site.site_frame import SiteFrame


def stand(output: Path, content: bytes = b"one") -> SiteFolder:
    with SiteFolder(output) as folder:
        folder.add("en/index.html", content)
        folder.add("index.html", b"two")
        folder.stand({"as_of": "2026-11-24"})
    return folder


def test_a_site_stands_whole_and_tells_what_it_is(tmp_path: Path) -> None:
    made = stand(tmp_path / "deep" / "public")
    assert (tmp_path / "deep" / "public" / "en" / "index.html").read_bytes() == b"one"
    marker = json.loads((tmp_path / "deep" / "public" / MARKER).read_text())
    assert (marker["files"], marker["sha256"], marker["as_of"]) == (2, made.sha256, "2026-11-24")
    assert [one.name for one in (tmp_path / "deep").iterdir()] == ["public"], "nothing is left beside it"


def test_a_new_site_replaces_the_old_one_and_nothing_of_that_stays(tmp_path: Path) -> None:
    stand(tmp_path / "public")
    (tmp_path / "public" / "en" / "withdrawn.html").write_text("gone")
    stand(tmp_path / "public", b"new")
    assert (tmp_path / "public" / "en" / "index.html").read_bytes() == b"new"
    assert not (tmp_path / "public" / "en" / "withdrawn.html").exists()
    assert len(list(tmp_path.iterdir())) == 1


def test_a_site_that_is_not_finished_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    stand(tmp_path / "public")
    with SiteFolder(tmp_path / "public") as folder:
        folder.add("en/index.html", b"half")
    assert (tmp_path / "public" / "en" / "index.html").read_bytes() == b"one"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("before", [True, False])
def test_a_site_that_could_not_be_noted_in_the_ledger_is_taken_back(tmp_path: Path, before: bool) -> None:
    if before:
        stand(tmp_path / "public")

    def failing() -> None:
        with SiteFolder(tmp_path / "public") as folder:
            folder.add("en/index.html", b"new")
            folder.stand({})
            raise LookupError("the transaction failed")

    with pytest.raises(LookupError):
        failing()
    left = [file.read_bytes() for file in tmp_path.rglob("en/index.html")]
    assert left == ([b"one"] if before else [])
    assert len(list(tmp_path.iterdir())) == before


def test_what_stood_there_before_is_removed_only_behind_the_transaction(tmp_path: Path) -> None:
    stand(tmp_path / "public")
    with SiteFolder(tmp_path / "public") as folder:
        folder.add("en/index.html", b"new")
        folder.stand({})
        assert sorted(file.read_bytes() for file in tmp_path.rglob("en/index.html")) == [b"new", b"one"]
    assert [file.read_bytes() for file in tmp_path.rglob("en/index.html")] == [b"new"]


@pytest.mark.parametrize("foreign", ["photo.jpg", "index.html"])
def test_a_folder_that_holds_other_things_is_refused(tmp_path: Path, foreign: str) -> None:
    (tmp_path / foreign).write_text("mine")
    with pytest.raises(ForeignFolder, match=str(tmp_path)):
        SiteFolder(tmp_path)
    assert (tmp_path / foreign).read_text() == "mine"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "public").write_text("mine")
    with pytest.raises(ForeignFolder):
        SiteFolder(tmp_path / "public")


def test_a_file_in_its_place_is_refused_and_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    stand(tmp_path / "public")
    assert (tmp_path / "public" / MARKER).is_file()
    (tmp_path / "file").write_text("")
    with pytest.raises(SiteNotWritten, match=str(tmp_path)), SiteFolder(tmp_path / "file" / "public"):
        pass


def test_no_file_is_written_twice_and_the_hash_stands_for_names_and_contents(tmp_path: Path) -> None:
    with SiteFolder(tmp_path / "public") as folder:
        folder.add("index.html", b"one")
        with pytest.raises(ValueError, match="index.html"):
            folder.add("index.html", b"two")
    assert stand(tmp_path / "a").sha256 == stand(tmp_path / "b").sha256 != stand(tmp_path / "c", b"other").sha256


def test_files_are_written_once_and_known_by_a_hash_that_sha256sum_would_give(tmp_path: Path) -> None:
    files = SiteFiles(tmp_path, tmp_path)
    files.add("b.txt", b"two")
    files.add("a/b.txt", b"one")
    with pytest.raises(ValueError, match="b.txt"):
        files.add("b.txt", b"three")
    lines = "".join(f"{hashlib.sha256(words).hexdigest()}  {name}\n" for name, words in (("a/b.txt", b"one"), ("b.txt", b"two")))
    assert files.sha256 == hashlib.sha256(lines.encode()).hexdigest()
    assert (files.files, (tmp_path / "a" / "b.txt").read_bytes(), (tmp_path / "b.txt").read_bytes()) == (2, b"one", b"two")


def test_what_is_handed_over_is_taken_by_another_with_the_same_hash(tmp_path: Path) -> None:
    one, other = SiteFiles(tmp_path, tmp_path), SiteFiles(tmp_path, tmp_path)
    one.add("a.txt", b"one")
    before = one.sha256
    other.take(one.handed_over())
    assert (other.sha256, one.files) == (before, 0)


def put(frame: SiteFrame, name: str, content: str) -> str:
    frame.folder.add(name, content.encode())
    return f"{name} by {os.getpid()}"


def die(frame: SiteFrame) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def frame_in(folder: Path) -> SiteFrame:
    return SiteFrame(SiteFiles(folder, folder), date(2026, 11, 24))


def calls(number: int) -> list[Any]:
    return [(put, (f"en/{nth}.html", str(nth))) for nth in range(number)]


@pytest.mark.usefixtures("processes")
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


@pytest.mark.usefixtures("processes")
def test_what_a_call_raises_comes_through(tmp_path: Path) -> None:
    (tmp_path / "en").write_text("a file where a folder should be")
    with SiteWriters(frame_in(tmp_path), 2) as writers, pytest.raises(SiteNotWritten, match=str(tmp_path)):
        list(writers.each(calls(3)))


@pytest.mark.usefixtures("processes")
def test_where_one_of_them_ends_all_end_and_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(SiteNotWritten, match=str(tmp_path)), SiteWriters(frame_in(tmp_path), 2) as writers:
        list(writers.each([*calls(4), (die, ()), *calls(4)]))
    assert not [child for child in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]
