"""Where a body ends: a cut at any byte of a packed stream, or of a document that came without a length, is noticed; the whole is not."""

import gzip
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.downloader.body_end import CutStream, has_own_end, require_end_of_file, unpacked
from tests.conftest import NOW
from tests.spiders.cutting_site import PACKINGS
from tests.spiders.web_site import article_page

PAGE = article_page(1, NOW.date()).encode()
FEED = b"""<?xml version="1.0"?><!-- </rss> --><rss version="2.0"><channel><title>Oral</title>
<item><title>1</title><link>https://oral.example/1</link><description><![CDATA[<p>One</p></body></html>]]></description></item></channel></rss>
<!-- cached -->"""
DOCUMENTS = {
    "a page": (PAGE, b"</article>"),
    "a page after a script that writes an end tag": (
        b"<!DOCTYPE html><html><head><script>document.write('</html>')</script></head>" + PAGE[6:],
        b"</article>",
    ),
    "a page in UTF-16": (PAGE.decode().encode("utf-16"), "</article>".encode("utf-16-le")),
    "a feed": (FEED, b"</rss>"),
    "a feed without a declaration": (FEED.partition(b"?>")[2], b"</rss>"),
    "Atom": (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><entry><title>1</title></entry></feed>\n', b"</feed>"),
    "RDF": (b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item><title>1</title></item></rdf:RDF>', b"</rdf:RDF>"),
    "a sitemap": (b'<?xml version="1.0"?><urlset><url><loc>https://oral.example/1</loc></url></urlset>', b"</urlset>"),
    "JSON": (json.dumps([{"link": "https://oral.example/1"}, {"link": "https://oral.example/2"}]).encode(), b"]"),
}
WITH_STREAM = [name for name in PACKINGS if name != "plain"]
LIMIT = 1 << 20


@pytest.mark.parametrize("packing", WITH_STREAM)
def test_a_packed_body_is_whole_only_with_the_end_of_its_stream(packing: str) -> None:
    encoding, pack = PACKINGS[packing]
    packed = pack(PAGE)
    assert unpacked(packed, [encoding.encode()], LIMIT) == PAGE
    for after in range(len(packed)):
        with pytest.raises(CutStream):
            unpacked(packed[:after], [encoding.encode()], LIMIT)


def test_padding_behind_a_stream_and_several_streams_are_in_order() -> None:
    assert unpacked(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0", [b"gzip"], LIMIT) == b"one two"
    assert unpacked(PACKINGS["zstd"][1](b"one ") + PACKINGS["zstd"][1](b"two"), [b"zstd"], LIMIT) == b"one two"


def test_encodings_are_undone_from_the_last_to_the_first() -> None:
    twice = PACKINGS["br"][1](gzip.compress(PAGE))
    assert unpacked(twice, [b"gzip", b"br"], LIMIT) == PAGE
    with pytest.raises(CutStream):
        unpacked(PACKINGS["br"][1](gzip.compress(PAGE)[:-3]), [b"gzip", b"br"], LIMIT)


def test_a_stream_with_a_false_checksum_is_not_taken() -> None:
    packed = bytearray(gzip.compress(PAGE))
    packed[-6] ^= 1
    with pytest.raises(CutStream):
        unpacked(bytes(packed), [b"gzip"], LIMIT)


def test_a_body_that_is_not_packed_as_its_header_says_or_too_large_is_left_to_scrapy() -> None:
    assert unpacked(PAGE, [b"gzip"], LIMIT) == PAGE
    assert unpacked(PAGE, [b"compress"], LIMIT) == PAGE
    bomb = gzip.compress(bytes(2 * LIMIT))
    assert unpacked(bomb, [b"gzip"], LIMIT) == bomb


def test_a_gzip_file_is_whole_only_with_its_end() -> None:
    file = gzip.compress(FEED)
    require_end_of_file(file, LIMIT)
    require_end_of_file(FEED, LIMIT)
    with pytest.raises(CutStream):
        require_end_of_file(file[:-1], LIMIT)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_whole_when_it_is_and_not_before_its_end(name: str) -> None:
    document, end = DOCUMENTS[name]
    assert has_own_end(document)
    assert [after for after in range(document.rindex(end)) if has_own_end(document[:after])] == []


def test_words_without_markup_have_no_end_that_could_be_missed() -> None:
    assert has_own_end(b"User-agent: *\nDisallow: /admin\n")
    assert not has_own_end(b"")
    assert not has_own_end(b"<!DOCTYPE ht")


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd", "x-gzip", "unknown"]))
def test_any_bytes_are_judged_without_a_fault(body: bytes, encoding: str) -> None:
    with suppress(CutStream):
        has_own_end(unpacked(body, [encoding.encode()], LIMIT))
