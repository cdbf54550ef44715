"""Answers that a server cuts: where a body ends, and that through the real crawler none that is cut is stored and all are tried again."""

import gzip
import json
import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.downloader.complete_responses import CutStream, decompress_body, has_own_end, require_end_of_file
from tests.conftest import NOW
from tests.flows.real_command import Home, crawl
from tests.pipelines.rows import rows
from tests.spiders.cutting_site import FRAMINGS, PACKINGS, Cut, CuttingSite, cutting_site
from tests.spiders.web_site import article_page

TODAY = datetime.now(UTC).date()
OUTLET = "kz_oral"
PAIRS = [(packing, framing) for packing in PACKINGS for framing in FRAMINGS if (packing, framing) != ("plain", "shorter")]
"""A plain body with a length that fits it is whole by all that HTTP says."""


def feed(site: CuttingSite, paths: list[str], packing: str = "plain", framing: str = "length", headers: tuple[tuple[str, str], ...] = ()) -> Cut:
    items = "".join(
        f"<item><title>{path}</title><link>{site.url}{path}</link><pubDate>{TODAY:%a, %d %b %Y} 01:00:00 +0500</pubDate></item>" for path in paths
    )
    body = f"<rss version='2.0'><channel><title>Oral</title>{items}</channel></rss>".encode()
    return Cut(body, packing, framing, type="application/rss+xml", headers=headers)


def visit(home: Home, site: CuttingSite, run: str, **more: object) -> dict[str, str]:
    """One crawl of the outlet: fates by path."""
    file = home.data.parent / "outlets.yaml"
    entry = {"name": OUTLET, "title": {"ru": OUTLET}, "home": f"{site.url}/", "country": "KZ", "languages": ["kk"], "delay": 0}
    file.write_text(json.dumps([{**entry, "feeds": [f"{site.url}/rss.xml"], **more}]), encoding="utf-8")
    done = crawl(home, file, [OUTLET], run)
    assert done.returncode == 0, done.stderr + home.logs()
    return {row["url"].removeprefix(site.url): row["fate"] for row in home.rows("pages", "--run", run)}


def page(number: int) -> bytes:
    return article_page(number, TODAY).encode()


@pytest.mark.usefixtures("processes")
def test_a_page_cut_anywhere_in_any_packing_is_never_stored_and_is_stored_once_it_comes_whole(tmp_path: Path) -> None:
    home, chance = Home(tmp_path / "var"), random.Random(20261127)
    with cutting_site() as site:
        whole: dict[str, Cut] = {}
        for number, (packing, framing) in enumerate(PAIRS, 1):
            whole[f"/{TODAY:%Y}/{number}"] = Cut(page(number), packing, framing)
        site.answers = {"/rss.xml": feed(site, list(whole))}
        for path, answer in whole.items():
            # Before the article's own end: what a page has behind it may be missing.
            last = answer.body.rindex(b"</article>") if answer.packing == "plain" else len(answer.packed)
            site.answers[path] = Cut(answer.body, answer.packing, answer.framing, after=chance.randrange(last))
        fates = visit(home, site, "cut")
        assert {path: fates[path] for path in whole} == dict.fromkeys(whole, "broken_off")
        assert home.rows("articles") == []
        assert set(Counter(site.asked[path] for path in whole)) == {3}, "each is asked twice more at once, as after a lost connection"
        site.answers |= whole
        # The feed forgets them: they are asked for all the same.
        site.answers["/rss.xml"] = feed(site, [])
        fates = visit(home, site, "whole")
        assert {path: fates[path] for path in whole} == dict.fromkeys(whole, "stored")
    assert len(home.rows("articles")) == len(whole)


