"""Evidence before interpretation: every page that answered is written to a WARC file, with its SHA-256, before anything parses it.

There is one file for each day, run and crawler process, with one gzip member for each record, so that a file that is cut off loses only its last
record. Records are never changed. The payload is the body of the page; transfer encoding and content encoding are undone.

The redirects that led to a page stand before it, each as a record of its own without a body, so that a replay (pywb) finds the page under the address
that was asked for. They are no pages: nobody reads them and nothing points to them.
"""

import hashlib
import io
import os
from collections.abc import Iterable, Set
from datetime import datetime
from http.client import responses
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from w3lib.url import safe_url_string
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.evidence.warc_records import StoredPage, read_warc
from pipelines.items import FollowedRedirect, PageItem
from records.durable_files import make_folder, sync_folder
from records.errors import DiskFull
from records.fault_names import named, reason
from records.i18n import tr
from records.model import EvidenceRef

# Fields of ours (WARC 1.1 leaves names to whoever writes). They hold what no other field has: the outlet, the address that was asked for before
# redirects, and what the list said of the page.
OUTLET, ASKED, POST, WATCHED = "Qorgan-Outlet", "Qorgan-Asked", "Qorgan-Post", "Qorgan-Watched"
LISTED_TITLE, LISTED_DATE = "Qorgan-Listed-Title", "Qorgan-Listed-Date"
# In a record of a redirect: the page to which it led.
LED_TO = "Qorgan-Led-To"
# Headers that no longer fit the payload once its encodings are undone.
_UNDONE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
# What may stand in the name of a header (RFC 9110, 5.6.2) beside letters, digits and `_.-~`.
_TOKEN = "!#$%&'*+^`|"  # noqa: S105  (of HTTP)


class EvidenceWriter:
    """Appends pages to one WARC file a day. Processes must not share it: each has its own `name`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._file: BinaryIO | None = None
        self._path = ""
        self._last: tuple[bytes, str, EvidenceRef] | None = None
        self._written: dict[str, set[int]] = {}

    def write(self, page: PageItem) -> EvidenceRef:
        """Put the page on the disk and say where it is. Raises DiskFull or NotWritable if that fails; the file then ends with its last whole record.

        When this returns, the record survives a power cut, so whatever row is written next may point to it.
        If one answer holds several articles, they share its record.
        """
        if page.part is not None and self._last and self._last[0] is page.body and self._last[1] == page.final_url:
            self._note(page)
            return self._last[2]
        try:
            stream = self._open(page.fetched_at)
            begin = stream.tell()
            # Put together in memory and written in one go, so that no other failure than the disk's can leave half of a record.
            before, record = b"".join(_redirect_record(page, redirect) for redirect in page.redirects), _page_record(page)
            try:
                _write_whole(stream, before + record)
                os.fsync(stream.fileno())
            except OSError:
                os.ftruncate(stream.fileno(), begin)
                stream.seek(begin)
                raise
        except OSError as error:
            found = named(error) or DiskFull(reason(error))
            words = tr("evidence cannot be written to {folder}: {why}")
            raise type(found)(words.format(folder=self._folder, why=found)) from error
        ref = EvidenceRef(file=self._path, offset=begin + len(before), sha256=hashlib.sha256(page.body).hexdigest())
        self._last = page.body, page.final_url, ref
        self._note(page)
        return ref

    def outlets(self) -> list[str]:
        """The outlets whose pages were written and not yet taken by `take_written`."""
        return sorted(self._written)

    def take_written(self, outlet: str) -> Set[int]:
        """The pages of an outlet that were written, so that its visit can be balanced; they are forgotten then. Each is the `hash` of its address, a
        number for this process only: a crawl over a large archive holds a million of them."""
        return self._written.pop(outlet, set())

    def _note(self, page: PageItem) -> None:
        self._written.setdefault(page.outlet, set()).add(hash(page.url))

    def close(self) -> None:
        """Close the file. Raises nothing, because every record is on the disk already."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self, moment: datetime) -> BinaryIO:
        path = f"{moment:%Y/%m/%d}/{self._name}.warc.gz"
        if self._file is None or path != self._path:
            self.close()
            target = self._folder / path
            make_folder(target.parent)
            # Unbuffered: a write that fails must fail here, not at the next flush with half of another record.
            self._file = open(target, "ab", buffering=0)  # noqa: SIM115  (stays open from page to page)
            # The name of a new file is on the disk before its first record: a record that is synced is also found.
            sync_folder(target.parent)
            self._path = path
        return self._file


def _page_record(page: PageItem) -> bytes:
    headers = [(name, value) for name, value in page.headers if name.lower() not in _UNDONE]
    fields = {"WARC-Date": page.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"), **told(page)}
    return _packed_record(page.final_url, page.status, headers, page.body, fields)


def _redirect_record(page: PageItem, redirect: FollowedRedirect) -> bytes:
    headers = [(name, value) for name, value in redirect.headers if name.lower() not in _UNDONE]
    fields = {"WARC-Date": page.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"), OUTLET: page.outlet, LED_TO: page.final_url}
    return _packed_record(redirect.url, redirect.status, headers, b"", fields)


def _packed_record(url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes, fields: dict[str, str]) -> bytes:
    """A record of an answer, as a gzip member."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="WARC/1.1")
    answer = StatusAndHeaders(
        f"{status} {responses.get(status, '')}".strip(),
        # A strange server may send any bytes as a name, which no reader of the file would take.
        [*((quote(name, safe=_TOKEN), value) for name, value in headers), ("Content-Length", str(len(body)))],
        protocol="HTTP/1.1",
    )
    # An address has no letters but those of ASCII there (WARC 1.1, 5.13; RFC 3986). Those of other people's files may.
    record = writer.create_warc_record(safe_url_string(url), "response", payload=io.BytesIO(body), http_headers=answer, warc_headers_dict=fields)
    writer.write_record(record)
    return buffer.getvalue()


def _write_whole(stream: BinaryIO, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[stream.write(view) :]


def told(page: PageItem) -> dict[str, str]:
    """The fields of a page's record."""
    fields = {OUTLET: page.outlet, ASKED: page.url}
    if page.part is not None:
        fields[POST] = str(page.part)
    if page.watched is not None:
        fields[WATCHED] = page.watched
    for name, words in ((LISTED_TITLE, page.hints.title), (LISTED_DATE, page.hints.published)):
        # On one line, as a field must be.
        if line := " ".join(words.split()):
            fields[name] = line
    return fields


def read_page(folder: Path, ref: EvidenceRef) -> StoredPage:
    """The stored page behind a reference. Raises FileNotFoundError or ValueError when the evidence is gone or has changed."""
    with open(folder / ref.file, "rb") as stream:
        stream.seek(ref.offset)
        for page in read_warc(stream):
            if isinstance(page, StoredPage) and hashlib.sha256(page.body).hexdigest() == ref.sha256:
                return page
            break
    raise ValueError(tr("{file} at {offset} is not the page that was stored").format(file=ref.file, offset=ref.offset))
