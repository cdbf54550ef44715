"""A data folder on a medium that is mounted read-only, in a mount namespace of its own: it can be verified, exported, checked and backed up from."""

import subprocess
from pathlib import Path

import pytest

from tests.flows.backup.filled_house import filled
from tests.flows.real_command import Home

_READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


def may_mount(folder: Path) -> bool:
    try:
        return subprocess.run(["unshare", "-rm", "sh", "-c", _READ_ONLY, str(folder), "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture
def home(tmp_path: Path) -> Home:
    if not may_mount(tmp_path):
        pytest.skip("nobody may mount here, not even in a namespace of their own (unshare -rm)")
    house = filled(tmp_path / "data")
    house.engine.dispose()
    return Home(tmp_path / "data")


@pytest.mark.usefixtures("processes")
def test_it_is_verified_exported_checked_and_backed_up_and_what_writes_says_so_in_a_line(home: Home, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in home.data.rglob("*") if path.is_file()}
    enter = ("unshare", "-rm", "sh", "-c", _READ_ONLY, str(home.data))
    calls = (("verify",), ("export", "drafts"), ("db", "check"), ("db", "backup", str(tmp_path / "backup")), ("decide", "1", "undo", "--as", "Aigul"))
    verified, exported, checked, backed_up, refused = home.several(*((words, "") for words in calls), before=enter)
    assert [one.returncode for one in (verified, exported, checked, backed_up)] == [0, 0, 0, 0], verified.stderr
    assert (exported.stdout.count("\n"), exported.stderr.count("\n")) == (1, 1), exported.stderr
    assert (refused.returncode, refused.stderr.count("\n"), refused.stderr.startswith("qorgan: ")) == (1, 1, True), refused.stderr
    assert {path: path.read_bytes() for path in home.data.rglob("*") if path.is_file()} == before
