"""A backup holds everything, copies only what is new, and one that breaks off leaves the one before it whole."""

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text, update
from syrupy.assertion import SnapshotAssertion

from flows.backup import make as module
from flows.backup import verified_copy
from flows.backup.make import ROUNDS, BackupResult, make_backup
from flows.backup.restore import (
    MANIFEST,
    Manifest,
    check_backup,
    check_database_file,
    is_sqlite,
    journal_of,
    journals,
    manifest_faults,
    read_manifest,
    require_empty,
    restore_backup,
    write_database,
    write_manifest,
)
from flows.backup.verified_copy import BackupFile, ChangedSource, append_growth, copy_file, digest_of
from pipelines.evidence.files import store_evidence_file
from pipelines.evidence.retention import ClearingFailed, lock_evidence
from pipelines.evidence.verify import check_evidence
from pipelines.evidence.writer import EvidenceWriter, submitted_files
from records.database import consistent_read_session, open_database, open_engine, read_session, require_current, write_transaction
from records.errors import CopyFailed, DatabaseVersionMismatch, DiskFull
from records.evidence_files import FileTarget
from records.ledger import verify
from records.ledger.verify import Head
from records.tables import ArticleRow, DraftRow, LedgerRow, SnapshotRow
from records.vocabulary import IntakeChannel
from tests.conftest import NOW
from tests.desk.site import add_person
from tests.flows.backup.filled_house import House, filled, settings_of
from tests.flows.plain_words import plain
from tests.records.ledger.chain import act, head, unguarded


@pytest.fixture
def house(tmp_path: Path) -> House:
    return filled(tmp_path / "Мұрағат деректері")


def back_up(house: House, folder: Path, days: int = 0) -> BackupResult:
    return make_backup(house.engine, house.settings, folder, NOW + timedelta(days=days))


