"""What is written is for its own user alone, and survives a power cut where it must."""

import random
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from records.files import close_folder, close_umask, make_folder, write_file
from tests.paths import ROOT
from tests.power_cut.cut_disk import build_library, cut_disk, why_not


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def data_folder(tmp_path: Path) -> Path:
    data = tmp_path / "var"
    (data / "evidence" / "2026").mkdir(parents=True)
    (data / "qorgan.db").write_bytes(b"rows")
    (data / "evidence" / "2026" / "a.warc.gz").write_bytes(b"page")
    (data / "outside").symlink_to(tmp_path)
    return data


def test_from_here_on_files_and_folders_are_closed_to_others(tmp_path: Path) -> None:
    close_umask()
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("a name")
    assert (mode(tmp_path / "folder"), mode(tmp_path / "file")) == (0o700, 0o600)


def test_a_folder_that_an_earlier_version_left_open_is_closed_once_with_all_in_it(tmp_path: Path) -> None:
    data = data_folder(tmp_path)
    outside = mode(tmp_path)
    assert str(close_folder(data)).startswith(str(data))
    assert [mode(data), mode(data / "evidence"), mode(data / "evidence" / "2026")] == [0o700] * 3
    assert [mode(data / "qorgan.db"), mode(data / "evidence" / "2026" / "a.warc.gz")] == [0o600] * 2
    assert mode(tmp_path) == outside
    assert close_folder(data) is None


def test_a_folder_that_is_no_data_folder_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    assert close_folder(tmp_path / "home") is None
    assert mode(tmp_path / "home") == 0o755
    assert close_folder(tmp_path / "not there") is None


def test_a_folder_of_everybody_or_of_somebody_else_is_named_and_not_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = data_folder(tmp_path)
    data.chmod(0o1777)
    not_ours = close_folder(data)
    data.chmod(0o755)
    monkeypatch.setattr("os.geteuid", lambda: data.stat().st_uid + 1)
    assert close_folder(data) == not_ours is not None
    assert (mode(data), mode(data / "qorgan.db")) == (0o755, 0o644)


def test_what_is_somebody_elses_in_it_does_not_leave_the_rest_open_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = data_folder(tmp_path)
    own = Path.chmod

    def of_another(self: Path, mode: int) -> None:
        if self.name == "a.warc.gz":
            raise PermissionError(1, "Operation not permitted")
        own(self, mode)

    monkeypatch.setattr(Path, "chmod", of_another)
    assert "evidence/2026/a.warc.gz: Operation not permitted" in str(close_folder(data))
    assert [mode(data), mode(data / "evidence"), mode(data / "qorgan.db")] == [0o700, 0o700, 0o600]
    assert close_folder(data) is None


def test_a_folder_that_cannot_be_closed_is_named_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = data_folder(tmp_path)

    def read_only(self: Path, mode: int) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "chmod", read_only)
    assert "(Read-only file system)" in str(close_folder(data))
    assert mode(data) == 0o755


@pytest.mark.usefixtures("processes")
@pytest.mark.skipif(why_not() is not None, reason=why_not() or "")
@pytest.mark.parametrize("seed", range(5))
def test_a_file_in_a_new_folder_is_there_after_a_power_cut_with_its_last_content(tmp_path: Path, seed: int) -> None:
    disk = cut_disk(tmp_path / "data", tmp_path / "kept", build_library(tmp_path))
    code = """
import sys
from pathlib import Path
from records.files import make_folder, write_file
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
