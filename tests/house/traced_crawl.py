"""A crawler process that writes down which files of ours work on a page: `python -m tests.house.traced_crawl NOTE …`, the rest as for `spiders.crawl`.

A file counts for a part of the way when one of its functions runs below an entry of that part, however deep. Module bodies do not count. Pages are
extracted in this process, so that the reader is seen too.
"""

import asyncio
import json
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from tests.house.counts import SOURCE
from tests.paths import ROOT

# Where each part of the way is entered: functions in files. Everything that runs below them belongs to that part.
ENTRIES = {
    ("spiders/crawl/spider_loader.py", "from_settings"): "entry to request",
    ("spiders/crawl/spider_loader.py", "spider_for"): "entry to request",
    ("spiders/crawl/outlet_spider.py", "__init__"): "entry to request",
    ("spiders/crawl/outlet_spider.py", "start"): "entry to request",
    ("spiders/downloader/middlewares.py", "process_request_2"): "request to socket",
    ("spiders/downloader/rate_limit.py", "process_request"): "request to socket",
    ("spiders/crawl/outlet_spider.py", "parse_source"): "list to request",
    ("spiders/downloader/middlewares.py", "process_response"): "socket to article",
    ("spiders/crawl/collecting_spider.py", "parse_article"): "socket to article",
    ("pipelines/scrapy_pipelines.py", "process_item"): "socket to article",
    ("pipelines/scrapy_pipelines.py", "finish"): "socket to article",
}


class Trace:
    """The functions of ours that ran, by part of the way, in the order of their first call."""

    def __init__(self) -> None:
        self.parts: dict[str, dict[str, None]] = {}

    def note(self, frame: FrameType, event: str, _given: Any) -> None:
        """For `sys.setprofile`."""
        name = _ours(frame)
        if event != "call" or name is None or frame.f_code.co_name.startswith("<"):
            return
        above: FrameType | None = frame
        while above is not None:
            part = ENTRIES.get((_ours(above) or "", above.f_code.co_name))
            if part is not None:
                self.parts.setdefault(part, {})[f"{name}:{frame.f_code.co_name}"] = None
                return
            above = above.f_back


def _ours(frame: FrameType) -> str | None:
    """The file of a function of the product, below the project's root."""
    path = frame.f_code.co_filename
    if not path.startswith(f"{ROOT}/"):
        return None
    name = path[len(str(ROOT)) + 1 :]
    return name if name.partition("/")[0] in SOURCE else None


def main(argv: list[str]) -> int:
    note, *rest = argv
    from pipelines.extraction_pool import ExtractionPool
    from spiders.crawl import __main__ as crawler

    async def run_here(_pool: ExtractionPool, work: Any, *given: Any, owner: str) -> Any:
        await asyncio.sleep(0)
        return work(*given)

    ExtractionPool.run = run_here  # type: ignore[method-assign, assignment]
    trace = Trace()
    threading.setprofile(trace.note)
    sys.setprofile(trace.note)
    code = crawler.main(rest)
    sys.setprofile(None)
    Path(note).write_text(json.dumps({part: list(names) for part, names in trace.parts.items()}), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
