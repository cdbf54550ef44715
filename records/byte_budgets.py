"""How many bytes may come out of what strangers give us, counted as they come out: what is packed small may unpack to gigabytes.

The budgets stand here and nowhere else. Whoever reads such a thing takes its budget from here and reads through `Budgeted`, or with `unpacked`.
"""

import zlib
from typing import Protocol

MiB = 2**20

# A page, from the web or out of a WARC record. A news page is 0.1 MB; a page of 10 MB is read, and the largest articles with all their data have 5.
PAGE = 10 * MiB
# The head of a WARC record: its own headers and those of the answer. Servers and crawlers stop at 64 KB.
RECORD_HEAD = MiB
# All of a WARC file: so much in any case, and beyond it so many times its packed size. Pages pack to a fifth, at best to a thirtieth; gzip makes up
# to a thousand times less of nothing but zeros.
WARC_FILE, WARC_FILE_TIMES = 512 * MiB, 100
# All pages of a file that are read at the same time.
PAGES_IN_HAND = 32 * MiB
# A sitemap (sitemaps.org: 50 MB unpacked).
SITEMAP = 50 * MiB
# A file to import, as it is and unpacked; also all text in the cells of a workbook, in which one string may stand for thousands of cells. 20,000
# incidents with all their articles are a third of it.
IMPORT = 64 * MiB
# Rows of a file to import, and values in it (cells, or what stands between the commas and brackets of JSON): a byte that stands for nothing becomes a
# hundred when it is read. 20,000 incidents with all their articles have a million values, most of them commas in the articles.
IMPORT_ROWS, IMPORT_VALUES = 100_000, 2_000_000
# Values in one row: a thousand articles with all that is known of them have ten thousand.
IMPORT_ROW_VALUES = 20_000
# Memory that reading a workbook may take beyond what the process has.
IMPORT_MEMORY = 320 * MiB
# What anybody may send to the desk in one request. A spreadsheet with every earlier incident of the country is some megabytes.
REQUEST = 16 * MiB
# One line of articles to screen, or of incidents to import: no article is as long as a page.
LINE = PAGE
# A mail as it came, with all its files in it. Mail services take 25 to 50 MB.
MAIL = 50 * MiB
# Of the header of a mail, to see who sent it; and of its whole, at once.
MAIL_HEAD, MAIL_PIECE = 64 * 1024, MiB
# An answer of Telegram's Bot API: a hundred messages of 4,096 characters each with all that stands around them.
BOT_ANSWER = 16 * MiB
# A file of outlets. All outlets of the country are 0.2 MB.
OUTLET_FILE = 4 * MiB

_PIECE = MiB


class OverBudget(ValueError):
    """More came out than its budget allows. Raised while reading, before more is held in memory; whoever reads says it in words, with a fate or a line."""


class ByteStream(Protocol):
    """Whatever gives bytes."""

    def read(self, size: int, /) -> bytes: ...


class Budgeted:
    """A stream that gives at most `budget` bytes. The first byte beyond raises OverBudget; pieces are small, however much is asked for at once."""

    def __init__(self, stream: ByteStream, budget: int) -> None:
        self._stream = stream
        self._left = budget

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes, and never more than a piece; empty at the end."""
        piece = self._stream.read(min(_PIECE, size) if size >= 0 else _PIECE)
        self._left -= len(piece)
        if self._left < 0:
            raise OverBudget
        return piece

    def readline(self, size: int) -> bytes:
        """A line of at most so many bytes, its end included."""
        line = bytearray()
        while len(line) < size and not line.endswith(b"\n") and (one := self.read(1)):
            line += one
        return bytes(line)

    def whole(self) -> bytes:
        """All that is left."""
        return b"".join(iter(self.read, b""))


def unpacked(packed: bytes, budget: int, *, members: int = 100) -> bytes:
    """The bytes in a gzip file, several members joined. Raises OverBudget, also for more members than so many, and zlib.error if it is broken.

    A file that ends early gives what stands before.
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
