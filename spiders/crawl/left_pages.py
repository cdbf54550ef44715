"""Pages of an outlet that earlier crawls left in the evidence, fetched and unread: they are read from there before the network is asked again.

So what a page said then is read whatever the outlet shows by now, and nothing is fetched twice. Only what nobody has tried to read is taken: a page
that broke a limit of its reader would break it again.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine

from pipelines.evidence.page_fates import PageFate, PageRecord, open_pages
from pipelines.evidence.record_names import read_file_name
from pipelines.items import PageItem
from spiders.crawl.own_evidence import OwnEvidence

log = logging.getLogger(__name__)

OpenPage = tuple[PageRecord, PageFate | None]


class LeftPages:
    """What is left in the evidence, for all outlets of one process. The files of a run are read once, whichever outlet asks for it first."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._lock = Lock()
        self._folder = folder
        self._own = OwnEvidence(engine, folder, ())
        self._files: dict[str, list[str]] | None = None
        self._open: dict[str, dict[str, list[OpenPage]]] = {}

    def of(self, outlet: str, runs: Sequence[str]) -> list[OpenPage]:
        """The pages of an outlet that these runs left open. It may read whole files.

        The outlet must be claimed, so that nobody else has them in hand. None if the evidence folder cannot be looked through: that is told for each
        outlet that asks, and its pages are asked for again.
        """
        try:
            return [one for run_id in runs for one in self._of_run(run_id).get(outlet, [])]
        except OSError as error:
            log.error("%s", error)
            return []

    def item(self, left: OpenPage) -> PageItem | None:
        """The page as it came then. None if the record is gone or has changed: `qorgan verify` names it, and the page is asked for again."""
        try:
            return self._own.item(*left)
        except (OSError, ValueError) as error:
            log.error("%s", error)
            return None

    def _of_run(self, run_id: str) -> dict[str, list[OpenPage]]:
        """The open pages of a run, by outlet."""
        with self._lock:
            if run_id not in self._open:
                # Kept when it is complete, so that an error gives nobody half of it.
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

    def _read(self, files: Iterable[str]) -> dict[str, list[OpenPage]]:
        """What is open in these files, by outlet. One that cannot be read is told and passed over: its pages are asked for again."""
        found: defaultdict[str, list[OpenPage]] = defaultdict(list)
        for file in files:
            try:
                pages = open_pages(self._engine, self._folder, file)
            except OSError as error:
                log.error("%s", error)
                continue
            for page, fate in pages:
                # The watch asks for the page of an article again by itself.
                if not page.names.watched and (fate is None or (fate.untried and not fate.article_id)):
                    found[fate.outlet if fate else page.names.outlet].append((page, fate))
        return dict(found)


@cache
def left_pages(engine: Engine, folder: Path) -> LeftPages:
    """What is left in the evidence, as this process found it."""
    return LeftPages(engine, folder)
