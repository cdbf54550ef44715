"""Files that somebody gave: taken in whole or not at all, named and shown as what their bytes are, and pictures drawn again before they are shown."""

import hashlib
import io
import os
import tracemalloc
import zlib
from pathlib import Path
from struct import pack
from typing import Any

import pytest
from PIL import Image, UnidentifiedImageError
from sqlalchemy import Engine, select

from pipelines.evidence import files, picture_process
from pipelines.evidence.files import (
    HEAD,
    PREVIEW_FOLDER,
    FileRejected,
    FileTooLarge,
    detect_file_kind,
    file_path,
    preview_picture,
    sound_ending,
    store_bytes,
    store_evidence_file,
)
from pipelines.evidence.picture_process import MAX_PREVIEW_SIDE, reencode_picture
from pipelines.evidence.writer import MAX_DISPLAY_NAME, MAX_STORED_NAME, display_name, download_name, evidence_files, storable_name, submitted_files
from records.database import read_session, write_transaction
from records.errors import DiskFull, NoSuchDraft
from records.evidence_files import FileTarget, add_file
from records.tables import EvidenceFileRow, LedgerRow
from records.vocabulary import FileKind, IntakeChannel
from tests.conftest import NOW
from tests.pipelines.rows import rows
from tests.records.ledger.chain import chain_faults

PHOTO = b"\xff\xd8\xff\xe0" + b"light" * 1000
SHA256 = hashlib.sha256(PHOTO).hexdigest()
MB = 2**20


def take(engine: Engine, folder: Path, body: Any = PHOTO, name: str = "photo.jpg", draft: int | None = None, limit: int = MB) -> int:
    stream = io.BytesIO(body) if isinstance(body, bytes) else body
    return store_evidence_file(engine, folder, stream, name, IntakeChannel.DESK, FileTarget(draft=draft), who="Aigul", now=NOW, limit=limit)


def left(folder: Path) -> list[str]:
    """Every file that was given, or is coming in."""
    return sorted(path.relative_to(folder).as_posix() for path in (folder / "files").rglob("*") if path.is_file())


# Taken in


def test_a_file_is_on_the_disk_under_its_hash_and_recorded_with_its_row_in_the_ledger(engine: Engine, tmp_path: Path) -> None:
    id = take(engine, tmp_path)
    assert file_path(tmp_path, SHA256).read_bytes() == PHOTO
    assert left(tmp_path) == [f"files/{SHA256[:2]}/{SHA256}"]
    with read_session(engine) as session:
        row = session.get_one(EvidenceFileRow, id)
        assert (row.sha256, row.size, row.kind, row.name, row.door, row.taken_by) == (SHA256, len(PHOTO), "jpeg", "photo.jpg", "desk", "Aigul")
        noted = session.scalars(select(LedgerRow)).one()
        assert (noted.subject, noted.action, noted.after["sha256"], noted.who) == (f"file {id}", "take_file", SHA256, "Aigul")
    assert chain_faults(engine) == []
    # The stored pages are another thing.
    assert (evidence_files(tmp_path), len(submitted_files(tmp_path))) == ([], 1)


def test_a_name_does_not_say_what_a_file_is(engine: Engine, tmp_path: Path) -> None:
    id = take(engine, tmp_path, b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "photo.jpg")
    with read_session(engine) as session:
        assert session.get_one(EvidenceFileRow, id).kind == FileKind.BYTES


