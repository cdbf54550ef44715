"""A page to make a golden one from: fetched by the project's own crawler, politely and into a folder of its own, or read from a file that a browser saved."""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.evidence.reading import StoredPage, read_warc
from pipelines.extraction.charset import decode
from pipelines.extraction.page_facts import canonical_of
from pipelines.extraction.tree import parse
from pipelines.items import PageItem

ROOT = Path(__file__).parents[2]
_PATIENCE = 300.0  # seconds for one page, its robots.txt and the pauses between them
# Browsers write the address into the page.
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)


@dataclass(frozen=True)
class NoPage(Exception):
    """There is no page to make a golden one from; `reason` is one line."""

    reason: str


def page_of(where: str) -> PageItem:
    """The page at an address or in a file. NoPage where there is none."""
    return _fetched(where) if where.startswith(("http://", "https://")) else _saved(Path(where))


def _saved(file: Path) -> PageItem:
    """A file counts as fetched when it was last written, so that «2 часа назад» on it means what it meant."""
    try:
        body, moment = file.read_bytes(), datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
    except OSError as error:
        raise NoPage(f"{file}: {error.strerror}") from error
    found = _SAVED_FROM.search(body[:4096])
    url = found[1].decode("utf-8", "ignore") if found else _named(body) or "https://golden.example/news/page"
    return PageItem("golden", url, url, 200, (("Content-Type", "text/html"),), body, moment)


def _named(body: bytes) -> str:
    """The address that the page gives itself, "" where it gives none."""
    tree = parse(decode(body, ""))
    if tree is None:
        return ""
    told = (meta.get("content", "") for meta in tree.iter("meta") if meta.get("property") == "og:url")
    return canonical_of(tree, "") or next((address for address in told if address.startswith(("http://", "https://"))), "")


def _fetched(url: str) -> PageItem:
    with tempfile.TemporaryDirectory(prefix="qorgan-golden-") as folder:
        data = Path(folder)
        _crawl(url, data)
        for file in sorted(data.rglob("*.warc.gz")):
            with open(file, "rb") as stream:
                for stored in read_warc(stream):
                    if isinstance(stored, StoredPage):
                        return PageItem(
                            "golden", url, stored.url, stored.status, stored.headers, stored.body, datetime.fromisoformat(stored.fetched_at)
                        )
        raise NoPage(f"{url}: {_fate(data)}")


def _crawl(url: str, data: Path) -> None:
    """One page by the crawler, which goes on as long as its standard input stays open."""
    kept = {name: value for name, value in os.environ.items() if name != "QORGAN_DATABASE_URL"}
    command = [sys.executable, "-m", "spiders.crawl", "--run", "golden", "--limit", str(_PATIENCE), "--log", str(data / "crawl.log"), "--page", url]
    with subprocess.Popen(
        command, cwd=ROOT, env={**kept, "QORGAN_DATA": str(data)}, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as crawl:
        try:
            crawl.wait(timeout=_PATIENCE + 30)
        except subprocess.TimeoutExpired:
            crawl.kill()


def _fate(data: Path) -> str:
    """What became of the page, in the crawler's own words."""
    try:
        with closing(sqlite3.connect(data / "qorgan.db")) as connection:
            row = connection.execute("select fate, detail from pages order by id desc limit 1").fetchone()
    except sqlite3.Error:
        row = None
    return ": ".join(filter(None, row)) if row else "the crawler brought no page"
