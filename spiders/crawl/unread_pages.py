"""Pages of an outlet that earlier crawls fetched and stored in the evidence but did not read.

They are read from there before the network is used, so that their content at that time counts and nothing is fetched twice. Pages that broke a limit
of their reader are not included: they would again.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine

from pipelines.evidence.page_fates import PageFate, PageRecord, open_pages
from pipelines.evidence.record_metadata import read_file_name
from pipelines.items import PageItem
from spiders.crawl.evidence import OwnEvidence

log = logging.getLogger(__name__)

_OpenPage = tuple[PageRecord, PageFate | None]


class UnreadPages:
    """Unread pages in the evidence, for all outlets of one process. The files of a run are read once, when the first outlet needs them."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._lock = Lock()
        self._folder = folder
        self._own = OwnEvidence(engine, folder, ())
        self._files: dict[str, list[str]] | None = None
        self._open: dict[str, dict[str, list[_OpenPage]]] = {}

    def of(self, outlet: str, runs: Sequence[str]) -> list[_OpenPage]:
        """Return the pages of an outlet that these runs left open. It may read whole files.

        The outlet must be claimed, so that no other process works on them. The list is empty if the evidence folder cannot be read: this is logged
        for each outlet, and its pages are fetched again.
        """
        try:
            return [page for run_id in runs for page in self._of_run(run_id).get(outlet, [])]
        except OSError as error:
            log.error("%s", error)
            return []

    def item(self, left: _OpenPage) -> PageItem | None:
        """Return the page as fetched, or None if the record is gone or has changed: `qorgan verify` reports it, and the page is fetched again."""
        try:
            return self._own.item(*left)
        except (OSError, ValueError) as error:
            log.error("%s", error)
            return None

    def _of_run(self, run_id: str) -> dict[str, list[_OpenPage]]:
        """Return the open pages of a run, by outlet."""
        with self._lock:
            if run_id not in self._open:
                # Stored only when complete, so that after an error no outlet gets half of it.
                self._open[run_id] = self._read(self._files_of(run_id))
            return self._open[run_id]

    def _files_of(self, run_id: str) -> list[str]:
        if self._files is None:
            files: defaultdict[str, list[str]] = defaultdict(list)
            for file in self._own.files():
                if name := read_file_name(file):
                    files[name.run_id].append(file)
            self._files = files
        return self._files.get(run_id, [])

    def _read(self, files: Iterable[str]) -> dict[str, list[_OpenPage]]:
        """Return the open pages in these files, by outlet. A file that cannot be read is logged and skipped: its pages are fetched again."""
        by_outlet: defaultdict[str, list[_OpenPage]] = defaultdict(list)
        for file in files:
            try:
                pages = open_pages(self._engine, self._folder, file)
            except OSError as error:
                log.error("%s", error)
                continue
            for page, fate in pages:
                # The watch fetches the page of a watched article again by itself.
                if not page.names.watched and (fate is None or (fate.untried and not fate.article_id)):
                    by_outlet[fate.outlet if fate else page.names.outlet].append((page, fate))
        return dict(by_outlet)


@cache
def load_unread_pages(engine: Engine, folder: Path) -> UnreadPages:
    """Return the unread pages in the evidence, as this process found them."""
    return UnreadPages(engine, folder)
