"""Storage of an outlet's pages in batches: remove common text, detect copies, store new articles, record every page's fate.

Pages are stored in batches because teasers and side columns are noticed only when several pages of an outlet are compared.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipelines.dedup.boilerplate import BoilerplateMemory
from pipelines.dedup.near_duplicates import OutletStory, band_keys, same_story
from pipelines.dedup.urls import accept_canonical, article_id, clean, page_key
from pipelines.extraction.date_grammar import to_iso
from pipelines.extraction.page_kind import too_short
from pipelines.extraction.reader import Extraction
from pipelines.items import ArticleItem, AttemptItem, CrawlContext, OutletFacts, PageItem
from pipelines.revisit.page_diff import comparable_text
from records import articles, watched_pages
from records.clock import day_of
from records.database import write_with_retry
from records.model import EvidenceRef
from records.outlets import health, runs
from records.outlets.health import PageMeasures
from records.tables import ArticleRow
from records.vocabulary import Fate, PageChange

# Pages of one outlet that are compared and stored together: enough to see repeated blocks, few enough that a crash loses little.
BATCH = 40
# Maximum seconds that a page waits. At five seconds between requests a batch would take minutes to fill, and a crash would lose as much.
MAX_BATCH_AGE = 60.0
# Fates of pages that were requested as articles but not read as one.
UNREAD = frozenset({Fate.NOT_ARTICLE, Fate.TOO_SHORT, Fate.EMPTY})


@dataclass(frozen=True)
class ReadPage:
    """A page that was read as an article."""

    page: PageItem
    ref: EvidenceRef
    extraction: Extraction


@dataclass(frozen=True)
class EndedAttempt:
    """An attempt that ended before storing, with its evidence if there is any."""

    attempt: AttemptItem
    ref: EvidenceRef | None = None


class OutletPageStore:
    """Storage for the pages of one outlet in one crawl. Not thread-safe."""

    def __init__(self, engine: Engine, context: CrawlContext, outlet: OutletFacts, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._context = context
        self._outlet = outlet
        self._now = now
        self._reads: list[ReadPage] = []
        self._ended: list[EndedAttempt] = []
        self._since: datetime | None = None
        """When the oldest waiting page began to wait."""
        self._measures = PageMeasures()
        self._stored: list[ArticleItem] = []
        """The articles that the last batch added."""

        def begin(session: Session) -> dict[str, Any] | None:
            runs.begin_outlet(session, context.run_id, outlet.name, outlet.region, now())
            return articles.outlet_memory(session, outlet.name)

        stored = write_with_retry(engine, begin)
        self._memory = BoilerplateMemory.from_json(stored) if stored else BoilerplateMemory()

    def note_fetched(self, page: PageItem, ref: EvidenceRef) -> None:
        """Record that a page was fetched, right after its evidence was written.

        Whatever happens next, the page then has a row with a temporary fate.
        """
        attempt = AttemptItem(outlet=page.outlet, url=page.url, fate=Fate.FETCHED, at=page.fetched_at, status=page.status)
        write_with_retry(self._engine, lambda session: self._settle(session, page.url, attempt, ref))

    def add(self, item: ReadPage | EndedAttempt) -> None:
        """Add one page to the batch. It is stored by the next `flush`."""
        if isinstance(item, ReadPage):
            self._reads.append(item)
            fetched = item.page.fetched_at
        else:
            self._ended.append(item)
            fetched = item.attempt.at
        now = self._now()
        # A page from a file may have been fetched years ago; it has been waiting only since it arrived.
        since = fetched if (now - fetched).total_seconds() <= MAX_BATCH_AGE else now
        self._since = min(self._since or since, since)

    def is_full(self) -> bool:
        """Return whether the batch is to be stored now: it is full, or its first page has waited long enough."""
        if self._since is None:
            return False
        return len(self._reads) + len(self._ended) >= BATCH or (self._now() - self._since).total_seconds() > MAX_BATCH_AGE

    def flush(self) -> list[ArticleItem]:
        """Store all waiting pages in one transaction and return the new articles.

        Database errors are raised, because a page that cannot be stored stops the crawl.
        """
        if not self._reads and not self._ended:
            return []
        for read in self._reads:
            if read.page.post_number is None:
                self._memory.observe(read.page.final_url, read.extraction.title, read.extraction.blocks)
        tries = count()

        def store(session: Session) -> None:
            # The server may have committed the batch and been stopped before it could confirm.
            if not next(tries) or not self._is_stored(session):
                self._store_waiting(session)

        write_with_retry(self._engine, store)
        self._reads, self._ended, self._since = [], [], None
        return self._stored

    def _store_waiting(self, session: Session) -> None:
        self._stored = []
        self._measures = PageMeasures(unread=sum(not ended.attempt.source and ended.attempt.fate in UNREAD for ended in self._ended))
        for read in self._reads:
            self._store(session, read)
        for ended in self._ended:
            self._settle(session, ended.attempt.url, ended.attempt, ended.ref)
        articles.store_outlet_memory(session, self._outlet.name, self._memory.to_json())
        day = day_of(self._now(), self._outlet.region)
        health.note_pages(session, self._context.run_id, self._outlet.name, day, self._measures)

    def _is_stored(self, session: Session) -> bool:
        """Return whether this batch is already stored. Batches are stored whole, so the timestamp of one page's fate is enough to know."""
        tries = [(read.page.url, read.page.fetched_at) for read in self._reads] + [(ended.attempt.url, ended.attempt.at) for ended in self._ended]
        (url, at), *_ = tries
        row = runs.try_of(session, self._context.run_id, self._outlet.name, url)
        return row is not None and row.at == at and row.fate != Fate.FETCHED

    def _store(self, session: Session, read: ReadPage) -> None:
        """Store one page and record its fate.

        The steps, in order: its URL, its own text, already known, outside the period, too short, a copy, else a new article.
        """
        page, extraction = read.page, read.extraction
        address = self._canonical_address(read)
        text = self._own_text(read)
        identifier, day = article_id(self._outlet.name, address), published_day(extraction.surely_published)
        article: str | None = None
        if session.get(ArticleRow, identifier) is not None:
            fate, article = self._known_again(session, read, identifier, text), identifier
        elif day is not None and not self._context.period.holds(day):
            fate = Fate.OUT_OF_PERIOD
        elif not text or (not extraction.partial and too_short(text, extraction.title)):
            fate = Fate.TOO_SHORT
        else:
            bands = band_keys(text)
            copies = _same_stories(session, bands, OutletStory(extraction.title, text, day))
            own = next((row.id for row in copies if row.outlet == self._outlet.name), None)
            if own is not None:
                # The same outlet published it under another URL. A copy of another outlet's article is stored and points to that one.
                fate, article = Fate.NEAR_COPY, own
            else:
                row = self._row(read, identifier, address, text, copy_of=(copies[0].copy_of or copies[0].id) if copies else None)
                articles.add_article(session, row, bands, read.ref, page.final_url, page.status, text_hash(extraction.text))
                self._stored.append(_item(row, read.ref))
                fate, article = Fate.STORED, identifier
        self._measure(read, fate, text)
        attempt = AttemptItem(outlet=page.outlet, url=page.url, fate=fate, at=page.fetched_at, status=page.status)
        self._settle(session, page.url, attempt, read.ref, article, day if fate is Fate.OUT_OF_PERIOD else None)

    def _canonical_address(self, read: ReadPage) -> str:
        """Return the article's canonical URL if the page names an acceptable one. A channel's post has its own URL."""
        page = read.page
        if page.post_number is not None:
            return page.url
        return accept_canonical(read.extraction.canonical or "", page.final_url, self._outlet.sites) or clean(page.final_url) or page.final_url

    def _own_text(self, read: ReadPage) -> str:
        """Return the article's text without what the outlet's pages have in common. A channel's posts have nothing in common."""
        page, extraction = read.page, read.extraction
        if page.post_number is not None:
            return extraction.text
        return "\n".join(self._memory.clean(page.final_url, extraction.title, extraction.blocks))

    def _row(self, read: ReadPage, identifier: str, address: str, text: str, *, copy_of: str | None) -> ArticleRow:
        extraction = read.extraction
        return ArticleRow(
            id=identifier,
            run_id=self._context.run_id,
            outlet=self._outlet.name,
            url=address,
            region=self._outlet.region,
            lang=extraction.lang,
            title=extraction.title,
            text=text,
            authors=list(extraction.authors),
            published_at=to_iso(extraction.published),
            published_on=published_day(extraction.surely_published),
            date_precision=extraction.date_precision,
            fetched_at=read.page.fetched_at,
            text_sha256=text_hash(text),
            copy_of=copy_of,
            partial=extraction.partial,
        )

    def _measure(self, read: ReadPage, fate: Fate, text: str) -> None:
        if fate is Fate.STORED:
            dated = int(read.extraction.surely_published is not None)
            self._measures += PageMeasures(articles=1, dated=dated, letters=len(text), raw=max(len(read.extraction.text), len(text)))
        elif fate in UNREAD:
            self._measures += PageMeasures(unread=1)

    def _known_again(self, session: Session, read: ReadPage, identifier: str, text: str) -> Fate:
        """Return the fate of a page that is already stored.

        A channel shows its posts at every visit, so their edits are noticed here. Other pages are checked by the watch.
        """
        page, hashed = read.page, text_hash(read.extraction.text)
        if page.post_number is None or articles.text_hashes(session, [identifier]).get(identifier) == hashed:
            return Fate.KNOWN
        known_state = watched_pages.known_state(session, identifier)
        title = read.extraction.title
        edited = known_state is None or comparable_text(f"{title}\n{text}") != comparable_text(f"{known_state.title}\n{known_state.text}")
        change = PageChange.BACK if known_state is not None and known_state.gone else PageChange.EDITED if edited else None
        watched_pages.add_state(
            session,
            identifier,
            change,
            at=page.fetched_at,
            evidence=read.ref,
            url=page.final_url,
            status=page.status,
            title=title if known_state is not None and title != known_state.title else None,
            text=text if known_state is not None and text != known_state.text else None,
            text_sha256=hashed,
        )
        return Fate.CHANGED

    def _settle(
        self, session: Session, url: str, attempt: AttemptItem, ref: EvidenceRef | None, article: str | None = None, published_on: date | None = None
    ) -> None:
        runs.record_page_fate(
            session,
            self._context.run_id,
            self._outlet.name,
            url,
            page_key(url),
            attempt.fate,
            at=attempt.at,
            status=attempt.status,
            source=attempt.source,
            detail=attempt.detail,
            article_id=article,
            sha256=ref.sha256 if ref else attempt.sha256,
            published_on=published_on or attempt.published_on,
            title=attempt.title,
        )


def _same_stories(session: Session, bands: tuple[int, ...], story: OutletStory) -> list[ArticleRow]:
    """Return the stored articles with nearly the same text, including those of other outlets."""
    return [row for row in articles.near_copy_candidates(session, bands) if same_story(story, OutletStory(row.title, row.text, row.published_on))]


def _item(row: ArticleRow, ref: EvidenceRef) -> ArticleItem:
    return ArticleItem(
        id=row.id,
        url=row.url,
        outlet=row.outlet,
        region=row.region,
        lang=row.lang,
        title=row.title,
        text=row.text,
        authors=list(row.authors),
        published_at=row.published_at,
        fetched_at=row.fetched_at.isoformat(),
        sha256=ref.sha256,
        evidence={"file": ref.file, "offset": ref.offset},
        copy_of=row.copy_of,
        date_precision=row.date_precision,
        partial=row.partial,
    )


def text_hash(text: str) -> str:
    """Return a hash that distinguishes two states of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def published_day(published: date | datetime | None) -> date | None:
    """Return the day of a date or datetime, in the outlet's own time zone."""
    return published.date() if isinstance(published, datetime) else published
