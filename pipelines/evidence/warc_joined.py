"""Reads a packed WARC file whose records share gzip members (`gzip collection.warc`): none has a place of its own, so it is read from one end to the other."""

import gzip
import io
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipelines.evidence.record_head import read_head
from pipelines.evidence.warc_parts import FaultKind, PartFault
from records.byte_budgets import PAGE, RECORD_HEAD, MiB

# What a wanted record may hold: a page, the head of its answer, and what joins its chunks.
_MOST = PAGE + 2 * RECORD_HEAD
_LINE = 64 * 1024
_BEGIN = b"WARC/"


@dataclass(frozen=True)
class JoinedRead:
    """The next step through a file: how many records were passed since its beginning, how many bytes of the file were taken in, the record if it is wanted, and
    what could not be read."""

    passed: int
    taken: int
    record: bytes | None = None
    other: bool = False
    fault: PartFault | None = None


def read_joined(path: Path, begin: int, skip: int, hosts: Collection[str] | None, budget: int) -> Iterator[JoinedRead]:
    """Every record from the member that begins at `begin`, but the first `skip` ones. Only wanted ones are held. Raises OSError where the file cannot be read."""
    with open(path, "rb") as stream:
        stream.seek(begin)
        records = _Joined(stream, begin, hosts, budget)
        yield from (one for one in records.read() if one.fault or one.passed > skip)


class _Joined:
    def __init__(self, stream: BinaryIO, begin: int, hosts: Collection[str] | None, budget: int) -> None:
        self._file = stream
        self._begin = begin
        self._hosts = hosts
        self._left = budget
        self._unpacked = io.BufferedReader(gzip.GzipFile(fileobj=stream), MiB)
        self._passed = 0

    def read(self) -> Iterator[JoinedRead]:
        try:
            while (found := self._next()) is not None:
                yield found
        except _JoinedFault as fault:
            yield self._told(fault.kind)
        except EOFError:
            yield self._told(FaultKind.CUT)
        except (zlib.error, gzip.BadGzipFile):
            yield self._told(FaultKind.DAMAGED)

    def _told(self, kind: FaultKind) -> JoinedRead:
        return JoinedRead(self._passed, self._file.tell(), fault=PartFault(self._begin, kind))

    def _next(self) -> JoinedRead | None:
        head = self._head()
        if head is None:
            return None
        said = read_head(head, len(head))
        length, wanted = said.length or 0, said.wanted(self._hosts)
        # One that is larger than any page is told by whoever reads what was kept of it.
        kept = bytearray(head) if wanted else None
        while length:
            piece = self._unpacked.read(min(length, MiB))
            if not piece:
                raise EOFError
            self._take(len(piece))
            length -= len(piece)
            if kept is not None and len(kept) <= _MOST:
                kept += piece
        self._passed += 1
        return JoinedRead(self._passed, self._file.tell(), bytes(kept) + b"\r\n\r\n" if kept is not None else None, said.answer and not wanted)

    def _head(self) -> bytes | None:
        """The next head with its empty line; None at the end."""
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
