"""Finds, in a part of a large WARC file, the pages of the hosts that are wanted, and passes over everything else after the head of its record.

A file of Common Crawl's news has 1 GB, and one page in a hundred is wanted. Where every record is a gzip member of its own, only unpacking shows where it ends: that is the
least that passing it over can cost. In a file that is not packed, the record's own length shows it.

The parts of one file are read at the same time by several processes. A part begins in the middle, at what looks like the beginning of a record; whether it is one shows where
the part before it ended, and until then nothing of it is believed (`spiders.crawl.warc_walk`): a page may hold bytes that look like a record of another host.
"""

import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pipelines.evidence.held_file import HeldFile
from pipelines.evidence.record_head import BEGIN, RecordHead, begun_head
from records.byte_budgets import RECORD_HEAD, MiB

# Bytes that come out of one step of unpacking.
_OUT = MiB
_MAGIC = b"\x1f\x8b\x08"
_PLAIN_BEGIN = b"\r\n\r\nWARC/1."
# Line ends behind a record.
_BREAK = 4
# Faults that one part tells; a file of nothing but faults ends there.
MOST_FAULTS = 1_000


class FaultKind(StrEnum):
    """Why no record could be read at a place. `UNREAD`: looking at it broke a limit of the process that did."""

    DAMAGED = "damaged"
    NO_RECORD = "no_record"
    LONG_HEAD = "long_head"
    CUT = "cut"
    OVER_BUDGET = "over_budget"
    TOO_MANY = "too_many"
    UNREAD = "unread"

    @property
    def ends_file(self) -> bool:
        """Whether nothing behind it can be read."""
        return self in (FaultKind.CUT, FaultKind.OVER_BUDGET, FaultKind.TOO_MANY)


@dataclass(frozen=True)
class PartFault:
    """A place of a file where no whole record can be read."""

    offset: int
    kind: FaultKind


@dataclass
class PartRead:
    """What a part of a file holds. `begin`: where its first record begins, None if none begins in it. `end`: where the next part has to begin.

    `wanted` are the places of the pages of wanted hosts, `others` counts those of other hosts, `records` counts all records. `unpacked`: bytes that came out.
    `joined`: a gzip member from which on several records share one, so that none of them has a place of its own; nothing from there on was read.
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
        """Whether nothing behind this part can be read."""
        return any(fault.kind.ends_file for fault in self.faults)

    def add(self, more: "PartRead") -> None:
        """Put what follows behind it."""
        self.end, self.joined = more.end, more.joined
        self.records, self.others, self.unpacked = self.records + more.records, self.others + more.others, self.unpacked + more.unpacked
        self.wanted += more.wanted
        self.faults += more.faults


class _Failed(Exception):
    """A record could not be read. `behind`: where the next one begins, None if that has to be looked for."""

    def __init__(self, kind: FaultKind, behind: int | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.behind = behind


def read_part(path: Path, begin: int, until: int, hosts: Collection[str] | None, exact: bool, budget: int) -> PartRead:
    """The records that begin from `begin` to before `until`. `exact`: one begins at `begin`; else the first is looked for. `budget`: bytes that may come out.

    Raises OSError where the file cannot be read.
    """
    with open(path, "rb", buffering=0) as stream:
        file = HeldFile(stream)
        packed = is_packed(file.all_of(0))
        if not exact:
            found = (_next_member if packed else _next_plain)(file, begin, until)
            if found is None:
                return PartRead(None, until)
            begin = found
        part = PartRead(begin, begin)
        (_read_members if packed else _read_plain)(file, part, until, hosts, budget)
        return part


def is_packed(beginning: bytes) -> bool:
    """Whether a file that begins so is packed with gzip."""
    return beginning.startswith(_MAGIC)


def _next_member(file: HeldFile, offset: int, until: int) -> int | None:
    """The first place that looks like a gzip member in which a record begins."""
    while (at := file.find(_MAGIC, offset, until)) is not None:
        try:
            if zlib.decompressobj(wbits=31).decompress(file.all_of(at), len(BEGIN)) == BEGIN:
                return at
        except zlib.error:
            pass
        offset = at + 1
    return None


def _next_plain(file: HeldFile, offset: int, until: int) -> int | None:
    """The first place that looks like the beginning of a record in a file that is not packed."""
    if offset == 0 and file.all_of(0, len(BEGIN)) == BEGIN:
        return 0
    at = file.find(_PLAIN_BEGIN, max(0, offset - _BREAK), max(0, until - _BREAK))
    return None if at is None else at + _BREAK


def _read_members(file: HeldFile, part: PartRead, until: int, hosts: Collection[str] | None, budget: int) -> None:
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


def _member(file: HeldFile, part: PartRead, budget: int) -> tuple[RecordHead, int]:
    """The head of the record in the member at the end of what was read, and where the member ends. All of it is unpacked, and only the head is kept."""
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
            head, fault = begun_head(begun), _fault_of(begun)
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
    """Why there is no head in what begins so; None as long as it may still come."""
    if not begun.startswith(BEGIN[: len(begun)]):
        return FaultKind.NO_RECORD
    return FaultKind.LONG_HEAD if len(begun) > RECORD_HEAD else None


def _read_plain(file: HeldFile, part: PartRead, until: int, hosts: Collection[str] | None, budget: int) -> None:
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


def _plain_head(file: HeldFile, offset: int) -> RecordHead:
    begun = b""
    while True:
        piece = file.all_of(offset + len(begun), max(2048, len(begun)))
        begun += piece
        if head := begun_head(begun):
            return head
        if fault := _fault_of(begun):
            raise _Failed(fault)
        if not piece:
            raise _Failed(FaultKind.CUT)


def _passed_over(file: HeldFile, part: PartRead, failed: _Failed, look_for: Callable[[HeldFile, int, int], int | None]) -> bool:
    """Note what could not be read, and go to where the next record begins. False if nothing behind it can be read."""
    part.faults.append(PartFault(part.end, failed.kind))
    if not failed.kind.ends_file and len(part.faults) >= MOST_FAULTS:
        part.faults.append(PartFault(part.end, FaultKind.TOO_MANY))
    if part.ended:
        part.end = file.size
        return False
    behind = failed.behind if failed.behind is not None else look_for(file, part.end + 1, file.size)
    part.end = file.size if behind is None else behind
    return True


def _count(part: PartRead, head: RecordHead, offset: int, hosts: Collection[str] | None) -> None:
    part.records += 1
    if head.wanted(hosts):
        part.wanted.append(offset)
    elif head.answer:
        part.others += 1


def record_after(path: Path, offset: int, until: int) -> int | None:
    """The first place from an offset to before another that looks like the beginning of a record. Raises OSError where the file cannot be read."""
    with open(path, "rb", buffering=0) as stream:
        file = HeldFile(stream)
        return (_next_member if is_packed(file.all_of(0)) else _next_plain)(file, offset, until)
