"""Articles: their snapshots, screenings, page pictures and encoded forms, and the copies requested from a web archive.

The pipelines write them; the flow and the exports read them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, func, select, union, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from records.model import EncodedText, EvidenceRef
from records.tables import (
    ArchivedPageRow,
    ArticleRow,
    BandRow,
    DraftArticleRow,
    DraftRow,
    EncodedArticleRow,
    EvidenceFileRow,
    IncidentRow,
    OutletMemoryRow,
    PagePictureRow,
    ScreeningRow,
    SnapshotRow,
    SourceRow,
)
from records.vocabulary import read_alone

# Pictures of the pages of draft articles: which exist, which are to be made, and why one is missing.

# Attempts per page; a browser that is busy may succeed the next time.
MAX_ATTEMPTS = 3


def pages_without_picture(session: Session, most: int) -> list[tuple[str, int, str, EvidenceRef]]:
    """Return the newest draft articles with a stored page and no picture: (article, draft, outlet, first stored state)."""
    first = select(func.min(SnapshotRow.id)).where(SnapshotRow.article_id == ArticleRow.id).correlate(ArticleRow).scalar_subquery()
    query = (
        select(ArticleRow.id, DraftArticleRow.draft_id, ArticleRow.outlet, SnapshotRow.file, SnapshotRow.offset, SnapshotRow.sha256)
        .join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
        .join(SnapshotRow, SnapshotRow.id == first)
        .outerjoin(PagePictureRow, PagePictureRow.article_id == ArticleRow.id)
        .where(
            SnapshotRow.dropped_at.is_(None),
            PagePictureRow.article_id.is_(None) | (PagePictureRow.file_id.is_(None) & (PagePictureRow.tries < MAX_ATTEMPTS)),
        )
        .order_by(ArticleRow.fetched_at.desc(), ArticleRow.id)
        .limit(most)
    )
    return [(row.id, row.draft_id, row.outlet, EvidenceRef(row.file, row.offset, row.sha256)) for row in session.execute(query)]


def note_picture(session: Session, article: str, now: datetime, *, file: int | None = None, reason: str = "") -> None:
    """Record that a picture was stored as this file, or that there is none for this reason."""
    row = session.get(PagePictureRow, article)
    if row is None:
        row = PagePictureRow(article_id=article, tries=0)
        session.add(row)
    row.file_id, row.reason, row.at = file, reason[:200], now
    row.tries += 1


def page_pictures(session: Session, articles: Collection[str]) -> dict[str, PagePictureRow]:
    """Return the picture records of these articles' pages by article."""
    return {row.article_id: row for row in session.scalars(select(PagePictureRow).where(PagePictureRow.article_id.in_(articles)))}


def picture_of_page(session: Session, article: str) -> EvidenceFileRow | None:
    """Return the picture of an article's page; None if there is none or it was removed from the draft."""
    query = select(EvidenceFileRow).join(PagePictureRow, PagePictureRow.file_id == EvidenceFileRow.id)
    return session.scalar(query.where(PagePictureRow.article_id == article, EvidenceFileRow.withdrawn.is_(False)))


# Snapshots at a web archive: which pages to request, the archive's answers, and the snapshot addresses.

# Waits after each refusal; after the last one the page is not requested again.
RETRY_DELAYS = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
# A job that is open for longer is abandoned.
ARCHIVE_JOB_TIMEOUT = timedelta(days=2)
LONGEST_REASON = 200


class CaptureState(StrEnum):
    """The state of a request to the web archive."""

    ASKED = "asked"
    """It was asked; the archive is at work, or nobody has looked since."""
    KEPT = "kept"
    REFUSED = "refused"


