"""The archive, read anew by a model that took the place of another: how much there is, how far it has come, and what comes next.

It goes from the newest article to the oldest. Its place moves on in the transaction that keeps what was read, so whatever breaks it off loses one batch. Only
one query looks at all articles: that which counts them when a reading begins.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import Session

from records.tables import ArticleRow, Moment, RereadRow, ScreeningRow

# Articles that are looked at in one query for those to be read: where a model comes back, it has read most of them.
WINDOW = 2_000
# Readings that are looked at for a pace: where two models take turns, most have nothing to read.
_LAST = 50

# When an article was collected, and its id.
Place = tuple[datetime, str]


@dataclass(frozen=True)
class Reread:
    """A reading anew as it stands. `place`: the last article that was looked at, None before the first. `pace`: articles a second, None where none was read."""

    id: int
    model: str
    total: int
    read: int
    seconds: float
    place: Place | None
    ended: bool

    @property
    def left(self) -> int:
        """Articles still to be read."""
        return 0 if self.ended else max(self.total - self.read, 0)

    @property
    def pace(self) -> float | None:
        return self.read / self.seconds if self.read and self.seconds else None


def newest(session: Session) -> Reread | None:
    """The reading that counts; None before the first run."""
    row = session.scalars(select(RereadRow).order_by(RereadRow.id.desc()).limit(1)).first()
    return None if row is None else _as_it_stands(row)


def count_left(session: Session, models: Collection[str]) -> int:
    """How many articles none of these models has read."""
    read = select(ScreeningRow.id).where(ScreeningRow.article_id == ArticleRow.id, ScreeningRow.model.in_(models))
    return session.scalar(select(func.count()).select_from(ArticleRow).where(~read.exists())) or 0


def begin(session: Session, model: str, total: int, now: datetime) -> Reread:
    """Begin a reading. One without any article to read has ended."""
    row = RereadRow(model=model, total=total, read=0, seconds=0.0, began_at=now, ended_at=None if total else now)
    session.add(row)
    session.flush()
    return _as_it_stands(row)


def ahead(session: Session, place: Place | None, models: Collection[str], limit: int) -> tuple[list[ArticleRow], Place | None]:
    """The next articles that none of these models has read, and the place of the last one that was looked at; None = there is none any more.

    No articles with a place: all that were looked at had been read, or are news, which nobody has read yet. Ask again from there.
    """
    query = select(ArticleRow.fetched_at, ArticleRow.id).order_by(ArticleRow.fetched_at.desc(), ArticleRow.id.desc()).limit(WINDOW)
    if place is not None:
        query = query.where(tuple_(ArticleRow.fetched_at, ArticleRow.id) < tuple_(literal(place[0], Moment()), literal(place[1])))
    seen = [(moment, article) for moment, article in session.execute(query)]
    known = select(ScreeningRow.article_id).where(ScreeningRow.article_id.in_([article for _, article in seen]), ScreeningRow.model.in_(models))
    read = set(session.scalars(known))
    wanted = [one for one in seen if one[1] not in read][:limit]
    rows = {row.id: row for row in session.scalars(select(ArticleRow).where(ArticleRow.id.in_([article for _, article in wanted])))}
    reached = wanted[-1] if len(wanted) == limit else seen[-1] if seen else None
    return [rows[article] for _, article in wanted if not rows[article].unread], reached


def known_of(session: Session, reread: Reread, ids: Collection[str]) -> int:
    """How many of these articles its model has read by now. Until the transaction ends nobody else moves on with the reading."""
    session.get_one(RereadRow, reread.id, with_for_update=True)
    query = select(func.count()).select_from(ScreeningRow).where(ScreeningRow.article_id.in_(ids), ScreeningRow.model == reread.model)
    return session.scalar(query) or 0


def move_on(session: Session, reread: Reread, place: Place | None, read: int, seconds: float, now: datetime) -> Reread:
    """Note that so many more were read, down to this place; None = there is none any more. Call it in the transaction that keeps their screenings.

    Only what nobody else had read meanwhile is counted: with as many as there were in the beginning the reading has ended, and what is older was read before.
    """
    row = session.get_one(RereadRow, reread.id)
    row.read, row.seconds = row.read + read, row.seconds + seconds
    if place is not None:
        row.reached_at, row.reached_id = place
    if place is None or row.read >= row.total:
        row.ended_at = now
    session.flush()
    return _as_it_stands(row)


def last_pace(session: Session) -> float | None:
    """At how many articles a second the archive was read last; None where it never was."""
    rows = session.scalars(select(RereadRow).order_by(RereadRow.id.desc()).limit(_LAST))
    return next((pace for row in rows if (pace := _as_it_stands(row).pace)), None)


def _as_it_stands(row: RereadRow) -> Reread:
    place = None if row.reached_at is None or row.reached_id is None else (row.reached_at, row.reached_id)
    return Reread(row.id, row.model, row.total, row.read, row.seconds, place, row.ended_at is not None)
