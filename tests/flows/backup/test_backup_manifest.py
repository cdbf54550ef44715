"""The manifest of a backup: it reads back, and what is no manifest of ours is refused in one line."""

import json
from pathlib import Path
from typing import Any

import pytest

from flows.backup.backup_manifest import MANIFEST, Manifest, manifest_faults, read_manifest, write_manifest
from flows.backup.kept_files import KeptFile
from records.errors import CopyFailed
from records.ledger.ledger_verify import Head

MADE = Manifest("2026-11-27T10:00:00+00:00", "0007", "database-1.db", Head(3, "a" * 64), {"database-1.db": KeptFile("database-1.db", 4, "b" * 64)})


def test_a_manifest_reads_back_as_it_was_written(tmp_path: Path) -> None:
    write_manifest(tmp_path, MADE)
    assert read_manifest(tmp_path) == MADE
    assert MADE.bytes == 4


def test_a_file_counts_as_far_as_the_manifest_says(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abcdef")
    one = KeptFile("x", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    manifest = Manifest("", "", "x", None, {"x": one})
    passed: list[int] = []
    assert list(manifest_faults(tmp_path, manifest, passed.append)) == []
    assert passed == [3]
    (tmp_path / "x").write_bytes(b"ab")
    assert list(manifest_faults(tmp_path, manifest)) == ["x is not the file whose SHA-256 stands in the manifest"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 2}, "a later version"),
        ({"files": {"../x": {"stored": "x", "bytes": 1, "sha256": ""}}}, "outside its folder"),
        ({"files": {"x": {"stored": "/etc/passwd", "bytes": 1, "sha256": ""}}}, "outside its folder"),
        ({"files": {"x": {"stored": "x"}}}, "cannot be read"),
        ({"files": []}, "cannot be read"),
        ({"database": "other"}, "cannot be read"),
    ],
)
def test_a_manifest_that_is_none_of_ours_is_refused(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    write_manifest(tmp_path, MADE)
    told = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / MANIFEST).write_text(json.dumps({**told, **change}), encoding="utf-8")
    with pytest.raises(CopyFailed, match=words):
        read_manifest(tmp_path)


def test_a_folder_without_a_manifest_or_with_half_of_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CopyFailed, match="holds no backup"):
        read_manifest(tmp_path)
    (tmp_path / MANIFEST).write_text('{"format": 1, "files"')
    with pytest.raises(CopyFailed, match="cannot be read"):
        read_manifest(tmp_path)
