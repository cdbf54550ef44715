"""Screenings of articles: what is unread, what a model read, and the encoder's output for draft articles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from records.model import EncodedText
from records.tables import ArticleRow, EncodedArticleRow, ScreeningRow
from records.vocabulary import read_alone

# The limit of values in one SQLite statement.
_TOGETHER = 500


def store_encoded_articles(session: Session, encoded: Mapping[str, EncodedText]) -> None:
    """Store the encoder's output for these articles by id, replacing the output of another encoder."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    query = insert(EncodedArticleRow)
    new_values = {"encoder": query.excluded.encoder, "numbers": query.excluded.numbers}
    for article_ids in _parts(sorted(encoded)):
        values = [
            {"article_id": article_id, "encoder": encoded[article_id].encoder, "numbers": encoded[article_id].numbers} for article_id in article_ids
        ]
        session.execute(query.on_conflict_do_update(index_elements=[EncodedArticleRow.article_id], set_=new_values), values)


def encoded_article(session: Session, article_ids: Sequence[str], encoder: str) -> dict[str, bytes]:
    """Return this encoder's stored output by article id; articles without any are left out."""
    arrays: dict[str, bytes] = {}
    for part in _parts(article_ids):
        query = select(EncodedArticleRow.article_id, EncodedArticleRow.numbers)
        rows = session.execute(query.where(EncodedArticleRow.article_id.in_(part), EncodedArticleRow.encoder == encoder))
        arrays |= dict(rows.all())
    return arrays


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (ids[start : start + _TOGETHER] for start in range(0, len(ids), _TOGETHER))


# How many of the last screenings show whether the encoder works at present: one step of a run screens this many.
RECENT_SCREENINGS = 200
_RECENT_SCREENINGS_QUERY = select(ScreeningRow.model, ScreeningRow.readers).order_by(ScreeningRow.id.desc()).limit(bindparam("lately"))


@dataclass(frozen=True)
class IdRange:
    """Article ids from `start` (included) to `end` (excluded).

    Ids are hexadecimal hashes, so a range contains its proportional share of all articles.
    """

    start: str
    end: str


def unscreened_articles(session: Session, limit: int, within: IdRange | None = None) -> list[ArticleRow]:
    """Return articles that no model has read yet, newest first.

    `records.rereads` handles what another model has read.
    """
    query = select(ArticleRow).where(ArticleRow.unread).order_by(ArticleRow.fetched_at.desc(), ArticleRow.id.desc()).limit(limit)
    return list(session.scalars(query if within is None else query.where(ArticleRow.id >= within.start, ArticleRow.id < within.end)))


def has_unscreened_articles(session: Session, least: int) -> bool:
    """Return whether at least so many articles have not been read by any model."""
    unscreened = select(ArticleRow.id).where(ArticleRow.unread).limit(least).subquery()
    return session.scalar(select(func.count()).select_from(unscreened)) == least


def last_screening(session: Session) -> int:
    """Return the id of the newest screening; 0 if there is none."""
    return session.scalar(select(func.max(ScreeningRow.id))) or 0


def screened_after(session: Session, last: int, model: str) -> tuple[int, int, int]:
    """Count the articles that a model read after that screening, those it flagged, and those read by the lexical judge alone."""
    rows = session.execute(select(ScreeningRow.flagged, ScreeningRow.readers).where(ScreeningRow.id > last, ScreeningRow.model == model)).all()
    return len(rows), sum(row.flagged for row in rows), sum(read_alone(model, row.readers) for row in rows)


def add_screening(session: Session, article_id: str, model: str, body: dict[str, Any], now: datetime) -> None:
    """Store a model's screening of an article.

    Earlier screenings remain. A second screening by the same model changes nothing.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"article_id": article_id, "model": model, "at": now, "score": body["score"], "flagged": body["flagged"], "label": body["label"]}
    # A screening of an unreadable article records neither which judges read it nor how far they disagree.
    values |= {"readers": body.get("readers"), "disagreement": body.get("disagreement")}
    session.execute(insert(ScreeningRow).values(**values, body=body).on_conflict_do_nothing())
    session.execute(update(ArticleRow).where(ArticleRow.id == article_id, ArticleRow.unread).values(unread=False))


def recent_lexical_only_counts(session: Session) -> tuple[int, int]:
    """Count, of the last screenings (`RECENT_SCREENINGS` at most), those by the lexical judge alone despite an encoder, and all.

    Only screenings by the newest one's model count: if another model reads now, nothing is lacking any more.
    """
    rows = session.execute(_RECENT_SCREENINGS_QUERY, {"lately": RECENT_SCREENINGS}).all()
    newest = rows[0][0] if rows else ""
    return sum(model == newest and read_alone(model, readers) for model, readers in rows), len(rows)
