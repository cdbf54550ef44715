"""Refuses answers that were cut short, before anything sees them: they end as `broken_off`, and are tried again.

A body without length that ends with its connection (HTTP/1.0) is whole where the document says so itself. Where it never says so, and the very same
bytes came in several runs, they are what the server has: a cut by chance falls elsewhere each time.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, ResponseDataLossError
from scrapy.http import Response

from pipelines.store import page_key
from records.database import in_reading
from records.outlets import run_history
from spiders.downloader.body_end import CutStream, TooManyStreams, has_own_end, require_end_of_file, require_few_packings, unpacked

# The same bytes in so many runs, this one among them, are taken. Fewer than `runs.TRIES`, after which nobody asks any more.
SAME_TIMES = 3


class CutShort(ResponseDataLossError):
    """The body of an answer has not come to its end. `sha256` is that of what came, where it may be all that the server has."""

    def __init__(self, words: str, sha256: str | None = None) -> None:
        super().__init__(words)
        self.sha256 = sha256


def require_whole(spider: Any, request: Request, response: Response, limit: int) -> None:
    """Raise CutShort if the body of an answer of 200 is not whole, and DownloadCancelledError for one that is packed in a way that is only meant to
    hold whoever unpacks it. `limit`: bytes that a page may have."""
    if request.method == "HEAD":
        return
    encodings = _encodings(response)
    try:
        require_few_packings(encodings)
        body = unpacked(response.body, encodings, limit)
        if response.status != 200:
            return
        require_end_of_file(body, limit)
    except CutStream as cut:
        if response.status != 200:
            return  # Only its packing was looked at: Scrapy unpacks the page of an error too.
        raise CutShort(str(cut)) from cut
    except TooManyStreams as hostile:
        raise DownloadCancelledError(str(hostile)) from hostile
    # Scrapy's word for a body that had neither length nor chunks.
    if "partial" in response.flags:
        require_own_end(spider, request, body)


def require_own_end(spider: Any, request: Request, body: bytes) -> None:
    """Raise CutShort for a body that ended with its connection, if it does not say itself that it is whole and did not come like this before."""
    if has_own_end(body):
        return
    sha256 = hashlib.sha256(body).hexdigest()
    if not _came_before(spider, request, sha256):
        raise CutShort("no length, and the document has no end", sha256)


def _encodings(response: Response) -> Sequence[bytes]:
    return [name.strip().lower() for header in response.headers.getlist("Content-Encoding") for name in header.split(b",") if name.strip()]


def _came_before(spider: Any, request: Request, sha256: str) -> bool:
    """Whether the same bytes came in enough runs before this one. A request that is for no page of an outlet (robots.txt) is not counted: nothing is
    stored of it."""
    asked = request.meta.get("asked")
    if asked is None:
        return True
    run, outlet = spider.context.run_id, spider.outlet_of(asked)
    before = in_reading(spider.resources.engine, lambda session: run_history.cut_tries(session, run, outlet, page_key(asked), sha256))
    return before + 1 >= SAME_TIMES
