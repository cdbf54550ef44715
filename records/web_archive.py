"""Snapshots at a web archive: which pages to request, the archive's answers, and the snapshot addresses."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.tables import ArchivedPageRow, ArticleRow, DraftArticleRow, DraftRow, IncidentRow

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