def test_a_backup_holds_records_evidence_model_and_key_and_no_log(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    made = back_up(house, folder)
    assert made.faults == []
    assert set(made.manifest.files) == {
        made.manifest.database, "desk.secret", "models/current.json", "evidence/2026/11/24/one.warc.gz", "evidence/2026/11/24/two.warc.gz",
    }  # fmt: skip
    assert check_backup(folder).faults == ()
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*") if path.is_file()} == {0}
    assert folder.stat().st_mode & 0o077 == 0


def test_the_next_backup_writes_only_what_is_new(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    back_up(house, folder)
    old = {path: path.stat().st_mtime_ns for path in (folder / "evidence").rglob("*.warc.gz")}
    writer = EvidenceWriter(house.settings.evidence, "two")
    house.store.add(writer, "later", os.urandom(3000), NOW)
    house.decide("second")
    made = back_up(house, folder, 1)
    grown = folder / "evidence/2026/11/24/two.warc.gz"
    assert [path for path in old if path.stat().st_mtime_ns != old[path]] == [grown]
    assert grown.read_bytes() == (house.settings.evidence / "2026/11/24/two.warc.gz").read_bytes()
    assert [path.name for path in folder.glob("database-*")] == [made.manifest.database]
    assert check_backup(folder).faults == ()


@pytest.mark.parametrize("step", ["_take_evidence", "_take_others", "_without_evidence", "write_manifest"])
def test_a_backup_that_breaks_off_leaves_the_one_before_it_whole(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    folder = tmp_path / "backup"
    back_up(house, folder)
    before = read_manifest(folder)
    writer = EvidenceWriter(house.settings.evidence, "two")
    house.store.add(writer, "later", os.urandom(3000), NOW)
    (house.settings.data / "models" / "current.json").write_text("another")

    def broken(*given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(module, step, broken)
        with pytest.raises(KeyboardInterrupt):
            back_up(house, folder, 1)
    assert read_manifest(folder) == before
    assert check_backup(folder).faults == ()
    back_up(house, folder, 2)
    assert check_backup(folder).faults == ()
    assert len(list(folder.glob("database-*"))) == 1


def test_evidence_that_was_changed_does_not_reach_the_backup_and_is_told(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    back_up(house, folder)
    whole = (house.settings.evidence / "2026/11/24/one.warc.gz").read_bytes()
    (house.settings.evidence / "2026/11/24/one.warc.gz").write_bytes(b"x" + whole[1:] + b"more")
    (house.settings.evidence / "2026/11/24/two.warc.gz").write_bytes(b"cut")
    made = back_up(house, folder, 1)
    assert [words.split(" ")[0] for words in made.faults] == ["evidence/2026/11/24/one.warc.gz", "evidence/2026/11/24/two.warc.gz"]
    assert (folder / "evidence/2026/11/24/one.warc.gz").read_bytes() == whole
    assert check_backup(folder).faults == ()


def test_evidence_that_is_gone_here_is_told_and_its_last_copy_stays(house: House, tmp_path: Path) -> None:
    folder, names = tmp_path / "backup", ["evidence/2026/11/24/one.warc.gz", "evidence/2026/11/24/two.warc.gz"]
    whole = back_up(house, folder).manifest
    house.settings.evidence.rename(tmp_path / "not mounted")
    for day in (1, 2):
        made = back_up(house, folder, day)
        assert [words.split(" is gone here")[0] for words in made.faults] == names
        assert [made.manifest.files[name] for name in names] == [whole.files[name] for name in names]
        assert check_backup(folder).faults == ()
    (tmp_path / "not mounted").rename(house.settings.evidence)
    made = back_up(house, folder, 3)
    assert (made.faults, made.new_bytes) == ([], made.manifest.files[made.manifest.database].bytes)


def test_cleared_evidence_goes_and_what_is_nowhere_any_more_is_told(house: House, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    folder = tmp_path / "backup"
    back_up(house, folder)
    for name in ("one", "two"):
        (house.settings.evidence / f"2026/11/24/{name}.warc.gz").unlink()
    (folder / "evidence/2026/11/24/one.warc.gz").unlink()
    with write_transaction(house.engine) as session:
        session.execute(update(SnapshotRow).where(SnapshotRow.file == "2026/11/24/two.warc.gz").values(dropped_at=NOW))
    (told,) = back_up(house, folder, 1).faults
    assert plain(told) == snapshot
    assert list((folder / "evidence").rglob("*.warc.gz")) == []


def test_a_folder_that_is_holds_or_lies_in_the_data_folder_or_the_evidence_is_refused_untouched(house: House, tmp_path: Path) -> None:
    data = house.settings.data
    (tmp_path / "link").symlink_to(data)
    (tmp_path / "disk").mkdir()
    house.settings.evidence.rename(tmp_path / "disk" / "evidence")
    house.settings.evidence.symlink_to(tmp_path / "disk" / "evidence")
    tmp_path.chmod(0o755)
    held = sorted(tmp_path.rglob("*"))
    for folder in (data, data / "backup", tmp_path, tmp_path / "link", tmp_path / "disk", data / ".." / data.name / "a" / "b"):
        with pytest.raises(CopyFailed, match="one in the other"):
            back_up(house, folder)
    assert (sorted(tmp_path.rglob("*")), tmp_path.stat().st_mode & 0o777) == (held, 0o755)


def test_a_folder_of_other_things_is_refused_untouched_and_an_empty_disk_is_not(house: House, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos").chmod(0o755)
    (tmp_path / "photos" / "a.jpg").write_bytes(b"")
    with pytest.raises(CopyFailed, match=r"a\.jpg"):
        back_up(house, tmp_path / "photos")
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["a.jpg"]
    assert (tmp_path / "photos").stat().st_mode & 0o777 == 0o755
    (tmp_path / "disk" / "lost+found").mkdir(parents=True)
    assert back_up(house, tmp_path / "disk").faults == []


def test_a_first_backup_that_broke_off_can_be_repeated(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(module, "write_manifest", broken)
        with pytest.raises(KeyboardInterrupt):
            back_up(house, tmp_path / "backup")
    assert back_up(house, tmp_path / "backup").faults == []
    assert check_backup(tmp_path / "backup").faults == ()


def test_a_damaged_database_is_not_backed_up_and_the_last_backup_stays(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    back_up(house, folder)
    before = read_manifest(folder)
    house.engine.dispose()
    file = house.settings.data / "qorgan.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'articles'").fetchone()
    content = bytearray(file.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\x55" * 4096
    file.write_bytes(content)
    with pytest.raises(CopyFailed, match="qorgan verify"):
        back_up(house, folder, 1)
    assert read_manifest(folder) == before
    assert check_backup(folder).faults == ()


def test_decisions_that_go_on_meanwhile_are_in_it_whole_or_not_at_all(house: House, tmp_path: Path) -> None:
    stop = threading.Event()

    def deciding() -> None:
        number = 0
        while not stop.is_set():
            house.decide(f"meanwhile{number}")
            number += 1

    working = threading.Thread(target=deciding)
    working.start()
    try:
        for number in range(3):
            back_up(house, tmp_path / f"backup{number}")
    finally:
        stop.set()
        working.join()
    for number in range(3):
        assert check_backup(tmp_path / f"backup{number}").faults == ()


def test_a_backup_and_a_clearing_wait_for_each_other_and_so_do_two_backups(house: House, tmp_path: Path) -> None:
    with lock_evidence(house.settings.evidence), pytest.raises(ClearingFailed):
        back_up(house, tmp_path / "backup")
    with module._alone(tmp_path / "backup"), pytest.raises(CopyFailed, match="another backup"):
        back_up(house, tmp_path / "backup")


def test_a_server_is_backed_up_into_the_same_kind_of_file(tmp_path: Path, upgraded_postgresql_url: str) -> None:
    house = filled(tmp_path / "data", upgraded_postgresql_url)
    with write_transaction(house.engine) as session:
        add_person(session, "Дана")
    made = back_up(house, tmp_path / "backup")
    assert made.faults == []
    assert check_backup(tmp_path / "backup").faults == ()
    house.engine.dispose()


def damage(path: Path) -> None:
    """Four bytes, under the same length."""
    content = bytearray(path.read_bytes())
    content[10:14] = bytes(byte ^ 0xFF for byte in content[10:14])
    path.write_bytes(content)


def test_what_the_disk_of_the_backup_damaged_is_found_and_copied_anew_within_seven_backups(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    back_up(house, folder)
    names = ["evidence/2026/11/24/one.warc.gz", "evidence/2026/11/24/two.warc.gz"]
    for name in (*names, read_manifest(folder).files["desk.secret"].stored):
        damage(folder / name)
    rounds = [back_up(house, folder, day) for day in range(1, ROUNDS + 1)]
    assert rounds[0].renewed[0] == "desk.secret", "small files each time"
    assert sorted(name for made in rounds for name in made.renewed) == ["desk.secret", *names]
    assert [made.faults for made in rounds] == [[]] * ROUNDS
    assert check_backup(folder).faults == ()


def test_a_damaged_file_that_is_to_grow_is_copied_anew_at_once_and_never_from_a_source_that_is_damaged_too(house: House, tmp_path: Path) -> None:
    folder, name = tmp_path / "backup", "evidence/2026/11/24/two.warc.gz"
    back_up(house, folder)
    damage(folder / name)
    house.store.add(EvidenceWriter(house.settings.evidence, "two"), "later", os.urandom(3000), NOW)
    source = house.settings.data / name
    whole = source.read_bytes()
    damage(source)
    made = back_up(house, folder, 1)
    assert (made.renewed, made.faults[0].split(" ")[0]) == ([], name)
    source.write_bytes(whole)
    assert back_up(house, folder, 2).renewed == [name]
    assert check_backup(folder).faults == ()


def test_a_backup_holds_files_that_people_gave_and_tells_of_one_that_is_gone(house: House, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    stream = io.BytesIO(b"%PDF-1.7 a letter")
    store_evidence_file(
        house.engine, house.settings.evidence, stream, "letter.pdf", IntakeChannel.DESK, FileTarget(), who="Aigul", now=NOW, limit=100
    )
    folder, (given,) = tmp_path / "backup", submitted_files(house.settings.evidence)
    name = f"evidence/{given.relative_to(house.settings.evidence).as_posix()}"
    assert name in back_up(house, folder).manifest.files
    assert (folder / name).read_bytes() == b"%PDF-1.7 a letter"
    assert check_backup(folder).faults == ()
    given.unlink()
    made = back_up(house, folder, 1)
    assert plain(made.faults) == snapshot
    assert (folder / name).is_file()


@pytest.fixture
def house_restore(tmp_path: Path) -> House:
    return filled(tmp_path / "data")


def rows(engine: Engine) -> list[list[dict[str, object]]]:
    with read_session(engine) as session:
        tables = (ArticleRow, DraftRow, LedgerRow, SnapshotRow)
        return [[dict(row._mapping) for row in session.execute(select(table.__table__).order_by("id"))] for table in tables]


def backed_up(house_restore: House, tmp_path: Path) -> Path:
    make_backup(house_restore.engine, house_restore.settings, tmp_path / "backup", NOW)
    return tmp_path / "backup"


def faults_of(engine: Engine, evidence: Path) -> list[str]:
    found: list[str] = []
    with consistent_read_session(engine) as session:
        verify.verify_chain(session, found.append)
        verify.record_faults(session, found.append)
        check_evidence(engine, session, evidence, found.append)
    return found


@pytest.mark.parametrize("folder", ["elsewhere", "Басқа жер/деректер 2"])
def test_a_backup_is_restored_on_another_path_to_the_last_value(house_restore: House, tmp_path: Path, folder: str) -> None:
    backup = backed_up(house_restore, tmp_path)
    moved = Path(shutil.move(backup, tmp_path / "moved"))
    target = settings_of(tmp_path / folder)
    restore_backup(moved, read_manifest(moved), target)
    engine = open_database(target.database)
    assert rows(engine) == rows(house_restore.engine)
    assert faults_of(engine, target.evidence) == []
    assert (target.data / "models" / "current.json").read_text(encoding="utf-8") == '{"name": "kk-ru-en"}'
    assert (target.data / "desk.secret").stat().st_mode & 0o777 == 0o600
    engine.dispose()


def test_a_backup_of_one_kind_of_database_is_restored_into_the_other(house_restore: House, tmp_path: Path, postgresql_url: str) -> None:
    backup = backed_up(house_restore, tmp_path)
    server = settings_of(tmp_path / "server", postgresql_url)
    restore_backup(backup, read_manifest(backup), server)
    engine = open_database(postgresql_url)
    assert faults_of(engine, server.evidence) == []
    make_backup(engine, server, tmp_path / "again", NOW)
    engine.dispose()
    back = settings_of(tmp_path / "back")
    restore_backup(tmp_path / "again", read_manifest(tmp_path / "again"), back)
    engine = open_database(back.database)
    assert rows(engine) == rows(house_restore.engine)
    engine.dispose()
    with pytest.raises(CopyFailed, match="not empty"):
        restore_backup(backup, read_manifest(backup), settings_of(tmp_path / "third", postgresql_url))


def test_a_folder_that_is_not_empty_is_refused_and_stays_as_it_is(house_restore: House, tmp_path: Path) -> None:
    target = settings_of(tmp_path / "used")
    for name in ("logs", "prefect"):
        (target.data / name).mkdir(parents=True)
    require_empty(target)
    (target.data / "notes.txt").write_text("mine")
    backup = backed_up(house_restore, tmp_path)
    with pytest.raises(CopyFailed, match=r"notes\.txt"):
        restore_backup(backup, read_manifest(backup), target)
    assert sorted(path.name for path in target.data.iterdir()) == ["logs", "notes.txt", "prefect"]


def test_every_file_that_was_damaged_or_lost_is_named(house_restore: House, tmp_path: Path) -> None:
    backup = backed_up(house_restore, tmp_path)
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


def test_a_ledger_that_ends_elsewhere_than_the_manifest_says_is_told(house_restore: House, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    backup = backed_up(house_restore, tmp_path)
    told = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
    told["head"]["id"] += 1
    (backup / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
    assert plain(check_backup(backup).faults) == snapshot


@pytest.mark.parametrize("server", [False, pytest.param(True, marks=pytest.mark.postgresql)])
def test_a_restored_backup_of_an_earlier_version_is_brought_to_this_one(
    house_restore: House, tmp_path: Path, later_version: Callable[[], None], server: bool, request: pytest.FixtureRequest
) -> None:
    backup = backed_up(house_restore, tmp_path)
    later_version()
    assert check_backup(backup).faults == ()
    target = settings_of(tmp_path / "newer", request.getfixturevalue("postgresql_url") if server else "")
    restore_backup(backup, read_manifest(backup), target)
    engine = open_database(target.database)
    require_current(engine)
    assert rows(engine)[2] == rows(house_restore.engine)[2]
    engine.dispose()


def test_a_backup_from_the_time_of_development_is_refused_before_anything_is_restored(house_restore: House, tmp_path: Path) -> None:
    with house_restore.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0034'"))
    house_restore.engine.dispose()
    with pytest.raises(DatabaseVersionMismatch, match="0034"):
        check_database_file(house_restore.settings.data / "qorgan.db")


def leave_a_journal(database: Path) -> None:
    """As a process does that is killed while it writes: what it committed lies in the journal."""
    code = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('PRAGMA wal_autocheckpoint=0');"
        "c.execute('UPDATE articles SET title = hex(randomblob(2000))'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(database)], check=True)


@pytest.mark.usefixtures("processes")
def test_an_old_database_that_still_lies_in_the_data_folder_does_not_get_into_the_restored_one(house_restore: House, tmp_path: Path) -> None:
    house_restore.engine.dispose()
    old = house_restore.settings.data / "qorgan.db"
    (tmp_path / "now").mkdir()
    shutil.copy(old, tmp_path / "now" / "records.db")
    leave_a_journal(old)
    shutil.copy(old, house_restore.settings.data / "models" / "another.db")
    moved = settings_of(house_restore.settings.data, f"sqlite:///{tmp_path / 'now' / 'records.db'}")
    engine = open_database(moved.database)
    make_backup(engine, moved, tmp_path / "backup", NOW)
    manifest = read_manifest(tmp_path / "backup")
    assert [name for name in manifest.files if name.startswith("qorgan") or "another" in name] == []
    target = settings_of(tmp_path / "restored")
    restore_backup(tmp_path / "backup", manifest, target)
    restored = open_database(target.database)
    assert rows(restored) == rows(engine)
    for one in (engine, restored):
        one.dispose()


def test_a_backup_that_holds_a_foreign_journal_is_restored_without_it(house_restore: House, tmp_path: Path) -> None:
    backup = backed_up(house_restore, tmp_path)
    (backup / "files" / "journal").write_bytes(b"of another database")
    told = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
    told["files"]["qorgan.db-wal"] = {"stored": "files/journal", "bytes": 19, "sha256": hashlib.sha256(b"of another database").hexdigest()}
    (backup / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
    assert check_backup(backup).faults == ()
    target = settings_of(tmp_path / "restored")
    restore_backup(backup, read_manifest(backup), target)
    engine = open_database(target.database)
    assert rows(engine) == rows(house_restore.engine)
    engine.dispose()


def test_a_journal_where_the_database_is_to_be_is_refused(house_restore: House, tmp_path: Path) -> None:
    backup = backed_up(house_restore, tmp_path)
    (tmp_path / "records.db-wal").write_bytes(b"of another database")
    target = settings_of(tmp_path / "restored", f"sqlite:///{tmp_path / 'records.db'}")
    with pytest.raises(CopyFailed, match=r"records\.db-wal"):
        restore_backup(backup, read_manifest(backup), target)
    assert not target.data.exists()


MADE = Manifest("2026-11-27T10:00:00+00:00", "0007", "database-1.db", Head(3, "a" * 64), {"database-1.db": BackupFile("database-1.db", 4, "b" * 64)})


def test_a_manifest_reads_back_as_it_was_written(tmp_path: Path) -> None:
    write_manifest(tmp_path, MADE)
    assert read_manifest(tmp_path) == MADE
    assert MADE.bytes == 4


def test_a_file_counts_as_far_as_the_manifest_says(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    (tmp_path / "x").write_bytes(b"abcdef")
    one = BackupFile("x", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    manifest = Manifest("", "", "x", None, {"x": one})
    passed: list[int] = []
    assert list(manifest_faults(tmp_path, manifest, passed.append)) == []
    assert passed == [3]
    (tmp_path / "x").write_bytes(b"ab")
    assert plain(list(manifest_faults(tmp_path, manifest))) == snapshot


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 2}, "a later version"),
        ({"files": {"../x": {"stored": "x", "bytes": 1, "sha256": ""}}}, "outside its folder"),
        ({"files": {"x": {"stored": "/etc/passwd", "bytes": 1, "sha256": ""}}}, "outside its folder"),
        ({"files": {"x": {"stored": "x"}}}, "cannot be read"),
        ({"files": []}, "cannot be read"),
        ({"database": "other"}, "cannot be read"),
    ],
)
def test_a_manifest_that_is_none_of_ours_is_refused(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    write_manifest(tmp_path, MADE)
    told = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / MANIFEST).write_text(json.dumps({**told, **change}), encoding="utf-8")
    with pytest.raises(CopyFailed, match=words):
        read_manifest(tmp_path)


def test_a_folder_without_a_manifest_or_with_half_of_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CopyFailed, match="holds no backup"):
        read_manifest(tmp_path)
    (tmp_path / MANIFEST).write_text('{"format": 1, "files"')
    with pytest.raises(CopyFailed, match="cannot be read"):
        read_manifest(tmp_path)


def test_the_file_holds_the_whole_ledger_and_needs_no_journal(engine: Engine, tmp_path: Path) -> None:
    act(engine)
    write_database(engine, tmp_path / "copy.db")
    looked = check_database_file(tmp_path / "copy.db")
    assert (looked.head, looked.faults) == (head(engine), ())
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("copy")) == ["copy.db"]


def test_a_ledger_that_was_altered_is_told(engine: Engine, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(text("UPDATE ledger SET who = 'x' WHERE id = 2"))
    if engine.dialect.name == "postgresql":
        with pytest.raises(CopyFailed, match="row 2 "):
            write_database(engine, tmp_path / "copy.db")
        assert not (tmp_path / "copy.db").exists()
        return
    write_database(engine, tmp_path / "copy.db")
    assert plain(check_database_file(tmp_path / "copy.db").faults) == snapshot(name="words")


def test_looking_through_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    act(engine)
    write_database(engine, tmp_path / "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    check_database_file(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == before


def test_a_disk_that_is_full_is_named_with_the_folder_of_the_backup_and_nothing_is_left_there(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'records.db'}")

    def no_room(*_given: object) -> None:
        with closing(sqlite3.connect(":memory:")) as full:
            full.execute("PRAGMA max_page_count=1")
            full.execute("CREATE TABLE x (y)")

    event.listen(engine, "do_execute", no_room)
    with pytest.raises(DiskFull, match=re.escape(f"({tmp_path})")):
        write_database(engine, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    engine.dispose()


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_digest_of_a_file_is_that_of_its_first_bytes_and_none_of_a_shorter_one(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abcd")
    assert (digest_of(tmp_path / "x"), digest_of(tmp_path / "x", 2), digest_of(tmp_path / "x", 5)) == (sha(b"abcd"), sha(b"ab"), None)


def test_a_file_is_copied_as_far_as_is_asked_into_folders_that_are_made(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abcd")
    kept = copy_file(tmp_path / "x", tmp_path / "a" / "б" / "y", 3)
    assert (kept.bytes, kept.sha256, (tmp_path / "a" / "б" / "y").read_bytes()) == (3, sha(b"abc"), b"abc")
    with pytest.raises(CopyFailed):
        copy_file(tmp_path / "x", tmp_path / "z", sha256=sha(b"other"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "x"]


def test_what_grew_is_added_and_what_a_broken_backup_left_behind_it_is_written_over(tmp_path: Path) -> None:
    source, target = tmp_path / "x", tmp_path / "y"
    source.write_bytes(b"abc")
    before = copy_file(source, target)
    assert append_growth(source, target, before) == before
    target.write_bytes(b"abcZZZZZZ")
    source.write_bytes(b"abcdef")
    after = append_growth(source, target, before)
    assert (after.bytes, after.sha256, target.read_bytes()) == (6, sha(b"abcdef"), b"abcdef")


@pytest.mark.parametrize("content", [b"ab", b"Xbcdef"])
def test_what_was_cut_or_changed_is_refused_and_the_copy_stays(tmp_path: Path, content: bytes) -> None:
    source, target = tmp_path / "x", tmp_path / "y"
    source.write_bytes(b"abc")
    before = copy_file(source, target)
    source.write_bytes(content)
    with pytest.raises(ChangedSource):
        append_growth(source, target, before)
    assert target.read_bytes() == b"abc"


def test_a_copy_that_does_not_read_back_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    monkeypatch.setattr(verified_copy, "digest_of", lambda path, size=None: "0")
    with pytest.raises(CopyFailed, match=str(tmp_path / "y")):
        copy_file(tmp_path / "x", tmp_path / "y")


def test_a_database_is_known_under_any_name_and_nothing_else_is_one(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "notes.txt")) as connection:
        connection.execute("CREATE TABLE x (y)")
    (tmp_path / "qorgan.db").write_text("no database")
    assert [is_sqlite(tmp_path / name) for name in ("notes.txt", "qorgan.db", "missing", ".")] == [True, False, False, False]


def test_the_journals_of_a_database_are_those_that_sqlite_makes(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    assert {journal_of(path) for path in journals(database)} == {database}
    assert journal_of(database) is None
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE x (y)")
        made = {path for path in tmp_path.iterdir() if path != database}
    assert made == set(journals(database)[:2])
