"""Reads WARC files part by part, in order, while other processes already read the parts ahead.

A part that begins in the middle of a file is accepted if the part before it ended exactly there; else it is read again from where that one ended. The
result is what a single sequential reader would give, and bytes inside a page that look like a record are never taken for one.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.evidence.reading import PartContents
from records.byte_budgets import MiB

# Bytes of a file in one part: some seconds of work for a process if compressed, and little wasted work if a part began at a wrong place.
PART = 64 * MiB


@dataclass(frozen=True)
class FileToRead:
    """A file, and the offset of the record from which it is to be read."""

    path: Path
    begin: int
    size: int


@dataclass(frozen=True)
class FilePart:
    """Bytes of a file that one process reads. `exact`: a record begins at the first byte."""

    file: FileToRead
    begin: int
    until: int
    exact: bool


_ReadPiece = Callable[[FilePart], Awaitable[PartContents]]


async def read_parts(
    files: Iterable[FileToRead], read: _ReadPiece, ahead: int, size: int = PART
) -> AsyncGenerator[tuple[FileToRead, PartContents], None]:
    """Yield the parts of these files in order, each as `read` returns it. At most `ahead` pieces are read at once, and none while results are not
    consumed.

    After a part that ends its file, or from which records are joined, nothing more of that file follows.
    """
    pieces = _pieces(files, size)
    flying: deque[tuple[FilePart, asyncio.Future[PartContents]]] = deque()
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
                # One record extended over all of it, or nothing more of its file can be read.
                reading.cancel()
                continue
            part = await reading
            if part.begin != expected:
                part = await read(FilePart(piece.file, expected, piece.until, exact=True))
            expected = part.end
            yield piece.file, part
            if part.ended or part.joined is not None:
                over = piece.file
    finally:
        for _, reading in flying:
            reading.cancel()


def _pieces(files: Iterable[FileToRead], size: int) -> Iterator[FilePart]:
    for file in files:
        for begin in range(file.begin, file.size, size):
            yield FilePart(file, begin, min(begin + size, file.size), exact=begin == file.begin)
