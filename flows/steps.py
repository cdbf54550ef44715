"""The steps after collecting, as plain functions: screen what is new, and queue drafts. They work in batches, because a Prefect task costs about 5
ms."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from classify import clustering
from classify.screen import Screener
from classify.serialization import to_json
from records import articles, encoded_articles, rereads, review, watched_pages
from records.articles import IdRange
from records.clock import day_of
from records.database import in_reading, in_transaction
from records.model import Article, Screening
from records.rereads import Reread
from records.tables import ArticleRow
from records.vocabulary import read_alone

BATCH = 200
# Articles that are grouped in one transaction. Decisions have to wait until it ends.
QUEUED = 50


@dataclass(frozen=True)
class ScreenedCounts:
    """How many articles were screened and flagged. `alone`: how many of them the lexical judge read alone although the model has an encoder."""

    read: int = 0
    flagged: int = 0
    alone: int = 0

    def __add__(self, more: "ScreenedCounts") -> "ScreenedCounts":
        return ScreenedCounts(self.read + more.read, self.flagged + more.flagged, self.alone + more.alone)


def screen_batch(engine: Engine, screener: Screener, now: datetime, within: IdRange | None = None, limit: int | None = None) -> ScreenedCounts:
    """Screen up to 200 articles (or `limit`) that no model has read, the newest, of all or of a range of ids. Nothing was read if none is left."""
    rows = in_reading(engine, lambda session: articles.unread(session, limit or BATCH, within))
    screenings = _read(screener, rows)
    in_transaction(engine, lambda session: _keep(session, screener, screenings, now))
    return _counts(screenings)


def reread_batch(
    engine: Engine, screener: Screener, reread: Reread, now: datetime, clock: Callable[[], float] = time.monotonic
) -> tuple[ScreenedCounts, Reread]:
    """Screen up to 200 articles that other models have read and this one has not, from where the reading of the archive stands. Gives how it stands then."""
    began, models, place = clock(), (screener.model, *screener.as_good), reread.place
    while True:
        rows, place = in_reading(engine, partial(rereads.ahead, place=place, models=models, limit=BATCH))
        if rows or place is None:
            break
    screenings = _read(screener, rows)

    def keep(session: Session) -> Reread:
        # Another run may have read the same batch, where this one stood still for so long that its claim was taken over.
        known = rereads.known_of(session, reread, [row.id for row in rows])
        _keep(session, screener, screenings, now)
        return rereads.move_on(session, reread, place, len(rows) - known, clock() - began, now)

    return _counts(screenings), in_transaction(engine, keep)


def _read(screener: Screener, rows: Sequence[ArticleRow]) -> list[Screening]:
    """Outside any transaction: reading takes seconds, and crawlers want to store meanwhile."""
    return list(screener.screen_many(_article(row) for row in rows))


def _keep(session: Session, screener: Screener, screenings: Sequence[Screening], now: datetime) -> None:
    for screening in screenings:
        articles.add_screening(session, screening.id, screener.model, to_json(screening), now)
    # Only what comes into a draft: that is one article in a hundred, and from the others nobody ever learns.
    encoded_articles.keep(session, {one.id: one.encoded for one in screenings if one.flagged and one.encoded})


def _counts(screenings: Sequence[Screening]) -> ScreenedCounts:
    alone = sum(read_alone(one.model, None if one.error else one.readers) for one in screenings)
    return ScreenedCounts(len(screenings), sum(one.flagged for one in screenings), alone)


def queue(engine: Engine, model: str, now: datetime, recogniser: review.Recogniser = clustering) -> int:
    """Put every flagged article into a draft, and watch its page from then on. Gives how many drafts were made."""

    def some(session: Session) -> int | None:
        screenings = review.undrafted(session, model, QUEUED)
        if not screenings:
            return None
        made = len(review.propose(session, screenings, now=now, recogniser=recogniser))
        watched_pages.begin(session, [screening.article_id for screening in screenings], day_of(now))
        return made

    made = 0
    while (more := in_transaction(engine, some)) is not None:
        made += more
    return made


def _article(row: ArticleRow) -> Article:
    return Article(id=row.id, text=row.text, title=row.title, lang=row.lang, url=row.url, published_at=row.surely_published or "")
