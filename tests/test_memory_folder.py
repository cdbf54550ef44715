"""The servers of tests keep their files in memory where there is room, and work everywhere else too."""

import tempfile
from pathlib import Path

from tests.memory_folder import memory_folder


def test_a_folder_lies_in_memory_where_there_is_room(tmp_path: Path) -> None:
    made = memory_folder("q-", memory=tmp_path, room=1)
    assert (made.parent, made.name[:2], list(made.iterdir())) == (tmp_path, "q-", [])


def test_without_room_or_without_such_a_place_it_lies_where_temporary_files_do(tmp_path: Path) -> None:
    for made in (memory_folder("q-", memory=tmp_path, room=2**62), memory_folder("q-", memory=tmp_path / "none")):
        assert made.parent == Path(tempfile.gettempdir())
        made.rmdir()
