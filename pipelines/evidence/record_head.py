"""What the head of a WARC record says, and no more of it: enough to know whether the record is wanted, and where the next one begins."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from pipelines.dedup.urls import site_of
from records.byte_budgets import RECORD_HEAD

BEGIN = b"WARC/"
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_TYPE = re.compile(rb"^WARC-Type:[ \t]*response[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_TARGET = re.compile(rb"^WARC-Target-URI:[ \t]*<?([^\s>]*)", re.IGNORECASE | re.MULTILINE)
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class RecordHead:
    """What the head of a record says: how long it is itself, how long its content, and of which page it is; `target` is empty where it is no answer."""

    size: int
    length: int | None
    answer: bool
    target: str

    def wanted(self, hosts: Collection[str] | None) -> bool:
        """Whether it is a page of one of these hosts (spelled as `site_of` does), or of any where they are None."""
        return self.answer and (hosts is None or site_of(self.target) in hosts)


def read_head(data: bytes, end: int) -> RecordHead:
    """The head that ends before `end` (its empty line included)."""
    head = data[:end]
    target, length = _TARGET.search(head), _LENGTH.search(head)
    address = target[1].decode("utf-8", "replace") if target else ""
    return RecordHead(end, int(length[1]) if length else None, _TYPE.search(head) is not None, address)


def begun_head(begun: bytes) -> RecordHead | None:
    """The head of a record that begins so; None while its end has not come."""
    end = _HEAD_END.search(begun, 0, RECORD_HEAD) if begun.startswith(BEGIN) else None
    return read_head(begun, end.end()) if end else None
