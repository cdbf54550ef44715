"""The pages that earlier replays put into our evidence and did not bring to their end: they were killed, or stopped. They are settled in the runs that took them."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipelines.evidence.page_fates import open_pages
from pipelines.evidence.record_names import read_file_name
from pipelines.items import PageItem
from records.database import write_transaction
from records.outlets import runs
from records.outlets.broken_runs import close_broken_runs
from spiders.crawl.own_evidence import OwnEvidence

log = logging.getLogger(__name__)


class LeftByReplays:
    """What some runs left open. `run_id` is that of this process: what a crawler of the same run left before it died is settled too."""

    def __init__(self, engine: Engine, own: OwnEvidence, folder: Path, run_id: str) -> None:
        self._engine = engine
        self._own = own
        self._folder = folder
        self._run_id = run_id
        self._taken: list[tuple[str, str, str]] = []
        """Run, outlet and address of every page that was handed on."""

    def items(self, run_ids: Sequence[str]) -> Iterator[PageItem]:
        """The pages as they came. What a living run has in hand is left alone. Raises OSError where the evidence cannot be looked through."""
        if not run_ids:
            return
        with write_transaction(self._engine) as session:
            close_broken_runs(session, datetime.now(UTC))
        mine = {run for run in run_ids if run == self._run_id or not self._own.at_work(run)}
        for file in self._own.files():
            name = read_file_name(file)
            if name is not None and name.run_id in mine:
                yield from self._of_file(file)

    def _of_file(self, file: str) -> Iterator[PageItem]:
        try:
            found = open_pages(self._engine, self._folder, file)
        except OSError as error:
            # Its pages are taken again from the file that is replayed; `qorgan verify` names this one.
            log.error("%s", error)
            return
        for page, fate in found:
            if page.names.watched or not (fate is None or (fate.untried and not fate.article_id)):
                continue
            try:
                item = self._own.item(page, fate)
            except (OSError, ValueError) as error:
                log.error("%s", error)
                continue
            self._own.begin(page, item.fetched_at)
            self._taken.append((page.run_id, item.outlet, item.url))
            yield item

    def settled(self, session: Session) -> dict[str, int]:
        """What became of them, by fate; only of those of earlier runs, since this run counts its own."""
        fates = (runs.fate(session, *one) for one in self._taken if one[0] != self._run_id)
        return dict(Counter(fate.value for fate in fates if fate is not None))
