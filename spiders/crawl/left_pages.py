"""Pages of an outlet that earlier crawls left in the evidence, fetched and unread: they are read from there before the network is asked again.

So what a page said then is read whatever the outlet shows by now, and nothing is fetched twice. Only what nobody has tried to read is taken: a page
that broke a limit of its reader would break it again.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
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
        self._files: defaultdict[str, list[str]] | None = None
        self._open: dict[str, defaultdict[str, list[OpenPage]]] = {}

    def of(self, outlet: str, runs: Sequence[str]) -> list[OpenPage]:
        """The pages of an outlet that these runs left open. It may read whole files.

        The outlet must be claimed, so that nobody else has them in hand.
        """
        return [one for run_id in runs for one in self._of_run(run_id)[outlet]]

    def item(self, left: OpenPage) -> PageItem | None:
        """The page as it came then. None if the record is gone or has changed: `qorgan verify` names it, and the page is asked for again."""
        try:
            return self._own.item(*left)
        except (OSError, ValueError) as error:
            log.error("%s", error)
            return None

    def _of_run(self, run_id: str) -> defaultdict[str, list[OpenPage]]:
        """The open pages of a run, by outlet."""
        with self._lock:
            if self._files is None:
                self._files = defaultdict(list)
                for file in self._own.files():
                    if name := read_file_name(file):
                        self._files[name.run_id].append(file)
            if run_id not in self._open:
                self._open[run_id] = defaultdict(list)
                for file in self._files[run_id]:
                    for page, fate in open_pages(self._engine, self._folder, file):
                        # The watch asks for the page of an article again by itself.
                        if not page.names.watched and (fate is None or (fate.untried and not fate.article_id)):
                            self._open[run_id][fate.outlet if fate else page.names.outlet].append((page, fate))
            return self._open[run_id]


@cache
def left_pages(engine: Engine, folder: Path) -> LeftPages:
    """What is left in the evidence, as this process found it."""
    return LeftPages(engine, folder)