def wanted_pages(session: Session, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield (article, incident number) of pages to request from the web archive, newest incidents first.

    These are sources of recorded incidents that were never requested, or whose next attempt is due. Withheld names are not checked here.
    """
    due = ArchivedPageRow.article_id.is_(None) | ((ArchivedPageRow.state == CaptureState.REFUSED) & (ArchivedPageRow.due_at <= now))
    query = (
        select(ArticleRow.id, IncidentRow.number)
        .join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
        .join(DraftRow, DraftRow.id == DraftArticleRow.draft_id)
        .join(IncidentRow, IncidentRow.number == DraftRow.incident)
        .outerjoin(ArchivedPageRow, ArchivedPageRow.article_id == ArticleRow.id)
        .where(DraftRow.has_sources(), IncidentRow.withdrawn.is_(False), due)
        .order_by(IncidentRow.created_at.desc(), IncidentRow.number, ArticleRow.fetched_at, ArticleRow.id)
    )
    return ((str(article), str(number)) for article, number in session.execute(query))


def open_jobs(session: Session) -> list[ArchivedPageRow]:
    """Return the archive's unanswered jobs, oldest first."""
    query = select(ArchivedPageRow).where(ArchivedPageRow.state == CaptureState.ASKED).order_by(ArchivedPageRow.asked_at, ArchivedPageRow.article_id)
    return list(session.scalars(query))


def archived_pages(session: Session, articles: Collection[str]) -> dict[str, ArchivedPageRow]:
    """Return the archive's state of these articles' pages; articles never requested are left out."""
    return {row.article_id: row for row in session.scalars(select(ArchivedPageRow).where(ArchivedPageRow.article_id.in_(articles)))}


def note_asked(session: Session, article: str, job: str, now: datetime) -> None:
    """Record that the archive accepted the request under the name `job`."""
    row = _row(session, article, now)
    row.state, row.job, row.reason, row.due_at, row.asked_at = CaptureState.ASKED, job, "", None, now
    row.tries += 1


def note_archived(session: Session, article: str, address: str, captured_at: datetime, now: datetime) -> None:
    """Record that a snapshot exists at this address, made at that moment."""
    row = _row(session, article, now)
    row.state, row.job, row.reason, row.due_at = CaptureState.KEPT, "", "", None
    row.address, row.captured_at = address, captured_at


def note_refused(session: Session, article: str, reason: str, now: datetime, *, on_request: bool) -> None:
    """Record that the archive refused the page, and schedule the next attempt, if any.

    The wait grows with every refusal until the attempts are used up. `on_request` means that this answers a request that is not recorded yet.
    """
    row = _row(session, article, now)
    if on_request:
        row.tries += 1
        row.asked_at = now
    row.state, row.job, row.reason = CaptureState.REFUSED, "", reason[:LONGEST_REASON]
    row.due_at = now + RETRY_DELAYS[row.tries - 1] if row.tries <= len(RETRY_DELAYS) else None


def _row(session: Session, article: str, now: datetime) -> ArchivedPageRow:
    row = session.get(ArchivedPageRow, article)
    if row is None:
        row = ArchivedPageRow(article_id=article, state=CaptureState.ASKED.value, job="", address="", reason="", tries=0, asked_at=now)
        session.add(row)
    return row


# Encoder output for draft articles, stored so that learning from decisions need not encode thousands of articles again.

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


def add_article(
    session: Session, row: ArticleRow, bands: Iterable[int], evidence: EvidenceRef, url: str, status: int, text_sha256: str | None = None
) -> None:
    """Store an article with its first snapshot and its near-duplicate bands.

    `text_sha256` is the hash of the text as read.
    """
    session.add(row)
    session.flush()
    session.add_all(BandRow(band=number, key=key, article_id=row.id) for number, key in enumerate(bands))
    add_snapshot(session, row.id, row.fetched_at, evidence, url, status, text_sha256)


def add_snapshot(
    session: Session, article_id: str, fetched_at: datetime, evidence: EvidenceRef, url: str, status: int, text_sha256: str | None = None
) -> None:
    """Add a stored state of an article's page; earlier states remain."""
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
    """Return the hash of each article's last read text by id; unknown articles are left out."""
    newest = select(func.max(SnapshotRow.id)).where(SnapshotRow.article_id.in_(list(article_ids))).group_by(SnapshotRow.article_id)
    query = select(SnapshotRow.article_id, SnapshotRow.text_sha256).where(SnapshotRow.id.in_(newest))
    return {row.article_id: row.text_sha256 for row in session.execute(query)}


def near_copy_candidates(session: Session, bands: Sequence[int]) -> list[ArticleRow]:
    """Return articles that share a band with this signature: candidates for near copies.

    The cost does not grow with the number of articles.
    """
    if not bands:
        return []
    ids = set(session.scalars(_sharing(len(bands)), {f"key{number}": key for number, key in enumerate(bands)}))
    if not ids:
        return []
    return list(session.scalars(select(ArticleRow).where(ArticleRow.id.in_(ids)).order_by(ArticleRow.fetched_at, ArticleRow.id)))


@cache
def _sharing(count: int) -> CompoundSelect[tuple[str]]:
    """Build one statement for the ids of articles that have any of so many bands.

    One query for each band is most of the cost of storing an article on a remote server.
    """
    # A band shared by very many articles says nothing (a form letter). The limit avoids reading all of them.
    queries = (
        select(BandRow.article_id).where(BandRow.band == number, BandRow.key == bindparam(f"key{number}")).limit(50) for number in range(count)
    )
    return union(*(select(query.subquery().c.article_id) for query in queries))


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


def outlet_memory(session: Session, outlet: str) -> dict[str, Any] | None:
    """Return what the outlet's pages have had in common so far; None if nothing is stored."""
    row = session.get(OutletMemoryRow, outlet)
    return row.memory if row else None


def store_outlet_memory(session: Session, outlet: str, memory: dict[str, Any]) -> None:
    """Replace what the outlet's pages have in common."""
    session.merge(OutletMemoryRow(outlet=outlet, memory=memory))


def source_state(session: Session, outlet: str, url: str) -> tuple[str | None, str | None]:
    """Return the last ETag and Last-Modified of a feed or sitemap."""
    row = session.get(SourceRow, (outlet, url))
    return (row.etag, row.modified) if row else (None, None)


def store_source_state(session: Session, outlet: str, url: str, etag: str | None, modified: str | None, now: datetime) -> None:
    """Store the ETag and Last-Modified of a feed or sitemap for the next conditional request."""
    session.merge(SourceRow(outlet=outlet, url=url, etag=etag, modified=modified, read_at=now))
