"""The key of the desk: given, or made once and kept for its owner alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from desk.auth.secret import desk_secret
from tests.processes import started


def test_the_key_is_the_one_given_else_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    assert desk_secret("mine", tmp_path) == b"mine"
    assert list(tmp_path.iterdir()) == []
    made = desk_secret("", tmp_path)
    assert len(made) == 64
    assert desk_secret("", tmp_path) == made
    assert [(file.name, oct(file.stat().st_mode & 0o777)) for file in tmp_path.iterdir()] == [("desk.secret", "0o600")]


def test_two_that_start_at_once_end_with_one_key(tmp_path: Path) -> None:
    code = "import sys, pathlib; from desk.auth.secret import desk_secret; sys.stdout.buffer.write(desk_secret('', pathlib.Path(sys.argv[1])))"
    four = [started([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=False) for _ in range(4)]
    assert len({process.communicate()[0] for process in four}) == 1


def test_a_key_that_another_process_has_just_made_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "desk.secret").write_text("theirs")
    # Only the file: whoever looks for a folder that is there would look for ever.
    there = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self: self.name != "desk.secret" and there(self))
    assert desk_secret("", tmp_path) == b"theirs"
    assert len(list(tmp_path.iterdir())) == 1
