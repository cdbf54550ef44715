"""Rejects truncated answers before anything reads them: they end as `broken_off`, and are tried again.

A body without a length that ends with its connection (HTTP/1.0) is complete if the document itself has an end. If it has none, the same bytes in
several runs are accepted as what the server has: a random cut falls elsewhere each time.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import brotli  # type: ignore[import-untyped]
from backports import zstd
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, ResponseDataLossError
from scrapy.http import Response

from pipelines.dedup.urls import page_key
from records.database import read_with_retry
from records.outlets import runs

# Whether a body is complete: its compressed stream, and, where the server gave no length, the document itself. Twisted notices a body that misses its
# length or its last chunk. It cannot notice a cut inside a compressed stream (Scrapy takes what could be unpacked for the whole), nor one in a body
# that ends with the connection.

_PIECE = 1 << 16
# The most nested encodings of one body, and the most consecutive compressed streams in it. Real servers use at most two and a dozen; each stream
# costs another read of what follows, so a few megabytes of empty streams would block the crawler for minutes.
_MOST_PACKINGS, _MOST_STREAMS = 5, 100
_MAGIC = {b"gzip": b"\x1f\x8b", b"x-gzip": b"\x1f\x8b", b"zstd": b"\x28\xb5\x2f\xfd"}
# Markup that may contain an end tag that ends nothing. If it has no end itself, it extends to the end of the page.
_HIDDEN = re.compile(rb"<!--.*?(?:-->|\Z)|<(script|style|textarea|title)\b.*?(?:</\1\b|\Z)", re.IGNORECASE | re.DOTALL)
_WEB_PAGE_END = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)
_ROOT = re.compile(rb"<([a-zA-Z_][\w.\-]*(?::[\w.\-]+)?)(?=[\s>/])")
_BEFORE_ROOT = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<![a-zA-Z].*?(?:>|\Z)", re.DOTALL)
_FEEDS = frozenset({b"rss", b"feed", b"rdf:rdf", b"rdf", b"urlset", b"sitemapindex"})
# White space, and the byte-order marks of UTF-8 and UTF-16.
_MARKS = b" \t\r\n\xef\xbb\xbf\xff\xfe"


class CutStream(ValueError):
    """A compressed body whose stream is incomplete or damaged."""


class TooManyStreams(ValueError):
    """A body with too many nested encodings or too many streams."""


def decompress_body(body: bytes, encodings: Sequence[bytes], limit: int) -> bytes:
    """Undo these content encodings, given in the order in which they were applied. Raises CutStream and TooManyStreams.

    A body that is not packed as its header says is returned unchanged, and so is one that unpacks to more than `limit` bytes: Scrapy rejects both
    with its own errors.
    """
    for encoding in reversed(encodings):
        unpack = _UNPACK.get(encoding)
        if unpack is None:
            return body
        magic = _MAGIC.get(encoding, b"")
        if not (body.startswith(magic) or magic.startswith(body)):
            return body
        pieces: list[bytes] = []
        room = limit
        for piece in unpack(body):
            pieces.append(piece)
            room -= len(piece)
            if room < 0:
                return body
        body = b"".join(pieces)
    return body


def require_few_packings(encodings: Sequence[bytes]) -> None:
    """Raise TooManyStreams if there are too many nested encodings."""
    if len(encodings) > _MOST_PACKINGS:
        raise TooManyStreams(f"packed {len(encodings)} times")


def require_end_of_file(body: bytes, limit: int) -> None:
    """Require that a gzip file (often a sitemap) is complete, however it was sent. Raises CutStream and TooManyStreams."""
    if body.startswith(_MAGIC[b"gzip"]):
        decompress_body(body, [b"gzip"], limit)


def has_own_end(body: bytes) -> bool:
    """Return whether a document shows by itself that it is complete.

    A web page does so by the end tag of its body or of itself, XML (feeds, sitemaps) by that of its root, JSON by its last bracket. Text without any
    markup is complete unless it is empty.
    """
    text = body.replace(b"\0", b"").strip(_MARKS)
    if text[:1] in (b"{", b"["):
        return _is_json(text)
    document = _BEFORE_ROOT.sub(b"", text[:_PIECE]) + text[_PIECE:]
    root = _ROOT.search(document, 0, _PIECE)
    if root is None:
        return bool(text) and not text.startswith(b"<")
    if text.startswith(b"<?xml") or root[1].lower() in _FEEDS:
        return _ends_with(document, root[1])
    return _WEB_PAGE_END.search(_HIDDEN.sub(b"", text)) is not None


def _ends_with(text: bytes, name: bytes) -> bool:
    end = text.rfind(b"</" + name)
    return end >= 0 and text[end + 2 + len(name) :].lstrip()[:1] == b">"


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _inflate(body: bytes, wbits: int) -> Iterator[bytes]:
    """Unpack one or more consecutive zlib streams. Padding after the last is ignored, as browsers do."""
    at = 0
    for _ in range(_MOST_STREAMS):
        stream = zlib.decompressobj(wbits)
        while not stream.eof:
            # In small pieces: zlib returns the unused rest of a piece as a copy, for each member and each output.
            chunk = body[at : at + _PIECE]
            try:
                piece = stream.decompress(chunk, _PIECE)
            except zlib.error as error:
                raise CutStream(_DAMAGED) from error
            if not chunk and not piece and not stream.eof:
                raise CutStream(_NO_END)
            at += len(chunk) - len(stream.unused_data if stream.eof else stream.unconsumed_tail)
            yield piece
        if wbits != _GZIP or not body.startswith(_MAGIC[b"gzip"], at):
            return
    raise TooManyStreams(_IN_PIECES)


_GZIP = 16 + zlib.MAX_WBITS
_IN_PIECES = f"packed in more than {_MOST_STREAMS} pieces"
_DAMAGED, _NO_END = "its packed stream is damaged", "its packed stream has no end"


def _gunzip(body: bytes) -> Iterator[bytes]:
    return _inflate(body, _GZIP)


def _deflate(body: bytes) -> Iterator[bytes]:
    # RFC 9110 means a zlib stream; Microsoft's servers once sent a bare deflate stream.
    try:
        zlib.decompressobj().decompress(body, 1)
    except zlib.error:
        return _inflate(body, -zlib.MAX_WBITS)
    return _inflate(body, zlib.MAX_WBITS)


def _brotli(body: bytes) -> Iterator[bytes]:
    stream, at = brotli.Decompressor(), 0
    try:
        while not stream.is_finished():
            # It copies what it has not used at each output, so it gets small pieces. It accepts no more input until its output is fetched.
            chunk = body[at : at + _PIECE] if stream.can_accept_more_data() else b""
            piece = stream.process(chunk, output_buffer_limit=_PIECE)
            at += len(chunk)
            if not chunk and not piece and stream.can_accept_more_data() and not stream.is_finished():
                raise CutStream(_NO_END)
            yield piece
    except brotli.error as error:
        raise CutStream(_DAMAGED) from error


def _unzstd(body: bytes) -> Iterator[bytes]:
    at = 0
    for _ in range(_MOST_STREAMS):
        stream = zstd.ZstdDecompressor()
        while not stream.eof:
            chunk = body[at : at + _PIECE] if stream.needs_input else b""
            if stream.needs_input and not chunk:
                raise CutStream(_NO_END)
            try:
                piece = stream.decompress(chunk, _PIECE)
            except zstd.ZstdError as error:
                raise CutStream(_DAMAGED) from error
            at += len(chunk)
            yield piece
        at -= len(stream.unused_data)
        if not body.startswith(_MAGIC[b"zstd"], at):
            return
    raise TooManyStreams(_IN_PIECES)


_UNPACK: dict[bytes, Callable[[bytes], Iterator[bytes]]] = {
    b"gzip": _gunzip,
    b"x-gzip": _gunzip,
    b"deflate": _deflate,
    b"br": _brotli,
    b"zstd": _unzstd,
}


# The same bytes in this many runs, including this one, are accepted. Fewer than `runs.TRIES`, after which the page is not requested any more.
_SAME_TIMES = 3


class TruncatedResponse(ResponseDataLossError):
    """The body of an answer is incomplete. `sha256` is that of the received bytes, where they may be all that the server has."""

    def __init__(self, words: str, sha256: str | None = None) -> None:
        super().__init__(words)
        self.sha256 = sha256


def require_complete_response(spider: Any, request: Request, response: Response, limit: int) -> None:
    """Raise TruncatedResponse if the body of an answer with status 200 is incomplete.

    Raises DownloadCancelledError for one that is packed only to overload the reader. `limit`: bytes that a page may have.
    """
    if request.method == "HEAD":
        return
    encodings = _encodings(response)
    try:
        require_few_packings(encodings)
        body = decompress_body(response.body, encodings, limit)
        if response.status != 200:
            return
        require_end_of_file(body, limit)
    except CutStream as cut:
        if response.status != 200:
            return  # Only its packing was looked at: Scrapy unpacks the page of an error too.
        raise TruncatedResponse(str(cut)) from cut
    except TooManyStreams as hostile:
        raise DownloadCancelledError(str(hostile)) from hostile
    # Scrapy's flag for a body that had neither a length nor chunks.
    if "partial" in response.flags:
        require_own_end(spider, request, body)


def require_own_end(spider: Any, request: Request, body: bytes) -> None:
    """Raise TruncatedResponse for a body that ended with its connection, unless the document has an end or the same bytes came before."""
    if has_own_end(body):
        return
    sha256 = hashlib.sha256(body).hexdigest()
    if not _came_before(spider, request, sha256):
        raise TruncatedResponse("no length, and the document has no end", sha256)


def _encodings(response: Response) -> Sequence[bytes]:
    return [name.strip().lower() for header in response.headers.getlist("Content-Encoding") for name in header.split(b",") if name.strip()]


def _came_before(spider: Any, request: Request, sha256: str) -> bool:
    """Return whether the same bytes came in enough earlier runs.

    Requests for no page of an outlet (robots.txt) always pass: nothing of them is stored.
    """
    url = request.meta.get("asked")
    if url is None:
        return True
    run, outlet = spider.context.run_id, spider.outlet_of(url)
    before = read_with_retry(spider.resources.engine, lambda session: runs.count_broken_reads(session, run, outlet, page_key(url), sha256))
    return before + 1 >= _SAME_TIMES
