"""Whether a file that a person names is one that can be replayed, asked before a run begins."""

import zlib
from pathlib import Path

from records.i18n import tr

_LOOK = 1 << 16
_PACKED = b"\x1f\x8b"
_BEGIN = b"WARC/"


def warc_fault(path: Path) -> str | None:
    """What is wrong with the file, in one line; None if it begins as a WARC file does. What is damaged further on is told while it is read."""
    if path.is_dir():
        return tr("{file} is a folder; name the WARC files in it").format(file=path)
    if not path.is_file():
        return tr("there is no file {file}").format(file=path)
    with open(path, "rb") as stream:
        begin = stream.read(_LOOK)
    if not begin:
        return tr("{file} is empty; there is no page in it").format(file=path)
    if begin.startswith(_PACKED):
        try:
            begin = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(begin, _LOOK)
        except zlib.error:
            # A damaged first record: those behind it may be whole.
            return None
    if begin and not begin.lstrip().startswith(_BEGIN):
        return tr("{file} is no WARC file; `qorgan replay` takes files that crawlers write, .warc or .warc.gz").format(file=path)
    return None
