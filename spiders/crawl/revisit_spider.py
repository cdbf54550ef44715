"""Fetches watched pages again: only these, with one spider for each outlet, and as politely as every other request.

Outlets that no file names any more, and hosts of tips, are included unless the host is private.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from sqlalchemy import Engine
from twisted.python.failure import Failure

from pipelines.address_scopes import is_private
from pipelines.dedup.urls import site_of
from pipelines.extraction.telegram import place_of
from pipelines.items import AttemptItem, Hints, OutletFacts, PageItem
from pipelines.revisit.revisit import GONE_STATUSES, Revisit
from records import watched_pages
from records.clock import outlet_zone
from records.database import read_with_retry, write_with_retry
from records.i18n import tr
from records.model import Period
from records.outlets import claims
from records.settings import read_settings
from records.vocabulary import Fate
from records.watched_pages import DueWatch
from spiders.config.schema import Outlet
from spiders.crawl.collecting_spider import CollectingSpider, facts_of, set_outlet_settings
from spiders.downloader import guard
from spiders.downloader.browser_settings import browser_meta
from spiders.downloader.middlewares import REDIRECTS, header_pairs

log = logging.getLogger(__name__)

_CLAIM = "(watch) "
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")


class RevisitSpider(CollectingSpider):
    """Fetches the due pages of one outlet. `revisit_spider_for` makes one subclass for each outlet. `outlet` is None if no file names it."""

    name = "watch"
    kind = "watch"
    outlet_name: str
    outlet: Outlet | None

    def __init__(self, due: Sequence[DueWatch], today: date, **kwargs: Any) -> None:
        super().__init__(period=Period(), **kwargs)
        self._due = due
        self._named: frozenset[str] = frozenset()
        """Hosts that an outlet file names. `dns_guard` knows which of them may be private."""
        if self.outlet is None:
            self._facts = OutletFacts(self.outlet_name, sites=frozenset(site_of(watch.answered) for watch in due))
        else:
            self._facts = facts_of(self.outlet)
            self._named = self.outlet.hosts
            guard.trust(self._named, private=self.outlet.private)
        self.sites = self._named or self._facts.sites
        resources, run = self.resources, self.context.run_id
        self.visit_state.watching = Revisit(resources.engine, read_settings().evidence, resources.pool, run, self._facts, today)
        self._beating: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._ended, signal=signals.spider_closed)
        return spider

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        super().update_settings(settings)
        if cls.outlet is not None:
            set_outlet_settings(settings, cls.outlet)

    def facts(self, outlet: str) -> OutletFacts:
        return self._facts

    def outlet_of(self, url: str) -> str:
        return self.outlet_name

    async def start(self) -> AsyncIterator[Any]:
        """Request the pages, unless another process is fetching this outlet's watched pages."""
        now = self.resources.now()
        mine = write_with_retry(self.resources.engine, lambda session: claims.claim(session, self._claim, self.context.run_id, now))
        if not mine:
            log.warning("%s", tr("{outlet}: its watched pages are being looked at by another run").format(outlet=self.outlet_name))
            return
        self._beating = asyncio.ensure_future(self.keep_claims([self._claim]))
        for watch in self._due:
            self.found += 1
            site = site_of(watch.answered)
            if site not in self._named and is_private(site):
                yield AttemptItem(
                    self.outlet_name,
                    watch.answered,
                    Fate.DNS,
                    self.resources.now(),
                    detail="leads to a private host",
                    watched_article=watch.article_id,
                )
            else:
                yield self._request(watch)

    def _request(self, watch: DueWatch) -> Request:
        post = post_of(watch)
        request = self.article_request(post[0] if post else watch.answered, Hints())
        request.meta.update(asked=watch.url if post else watch.answered, watched=watch.article_id, part=post[1] if post else None)
        request.meta["handle_httpstatus_list"] = sorted(GONE_STATUSES)
        if self.outlet is not None and not post:
            request.meta.update(browser_meta(self.settings, zone=outlet_zone(self.outlet.region).key, language=self.outlet.languages[0]))
        return request

    def parse_article(self, response: Response) -> Iterator[Any]:
        """Pass the page on, whatever it is by now."""
        yield PageItem(
            outlet=self.outlet_name,
            url=response.meta["asked"],
            final_url=response.url,
            status=response.status,
            headers=header_pairs(response),
            body=response.body,
            fetched_at=self.resources.now(),
            post_number=response.meta["part"],
            watched_article=response.meta["watched"],
            redirects=response.meta.get(REDIRECTS, ()),
        )

    def failed(self, failure: Failure) -> Iterator[Any]:
        for attempt in super().failed(failure):
            yield replace(attempt, watched_article=failure.request.meta["watched"])  # type: ignore[attr-defined]

    @property
    def _claim(self) -> str:
        return (_CLAIM + self.outlet_name)[:80]

    def _ended(self) -> None:
        if self._beating is not None:
            self._beating.cancel()
            write_with_retry(self.resources.engine, lambda session: claims.release(session, self._claim, self.context.run_id))


def revisit_spider_for(name: str, outlet: Outlet | None) -> type[RevisitSpider]:
    """Return the spider class that fetches an outlet's watched pages."""
    return type(f"Watch_{name}", (RevisitSpider,), {"name": f"watch_{name}", "outlet_name": name, "outlet": outlet})


def revisit_spiders(due: Iterable[DueWatch], outlets: Iterable[Outlet]) -> list[tuple[type[RevisitSpider], list[DueWatch]]]:
    """Return one spider class for each outlet with due pages, with these pages in the order given."""
    by_name = {outlet.name: outlet for outlet in outlets}
    sorted_due = sorted(due, key=lambda watch: watch.outlet)
    return [(revisit_spider_for(name, by_name.get(name)), list(pages)) for name, pages in groupby(sorted_due, key=lambda watch: watch.outlet)]


def post_of(watch: DueWatch) -> tuple[str, int] | None:
    """Return the preview page that ends with a channel's post, and its number; None for a page with its own address."""
    place, number = place_of(watch.answered), watch.url.rpartition("/")[2]
    if place is None or not _NUMBER.fullmatch(number) or "/s/" not in watch.answered:
        return None
    root, channel = place
    if watch.url != f"{root}/{channel}/{number}":
        return None
    return f"{root}/s/{channel}?before={int(number) + 1}", int(number)


def due_pages(engine: Engine, ids: Sequence[str], today: date) -> list[DueWatch]:
    """Return the due watches among these articles. A crawler restarted after it died skips those already done."""
    return read_with_retry(engine, lambda session: watched_pages.due_among(session, ids, today))
