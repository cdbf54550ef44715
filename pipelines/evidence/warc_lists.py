"""The WARC files that given paths name: files, folders, and lists of paths as published by Common Crawl (`warc.paths.gz`)."""

import gzip
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from records.byte_budgets import MiB
from records.errors import QorganError
from records.i18n import tr

# Check before a run begins whether a given file can be replayed.

_LOOK = 1 << 16
_PACKED = b"\x1f\x8b"
_BEGIN = b"WARC/"


def warc_fault(path: Path) -> str | None:
    """Return what is wrong with the file in one line, or None if it begins like a WARC file. Later damage is reported during reading."""
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
            # The first record is damaged, but later ones may be complete.
            return None
    if begin and not begin.lstrip().startswith(_BEGIN):
        return tr("{file} is no WARC file; `qorgan replay` takes files that crawlers write, .warc or .warc.gz").format(file=path)
    return None


_ENDINGS = (".warc", ".warc.gz")
_LISTS = (".paths", ".paths.gz", ".txt")
# Maximum characters of an unpacked list. A month of Common Crawl's news has a few hundred names of seventy characters.
_LONGEST = 16 * MiB


@dataclass(frozen=True)
class WarcFileList:
    """The files, each once and ordered by name, and the listed files that do not exist here."""

    files: tuple[Path, ...]
    absent: tuple[str, ...] = ()


def find_warc_files(paths: Iterable[Path]) -> WarcFileList:
    """Return all files that these paths name. Listed files are searched next to the list, by their whole path and by name alone.

    Raises QorganError for a folder or a list without any existing file.
    """
    files: dict[Path, None] = {}
    absent: list[str] = []
    for path in paths:
        if path.is_dir():
            existing = sorted(file for file in path.rglob("*") if file.name.endswith(_ENDINGS) and file.is_file())
            if not existing:
                raise QorganError(tr("there is no WARC file in {folder}").format(folder=path))
        elif path.name.endswith(_LISTS) and path.is_file():
            existing, missing = _listed(path)
            if not existing:
                raise QorganError(tr("none of the files that {file} names is here; put them beside it, or name their folder").format(file=path))
            absent += missing
        else:
            existing = [path]
        files |= dict.fromkeys(existing)
    return WarcFileList(tuple(files), tuple(absent))


def _listed(path: Path) -> tuple[list[Path], list[str]]:
    existing, absent = [], []
    for line in _lines(path):
        places = [path.parent / line.lstrip("/"), path.parent / Path(line).name]
        here = next((place for place in places if place.is_file()), None)
        if here is None:
            absent.append(line)
        else:
            existing.append(here)
    return existing, absent


def _lines(path: Path) -> list[str]:
    try:
        with gzip.open(path) if path.name.endswith(".gz") else open(path, "rb") as stream:
            text = stream.read(_LONGEST).decode("utf-8", "replace")
    except (OSError, EOFError, zlib.error) as error:
        raise QorganError(tr("{file} cannot be read as a list of files").format(file=path)) from error
    # A URL on the list's own server also names the file downloaded from it.
    return [line.strip().partition("://")[2].partition("/")[2] or line.strip() for line in text.splitlines() if line.strip()]
