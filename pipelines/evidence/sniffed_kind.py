"""What a file is, by its first bytes. What somebody says of it, by a name or a header, counts for nothing.

The list is short and closed. A file of which it knows nothing, or that begins like a page (HTML, SVG, XML), is bytes: kept, and never shown.
"""

import re

from records.vocabulary import FileKind

# So many bytes are looked at.
HEAD = 1 << 16
_FIXED = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"%PDF-", FileKind.PDF),
    (b"ID3", FileKind.AUDIO),
    (b"OggS", FileKind.AUDIO),
    (b"fLaC", FileKind.AUDIO),
    (b"#!AMR", FileKind.AUDIO),
    # Of no use as evidence, and letters alone to begin with.
    (b"GIF8", FileKind.BYTES),
    (b"\x1aE\xdf\xa3", FileKind.VIDEO),
)
_RIFF = {b"WEBP": FileKind.WEBP, b"WAVE": FileKind.AUDIO, b"AVI ": FileKind.VIDEO}
# ISO base media: the brand says what is in it.
_STILLS = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis")
_SOUNDS = (b"M4A ", b"M4B ")
# The first line of a mail is one of these headers (RFC 5322 and what servers put before them).
_MAIL = re.compile(
    rb"(?:Return-Path|Delivered-To|Received|X-[A-Za-z-]{1,40}|From|Date|Subject|To|Message-ID|MIME-Version|DKIM-Signature|ARC-[A-Za-z-]{1,40}):[ \t]",
    re.I,
)
# What no text holds: control bytes besides tab, line feed, form feed, carriage return.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def sniffed(head: bytes) -> FileKind:
    """The kind of a file that begins with these bytes (`HEAD` of them, or all that it has)."""
    for begin, kind in _FIXED:
        if head.startswith(begin):
            return kind
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], FileKind.BYTES)
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return FileKind.HEIC if brand in _STILLS else FileKind.AUDIO if brand in _SOUNDS else FileKind.VIDEO
    if _is_mpeg_sound(head):
        return FileKind.AUDIO
    return _text(head)


# How files of sound and film are called, by the same bytes: programs go by it when they open one.
_ENDINGS = ((b"ID3", ".mp3"), (b"OggS", ".ogg"), (b"fLaC", ".flac"), (b"#!AMR", ".amr"))


def sound_ending(head: bytes) -> str:
    """The ending of the name of a sound recording or a film that begins with these bytes; empty for any other file."""
    if known := next((ending for begin, ending in _ENDINGS if head.startswith(begin)), ""):
        return known
    if head.startswith(b"RIFF"):
        return {b"WAVE": ".wav", b"AVI ": ".avi"}.get(head[8:12], "")
    if head.startswith(b"\x1aE\xdf\xa3"):
        return ".webm" if b"webm" in head[:100] else ".mkv"
    if head[4:8] == b"ftyp" and head[8:12] not in _STILLS:
        return ".m4a" if head[8:12] in _SOUNDS else ".mov" if head[8:12] == b"qt  " else ".3gp" if head[8:10] == b"3g" else ".mp4"
    if _is_mpeg_sound(head):
        return ".aac" if head[1] & 0xF6 == 0xF0 else ".mp3"
    return ""


def _is_mpeg_sound(head: bytes) -> bool:
    """Whether a frame of MPEG sound begins here (ISO 11172-3: eleven bits that are set, then a layer and a rate that exist), or one of AAC (ADTS)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    adts = head[1] & 0xF6 == 0xF0
    return adts or (head[1] & 0x06 != 0 and head[1] & 0x18 != 0x08 and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C)


def _text(head: bytes) -> FileKind:
    if not head.strip() or _CONTROL.search(head):
        return FileKind.BYTES
    try:
        # The last letter may be cut by the end of what was looked at.
        head[: -3 if len(head) >= HEAD else None].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(head) < HEAD or error.start < HEAD - 8:
            return FileKind.BYTES
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain.startswith(b"<"):
        return FileKind.BYTES
    return FileKind.EML if _MAIL.match(plain) else FileKind.TEXT
