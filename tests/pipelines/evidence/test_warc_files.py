"""A file that cannot be replayed is refused in one line that says what it is."""

import gzip
from pathlib import Path

import pytest

from pipelines.evidence.warc_files import warc_fault
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import PageItem
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty; there is no page in it"),
        (b"hello", "is no WARC file"),
        (gzip.compress(b"<html>", mtime=0), "is no WARC file"),
        (b"PK\x03\x04", "is no WARC file"),
        (bytes(100), "is no WARC file"),
    ],
)
def test_a_file_that_is_none_is_named_with_what_it_is(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "x.warc.gz"
    file.write_bytes(content)
    assert (warc_fault(file) or "").startswith(f"{file} {told}")


def test_a_folder_and_a_file_that_is_not_there_are_named(tmp_path: Path) -> None:
    assert warc_fault(tmp_path) == f"{tmp_path} is a folder; name the WARC files in it"
    assert warc_fault(tmp_path / "none") == f"there is no file {tmp_path / 'none'}"


def test_a_warc_file_packed_or_not_whole_or_cut_short_or_damaged_in_its_first_record_is_read(tmp_path: Path) -> None:
    ref = EvidenceWriter(tmp_path, "run").write(PageItem("x", "https://x.example/", "https://x.example/", 200, (), b"x", NOW))
    whole = (tmp_path / ref.file).read_bytes()
    for content in (whole, gzip.decompress(whole), whole[:20], whole[:10] + bytes(40) + whole[50:]):
        (tmp_path / "y").write_bytes(content)
        assert warc_fault(tmp_path / "y") is None
