"""Files, folders and lists of paths stand for the files that are here, each once."""

import gzip
from pathlib import Path

import pytest

from pipelines.evidence.warc_lists import given_files
from records.errors import QorganError

NAMES = ["crawl-data/CC-NEWS/2026/10/CC-NEWS-20261001-1.warc.gz", "crawl-data/CC-NEWS/2026/10/CC-NEWS-20261001-2.warc.gz"]


def test_a_folder_stands_for_the_warc_files_in_it(tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a.warc", "deep/c.warc.gz", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [file.name for file in given_files([tmp_path, tmp_path / "a.warc"]).files] == ["a.warc", "b.warc.gz", "c.warc.gz"]


@pytest.mark.parametrize("pack", [True, False])
def test_a_list_stands_for_what_it_names_beside_it_and_says_what_is_not_here(tmp_path: Path, pack: bool) -> None:
    text = f"{NAMES[0]}\n\nhttps://data.commoncrawl.org/{NAMES[1]}\n{NAMES[0]}.gone\n".encode()
    given = tmp_path / ("warc.paths.gz" if pack else "warc.paths")
    given.write_bytes(gzip.compress(text) if pack else text)
    (tmp_path / NAMES[0]).parent.mkdir(parents=True)
    (tmp_path / NAMES[0]).write_bytes(b"x")
    (tmp_path / Path(NAMES[1]).name).write_bytes(b"x")
    found = given_files([given])
    assert found.files == (tmp_path / NAMES[0], tmp_path / Path(NAMES[1]).name)
    assert found.absent == (f"{NAMES[0]}.gone",)


def test_what_stands_for_no_file_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "warc.paths").write_text("nothing.warc.gz\n")
    (tmp_path / "bad.paths.gz").write_bytes(b"no list")
    for path, told in (("empty", "there is no WARC file in"), ("warc.paths", "none of the files that"), ("bad.paths.gz", "cannot be read as a list")):
        with pytest.raises(QorganError, match=told):
            given_files([tmp_path / path])


def test_a_file_that_is_not_there_is_left_to_whoever_opens_it(tmp_path: Path) -> None:
    assert given_files([tmp_path / "none.warc.gz"]).files == (tmp_path / "none.warc.gz",)
