"""Articles, their snapshots and their screenings. The pipelines write them; the flow and the exports read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, func, select, union, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from records.model import EvidenceRef
from records.tables import ArticleRow, BandRow, OutletMemoryRow, ScreeningRow, SnapshotRow, SourceRow
from records.vocabulary import read_alone

# How many of the last screenings say how this computer reads now: what one step of a run screens.
LATELY = 200
_LATELY_SCREENED = select(ScreeningRow.model, ScreeningRow.readers).order_by(ScreeningRow.id.desc()).limit(bindparam("lately"))


def add_article(
    session: Session, row: ArticleRow, bands: Iterable[int], evidence: EvidenceRef, url: str, status: int, text_sha256: str | None = None
) -> None:
    """Store an article with its first snapshot and the bands under which its near copies will find it. `text_sha256` is of the text as read."""
    session.add(row)
    session.flush()
    session.add_all(BandRow(band=number, key=key, article_id=row.id) for number, key in enumerate(bands))
    add_snapshot(session, row.id, row.fetched_at, evidence, url, status, text_sha256)


def add_snapshot(
    session: Session, article_id: str, fetched_at: datetime, evidence: EvidenceRef, url: str, status: int, text_sha256: str | None = None
) -> None:
    """Add a stored state of an article's page. Earlier states stay."""
    session.add(
        SnapshotRow(
            article_id=article_id,
            fetched_at=fetched_at,
            url=url,
            status=status,
            sha256=evidence.sha256,
            file=evidence.file,
            offset=evidence.offset,
            text_sha256=text_sha256,
        )
    )
    session.flush()


def text_hashes(session: Session, article_ids: Iterable[str]) -> dict[str, str | None]:
    """The hash of each article's text as it was read last, by id. Articles that are not stored are left out."""
    newest = select(func.max(SnapshotRow.id)).where(SnapshotRow.article_id.in_(list(article_ids))).group_by(SnapshotRow.article_id)
    query = select(SnapshotRow.article_id, SnapshotRow.text_sha256).where(SnapshotRow.id.in_(newest))
    return {row.article_id: row.text_sha256 for row in session.execute(query)}


def copies_among(session: Session, bands: Sequence[int]) -> list[ArticleRow]:
    """Articles that share a band with this signature: candidates for near copies. The cost does not grow with the number of articles."""
    if not bands:
        return []
    ids = set(session.scalars(_sharing(len(bands)), {f"key{number}": key for number, key in enumerate(bands)}))
    if not ids:
        return []
    return list(session.scalars(select(ArticleRow).where(ArticleRow.id.in_(ids)).order_by(ArticleRow.fetched_at, ArticleRow.id)))


@cache
def _sharing(count: int) -> CompoundSelect[tuple[str]]:
    """The ids of articles that have one of so many bands, in one statement: a question for each is most of what storing an article costs a server elsewhere."""
    # A band that very many articles share says nothing (a form letter). The limit avoids reading all of them.
    some = (select(BandRow.article_id).where(BandRow.band == number, BandRow.key == bindparam(f"key{number}")).limit(50) for number in range(count))
    return union(*(select(one.subquery().c.article_id) for one in some))


@dataclass(frozen=True)
class IdRange:
    """Ids of articles from one on, and below another. They are hashes in hexadecimal, so that a range holds its share of all."""

    start: str
    end: str


def unread(session: Session, limit: int, within: IdRange | None = None) -> list[ArticleRow]:
    """Articles that no model has read yet, newest first. What another model has read is in `records.rereads`."""
    query = select(ArticleRow).where(ArticleRow.unread).order_by(ArticleRow.fetched_at.desc(), ArticleRow.id.desc()).limit(limit)
    return list(session.scalars(query if within is None else query.where(ArticleRow.id >= within.start, ArticleRow.id < within.end)))


def are_unread(session: Session, least: int) -> bool:
    """Whether so many articles at least are read by no model yet."""
    some = select(ArticleRow.id).where(ArticleRow.unread).limit(least).subquery()
    return session.scalar(select(func.count()).select_from(some)) == least


def last_screening(session: Session) -> int:
    """The number of the newest screening; 0 where there is none."""
    return session.scalar(select(func.max(ScreeningRow.id))) or 0


def screened_after(session: Session, last: int, model: str) -> tuple[int, int, int]:
    """How many articles a model has read after that screening, how many of them it flagged, and how many the lexical judge read alone."""
    rows = session.execute(select(ScreeningRow.flagged, ScreeningRow.readers).where(ScreeningRow.id > last, ScreeningRow.model == model)).all()
    return len(rows), sum(row.flagged for row in rows), sum(read_alone(model, row.readers) for row in rows)


def add_screening(session: Session, article_id: str, model: str, body: dict[str, Any], now: datetime) -> None:
    """Keep what a model said of an article. Earlier screenings stay. A second screening by the same model changes nothing."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"article_id": article_id, "model": model, "at": now, "score": body["score"], "flagged": body["flagged"], "label": body["label"]}
    # One that could not be read says of no judge that it read it, nor how far two are apart.
    values |= {"readers": body.get("readers"), "disagreement": body.get("disagreement")}
    session.execute(insert(ScreeningRow).values(**values, body=body).on_conflict_do_nothing())
    session.execute(update(ArticleRow).where(ArticleRow.id == article_id, ArticleRow.unread).values(unread=False))


def lately_read_alone(session: Session) -> tuple[int, int]:
    """Of the articles that were screened last (`LATELY` at most): how many the lexical judge read alone although their model has an encoder, and how
    many there are. Only the newest one's model counts: where another one reads now, nothing is lacking any more."""
    rows = session.execute(_LATELY_SCREENED, {"lately": LATELY}).all()
    newest = rows[0][0] if rows else ""
    return sum(model == newest and read_alone(model, readers) for model, readers in rows), len(rows)


def outlet_memory(session: Session, outlet: str) -> dict[str, Any] | None:
    """What the pages of the outlet had in common so far."""
    row = session.get(OutletMemoryRow, outlet)
    return row.memory if row else None


def keep_outlet_memory(session: Session, outlet: str, memory: dict[str, Any]) -> None:
    """Replace what the pages of the outlet have in common."""
    session.merge(OutletMemoryRow(outlet=outlet, memory=memory))


def source_state(session: Session, outlet: str, url: str) -> tuple[str | None, str | None]:
    """ETag and Last-Modified of a feed or sitemap as it answered last."""
    row = session.get(SourceRow, (outlet, url))
    return (row.etag, row.modified) if row else (None, None)


def keep_source_state(session: Session, outlet: str, url: str, etag: str | None, modified: str | None, now: datetime) -> None:
    """Remember how a feed or sitemap answered, for the next conditional request."""
    session.merge(SourceRow(outlet=outlet, url=url, etag=etag, modified=modified, read_at=now))
