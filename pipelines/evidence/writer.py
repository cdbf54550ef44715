"""The evidence files: names, reading by record, and writing of each fetched page with its SHA-256 before anything parses it.

There is one file per day, run and crawler process, with one gzip member per record, so that a truncated file loses only its last record. Records are
never changed. The payload is the body of the page without transfer and content encoding.

The redirects that led to a page come before it, each as a record without a body, so that a replay (pywb) finds the page under the requested URL. They
are not pages and nothing refers to them.
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
from records.error_translation import error_reason, translate_error
from records.errors import DiskFull
from records.files import make_folder, sync_folder
from records.i18n import tr
from records.model import EvidenceRef
from records.vocabulary import FILE_ENDINGS, FileKind

# The files of evidence, listed so that an unreadable folder is an error and not an empty folder.

_ENDING = ".warc.gz"
# Subfolder of the files that people gave, each under its SHA-256.
SUBMITTED_FILES_FOLDER = "files"


def evidence_files(folder: Path) -> list[Path]:
    """Return all WARC files in a folder, in order; empty if the folder does not exist. Raises OSError if it is not readable."""

    def refuse(error: OSError) -> None:
        raise error

    if not folder.exists():
        return []
    return sorted(Path(place) / name for place, _, names in os.walk(folder, onerror=refuse) for name in names if name.endswith(_ENDING))


def submitted_files(folder: Path) -> list[Path]:
    """Return all files that people gave, in order, without incoming ones. Raises OSError if a folder is not readable."""
    place = folder / SUBMITTED_FILES_FOLDER
    if not place.exists():
        return []
    return sorted(path for part in place.iterdir() if len(part.name) == 2 and part.is_dir() for path in part.iterdir() if len(path.name) == 64)


# Names of files, which strangers choose: the stored form, the displayed form, and our own name for downloads.

# Maximum characters stored and displayed.
MAX_STORED_NAME = 1000
MAX_DISPLAY_NAME = 120
_PARTS = re.compile(r"[/\\]")


def storable_name(name: str) -> str:
    """Return the stored form of a name: its beginning, without NUL, which PostgreSQL rejects, and with lone surrogates replaced."""
    return name[:MAX_STORED_NAME].replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def display_name(name: str) -> str:
    """Return the name on one short line, without folders, invisible characters and direction marks. A shortened name retains its extension."""
    last = _PARTS.split(name)[-1]
    visible = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in last if unicodedata.category(letter) != "Cf"
    )
    line = " ".join(visible.split())
    if len(line) > MAX_DISPLAY_NAME:
        line = f"{line[: MAX_DISPLAY_NAME - 13]}…{line[-12:]}"
    return line or "?"


def download_name(id: int, kind: FileKind, sound: str = "") -> str:
    """Return our own name for a download, so that no stranger's name is in a header or a downloads folder.

    The extension follows the bytes; `sound` is their `sound_ending`, because a player opens a recording by it.
    """
    return f"qorgan-file-{id}{sound if sound and kind in (FileKind.AUDIO, FileKind.VIDEO) else FILE_ENDINGS[kind]}"


# Reading of our own WARC files by record, with offset and length, so that records can be checked and copied unchanged. Each record is one gzip
# member, and reading continues after a damaged one; `pipelines.evidence.reading` reads any WARC.

_CHUNK = 1 << 16
# RFC 1952: magic, deflate, no flags, no time. The checksum of a member does not cover its own header.
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"
# Then the compression level (default, best, fastest) and the operating system (Unix, macOS, Windows, unknown).
_PACKED, _SYSTEMS = b"\x00\x02\x04", b"\x03\x07\x13\x0a\x0b\xff"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_BREAK = b"\r\n\r\n"


@dataclass(frozen=True)
class Record:
    """One record: the offset and length of its gzip member, and its content."""

    offset: int
    length: int
    content: bytes

    def page_sha256(self) -> str | None:
        """Return the SHA-256 of the page in the record, or None if it is not a response that we stored."""
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
        """Return the fields of the record's own head as written."""
        head = self.content[: max(0, self.content.find(_BREAK))].decode("utf-8", "replace")
        return {name: value.strip() for name, colon, value in (line.partition(":") for line in head.split("\r\n")[1:]) if colon}


