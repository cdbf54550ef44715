"""The servers of tests keep their files in memory where there is room, and work everywhere else too."""

import tempfile
from pathlib import Path

import pytest

from tests.memory_folder import memory_folder


def test_a_folder_lies_in_memory_where_there_is_room_and_else_with_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "memory").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert memory_folder("q", memory=tmp_path / "memory", room=1) == tmp_path / "memory" / "q"
    for memory, room in ((tmp_path / "memory", 2**62), (tmp_path / "none", 1)):
        assert memory_folder("q", memory=memory, room=room) == tmp_path / "q"
    assert (tmp_path / "q").is_dir()
