"""Reads the pages that lie in our own evidence without a fate, and settles them in the run that fetched them. Nothing is asked of the network."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from typing import Any

from pipelines.evidence.fates_check import pages_in_hand
from pipelines.evidence.page_fates import PageFate, PageRecord, open_pages
from pipelines.evidence.record_names import read_file_name
from pipelines.items import PageItem
from pipelines.store import page_key
from records.database import read_session, write_transaction
from records.i18n import tr
from records.outlets import claims, runs
from records.outlets.broken_runs import close_broken_runs
from records.settings import read_settings
from records.tables import OutletRunRow, RunRow
from records.vocabulary import Fate
from spiders.config.schema import Outlet
from spiders.crawl.replaying_spider import ReplayingSpider

log = logging.getLogger(__name__)


class MissingSpider(ReplayingSpider):
    """Settles what is open in the evidence. What a living run has in hand, and outlets that another run is collecting, are left alone."""

    name = "missing"

    def __init__(self, outlets: Iterable[Outlet], **kwargs: Any) -> None:
        super().__init__(outlets, **kwargs)
        self._folder = read_settings().evidence
        self._taken: list[tuple[str, str, str]] = []
        """Run, outlet and address of every page that was read."""
        self._mine: dict[str, bool] = {}
        """Outlets that were asked for, and whether this process has them."""
        self.left = 0
        self._beating: asyncio.Task[None] | None = None

    async def start(self) -> AsyncIterator[Any]:
        self._beating = asyncio.ensure_future(self.keep_claims(self._mine))
        with write_transaction(self.resources.engine) as session:
            close_broken_runs(session, self.resources.now())
        try:
            files = await asyncio.to_thread(self.own.files)
        except OSError as error:
            self.break_off(error)
            return
        for file in files:
            name = read_file_name(file)
            if name is None or self.own.at_work(name.run_id):
                continue
            try:
                found = await asyncio.to_thread(open_pages, self.resources.engine, self._folder, file)
            except OSError as error:
                # The other files are read all the same; `qorgan verify` names this one too.
                log.error("%s", error)
                self.left += 1
                continue
            for page, fate in found:
                await self.in_hand.take()
                if self.broken or self.stopped:
                    return
                item = self._item(page, fate)
                if item is not None:
                    yield item
                else:
                    self.in_hand.give_back()

    def _item(self, page: PageRecord, fate: PageFate | None) -> PageItem | None:
        """The page to be read; None if it was settled at once, or is left to others."""
        outlet = self.own.outlet_of(page, fate)
        if not self._is_mine(outlet):
            self.left += 1
            return None
        try:
            item = self.own.item(page, fate)
        except (OSError, ValueError) as error:
            log.error("%s", error)
            self.left += 1
            return None
        self.found += 1
        self.own.begin(page, item.fetched_at)
        watched = page.names.watched or (fate.article_id if fate else None)
        if watched is not None:
            self._leave_to_the_watch(item, watched)
            return None
        assert item.kept is not None, "it comes from the evidence"
        self._taken.append((item.kept.run_id, item.outlet, item.url))
        return item

    def _leave_to_the_watch(self, item: PageItem, article_id: str) -> None:
        """A look at a watched page compares it with the look before; the watch asks for the page again by itself."""
        assert item.kept is not None, "it comes from the evidence"
        run_id, ref = item.kept.run_id, item.kept.ref
        with write_transaction(self.resources.engine) as session:
            runs.begin_outlet(session, run_id, item.outlet, self.facts(item.outlet).region, item.fetched_at)
            runs.settle(
                session, run_id, item.outlet, item.url, page_key(item.url), Fate.NOT_READ, at=item.fetched_at, status=item.status,
                article_id=article_id, sha256=ref.sha256, detail="the watch looks at it again",
            )  # fmt: skip

    def _is_mine(self, outlet: str) -> bool:
        """Whether this process has the outlet, so that no visit stores the same page at the same moment."""
        if outlet not in self._mine:
            with write_transaction(self.resources.engine) as session:
                self._mine[outlet] = claims.claim(session, outlet, self.context.run_id, self.resources.now())
            if not self._mine[outlet]:
                log.warning("%s", tr("{outlet} is being collected by another run; left alone").format(outlet=outlet))
        return self._mine[outlet]

    def ended(self) -> None:
        """Close what was opened, settle what has no evidence to be read from, and note what was done."""
        if self._beating is not None:
            self._beating.cancel()
        with write_transaction(self.resources.engine) as session:
            for run_id, outlet in sorted({(run_id, outlet) for run_id, outlet, _ in self._taken}):
                part = session.get(OutletRunRow, (run_id, outlet))
                if part is not None and part.state == "running":
                    runs.finish_outlet(session, run_id, outlet, found=0, finished=False, now=part.started_at)
            if not (self.broken or self.stopped):
                for run_id in {page.run_id for page in pages_in_hand(session, self.resources.now())}:
                    runs.settle_in_hand(session, run_id)
            for outlet, mine in self._mine.items():
                if mine:
                    claims.release(session, outlet, self.context.run_id)
        with read_session(self.resources.engine) as session:
            settled: Counter[str] = Counter()
            for run_id, outlet, url in self._taken:
                fate = runs.fate(session, run_id, outlet, url)
                if fate is None:
                    # It was broken off before this page had its row.
                    self.left += 1
                else:
                    settled[fate] += 1
        with write_transaction(self.resources.engine) as session:
            session.get_one(RunRow, self.context.run_id).summary = {"settled": dict(settled), "left": self.left}