@dataclass(frozen=True)
class Damage:
    """A position at which no complete record can be read. `cut` is true if the file ends within it."""

    offset: int
    cut: bool


def read_record(stream: BinaryIO, offset: int) -> Record | Damage | None:
    """Read the record that begins at the offset; return None at the end of the file."""
    stream.seek(offset)
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    parts: list[bytes] = []
    bytes_read = 0
    while not unpack.eof:
        chunk = stream.read(_CHUNK)
        if not chunk:
            return Damage(offset, cut=True) if bytes_read else None
        if bytes_read == 0 and not (chunk.startswith(_HEADER) and chunk[8:9] in _PACKED and chunk[9:10] in _SYSTEMS):
            return Damage(offset, cut=len(chunk) < len(_HEADER) + 2)
        bytes_read += len(chunk)
        try:
            parts.append(unpack.decompress(chunk))
        except zlib.error:
            return Damage(offset, cut=False)
    return Record(offset, bytes_read - len(unpack.unused_data), b"".join(parts))


def read_records(stream: BinaryIO, offsets: Sequence[int] = ()) -> Iterator[Record | Damage]:
    """Yield every record of a file in order.

    After a damaged one it continues at the next of the `offsets` (ascending), if there is one.
    """
    offset = 0
    while (record := read_record(stream, offset)) is not None:
        yield record
        if isinstance(record, Record):
            offset += record.length
            continue
        later = next((known_offset for known_offset in offsets if known_offset > offset), None)
        if later is None:
            return
        offset = later


# Our own fields (WARC 1.1 allows any names) for what no standard field contains: the outlet, the URL requested before redirects, and the source's
# data about the page.
OUTLET, ASKED, POST, WATCHED = "Qorgan-Outlet", "Qorgan-Asked", "Qorgan-Post", "Qorgan-Watched"
LISTED_TITLE, LISTED_DATE = "Qorgan-Listed-Title", "Qorgan-Listed-Date"
# In the record of a redirect: the page to which it led.
LED_TO = "Qorgan-Led-To"
# Headers that no longer match the payload once its encodings are undone.
_UNDONE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
# Characters allowed in a header name (RFC 9110, 5.6.2) in addition to letters, digits and `_.-~`.
_TOKEN = "!#$%&'*+^`|"  # noqa: S105  (of HTTP)


class EvidenceWriter:
    """Appends pages to one WARC file per day. Processes must not share it: each has its own `name`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._file: BinaryIO | None = None
        self._path = ""
        self._last: tuple[bytes, str, EvidenceRef] | None = None
        self._written: dict[str, set[int]] = {}

    def write(self, page: PageItem) -> EvidenceRef:
        """Write the page to disk and return its place.

        Raises DiskFull or NotWritable on failure; the file then ends with its last complete record. After the return the record survives a power
        failure, so that rows may refer to it. Articles in the same response share its record.
        """
        if page.post_number is not None and self._last and self._last[0] is page.body and self._last[1] == page.final_url:
            self._note(page)
            return self._last[2]
        try:
            stream = self._open(page.fetched_at)
            begin = stream.tell()
            # Assembled in memory and written at once, so that only a disk failure can leave an incomplete record.
            before, record = b"".join(_redirect_record(page, redirect) for redirect in page.redirects), _page_record(page)
            try:
                _write_whole(stream, before + record)
                os.fsync(stream.fileno())
            except OSError:
                os.ftruncate(stream.fileno(), begin)
                stream.seek(begin)
                raise
        except OSError as error:
            translated = translate_error(error) or DiskFull(error_reason(error))
            words = tr("evidence cannot be written to {folder}: {why}")
            raise type(translated)(words.format(folder=self._folder, why=translated)) from error
        ref = EvidenceRef(file=self._path, offset=begin + len(before), sha256=hashlib.sha256(page.body).hexdigest())
        self._last = page.body, page.final_url, ref
        self._note(page)
        return ref

    def outlets(self) -> list[str]:
        """Return the outlets with written pages that `take_written` has not yet returned."""
        return sorted(self._written)

    def take_written(self, outlet: str) -> Set[int]:
        """Return and forget the written pages of an outlet, to balance its visit.

        Each page is the `hash` of its URL, an integer valid only in this process, because a crawl of a large archive has a million pages.
        """
        return self._written.pop(outlet, set())

    def _note(self, page: PageItem) -> None:
        self._written.setdefault(page.outlet, set()).add(hash(page.url))

    def close(self) -> None:
        """Close the file. Raises nothing, because every record is on disk already."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self, moment: datetime) -> BinaryIO:
        path = f"{moment:%Y/%m/%d}/{self._name}.warc.gz"
        if self._file is None or path != self._path:
            self.close()
            target = self._folder / path
            make_folder(target.parent)
            # Unbuffered: a write must fail here, not at the next flush together with part of another record.
            self._file = open(target, "ab", buffering=0)  # noqa: SIM115  (stays open from page to page)
            # Sync the name of a new file before its first record, so that a synced record can also be found.
            sync_folder(target.parent)
            self._path = path
        return self._file


