"""What was restored is what was backed up, wherever it is put; what is not whole is not restored."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from flows.backup.backup_manifest import MANIFEST, read_manifest
from flows.backup.make_backup import make_backup
from flows.backup.restore import check_backup, require_empty, restore
from pipelines.evidence.evidence_verify import check_evidence
from records.database import at_one_moment, open_database, read_session, write_transaction
from records.errors import CopyFailed
from records.ledger import FIRST, ledger_verify, row_hash
from records.tables import ArticleRow, DraftRow, LedgerRow, SnapshotRow
from tests.conftest import NOW
from tests.flows.backup.filled_house import House, filled, settings_of


@pytest.fixture
def house(tmp_path: Path) -> House:
    return filled(tmp_path / "data")


def rows(engine: Engine) -> list[list[dict[str, object]]]:
    with read_session(engine) as session:
        tables = (ArticleRow, DraftRow, LedgerRow, SnapshotRow)
        return [[dict(row._mapping) for row in session.execute(select(table.__table__).order_by("id"))] for table in tables]


def backed_up(house: House, tmp_path: Path) -> Path:
    make_backup(house.engine, house.settings, tmp_path / "backup", NOW)
    return tmp_path / "backup"


def faults_of(engine: Engine, evidence: Path) -> list[str]:
    found: list[str] = []
    with at_one_moment(engine) as session:
        ledger_verify.walk(session, found.append)
        ledger_verify.standing_faults(session, found.append)
        check_evidence(engine, session, evidence, found.append)
    return found


@pytest.mark.parametrize("folder", ["elsewhere", "Басқа жер/деректер 2"])
def test_a_backup_is_restored_on_another_path_to_the_last_value(house: House, tmp_path: Path, folder: str) -> None:
    backup = backed_up(house, tmp_path)
    moved = Path(shutil.move(backup, tmp_path / "moved"))
    target = settings_of(tmp_path / folder)
    restore(moved, read_manifest(moved), target)
    engine = open_database(target.database)
    assert rows(engine) == rows(house.engine)
    assert faults_of(engine, target.evidence) == []
    assert (target.data / "models" / "current.json").read_text(encoding="utf-8") == '{"name": "kk-ru-en"}'
    assert (target.data / "desk.secret").stat().st_mode & 0o777 == 0o600
    engine.dispose()


def test_a_backup_of_one_kind_of_database_is_restored_into_the_other(house: House, tmp_path: Path, postgresql_url: str) -> None:
    backup = backed_up(house, tmp_path)
    server = settings_of(tmp_path / "server", postgresql_url)
    restore(backup, read_manifest(backup), server)
    engine = open_database(postgresql_url)
    assert faults_of(engine, server.evidence) == []
    make_backup(engine, server, tmp_path / "again", NOW)
    engine.dispose()
    back = settings_of(tmp_path / "back")
    restore(tmp_path / "again", read_manifest(tmp_path / "again"), back)
    engine = open_database(back.database)
    assert rows(engine) == rows(house.engine)
    engine.dispose()
    with pytest.raises(CopyFailed, match="not empty"):
        restore(backup, read_manifest(backup), settings_of(tmp_path / "third", postgresql_url))


def test_a_folder_that_is_not_empty_is_refused_and_stays_as_it_is(house: House, tmp_path: Path) -> None:
    target = settings_of(tmp_path / "used")
    for name in ("logs", "prefect"):
        (target.data / name).mkdir(parents=True)
    require_empty(target)
    (target.data / "notes.txt").write_text("mine")
    backup = backed_up(house, tmp_path)
    with pytest.raises(CopyFailed, match=r"notes\.txt"):
        restore(backup, read_manifest(backup), target)
    assert sorted(path.name for path in target.data.iterdir()) == ["logs", "notes.txt", "prefect"]


def test_every_file_that_was_damaged_or_lost_is_named(house: House, tmp_path: Path) -> None:
    backup = backed_up(house, tmp_path)
    for name, one in read_manifest(backup).files.items():
        path = backup / one.stored
        whole = path.read_bytes()
        for damaged in (whole[:-1], bytes([whole[0] ^ 1]) + whole[1:], None):
            if damaged is None:
                path.unlink()
            else:
                path.write_bytes(damaged)
            (told,) = check_backup(backup).faults
            assert told.startswith(name)
            path.write_bytes(whole)
    assert check_backup(backup).faults == ()


def test_a_ledger_that_ends_elsewhere_than_the_manifest_says_is_told(house: House, tmp_path: Path) -> None:
    backup = backed_up(house, tmp_path)
    told = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
    told["head"]["id"] += 1
    (backup / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
    assert check_backup(backup).faults == ("the ledger of the backup ends elsewhere than its manifest says",)


def test_a_restored_backup_of_an_earlier_version_is_brought_to_this_one(house: House, tmp_path: Path) -> None:
    from alembic import command

    from records.database import alembic_config, require_current

    house.engine.dispose()
    engine = open_database(house.settings.database)
    with engine.begin() as connection:
        for name in ("ledger_refuses_update", "ledger_refuses_delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    # Rows of that time have no salt.
    with write_transaction(engine) as session:
        previous = FIRST
        for row in session.scalars(select(LedgerRow).order_by(LedgerRow.id)):
            row.salt, row.previous = "", previous
            row.hash = previous = row_hash(row)
    command.downgrade(alembic_config(engine), "0005")
    make_backup(engine, house.settings, tmp_path / "backup", NOW)
    engine.dispose()
    target = settings_of(tmp_path / "newer")
    restore(tmp_path / "backup", read_manifest(tmp_path / "backup"), target)
    engine = open_database(target.database)
    require_current(engine)
    engine.dispose()


def leave_a_journal(database: Path) -> None:
    """As a process does that is killed while it writes: what it committed lies in the journal."""
    code = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('PRAGMA wal_autocheckpoint=0');"
        "c.execute('UPDATE articles SET title = hex(randomblob(2000))'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(database)], check=True)


@pytest.mark.usefixtures("processes")
def test_an_old_database_that_still_lies_in_the_data_folder_does_not_get_into_the_restored_one(house: House, tmp_path: Path) -> None:
    house.engine.dispose()
    old = house.settings.data / "qorgan.db"
    (tmp_path / "now").mkdir()
    shutil.copy(old, tmp_path / "now" / "records.db")
    leave_a_journal(old)
    shutil.copy(old, house.settings.data / "models" / "another.db")
    moved = settings_of(house.settings.data, f"sqlite:///{tmp_path / 'now' / 'records.db'}")
    engine = open_database(moved.database)
    make_backup(engine, moved, tmp_path / "backup", NOW)
    manifest = read_manifest(tmp_path / "backup")
    assert [name for name in manifest.files if name.startswith("qorgan") or "another" in name] == []
    target = settings_of(tmp_path / "restored")
    restore(tmp_path / "backup", manifest, target)
    restored = open_database(target.database)
    assert rows(restored) == rows(engine)
    for one in (engine, restored):
        one.dispose()


def test_a_backup_that_holds_a_foreign_journal_is_restored_without_it(house: House, tmp_path: Path) -> None:
    backup = backed_up(house, tmp_path)
    (backup / "files" / "journal").write_bytes(b"of another database")
    told = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
    told["files"]["qorgan.db-wal"] = {"stored": "files/journal", "bytes": 19, "sha256": hashlib.sha256(b"of another database").hexdigest()}
    (backup / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
    assert check_backup(backup).faults == ()
    target = settings_of(tmp_path / "restored")
    restore(backup, read_manifest(backup), target)
    engine = open_database(target.database)
    assert rows(engine) == rows(house.engine)
    engine.dispose()


def test_a_journal_where_the_database_is_to_be_is_refused(house: House, tmp_path: Path) -> None:
    backup = backed_up(house, tmp_path)
    (tmp_path / "records.db-wal").write_bytes(b"of another database")
    target = settings_of(tmp_path / "restored", f"sqlite:///{tmp_path / 'records.db'}")
    with pytest.raises(CopyFailed, match=r"records\.db-wal is there already"):
        restore(backup, read_manifest(backup), target)
    assert not target.data.exists()