class BreaksOff(io.BytesIO):
    """A line that goes dead after the first piece."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise ConnectionResetError
        return super().read(size)


@pytest.mark.parametrize(
    ("body", "draft", "refused"),
    [(b"x" * (MB + 1), None, FileTooLarge), (b"", None, FileRejected), (BreaksOff(b"x" * MB), None, ConnectionResetError), (PHOTO, 7, NoSuchDraft)],
    ids=["one byte too many", "empty", "breaks off", "of no draft"],
)
def test_what_cannot_be_taken_leaves_no_file_and_no_row(
    engine: Engine, tmp_path: Path, body: Any, draft: int | None, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        take(engine, tmp_path, body, draft=draft)
    assert left(tmp_path) == []
    with read_session(engine) as session:
        assert [*session.scalars(select(EvidenceFileRow)), *session.scalars(select(LedgerRow))] == []


def test_a_file_as_large_as_may_be_is_taken(engine: Engine, tmp_path: Path) -> None:
    take(engine, tmp_path, b"x" * MB)
    assert len(left(tmp_path)) == 1


def test_what_breaks_off_takes_nothing_away_that_somebody_else_sent(engine: Engine, tmp_path: Path) -> None:
    take(engine, tmp_path)
    with pytest.raises(NoSuchDraft):
        take(engine, tmp_path, draft=7)
    assert len(left(tmp_path)) == 1


def test_two_who_send_the_same_bytes_at_once_keep_them_when_one_breaks_off(engine: Engine, tmp_path: Path) -> None:
    with store_bytes(engine, tmp_path, io.BytesIO(PHOTO), MB) as mine:
        with pytest.raises(ZeroDivisionError), store_bytes(engine, tmp_path, io.BytesIO(PHOTO), MB):
            raise ZeroDivisionError
        # As if the other one had looked before mine was there.
        file_path(tmp_path, mine.sha256).unlink()
        with write_transaction(engine) as session:
            add_file(session, mine, "a", IntakeChannel.DESK, FileTarget(), who="Aigul", now=NOW)
    assert file_path(tmp_path, mine.sha256).read_bytes() == PHOTO
    assert len(left(tmp_path)) == 1


def test_what_a_killed_process_left_goes_after_a_day_unless_a_record_names_it(engine: Engine, tmp_path: Path) -> None:
    take(engine, tmp_path)
    strange = hashlib.sha256(b"strange").hexdigest()
    coming = tmp_path / "files/.coming"
    file_path(tmp_path, strange).parent.mkdir(exist_ok=True)
    file_path(tmp_path, strange).write_bytes(b"strange")
    old, fresh = ["half-1", f"{SHA256}.half-2", f"{strange}.half-3"], ["half-4"]
    for name in [*old, *fresh]:
        (coming / name).write_bytes(b"x")
    for name in old:
        os.utime(coming / name, (0, 0))
    take(engine, tmp_path, b"another")
    assert sorted(path.name for path in coming.iterdir()) == fresh
    assert (file_path(tmp_path, SHA256).exists(), file_path(tmp_path, strange).exists()) == (True, False)


def test_bytes_that_a_disk_has_damaged_are_put_right_when_they_come_again(engine: Engine, tmp_path: Path) -> None:
    take(engine, tmp_path)
    file_path(tmp_path, SHA256).write_bytes(b"damaged")
    take(engine, tmp_path)
    assert file_path(tmp_path, SHA256).read_bytes() == PHOTO


def test_a_full_disk_leaves_nothing(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.evidence.files.os.fsync", full)
    with pytest.raises(DiskFull):
        take(engine, tmp_path)
    assert left(tmp_path) == []


class Zeros:
    """A stream of nothing but zeros, which takes no room."""

    def __init__(self, size: int) -> None:
        self._left = size

    def read(self, size: int = -1) -> bytes:
        piece = bytes(min(size, self._left))
        self._left -= len(piece)
        return piece


def test_a_large_file_is_never_held_in_memory(engine: Engine, tmp_path: Path) -> None:
    tracemalloc.start()
    take(engine, tmp_path, Zeros(10 * MB), limit=40 * MB)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * MB


def test_evidence_files_are_found_in_order_at_any_depth_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "2026/11/24").mkdir(parents=True)
    for name in ("2026/11/24/b.warc.gz", "2026/11/24/a.warc.gz", "2026/11/24/a.txt", "z.warc.gz"):
        (tmp_path / name).write_bytes(b"")
    found = [path.relative_to(tmp_path).as_posix() for path in evidence_files(tmp_path)]
    assert found == ["2026/11/24/a.warc.gz", "2026/11/24/b.warc.gz", "z.warc.gz"]
    assert evidence_files(tmp_path / "none") == []
    with pytest.raises(NotADirectoryError):
        evidence_files(tmp_path / "z.warc.gz")


# Named


@rows(
    "sent, shown",
    [
        ("Сот шешімі.pdf", "Сот шешімі.pdf"), ("../../etc/passwd", "passwd"), ("C:\\Users\\a\\photo.jpg", "photo.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"), ("one\r\nSet-Cookie: a=b.jpg", "one Set-Cookie: a=b.jpg"), ("a\x00b.jpg", "a b.jpg"),
        ("\u200b\u2066", "?"), ("", "?"), ("folder/", "?"),
    ],
)  # fmt: skip
def test_a_name_is_shown_on_one_line_without_folders_and_without_what_turns_the_writing(sent: str, shown: str) -> None:
    assert display_name(sent) == shown


def test_a_name_of_thousands_of_letters_is_kept_in_part_and_what_a_database_cannot_hold_is_marked() -> None:
    name = "ж" * 5000 + ".jpg"
    assert (len(storable_name(name)), len(display_name(name)), display_name(name)[-4:]) == (MAX_STORED_NAME, MAX_DISPLAY_NAME, ".jpg")
    assert storable_name("a\x00b\ud800c") == "a\ufffdb?c"


@rows("kind, ending, name", [(FileKind.PDF, "", "pdf"), (FileKind.AUDIO, ".wav", "wav"), (FileKind.TEXT, ".wav", "txt")])
def test_a_file_is_given_out_under_a_name_of_ours(kind: FileKind, ending: str, name: str) -> None:
    assert download_name(12, kind, ending) == f"qorgan-file-12.{name}"


# What bytes are


@rows(
    "head, kind",
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", FileKind.JPEG), (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", FileKind.PNG),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", FileKind.WEBP), (b"RIFF\x24\x00\x00\x00WAVEfmt ", FileKind.AUDIO),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", FileKind.HEIC), (b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00", FileKind.AUDIO),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00", FileKind.VIDEO), (b"\x1aE\xdf\xa3\x01\x00", FileKind.VIDEO), (b"OggS\x00\x02", FileKind.AUDIO),
        (b"ID3\x04\x00", FileKind.AUDIO), (b"\xff\xfb\x90\x64" + b"\x00" * 40, FileKind.AUDIO), (b"\xff\xf1\x50\x80", FileKind.AUDIO),
        (b"#!AMR\n", FileKind.AUDIO), (b"%PDF-1.7\n", FileKind.PDF), ("Редакцияға хат келді".encode(), FileKind.TEXT),
        (b"\xef\xbb\xbf" + "Қоңырау".encode(), FileKind.TEXT), (b"Return-Path: <a@example.org>\r\nSubject: x\r\n\r\nHello", FileKind.EML),
        *((head, FileKind.BYTES) for head in (b"PK\x03\x04", b"GIF89a", b"MZ\x90\x00", b"\xff\xff\xff\xff", b"")),
        # What begins like a page, or is a script as well, is bytes; a text may be cut in the middle of a letter.
        *((begin + b"<script>alert(1)</script>", FileKind.BYTES) for begin in (b"<!doctype html>", b"<svg xmlns='http://www.w3.org/2000/svg'>",
                                                                              b"<?xml version='1.0'?>", b"\xef\xbb\xbf  <html>", b"<script>")),
        (b"GIF89a=1;alert(document.cookie);//", FileKind.BYTES),
        (b"x" + ("ә" * HEAD).encode()[: HEAD - 1], FileKind.TEXT),
        (b"x" + ("ә" * HEAD).encode()[: HEAD - 100] + b"\xff" + ("ә" * HEAD).encode()[:99], FileKind.BYTES),
    ],
)  # fmt: skip
def test_bytes_say_what_they_are(head: bytes, kind: FileKind) -> None:
    assert detect_file_kind(head) is kind


@rows(
    "head, ending",
    [
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", ".wav"), (b"RIFF\x00\x00\x00\x00AVI LIST", ".avi"), (b"ID3\x04", ".mp3"), (b"\xff\xfb\x90\x00", ".mp3"), (b"\xff\xf1\x50\x80", ".aac"),
        (b"OggS\x00", ".ogg"), (b"fLaC", ".flac"), (b"#!AMR\n", ".amr"), (b"\x00\x00\x00\x20ftypM4A ", ".m4a"), (b"\x00\x00\x00\x20ftypisom", ".mp4"),
        (b"\x00\x00\x00\x20ftyp3gp4", ".3gp"), (b"\x00\x00\x00\x20ftypqt  ", ".mov"), (b"\x1aE\xdf\xa3\x01\x00webm", ".webm"), (b"\x1aE\xdf\xa3\x01", ".mkv"),
        (b"MZ\x90\x00", ""), (b"<html>", ""), (b"RIFF\x00\x00\x00\x00WEBP", ""), (b"\x00\x00\x00\x20ftypheic", ""), (b"", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_recording_ends_as_its_bytes_say(head: bytes, ending: str) -> None:
    assert sound_ending(head) == ending


# Pictures


def picture(path: Path, size: tuple[int, int] = (40, 20), kind: str = "JPEG", **more: object) -> str:
    Image.new("RGB", size, "red").save(path, kind, **more)
    return str(path)


def test_neither_exif_nor_a_comment_goes_over(tmp_path: Path) -> None:
    exif, target = Image.Exif(), tmp_path / "shown"
    exif[0x010E] = "<script>alert(1)</script>"
    exif[0x0112] = 6
    reencode_picture(picture(tmp_path / "a", exif=exif, comment=b"<script>"), str(target))
    assert (b"script" in (tmp_path / "a").read_bytes(), b"script" in target.read_bytes()) == (True, False)
    with Image.open(target) as shown:
        # It lay on its side, and says no more that it does.
        assert (dict(shown.getexif()), shown.size) == ({}, (20, 40))


def test_a_large_picture_is_made_smaller_and_what_is_clear_becomes_white(tmp_path: Path) -> None:
    Image.new("RGBA", (2 * MAX_PREVIEW_SIDE, MAX_PREVIEW_SIDE), (0, 0, 0, 0)).save(tmp_path / "a", "PNG")
    reencode_picture(str(tmp_path / "a"), str(tmp_path / "shown"))
    with Image.open(tmp_path / "shown") as shown:
        assert (shown.format, shown.size, shown.getpixel((5, 5))) == ("JPEG", (MAX_PREVIEW_SIDE, MAX_PREVIEW_SIDE // 2), (255, 255, 255))


def test_more_points_than_any_telephone_has_are_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_process, "MAX_SOURCE_PIXELS", 500)
    with pytest.raises(ValueError, match="points"):
        reencode_picture(picture(tmp_path / "a"), str(tmp_path / "shown"))
    assert not (tmp_path / "shown").exists()


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_no_other_decoder_is_let_at_the_bytes(tmp_path: Path, kind: str) -> None:
    with pytest.raises(UnidentifiedImageError):
        reencode_picture(picture(tmp_path / "a.jpg", kind=kind), str(tmp_path / "shown"))


def test_half_a_picture_is_none(tmp_path: Path) -> None:
    whole = Path(picture(tmp_path / "a", (400, 400))).read_bytes()
    (tmp_path / "b").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(OSError, match="truncated"):
        reencode_picture(str(tmp_path / "b"), str(tmp_path / "shown"))


def shown_of(folder: Path, kind: FileKind = FileKind.PNG, body: bytes | None = None) -> Path | None:
    """What is shown of a picture of these bytes, or of the one that lies there."""
    path = file_path(folder / "evidence", SHA256)
    if body is not None:
        path.parent.mkdir(parents=True)
        path.write_bytes(body)
    return preview_picture(folder, folder / "evidence", SHA256, kind)


def bomb(side: int) -> bytes:
    """A small PNG of so many points a side, all of them alike."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))

    packing = zlib.compressobj(9)
    lines = b"".join(packing.compress(bytes(side // 8 + 1)) for _ in range(side)) + packing.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


@pytest.mark.usefixtures("processes")
def test_a_picture_is_made_once_and_kept(tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("RGB", (30, 30), "blue").save(made, "PNG")
    path = shown_of(tmp_path, body=made.getvalue())
    assert path == tmp_path / PREVIEW_FOLDER / f"{SHA256}.jpg"
    assert path.read_bytes().startswith(b"\xff\xd8\xff")
    file_path(tmp_path / "evidence", SHA256).unlink()
    assert shown_of(tmp_path) == path


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize(
    ("kind", "body"),
    [(FileKind.PNG, bomb(20_000)), (FileKind.JPEG, b"\xff\xd8\xff\xe0" + b"<script>alert(1)</script>" * 50)],
    ids=["bomb", "no picture"],
)
def test_what_breaks_the_drawing_shows_nothing_and_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: FileKind, body: bytes
) -> None:
    assert shown_of(tmp_path, kind, body) is None
    assert [path.stat().st_size for path in (tmp_path / PREVIEW_FOLDER).iterdir()] == [0]
    monkeypatch.setattr(files, "_decoded", pytest.fail)
    assert shown_of(tmp_path, kind) is None


def test_what_is_no_picture_is_never_let_at_the_decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_decoded", pytest.fail)
    others = sorted(set(FileKind) - {FileKind.JPEG, FileKind.PNG, FileKind.WEBP})
    assert [shown_of(tmp_path, kind, b"%PDF-1.7" if kind is others[0] else None) for kind in others] == [None] * len(others)
