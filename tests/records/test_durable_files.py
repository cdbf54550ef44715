"""Files and folders that survive a power cut: what must have been synced, was."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from records.durable_files import make_folder, write_file
from tests.paths import ROOT
from tests.power_cut.cut_disk import build_library, cut_disk, why_not


@pytest.mark.skipif(why_not() is not None, reason=why_not() or "")
@pytest.mark.parametrize("seed", range(5))
def test_a_file_in_a_new_folder_is_there_after_a_power_cut_with_its_last_content(tmp_path: Path, seed: int) -> None:
    disk = cut_disk(tmp_path / "data", tmp_path / "kept", build_library(tmp_path))
    code = """
import sys
from pathlib import Path
from records.durable_files import make_folder, write_file
folder = Path(sys.argv[1]) / "a" / "б в"
make_folder(folder)
write_file(folder / "state", b"old" * 3000)
write_file(folder / "state", b"new" * 5000)
write_file(folder / "state", b"other", replace=False)
(folder / "unsynced").write_bytes(b"x")
"""
    subprocess.run([sys.executable, "-c", code, str(disk.watched)], env={**disk.environment, "PYTHONPATH": str(ROOT)}, cwd=ROOT, check=True)
    found = disk.after_cut(tmp_path / "after", random.Random(seed)) / "a" / "б в"
    assert (found / "state").read_bytes() == b"new" * 5000


def test_without_replacing_the_first_content_stays_and_nothing_else_is_left(tmp_path: Path) -> None:
    assert write_file(tmp_path / "key", b"one", replace=False)
    assert not write_file(tmp_path / "key", b"two", replace=False)
    assert [(path.name, path.read_bytes(), path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("key", b"one", 0o600)]


def test_a_folder_that_exists_may_be_made_again(tmp_path: Path) -> None:
    make_folder(tmp_path / "one" / "two")
    make_folder(tmp_path / "one" / "two")
    assert (tmp_path / "one" / "two").is_dir()
