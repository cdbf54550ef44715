"""Rereading of the archive by a new model: its size, its progress, and the next articles.

It goes from the newest article to the oldest. Its position is written in the transaction that saves the screenings, so an interruption loses one
batch. Only the count at the beginning of a reread queries all articles.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import Session

from records.tables import ArticleRow, Moment, RereadRow, ScreeningRow

# Articles examined per query: a model that comes back has read most of them.
WINDOW = 2_000
# Rereads examined for a pace: if two models alternate, most have nothing to read.
_LAST = 50

# An article's collection time and id.
Place = tuple[datetime, str]


@dataclass(frozen=True)
class Reread:
    """A reread's progress. `place`: the last article examined, None before the first.

    `pace`: articles per second, None if none was read.
    """

    id: int
    model: str
    total: int
    read: int
    seconds: float
    place: Place | None
    ended: bool

    @property
    def left(self) -> int:
        """Return how many articles are still to be read."""
        return 0 if self.ended else max(self.total - self.read, 0)

    @property
    def pace(self) -> float | None:
        return self.read / self.seconds if self.read and self.seconds else None


def newest_reread(session: Session) -> Reread | None:
    """Return the current reread; None before the first run."""
    row = session.scalars(select(RereadRow).order_by(RereadRow.id.desc()).limit(1)).first()
    return None if row is None else _reread_of(row)


def count_left(session: Session, models: Collection[str]) -> int:
    """Return how many articles none of these models has read."""
    read = select(ScreeningRow.id).where(ScreeningRow.article_id == ArticleRow.id, ScreeningRow.model.in_(models))
    return session.scalar(select(func.count()).select_from(ArticleRow).where(~read.exists())) or 0


def begin_reread(session: Session, model: str, total: int, now: datetime) -> Reread:
    """Begin a reread. One without any article to read has ended at once."""
    row = RereadRow(model=model, total=total, read=0, seconds=0.0, began_at=now, ended_at=None if total else now)
    session.add(row)
    session.flush()
    return _reread_of(row)


def next_articles(session: Session, place: Place | None, models: Collection[str], limit: int) -> tuple[list[ArticleRow], Place | None]:
    """Return the next articles that none of these models has read, and the place of the last one examined.

    The place is None at the end. No articles with a place means that all those examined were read before, or are news that nobody has read yet: call
    it again from there.
    """
    query = select(ArticleRow.fetched_at, ArticleRow.id).order_by(ArticleRow.fetched_at.desc(), ArticleRow.id.desc()).limit(WINDOW)
    if place is not None:
        query = query.where(tuple_(ArticleRow.fetched_at, ArticleRow.id) < tuple_(literal(place[0], Moment()), literal(place[1])))
    candidates = [(moment, article) for moment, article in session.execute(query)]
    already_read = select(ScreeningRow.article_id).where(
        ScreeningRow.article_id.in_([article for _, article in candidates]), ScreeningRow.model.in_(models)
    )
    read = set(session.scalars(already_read))
    selection = [candidate for candidate in candidates if candidate[1] not in read][:limit]
    rows = {row.id: row for row in session.scalars(select(ArticleRow).where(ArticleRow.id.in_([article for _, article in selection])))}
    reached = selection[-1] if len(selection) == limit else candidates[-1] if candidates else None
    return [rows[article] for _, article in selection if not rows[article].unread], reached


def count_reread_articles(session: Session, reread: Reread, ids: Collection[str]) -> int:
    """Return how many of these articles the reread's model has read, and lock the reread until the transaction ends."""
    session.get_one(RereadRow, reread.id, with_for_update=True)
    query = select(func.count()).select_from(ScreeningRow).where(ScreeningRow.article_id.in_(ids), ScreeningRow.model == reread.model)
    return session.scalar(query) or 0


def advance_reread(session: Session, reread: Reread, place: Place | None, read: int, seconds: float, now: datetime) -> Reread:
    """Record that so many more articles were read, down to this place; None means the end.

    Call it in the transaction that saves their screenings. Only articles that nobody else had read meanwhile are counted: when the initial total is
    reached, the reread has ended, because older articles were read before.
    """
    row = session.get_one(RereadRow, reread.id)
    row.read, row.seconds = row.read + read, row.seconds + seconds
    if place is not None:
        row.reached_at, row.reached_id = place
    if place is None or row.read >= row.total:
        row.ended_at = now
    session.flush()
    return _reread_of(row)


def last_pace(session: Session) -> float | None:
    """Return the pace of the last reread that read anything, in articles per second; None if there was none."""
    rows = session.scalars(select(RereadRow).order_by(RereadRow.id.desc()).limit(_LAST))
    return next((pace for row in rows if (pace := _reread_of(row).pace)), None)


def _reread_of(row: RereadRow) -> Reread:
    place = None if row.reached_at is None or row.reached_id is None else (row.reached_at, row.reached_id)
    return Reread(row.id, row.model, row.total, row.read, row.seconds, place, row.ended_at is not None)