def _page_record(page: PageItem) -> bytes:
    headers = [(name, value) for name, value in page.headers if name.lower() not in _UNDONE]
    fields = {"WARC-Date": page.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"), **record_fields(page)}
    return _packed_record(page.final_url, page.status, headers, page.body, fields)


def _redirect_record(page: PageItem, redirect: FollowedRedirect) -> bytes:
    headers = [(name, value) for name, value in redirect.headers if name.lower() not in _UNDONE]
    fields = {"WARC-Date": page.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"), OUTLET: page.outlet, LED_TO: page.final_url}
    return _packed_record(redirect.url, redirect.status, headers, b"", fields)


def _packed_record(url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes, fields: dict[str, str]) -> bytes:
    """Return the record of a response as a gzip member."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="WARC/1.1")
    answer = StatusAndHeaders(
        f"{status} {responses.get(status, '')}".strip(),
        # A server may send arbitrary bytes as a header name, which readers of the file would reject.
        [*((quote(name, safe=_TOKEN), value) for name, value in headers), ("Content-Length", str(len(body)))],
        protocol="HTTP/1.1",
    )
    # The URL there must be ASCII (WARC 1.1, 5.13; RFC 3986), which those in other people's files may not be.
    record = writer.create_warc_record(safe_url_string(url), "response", payload=io.BytesIO(body), http_headers=answer, warc_headers_dict=fields)
    writer.write_record(record)
    return buffer.getvalue()


def _write_whole(stream: BinaryIO, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[stream.write(view) :]


def record_fields(page: PageItem) -> dict[str, str]:
    """Return the fields of a page's record."""
    fields = {OUTLET: page.outlet, ASKED: page.url}
    if page.post_number is not None:
        fields[POST] = str(page.post_number)
    if page.watched_article is not None:
        fields[WATCHED] = page.watched_article
    for name, words in ((LISTED_TITLE, page.hints.title), (LISTED_DATE, page.hints.published)):
        # A field must be on one line.
        if line := " ".join(words.split()):
            fields[name] = line
    return fields


def read_page(folder: Path, ref: EvidenceRef) -> StoredPage:
    """Return the stored page that a reference points to. Raises FileNotFoundError or ValueError if it is gone or changed."""
    with open(folder / ref.file, "rb") as stream:
        stream.seek(ref.offset)
        for page in read_warc(stream):
            if isinstance(page, StoredPage) and hashlib.sha256(page.body).hexdigest() == ref.sha256:
                return page
            break
    raise ValueError(tr("{file} at {offset} is not the page that was stored").format(file=ref.file, offset=ref.offset))
