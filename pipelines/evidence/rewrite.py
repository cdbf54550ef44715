"""Writes one evidence file anew without what is cleared away: what may go, what is kept, and the copying, byte for byte."""

import errno
import os
from array import array
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from pipelines.evidence.inventory import StoredState
from pipelines.evidence.record_names import read_names
from pipelines.evidence.retention_journal import PART
from pipelines.evidence.warc import Record, read_record, read_records
from records.durable_files import sync_folder

# Nobody writes any more to a file that was not written to for so long.
_SETTLED = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """What may go: pages fetched before `until` whose article is not kept, and records of no article in files of earlier days."""

    until: datetime
    now: datetime
    held: Set[str]

    def drops(self, page: StoredState) -> bool:
        return page.fetched_at < self.until and page.article not in self.held

    def drops_others(self, file: str) -> bool:
        day = day_of_file(file)
        return day is not None and day < self.until.date()


def day_of_file(file: str) -> date | None:
    """The day of a file, from its name `YYYY/MM/DD/…`. None for a name of another form; such a file is never touched."""
    try:
        year, month, day, _ = file.split("/")
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@dataclass
class FileRewrite:
    """What is done with one file: the new file beside it (None if nothing is kept), the new places of the kept pages, and the pages that go."""

    old: str
    new: str | None
    copied: list[int] = field(default_factory=list)
    """Where the records that are kept begin in the old file."""
    kept: list[tuple[int, int]] = field(default_factory=list)
    """Each kept page and where it begins: in the old file, and once that is copied, in the new one."""
    # In quotes: Python 3.11 has no array[int] when it runs.
    dropped: "array[int]" = field(default_factory=lambda: array("q"))
    others: int = 0
    """Records of no article that go."""
    bytes: int = 0
    """Bytes on disk that go."""


def may_touch(path: Path, file: str, pages: list[StoredState], rule: Rule) -> bool:
    """Whether a file is worth reading: something in it may go, and nobody can still be writing to it."""
    if day_of_file(file) is None or not path.is_file() or not (rule.drops_others(file) or any(map(rule.drops, pages))):
        return False
    return day_of_file(file) != rule.now.date() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < rule.now - _SETTLED


def weigh(path: Path, pages: list[StoredState], rule: Rule, change: FileRewrite) -> bool:
    """Divide the file's records into those to keep and those to remove. False if a page in it has changed: then the whole file stays, so that
    people can look at it."""
    by_offset: dict[int, list[StoredState]] = {}
    for page in pages:
        by_offset.setdefault(page.offset, []).append(page)
    met = 0
    # The redirects that led to a page go where it goes.
    led: list[Record] = []
    with open(path, "rb") as stream:
        for record in read_records(stream):
            if isinstance(record, Record) and read_names(record.fields()).led_to:
                led.append(record)
                continue
            mine = by_offset.get(record.offset, [])
            met += len(mine)
            if not isinstance(record, Record):
                # Half a record at the end, on which no article rests, is not worth keeping where other records of no article go.
                change.bytes += path.stat().st_size - (led[0].offset if led else record.offset)
                change.others += 1
                if not (record.cut and rule.drops_others(change.old)):
                    return False
                continue
            if any(page.sha256 != record.page_sha256() for page in mine):
                return False
            # Several articles may share one record: it goes with the last of them.
            if all(map(rule.drops, mine)) if mine else rule.drops_others(change.old):
                change.dropped.extend(page.id for page in mine)
                change.others += not mine
                change.bytes += record.length + sum(redirect.length for redirect in led)
            else:
                change.copied.extend(redirect.offset for redirect in led)
                change.copied.append(record.offset)
                change.kept.extend((page.id, record.offset) for page in mine)
            led = []
    return met == len(pages)


def copy(old: Path, new: Path, change: FileRewrite) -> None:
    """Copy the kept records into the new file. The file gets its name when it is complete and safe on the disk."""
    part = new.with_name(new.name + PART)
    moved: dict[int, int] = {}
    with open(old, "rb") as source, open(part, "wb") as target:
        for offset in change.copied:
            moved[offset] = target.tell()
            target.write(_raw(source, offset))
        target.flush()
        os.fsync(target.fileno())
    with open(old, "rb") as source, open(part, "rb") as target:
        for offset, place in moved.items():
            if _raw(source, offset) != _raw(target, place):
                raise OSError(errno.EIO, os.strerror(errno.EIO))
    os.replace(part, new)
    sync_folder(new.parent)
    change.kept = [(page, moved[offset]) for page, offset in change.kept]


def _raw(stream: BinaryIO, offset: int) -> bytes:
    """The bytes of a record. Raises OSError if there is no record, although one was read a moment ago."""
    record = read_record(stream, offset)
    if not isinstance(record, Record):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    stream.seek(offset)
    return stream.read(record.length)
