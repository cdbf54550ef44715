"""`qorgan init`: says of each file what became of it, and what to do next, in the reader's language."""

from pathlib import Path

import pytest

from flows.cli import init_command
from tests.flows.conftest import Here
from tests.flows.real_command import Home


@pytest.mark.parametrize(
    ("lang", "written", "left"), [("kk", "жазылды", "өзгертілмеді"), ("ru", "записан", "оставлен как был"), ("en", "written", "left as it is")]
)
def test_it_says_what_it_wrote_and_the_next_command(here: Here, tmp_path: Path, lang: str, written: str, left: str) -> None:
    home = Home(tmp_path / "var", {"QORGAN_LANG": lang})
    folder = tmp_path / "new"
    first = here(home, "init", str(folder)).stdout.splitlines()
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert sorted(line for line in first if line.endswith(f": {written}")) == [f"{path}: {written}" for path in files]
    assert str(folder) in first[-1]
    assert "qorgan run --outlets sample" in first[-1]
    before = {path: path.read_bytes() for path in files}
    again = here(home, "init", str(folder)).stdout.splitlines()
    assert [line.endswith(left) for line in again[: len(files)]] == [True] * len(files)
    assert {path: path.read_bytes() for path in files} == before
    assert not (tmp_path / "var").exists(), "it makes no data folder"


def test_without_a_folder_it_is_wrong_use_and_where_none_can_be_it_fails(here: Here, tmp_path: Path) -> None:
    assert "DIR" in here(Home(tmp_path / "var"), "init", code=2).stderr
    (tmp_path / "file").touch()
    assert here(Home(tmp_path / "var"), "init", str(tmp_path / "file"), code=1).stderr == f"qorgan: {tmp_path / 'file'}: Not a directory\n"


def test_who_installs_below_a_home_folder_is_told_that_units_cannot_see_it(here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(init_command, "_HOMES", (tmp_path,))
    assert "no home folders" in here(Home(tmp_path / "var"), "init", str(tmp_path / "new")).stdout
