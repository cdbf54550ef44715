"""The base class of all spiders: its run, the shared resources of the process, and how pages and failures reach the pipelines."""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from twisted.python.failure import Failure

from pipelines.dedup.urls import site_of
from pipelines.extraction_pool import CrawlResources, crawl_resources
from pipelines.items import AttemptItem, CrawlContext, Css, Hints, OutletFacts, PageItem
from pipelines.scrapy_pipelines import VisitState
from records.database import write_with_retry
from records.error_translation import storage_error_message
from records.model import Period
from records.outlets import claims
from records.settings import read_settings
from records.vocabulary import TEMPORARY_FATES, Fate
from spiders.config.schema import Outlet
from spiders.crawl.run_ids import new_run_id
from spiders.downloader.browser_settings import browser_crawl_settings, without_browser
from spiders.downloader.complete_responses import TruncatedResponse
from spiders.downloader.middlewares import REDIRECTS, header_pairs
from spiders.downloader.outcomes import fate_of_failure
from spiders.downloader.rate_limit import HostPaused, RequestSkipped

log = logging.getLogger(__name__)

# Articles are requested before further sources.
_ARTICLE_PRIORITY = 10


class CollectingSpider(Spider):
    """A spider whose pages go through evidence, extraction and storage under one run."""

    kind = "crawl"
    """What its runs are called in `runs`."""

    def __init__(self, *, period: Period, run: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by_hand = run is None
        self.context = CrawlContext(run or new_run_id(self.kind), period)
        self.resources: CrawlResources = crawl_resources(read_settings(), self.context.run_id)
        self.sites: frozenset[str] = frozenset()
        self.claimed = False
        """This process may work on the outlet (set before `start`)."""
        self.stopped: str | None = None
        """Why it ended before all was tried."""
        self.found = 0
        self.visit_state = VisitState(self.context, self.resources, self.facts)

    def facts(self, outlet: str) -> OutletFacts:
        """Return the facts of an outlet that the pipelines need."""
        raise LookupError(outlet)

    def is_settled(self, url: str) -> bool:
        """Return whether a page needs no further attempts."""
        return False

    async def keep_claims(self, names: Iterable[str]) -> None:
        """Renew the claims that this crawl made by itself, until cancelled. `names` may change meanwhile."""

        def beat(session: Session) -> None:
            for name in names:
                claims.send_heartbeat(session, self.context.run_id, name, self.resources.now())

        while True:
            await asyncio.sleep(claims.HEARTBEAT_INTERVAL.total_seconds())
            try:
                write_with_retry(self.resources.engine, beat)
            except SQLAlchemyError as error:
                # Go on after an error: ending here would stop the heartbeat for good, and another run would take the outlets.
                log.warning("%s", storage_error_message(error))

    def give_up(self, reason: str) -> None:
        """Stop requesting pages. The next run fetches what is left."""
        engine = self.crawler.engine
        if self.stopped is None and engine is not None:
            self.stopped = reason
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason=reason))

    def article_request(self, url: str, hints: Hints) -> Request:
        """Return a request for a page that may be an article."""
        return Request(
            url,
            callback=self.parse_article,
            errback=self.failed,
            dont_filter=True,
            priority=_ARTICLE_PRIORITY,
            meta={"asked": url, "source": False, "hints": hints},
        )

    def outlet_of(self, url: str) -> str:
        """Return the outlet to which a page belongs."""
        return self.name

    def parse_article(self, response: Response) -> Iterator[Any]:
        """Pass the page on; the pipelines determine what it is."""
        url = response.meta["asked"]
        if urlsplit(response.url).path in ("", "/") and urlsplit(url).path not in ("", "/"):
            yield AttemptItem(self.outlet_of(url), url, Fate.NOT_ARTICLE, self.resources.now(), response.status, detail="redirects to the home page")
            return
        yield PageItem(
            outlet=self.outlet_of(url),
            url=url,
            final_url=response.url,
            status=response.status,
            headers=header_pairs(response),
            body=response.body,
            fetched_at=self.resources.now(),
            hints=response.meta["hints"],
            redirects=response.meta.get(REDIRECTS, ()),
        )

    def failed(self, failure: Failure) -> Iterator[Any]:
        """Yield the fate of a request that returned no page."""
        if isinstance(failure.value, RequestSkipped):
            return
        request: Request = failure.request  # type: ignore[attr-defined]
        fate, status, detail = fate_of_failure(failure)
        if status == 304:
            fate = Fate.LISTING
        if fate in TEMPORARY_FATES:
            self.visit_state.has_temporary_failure = True
        if isinstance(failure.value, HostPaused):
            self.give_up("too_many")
        url = request.meta["asked"]
        sha256 = failure.value.sha256 if isinstance(failure.value, TruncatedResponse) else None
        source = request.meta["source"]
        yield AttemptItem(self.outlet_of(url), url, fate, self.resources.now(), status, source=source, detail=detail, sha256=sha256)


class PageSpider(CollectingSpider):
    """The base of spiders for pages of many outlets. A page belongs to the outlet that names its host; an unknown host is its own outlet."""

    def __init__(self, outlets: Iterable[Outlet], **kwargs: Any) -> None:
        super().__init__(period=Period(), **kwargs)
        self._by_site = {site: outlet for outlet in outlets for site in outlet.sites}

    def outlet_of(self, url: str) -> str:
        site = site_of(url)
        outlet = self._by_site.get(site)
        return outlet.name if outlet else site

    def facts(self, outlet: str) -> OutletFacts:
        entry = next((entry for entry in self._by_site.values() if entry.name == outlet), None)
        return facts_of(entry) if entry else OutletFacts(outlet, sites=frozenset([outlet]))


def facts_of(outlet: Outlet) -> OutletFacts:
    """Return the facts of an outlet that the pipelines need, from its entry."""
    return OutletFacts(outlet.name, outlet.region, outlet.sites, Css(text=outlet.article.text, date=outlet.article.date))


def set_outlet_settings(settings: Any, outlet: Outlet) -> None:
    """Set what an outlet's entry asks for: its delay, and a browser where its pages need one."""
    if outlet.delay is not None:
        settings.set("DOWNLOAD_DELAY", outlet.delay, priority="spider")
    if outlet.browser:
        choice = read_settings().browser
        rendering = browser_crawl_settings(choice, outlet.sites)
        if rendering is None:
            log.warning("%s", without_browser(outlet.name, choice))
        settings.setdict(rendering or {}, priority="spider")
