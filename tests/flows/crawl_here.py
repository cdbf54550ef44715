"""The crawler of a run in the process of the tests, and the sample newsroom in memory for it to read."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from flows.crawl_process import CrawlJob, StoringFailed, _job_arguments
from records.settings import Settings
from spiders.crawl import __main__ as crawler
from spiders.sample.responses import Site, respond
from spiders.sample.server import outlets_file
from spiders.sample.sites import HOST, newsroom
from spiders.sample.story_files import printing_day
from tests.flows.real_command import Home
from tests.spiders import memory_site
from tests.spiders.web_site import Answer, Asked

TODAY = printing_day(datetime.now(UTC))
# No socket is opened at it.
PORT = 7301
# The environment of this process is exchanged while one crawls.
_alone = threading.Lock()


class _Bytes(str):
    """A body in another charset."""

    raw: bytes

    def encode(self, *_: str) -> bytes:
        return self.raw


def crawl_here(share: CrawlJob, settings: Settings, _tick: Callable[[], None] = lambda: None) -> None:
    """What `flows.crawl_process.run_crawler` does, in this process, over the sites in memory that are open."""
    broken: list[str | None] = []
    judged = crawler.broken_by

    def heard(crawlers: set[object]) -> str | None:
        broken.append(judged(crawlers))
        return broken[-1]

    words = [*_job_arguments(share), "--limit", str(share.limit)]
    own = {name: value for name, value in os.environ.items() if name.startswith("QORGAN_")}
    with _alone, pytest.MonkeyPatch.context() as patch:
        patch.setattr(crawler, "broken_by", heard)
        done = memory_site.crawl(Home(settings.data, own), Path(os.pathsep.join(map(str, share.files))), [], f"{share.run_id}", *words)
    if broken != [None]:
        raise StoringFailed(broken[0] if broken and broken[0] else done.stderr)


@contextmanager
def sample_site(folder: Path, port: int = PORT) -> Iterator[Path]:
    """The sample newsroom in memory, at addresses of these ports; its outlet file."""
    with ExitStack() as stack:
        for place, site in enumerate(newsroom(port, TODAY)):
            stack.enter_context(memory_site.memory_site(_route(site), f"{HOST}:{port + place}"))
        yield outlets_file(port, folder)


def _route(site: Site) -> Callable[[Asked], Answer]:
    def route(asked: Asked) -> Answer:
        found = respond(site, asked.path + (f"?{urlencode(asked.query)}" if asked.query else ""))
        body = _Bytes(found.body.decode("latin-1"))
        body.raw = found.body
        return Answer(body, found.status, found.type, {"Location": found.location} if found.location else {})

    return route
