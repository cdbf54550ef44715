"""Evidence before interpretation: every page that answered is written to a WARC file, with its SHA-256, before anything parses it.

There is one file for each day, run and crawler process, with one gzip member for each record, so that a file that is cut off loses only its last
record. Records are never changed. The payload is the body of the page; transfer encoding and content encoding are undone.

The redirects that led to a page stand before it, each as a record of its own without a body, so that a replay (pywb) finds the page under the address
that was asked for. They are no pages: nobody reads them and nothing points to them.
"""

import hashlib
import io
import os
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from http.client import responses
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from w3lib.url import safe_url_string
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.evidence.reading import StoredPage, read_warc
from pipelines.items import FollowedRedirect, PageItem
from records.errors import DiskFull
from records.fault_names import named, reason
from records.files import make_folder, sync_folder
from records.i18n import tr
from records.model import EvidenceRef
from records.vocabulary import FILE_ENDINGS, FileKind

# The files that hold evidence, found so that a folder that cannot be read is an error and not an empty folder.

_ENDING = ".warc.gz"
# Below the folder: the files that people gave, each under its SHA-256.
GIVEN = "files"


def evidence_files(folder: Path) -> list[Path]:
    """Every file of evidence under a folder, in order. None if there is no such folder. Raises OSError for one that may not be read."""

    def refuse(error: OSError) -> None:
        raise error

    if not folder.exists():
        return []
    return sorted(Path(place) / name for place, _, names in os.walk(folder, onerror=refuse) for name in names if name.endswith(_ENDING))


def given_files(folder: Path) -> list[Path]:
    """Every file that somebody gave, under a folder of evidence, in order; not what is only just coming in. Raises OSError for one that may not be read."""
    place = folder / GIVEN
    if not place.exists():
        return []
    return sorted(path for part in place.iterdir() if len(part.name) == 2 and part.is_dir() for path in part.iterdir() if len(path.name) == 64)


# The names of files that strangers chose: how much of one is kept, how it is shown, and under which one the file is given out.

# Characters that are kept, and that are shown.
LONGEST_KEPT = 1000
LONGEST_SHOWN = 120
_PARTS = re.compile(r"[/\\]")


def kept_name(name: str) -> str:
    """What is kept of a name: its beginning, and no zero characters, which PostgreSQL takes in no text. A half of a surrogate pair has no bytes and becomes a mark."""
    return name[:LONGEST_KEPT].replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def shown_name(name: str) -> str:
    """The name on one line: without folders, without what cannot be seen or turns the direction of writing, and no longer than a line. A name that is cut keeps its ending."""
    last = _PARTS.split(name)[-1]
    seen = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in last if unicodedata.category(letter) != "Cf")
    line = " ".join(seen.split())
    if len(line) > LONGEST_SHOWN:
        line = f"{line[: LONGEST_SHOWN - 13]}…{line[-12:]}"
    return line or "?"


def given_name(id: int, kind: FileKind, sound: str = "") -> str:
    """The name under which a file is given out: ours, so that no name of a stranger stands in a header, and nobody's name lies in a folder of downloads. Its ending is by what the
    bytes are; `sound` is `sound_ending` of them, because a program opens a recording by it."""
    return f"qorgan-file-{id}{sound if sound and kind in (FileKind.AUDIO, FileKind.VIDEO) else FILE_ENDINGS[kind]}"


# Reads a WARC file record by record, with the place and length of each, so that records can be checked and copied as they are.
#
# `pipelines.evidence.writer` reads any WARC. This module reads ours, with one gzip member for each record, and continues after a damaged one.

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


# Fields of ours (WARC 1.1 leaves names to whoever writes). They hold what no other field has: the outlet, the address that was asked for before
# redirects, and what the list said of the page.
OUTLET, ASKED, POST, WATCHED = "Qorgan-Outlet", "Qorgan-Asked", "Qorgan-Post", "Qorgan-Watched"
LISTED_TITLE, LISTED_DATE = "Qorgan-Listed-Title", "Qorgan-Listed-Date"
# In a record of a redirect: the page to which it led.
LED_TO = "Qorgan-Led-To"
# Headers that no longer fit the payload once its encodings are undone.
_UNDONE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
# What may stand in the name of a header (RFC 9110, 5.6.2) beside letters, digits and `_.-~`.
_TOKEN = "!#$%&'*+^`|"  # noqa: S105  (of HTTP)


