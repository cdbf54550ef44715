"""How fast a large WARC file is replayed: records of other hosts passed over, pages of ours taken, against what unpacking alone costs and what warcio takes.

    python -m tests.bench.replay [--megabytes 200] [--ours 5] [--keep FOLDER]

The file is invented: pages as large and as packed as those of Common Crawl's news (100 KB that pack to a quarter), each record its own gzip member, 5% of them of ten
outlets. One process passes over 400 records a second at least; exit 1 where it does not, or where a page of ours is lost.
"""

import argparse
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from pipelines.evidence.reading import StoredPage, read_part, read_warc
from pipelines.extraction.reader import Extraction, extract
from pipelines.items import Css, PageItem
from records.byte_budgets import MiB
from tests.bench.watched import watched_crawl
from tests.flows.real_command import Home

OUTLETS = 10
BAR = 400
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
_LETTERS = "абвгғдеёжзийкқлмнңоөпрстуұүфхһцчшыіэюя"


def main(argv: list[str] | None = None) -> int:
    """Print the figures; 1 where one misses its bar."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.replay", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=200, help="size of the file, packed")
    parser.add_argument("--ours", type=float, default=5.0, help="per cent of the records that are pages of ours")
    parser.add_argument("--keep", type=Path, help="folder in which the file is made, or found")
    asked = parser.parse_args(argv)
    with _folder(asked.keep) as folder:
        file = folder / f"bench-{asked.megabytes}-{asked.ours:g}.warc.gz"
        if not file.is_file():
            make_file(file, asked.megabytes * MiB, asked.ours / 100)
        return _measure(file, folder)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def make_file(file: Path, size: int, ours: float) -> None:
    """Write records until the file has so many bytes; this share of them are pages of the ten outlets."""
    chance = random.Random(8)
    words = ["".join(chance.choices(_LETTERS, k=chance.randint(3, 12))) for _ in range(30_000)]
    with open(file.with_suffix(".part"), "wb") as stream:
        number = 0
        while stream.tell() < size:
            mine = chance.random() < ours
            host = f"ours{number % OUTLETS}.example" if mine else f"other{number % 4000}.example"
            stream.write(_record(f"https://{host}/2026/11/24/{number}", _page(chance, words, number), NOW + timedelta(seconds=number)))
            number += 1
    os.replace(file.with_suffix(".part"), file)


def _page(chance: random.Random, words: list[str], number: int) -> bytes:
    paragraphs = "".join(f"<p>{' '.join(chance.choices(words, k=45)).capitalize()}.</p>\n" for _ in range(8))
    # What stands around an article: scripts and styles, most of a news page, and links to others.
    numbers = "".join(f'{{"id":{chance.getrandbits(40)},"key":"{chance.getrandbits(64):x}","shown":true}},' for _ in range(500))
    links = "".join(
        f'<li class="item teaser"><a href="/2026/11/{n % 28 + 1}/{n}">{" ".join(chance.choices(words, k=6))}</a></li>\n' for n in range(60)
    )
    style = "".join(f".block-{n} .inner{{margin:0 {n}px;padding:4px;color:#333;display:flex}}\n" for n in range(700))
    return (
        f"<!doctype html><html lang='kk'><head><meta charset='utf-8'><title>Жаңалық {number} {' '.join(chance.choices(words, k=5))}</title><style>{style}</style>"
        f"<script>var data=[{numbers}];</script><meta property='article:published_time' content='2026-11-24T08:00:00+05:00'></head><body><nav><ul>{links}</ul></nav>"
        f"<article><h1>Жаңалық {number} {' '.join(chance.choices(words, k=5))}</h1>{paragraphs}</article></body></html>"
    ).encode()


def _record(url: str, page: bytes, at: datetime) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(page) + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {at:%Y-%m-%dT%H:%M:%SZ}\r\n"
        f"WARC-Record-ID: <urn:uuid:{at.timestamp():.0f}>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    pack = zlib.compressobj(6, wbits=31)
    return pack.compress(head.encode() + answer + b"\r\n\r\n") + pack.flush()


def _measure(file: Path, folder: Path) -> int:
    hosts = frozenset(f"ours{number}.example" for number in range(OUTLETS))
    size = file.stat().st_size
    part, ours = _timed(lambda: read_part(file, 0, size, hosts, True, 1 << 50))
    records, mine = part.records, len(part.wanted)
    _, alone = _timed(lambda: _unpack(file))
    _, theirs = _timed(lambda: _warcio(file))
    print(
        f"{size / MiB:,.0f} MB, {records:,} records of {part.unpacked / records / 1000:,.0f} KB packed to {size / records / 1000:,.0f} KB, {mine:,} of ours ({mine / records:.1%})"
    )
    for what, seconds in (("unpacking alone (zlib)", alone), ("warcio, plain iteration", theirs), ("ours: passed over, pages of ours found", ours)):
        print(f"  {what:40} {records / seconds:8,.0f} records/s of one core, {size / MiB / seconds:6.1f} MB/s")
    pages = _pages_of_ours(file, part.wanted[:200])
    read, spent = _timed(lambda: [extract(page, zone=UTC, css=Css()) for page in pages])
    print(
        f"  extraction alone {len(pages) / spent:23,.0f} pages/s of one core ({sum(isinstance(one, Extraction) for one in read)} of {len(pages)} read as articles)"
    )
    whole = _replay(file, folder, mine)
    print(
        f"  replay, wall {whole['seconds']:.1f} s: {(records - mine) / whole['seconds']:,.0f} other records/s and {mine / whole['seconds']:,.1f} pages of ours/s together,"
        f" {whole['computed'] / whole['seconds']:.2f} cores busy; memory at most {whole['memory'] / MiB:,.0f} MB in {whole['processes']} processes;"
        f" {whole['stored']:,} of {mine:,} pages of ours in the store"
    )
    again = _replay(file, folder, mine, "again")
    print(f"  the same file once more: {again['seconds']:.1f} s")
    return 0 if records / ours >= BAR and whole["stored"] == mine else 1


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and how long the processor worked on it."""
    begun = time.process_time()
    found = work()
    return found, time.process_time() - begun


