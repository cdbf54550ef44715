"""The way of a page through the files: one outlet whose feed lists one article, crawled by a real crawler process that traces which of our files work.

A hop is a file that somebody has to open who follows the page. What is no step of the way is set aside, by name, in `ASIDE`.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.flows.real_command import Home
from tests.paths import ROOT
from tests.spiders.web_site import Answer, Asked, article_page, site

# Plain values, the clock, the tables and the connection to them, and the calls that put files on the disk.
_PLAIN = (
    "records/database.py",
    "records/patience.py",
    "records/unanswered_commits.py",
    "records/durable_files.py",
    "records/tables/",
    "records/model.py",
    "records/settings.py",
    "records/clock.py",
    "records/country/",
    "pipelines/items.py",
)
# Insides of the readers: of a page, and of the XML of feeds and sitemaps.
_READERS = ("pipelines/extraction/", "spiders/sources/documents.py")
_NO_INSIDE = "pipelines/extraction/reader.py"


@dataclass(frozen=True)
class PageWay:
    """A stretch of the way: in words, the parts of the trace that make it up, the folders whose files are its steps, and the most files it may take."""

    what: str
    parts: tuple[str, ...]
    most: int
    steps: tuple[str, ...] = ("spiders/", "pipelines/", "records/")
    aside: tuple[str, ...] = (*_PLAIN, *_READERS)

    def files(self, trace: dict[str, list[str]]) -> list[str]:
        """The files of this stretch in the order in which they first work."""
        found = dict.fromkeys(name.partition(":")[0] for part in self.parts for name in trace[part])
        return [name for name in found if name.startswith(self.steps) and (name == _NO_INSIDE or not name.startswith(self.aside))]


WAYS = (
    # What a process sets up once (settings, database, evidence file) lies in other packages; the manners of downloader/ are the next stretch.
    PageWay("files from an outlet's entry to its first request", ("entry to request",), 7, steps=("spiders/",), aside=("spiders/downloader/",)),
    PageWay("files from a request to the socket: the manners", ("request to socket",), 4),
    PageWay("files from a page's socket to its stored article", ("socket to article",), 14),
    PageWay("files from the socket of the list that names it to its stored article", ("list to request", "socket to article"), 20),
)


def traced() -> dict[str, list[str]]:
    """The trace of one visit that stores one article: the functions that ran, as `file:function`, by part of the way."""
    day = (datetime.now(UTC) - timedelta(hours=30)).date()

    def route(asked: Asked) -> Answer | None:
        if asked.path == "/rss":
            item = f"<item><link>http://{asked.headers['Host']}/habar/1000</link><pubDate>{day:%d %b %Y} 08:00:00 +0500</pubDate></item>"
            return Answer(f"<rss><channel>{item}</channel></rss>", type="application/rss+xml")
        return Answer(article_page(1000, day)) if asked.path == "/habar/1000" else None

    with tempfile.TemporaryDirectory() as folder, site(route) as running:
        home, note = Home(Path(folder) / "var"), Path(folder) / "trace.json"
        home.data.mkdir()
        entry = {"name": "kz_way", "title": {"kk": "Жол"}, "home": running.url, "country": "KZ", "languages": ["kk"], "feeds": [f"{running.url}/rss"]}
        file = Path(folder) / "outlets.yaml"
        file.write_text(json.dumps([entry]), encoding="utf-8")
        command = [sys.executable, "-m", "tests.house.traced_crawl", str(note), "--run", "way", "--log", f"{folder}/log", "--outlet", "kz_way"]
        # A delay, however short, makes the manners reserve a moment.
        environment = {**home.environment, "OUTLET_FILES": str(file), "QORGAN_DOWNLOAD_DELAY": "0.01"}
        with subprocess.Popen(command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
            # Its standard input stays open: closing it tells the crawler that nobody wants it any more.
            process.wait(timeout=600)
        trace: dict[str, list[str]] = json.loads(note.read_text(encoding="utf-8"))
        return trace
