"""A stored page made safe for showing: read from its WARC record, compared with its SHA-256, and sanitised.

It is shown as a picture of the original and does not work as a page. Its frame runs no script and loads nothing (`POLICY`, and `sandbox` with it).
What such a policy does not stop is removed from the page here: `base`, every `meta` (a refresh; the charset is in the header), every `link` (a
browser may look up a name or open a connection for it), and the targets of links.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipelines.evidence.reading import StoredPage
from pipelines.evidence.writer import Record, read_page, read_record
from pipelines.extraction.charset import decode
from pipelines.page_headers import content_type
from records.model import EvidenceRef

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
# A tag begins with "<" and its name, and the name ends with a space, a slash or ">": nothing else makes one, in any notation.
_AT_WORK = re.compile(r"<(/?)(base|meta|link|iframe|frame|frameset|object|embed|applet|portal|fencedframe)(?=[\s/>])", re.IGNORECASE)
# The target of a link, except within the page: a browser may connect to a host as soon as a link to it is touched.
_AWAY = re.compile(r"(?<=[\s\"'/:])href(?=\s*=(?!\s*[\"']?#))", re.IGNORECASE)
_HTML = "text/html"


class IntegrityResult(StrEnum):
    """What the stored bytes show now, compared with the SHA-256 noted when they were stored."""

    MATCHES = "matches"
    DIFFERS = "differs"
    UNREADABLE = "unreadable"
    MISSING = "missing"


@dataclass(frozen=True)
class StoredPageCheck:
    """The result, with the hash of the bytes as they are now (empty if none can be read)."""

    proof: IntegrityResult
    sha256: str = ""
    page: StoredPage | None = None


def check_stored_page(folder: Path, ref: EvidenceRef) -> StoredPageCheck:
    """Read the stored page and hash it again; never raises, because evidence that is gone or was changed is a result too."""
    if not _within(folder, ref.file):
        return StoredPageCheck(IntegrityResult.MISSING)
    try:
        page = read_page(folder, ref)
        return StoredPageCheck(IntegrityResult.MATCHES, hashlib.sha256(page.body).hexdigest(), page)
    except FileNotFoundError:
        return StoredPageCheck(IntegrityResult.MISSING)
    except (OSError, ValueError):
        record = _record_of(folder, ref)
        digest = record.page_sha256() if record is not None else None
        return StoredPageCheck(IntegrityResult.DIFFERS, digest) if digest else StoredPageCheck(IntegrityResult.UNREADABLE)


def _record_of(folder: Path, ref: EvidenceRef) -> Record | None:
    """Return the WARC record as it is in the file; None if there is no complete one."""
    if not _within(folder, ref.file):
        return None
    try:
        with open(folder / ref.file, "rb") as stream:
            record = read_record(stream, ref.offset)
    except OSError:
        return None
    return record if isinstance(record, Record) else None


def raw_record(folder: Path, ref: EvidenceRef) -> bytes | None:
    """Return the compressed bytes of the record in the file, which are a WARC file of one record."""
    record = _record_of(folder, ref)
    if record is None:
        return None
    with open(folder / ref.file, "rb") as stream:
        stream.seek(record.offset)
        return stream.read(record.length)


def _within(folder: Path, file: str) -> bool:
    """Return whether the file is in the folder, whatever its name says."""
    return bool(file) and (folder / file).resolve().is_relative_to(folder.resolve())


def is_html(page: StoredPage) -> bool:
    """Return whether it may be shown in a frame; anything else is only given as a file."""
    return content_type(page.headers).partition(";")[0].strip().lower() == _HTML


def harmless(page: StoredPage) -> bytes:
    """Return an HTML page in UTF-8 without anything that a browser does by itself; its words stay as they were stored."""
    text = _AT_WORK.sub(r"<\1x-\2", decode(page.body, content_type(page.headers)))
    return _AWAY.sub("x-href", text).encode("utf-8", "replace")