@pytest.mark.usefixtures("processes")
def test_a_page_without_its_end_tags_that_reaches_its_length_is_stored(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with cutting_site() as site:
        bare = page(1).replace(b"</article></body></html>", b"")
        site.answers = {"/rss.xml": feed(site, ["/1", "/2"]), "/1": Cut(bare), "/2": Cut(page(2).replace(b"</html>", b""), framing="closed")}
        fates = visit(home, site, "one")
    assert (fates["/1"], fates["/2"]) == ("stored", "stored")


@pytest.mark.usefixtures("processes")
def test_a_page_that_never_says_its_end_is_taken_when_the_same_bytes_came_in_three_runs(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    endless = page(1).replace(b"</article></body></html>", b"")
    with cutting_site() as site:
        site.answers = {"/rss.xml": feed(site, ["/1", "/2"]), "/1": Cut(endless, framing="closed"), "/2": Cut(endless, framing="closed")}
        seen = []
        for number in range(3):
            # The other breaks off elsewhere each time, so it stays what it is: cut.
            site.answers["/2"] = Cut(endless, framing="closed", after=len(endless) - 200 - number)
            fates = visit(home, site, f"run{number}")
            seen.append((fates["/1"], fates["/2"]))
    assert seen == [("broken_off", "broken_off"), ("broken_off", "broken_off"), ("stored", "broken_off")]


@pytest.mark.usefixtures("processes")
def test_a_source_that_is_cut_is_no_list_and_keeps_no_validator(tmp_path: Path) -> None:
    home, validator = Home(tmp_path / "var"), (("ETag", '"v1"'),)
    with cutting_site() as site:
        site.answers = {f"/{number}": Cut(page(number)) for number in range(1, 6)}
        ways = (("gzip", "shorter"), ("plain", "closed"), ("plain", "length"), ("br", "chunked"))
        sources = {
            f"/{packing}-{framing}.xml": feed(site, [f"/{number}"], packing, framing, validator) for number, (packing, framing) in enumerate(ways, 1)
        }
        listed = f"<urlset><url><loc>{site.url}/5</loc><lastmod>{TODAY}</lastmod></url></urlset>".encode()
        # A file that is packed itself, whole by its length and cut before it was put on the server.
        sources["/news.xml.gz"] = Cut(PACKINGS["gzip"][1](listed), type="application/gzip", headers=validator)
        more = {"feeds": [site.url + path for path in list(sources)[:4]], "sitemaps": [f"{site.url}/news.xml.gz"]}
        for path, whole in sources.items():
            site.answers[path] = replace(whole, after=len(whole.packed) - 9)
        site.answers["/news.xml.gz"] = replace(sources["/news.xml.gz"], framing="shorter", after=len(sources["/news.xml.gz"].packed) - 9)
        fates = visit(home, site, "cut", **more)
        assert {path: fates[path] for path in sources} == dict.fromkeys(sources, "broken_off")
        site.answers |= sources
        site.asked_with.clear()
        fates = visit(home, site, "whole", **more)
        assert not any("if-none-match" in head.lower() for path, head in site.asked_with if path in sources)
    assert {path: fates[path] for path in sources} == dict.fromkeys(sources, "listing")
    assert {fates[f"/{number}"] for number in range(1, 6)} == {"stored"}


ARTICLE = article_page(1, NOW.date()).encode()
FEED = b"""<?xml version="1.0"?><!-- </rss> --><rss version="2.0"><channel><title>Oral</title>
<item><title>1</title><link>https://oral.example/1</link><description><![CDATA[<p>One</p></body></html>]]></description></item></channel></rss>
<!-- cached -->"""
DOCUMENTS = {
    "a page": (ARTICLE, b"</article>"),
    "a page after a script that writes an end tag": (
        b"<!DOCTYPE html><html><head><script>document.write('</html>')</script></head>" + ARTICLE[6:],
        b"</article>",
    ),
    "a page in UTF-16": (ARTICLE.decode().encode("utf-16"), "</article>".encode("utf-16-le")),
    "a feed": (FEED, b"</rss>"),
    "a feed without a declaration": (FEED.partition(b"?>")[2], b"</rss>"),
    "Atom": (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><entry><title>1</title></entry></feed>\n', b"</feed>"),
    "RDF": (b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item><title>1</title></item></rdf:RDF>', b"</rdf:RDF>"),
    "a sitemap": (b'<?xml version="1.0"?><urlset><url><loc>https://oral.example/1</loc></url></urlset>', b"</urlset>"),
    "JSON": (json.dumps([{"link": "https://oral.example/1"}, {"link": "https://oral.example/2"}]).encode(), b"]"),
}
WITH_STREAM = [name for name in PACKINGS if name != "plain"]
LIMIT = 1 << 20


@rows("packing", WITH_STREAM)
def test_a_packed_body_is_whole_only_with_the_end_of_its_stream(packing: str) -> None:
    encoding, pack = PACKINGS[packing]
    packed = pack(ARTICLE)
    assert decompress_body(packed, [encoding.encode()], LIMIT) == ARTICLE
    for after in range(len(packed)):
        with pytest.raises(CutStream):
            decompress_body(packed[:after], [encoding.encode()], LIMIT)


def test_padding_behind_a_stream_and_several_streams_are_in_order() -> None:
    assert decompress_body(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0", [b"gzip"], LIMIT) == b"one two"
    assert decompress_body(PACKINGS["zstd"][1](b"one ") + PACKINGS["zstd"][1](b"two"), [b"zstd"], LIMIT) == b"one two"


def test_encodings_are_undone_from_the_last_to_the_first() -> None:
    twice = PACKINGS["br"][1](gzip.compress(ARTICLE))
    assert decompress_body(twice, [b"gzip", b"br"], LIMIT) == ARTICLE
    with pytest.raises(CutStream):
        decompress_body(PACKINGS["br"][1](gzip.compress(ARTICLE)[:-3]), [b"gzip", b"br"], LIMIT)


def test_a_stream_with_a_false_checksum_is_not_taken() -> None:
    packed = bytearray(gzip.compress(ARTICLE))
    packed[-6] ^= 1
    with pytest.raises(CutStream):
        decompress_body(bytes(packed), [b"gzip"], LIMIT)


def test_a_body_that_is_not_packed_as_its_header_says_or_too_large_is_left_to_scrapy() -> None:
    assert decompress_body(ARTICLE, [b"gzip"], LIMIT) == ARTICLE
    assert decompress_body(ARTICLE, [b"compress"], LIMIT) == ARTICLE
    bomb = gzip.compress(bytes(2 * LIMIT))
    assert decompress_body(bomb, [b"gzip"], LIMIT) == bomb


def test_a_gzip_file_is_whole_only_with_its_end() -> None:
    file = gzip.compress(FEED)
    require_end_of_file(file, LIMIT)
    require_end_of_file(FEED, LIMIT)
    with pytest.raises(CutStream):
        require_end_of_file(file[:-1], LIMIT)


@rows("name", DOCUMENTS)
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
        has_own_end(decompress_body(body, [encoding.encode()], LIMIT))