class EvidenceWriter:
    """Appends pages to one WARC file a day. Processes must not share it: each has its own `name`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._file: BinaryIO | None = None
        self._path = ""
        self._last: tuple[bytes, str, EvidenceRef] | None = None
        self._written: dict[str, set[int]] = {}

    def write(self, page: PageItem) -> EvidenceRef:
        """Put the page on the disk and say where it is. Raises DiskFull or NotWritable if that fails; the file then ends with its last whole record.

        When this returns, the record survives a power cut, so whatever row is written next may point to it.
        If one answer holds several articles, they share its record.
        """
        if page.part is not None and self._last and self._last[0] is page.body and self._last[1] == page.final_url:
            self._note(page)
            return self._last[2]
        try:
            stream = self._open(page.fetched_at)
            begin = stream.tell()
            # Put together in memory and written in one go, so that no other failure than the disk's can leave half of a record.
            before, record = b"".join(_redirect_record(page, redirect) for redirect in page.redirects), _page_record(page)
            try:
                _write_whole(stream, before + record)
                os.fsync(stream.fileno())
            except OSError:
                os.ftruncate(stream.fileno(), begin)
                stream.seek(begin)
                raise
        except OSError as error:
            found = named(error) or DiskFull(reason(error))
            words = tr("evidence cannot be written to {folder}: {why}")
            raise type(found)(words.format(folder=self._folder, why=found)) from error
        ref = EvidenceRef(file=self._path, offset=begin + len(before), sha256=hashlib.sha256(page.body).hexdigest())
        self._last = page.body, page.final_url, ref
        self._note(page)
        return ref

    def outlets(self) -> list[str]:
        """The outlets whose pages were written and not yet taken by `take_written`."""
        return sorted(self._written)

    def take_written(self, outlet: str) -> Set[int]:
        """The pages of an outlet that were written, so that its visit can be balanced; they are forgotten then. Each is the `hash` of its address, a
        number for this process only: a crawl over a large archive holds a million of them."""
        return self._written.pop(outlet, set())

    def _note(self, page: PageItem) -> None:
        self._written.setdefault(page.outlet, set()).add(hash(page.url))

    def close(self) -> None:
        """Close the file. Raises nothing, because every record is on the disk already."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self, moment: datetime) -> BinaryIO:
        path = f"{moment:%Y/%m/%d}/{self._name}.warc.gz"
        if self._file is None or path != self._path:
            self.close()
            target = self._folder / path
            make_folder(target.parent)
            # Unbuffered: a write that fails must fail here, not at the next flush with half of another record.
            self._file = open(target, "ab", buffering=0)  # noqa: SIM115  (stays open from page to page)
            # The name of a new file is on the disk before its first record: a record that is synced is also found.
            sync_folder(target.parent)
            self._path = path
        return self._file


def _page_record(page: PageItem) -> bytes:
    headers = [(name, value) for name, value in page.headers if name.lower() not in _UNDONE]
    fields = {"WARC-Date": page.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"), **told(page)}
    return _packed_record(page.final_url, page.status, headers, page.body, fields)


def _redirect_record(page: PageItem, redirect: FollowedRedirect) -> bytes:
    headers = [(name, value) for name, value in redirect.headers if name.lower() not in _UNDONE]
    fields = {"WARC-Date": page.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"), OUTLET: page.outlet, LED_TO: page.final_url}
    return _packed_record(redirect.url, redirect.status, headers, b"", fields)


def _packed_record(url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes, fields: dict[str, str]) -> bytes:
    """A record of an answer, as a gzip member."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="WARC/1.1")
    answer = StatusAndHeaders(
        f"{status} {responses.get(status, '')}".strip(),
        # A strange server may send any bytes as a name, which no reader of the file would take.
        [*((quote(name, safe=_TOKEN), value) for name, value in headers), ("Content-Length", str(len(body)))],
        protocol="HTTP/1.1",
    )
    # An address has no letters but those of ASCII there (WARC 1.1, 5.13; RFC 3986). Those of other people's files may.
    record = writer.create_warc_record(safe_url_string(url), "response", payload=io.BytesIO(body), http_headers=answer, warc_headers_dict=fields)
    writer.write_record(record)
    return buffer.getvalue()


def _write_whole(stream: BinaryIO, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[stream.write(view) :]


def told(page: PageItem) -> dict[str, str]:
    """The fields of a page's record."""
    fields = {OUTLET: page.outlet, ASKED: page.url}
    if page.part is not None:
        fields[POST] = str(page.part)
    if page.watched is not None:
        fields[WATCHED] = page.watched
    for name, words in ((LISTED_TITLE, page.hints.title), (LISTED_DATE, page.hints.published)):
        # On one line, as a field must be.
        if line := " ".join(words.split()):
            fields[name] = line
    return fields


def read_page(folder: Path, ref: EvidenceRef) -> StoredPage:
    """The stored page behind a reference. Raises FileNotFoundError or ValueError when the evidence is gone or has changed."""
    with open(folder / ref.file, "rb") as stream:
        stream.seek(ref.offset)
        for page in read_warc(stream):
            if isinstance(page, StoredPage) and hashlib.sha256(page.body).hexdigest() == ref.sha256:
                return page
            break
    raise ValueError(tr("{file} at {offset} is not the page that was stored").format(file=ref.file, offset=ref.offset))
