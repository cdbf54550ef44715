"""One crawler process: `python -m spiders.crawl`, shared by many outlets (one reactor, many hosts).

It is a separate process, because a Twisted reactor cannot be started twice in one process. It ends when everything is tried, when its time is up, or
when its parent process is gone (its standard input closes), so that no crawler is left running. Large imports are inside `main`, because
the extraction processes load this module again.
"""

import argparse
import asyncio
import json
import os
import sys
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

# Seconds that a crawler may take to end after its parent process is gone, so that a page that blocks the event loop cannot keep it running.
ENDING = 30.0


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m spiders.crawl", description=__doc__)
    parser.add_argument("--run", required=True, help="id of the run")
    parser.add_argument("--limit", type=float, default=1800.0, help="seconds after which the crawl ends; what is left is for the next run")
    parser.add_argument("--since")
    parser.add_argument("--until")
    parser.add_argument("--log", type=Path, required=True, help="file for the log")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--outlet", action="append", default=[])
    what.add_argument("--warc", action="append", default=[])
    what.add_argument("--page", action="append", default=[])
    what.add_argument("--missing", action="store_true", help="pages of our own evidence that have no fate")
    what.add_argument("--watch", type=Path, help="file with the ids of watched articles to look at, one a line")
    parser.add_argument("--all-hosts", action="store_true", help="with --warc: pages of hosts that no outlet has, too")
    parser.add_argument("--again", action="store_true", help="with --warc: also files that were replayed to their end")
    parser.add_argument("--day", type=date.fromisoformat, help="with --watch: the day of the look in the home country")
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    """Crawl, and print one line of JSON with the reason if it failed; return 0 if it ended well, 1 if storing or evidence failed."""
    options = arguments(argv)
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.project import get_project_settings

    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "spiders.scrapy_settings")
    options.log.parent.mkdir(parents=True, exist_ok=True)
    settings = get_project_settings()
    settings.set("LOG_FILE", str(options.log))
    process = AsyncCrawlerProcess(settings)
    for crawler, keywords in crawlers_for(process, options):
        process.crawl(crawler, run=options.run, **keywords)
    crawlers = set(process.crawlers)
    if not crawlers:
        # By now every page to be looked at has been looked at.
        print(json.dumps({"broken": None}), flush=True)
        return 0
    asyncio.get_event_loop().call_later(options.limit, _give_up, crawlers, "time")
    threading.Thread(target=_follow_parent, args=(asyncio.get_event_loop(), crawlers), daemon=True).start()
    process.start(install_signal_handlers=True)
    broken = broken_by(crawlers)
    print(json.dumps({"broken": broken}), flush=True)
    return 1 if broken else 0


def crawlers_for(process: Any, options: argparse.Namespace) -> list[tuple[Any, dict[str, Any]]]:
    """Return the crawlers that these arguments describe, each with the arguments of its spider. `process` is Scrapy's process or runner."""
    from spiders.crawl.replay import MissingSpider
    from spiders.crawl.spider_loader import spider_for
    from spiders.crawl.tip_spider import TipSpider
    from spiders.crawl.warc_spider import WarcSpider

    # Use what Scrapy's own loader has read, so that the files are read once in this process.
    outlets = process.spider_loader.outlets
    if options.warc:
        return [
            (process.create_crawler(WarcSpider), {"outlets": outlets, "files": options.warc, "all_hosts": options.all_hosts, "again": options.again})
        ]
    if options.missing:
        return [(process.create_crawler(MissingSpider), {"outlets": outlets})]
    if options.page:
        return [(process.create_crawler(TipSpider), {"outlets": outlets, "urls": options.page})]
    if options.watch:
        return _watchers(process, options, outlets)
    by_name = {outlet.name: outlet for outlet in outlets}
    period = {"since": options.since, "until": options.until}
    return [(process.create_crawler(spider_for(by_name[name])), period) for name in options.outlet]


def broken_by(crawlers: set[Any]) -> str | None:
    """Return why storing or evidence failed in one of the crawlers that have ended, or None."""
    return next((crawler.spider.visit_state.broken for crawler in crawlers if crawler.spider and crawler.spider.visit_state.broken), None)


def _watchers(process: Any, options: argparse.Namespace, outlets: list[Any]) -> list[tuple[Any, dict[str, Any]]]:
    from pipelines.extraction_pool import crawl_resources
    from records.settings import read_settings
    from spiders.crawl.revisit_spider import due_pages, revisit_spiders

    due = due_pages(crawl_resources(read_settings(), options.run).engine, options.watch.read_text(encoding="utf-8").split(), options.day)
    return [(process.create_crawler(spider), {"due": pages, "today": options.day}) for spider, pages in revisit_spiders(due, outlets)]


def _give_up(crawlers: set[Any], reason: str) -> None:
    for crawler in crawlers:
        if crawler.spider is not None and crawler.crawling:
            crawler.spider.give_up(reason)


def _follow_parent(loop: asyncio.AbstractEventLoop, crawlers: set[Any]) -> None:
    # Read the descriptor itself: a thread blocked in sys.stdin holds its lock, which the interpreter needs at exit.
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(_give_up, crawlers, "orphaned")
    # Unfinished pages need not be waited for: they are in the evidence, and the next run settles them.
    time.sleep(ENDING)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
