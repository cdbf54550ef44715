"""A process from which crawls of tests are forked: `python -m tests.crawler_nursery DESCRIPTOR`.

A crawler spends four fifths of its processor time on loading Scrapy and what is ours, and that is the same in each. Here it is loaded once, and every crawl
is a fork that then does what `python -m spiders.crawl` does, with arguments, environment and streams of its own. What depends on these is loaded by the
fork (`spiders.scrapy_settings`, the reactor). It asks for one crawl after the other over a socket, and ends when that closes.
"""

import gc
import json
import os
import runpy
import select
import signal
import socket
import struct
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

MODULE = "spiders.crawl"
# What every crawler loads, and what is the same in each.
_LOADED = (
    "scrapy.crawler",
    "scrapy.utils.project",
    "scrapy.core.engine",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.cookies",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.downloadermiddlewares.stats",
    "scrapy.extensions.feedexport",
    "scrapy.extensions.logstats",
    "scrapy.spidermiddlewares.referer",
    "spiders.crawl.log_formatter",
    "spiders.crawl.missing_spider",
    "spiders.crawl.outlet_run",
    "spiders.crawl.spider_loader",
    "spiders.crawl.tip_spider",
    "spiders.crawl.warc_spider",
    "spiders.downloader.dns_guard",
    "spiders.downloader.middlewares",
    "spiders.downloader.rate_limit",
    "spiders.downloader.slot_closing",
)
# What reads settings, or may be there once in a process only.
OWN = frozenset({"spiders.scrapy_settings", "twisted.internet.reactor"})
# Bytes of a request at most.
LONGEST = 2**18
# What is reported of a crawl: the number of its process, then the code with which it ended.
REPORT = struct.Struct("q")


def nurse(control: socket.socket) -> list[str] | None:
    """Fork crawls as they are asked for. Gives the arguments of a crawl in the process that is to do it, None when nobody asks any more."""
    asked = select.poll()
    asked.register(control, select.POLLIN)
    working: dict[int, tuple[int, int]] = {}
    while True:
        for descriptor, _ in asked.poll():
            if descriptor != control.fileno():
                asked.unregister(descriptor)
                _told_end(descriptor, *working.pop(descriptor))
                continue
            message, given, _, _ = socket.recv_fds(control, LONGEST, 4)
            if not message:
                return None
            request, (*streams, report) = json.loads(message), given
            child = os.fork()
            if child == 0:
                # Of the others it keeps nothing: whoever waits for one of them waits for its end alone.
                for number in [*working, *(told for _, told in working.values()), report]:
                    os.close(number)
                control.close()
                return _become(request, streams)
            watched = os.pidfd_open(child)
            working[watched] = child, report
            asked.register(watched, select.POLLIN)
            for number in streams:
                os.close(number)
            with suppress(BrokenPipeError):
                os.write(report, REPORT.pack(child))


def _told_end(watched: int, child: int, report: int) -> None:
    _, status = os.waitpid(child, 0)
    with suppress(BrokenPipeError):
        os.write(report, REPORT.pack(os.waitstatus_to_exitcode(status)))
    os.close(watched)
    os.close(report)


def _become(request: dict[str, Any], streams: list[int]) -> list[str]:
    """Take on what a process of its own would have been started with."""
    os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    return list(request["arguments"])


def main(descriptor: int) -> None:
    """Load, fork, and be one of the forks."""
    # Ctrl-C is for the tests.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in _LOADED:
        import_module(name)
    if early := OWN & set(sys.modules):
        raise RuntimeError(f"loaded before there is a crawl: {sorted(early)}")
    gc.freeze()
    arguments = nurse(socket.socket(fileno=descriptor))
    if arguments is None:
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = [MODULE, *arguments]
    runpy.run_module(MODULE, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
