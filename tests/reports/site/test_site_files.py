"""Files that are written one by one: each once, and all of them known by one hash."""

import hashlib
from pathlib import Path

import pytest

from reports.site.site_files import SiteFiles


def test_files_are_written_once_and_known_by_a_hash_that_sha256sum_would_give(tmp_path: Path) -> None:
    files = SiteFiles(tmp_path, tmp_path)
    files.add("b.txt", b"two")
    files.add("a/b.txt", b"one")
    with pytest.raises(ValueError, match="written twice"):
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
