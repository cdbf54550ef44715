"""The spider behind `scrapy shell`, `parse`, `fetch`, `view` and `check`: it asks with the manners of a crawl, reads with the reader of a crawl, and
stores nothing. It belongs to no run and claims nothing, so that a look changes no figure of an outlet."""

from collections.abc import Callable, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from pipelines.crawl_resources import crawl_resources
from pipelines.dedup.urls import site_of
from records.settings import read_settings
from spiders.config.schema import Outlet
from spiders.crawl.kept_settings import not_faster
from spiders.crawl.run_ids import new_run_id
from spiders.downloader import dns_guard
from spiders.downloader.outcomes import fate_of_failure
from spiders.looking.page_reading import listed_links, reading_of


class LookingSpider(Spider):
    """`looking_spider_for` makes one subclass for each outlet, or for the host of an address that is of no outlet."""

    name = "look"
    outlet: Outlet | None = None
    sites: frozenset[str] | None = None
    """Hosts that a redirect may lead to; None = every public one."""
    trusted: frozenset[str] = frozenset()
    """Hosts that may be this machine itself, because a person or an outlet file named them so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.resources = crawl_resources(read_settings(), new_run_id("look"))
        self.stopped: str | None = None
        dns_guard.trust(self.trusted, private=self.outlet is not None and self.outlet.private)

    @classmethod
    def update_settings(cls, settings: Any) -> None:
        super().update_settings(settings)
        delay = cls.outlet.delay if cls.outlet is not None else None
        if delay is not None:
            settings.set("DOWNLOAD_DELAY", delay, priority="spider")
        not_faster(settings, read_settings().download_delay if delay is None else delay)

    def give_up(self, reason: str) -> None:
        """Ask for nothing more."""
        self.stopped = self.stopped or reason

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        """The article on a page; on a page that is none, requests for the articles that it lists; if it lists none, why it is no article."""
        reading = reading_of(response, self.outlet)
        links = [] if "text" in reading else listed_links(response, self.outlet)
        yield from (Request(url, callback=self.parse_article, errback=self.failed) for url in links)
        if not links:
            yield reading

    def parse_article(self, response: Response, **_: Any) -> Iterator[Any]:
        """What the reader makes of a page: the article, or why it is none."""
        yield reading_of(response, self.outlet)

    def parse_source(self, response: Response, **_: Any) -> Iterator[Any]:
        """Requests for the articles that a feed, a sitemap, a channel or a list page names."""
        yield from (Request(url, callback=self.parse_article, errback=self.failed) for url in listed_links(response, self.outlet))

    def failed(self, failure: Failure) -> Iterator[Any]:
        """Why an address brought no page."""
        fate, status, detail = fate_of_failure(failure)
        yield {"url": failure.request.url, "fate": str(fate), "status": status, "detail": detail}  # type: ignore[attr-defined]


def looking_spider_for(outlet: Outlet) -> type[LookingSpider]:
    """The class that looks at pages of an outlet, with the outlet's own selectors, delay and zone."""
    return type(
        f"Look_{outlet.name}",
        (LookingSpider,),
        {"name": outlet.name, "outlet": outlet, "sites": outlet.sites, "trusted": outlet.sites, "check": _contract(outlet)},
    )


def looking_spider_at(url: str) -> type[LookingSpider]:
    """The class that looks at a page of no outlet."""
    return type("Look_elsewhere", (LookingSpider,), {"trusted": frozenset({site_of(url)})})


def _contract(outlet: Outlet) -> Callable[..., Iterator[Any]]:
    """What `scrapy check` asks of an outlet: that the first source of its entry names articles."""

    def check(self: LookingSpider, response: Response) -> Iterator[Any]:
        yield from self.parse_source(response)

    source = next(iter((*outlet.feeds, *(section.url for section in outlet.sections), *outlet.sitemaps)), outlet.home)
    check.__doc__ = f"""The source names articles.

    @url {source}
    @returns requests 1
    """
    return check
