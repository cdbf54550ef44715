"""What is written is for its own user alone."""

import stat
from pathlib import Path

import pytest

from records.private_files import close_folder, close_umask


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
    assert close_folder(data) == f"{data} could be opened by other users of this machine; it is closed now"
    assert [mode(data), mode(data / "evidence"), mode(data / "evidence" / "2026")] == [0o700] * 3
    assert [mode(data / "qorgan.db"), mode(data / "evidence" / "2026" / "a.warc.gz")] == [0o600] * 2
    assert mode(tmp_path) == outside
    assert close_folder(data) is None


def test_a_folder_that_is_no_data_folder_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    assert close_folder(tmp_path / "home") is None
    assert mode(tmp_path / "home") == 0o755
    assert close_folder(tmp_path / "not there") is None


def test_a_folder_of_everybody_or_of_somebody_else_is_told_and_not_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = data_folder(tmp_path)
    data.chmod(0o1777)
    assert "is not ours to close" in str(close_folder(data))
    data.chmod(0o755)
    monkeypatch.setattr("os.geteuid", lambda: data.stat().st_uid + 1)
    assert "is not ours to close" in str(close_folder(data))
    assert (mode(data), mode(data / "qorgan.db")) == (0o755, 0o644)


def test_what_is_somebody_elses_in_it_does_not_leave_the_rest_open_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = data_folder(tmp_path)
    own = Path.chmod

    def of_another(self: Path, mode: int) -> None:
        if self.name == "a.warc.gz":
            raise PermissionError(1, "Operation not permitted")
        own(self, mode)

    monkeypatch.setattr(Path, "chmod", of_another)
    told = str(close_folder(data))
    assert "it is closed now, but not all in it (evidence/2026/a.warc.gz: Operation not permitted)" in told
    assert [mode(data), mode(data / "evidence"), mode(data / "qorgan.db")] == [0o700, 0o700, 0o600]
    assert close_folder(data) is None


def test_a_folder_that_cannot_be_closed_is_told_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = data_folder(tmp_path)

    def read_only(self: Path, mode: int) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "chmod", read_only)
    assert str(close_folder(data)).endswith("it cannot be closed (Read-only file system)")
