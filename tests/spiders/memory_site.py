"""A web site in memory, and crawls of it in this process: what `python -m spiders.crawl` does, without a process, a socket or a delay.

Twisted's reactor cannot be started twice, so it runs in a thread of its own for as long as the tests do, and crawls are handed to it. Pages are read in that
thread too. Whatever a crawler does with the network itself (names, peers, pace, sizes) is tested over `tests.spiders.web_site`, in a process of its own.
"""

import asyncio
import io
import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stderr
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from pipelines.extraction_pool import CrawlResources, ExtractionPool, crawl_resources
from pipelines.store import OutletPageStore
from records.settings import read_settings
from spiders.downloader import rate_limit
from tests.flows.real_command import Home
from tests.processes import LIMIT
from tests.spiders.web_site import Answer, Asked, Route

# The sites that are open, by host.
_open: dict[str, "MemorySite"] = {}


class MemorySite:
    """A site as `tests.spiders.web_site.Site` is one: `route` answers (None: 404), `asked` is what was asked for. What `route` raises is what the network
    does: `scrapy.exceptions.DownloadConnectionRefusedError` where nobody listens."""

    def __init__(self, route: Route, host: str) -> None:
        self.route = route
        self.url = f"http://{host}"
        self.asked: list[Asked] = []

    def paths(self) -> list[str]:
        """What was asked for, in order, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def answer(self, url: str, headers: dict[str, str]) -> Answer:
        """What this site answers, and note who asked."""
        parts = urlsplit(url)
        asked = Asked(time.monotonic(), parts.path or "/", dict(parse_qsl(parts.query, keep_blank_values=True)), {"Host": parts.netloc, **headers})
        self.asked.append(asked)
        return self.route(asked) or Answer("<html><body><h1>404</h1></body></html>", 404)


@contextmanager
def memory_site(route: Route, host: str = "site.example") -> Iterator[MemorySite]:
    """A site for the length of a test, at this host. Inside another one of the same host it takes its place."""
    before, made = _open.get(host), MemorySite(route, host)
    _open[host] = made
    try:
        yield made
    finally:
        if before is None:
            del _open[host]
        else:
            _open[host] = before


class MemoryDownloads:
    """A download handler of Scrapy that asks the open sites. A host that is none of them cannot be resolved."""

    lazy = False

    async def download_request(self, request: Any) -> Any:
        from scrapy.exceptions import CannotResolveHostError
        from scrapy.responsetypes import responsetypes

        host = urlsplit(request.url).netloc
        if host not in _open:
            raise CannotResolveHostError(host)
        answer = _open[host].answer(request.url, {name.title(): value for name, value in request.headers.to_unicode_dict().items()})
        body = answer.body.encode()
        headers = {"Content-Type": answer.type, "Content-Length": str(len(body)), **answer.headers}
        kind = responsetypes.from_args(headers={name.encode(): value.encode() for name, value in headers.items()}, url=request.url, body=body)
        return kind(url=request.url, status=answer.status, headers=headers, body=body, request=request, protocol="HTTP/1.1")

    async def close(self) -> None:
        """Nothing is held open."""


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The loop of the reactor, which runs until this process ends."""
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as installed

    reactor: Any = installed
    running = threading.Event()
    reactor.callWhenRunning(running.set)
    threading.Thread(target=lambda: reactor.run(installSignalHandlers=False), daemon=True, name="reactor").start()
    assert running.wait(LIMIT)
    loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop
    return loop


async def _read_here(_pool: ExtractionPool, work: Callable[..., Any], *given: Any, owner: str) -> Any:
    await asyncio.sleep(0)
    return work(*given)


