"""Pages of which a web archive was asked for a snapshot: which are to be asked for, what it answered, and where the snapshots are."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.tables import ArchivedPageRow, ArticleRow, DraftArticleRow, DraftRow, IncidentRow

# After a refusal; then it is left alone.
WAITS = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
# A job that is open for longer is given up.
FORGOTTEN = timedelta(days=2)
LONGEST_REASON = 200


class CaptureState(StrEnum):
    """What became of the asking."""

    ASKED = "asked"
    """It was asked; the archive is at work, or nobody has looked since."""
    KEPT = "kept"
    REFUSED = "refused"


def wanted_pages(session: Session, now: datetime) -> Iterator[tuple[str, str]]:
    """The articles that a web archive is to be asked for, with the number of their incident: sources of incidents that stand, never asked for or due once more;
    those of the newest incidents first. Whose name is withheld is not looked at here."""
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
    """What the archive was asked for and has not answered yet, the oldest first."""
    query = select(ArchivedPageRow).where(ArchivedPageRow.state == CaptureState.ASKED).order_by(ArchivedPageRow.asked_at, ArchivedPageRow.article_id)
    return list(session.scalars(query))


def archived_pages(session: Session, articles: Collection[str]) -> dict[str, ArchivedPageRow]:
    """What became of the asking for these articles' pages; those that were never asked for are left out."""
    return {row.article_id: row for row in session.scalars(select(ArchivedPageRow).where(ArchivedPageRow.article_id.in_(articles)))}


def note_asked(session: Session, article: str, job: str, now: datetime) -> None:
    """The archive has taken the request under the name `job`."""
    row = _row(session, article, now)
    row.state, row.job, row.reason, row.due_at, row.asked_at = CaptureState.ASKED, job, "", None, now
    row.tries += 1


def note_kept(session: Session, article: str, address: str, captured_at: datetime, now: datetime) -> None:
    """There is a snapshot at this address, made at that moment."""
    row = _row(session, article, now)
    row.state, row.job, row.reason, row.due_at = CaptureState.KEPT, "", "", None
    row.address, row.captured_at = address, captured_at


def note_refused(session: Session, article: str, reason: str, now: datetime, *, asked: bool) -> None:
    """The archive did not take the page. It is asked once more, after a longer time at every refusal, and at last no more. `asked`: this was the first answer to a
    request that is not noted yet."""
    row = _row(session, article, now)
    if asked:
        row.tries += 1
        row.asked_at = now
    row.state, row.job, row.reason = CaptureState.REFUSED, "", reason[:LONGEST_REASON]
    row.due_at = now + WAITS[row.tries - 1] if row.tries <= len(WAITS) else None


def _row(session: Session, article: str, now: datetime) -> ArchivedPageRow:
    row = session.get(ArchivedPageRow, article)
    if row is None:
        row = ArchivedPageRow(article_id=article, state=CaptureState.ASKED.value, job="", address="", reason="", tries=0, asked_at=now)
        session.add(row)
    return row
