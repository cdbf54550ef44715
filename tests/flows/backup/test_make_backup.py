"""A backup holds everything, copies only what is new, and one that breaks off leaves the one before it whole."""

import io
import os
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from flows.backup import make_backup as module
from flows.backup.backup_manifest import read_manifest
from flows.backup.make_backup import ROUNDS, BackupMade, make_backup
from flows.backup.restore import check_backup
from pipelines.evidence.evidence_files import given_files
from pipelines.evidence.retention import NotCleared, alone_with_evidence
from pipelines.evidence.taken_files import take_in
from pipelines.evidence.writer import EvidenceWriter
from records.database import write_transaction
from records.errors import CopyFailed
from records.hand.file_rows import Belonging
from records.tables import SnapshotRow
from records.vocabulary import Door
from tests.conftest import NOW
from tests.desk.site import add_person
from tests.flows.backup.filled_house import House, filled


@pytest.fixture
def house(tmp_path: Path) -> House:
    return filled(tmp_path / "Мұрағат деректері")


def back_up(house: House, folder: Path, days: int = 0) -> BackupMade:
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


def test_cleared_evidence_goes_and_what_is_nowhere_any_more_is_told(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    back_up(house, folder)
    for name in ("one", "two"):
        (house.settings.evidence / f"2026/11/24/{name}.warc.gz").unlink()
    (folder / "evidence/2026/11/24/one.warc.gz").unlink()
    with write_transaction(house.engine) as session:
        session.execute(update(SnapshotRow).where(SnapshotRow.file == "2026/11/24/two.warc.gz").values(dropped_at=NOW))
    (told,) = back_up(house, folder, 1).faults
    assert told.startswith("the records point to 2026/11/24/one.warc.gz, which is missing")
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
    with pytest.raises(CopyFailed, match="holds no backup .a.jpg"):
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
    with alone_with_evidence(house.settings.evidence), pytest.raises(NotCleared):
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


def test_a_backup_holds_files_that_people_gave_and_tells_of_one_that_is_gone(house: House, tmp_path: Path) -> None:
    stream = io.BytesIO(b"%PDF-1.7 a letter")
    take_in(house.engine, house.settings.evidence, stream, "letter.pdf", Door.DESK, Belonging(), who="Aigul", now=NOW, limit=100)
    folder, (given,) = tmp_path / "backup", given_files(house.settings.evidence)
    name = f"evidence/{given.relative_to(house.settings.evidence).as_posix()}"
    assert name in back_up(house, folder).manifest.files
    assert (folder / name).read_bytes() == b"%PDF-1.7 a letter"
    assert check_backup(folder).faults == ()
    given.unlink()
    made = back_up(house, folder, 1)
    assert made.faults == [f"{name} is gone here; the copy in the backup stays; `qorgan verify` tells more"]
    assert (folder / name).is_file()