def crawl(
    home: Home, outlet_file: Path, outlets: list[str], run: str = "crawl", *words: str, now: datetime | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run one crawler over the open sites to its end, in this process. Gives what `tests.flows.real_command.crawl` gives. `now`: the moment at which
    all of it happens; without it the machine's clock goes on."""
    _loop()
    home.data.mkdir(parents=True, exist_ok=True)
    log = home.data / "logs" / f"{run}.log"
    log.parent.mkdir(exist_ok=True)
    named = [word for outlet in outlets for word in ("--outlet", outlet)]
    said = io.StringIO()
    from scrapy.core.engine import ExecutionEngine

    with pytest.MonkeyPatch.context() as patch, redirect_stderr(said), _logged_to(log):
        for name in [name for name in os.environ if name.startswith(("QORGAN_", "PREFECT_"))]:
            patch.delenv(name)
        for name, value in {**home.environment, "OUTLET_FILES": str(outlet_file), "SCRAPY_SETTINGS_MODULE": "spiders.scrapy_settings"}.items():
            patch.setenv(name, value)
        patch.setattr(ExtractionPool, "run", _read_here)
        # Nobody waits seconds for it to see that it has nothing more to do.
        patch.setattr(ExecutionEngine, "_SLOT_HEARTBEAT_INTERVAL", 0.02)
        # Nothing of it outlives a power cut.
        patch.setattr(os, "fsync", lambda _file: None)
        # What it knows of hosts ends with its process.
        patch.setattr(rate_limit, "_TURNS", rate_limit._Turns())
        if now is not None:
            patch.setattr(CrawlResources, "now", lambda _resources: now)
        # It reads the settings when it is loaded.
        sys.modules.pop("spiders.scrapy_settings", None)
        try:
            broken = asyncio.run_coroutine_threadsafe(_crawl(run, ["--run", run, "--log", str(log), *named, *words]), _loop()).result(LIMIT)
        finally:
            crawl_resources(read_settings(), run).close()
            crawl_resources.cache_clear()
    return subprocess.CompletedProcess(words, 1 if broken else 0, json.dumps({"broken": broken}) + "\n", said.getvalue())


# Of a process that nobody has.
GONE = 2**22 + 1


def killed_crawl(home: Home, outlet_file: Path, outlets: list[str], run: str, *words: str, batch: int = 1, now: datetime | None = None) -> None:
    """A crawl that is killed just before it stores its first, second … batch of articles: its data folder is left as it is then, and nobody is behind its claims."""
    left, batches, flush = home.data.with_name(f"{home.data.name}-killed"), [0], OutletPageStore.flush

    def stored(intake: OutletPageStore) -> Any:
        batches[0] += bool(intake._reads)
        if batches[0] == batch and not left.exists():
            shutil.copytree(home.data, left, ignore=shutil.ignore_patterns("qorgan.db*"))
            with closing(sqlite3.connect(home.data / "qorgan.db")) as here, closing(sqlite3.connect(left / "qorgan.db")) as copy:
                here.backup(copy)
                copy.execute("UPDATE claims SET pid = ?", (GONE,))
                copy.commit()
        return flush(intake)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OutletPageStore, "flush", stored)
        crawl(home, outlet_file, outlets, run, *words, now=now)
    assert batches[0] >= batch, home.logs()
    shutil.rmtree(home.data)
    left.rename(home.data)


async def _crawl(run: str, argv: list[str]) -> str | None:
    from scrapy.crawler import AsyncCrawlerRunner
    from scrapy.utils.project import get_project_settings

    from spiders.crawl.__main__ import arguments, broken_by, crawlers_for

    settings = get_project_settings()
    settings.set("DOWNLOAD_HANDLERS", dict.fromkeys(("http", "https"), "tests.spiders.memory_site.MemoryDownloads"), priority="cmdline")
    runner = AsyncCrawlerRunner(settings)
    for crawler, keywords in crawlers_for(runner, arguments(argv)):
        runner.crawl(crawler, run=run, **keywords)
    crawlers = set(runner.crawlers)
    await runner.join()
    return broken_by(crawlers)


@contextmanager
def _logged_to(log: Path) -> Iterator[None]:
    handler = logging.FileHandler(log, encoding="utf-8")
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(asctime)s [%(name)s] %(levelname)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
