"""Sends an export: written, counted and hashed, and noted in the ledger."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast

from sqlalchemy.orm import Session

from records import ledger
from records.filter_entries import RecordFilter
from records.vocabulary import LedgerAction
from reports.exports.export_formats import write_rows
from reports.exports.export_shapes import ExportShape, Row


@dataclass(frozen=True)
class Sent:
    """What was sent: rows, and the SHA-256 of the bytes. `complete` is false if the reader stopped before the end (`| head`)."""

    rows: int
    sha256: str
    complete: bool


class _Hashed(io.RawIOBase):
    """Passes bytes on and hashes them. It is not seekable, so that a workbook is written from front to end. When the reader has gone, it drops
    the rest."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.gone = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        given = bytes(data)
        if not self.gone:
            try:
                self._stream.write(given)
            except BrokenPipeError:
                self.gone = True
                raise
            self._hash.update(given)
        return len(given)

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


class _Counted:
    """Passes rows on and counts them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


def send_rows(form: str, stream: BinaryIO, shape: ExportShape, rows: Iterable[Row], filters: RecordFilter) -> Sent:
    """Write the rows in the given form. A reader that stops early is no error. Raises OSError if the stream fails for another reason."""
    return send_with(stream, rows, lambda hashed, counted: write_rows(form, hashed, shape, counted, filters))


def send_with(stream: BinaryIO, rows: Iterable[Any], write: Callable[[BinaryIO, Iterable[Any]], None]) -> Sent:
    """Write rows in a form of their own, counted and hashed as every export is."""
    hashed, counted = _Hashed(stream), _Counted(rows)
    try:
        write(cast(BinaryIO, hashed), counted)
        stream.flush()
    except BrokenPipeError:
        hashed.gone = True
    return Sent(counted.count, hashed.hexdigest(), not hashed.gone)


def note_export(session: Session, shape: ExportShape, form: str, filters: RecordFilter, sent: Sent, *, who: str, now: datetime) -> None:
    """Note in the ledger what was sent. Call it in `records.database.write_transaction`."""
    after = {"filters": filters.to_json(), "format": form, "rows": sent.rows, "sha256": sent.sha256, "complete": sent.complete}
    ledger.append(session, at=now, who=who, action=LedgerAction.EXPORT, subject=f"export {shape.name}", before={}, after=after)
