"""A large file, a piece of which is held in memory while it is gone through."""

import os
from typing import BinaryIO

from records.byte_budgets import MiB

# Bytes of a file that are held, and that are unpacked in one step. What a step does not need is copied, so that steps are short.
_HELD, _STEP = MiB, 32 * 1024


class HeldFile:
    """The file, and the piece of it that is held."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = b""
        self._base = 0
        self.size = os.fstat(stream.fileno()).st_size

    def piece(self, offset: int, size: int = _STEP) -> memoryview:
        """At most so many bytes from an offset on, fewer where what is held ends; none at the end of the file."""
        if not 0 <= offset - self._base < len(self._held):
            self._hold(offset)
        at = offset - self._base
        return memoryview(self._held)[at : at + size]

    def all_of(self, offset: int, size: int = _STEP) -> bytes:
        """So many bytes from an offset on; fewer only where the file ends."""
        if not 0 <= offset - self._base <= len(self._held) - size:
            self._hold(offset)
        return bytes(self.piece(offset, size))

    def find(self, what: bytes, offset: int, until: int) -> int | None:
        """The first place from an offset to before another where these bytes begin."""
        while offset < until:
            held = self.all_of(offset, _HELD)
            at = held.find(what)
            if at >= 0:
                return offset + at if offset + at < until else None
            if len(held) < _HELD:
                return None
            # They may begin in what is held and end behind it.
            offset += len(held) - len(what) + 1
        return None

    def _hold(self, offset: int) -> None:
        self._stream.seek(offset)
        self._held, self._base = self._stream.read(_HELD), offset
