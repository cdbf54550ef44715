"""Stores an outlet's pages, one batch at a time: compare them with each other, join copies, store what is new, give every page its fate.

They come in batches, because a teaser or a side column is noticed only when several pages of an outlet are compared.
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
from pipelines.dedup.urls import accept_canonical, clean, identity, site_of
from pipelines.extraction.date_grammar import to_iso
from pipelines.extraction.page_kind import too_short
from pipelines.extraction.reader import Extraction
from pipelines.items import ArticleItem, CrawlContext, OutletFacts, PageItem, TryItem
from pipelines.reach import is_private
from pipelines.revisit.page_diff import comparable_text
from records import articles, watched_pages
from records.clock import day_of
from records.database import in_transaction
from records.errors import QorganError
from records.i18n import tr
from records.model import EvidenceRef
from records.outlets import health, runs
from records.outlets.health import PageMeasures
from records.tables import ArticleRow
from records.vocabulary import Fate, PageChange

# Tips: addresses that a person gives. A private address is refused, so that nobody can make Qorgan read what only its own machine may read.


class BadTip(QorganError):
    """It is no address, or it leads to a private host. Raised before anything is fetched; exit 1."""


def accepted_address(url: str) -> str:
    """The address in the form in which it is fetched. Raises BadTip."""
    address = clean(url)
    if address is None:
        raise BadTip(tr("{url} is no web address").format(url=url))
    host = site_of(address)
    if is_private(host):
        raise BadTip(tr("{url} leads to a private host; only public pages are fetched").format(url=url))
    return address


# Pages of one outlet that are compared and stored together: enough to see what repeats, few enough that a crash costs little.
BATCH = 40
# Seconds that a page waits at most: at five seconds between requests a batch would take minutes to fill, and a crash would cost as much again.
WAIT = 60.0
# Fates of pages that were asked for as articles and read as none.
UNREAD = frozenset({Fate.NOT_ARTICLE, Fate.TOO_SHORT, Fate.EMPTY})


@dataclass(frozen=True)
class ReadPage:
    """A page that reads as an article."""

    page: PageItem
    ref: EvidenceRef
    extraction: Extraction


@dataclass(frozen=True)
class Ended:
    """A try that ended before storing, with its evidence if there is some."""

    attempt: TryItem
    ref: EvidenceRef | None = None


def page_key(url: str) -> str:
    """The short form of an address's identity. A page is known by it."""
    return hashlib.sha256(identity(url).encode()).hexdigest()[:40]


def article_id(outlet: str, url: str) -> str:
    """The id of an article: a hash of outlet and address identity, so that the same page gets the same id on every machine."""
    return hashlib.sha256(f"{outlet} {identity(url)}".encode()).hexdigest()[:20]


