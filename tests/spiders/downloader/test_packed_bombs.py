"""Answers that unpack to gigabytes, in every packing that is asked for and as every kind of page, through the real crawler: each ends as too large, the
crawler stays small, and what else the outlet has is stored."""

import gzip
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response

from records.byte_budgets import PAGE
from spiders.downloader.complete_responses import TooManyStreams, decompress_body, require_complete_response, require_few_packings
from tests.bombs import MOST_MEMORY, MiB, brotli_bomb, gzip_bomb, measured, zstd_bomb
from tests.flows.real_command import Home, crawl_command
from tests.linear.growth import Measure
from tests.pipelines.rows import rows
from tests.spiders.cutting_site import PACKINGS, Cut, CuttingSite, cutting_site
from tests.spiders.web_site import article_page

# Megabytes.
BOMB = 3072
TODAY = datetime.now(UTC).date()
OUTLET = "kz_oral"


def packed(body: bytes, *encodings: str, kind: str = "text/html; charset=utf-8") -> Cut:
    return Cut(body, type=kind, headers=(("Content-Encoding", ", ".join(encodings)),))


def bombs() -> dict[str, Cut]:
    once = gzip_bomb(BOMB, b"<html><body><article><p>")
    return {
        # Packed in nothing, and without a word of its length before it comes.
        "/plain": Cut(b"<html><body><article>" + b"<p>On and on.</p>" * MiB, framing="closed"),
        "/gzip": packed(once, "gzip"),
        "/br": packed(brotli_bomb(600), "br"),
        "/zstd": packed(zstd_bomb(600), "zstd"),
        "/twice": packed(gzip.compress(once), "gzip", "gzip"),
        "/mixed": packed(zstd_bomb(600), "gzip", "zstd"),
        # They unpack to nothing, and are read for minutes by whoever begins anew at each.
        "/pieces": packed(gzip.compress(b"") * 100_000, "gzip"),
        "/layers": packed(gzip.compress(b"x"), *["gzip"] * 1000),
    }


def feed(site: CuttingSite, paths: list[str]) -> bytes:
    items = "".join(f"<item><title>{path}</title><link>{site.url}{path}</link><pubDate>{TODAY}T01:00:00+05:00</pubDate></item>" for path in paths)
    return f"<rss version='2.0'><channel><title>Oral</title>{items}</channel></rss>".encode()


@pytest.mark.usefixtures("processes")
def test_bombs_end_as_too_large_and_the_other_pages_of_the_outlet_are_stored(tmp_path: Path) -> None:
    home, file = Home(tmp_path / "var"), tmp_path / "outlets.yaml"
    home.data.mkdir()
    good = {f"/{number}": Cut(article_page(number, TODAY).encode()) for number in (1, 2, 3)}
    with cutting_site() as site:
        hostile = bombs()
        site.answers = good | hostile | {
            "/rss.xml": Cut(feed(site, [*hostile, *good]), type="application/rss+xml"),
            "/bomb.xml": packed(gzip_bomb(BOMB, b"<rss version='2.0'><channel>"), "gzip", kind="application/rss+xml"),
            # Packed as a file, so that no header tells.
            "/sitemap.xml.gz": Cut(gzip_bomb(BOMB, b"<urlset>"), type="application/gzip"),
            "/robots.txt": packed(gzip_bomb(BOMB, b"User-agent: *\nDisallow: /gzip\n"), "gzip", kind="text/plain"),
        }  # fmt: skip
        entry = {"name": OUTLET, "title": {"ru": OUTLET}, "home": f"{site.url}/", "country": "KZ", "languages": ["kk"], "delay": 0}
        sources = {"feeds": [f"{site.url}/rss.xml", f"{site.url}/bomb.xml"], "sitemaps": [f"{site.url}/sitemap.xml.gz"]}
        file.write_text(json.dumps([{**entry, **sources}]), encoding="utf-8")
        command = crawl_command("bombs", home, "--outlet", OUTLET)
        ended = measured(command, {**home.environment, "OUTLET_FILES": str(file)}, given=None)
    assert ended.code == 0, ended.said + home.logs()
    fates = {row["url"].removeprefix(site.url): row["fate"] for row in home.rows("pages")}
    assert {path: fates.get(path) for path in hostile} == dict.fromkeys(hostile, "too_large")
    assert {path: fates.get(path) for path in good} == dict.fromkeys(good, "stored")
    assert (fates["/rss.xml"], fates["/bomb.xml"], fates["/sitemap.xml.gz"]) == ("listing", "too_large", "bad_content")
    assert site.asked["/robots.txt"] == 1
    assert max(site.asked[path] for path in hostile) == 1, "what was too large is not asked for again at once"
    assert ended.memory < MOST_MEMORY


