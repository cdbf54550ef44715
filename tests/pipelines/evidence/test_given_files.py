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

from pipelines.evidence import picture_process, shown_pictures
from pipelines.evidence.evidence_files import evidence_files, given_files
from pipelines.evidence.file_names import LONGEST_KEPT, LONGEST_SHOWN, given_name, kept_name, shown_name
from pipelines.evidence.picture_process import SHOWN, made_anew
from pipelines.evidence.shown_pictures import SHOWN_FOLDER, shown_picture
from pipelines.evidence.sniffed_kind import HEAD, sniffed, sound_ending
from pipelines.evidence.taken_files import NotTaken, TooLarge, bytes_kept, file_path, take_in
from records.database import read_session, write_transaction
from records.errors import DiskFull, NoSuchDraft
from records.hand.file_rows import Belonging, add_file
from records.tables import EvidenceFileRow, LedgerRow
from records.vocabulary import Door, FileKind
from tests.conftest import NOW
from tests.pipelines.rows import rows
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


def test_the_stored_pages_are_another_thing(engine: Engine, tmp_path: Path) -> None:
    take(engine, tmp_path)
    assert evidence_files(tmp_path) == []
    assert len(given_files(tmp_path)) == 1


def test_a_name_and_what_is_said_of_a_file_do_not_say_what_it_is(engine: Engine, tmp_path: Path) -> None:
    id = take(engine, tmp_path, b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "photo.jpg")
    with read_session(engine) as session:
        assert session.get_one(EvidenceFileRow, id).kind == FileKind.BYTES


def test_one_byte_too_many_and_nothing_stays(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="1 MB"):
        take(engine, tmp_path, b"x" * (MB + 1))
    assert left(tmp_path) == []
    take(engine, tmp_path, b"x" * MB)
    assert len(left(tmp_path)) == 1


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


