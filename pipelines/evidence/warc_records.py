"""Reads the pages out of any WARC file: ours, or one that a stranger made.

So it holds to the budgets of `records.byte_budgets`, counted in what comes out: for the head of a record, for the page in it, for the whole file. A
record that cannot be read is passed over and told, and those behind it are read; only what cannot be unpacked at all ends the file.
"""

import io
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import brotli  # type: ignore[import-untyped]
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader, DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from records.byte_budgets import PAGE, RECORD_HEAD, WARC_FILE, WARC_FILE_TIMES, Budgeted, MiB, OverBudget
from records.i18n import tr

# Line ends that may follow the last record of a file that is not packed.
_PADDING = 4
_CHUNK = 1 << 16
# What warcio raises for a record whose head is none. It has ended then, and the reading begins anew behind that record.
_UNREADABLE = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, OSError, ValueError, AttributeError, TypeError)


@dataclass(frozen=True)
class StoredPage:
    """A page in a WARC file. The file may be ours, or another's that is replayed."""

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
    """A record that was passed over: where it stands, of which page it is (empty if it does not say), and why. `large`: it unpacks to too much."""

    offset: int
    url: str
    reason: str
    large: bool = False


@dataclass(frozen=True)
class EvidenceCutOff:
    """A WARC file that ends in the middle of a record, or is no WARC file: what is wrong, and where."""

    offset: int
    reason: str


WarcRecord = StoredPage | SkippedRecord | EvidenceCutOff


class _FileOverBudget(Exception):
    """The whole file gives more than its budget."""


class _FileBudget:
    """What is left of the budget of a file."""

    def __init__(self, packed: int) -> None:
        self.whole = self._left = max(WARC_FILE, WARC_FILE_TIMES * packed)

    def take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise _FileOverBudget


class _BudgetedUnpacking(DecompressingBufferedReader):  # type: ignore[misc]  # warcio has no types
    """warcio's way of unpacking, within the budgets of the file and of a record's head. It unpacks 16 KB at a time, so at most 16 MB are held."""

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
    """Every HTTP response in a WARC file from where the stream stands, and at the end one EvidenceCutOff if the file breaks off."""
    begin: int | None = stream.tell()
    budget = _FileBudget(stream.seek(0, io.SEEK_END))
    while begin is not None:
        stream.seek(begin)
        begin = yield from _records(stream, budget)


def _records(stream: BinaryIO, budget: _FileBudget) -> Generator[WarcRecord, None, int | None]:
    """The records up to the first whose head cannot be read. Gives the place behind that one, if it can be known, else None."""
    end = stream.tell()
    records = ArchiveIterator(stream, ensure_http_headers=False)
    reader = records.reader = _BudgetedUnpacking(stream, budget)
    try:
        for record in records:
            found = _page(record, records.offset) if record.rec_type == "response" and record.http_headers is not None else None
            reader.begin_head()
            # This passes over what is left of the record.
            end = records.get_record_offset() + records.get_record_length()
            reader.begin_head()
            if found is not None:
                yield found
            if isinstance(found, EvidenceCutOff):
                return None
        # A record that breaks off within its own headers is passed over in silence; what is left of the file shows it.
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
        # warcio's, of a record that breaks off before it names its page.
        return tr("the last record is incomplete")
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _too_much(offset: int, budget: _FileBudget) -> EvidenceCutOff:
    return EvidenceCutOff(offset, tr("it unpacks to more than {limit} MB, which no collection of pages does").format(limit=budget.whole // MiB))


def _page(record: Any, offset: int) -> WarcRecord:
    """The page in a record."""
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
    made = record.rec_headers.get_header("WARC-Date") or ""
    return StoredPage(url, int(status), tuple(answer.headers), body, made, offset, tuple(record.rec_headers.headers))


def _body(record: Any) -> bytes:
    """The body, its chunks joined and unpacked. warcio would unpack a chunk of any size at once, so it only joins them here."""
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
    """The body unpacked; as it is if it is not packed, as servers say so wrongly."""
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
    """The place behind the gzip member that begins at the offset; None where no whole one does."""
    stream.seek(offset)
    unpack = zlib.decompressobj(zlib.MAX_WBITS + 16)
    taken = 0
    try:
        while not unpack.eof:
            chunk = stream.read(_CHUNK)
            if not chunk:
                return None
            taken += len(chunk)
            while chunk and not unpack.eof:
                budget.take(len(unpack.decompress(chunk, MiB)))
                chunk = unpack.unconsumed_tail
    except zlib.error:
        return None
    return offset + taken - len(unpack.unused_data)
