"""The files of evidence, and a folder that is none."""

from pathlib import Path

import pytest

from pipelines.evidence.evidence_files import evidence_files


def test_files_are_found_in_order_at_any_depth_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "2026/11/24").mkdir(parents=True)
    for name in ("2026/11/24/b.warc.gz", "2026/11/24/a.warc.gz", "2026/11/24/a.txt", "z.warc.gz"):
        (tmp_path / name).write_bytes(b"")
    assert [path.relative_to(tmp_path).as_posix() for path in evidence_files(tmp_path)] == [
        "2026/11/24/a.warc.gz",
        "2026/11/24/b.warc.gz",
        "z.warc.gz",
    ]
    assert evidence_files(tmp_path / "none") == []


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("")
    with pytest.raises(NotADirectoryError):
        evidence_files(tmp_path / "evidence")
