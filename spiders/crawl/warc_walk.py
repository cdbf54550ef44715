"""Goes through WARC files part by part, in order, while the parts ahead are being read by other processes.

A part that begins in the middle of a file is believed where the part before it ended exactly there; else it is read again from where that one ended. So what comes out is what
one reader from one end to the other would give, and a page that holds bytes which look like a record is never taken for one.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.evidence.reading import PartRead
from records.byte_budgets import MiB

# Bytes of a file in one part: so many take a process some seconds where they are packed, and little is read in vain where a part began at a wrong place.
PART = 64 * MiB


@dataclass(frozen=True)
class FileToRead:
    """A file, and the place of the record from which on it is to be read."""

    path: Path
    begin: int
    size: int


@dataclass(frozen=True)
class Piece:
    """Bytes of a file that one process reads. `exact`: a record begins at the first."""

    file: FileToRead
    begin: int
    until: int
    exact: bool


ReadPiece = Callable[[Piece], Awaitable[PartRead]]


async def walk(files: Iterable[FileToRead], read: ReadPiece, ahead: int, size: int = PART) -> AsyncGenerator[tuple[FileToRead, PartRead], None]:
    """The parts of these files in their order, each as `read` gives it. So many pieces are being read at once; no more are begun while nobody takes what was read.

    Behind a part that ends its file, or from which on records are joined, nothing comes of that file.
    """
    pieces = _pieces(files, size)
    flying: deque[tuple[Piece, asyncio.Future[PartRead]]] = deque()
    over: FileToRead | None = None
    expected = 0
    try:
        while True:
            while len(flying) < ahead and (piece := next(pieces, None)) is not None:
                flying.append((piece, asyncio.ensure_future(read(piece))))
            if not flying:
                return
            piece, reading = flying.popleft()
            if piece.exact:
                expected = piece.begin
            if piece.file is over or expected >= piece.until:
                # One record reached over all of it, or nothing more of its file can be read.
                reading.cancel()
                continue
            part = await reading
            if part.begin != expected:
                part = await read(Piece(piece.file, expected, piece.until, exact=True))
            expected = part.end
            yield piece.file, part
            if part.ended or part.joined is not None:
                over = piece.file
    finally:
        for _, reading in flying:
            reading.cancel()


def _pieces(files: Iterable[FileToRead], size: int) -> Iterator[Piece]:
    for file in files:
        for begin in range(file.begin, file.size, size):
            yield Piece(file, begin, min(begin + size, file.size), exact=begin == file.begin)
