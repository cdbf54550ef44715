"""`qorgan db backup`, `restore` and `check` as an operator calls them: what they print, and with which code they end."""

import re
from pathlib import Path

import pytest

from flows.backup.backup_manifest import read_manifest
from tests.flows.backup.filled_house import filled
from tests.flows.conftest import Here
from tests.flows.real_command import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    house = filled(tmp_path / "data")
    house.engine.dispose()
    return Home(tmp_path / "data")


def test_a_backup_is_made_checked_and_restored_and_the_restored_folder_verifies(home: Home, here: Here, tmp_path: Path) -> None:
    backup = str(tmp_path / "сақтық көшірме")
    said = here(home, "db", "backup", backup)
    assert re.fullmatch(r"Backed up into .*: 5 files, \d\.\d MB, \d\.\d MB of it new; head \d+:[0-9a-f]{64}\n", said.stdout), said.stdout
    assert here(home, "db", "check", backup).stdout.startswith("The backup is whole: 5 files")
    assert here(home, "db", "check").stdout.startswith("The database is whole: version ")
    other = Home(tmp_path / "Басқа жер")
    restored = here(other, "db", "restore", backup)
    assert restored.stdout.rstrip().endswith("Now run: qorgan verify")
    verified, before = here(other, "verify").stdout, here(home, "verify").stdout
    assert verified == before
    assert verified.startswith("All is well")
    again = here(other, "db", "restore", backup, code=1)
    assert "is not empty" in again.stderr
    assert "Traceback" not in again.stderr


def test_a_backup_that_is_not_whole_is_named_and_not_restored(home: Home, here: Here, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    here(home, "db", "backup", str(backup))
    (backup / read_manifest(backup).files["desk.secret"].stored).write_text("1" * 64)
    for words in (("db", "check", str(backup)), ("db", "restore", str(backup))):
        other = Home(tmp_path / "empty")
        said = here(other, *words, code=1)
        assert said.stdout.splitlines()[-1] == "desk.secret is not the file whose SHA-256 stands in the manifest"
        assert not (other.data / "qorgan.db").exists()
    said = here(home, "db", "check", str(tmp_path), code=1)
    assert said.stderr == f"qorgan: {tmp_path} holds no backup: it has no manifest.json\n"


def test_a_damaged_file_that_is_moved_away_as_the_check_says_is_copied_anew(home: Home, here: Here, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    here(home, "db", "backup", str(backup))
    file = backup / "evidence/2026/11/24/one.warc.gz"
    file.write_bytes(b"\0" * file.stat().st_size)
    assert "move the damaged files out of the backup" in here(home, "db", "check", str(backup), code=1).stderr
    file.rename(tmp_path / "damaged")
    here(home, "db", "backup", str(backup))
    assert here(home, "db", "check", str(backup)).stdout.startswith("The backup is whole")


def test_what_could_not_be_taken_is_told_and_ends_in_1(home: Home, here: Here, tmp_path: Path) -> None:
    (home.data / "evidence/2026/11/24/one.warc.gz").unlink()
    said = here(home, "db", "backup", str(tmp_path / "backup"), code=1)
    assert said.stdout.splitlines()[-1].startswith("the records point to 2026/11/24/one.warc.gz")
