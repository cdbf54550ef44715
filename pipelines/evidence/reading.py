"""Reading of pages from any WARC file, ours or another's, within the budgets of `records.byte_budgets`.

The budgets count unpacked bytes: for the head of a record, for the page in it, for the whole file. An unreadable record is skipped and reported, and
the following ones are read; only data that cannot be unpacked at all ends the file.
"""

import gzip
import io
import os
import re
import zlib
from collections.abc import Callable, Collection, Generator, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

import brotli  # type: ignore[import-untyped]
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader, DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from pipelines.dedup.urls import site_of
from records.byte_budgets import PAGE, RECORD_HEAD, WARC_FILE, WARC_FILE_TIMES, Budgeted, MiB, OverBudget
from records.i18n import tr

# Parsing of a WARC record's head: enough to know whether the record is wanted and where the next one begins.

BEGIN = b"WARC/"
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_TYPE = re.compile(rb"^WARC-Type:[ \t]*response[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_TARGET = re.compile(rb"^WARC-Target-URI:[ \t]*<?([^\s>]*)", re.IGNORECASE | re.MULTILINE)
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class RecordHead:
    """The head of a record: its length, the length of its content, and the page's URL. `target` is empty if it is not a response."""

    size: int
    length: int | None
    answer: bool
    target: str

    def wanted(self, hosts: Collection[str] | None) -> bool:
        """Return whether it is a page of one of these hosts (spelled as by `site_of`), or of any host if None."""
        return self.answer and (hosts is None or site_of(self.target) in hosts)


def read_head(data: bytes, end: int) -> RecordHead:
    """Parse the head that ends before `end` (including its empty line)."""
    head = data[:end]
    target, length = _TARGET.search(head), _LENGTH.search(head)
    address = target[1].decode("utf-8", "replace") if target else ""
    return RecordHead(end, int(length[1]) if length else None, _TYPE.search(head) is not None, address)


def _parse_partial_head(begun: bytes) -> RecordHead | None:
    """Return the head at the start of these bytes, or None while it is incomplete."""
    end = _HEAD_END.search(begun, 0, RECORD_HEAD) if begun.startswith(BEGIN) else None
    return read_head(begun, end.end()) if end else None


# Access to a large file with only one buffer of it in memory.

# Bytes that are buffered, and bytes unpacked in one step. Unused input of a step is copied, so steps are short.
_HELD, _STEP = MiB, 32 * 1024


class _BufferedFile:
    """The file and its current buffer."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = b""
        self._base = 0
        self.size = os.fstat(stream.fileno()).st_size

    def piece(self, offset: int, size: int = _STEP) -> memoryview:
        """Return up to `size` bytes from an offset, fewer at the end of the buffer, none at the end of the file."""
        if not 0 <= offset - self._base < len(self._held):
            self._hold(offset)
        at = offset - self._base
        return memoryview(self._held)[at : at + size]

    def all_of(self, offset: int, size: int = _STEP) -> bytes:
        """Return `size` bytes from an offset; fewer only at the end of the file."""
        if not 0 <= offset - self._base <= len(self._held) - size:
            self._hold(offset)
        return bytes(self.piece(offset, size))

    def find(self, what: bytes, offset: int, until: int) -> int | None:
        """Return the first position in a range at which these bytes begin."""
        while offset < until:
            buffered = self.all_of(offset, _HELD)
            at = buffered.find(what)
            if at >= 0:
                return offset + at if offset + at < until else None
            if len(buffered) < _HELD:
                return None
            # A match may begin inside the buffer and end after it.
            offset += len(buffered) - len(what) + 1
        return None

    def _hold(self, offset: int) -> None:
        self._stream.seek(offset)
        self._held, self._base = self._stream.read(_HELD), offset


# Search of one part of a large WARC file for the pages of wanted hosts; of every other record only the head is read.
# A news file of Common Crawl has 1 GB, and one page in a hundred is wanted. If every record is a separate gzip member, its end is known only by
# unpacking it; in an uncompressed file the record's length gives it.
# Several processes read the parts of a file in parallel. A part begins at what looks like a record. Whether it is one is known only when the part
# before it has ended (`spiders.crawl.warc_parts`), because a page may contain bytes that look like a record.

# Unpacked bytes per step.
_OUT = MiB
_MAGIC = b"\x1f\x8b\x08"
_PLAIN_BEGIN = b"\r\n\r\nWARC/1."
# Line ends after a record.
_BREAK = 4
# Maximum faults reported for one part; a file that consists only of faults ends there.
MOST_FAULTS = 1_000


class FaultKind(StrEnum):
    """Why no record could be read at a position. `UNREAD`: reading it broke a limit of the process."""

    DAMAGED = "damaged"
    NO_RECORD = "no_record"
    LONG_HEAD = "long_head"
    CUT = "cut"
    OVER_BUDGET = "over_budget"
    TOO_MANY = "too_many"
    UNREAD = "unread"

    @property
    def ends_file(self) -> bool:
        """Return whether nothing after it can be read."""
        return self in (FaultKind.CUT, FaultKind.OVER_BUDGET, FaultKind.TOO_MANY)


@dataclass(frozen=True)
class PartFault:
    """A position in a file at which no complete record can be read."""

    offset: int
    kind: FaultKind


@dataclass
class PartContents:
    """The result of reading one part. `begin`: where its first record begins, or None. `end`: where the next part has to begin.

    `wanted` are the positions of wanted pages, `others` counts pages of other hosts, `records` counts all records, and `unpacked` the unpacked bytes.
    `joined`: start of a gzip member that several records share, so that they have no positions of their own; nothing after it was read.
    """

    begin: int | None
    end: int
    records: int = 0
    others: int = 0
    wanted: list[int] = field(default_factory=list)
    faults: list[PartFault] = field(default_factory=list)
    unpacked: int = 0
    joined: int | None = None

    @property
    def ended(self) -> bool:
        """Return whether nothing after this part can be read."""
        return any(fault.kind.ends_file for fault in self.faults)

    def add(self, more: "PartContents") -> None:
        """Append the following part."""
        self.end, self.joined = more.end, more.joined
        self.records, self.others, self.unpacked = self.records + more.records, self.others + more.others, self.unpacked + more.unpacked
        self.wanted += more.wanted
        self.faults += more.faults


class _Failed(Exception):
    """A record that could not be read. `behind`: where the next one begins, or None if it must be searched for."""

    def __init__(self, kind: FaultKind, behind: int | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.behind = behind


def read_part(path: Path, begin: int, until: int, hosts: Collection[str] | None, exact: bool, budget: int) -> PartContents:
    """Read the records that begin from `begin` to before `until`, within a budget of unpacked bytes.

    With `exact` a record begins at `begin`; otherwise the first one is searched for. Raises OSError if the file cannot be read.
    """
    with open(path, "rb", buffering=0) as stream:
        file = _BufferedFile(stream)
        packed = is_packed(file.all_of(0))
        if not exact:
            first_record = (_next_member if packed else _next_plain)(file, begin, until)
            if first_record is None:
                return PartContents(None, until)
            begin = first_record
        part = PartContents(begin, begin)
        (_read_members if packed else _read_plain)(file, part, until, hosts, budget)
        return part


def is_packed(beginning: bytes) -> bool:
    """Return whether a file with this beginning is compressed with gzip."""
    return beginning.startswith(_MAGIC)


def _next_member(file: _BufferedFile, offset: int, until: int) -> int | None:
    """Return the first position that looks like a gzip member with a record."""
    while (at := file.find(_MAGIC, offset, until)) is not None:
        try:
            if zlib.decompressobj(wbits=31).decompress(file.all_of(at), len(BEGIN)) == BEGIN:
                return at
        except zlib.error:
            pass
        offset = at + 1
    return None


def _next_plain(file: _BufferedFile, offset: int, until: int) -> int | None:
    """Return the first position that looks like a record in an uncompressed file."""
    if offset == 0 and file.all_of(0, len(BEGIN)) == BEGIN:
        return 0
    at = file.find(_PLAIN_BEGIN, max(0, offset - _BREAK), max(0, until - _BREAK))
    return None if at is None else at + _BREAK


def _read_members(file: _BufferedFile, part: PartContents, until: int, hosts: Collection[str] | None, budget: int) -> None:
    while part.end < min(until, file.size):
        try:
            head, end = _member(file, part, budget)
        except _Failed as failed:
            if not _passed_over(file, part, failed, _next_member):
                return
            continue
        if part.joined is not None:
            return
        _count(part, head, part.end, hosts)
        part.end = end


def _member(file: _BufferedFile, part: PartContents, budget: int) -> tuple[RecordHead, int]:
    """Return the head of the record in the next gzip member, and where the member ends.

    The whole member is unpacked, but only the head is retained.
    """
    unpack = zlib.decompressobj(wbits=31)
    place, came, begun, head, behind = part.end, 0, b"", None, b""
    fault: FaultKind | None = None
    while not unpack.eof:
        piece = file.piece(place)
        try:
            out = unpack.decompress(piece, _OUT)
        except zlib.error:
            raise _Failed(FaultKind.DAMAGED) from None
        if not piece and not out and not unpack.eof:
            raise _Failed(FaultKind.CUT)
        place += len(piece) - len(unpack.unused_data if unpack.eof else unpack.unconsumed_tail)
        part.unpacked += len(out)
        if part.unpacked > budget:
            raise _Failed(FaultKind.OVER_BUDGET)
        if head is None and fault is None:
            begun += out
            head, fault = _parse_partial_head(begun), _fault_of(begun)
        if head is not None and came + len(out) > (content_end := head.size + (head.length or 0)) and len(behind) < _BREAK + len(BEGIN):
            behind += out[max(0, content_end - came) :][: 2 * _BREAK + len(BEGIN)]
            if behind.lstrip(b"\r\n").startswith(BEGIN):
                part.joined = part.end
                return head, part.end
        came += len(out)
    if head is None:
        raise _Failed(fault or FaultKind.NO_RECORD, place)
    return head, place


def _fault_of(begun: bytes) -> FaultKind | None:
    """Return why these bytes begin no head, or None while one is still possible."""
    if not begun.startswith(BEGIN[: len(begun)]):
        return FaultKind.NO_RECORD
    return FaultKind.LONG_HEAD if len(begun) > RECORD_HEAD else None


def _read_plain(file: _BufferedFile, part: PartContents, until: int, hosts: Collection[str] | None, budget: int) -> None:
    while part.end < min(until, file.size):
        try:
            head = _plain_head(file, part.end)
            end = part.end + head.size + (head.length or 0)
            if end > file.size:
                raise _Failed(FaultKind.CUT)
        except _Failed as failed:
            if not _passed_over(file, part, failed, _next_plain):
                return
            continue
        part.unpacked += end - part.end
        _count(part, head, part.end, hosts)
        breaks = file.all_of(end, _BREAK)
        part.end = end + len(breaks) - len(breaks.lstrip(b"\r\n"))


def _plain_head(file: _BufferedFile, offset: int) -> RecordHead:
    begun = b""
    while True:
        piece = file.all_of(offset + len(begun), max(2048, len(begun)))
        begun += piece
        if head := _parse_partial_head(begun):
            return head
        if fault := _fault_of(begun):
            raise _Failed(fault)
        if not piece:
            raise _Failed(FaultKind.CUT)


def _passed_over(file: _BufferedFile, part: PartContents, failed: _Failed, look_for: Callable[[_BufferedFile, int, int], int | None]) -> bool:
    """Note a fault and move to the next record. Returns False if nothing after it can be read."""
    part.faults.append(PartFault(part.end, failed.kind))
    if not failed.kind.ends_file and len(part.faults) >= MOST_FAULTS:
        part.faults.append(PartFault(part.end, FaultKind.TOO_MANY))
    if part.ended:
        part.end = file.size
        return False
    behind = failed.behind if failed.behind is not None else look_for(file, part.end + 1, file.size)
    part.end = file.size if behind is None else behind
    return True


def _count(part: PartContents, head: RecordHead, offset: int, hosts: Collection[str] | None) -> None:
    part.records += 1
    if head.wanted(hosts):
        part.wanted.append(offset)
    elif head.answer:
        part.others += 1


def record_after(path: Path, offset: int, until: int) -> int | None:
    """Return the first position in a range that looks like a record. Raises OSError if the file cannot be read."""
    with open(path, "rb", buffering=0) as stream:
        file = _BufferedFile(stream)
        return (_next_member if is_packed(file.all_of(0)) else _next_plain)(file, offset, until)


# Sequential reading of compressed files whose records share gzip members (`gzip collection.warc`) and so have no positions.

# Maximum size of a wanted record: a page, the head of its response, and the chunk framing.
_MOST = PAGE + 2 * RECORD_HEAD
_LINE = 64 * 1024
_BEGIN = b"WARC/"


@dataclass(frozen=True)
class SharedMemberStep:
    """One step through a file: records passed since its beginning, bytes of the file consumed, the record if wanted, and what could not be read."""

    passed: int
    taken: int
    record: bytes | None = None
    other: bool = False
    fault: PartFault | None = None


def read_shared_member(path: Path, begin: int, skip: int, hosts: Collection[str] | None, budget: int) -> Iterator[SharedMemberStep]:
    """Yield the records from the gzip member at `begin` on, except the first `skip`.

    Only wanted records are stored. Raises OSError if the file cannot be read.
    """
    with open(path, "rb") as stream:
        stream.seek(begin)
        records = _SharedMemberReader(stream, begin, hosts, budget)
        yield from (step for step in records.read() if step.fault or step.passed > skip)


class _SharedMemberReader:
    def __init__(self, stream: BinaryIO, begin: int, hosts: Collection[str] | None, budget: int) -> None:
        self._file = stream
        self._begin = begin
        self._hosts = hosts
        self._left = budget
        self._unpacked = io.BufferedReader(gzip.GzipFile(fileobj=stream), MiB)
        self._passed = 0

    def read(self) -> Iterator[SharedMemberStep]:
        try:
            while (step := self._next()) is not None:
                yield step
        except _JoinedFault as fault:
            yield self._fault_step(fault.kind)
        except EOFError:
            yield self._fault_step(FaultKind.CUT)
        except (zlib.error, gzip.BadGzipFile):
            yield self._fault_step(FaultKind.DAMAGED)

    def _fault_step(self, kind: FaultKind) -> SharedMemberStep:
        return SharedMemberStep(self._passed, self._file.tell(), fault=PartFault(self._begin, kind))

    def _next(self) -> SharedMemberStep | None:
        head = self._head()
        if head is None:
            return None
        record_head = read_head(head, len(head))
        length, selected = record_head.length or 0, record_head.wanted(self._hosts)
        # A record larger than any page is reported by the caller, who reads the stored part.
        content = bytearray(head) if selected else None
        while length:
            piece = self._unpacked.read(min(length, MiB))
            if not piece:
                raise EOFError
            self._take(len(piece))
            length -= len(piece)
            if content is not None and len(content) <= _MOST:
                content += piece
        self._passed += 1
        return SharedMemberStep(
            self._passed, self._file.tell(), bytes(content) + b"\r\n\r\n" if content is not None else None, record_head.answer and not selected
        )

    def _head(self) -> bytes | None:
        """Return the next head with its empty line, or None at the end."""
        head = bytearray()
        while True:
            line = self._unpacked.readline(_LINE)
            self._take(len(line))
            if not line:
                if head:
                    raise EOFError
                return None
            if not head and not line.strip():
                continue
            head += line
            if not head.startswith(_BEGIN):
                raise _JoinedFault(FaultKind.NO_RECORD)
            if len(head) > RECORD_HEAD:
                raise _JoinedFault(FaultKind.LONG_HEAD)
            if not line.strip():
                return bytes(head)

    def _take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise _JoinedFault(FaultKind.OVER_BUDGET)


class _JoinedFault(Exception):
    def __init__(self, kind: FaultKind) -> None:
        super().__init__(kind)
        self.kind = kind


# Line ends that may follow the last record of an uncompressed file.
_PADDING = 4
_CHUNK = 1 << 16
# What warcio raises for a record without a valid head. Its iterator is then finished, and reading restarts after that record.
_UNREADABLE = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, OSError, ValueError, AttributeError, TypeError)


@dataclass(frozen=True)
class StoredPage:
    """A page in a WARC file, ours or another's that is replayed."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: str
    offset: int
    fields: tuple[tuple[str, str], ...] = ()
    """The fields of the record's own head."""


@dataclass(frozen=True)
class SkippedRecord:
    """A skipped record: its position, its URL (empty if unknown), and the reason. `large`: it unpacks to too much."""

    offset: int
    url: str
    reason: str
    large: bool = False


@dataclass(frozen=True)
class EvidenceCutOff:
    """A WARC file that ends inside a record, or is not a WARC file: the fault and its position."""

    offset: int
    reason: str


WarcRecord = StoredPage | SkippedRecord | EvidenceCutOff


class _FileOverBudget(Exception):
    """The whole file unpacks to more than its budget."""


class _FileBudget:
    """The rest of a file's budget."""

    def __init__(self, packed: int) -> None:
        self.whole = self._left = max(WARC_FILE, WARC_FILE_TIMES * packed)

    def take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise _FileOverBudget


class _BudgetedUnpacking(DecompressingBufferedReader):  # type: ignore[misc]  # warcio has no types
    """warcio's decompressing reader, limited by the budgets of the file and of a record's head.

    It unpacks 16 KB at a time, so at most 16 MB are in memory.
    """

    def __init__(self, stream: BinaryIO, budget: _FileBudget) -> None:
        super().__init__(stream)
        self._budget = budget
        self._head = RECORD_HEAD

    def begin_head(self) -> None:
        self._head = RECORD_HEAD

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length or self._head + 1, self._head + 1))
        self._head -= len(line)
        if self._head < 0:
            raise OverBudget
        return line

    def _process_read(self, data: bytes) -> None:
        super()._process_read(data)
        if data:
            self._budget.take(self.buff_size)


