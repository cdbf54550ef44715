"""A data folder on a medium that is mounted read-only, in a mount namespace of its own: it can be verified, exported, checked and backed up from."""

import subprocess
from pathlib import Path

import pytest

from tests.flows.backup.filled_house import filled
from tests.flows.real_command import QORGAN, Home
from tests.paths import ROOT

_READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


def on_read_only_medium(home: Home, *words: str) -> "subprocess.CompletedProcess[str]":
    command = ["unshare", "-rm", "sh", "-c", _READ_ONLY, str(home.data), str(QORGAN), *words]
    return subprocess.run(command, env=home.environment, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


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
    verified = on_read_only_medium(home, "verify")
    assert (verified.returncode, verified.stdout[:11]) == (0, "All is well"), verified.stderr
    exported = on_read_only_medium(home, "export", "drafts")
    assert (exported.returncode, exported.stdout.count("\n"), exported.stderr.count("\n")) == (0, 1, 1), exported.stderr
    assert on_read_only_medium(home, "db", "check").returncode == 0
    assert on_read_only_medium(home, "db", "backup", str(tmp_path / "backup")).returncode == 0
    refused = on_read_only_medium(home, "decide", "1", "undo", "--as", "Aigul")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr
    assert "cannot be written" in refused.stderr
    assert {path: path.read_bytes() for path in home.data.rglob("*") if path.is_file()} == before
