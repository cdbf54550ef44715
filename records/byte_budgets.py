"""Limits on the bytes read from untrusted input, counted while unpacking: a small archive may unpack to gigabytes.

All budgets are defined here. Code that reads such input takes its budget from here and reads through `Budgeted` or `unpacked`.
"""

import zlib
from typing import Protocol

MiB = 2**20

# A page, from the web or from a WARC record. A news page has 0.1 MB; the largest articles with all their data have 5.
PAGE = 10 * MiB
# The headers of a WARC record: its own and those of the response. Servers and crawlers stop at 64 KB.
RECORD_HEAD = MiB
# A whole WARC file: this much in any case, and beyond it this multiple of its packed size. Pages pack to a fifth, at best to a thirtieth; gzip packs
# zeros a thousandfold.
WARC_FILE, WARC_FILE_TIMES = 512 * MiB, 100
# All pages of a file that are read at the same time.
PENDING_BYTES = 32 * MiB
# A sitemap (sitemaps.org: 50 MB unpacked).
SITEMAP = 50 * MiB
# A file to import, packed and unpacked; also all text in the cells of a workbook, where one string may be used by thousands of cells. 20,000
# incidents with all their articles need a third of it.
IMPORT = 64 * MiB
# Rows and values (cells or JSON items) of a file to import: one byte of input becomes about a hundred when it is read. 20,000 incidents with all
# their articles have a million values, most of them in the articles.
IMPORT_ROWS, IMPORT_VALUES = 100_000, 2_000_000
# Values in one row: a thousand articles with all their fields have ten thousand.
IMPORT_ROW_VALUES = 20_000
# Memory that reading a workbook may take in addition to what the process uses.
IMPORT_MEMORY = 320 * MiB
# The body of one request to the desk. A spreadsheet with every earlier incident of the country has some megabytes.
REQUEST = 16 * MiB
# One line of articles to screen or of incidents to import: no article is longer than a page.
LINE = PAGE
# A mail as received, with all attachments. Mail services accept 25 to 50 MB.
MAIL = 50 * MiB
# The header of a mail, read for its sender.
MAIL_HEAD, MAIL_PIECE = 64 * 1024, MiB
# A response of Telegram's Bot API: a hundred messages of 4,096 characters each with their metadata.
BOT_ANSWER = 16 * MiB
# An outlet file. All outlets of the country have 0.2 MB.
OUTLET_FILE = 4 * MiB

_PIECE = MiB


class OverBudget(ValueError):
    """More bytes than the budget allows.

    Raised while reading, before more is in memory; the reader reports it as a fate or a line.
    """


class ByteStream(Protocol):
    """Any source of bytes."""

    def read(self, size: int, /) -> bytes: ...


class Budgeted:
    """A stream of at most `budget` bytes.

    The first byte beyond raises OverBudget; each piece is small, however much is requested.
    """

    def __init__(self, stream: ByteStream, budget: int) -> None:
        self._stream = stream
        self._left = budget

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes, never more than one piece; empty at the end."""
        piece = self._stream.read(min(_PIECE, size) if size >= 0 else _PIECE)
        self._left -= len(piece)
        if self._left < 0:
            raise OverBudget
        return piece

    def readline(self, size: int) -> bytes:
        """Return a line of at most `size` bytes, including its line end."""
        line = bytearray()
        while len(line) < size and not line.endswith(b"\n") and (byte := self.read(1)):
            line += byte
        return bytes(line)

    def whole(self) -> bytes:
        """Return all remaining bytes."""
        return b"".join(iter(self.read, b""))


def unpacked(packed: bytes, budget: int, *, members: int = 100) -> bytes:
    """Return the unpacked bytes of a gzip file, with several members joined.

    Raises OverBudget, also for more than `members` members, and zlib.error for broken data. A truncated file gives the bytes before the break.
    """
    pieces: list[bytes] = []
    left = budget
    for _ in range(members):
        member = zlib.decompressobj(wbits=31)
        piece = member.decompress(packed, left + 1)
        left -= len(piece)
        if left < 0:
            raise OverBudget
        pieces.append(piece)
        packed = member.unused_data
        if not packed.startswith(b"\x1f\x8b"):
            return b"".join(pieces)
    raise OverBudget
