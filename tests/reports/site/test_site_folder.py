"""The folder of the site: whole or not at all, never over something else, and the same hash for the same files."""

import json
from pathlib import Path

import pytest

from reports.site.site_files import SiteNotWritten
from reports.site.site_folder import MARKER, ForeignFolder, SiteFolder


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
    with pytest.raises(ForeignFolder, match="holds other things"):
        SiteFolder(tmp_path)
    assert (tmp_path / foreign).read_text() == "mine"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "public").write_text("mine")
    with pytest.raises(ForeignFolder):
        SiteFolder(tmp_path / "public")


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    stand(tmp_path / "public")
    assert (tmp_path / "public" / MARKER).is_file()


def test_what_cannot_be_written_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SiteNotWritten, match="could not be written"), SiteFolder(tmp_path / "file" / "public"):
        pass


def test_no_file_is_written_twice(tmp_path: Path) -> None:
    with SiteFolder(tmp_path / "public") as folder:
        folder.add("index.html", b"one")
        with pytest.raises(ValueError, match="twice"):
            folder.add("index.html", b"two")


def test_the_hash_stands_for_names_and_contents(tmp_path: Path) -> None:
    assert stand(tmp_path / "a").sha256 == stand(tmp_path / "b").sha256 != stand(tmp_path / "c", b"other").sha256
