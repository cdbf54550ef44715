"""The steps after collecting, as plain functions: screen what is new, queue drafts. Batches, since a Prefect task costs about 5 ms."""

from datetime import datetime

from sqlalchemy import Engine

from classify.screen import Screener
from classify.wire import to_json
from records import articles, review
from records.database import reading, writing
from records.model import Article
from records.tables import ArticleRow

BATCH = 200


def screen_batch(engine: Engine, screener: Screener, now: datetime) -> tuple[int, int]:
    """Screen up to 200 articles that this model has not read: how many were read, how many flagged. (0, 0) = nothing left."""
    with reading(engine) as session:
        rows = articles.unscreened(session, screener.model, BATCH)
    # Outside any transaction: reading takes a second, and crawlers want to store meanwhile.
    screenings = list(screener.screen_many(_article(row) for row in rows))
    with writing(engine) as session:
        for screening in screenings:
            articles.add_screening(session, screening.id, screener.model, to_json(screening), now)
    return len(rows), sum(screening.flagged for screening in screenings)


def queue(engine: Engine, model: str, now: datetime) -> int:
    """Queue a draft for every flagged article that has none: how many were made."""
    with writing(engine) as session:
        return len(review.propose(session, review.undrafted(session, model), now=now))


def _article(row: ArticleRow) -> Article:
    return Article(id=row.id, text=row.text, title=row.title, lang=row.lang, url=row.url, published_at=row.published_at or "")
