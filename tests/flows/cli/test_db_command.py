"""`qorgan db upgrade` and `copy` as an operator calls them."""

import re
from pathlib import Path

import pytest
import typer
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner

from flows.backup.restore import read_manifest
from flows.cli import db_command, init_command
from flows.cli.db_command import search_index
from records.database import open_database, read_session, write_transaction
from records.errors import SettingsError
from records.search import index_progress
from records.settings import read_settings
from tests.flows.backup.filled_house import filled
from tests.flows.conftest import Here
from tests.flows.plain_words import plain
from tests.flows.real_command import Home
from tests.records.rows import article


@pytest.fixture
def home(tmp_path: Path) -> Home:
    house = filled(tmp_path / "data")
    house.engine.dispose()
    return Home(tmp_path / "data")


def test_an_upgrade_says_which_version_it_is_and_may_be_repeated(here: Here, tmp_path: Path) -> None:
    home = Home(tmp_path / "data")
    assert here(home, "db", "upgrade").stderr == here(home, "db", "upgrade").stderr


def test_the_records_are_copied_to_a_server_and_read_the_same_there(home: Home, here: Here, tmp_path: Path, postgresql_url: str) -> None:
    said = here(home, "db", "copy", "--to", postgresql_url)
    head = said.stdout.rstrip().rpartition(" ")[2]
    moved = Home(home.data, {"QORGAN_DATABASE_URL": postgresql_url})
    verified = here(moved, "verify").stdout
    assert verified.startswith("All is well")
    assert verified.rstrip().endswith(head)
    assert "not empty" in here(home, "db", "copy", "--to", postgresql_url, code=1).stderr
    here(home, "db", "copy", "--to", "nonsense", code=2)


@pytest.mark.parametrize("address", ["hello", "mysql://x/y", "postgresql+nonsense://x/y", "postgresql+pg8000://x/y"])
def test_an_address_of_no_database_that_we_use_is_refused_by_the_name_of_the_option(
    home: Home, here: Here, address: str, snapshot: SnapshotAssertion
) -> None:
    said = here(home, "db", "copy", "--to", address, code=2).stderr
    assert plain(said) == snapshot
    moved = here(Home(home.data, {"QORGAN_DATABASE_URL": address}), "verify", code=2).stderr
    assert plain(moved) == snapshot


def test_a_backup_is_made_checked_and_restored_and_the_restored_folder_verifies(
    home: Home, here: Here, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    backup = str(tmp_path / "сақтық көшірме")
    said = here(home, "db", "backup", backup)
    assert re.fullmatch(r"Backed up into .*: 5 files, \d\.\d MB, \d\.\d MB of it new; head \d+:[0-9a-f]{64}\n", said.stdout), said.stdout
    assert plain(here(home, "db", "check", backup).stdout) == snapshot
    assert here(home, "db", "check").stdout.count("\n") == 1
    other = Home(tmp_path / "Басқа жер")
    restored = here(other, "db", "restore", backup)
    assert plain(restored.stdout.rstrip()) == snapshot
    verified, before = here(other, "verify").stdout, here(home, "verify").stdout
    assert verified == before
    assert verified.startswith("All is well")
    again = here(other, "db", "restore", backup, code=1)
    assert "is not empty" in again.stderr
    assert "Traceback" not in again.stderr


def test_a_backup_that_is_not_whole_is_named_and_not_restored(home: Home, here: Here, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    backup = tmp_path / "backup"
    here(home, "db", "backup", str(backup))
    (backup / read_manifest(backup).files["desk.secret"].stored).write_text("1" * 64)
    for words in (("db", "check", str(backup)), ("db", "restore", str(backup))):
        other = Home(tmp_path / "empty")
        said = here(other, *words, code=1)
        assert said.stdout.splitlines()[-1].startswith("desk.secret ")
        assert not (other.data / "qorgan.db").exists()
    said = here(home, "db", "check", str(tmp_path), code=1)
    assert plain(said.stderr) == snapshot


def test_a_damaged_file_that_is_moved_away_as_the_check_says_is_copied_anew(
    home: Home, here: Here, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    backup = tmp_path / "backup"
    here(home, "db", "backup", str(backup))
    file = backup / "evidence/2026/11/24/one.warc.gz"
    file.write_bytes(b"\0" * file.stat().st_size)
    assert plain(here(home, "db", "check", str(backup), code=1).stderr) == snapshot
    file.rename(tmp_path / "damaged")
    here(home, "db", "backup", str(backup))
    assert plain(here(home, "db", "check", str(backup)).stdout) == snapshot


def test_what_could_not_be_taken_is_told_and_ends_in_1(home: Home, here: Here, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    (home.data / "evidence/2026/11/24/one.warc.gz").unlink()
    said = here(home, "db", "backup", str(tmp_path / "backup"), code=1)
    assert plain(said.stdout.splitlines()[-1]) == snapshot


app = typer.Typer()
app.add_typer(db_command.app, name="db")


def test_the_statements_name_role_and_database_and_are_whatever_stands_in_the_name(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    monkeypatch.setenv("QORGAN_DATABASE_URL", "postgresql+psycopg://owner@127.0.0.1:1/Press 2")
    done = CliRunner().invoke(app, ["db", "grants", 'odd"; DROP TABLE ledger; --'])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert all(line.startswith(("GRANT ", "REVOKE ")) and line.endswith(";") for line in lines)
    assert all('"odd""; DROP TABLE ledger; --"' in line for line in lines)
    assert any('ON DATABASE "Press 2"' in line for line in lines)
    assert plain(lines) == snapshot


def test_an_embedded_database_has_no_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DATABASE_URL", "")
    with pytest.raises(SettingsError, match="PostgreSQL"):
        CliRunner().invoke(app, ["db", "grants", "anybody"], catch_exceptions=False)


def test_it_brings_the_index_up_and_makes_it_anew(capsys: pytest.CaptureFixture[str]) -> None:
    engine = open_database(read_settings().database)
    with write_transaction(engine) as session:
        for name in ("a", "b"):
            article(session, name)
    for anew in (False, False, True):
        search_index(anew)
        assert capsys.readouterr().out[:2] == "2 "
        with read_session(engine) as session:
            assert index_progress(session).waiting == 0
    engine.dispose()


@pytest.mark.parametrize(
    ("lang", "written", "left"), [("kk", "жазылды", "өзгертілмеді"), ("ru", "записан", "оставлен как был"), ("en", "written", "left as it is")]
)
def test_it_says_what_it_wrote_and_the_next_command(
    here: Here, tmp_path: Path, lang: str, written: str, left: str, snapshot: SnapshotAssertion
) -> None:
    home = Home(tmp_path / "var", {"QORGAN_LANG": lang})
    folder = tmp_path / "new"
    first = here(home, "init", str(folder)).stdout.splitlines()
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert sorted(line for line in first if line.endswith(f": {written}")) == [f"{path}: {written}" for path in files]
    assert str(folder) in first[-1]
    assert plain(first[-1]) == snapshot
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
