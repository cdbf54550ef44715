"""A file is what its first bytes say, whatever its name says; what begins like a page is never more than bytes."""

import pytest

from pipelines.evidence.sniffed_kind import HEAD, sniffed, sound_ending
from records.vocabulary import FileKind

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


@pytest.mark.parametrize(("head", "kind"), KINDS, ids=range(len(KINDS)))
def test_bytes_say_what_they_are(head: bytes, kind: FileKind) -> None:
    assert sniffed(head) is kind


@pytest.mark.parametrize(
    "begin", [b"<!doctype html>", b"<svg xmlns='http://www.w3.org/2000/svg'>", b"<?xml version='1.0'?>", b"\xef\xbb\xbf  <html>", b"<script>"]
)
def test_what_begins_like_a_page_is_bytes(begin: bytes) -> None:
    assert sniffed(begin + b"<script>alert(1)</script>") is FileKind.BYTES


def test_a_picture_that_is_a_script_as_well_is_no_picture_of_ours() -> None:
    assert sniffed(b"GIF89a=1;alert(document.cookie);//") is FileKind.BYTES


def test_a_text_that_is_cut_in_the_middle_of_a_letter_is_a_text() -> None:
    long = ("ә" * HEAD).encode()
    assert sniffed(b"x" + long[: HEAD - 1]) is FileKind.TEXT
    assert sniffed(b"x" + long[: HEAD - 100] + b"\xff" + long[:99]) is FileKind.BYTES


@pytest.mark.parametrize(
    ("head", "ending"),
    [
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", ".wav"), (b"RIFF\x00\x00\x00\x00AVI LIST", ".avi"), (b"ID3\x04", ".mp3"), (b"\xff\xfb\x90\x00", ".mp3"), (b"\xff\xf1\x50\x80", ".aac"),
        (b"OggS\x00", ".ogg"), (b"fLaC", ".flac"), (b"#!AMR\n", ".amr"), (b"\x00\x00\x00\x20ftypM4A ", ".m4a"), (b"\x00\x00\x00\x20ftypisom", ".mp4"),
        (b"\x00\x00\x00\x20ftyp3gp4", ".3gp"), (b"\x00\x00\x00\x20ftypqt  ", ".mov"), (b"\x1aE\xdf\xa3\x01\x00webm", ".webm"), (b"\x1aE\xdf\xa3\x01", ".mkv"),
        (b"MZ\x90\x00", ""), (b"<html>", ""), (b"RIFF\x00\x00\x00\x00WEBP", ""), (b"\x00\x00\x00\x20ftypheic", ""), (b"", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_recording_ends_as_its_bytes_say(head: bytes, ending: str) -> None:
    assert sound_ending(head) == ending