def read_warc(stream: BinaryIO) -> Iterator[WarcRecord]:
    """Yield every HTTP response from the current position, and finally an EvidenceCutOff if the file is incomplete."""
    begin: int | None = stream.tell()
    budget = _FileBudget(stream.seek(0, io.SEEK_END))
    while begin is not None:
        stream.seek(begin)
        begin = yield from _records(stream, budget)


def _records(stream: BinaryIO, budget: _FileBudget) -> Generator[WarcRecord, None, int | None]:
    """Yield the records up to the first with an unreadable head. Returns the position after that one, or None if unknown."""
    end = stream.tell()
    records = ArchiveIterator(stream, ensure_http_headers=False)
    reader = records.reader = _BudgetedUnpacking(stream, budget)
    try:
        for record in records:
            page = _page(record, records.offset) if record.rec_type == "response" and record.http_headers is not None else None
            reader.begin_head()
            # This skips the rest of the record.
            end = records.get_record_offset() + records.get_record_length()
            reader.begin_head()
            if page is not None:
                yield page
            if isinstance(page, EvidenceCutOff):
                return None
        # A record that ends inside its own headers is skipped silently; the rest of the file shows it.
        if stream.seek(0, io.SEEK_END) > end + _PADDING:
            yield EvidenceCutOff(end, tr("the last record is incomplete"))
    except _FileOverBudget:
        yield _too_much(end, budget)
    except _UNREADABLE as error:
        reason = _in_words(error)
        try:
            behind = _behind_member(stream, end, budget)
        except _FileOverBudget:
            yield _too_much(end, budget)
            return None
        yield EvidenceCutOff(end, reason) if behind is None else SkippedRecord(end, "", reason)
        return behind
    return None


