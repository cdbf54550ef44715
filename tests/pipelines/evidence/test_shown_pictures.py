"""Pictures are made anew in a process of their own; what breaks it is shown as nothing, and not tried again."""

import io
import zlib
from pathlib import Path
from struct import pack

import pytest
from PIL import Image

from pipelines.evidence import shown_pictures
from pipelines.evidence.shown_pictures import SHOWN_FOLDER, shown_picture
from pipelines.evidence.taken_files import file_path
from records.vocabulary import FileKind

SHA = "a" * 64


def given(folder: Path, body: bytes) -> None:
    path = file_path(folder / "evidence", SHA)
    path.parent.mkdir(parents=True)
    path.write_bytes(body)


def shown(folder: Path, kind: FileKind = FileKind.PNG) -> Path | None:
    return shown_picture(folder, folder / "evidence", SHA, kind)


def bomb(side: int) -> bytes:
    """A small PNG of so many points a side, all of them alike."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))

    packing = zlib.compressobj(9)
    rows = b"".join(packing.compress(bytes(side // 8 + 1)) for _ in range(side)) + packing.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_picture_is_made_once_and_kept(tmp_path: Path) -> None:
    held = io.BytesIO()
    Image.new("RGB", (30, 30), "blue").save(held, "PNG")
    given(tmp_path, held.getvalue())
    path = shown(tmp_path)
    assert path is not None
    assert path == tmp_path / SHOWN_FOLDER / f"{SHA}.jpg"
    assert path.read_bytes().startswith(b"\xff\xd8\xff")
    file_path(tmp_path / "evidence", SHA).unlink()
    assert shown(tmp_path) == path


def test_a_bomb_of_ten_thousand_million_points_shows_nothing_and_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = bomb(20_000)
    assert len(body) < 100_000
    given(tmp_path, body)
    assert shown(tmp_path) is None
    monkeypatch.setattr(shown_pictures, "_decoded", pytest.fail)
    assert shown(tmp_path) is None


def test_what_is_no_picture_is_never_let_at_the_decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given(tmp_path, b"%PDF-1.7")
    monkeypatch.setattr(shown_pictures, "_decoded", pytest.fail)
    for kind in set(FileKind) - {FileKind.JPEG, FileKind.PNG, FileKind.WEBP}:
        assert shown(tmp_path, kind) is None


def test_bytes_that_only_begin_like_a_picture_show_nothing(tmp_path: Path) -> None:
    given(tmp_path, b"\xff\xd8\xff\xe0" + b"<script>alert(1)</script>" * 50)
    assert shown(tmp_path, FileKind.JPEG) is None
    assert [path.stat().st_size for path in (tmp_path / SHOWN_FOLDER).iterdir()] == [0]
