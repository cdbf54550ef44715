"""One process that tries an entry: `python -m spiders.trial --outlet NAME`. It prints a line of JSON for each answer, and at the end one with the
result.

Its data folder is temporary, and its caller deletes it. It ends as `spiders.crawl` does: when everything is tried, when its time is up, or when its
parent process is gone (its standard input closes). Large imports are inside `main`, because the extraction processes load this module again.
"""

import argparse
import asyncio
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

# Memory beyond what it has at the start, and seconds for finishing open requests when time is up.
MEMORY = 1024 * 1024 * 1024
_ENDING = 10.0


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m spiders.trial", description=__doc__)
    parser.add_argument("--outlet", required=True)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds after which nothing more is asked")
    parser.add_argument("--log", type=Path, required=True)
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    """Run the trial, and print the result. Returns 0 also if nothing answered: that is a result too."""
    asked = arguments(argv)
    from records.memory_limit import limit_memory

    with limit_memory(MEMORY):
        return _try(asked)


def _try(asked: argparse.Namespace) -> int:
    from scrapy import signals
    from scrapy.crawler import AsyncCrawlerProcess

    from records.database import read_session
    from spiders.trial.trial_result import read_result, result_line
    from spiders.trial.trial_spider import trial_spider_for

    process = AsyncCrawlerProcess(_settings(asked.log))
    loader: Any = process.spider_loader
    outlet = next(one for one in loader.outlets if one.name == asked.outlet)
    crawler = process.create_crawler(trial_spider_for(outlet))
    crawler.signals.connect(_tell, signal=signals.response_received)
    process.crawl(crawler, run="trial")
    loop = asyncio.get_event_loop()
    loop.call_later(asked.limit, _give_up, crawler, "time")
    threading.Thread(target=_follow_parent, args=(loop, crawler), daemon=True).start()
    process.start(install_signal_handlers=True)
    spider: Any = crawler.spider
    with read_session(spider.resources.engine) as session:
        print(result_line(read_result(session, outlet.name, spider.stopped)), flush=True)
    return 0


def _settings(log: Path) -> Any:
    """Return Scrapy's settings of a crawl, with the shared rate limit and without retries."""
    from scrapy.utils.project import get_project_settings

    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "spiders.scrapy_settings")
    settings = get_project_settings()
    shared = {"spiders.downloader.rate_limit.RateLimitMiddleware": None, "spiders.trial.trial_spider.SharedPaceMiddleware": 900}
    settings.set("DOWNLOADER_MIDDLEWARES", {**settings.getdict("DOWNLOADER_MIDDLEWARES"), **shared}, priority="cmdline")
    settings.set("RETRY_TIMES", 0, priority="cmdline")
    settings.set("LOG_FILE", str(log), priority="cmdline")
    return settings


def _tell(response: Any) -> None:
    print(json.dumps({"asked": response.url[:2000]}), flush=True)


def _give_up(crawler: Any, reason: str) -> None:
    if crawler.spider is not None and crawler.crawling:
        crawler.spider.give_up(reason)


def _follow_parent(loop: asyncio.AbstractEventLoop, crawler: Any) -> None:
    # Read the descriptor itself: a thread blocked in sys.stdin holds its lock, which the interpreter needs at exit.
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(_give_up, crawler, "stopped")
    threading.Timer(_ENDING, os._exit, (1,)).start()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