def _in_words(error: Exception) -> str:
    if isinstance(error, OverBudget):
        return tr("its head is too long")
    if isinstance(error, (AttributeError, TypeError)):
        # Raised by warcio for a record that ends before it names its page.
        return tr("the last record is incomplete")
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _too_much(offset: int, budget: _FileBudget) -> EvidenceCutOff:
    return EvidenceCutOff(offset, tr("it unpacks to more than {limit} MB, which no collection of pages does").format(limit=budget.whole // MiB))


def _page(record: Any, offset: int) -> WarcRecord:
    """Return the page in a record."""
    answer, url = record.http_headers, record.rec_headers.get_header("WARC-Target-URI") or ""
    status = answer.get_statuscode() or "0"
    if not (status.isascii() and status.isdigit()):
        return SkippedRecord(offset, url, tr("its answer has no status in figures"))
    try:
        body = _body(record)
    except OverBudget:
        return SkippedRecord(offset, url, tr("larger than {limit} MB").format(limit=PAGE // MiB), large=True)
    if getattr(record.raw_stream, "limit", 0) > 0 and not _is_chunked(record):
        return EvidenceCutOff(offset, tr("the last record is incomplete"))
    expected = answer.get_header("Content-Length")
    if expected and expected.isdigit() and answer.get_header("Content-Encoding") is None and len(body) < int(expected):
        return EvidenceCutOff(offset, tr("the last record is incomplete"))
    recorded_at = record.rec_headers.get_header("WARC-Date") or ""
    return StoredPage(url, int(status), tuple(answer.headers), body, recorded_at, offset, tuple(record.rec_headers.headers))


def _body(record: Any) -> bytes:
    """Return the body without chunking and compression. warcio would unpack a chunk of any size at once, so it only joins them."""
    body = Budgeted(record.raw_stream, PAGE)
    if _is_chunked(record):
        body = Budgeted(ChunkedDataReader(body), PAGE)
    whole = body.whole()
    match (record.http_headers.get_header("content-encoding") or "").lower():
        case "gzip":
            return _inflated(whole, zlib.MAX_WBITS + 16)
        case "deflate":
            return _inflated(whole, zlib.MAX_WBITS, -zlib.MAX_WBITS)
        case "br":
            return _debrotlied(whole)
    return whole


def _inflated(packed: bytes, *kinds: int) -> bytes:
    """Return the body unpacked, or unchanged if it is not compressed, because servers claim it wrongly."""
    for kind in kinds:
        try:
            return _within_page(zlib.decompressobj(kind).decompress(packed, PAGE + 1))
        except zlib.error:
            continue
    return packed


def _debrotlied(packed: bytes) -> bytes:
    try:
        return _within_page(brotli.Decompressor().process(packed, output_buffer_limit=PAGE + 1))
    except brotli.error:
        return packed


def _is_chunked(record: Any) -> bool:
    return bool(record.http_headers.get_header("transfer-encoding") == "chunked")


def _within_page(body: bytes) -> bytes:
    if len(body) > PAGE:
        raise OverBudget
    return body


def _behind_member(stream: BinaryIO, offset: int, budget: _FileBudget) -> int | None:
    """Return the position after the gzip member at the offset, or None if there is no complete one."""
    stream.seek(offset)
    unpack = zlib.decompressobj(zlib.MAX_WBITS + 16)
    bytes_read = 0
    try:
        while not unpack.eof:
            chunk = stream.read(_CHUNK)
            if not chunk:
                return None
            bytes_read += len(chunk)
            while chunk and not unpack.eof:
                budget.take(len(unpack.decompress(chunk, MiB)))
                chunk = unpack.unconsumed_tail
    except zlib.error:
        return None
    return offset + bytes_read - len(unpack.unused_data)
