"""Reads a WARC file record by record, with the place and length of each, so that records can be checked and copied as they are.

`pipelines.evidence.writer` reads any WARC. This module reads ours, with one gzip member for each record, and continues after a damaged one.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

_CHUNK = 1 << 16
# RFC 1952: magic, deflate, no flags, no time. The checksum of a member does not cover its own header.
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"
# Then how it was packed (default, best, fastest) and on what kind of system (Unix, macOS, Windows, unknown).
_PACKED, _SYSTEMS = b"\x00\x02\x04", b"\x03\x07\x13\x0a\x0b\xff"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_BREAK = b"\r\n\r\n"


@dataclass(frozen=True)
class Record:
    """One record: where its gzip member begins, how long the member is, and what is in it."""

    offset: int
    length: int
    content: bytes

    def page_sha256(self) -> str | None:
        """SHA-256 of the page in the record; None if it is no response that we stored."""
        head = self.content.find(_BREAK)
        length = _LENGTH.search(self.content, 0, head + 2)
        if not self.content.startswith(b"WARC/") or length is None:
            return None
        begin = head + len(_BREAK)
        end = begin + int(length[1])
        body = self.content.find(_BREAK, begin, end)
        if body < 0 or self.content[end:] != _BREAK:
            return None
        return hashlib.sha256(memoryview(self.content)[body + len(_BREAK) : end]).hexdigest()

    def fields(self) -> dict[str, str]:
        """The fields of the record's own head, as they were written."""
        head = self.content[: max(0, self.content.find(_BREAK))].decode("utf-8", "replace")
        return {name: value.strip() for name, colon, value in (line.partition(":") for line in head.split("\r\n")[1:]) if colon}


@dataclass(frozen=True)
class Damage:
    """A place where no whole record can be read. `cut` is true if the file ends within it."""

    offset: int
    cut: bool


def read_record(stream: BinaryIO, offset: int) -> Record | Damage | None:
    """The record that begins at the offset; None at the end of the file."""
    stream.seek(offset)
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    parts: list[bytes] = []
    taken = 0
    while not unpack.eof:
        chunk = stream.read(_CHUNK)
        if not chunk:
            return Damage(offset, cut=True) if taken else None
        if taken == 0 and not (chunk.startswith(_HEADER) and chunk[8:9] in _PACKED and chunk[9:10] in _SYSTEMS):
            return Damage(offset, cut=len(chunk) < len(_HEADER) + 2)
        taken += len(chunk)
        try:
            parts.append(unpack.decompress(chunk))
        except zlib.error:
            return Damage(offset, cut=False)
    return Record(offset, taken - len(unpack.unused_data), b"".join(parts))


def read_records(stream: BinaryIO, known: Sequence[int] = ()) -> Iterator[Record | Damage]:
    """Every record of a file in order. After a damaged one it continues at the next of the `known` offsets (ascending), if there is one."""
    offset = 0
    while (found := read_record(stream, offset)) is not None:
        yield found
        if isinstance(found, Record):
            offset += found.length
            continue
        later = next((one for one in known if one > offset), None)
        if later is None:
            return
        offset = later