def test_what_breaks_off_leaves_no_half_file_and_no_row(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        take(engine, tmp_path, _BreaksOff(b"x" * MB))
    assert left(tmp_path) == []
    with read_session(engine) as session:
        assert list(session.scalars(select(EvidenceFileRow))) == []
        assert list(session.scalars(select(LedgerRow))) == []


def test_a_file_that_cannot_be_recorded_does_not_stay(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NoSuchDraft):
        take(engine, tmp_path, to=Belonging(draft=7))
    assert left(tmp_path) == []


def test_what_breaks_off_takes_nothing_away_that_somebody_else_sent(engine: Engine, tmp_path: Path) -> None:
    take(engine, tmp_path)
    with pytest.raises(NoSuchDraft):
        take(engine, tmp_path, to=Belonging(draft=7))
    assert len(left(tmp_path)) == 1


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


def test_bytes_that_a_disk_has_damaged_are_put_right_when_they_come_again(engine: Engine, tmp_path: Path) -> None:
    take(engine, tmp_path)
    path = file_path(tmp_path, hashlib.sha256(PHOTO).hexdigest())
    path.write_bytes(b"damaged")
    take(engine, tmp_path)
    assert path.read_bytes() == PHOTO


def test_a_full_disk_is_said_in_words(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.evidence.taken_files.os.fsync", full)
    with pytest.raises(DiskFull):
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


def test_a_large_file_is_never_held_in_memory(engine: Engine, tmp_path: Path) -> None:
    tracemalloc.start()
    take(engine, tmp_path, _Zeros(30 * MB), limit=40 * MB)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * MB


def test_files_are_found_in_order_at_any_depth_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "2026/11/24").mkdir(parents=True)
    for name in ("2026/11/24/b.warc.gz", "2026/11/24/a.warc.gz", "2026/11/24/a.txt", "z.warc.gz"):
        (tmp_path / name).write_bytes(b"")
    assert [path.relative_to(tmp_path).as_posix() for path in evidence_files(tmp_path)] == [
        "2026/11/24/a.warc.gz",
        "2026/11/24/b.warc.gz",
        "z.warc.gz",
    ]
    assert evidence_files(tmp_path / "none") == []


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("")
    with pytest.raises(NotADirectoryError):
        evidence_files(tmp_path / "evidence")


@rows(
    "sent, shown",
    [
        ("Сот шешімі.pdf", "Сот шешімі.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\photo.jpg", "photo.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("one\r\nSet-Cookie: a=b.jpg", "one Set-Cookie: a=b.jpg"),
        ("a\x00b.jpg", "a b.jpg"),
        ("\u200b\u2066", "?"),
        ("", "?"),
        ("folder/", "?"),
    ],
)
def test_a_name_is_shown_on_one_line_without_folders_and_without_what_turns_the_writing(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown


def test_a_name_of_five_thousand_letters_is_kept_in_part_and_shown_with_its_ending() -> None:
    name = "ж" * 5000 + ".jpg"
    assert len(kept_name(name)) == LONGEST_KEPT
    shown = shown_name(name)
    assert len(shown) == LONGEST_SHOWN
    assert shown.endswith(".jpg")


def test_what_the_databases_cannot_hold_is_marked() -> None:
    assert kept_name("a\x00b\ud800c") == "a\ufffdb?c"


def test_a_file_is_given_out_under_a_name_of_ours() -> None:
    assert given_name(12, FileKind.PDF) == "qorgan-file-12.pdf"
    assert given_name(12, FileKind.AUDIO, ".wav") == "qorgan-file-12.wav"
    assert given_name(12, FileKind.TEXT, ".wav") == "qorgan-file-12.txt"


KINDS = [
    (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", FileKind.PNG),
    (b"RIFF\x24\x00\x00\x00WEBPVP8 ", FileKind.WEBP),
    (b"RIFF\x24\x00\x00\x00WAVEfmt ", FileKind.AUDIO),
    (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", FileKind.HEIC),
    (b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00", FileKind.AUDIO),
    (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00", FileKind.VIDEO),
    (b"\x1aE\xdf\xa3\x01\x00", FileKind.VIDEO),
    (b"OggS\x00\x02", FileKind.AUDIO),
    (b"ID3\x04\x00", FileKind.AUDIO),
    (b"\xff\xfb\x90\x64" + b"\x00" * 40, FileKind.AUDIO),
    (b"\xff\xf1\x50\x80", FileKind.AUDIO),
    (b"#!AMR\n", FileKind.AUDIO),
    (b"%PDF-1.7\n", FileKind.PDF),
    ("Редакцияға хат келді".encode(), FileKind.TEXT),
    (b"\xef\xbb\xbf" + "Қоңырау".encode(), FileKind.TEXT),
    (b"Return-Path: <a@example.org>\r\nSubject: x\r\n\r\nHello", FileKind.EML),
    (b"PK\x03\x04", FileKind.BYTES),
    (b"GIF89a", FileKind.BYTES),
    (b"MZ\x90\x00", FileKind.BYTES),
    (b"\xff\xff\xff\xff", FileKind.BYTES),
    (b"", FileKind.BYTES),
]


@rows("head, kind", KINDS)
def test_bytes_say_what_they_are(head: bytes, kind: FileKind) -> None:
    assert sniffed(head) is kind


@rows("begin", [b"<!doctype html>", b"<svg xmlns='http://www.w3.org/2000/svg'>", b"<?xml version='1.0'?>", b"\xef\xbb\xbf  <html>", b"<script>"])
def test_what_begins_like_a_page_is_bytes(begin: bytes) -> None:
    assert sniffed(begin + b"<script>alert(1)</script>") is FileKind.BYTES


def test_a_picture_that_is_a_script_as_well_is_no_picture_of_ours() -> None:
    assert sniffed(b"GIF89a=1;alert(document.cookie);//") is FileKind.BYTES


def test_a_text_that_is_cut_in_the_middle_of_a_letter_is_a_text() -> None:
    long = ("ә" * HEAD).encode()
    assert sniffed(b"x" + long[: HEAD - 1]) is FileKind.TEXT
    assert sniffed(b"x" + long[: HEAD - 100] + b"\xff" + long[:99]) is FileKind.BYTES


@rows("head, ending",
    [
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", ".wav"), (b"RIFF\x00\x00\x00\x00AVI LIST", ".avi"), (b"ID3\x04", ".mp3"), (b"\xff\xfb\x90\x00", ".mp3"), (b"\xff\xf1\x50\x80", ".aac"),
        (b"OggS\x00", ".ogg"), (b"fLaC", ".flac"), (b"#!AMR\n", ".amr"), (b"\x00\x00\x00\x20ftypM4A ", ".m4a"), (b"\x00\x00\x00\x20ftypisom", ".mp4"),
        (b"\x00\x00\x00\x20ftyp3gp4", ".3gp"), (b"\x00\x00\x00\x20ftypqt  ", ".mov"), (b"\x1aE\xdf\xa3\x01\x00webm", ".webm"), (b"\x1aE\xdf\xa3\x01", ".mkv"),
        (b"MZ\x90\x00", ""), (b"<html>", ""), (b"RIFF\x00\x00\x00\x00WEBP", ""), (b"\x00\x00\x00\x20ftypheic", ""), (b"", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_recording_ends_as_its_bytes_say(head: bytes, ending: str) -> None:
    assert sound_ending(head) == ending


def picture(path: Path, size: tuple[int, int] = (40, 20), kind: str = "JPEG", **more: object) -> str:
    Image.new("RGB", size, "red").save(path, kind, **more)
    return str(path)


def test_neither_exif_nor_a_comment_goes_over(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script>"
    exif[0x0112] = 6
    target = tmp_path / "shown"
    made_anew(picture(tmp_path / "a", exif=exif, comment=b"<script>"), str(target))
    assert b"script" in (tmp_path / "a").read_bytes()
    assert b"script" not in target.read_bytes()
    with Image.open(target) as shown:
        assert not shown.getexif()
        # It lay on its side, and says no more that it does.
        assert shown.size == (20, 40)


def test_a_large_picture_is_made_smaller_and_what_is_clear_becomes_white(tmp_path: Path) -> None:
    Image.new("RGBA", (2 * SHOWN, SHOWN), (0, 0, 0, 0)).save(tmp_path / "a", "PNG")
    made_anew(str(tmp_path / "a"), str(tmp_path / "shown"))
    with Image.open(tmp_path / "shown") as shown:
        assert (shown.format, shown.size, shown.getpixel((5, 5))) == ("JPEG", (SHOWN, SHOWN // 2), (255, 255, 255))


def test_more_points_than_any_telephone_has_are_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_process, "MOST_POINTS", 500)
    with pytest.raises(ValueError, match="too many points"):
        made_anew(picture(tmp_path / "a"), str(tmp_path / "shown"))
    assert not (tmp_path / "shown").exists()


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_no_other_decoder_is_let_at_the_bytes(tmp_path: Path, kind: str) -> None:
    with pytest.raises(UnidentifiedImageError):
        made_anew(picture(tmp_path / "a.jpg", kind=kind), str(tmp_path / "shown"))


def test_half_a_picture_is_none(tmp_path: Path) -> None:
    whole = Path(picture(tmp_path / "a", (400, 400))).read_bytes()
    (tmp_path / "b").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(OSError, match="truncated"):
        made_anew(str(tmp_path / "b"), str(tmp_path / "shown"))


SHA = "a" * 64


def lies(folder: Path, body: bytes) -> None:
    path = file_path(folder / "evidence", SHA)
    path.parent.mkdir(parents=True)
    path.write_bytes(body)


def shown_of(folder: Path, kind: FileKind = FileKind.PNG) -> Path | None:
    return shown_picture(folder, folder / "evidence", SHA, kind)


def bomb(side: int) -> bytes:
    """A small PNG of so many points a side, all of them alike."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))

    packing = zlib.compressobj(9)
    rows = b"".join(packing.compress(bytes(side // 8 + 1)) for _ in range(side)) + packing.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.usefixtures("processes")
def test_a_picture_is_made_once_and_kept(tmp_path: Path) -> None:
    held = io.BytesIO()
    Image.new("RGB", (30, 30), "blue").save(held, "PNG")
    lies(tmp_path, held.getvalue())
    path = shown_of(tmp_path)
    assert path is not None
    assert path == tmp_path / SHOWN_FOLDER / f"{SHA}.jpg"
    assert path.read_bytes().startswith(b"\xff\xd8\xff")
    file_path(tmp_path / "evidence", SHA).unlink()
    assert shown_of(tmp_path) == path


@pytest.mark.usefixtures("processes")
def test_a_bomb_of_ten_thousand_million_points_shows_nothing_and_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = bomb(20_000)
    assert len(body) < 100_000
    lies(tmp_path, body)
    assert shown_of(tmp_path) is None
    monkeypatch.setattr(shown_pictures, "_decoded", pytest.fail)
    assert shown_of(tmp_path) is None


def test_what_is_no_picture_is_never_let_at_the_decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lies(tmp_path, b"%PDF-1.7")
    monkeypatch.setattr(shown_pictures, "_decoded", pytest.fail)
    for kind in set(FileKind) - {FileKind.JPEG, FileKind.PNG, FileKind.WEBP}:
        assert shown_of(tmp_path, kind) is None


@pytest.mark.usefixtures("processes")
def test_bytes_that_only_begin_like_a_picture_show_nothing(tmp_path: Path) -> None:
    lies(tmp_path, b"\xff\xd8\xff\xe0" + b"<script>alert(1)</script>" * 50)
    assert shown_of(tmp_path, FileKind.JPEG) is None
    assert [path.stat().st_size for path in (tmp_path / SHOWN_FOLDER).iterdir()] == [0]
