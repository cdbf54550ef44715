"""Copies are known to be right: what grew is added to, what changed is refused, what does not read back is told."""

import hashlib
from pathlib import Path

import pytest

from flows.backup import kept_files
from flows.backup.kept_files import ChangedSource, add_growth, copy_file, digest_of
from records.errors import CopyFailed


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_digest_of_a_file_is_that_of_its_first_bytes_and_none_of_a_shorter_one(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abcd")
    assert (digest_of(tmp_path / "x"), digest_of(tmp_path / "x", 2), digest_of(tmp_path / "x", 5)) == (sha(b"abcd"), sha(b"ab"), None)


def test_a_file_is_copied_as_far_as_is_asked_into_folders_that_are_made(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abcd")
    kept = copy_file(tmp_path / "x", tmp_path / "a" / "б" / "y", 3)
    assert (kept.bytes, kept.sha256, (tmp_path / "a" / "б" / "y").read_bytes()) == (3, sha(b"abc"), b"abc")
    with pytest.raises(CopyFailed):
        copy_file(tmp_path / "x", tmp_path / "z", sha256=sha(b"other"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "x"]


def test_what_grew_is_added_and_what_a_broken_backup_left_behind_it_is_written_over(tmp_path: Path) -> None:
    source, target = tmp_path / "x", tmp_path / "y"
    source.write_bytes(b"abc")
    before = copy_file(source, target)
    assert add_growth(source, target, before) == before
    target.write_bytes(b"abcZZZZZZ")
    source.write_bytes(b"abcdef")
    after = add_growth(source, target, before)
    assert (after.bytes, after.sha256, target.read_bytes()) == (6, sha(b"abcdef"), b"abcdef")


@pytest.mark.parametrize("content", [b"ab", b"Xbcdef"])
def test_what_was_cut_or_changed_is_refused_and_the_copy_stays(tmp_path: Path, content: bytes) -> None:
    source, target = tmp_path / "x", tmp_path / "y"
    source.write_bytes(b"abc")
    before = copy_file(source, target)
    source.write_bytes(content)
    with pytest.raises(ChangedSource):
        add_growth(source, target, before)
    assert target.read_bytes() == b"abc"


def test_a_copy_that_does_not_read_back_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    monkeypatch.setattr(kept_files, "digest_of", lambda path, size=None: "0")
    with pytest.raises(CopyFailed, match="does not read back"):
        copy_file(tmp_path / "x", tmp_path / "y")