@rows("encoding", ["gzip", "zstd"])
def test_a_body_of_many_streams_is_read_as_far_as_anybody_packs_so(encoding: str) -> None:
    empty = {"gzip": gzip.compress(b"a"), "zstd": zstd_bomb(0) or b""}[encoding]
    assert len(decompress_body(empty * 90, [encoding.encode()], MiB)) in (0, 90)
    with pytest.raises(TooManyStreams):
        decompress_body(empty * 101, [encoding.encode()], MiB)


def test_two_packings_are_usual_and_six_are_not() -> None:
    require_few_packings([b"gzip"] * 2)
    with pytest.raises(TooManyStreams):
        require_few_packings([b"gzip"] * 6)


NOTHING = "streams of nothing"
MADE: dict[str, Callable[[int], bytes]] = {
    NOTHING: lambda size: b"",
    "what does not pack": lambda size: random.Random(13).randbytes(size),
    "what packs to nothing": bytes,
}


# Only gzip and zstd may have several streams; of the others the first is all.
UNPACKED = [(packing, made) for packing in PACKINGS if packing != "plain" for made in MADE if made != NOTHING or packing in ("gzip", "zstd")]


@pytest.mark.parametrize(("packing", "made"), UNPACKED)
def test_unpacking_takes_time_that_grows_with_the_body_and_not_with_the_streams_in_it(packing: str, made: str, growth: Measure) -> None:
    encoding, pack = PACKINGS[packing]
    if packing == "br":
        pack = partial(brotli.compress, quality=1)  # Its best takes half a minute.

    def reading(size: int) -> Callable[[], object]:
        body = pack(MADE[made](size))
        if made == NOTHING:
            body *= size // len(body)
            return lambda: require_refused(body, encoding)
        return lambda: require_read(body, encoding, size)

    sizes = (PAGE // 160, PAGE // 40, PAGE // 16, PAGE // 4, PAGE)
    assert (grown := growth(reading, sizes)).linear, grown


def require_refused(body: bytes, encoding: str) -> None:
    with pytest.raises(TooManyStreams):
        decompress_body(body, [encoding.encode()], PAGE)


def require_read(body: bytes, encoding: str, size: int) -> None:
    assert len(decompress_body(body, [encoding.encode()], PAGE)) == size


@rows("status", [200, 404])
def test_the_page_of_an_error_may_not_be_in_more_pieces_either(status: int) -> None:
    body = gzip.compress(gzip.compress(b"", mtime=0) * 100_000)
    answer = Response("https://oral.example/1", status, {"Content-Encoding": "gzip, gzip"}, body)
    with pytest.raises(DownloadCancelledError):
        require_complete_response(None, Request("https://oral.example/1"), answer, PAGE)


def test_the_page_of_an_error_that_is_cut_is_taken_as_it_is() -> None:
    answer = Response("https://oral.example/1", 404, {"Content-Encoding": "gzip"}, gzip.compress(b"Not found")[:-4])
    require_complete_response(None, Request("https://oral.example/1"), answer, PAGE)
