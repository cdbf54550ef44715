"""Scrapy extensions of an outlet's part of a run: they open and close it, and renew its claim."""

import logging
from collections.abc import Mapping, Set
from datetime import date, datetime, timedelta
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.utils.asyncio import create_looping_call
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from records import articles
from records.clock import day_of
from records.database import write_with_retry
from records.error_translation import storage_error_message
from records.i18n import tr
from records.outlets import claims, health, pace, runs
from records.outlets.health import PanelOutlet
from records.outlets.visit_balance import VisitBalance, close_balance
from records.tables import OutletRow, OutletRunRow
from records.vocabulary import Cause
from spiders.config.schema import Outlet
from spiders.crawl.collecting_spider import CollectingSpider
from spiders.crawl.layout_change import find_layout_change
from spiders.crawl.outlet_spider import OutletSpider

log = logging.getLogger(__name__)

_WEEK = timedelta(days=7)


class OutletRunExtension:
    """The extension of one crawler. It claims the outlet before the first request; without the claim the spider requests nothing."""

    def __init__(self, crawler: Crawler) -> None:
        self._heart = create_looping_call(self._beat)
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.closed, signal=signals.spider_closed)
        return extension

    def opened(self, spider: CollectingSpider) -> None:
        if not isinstance(spider, CollectingSpider):
            # A spider that only looks at pages has no part in a run.
            return
        now = spider.resources.now()
        try:
            spider.claimed = write_with_retry(spider.resources.engine, lambda session: _open(session, spider, now))
        except SQLAlchemyError as error:
            # Otherwise the spider would be closed as one that had nothing to do.
            spider.visit_state.broken = storage_error_message(error)
            log.error("%s", spider.visit_state.broken)
        if _claimed(spider):
            self._heart.start(claims.HEARTBEAT_INTERVAL.total_seconds(), now=False)
        if not spider.claimed and self._crawler.settings["JOBDIR"]:
            # Otherwise requests that wait in the job's folder would still be sent.
            raise CloseSpider("not claimed")

    def closed(self, spider: CollectingSpider, reason: str) -> None:
        if not isinstance(spider, CollectingSpider):
            return
        if getattr(self._heart, "running", False):
            self._heart.stop()
        evidence, now = spider.resources.evidence, spider.resources.now()
        names = [spider.outlet.name] if isinstance(spider, OutletSpider) else evidence.outlets()
        written = {name: evidence.take_written(name) for name in names} if spider.claimed else {}
        try:
            write_with_retry(spider.resources.engine, lambda session: _close(session, spider, reason, written, now))
        except SQLAlchemyError as error:
            # The process that started this crawl closes what is left open and reports why.
            spider.visit_state.broken = spider.visit_state.broken or storage_error_message(error)
            log.error("%s", spider.visit_state.broken)

    def _beat(self) -> None:
        spider: Any = self._crawler.spider
        try:
            write_with_retry(spider.resources.engine, lambda session: _keep_alive(session, spider))
        except SQLAlchemyError as error:
            # Go on after an error: ending here would stop the heartbeat for good.
            log.warning("%s", storage_error_message(error))


def _open(session: Session, spider: CollectingSpider, now: datetime) -> bool:
    """Begin the crawl's part of the run; return False if another run is collecting its outlet."""
    run = spider.context.run_id
    runs.begin_run(session, run, spider.kind, now)
    if spider.by_hand:
        claims.claim(session, claims.run_name(run), run, now)
    return not isinstance(spider, OutletSpider) or _take(session, spider, now)


def _close(session: Session, spider: CollectingSpider, reason: str, written: Mapping[str, Set[int]], now: datetime) -> None:
    """End the crawl's part of the run."""
    run = spider.context.run_id
    finished = reason == "finished" and spider.stopped is None and spider.visit_state.broken is None
    if isinstance(spider, OutletSpider):
        part = runs.outlet_run_row(session, run, spider.outlet.name)
        # The transaction of this closing was committed, but the server stopped before it confirmed it.
        if spider.claimed and part is not None and part.ended_at != now:
            # This comes first because it settles unfinished pages, however the crawl ended.
            even = _balance(session, spider, spider.outlet.name, written).even
            _close_outlet(session, spider, finished and even, now)
    elif spider.claimed:
        for name in runs.open_outlets(session, run):
            runs.finish_outlet(session, run, name, found=spider.found, finished=finished, now=now)
        for name in written:
            if not _balance(session, spider, name, written).even and (part := runs.outlet_run_row(session, run, name)):
                part.finished = False
    if spider.by_hand:
        runs.end_run(session, run, runs.run_totals(session, run), now)
        claims.release(session, claims.run_name(run), run)


