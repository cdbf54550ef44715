"""One probing process: `python -m spiders.probe --outlet NAME …`. It probes many outlets at once, each host at its own rate, and prints one line
of JSON for each answer and each finding.

It is a separate process for the same reasons as `spiders.crawl`, and ends like it: when everything is probed, when time is up, or when its parent
process is gone (its standard input closes). Large imports are inside `main`, because the extraction processes load this module again.
"""

import argparse
import asyncio
import json
import os
import sys
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

# Seconds for finishing open requests after the parent process is gone.
_ENDING = 30.0


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m spiders.probe", description=__doc__)
    parser.add_argument("--outlet", action="append", required=True)
    parser.add_argument("--limit", type=float, default=900.0, help="seconds after which nothing more is asked")
    parser.add_argument("--sources", type=int, help="the most sources of each outlet that are asked; all if not given")
    parser.add_argument("--articles", type=int, default=2, help="the most articles of each outlet that are read")
    parser.add_argument("--memory", type=int, default=0, help="bytes that may be used beyond the start; 0: any")
    parser.add_argument("--log", type=Path, help="file for the log; standard error if not given")
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    """Probe outlet by outlet, and print the findings. Always returns 0: an outlet that does not answer is a finding too."""
    options = arguments(argv)
    from records.memory_limit import limit_memory

    with limit_memory(options.memory) if options.memory else nullcontext():
        return _probe(options)


def _probe(options: argparse.Namespace) -> int:
    from scrapy import signals
    from scrapy.crawler import AsyncCrawlerProcess

    process = AsyncCrawlerProcess(_settings(options.log))
    for crawler, run in _crawlers(process, options.outlet):
        crawler.signals.connect(_tell, signal=signals.spider_closed)
        crawler.signals.connect(_tell_answer, signal=signals.response_received)
        process.crawl(crawler, run=run, sources=options.sources, articles=options.articles)
    crawlers = set(process.crawlers)
    asyncio.get_event_loop().call_later(options.limit, _stop, crawlers)
    threading.Thread(target=_follow_parent, args=(asyncio.get_event_loop(), crawlers), daemon=True).start()
    process.start(install_signal_handlers=True)
    return 0


def _settings(log: Path | None) -> Any:
    """Return Scrapy's settings without storing and without retries. The rules of politeness stay."""
    from scrapy.utils.project import get_project_settings

    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "spiders.scrapy_settings")
    settings = get_project_settings()
    manners = {
        **settings.getdict("DOWNLOADER_MIDDLEWARES"),
        "spiders.downloader.middlewares.RobotsMiddleware": None,
        "spiders.probe.probe_spider.SharedRobotsMiddleware": 100,
        "spiders.downloader.rate_limit.RateLimitMiddleware": None,
        "spiders.probe.probe_spider.SharedPaceMiddleware": 900,
    }
    changed = {
        "DOWNLOADER_MIDDLEWARES": manners,
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {},
        "RETRY_TIMES": 0,
        # Names are looked up in threads. With Scrapy's ten, a hundred names behind a silent resolver would take minutes.
        "REACTOR_THREADPOOL_MAXSIZE": 64,
    }
    for name, value in changed.items():
        settings.set(name, value, priority="cmdline")
    if log is not None:
        log.parent.mkdir(parents=True, exist_ok=True)
        settings.set("LOG_FILE", str(log), priority="cmdline")
    return settings


def _crawlers(process: Any, names: list[str]) -> list[tuple[Any, str]]:
    from spiders.crawl.run_ids import new_run_id
    from spiders.probe.probe_spider import spider_for

    # Use what Scrapy's own loader has read, so that the files are read once in this process.
    by_name = {outlet.name: outlet for outlet in process.spider_loader.outlets}
    # One run, and so one set of shared resources, for all of them. No table contains this run.
    run = new_run_id("check")
    return [(process.create_crawler(spider_for(by_name[name])), run) for name in dict.fromkeys(names)]


def _tell(spider: Any) -> None:
    from spiders.probe.probe_result import to_line

    if spider.finding is not None:
        print(to_line(spider.finding), flush=True)


def _tell_answer(response: Any) -> None:
    print(json.dumps({"asked": response.url[:2000]}), flush=True)


def _stop(crawlers: set[Any]) -> None:
    for crawler in crawlers:
        if crawler.spider is not None:
            crawler.spider.give_up("time")


def _follow_parent(loop: asyncio.AbstractEventLoop, crawlers: set[Any]) -> None:
    # Read the descriptor itself: a thread blocked in sys.stdin holds its lock, which the interpreter needs at exit.
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(_stop, crawlers)
    # A page that blocks the event loop cannot keep this process running.
    time.sleep(_ENDING)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