class Intake:
    """Stores the pages of one outlet. Not thread-safe; there is one for each outlet and crawl."""

    def __init__(self, engine: Engine, context: CrawlContext, outlet: OutletFacts, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._context = context
        self._outlet = outlet
        self._now = now
        self._reads: list[ReadPage] = []
        self._ended: list[Ended] = []
        self._since: datetime | None = None
        """Since when the first of those that wait has been waiting."""
        self._measures = PageMeasures()
        self._stored: list[ArticleItem] = []
        """What the last batch added."""

        def begin(session: Session) -> dict[str, Any] | None:
            runs.begin_outlet(session, context.run_id, outlet.name, outlet.region, now())
            return articles.outlet_memory(session, outlet.name)

        kept = in_transaction(engine, begin)
        self._memory = BoilerplateMemory.from_json(kept) if kept else BoilerplateMemory()

    def note_fetched(self, page: PageItem, ref: EvidenceRef) -> None:
        """Write down that a page is in hand, right after its evidence. Whatever happens now, the page has a row, and the row a fate that passes."""
        attempt = TryItem(outlet=page.outlet, url=page.url, fate=Fate.FETCHED, at=page.fetched_at, status=page.status)
        in_transaction(self._engine, lambda session: self._settle(session, page.url, attempt, ref))

    def add(self, item: ReadPage | Ended) -> None:
        """Take one page. It is stored with its batch, once somebody flushes."""
        if isinstance(item, ReadPage):
            self._reads.append(item)
            fetched = item.page.fetched_at
        else:
            self._ended.append(item)
            fetched = item.attempt.at
        now = self._now()
        # A page out of a file may have been fetched years ago: it has been waiting since it came.
        since = fetched if (now - fetched).total_seconds() <= WAIT else now
        self._since = min(self._since or since, since)

    def is_full(self) -> bool:
        """Whether the batch is to be stored now: it has as many pages as one has, or the first of them has waited long enough."""
        if self._since is None:
            return False
        return len(self._reads) + len(self._ended) >= BATCH or (self._now() - self._since).total_seconds() > WAIT

    def flush(self) -> list[ArticleItem]:
        """Store the waiting pages, all of them or none, and give the articles that are new. An error of the database is raised, because a page that
        cannot be stored stops the crawl."""
        if not self._reads and not self._ended:
            return []
        for read in self._reads:
            if read.page.part is None:
                self._memory.observe(read.page.final_url, read.extraction.title, read.extraction.blocks)
        tries = count()

        def store(session: Session) -> None:
            # The server may have kept the batch, and been ended before it could say so.
            if not next(tries) or not self._is_stored(session):
                self._store_waiting(session)

        in_transaction(self._engine, store)
        self._reads, self._ended, self._since = [], [], None
        return self._stored

    def _store_waiting(self, session: Session) -> None:
        self._stored = []
        self._measures = PageMeasures(unread=sum(not ended.attempt.source and ended.attempt.fate in UNREAD for ended in self._ended))
        for read in self._reads:
            self._store(session, read)
        for ended in self._ended:
            self._settle(session, ended.attempt.url, ended.attempt, ended.ref)
        articles.keep_outlet_memory(session, self._outlet.name, self._memory.to_json())
        day = day_of(self._now(), self._outlet.region)
        health.note_pages(session, self._context.run_id, self._outlet.name, day, self._measures)

    def _is_stored(self, session: Session) -> bool:
        """Whether this very batch is in the database. A batch is stored as a whole, so that one of its pages tells: its fate is of the same moment."""
        tries = [(read.page.url, read.page.fetched_at) for read in self._reads] + [(ended.attempt.url, ended.attempt.at) for ended in self._ended]
        (url, at), *_ = tries
        row = runs.try_of(session, self._context.run_id, self._outlet.name, url)
        return row is not None and row.at == at and row.fate != Fate.FETCHED

    def _store(self, session: Session, read: ReadPage) -> None:
        """Store one page, in this order: its address, its own text, is it known, outside the days asked for, too short, a copy; else it is stored. It gets its fate."""
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
                # The same outlet has it under another address. A copy of another outlet's article is stored and points to that one.
                fate, article = Fate.NEAR_COPY, own
            else:
                row = self._row(read, identifier, address, text, copy_of=(copies[0].copy_of or copies[0].id) if copies else None)
                articles.add_article(session, row, bands, read.ref, page.final_url, page.status, text_hash(extraction.text))
                self._stored.append(_item(row, read.ref))
                fate, article = Fate.STORED, identifier
        self._measure(read, fate, text)
        attempt = TryItem(outlet=page.outlet, url=page.url, fate=fate, at=page.fetched_at, status=page.status)
        self._settle(session, page.url, attempt, read.ref, article, day if fate is Fate.OUT_OF_PERIOD else None)

    def _canonical_address(self, read: ReadPage) -> str:
        """The article's own address: the canonical one that the page names, if it is accepted. A post of a channel has its own address."""
        page = read.page
        if page.part is not None:
            return page.url
        return accept_canonical(read.extraction.canonical or "", page.final_url, self._outlet.sites) or clean(page.final_url) or page.final_url

    def _own_text(self, read: ReadPage) -> str:
        """The article's text without what the outlet's pages have in common. A post of a channel has nothing in common with others."""
        page, extraction = read.page, read.extraction
        if page.part is not None:
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
        """A page that is stored already. A channel shows its posts again at every visit, so their edits are seen here. Other pages are
        looked at again by the watch."""
        page, hashed = read.page, text_hash(read.extraction.text)
        if page.part is None or articles.text_hashes(session, [identifier]).get(identifier) == hashed:
            return Fate.KNOWN
        known = watched_pages.known_state(session, identifier)
        title = read.extraction.title
        edited = known is None or comparable_text(f"{title}\n{text}") != comparable_text(f"{known.title}\n{known.text}")
        change = PageChange.BACK if known is not None and known.gone else PageChange.EDITED if edited else None
        watched_pages.add_state(
            session,
            identifier,
            change,
            at=page.fetched_at,
            evidence=read.ref,
            url=page.final_url,
            status=page.status,
            title=title if known is not None and title != known.title else None,
            text=text if known is not None and text != known.text else None,
            text_sha256=hashed,
        )
        return Fate.CHANGED

    def _settle(
        self, session: Session, url: str, attempt: TryItem, ref: EvidenceRef | None, article: str | None = None, published_on: date | None = None
    ) -> None:
        runs.settle(
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
    """The stored articles with the same story in the same words, also those of other outlets."""
    return [row for row in articles.copies_among(session, bands) if same_story(story, OutletStory(row.title, row.text, row.published_on))]


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
    """A hash that tells two states of a text apart."""
    return hashlib.sha256(text.encode()).hexdigest()


def published_day(published: date | datetime | None) -> date | None:
    """The day of a date or a moment, in the outlet's own zone."""
    return published.date() if isinstance(published, datetime) else published
