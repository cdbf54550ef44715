"""The lists of one visit on their way back: what each page gave, and which page comes next.

A page's successor is asked for when its articles are read, since the dates of list pages often stand in the articles alone.
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from scrapy import Request

from pipelines.dedup.urls import clean
from pipelines.store import page_key
from records.database import read_session, write_transaction
from records.model import Found
from records.outlets import cursors, runs
from records.vocabulary import PASSING_FATES, Fate, WayKind
from spiders.sources.list_walk import MOST_PAGES, PAGES, ListWalk
from spiders.sources.page_search import Age, age

if TYPE_CHECKING:
    from spiders.crawl.outlet_spider import OutletSpider

# Articles that tell of what days a list page without dates is.
SAMPLE = 2
# Days of a guessed archive that may be missing at its beginning.
MISSES = 2


class Pagination:
    """The lists of one spider."""

    def __init__(self, spider: "OutletSpider") -> None:
        self._spider = spider
        self.waiting: list[ListWalk] = []
        """Lists whose page was read, and which wait until its articles are."""
        self.published: dict[str, date | None] = {}
        """The days of articles read in this visit, by the address asked for."""
        self.cursors: dict[str, dict[str, Any]] = {}
        """Where the lists stood when a reach back over the same days was interrupted."""
        self._known: set[str] = set()

    def listed(self, walk: ListWalk, found: list[Found], follow: bool = True) -> Iterator[Any]:
        """The articles of a list, and what is to be known before its next page is asked for."""
        keys = {page_key(address): link for address, link in ((clean(link.url), link) for link in found) if address}
        more = bool(set(keys) - self._known)
        self._known |= set(keys)
        if not more and walk.verdict is None:
            # Paging that turns in a circle, or a site that answers any number with its last page.
            walk.verdict = Age.BEYOND
        if self._spider.reaching_back:
            yield from self._listed_back(walk, found, keys)
            return
        requests = list(self._spider.articles(found)) if walk.kind is not WayKind.TELEGRAM else []
        yield from requests
        walk.requested += [request.meta["asked"] for request in requests]
        catching_up = self._spider.catching_up
        if walk.kind in (WayKind.SECTION, WayKind.HOME):
            worth = walk.following is not None
        else:
            # The next page of a feed is a guess: worth it while most of this one is new and none too old.
            mostly_new = catching_up or len(requests) * 2 >= len(found)
            worth = walk.kind is not WayKind.FEED or (mostly_new and all(self._spider.wanted.article(link) for link in found))
        if follow and worth and (walk.requested or catching_up) and walk.number < PAGES:
            self.waiting.append(walk)

    def _listed_back(self, walk: ListWalk, found: list[Found], keys: dict[str, Found]) -> Iterator[Request]:
        """The same on the way back to a period: a page that is wholly newer costs no article, one without dates a sample."""
        period = self._spider.context.period
        with read_session(self._spider.workshop.engine) as session:
            known = runs.known_days(session, self._spider.outlet.name, keys)
        walk.days = [day for key, link in keys.items() if (day := self._spider.wanted.day(link) or known.get(key))]
        self.waiting.append(walk)
        if walk.verdict is None and len(walk.days) * 2 >= len(found):
            walk.verdict = age(walk.days, period.since, period.until)
        if walk.verdict is Age.NEWER or walk.kind is WayKind.TELEGRAM:
            return
        sampled = walk.verdict is None and period.until is not None and not walk.search.found
        walk.left = found if sampled else []
        requests = list(self._spider.articles(found[-SAMPLE:] if sampled else found))
        walk.requested = [request.meta["asked"] for request in requests]
        yield from requests

    def at_end(self, walk: ListWalk | None, fate: Fate) -> None:
        """A list page that gave nothing. A guessed archive is given up; a list whose page is gone has come to its end; what may pass is for later."""
        if walk is None or not self._spider.reaching_back:
            return
        leaped = not walk.search.found and walk.number > walk.search.low + 1
        if fate in PASSING_FATES and not leaped:
            # To be asked again where the cursor stands. A page that was leapt to may simply not exist: some sites answer that with a 500.
            return
        if walk.kind is WayKind.ARCHIVE:
            walk.misses += 1
            walk.verdict = Age.BEYOND if walk.way.guess and walk.misses > MISSES and not walk.hits else Age.WITHIN
        else:
            walk.verdict = Age.BEYOND
        self.waiting.append(walk)

    def go_on(self) -> list[Request]:
        """The next page of every list that waits; called when all pages in hand are read."""
        walks, self.waiting = self.waiting, []
        spider = self._spider
        return [request for walk in walks for request in (self._back(walk) if spider.reaching_back else self._further(walk))]

    def _further(self, walk: ListWalk) -> list[Request]:
        """The next page of a list in an ordinary visit, unless all of this one's articles were older than what is looked over."""
        days = [self.published.get(address) for address in walk.requested]
        if walk.verdict is Age.BEYOND or (any(days) and all(day is not None and day < self._spider.wanted.horizon for day in days)):
            return []
        return self._turn(walk, walk.number + 1)

    def _back(self, walk: ListWalk) -> list[Request]:
        """The next page of a list on the way back to a period."""
        period = self._spider.context.period
        days = walk.days + [day for address in walk.requested if (day := self.published.get(address))]
        if walk.left:
            left, walk.left = walk.left, []
            if age(days, None, period.until) is not Age.NEWER:
                requests = list(self._spider.articles(left))
                walk.requested += [request.meta["asked"] for request in requests]
                if requests:
                    self.waiting.append(walk)
                    return requests
            else:
                walk.verdict = Age.NEWER
        number = walk.next_number(walk.verdict or age(days, period.since, period.until))
        return self._turn(walk, number if walk.asked < MOST_PAGES else None)

    def _turn(self, walk: ListWalk, number: int | None) -> list[Request]:
        """Ask for another page of a list, and keep where it stands."""
        address = walk.address(number) if number is not None else None
        if number is not None and address:
            walk.turn_to(number)
        if self._spider.reaching_back:
            with write_transaction(self._spider.workshop.engine) as session:
                cursors.keep_cursor(
                    session, self._spider.outlet.name, self._spider.context.period, walk.source, walk.as_json(address), self._spider.workshop.now()
                )
        if address is None:
            return []
        return list(self._spider.sources.once(address, walk.way, self._spider.sources.reader(walk.kind), conditional=False, walk=walk))