def _unpack(file: Path) -> None:
    """The least that anybody can do who has to find the end of each gzip member."""
    with open(file, "rb") as stream:
        unpack = zlib.decompressobj(wbits=31)
        while piece := stream.read(32 * 1024):
            while piece:
                unpack.decompress(piece)
                piece = unpack.unused_data
                if unpack.eof:
                    unpack = zlib.decompressobj(wbits=31)


def _warcio(file: Path) -> int:
    with open(file, "rb") as stream:
        return sum(1 for record in ArchiveIterator(stream, no_record_parse=True))


def _pages_of_ours(file: Path, places: list[int]) -> list[PageItem]:
    pages = []
    with open(file, "rb") as stream:
        for place in places:
            stream.seek(place)
            found = next(read_warc(stream))
            assert isinstance(found, StoredPage)
            pages.append(PageItem("bench", found.url, found.url, 200, found.headers, found.body, NOW))
    return pages


def _replay(file: Path, folder: Path, mine: int, run: str = "bench") -> dict[str, float]:
    """One crawler process with all its children: seconds, seconds of computing, bytes, and what lies in the store."""
    home = Home(folder / "var")
    home.data.mkdir(exist_ok=True)
    outlets = folder / "outlets.yaml"
    outlets.write_text(
        "".join(
            f"- name: kz_ours{number}\n  title: {{kk: Біз {number}}}\n  home: https://ours{number}.example/\n  country: KZ\n  region: KZ-35\n  languages: [kk]\n"
            for number in range(OUTLETS)
        ),
        encoding="utf-8",
    )
    watched = watched_crawl(run, home, outlets, "--warc", str(file))
    with closing(sqlite3.connect(home.data / "qorgan.db")) as database:
        fates = dict(database.execute("SELECT fate, count(*) FROM pages GROUP BY fate"))
        told = database.execute("SELECT summary FROM runs WHERE id = ?", (run,)).fetchone()
    if set(fates) - {"stored"}:
        print(f"  fates: {json.dumps(fates)}; {told and told[0]}")
    return {
        "seconds": watched.seconds, "computed": sum(watched.computed.values()), "memory": watched.family, "processes": len(watched.computed),
        "stored": fates.get("stored", 0),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