def _keep_alive(session: Session, spider: CollectingSpider) -> None:
    for name in _claimed(spider):
        claims.send_heartbeat(session, spider.context.run_id, name, spider.resources.now())


def _claimed(spider: CollectingSpider) -> list[str]:
    """Return what this crawler claims: its outlet, and the run if no flow claims it."""
    outlet = [spider.outlet.name] if isinstance(spider, OutletSpider) and spider.claimed else []
    return [*outlet, claims.run_name(spider.context.run_id)] if spider.by_hand else outlet


def _take(session: Session, spider: OutletSpider, now: datetime) -> bool:
    """Begin the outlet's part of the run; return False if another run is collecting it."""
    outlet, run = spider.outlet, spider.context.run_id
    if not claims.claim(session, outlet.name, run, now):
        # If two processes of one run meet (a shard that was believed dead), the second leaves the part of the run to the first.
        if claims.claiming_run(session, outlet.name) != run:
            runs.mark_busy(session, run, outlet.name, outlet.region, now)
        log.warning("%s", tr("{outlet} is being collected by another run; left alone").format(outlet=outlet.name))
        return False
    health.join_panel(session, _panel_outlet(outlet), _today(spider))
    runs.close_dead_outlet_runs(session, outlet.name, now)
    runs.begin_outlet(session, run, outlet.name, outlet.region, now)
    return True


def _panel_outlet(outlet: Outlet) -> PanelOutlet:
    """Return an outlet file's entry in the form that the panel stores."""
    minimum = outlet.minimum.articles_per_week if outlet.minimum else None
    return PanelOutlet(outlet.name, outlet.title.model_dump(), outlet.home, outlet.country, outlet.region, outlet.languages, minimum, outlet.aliases)


def _today(spider: OutletSpider) -> date:
    """Return the current day in the outlet's time zone."""
    return day_of(spider.resources.now(), spider.outlet.region)


def _close_outlet(session: Session, spider: OutletSpider, finished: bool, now: datetime) -> None:
    """Record the result of the visit: the outlet answered, or failed for a cause. If everything was tried, a collection of past days is finished."""
    name, run = spider.outlet.name, spider.context.run_id
    visit, tried = spider.visit, spider.visit.tried_sources
    if spider.visit_state.broken is not None:
        # Its pages could not be stored. It neither answered nor failed by itself, so this is not a visit of its day.
        part = session.get_one(OutletRunRow, (run, name))
        part.found = visit.found
        runs.abort_outlet_run(session, part, now)
        claims.release(session, name, run)
        return
    row = runs.finish_outlet(
        session, run, name, found=visit.found, finished=finished, now=now, served=bool(tried.served), cause=runs.main_cause(tried.failures)
    )
    row.ways, row.guessed_at = [source.as_json() for source in tried.served], tried.guessed_at
    if row.state == "answered" and (change := find_layout_change(session, name, _today(spider))):
        row.state, row.cause = "failed", Cause.LAYOUT_CHANGED
        log.warning("%s", tr("{outlet}: its layout seems to have changed ({reason})").format(outlet=name, reason=change))
    cause = None if row.state == "answered" else Cause(row.cause or Cause.EMPTY)
    if cause is None and _under_minimum(session, spider.outlet, _today(spider)):
        # It answers, but counts as failing.
        row.cause = cause = Cause.UNDER_MINIMUM
    health.note_visit(session, name, _today(spider), cause, now)
    if finished and not spider.visit_state.has_temporary_failure:
        # Store these last: if this run had died, or a page had to be tried again, an unchanged feed would hide what is still missing.
        for url, (etag, modified) in visit.validators.items():
            articles.store_source_state(session, name, url, etag, modified, now)
        if visit.reaching_back:
            pace.drop_cursors(session, name, spider.context.period)
    claims.release(session, name, run)


def _balance(session: Session, spider: CollectingSpider, outlet: str, written: Mapping[str, Set[int]]) -> VisitBalance:
    """Return the balance of pages in the evidence and their fates.

    If it is uneven, the visit is not finished and stores no ETag, and this is logged.
    """
    balance = close_balance(session, spider.context.run_id, outlet, written[outlet], stored_no_more=spider.visit_state.broken is not None)
    if not balance.even:
        log.error("%s: %s", outlet, balance.in_words())
    return balance


def _under_minimum(session: Session, outlet: Outlet, today: date) -> bool:
    """Return whether a whole week on the panel brought fewer articles than the minimum in the outlet's file."""
    row = session.get(OutletRow, outlet.name)
    if outlet.minimum is None or row is None or row.listed_on > today - _WEEK:
        return False
    return health.articles_since(session, outlet.name, today - _WEEK) < outlet.minimum.articles_per_week
