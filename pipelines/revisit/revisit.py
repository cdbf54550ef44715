"""Checks of watched pages: read the page and its earlier state from the evidence, compare them, and store differences.

The evidence is written first, also for an answer that the page is gone. One check is one transaction: the page's fate, its new state, and the day of
the next check.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipelines.dedup.boilerplate import BoilerplateMemory
from pipelines.dedup.urls import page_key
from pipelines.evidence.reading import StoredPage
from pipelines.evidence.writer import read_page
from pipelines.extraction.page_kind import is_bot_wall
from pipelines.extraction.reader import Extraction, NotAnArticle
from pipelines.extraction_pool import ExtractionPool
from pipelines.items import AttemptItem, OutletFacts, PageItem
from pipelines.revisit.page_diff import PageDiff, PageReading, PageRevisit, PageText, compare_pages, read_visible_page
from pipelines.store import text_hash
from records import articles, watched_pages
from records.database import read_with_retry, write_with_retry
from records.model import EvidenceRef
from records.outlets import runs
from records.tables import OutletRunRow
from records.vocabulary import Fate, PageChange
from records.watched_pages import KnownState

# Status codes by which a server says that a page does not exist (RFC 9110, 15.5.5 and 15.5.11).
GONE_STATUSES = frozenset({404, 410})
# State of an outlet's part in a run that only checked watched pages: it says nothing about the outlet's availability.
WATCHED = "watched"
_FATES = {PageChange.SAME: Fate.KNOWN, PageChange.EDITED: Fate.CHANGED, PageChange.BACK: Fate.CHANGED, PageChange.GONE: Fate.GONE}


@dataclass(frozen=True)
class RevisitResult:
    """One finished check. `change` None means that it was inconclusive. `title` and `text` contain a new title or text."""

    article_id: str
    attempt: AttemptItem
    change: PageChange | None = None
    ref: EvidenceRef | None = None
    url: str = ""
    title: str | None = None
    text: str | None = None
    text_sha256: str | None = None


class Revisit:
    """The checks of one outlet's pages on one day (in the home country's time) in one run."""

    def __init__(self, engine: Engine, evidence: Path, pool: ExtractionPool, run_id: str, outlet: OutletFacts, today: date) -> None:
        self._engine = engine
        self._evidence = evidence
        self._pool = pool
        self._run_id = run_id
        self._outlet = outlet
        self._today = today
        self._memory: BoilerplateMemory | None = None

    def note_fetched(self, page: PageItem, ref: EvidenceRef, article_id: str) -> None:
        """Record that a page was fetched, right after its evidence was written."""
        attempt = AttemptItem(page.outlet, page.url, Fate.FETCHED, page.fetched_at, page.status, watched_article=article_id)

        def note(session: Session) -> None:
            self._take_part(session, page.fetched_at)
            self._settle(session, RevisitResult(article_id, attempt, ref=ref))

        write_with_retry(self._engine, note)

    async def look(self, page: PageItem, ref: EvidenceRef, article_id: str) -> RevisitResult:
        """Return what became of a page whose evidence is already written."""
        known_state = read_with_retry(self._engine, lambda session: watched_pages.known_state(session, article_id))
        attempt = AttemptItem(page.outlet, page.url, Fate.KNOWN, page.fetched_at, page.status, watched_article=article_id)
        if known_state is None:
            return RevisitResult(article_id, replace(attempt, fate=Fate.BAD_CONTENT, detail="the article is not stored"), ref=ref)
        looked = RevisitResult(article_id, attempt, ref=ref, url=page.final_url)
        if page.status in GONE_STATUSES:
            walled = await self._pool.run(is_bot_wall, page.body, page.status, page.headers, owner=self._outlet.name)
            if isinstance(walled, NotAnArticle):
                return _refused(looked, walled)
            verdict = PageDiff(None if walled else PageChange.GONE)
            return _revisit_result(replace(looked, attempt=replace(attempt, fate=Fate.BOT_WALL)), known_state, verdict)
        now = await self._pool.run(read_visible_page, page, self._outlet.zone, self._outlet.css, owner=self._outlet.name)
        if isinstance(now, NotAnArticle):
            return _refused(looked, now)
        stored = await self._stored(known_state)
        if stored is not None and _rendered(stored.headers) and not _rendered(page.headers):
            return _refused(looked, NotAnArticle(Fate.EMPTY, "was read in a browser before, and there is none now"))
        before = await self._read_again(page, stored)
        lines = tuple(line for line in known_state.text.split("\n") if line)
        look = PageRevisit(page.url, page.final_url, page.post_number is not None, now, self._own(page, now))
        verdict_now = await self._pool.run(
            compare_pages, PageText(known_state.title, lines), before, self._own(page, before), look, owner=self._outlet.name
        )
        if isinstance(verdict_now, NotAnArticle):
            return _refused(looked, verdict_now)
        if isinstance(now.found, NotAnArticle):
            return _revisit_result(_refused(looked, now.found), known_state, verdict_now)
        return _revisit_result(replace(looked, text_sha256=text_hash(now.found.text)), known_state, verdict_now)

    def store(self, looked: RevisitResult) -> None:
        """Store the page's fate, its state if it changed, and the check, in one transaction."""
        write_with_retry(self._engine, lambda session: self._store(session, looked))

    def _store(self, session: Session, looked: RevisitResult) -> None:
        attempt = looked.attempt
        self._take_part(session, attempt.at)
        # If two processes check at the same time, one result is stored; a stored check is not stored again.
        first = watched_pages.note_revisit(session, looked.article_id, self._today, state_shown=looked.change is not None)
        if first and looked.ref is not None and looked.change not in (None, PageChange.SAME):
            watched_pages.add_state(
                session,
                looked.article_id,
                looked.change,
                at=attempt.at,
                evidence=looked.ref,
                url=looked.url,
                status=attempt.status or 0,
                title=looked.title,
                text=looked.text,
                text_sha256=looked.text_sha256,
            )
        self._settle(session, looked)

    def _settle(self, session: Session, looked: RevisitResult) -> None:
        attempt = looked.attempt
        runs.record_page_fate(
            session,
            self._run_id,
            self._outlet.name,
            attempt.url,
            page_key(attempt.url),
            attempt.fate,
            at=attempt.at,
            status=attempt.status,
            detail=attempt.detail,
            article_id=looked.article_id,
            sha256=looked.ref.sha256 if looked.ref else attempt.sha256,
        )

    def _take_part(self, session: Session, now: datetime) -> None:
        if session.get(OutletRunRow, (self._run_id, self._outlet.name)) is None:
            runs.begin_outlet(session, self._run_id, self._outlet.name, self._outlet.region, now)
            session.get_one(OutletRunRow, (self._run_id, self._outlet.name)).state = WATCHED

    async def _stored(self, known_state: KnownState) -> StoredPage | None:
        """Return the evidence of the earlier state, or None if it is gone."""
        if known_state.evidence is None:
            return None
        try:
            return await asyncio.to_thread(read_page, self._evidence, known_state.evidence)
        except (OSError, ValueError):
            return None

    async def _read_again(self, page: PageItem, stored: StoredPage | None) -> PageReading | None:
        """Return the earlier state as the present reader reads it, or None if it cannot."""
        if stored is None:
            return None
        earlier = replace(page, final_url=stored.url, status=stored.status, headers=stored.headers, body=stored.body)
        before = await self._pool.run(read_visible_page, earlier, self._outlet.zone, self._outlet.css, owner=self._outlet.name)
        return before if isinstance(before, PageReading) and isinstance(before.found, Extraction) else None

    def _own(self, page: PageItem, page_reading: PageReading | None) -> tuple[str, ...]:
        """Return the paragraphs that belong to this page alone. The outlet's common text is only read here, not updated."""
        if page_reading is None or isinstance(page_reading.found, NotAnArticle):
            return ()
        if page.post_number is not None:
            return tuple(block.text for block in page_reading.blocks)
        if self._memory is None:
            stored = read_with_retry(self._engine, lambda session: articles.outlet_memory(session, self._outlet.name))
            self._memory = BoilerplateMemory.from_json(stored) if stored else BoilerplateMemory()
        return tuple(self._memory.clean(page.final_url, page_reading.found.title, page_reading.blocks))


def _revisit_result(looked: RevisitResult, known_state: KnownState, verdict: PageDiff) -> RevisitResult:
    """Return the check with its result. A gone page that can be read again is back; one that stays gone is not reported again."""
    change, new_text = verdict.change, verdict.told
    if change is None:
        return looked
    attempt = replace(looked.attempt, fate=_FATES[change])
    if change is PageChange.GONE:
        return replace(looked, attempt=attempt, change=PageChange.SAME if known_state.gone else change, text_sha256=None)
    if known_state.gone:
        change, attempt = PageChange.BACK, replace(attempt, fate=_FATES[PageChange.BACK])
    text = "\n".join(new_text.lines) if new_text else known_state.text
    title = new_text.title if new_text else known_state.title
    return replace(
        looked,
        attempt=attempt,
        change=change,
        title=title if title != known_state.title else None,
        text=text if text != known_state.text else None,
    )


def _refused(looked: RevisitResult, refused: NotAnArticle) -> RevisitResult:
    return replace(looked, attempt=replace(looked.attempt, fate=refused.fate, detail=refused.detail))


def _rendered(headers: tuple[tuple[str, str], ...]) -> bool:
    return any(name.lower() == "x-qorgan-rendered" for name, _ in headers)
