"""The spider of a trial, which collects from a few sources and articles only, and the rate limit that it shares with all runs."""

import os
from collections.abc import AsyncIterator, Iterable, Iterator
from functools import cache
from typing import Any

from scrapy import Request
from sqlalchemy import Engine, create_engine

from pipelines.items import PageItem, TryItem
from spiders.config.schema import Outlet
from spiders.crawl.outlet_spider import OutletSpider
from spiders.downloader.rate_limit import RateLimitMiddleware
from spiders.sources.visit import ArticleRequest, SourceRequest
from spiders.trial.trial_result import HOSTS_VARIABLE

MOST_SOURCES, MOST_ARTICLES, MOST_POSTS = 12, 5, 10


class TrialSpider(OutletSpider):
    """Collects as usual, and ends after a few pages. `trial_spider_for` makes one subclass for each outlet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._room: dict[type, int] = {SourceRequest: MOST_SOURCES, ArticleRequest: MOST_ARTICLES, PageItem: MOST_POSTS}

    async def start(self) -> AsyncIterator[Any]:
        """Start as usual, but request only the first of the named sources."""
        async for one in super().start():
            if not isinstance(one, Request) or self._may_ask(SourceRequest):
                yield one

    def _sent(self, following: Iterable[SourceRequest | ArticleRequest | TryItem | PageItem]) -> Iterator[Any]:
        yield from super()._sent(one for one in following if self._may_ask(type(one)))

    def _may_ask(self, kind: type) -> bool:
        if kind not in self._room:
            return True
        self._room[kind] -= 1
        return self._room[kind] >= 0

    def _idle(self) -> None:
        # Otherwise a list that waits for its next page would wait for ever.
        if min(self._room[SourceRequest], self._room[ArticleRequest]) > 0:
            super()._idle()


def trial_spider_for(outlet: Outlet) -> type[TrialSpider]:
    """Return the spider class that tries an outlet."""
    return type(f"Trial_{outlet.name}", (TrialSpider,), {"name": outlet.name, "outlet": outlet})


class SharedPaceMiddleware(RateLimitMiddleware):
    """The rate limit over the shared database, so that a trial never requests a host sooner than a run would."""

    def shared_engine(self) -> Engine:
        shared = os.environ.get(HOSTS_VARIABLE)
        return _hosts_engine(shared) if shared else super().shared_engine()


@cache
def _hosts_engine(url: str) -> Engine:
    return create_engine(url)
