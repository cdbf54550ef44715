"""Files are taken in whole or not at all: bytes, record and ledger."""

import hashlib
import io
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from pipelines.evidence.evidence_files import evidence_files, given_files
from pipelines.evidence.taken_files import NotTaken, TooLarge, bytes_kept, file_path, take_in
from records.database import read_session, write_transaction
from records.errors import DiskFull, NoSuchDraft
from records.hand.file_rows import Belonging, add_file
from records.tables import EvidenceFileRow, LedgerRow
from records.vocabulary import Door, FileKind
from tests.conftest import NOW
from tests.records.ledger.chain import chain_faults

PHOTO = b"\xff\xd8\xff\xe0" + b"light" * 1000
MB = 2**20


def take(engine: Engine, folder: Path, body: bytes | Any = PHOTO, name: str = "photo.jpg", to: Belonging = Belonging(), limit: int = MB) -> int:  # noqa: B008
    stream = io.BytesIO(body) if isinstance(body, bytes) else body
    return take_in(engine, folder, stream, name, Door.DESK, to, who="Aigul", now=NOW, limit=limit)


def left(folder: Path) -> list[str]:
    """Every file that was given, or is coming in."""
    return sorted(path.relative_to(folder).as_posix() for path in (folder / "files").rglob("*") if path.is_file())


def test_a_file_is_on_the_disk_under_its_hash_and_recorded_with_its_row_in_the_ledger(engine: Engine, tmp_path: Path) -> None:
    id = take(engine, tmp_path)
    sha256 = hashlib.sha256(PHOTO).hexdigest()
    assert file_path(tmp_path, sha256).read_bytes() == PHOTO
    assert left(tmp_path) == [f"files/{sha256[:2]}/{sha256}"]
    with read_session(engine) as session:
        row = session.get_one(EvidenceFileRow, id)
        assert (row.sha256, row.size, row.kind, row.name, row.door, row.taken_by) == (sha256, len(PHOTO), "jpeg", "photo.jpg", "desk", "Aigul")
        noted = session.scalars(select(LedgerRow)).one()
        assert (noted.subject, noted.action, noted.after["sha256"], noted.who) == (f"file {id}", "take_file", sha256, "Aigul")
    assert chain_faults(engine) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_stored_pages_are_another_thing(engine: Engine, tmp_path: Path) -> None:
    take(engine, tmp_path)
    assert evidence_files(tmp_path) == []
    assert len(given_files(tmp_path)) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_name_and_what_is_said_of_a_file_do_not_say_what_it_is(engine: Engine, tmp_path: Path) -> None:
    id = take(engine, tmp_path, b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "photo.jpg")
    with read_session(engine) as session:
        assert session.get_one(EvidenceFileRow, id).kind == FileKind.BYTES


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_one_byte_too_many_and_nothing_stays(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="larger than 1 MB"):
        take(engine, tmp_path, b"x" * (MB + 1))
    assert left(tmp_path) == []
    take(engine, tmp_path, b"x" * MB)
    assert len(left(tmp_path)) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_empty_file_is_none(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotTaken, match="empty"):
        take(engine, tmp_path, b"")
    assert left(tmp_path) == []


class _BreaksOff(io.BytesIO):
    """A line that goes dead after the first piece."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise ConnectionResetError
        return super().read(size)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_breaks_off_leaves_no_half_file_and_no_row(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        take(engine, tmp_path, _BreaksOff(b"x" * MB))
    assert left(tmp_path) == []
    with read_session(engine) as session:
        assert list(session.scalars(select(EvidenceFileRow))) == []
        assert list(session.scalars(select(LedgerRow))) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_file_that_cannot_be_recorded_does_not_stay(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NoSuchDraft):
        take(engine, tmp_path, to=Belonging(draft=7))
    assert left(tmp_path) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_breaks_off_takes_nothing_away_that_somebody_else_sent(engine: Engine, tmp_path: Path) -> None:
    take(engine, tmp_path)
    with pytest.raises(NoSuchDraft):
        take(engine, tmp_path, to=Belonging(draft=7))
    assert len(left(tmp_path)) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_two_who_send_the_same_bytes_at_once_keep_them_when_one_breaks_off(engine: Engine, tmp_path: Path) -> None:
    with bytes_kept(engine, tmp_path, io.BytesIO(PHOTO), MB) as mine:
        with pytest.raises(ZeroDivisionError), bytes_kept(engine, tmp_path, io.BytesIO(PHOTO), MB):
            raise ZeroDivisionError
        # As if the other one had looked before mine was there.
        file_path(tmp_path, mine.sha256).unlink()
        with write_transaction(engine) as session:
            add_file(session, mine, "a", Door.DESK, Belonging(), who="Aigul", now=NOW)
    assert file_path(tmp_path, mine.sha256).read_bytes() == PHOTO
    assert len(left(tmp_path)) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_a_killed_process_left_goes_after_a_day_unless_a_record_names_it(engine: Engine, tmp_path: Path) -> None:
    take(engine, tmp_path)
    known, strange = hashlib.sha256(PHOTO).hexdigest(), hashlib.sha256(b"strange").hexdigest()
    coming = tmp_path / "files/.coming"
    file_path(tmp_path, strange).parent.mkdir(exist_ok=True)
    file_path(tmp_path, strange).write_bytes(b"strange")
    old, fresh = ["half-1", f"{known}.half-2", f"{strange}.half-3"], ["half-4"]
    for name in [*old, *fresh]:
        (coming / name).write_bytes(b"x")
    for name in old:
        os.utime(coming / name, (0, 0))
    take(engine, tmp_path, b"another")
    assert sorted(path.name for path in coming.iterdir()) == fresh
    assert file_path(tmp_path, known).exists()
    assert not file_path(tmp_path, strange).exists()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_bytes_that_a_disk_has_damaged_are_put_right_when_they_come_again(engine: Engine, tmp_path: Path) -> None:
    take(engine, tmp_path)
    path = file_path(tmp_path, hashlib.sha256(PHOTO).hexdigest())
    path.write_bytes(b"damaged")
    take(engine, tmp_path)
    assert path.read_bytes() == PHOTO


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_full_disk_is_said_in_words(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.evidence.taken_files.os.fsync", full)
    with pytest.raises(DiskFull, match="evidence cannot be written"):
        take(engine, tmp_path)
    assert left(tmp_path) == []


class _Zeros:
    """A stream of nothing but zeros, which takes no room."""

    def __init__(self, size: int) -> None:
        self._left = size

    def read(self, size: int = -1) -> bytes:
        piece = bytes(min(size, self._left))
        self._left -= len(piece)
        return piece


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_large_file_is_never_held_in_memory(engine: Engine, tmp_path: Path) -> None:
    tracemalloc.start()
    take(engine, tmp_path, _Zeros(30 * MB), limit=40 * MB)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * MB
