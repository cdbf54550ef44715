"""Watched pages: draft articles whose pages are checked again after 1, 7, 30 and 90 days, and the changes found.

An edit or a deletion is a page state of its own in `snapshots`; the article stays as first read. Days are those of the home country and are passed
in.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from records.model import EvidenceRef
from records.tables import ArticleRow, SnapshotRow, WatchRow
from records.vocabulary import PageChange

# Days after an article has joined a draft. Most edits under pressure come within days; the last check is for those ordered by a court.
REVISIT_DAYS = (1, 7, 30, 90)
# A failed check (a time-out, a bot wall) is retried on the next day, up to so many days after its due date; then it counts as done.
MAX_RETRY_TIME = timedelta(days=3)
# An article published before that is not watched: collecting the past would cost its outlet four requests per article, for pages that no longer
# change.
_MAX_ARTICLE_AGE = timedelta(days=REVISIT_DAYS[-1])

_CHUNK = 500
_SEEN = frozenset({PageChange.EDITED, PageChange.GONE, PageChange.BACK})


@dataclass(frozen=True)
class DueWatch:
    """A page that is due: the article's own address, and the address at which its page last answered."""

    article_id: str
    outlet: str
    url: str
    answered: str


@dataclass(frozen=True)
class KnownState:
    """An article as last read: title and text, its evidence (None: deleted), and whether the page has been gone since."""

    title: str
    text: str
    url: str
    evidence: EvidenceRef | None
    gone: bool


def start_watching(session: Session, article_ids: Iterable[str], today: date) -> None:
    """Watch these articles from today on, unless they were published more than 90 days ago.

    An article that is already watched is unchanged. If its watch had ended, it continues with the next check.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for ids in _chunks(article_ids):
        resumed = select(WatchRow).where(WatchRow.article_id.in_(ids), WatchRow.due_on.is_(None), WatchRow.step < len(REVISIT_DAYS))
        for row in session.scalars(resumed):
            row.due_on = max(_day_of(row.began_on, row.step), today)
        day = func.coalesce(ArticleRow.published_on, func.date(ArticleRow.fetched_at))
        young = list(session.scalars(select(ArticleRow.id).where(ArticleRow.id.in_(ids), day >= today - _MAX_ARTICLE_AGE)))
        if young:
            values = [{"article_id": identifier, "began_on": today, "step": 0, "due_on": _day_of(today, 0)} for identifier in young]
            session.execute(insert(WatchRow).on_conflict_do_nothing(), values)
    session.flush()


def stop_watching(session: Session, article_ids: Iterable[str]) -> None:
    """Stop watching these articles until `start_watching` is called again. What was found stays."""
    for ids in _chunks(article_ids):
        session.execute(update(WatchRow).where(WatchRow.article_id.in_(ids)).values(due_on=None))


def due_watches(session: Session, today: date, limit: int, outlets: Sequence[str] | None = None) -> list[DueWatch]:
    """Return pages that are due, the longest due first; with outlets given, only theirs."""
    query = select(WatchRow.article_id).where(WatchRow.due_on <= today).order_by(WatchRow.due_on, WatchRow.article_id).limit(limit)
    if outlets is not None:
        query = query.join(ArticleRow, ArticleRow.id == WatchRow.article_id).where(ArticleRow.outlet.in_(outlets))
    # The address that answered last is looked up only for those within the limit.
    order = {identifier: place for place, identifier in enumerate(session.scalars(query))}
    return sorted(due_among(session, order, today), key=lambda watch: order[watch.article_id])


def due_among(session: Session, article_ids: Iterable[str], today: date) -> list[DueWatch]:
    """Return those of these articles that are due and were not checked meanwhile."""
    return [watch for ids in _chunks(article_ids) for watch in _watches(session, _due(today).where(WatchRow.article_id.in_(ids)))]


def note_revisit(session: Session, article_id: str, today: date, *, state_shown: bool) -> bool:
    """Record that a page was checked, and return whether a check was due.

    `state_shown`: the check showed the page's state; otherwise it is retried tomorrow, for up to three days. If another process has done the check, nothing
    changes. Checks whose days have passed meanwhile count as done too.
    """
    row = session.get(WatchRow, article_id, with_for_update=True, populate_existing=True)
    if row is None or row.due_on is None or row.due_on > today:
        return False
    meant = _day_of(row.began_on, row.step)
    # Lateness alone does not count as a try, because there may have been no run for days.
    tried = row.due_on > meant
    if not state_shown and not (tried and today - meant >= MAX_RETRY_TIME):
        row.due_on = today + timedelta(days=1)
        return True
    row.step = next((step for step in range(row.step + 1, len(REVISIT_DAYS)) if _day_of(row.began_on, step) > today), len(REVISIT_DAYS))
    row.due_on = _day_of(row.began_on, row.step) if row.step < len(REVISIT_DAYS) else None
    return True


def known_state(session: Session, article_id: str) -> KnownState | None:
    """Return the article as last read; None if the id is unknown."""
    article = session.get(ArticleRow, article_id)
    states = list(session.scalars(select(SnapshotRow).where(SnapshotRow.article_id == article_id).order_by(SnapshotRow.id)))
    if article is None or not states:
        return None
    title, text = article.title, article.text
    for state in states:
        title, text = (title if state.title is None else state.title), (text if state.text is None else state.text)
    last = next((state for state in reversed(states) if state.change != PageChange.GONE), states[0])
    evidence = EvidenceRef(last.file, last.offset, last.sha256) if last.dropped_at is None else None
    return KnownState(title, text, last.url, evidence, states[-1].change == PageChange.GONE)


def add_state(
    session: Session,
    article_id: str,
    change: PageChange | None,
    *,
    at: datetime,
    evidence: EvidenceRef,
    url: str,
    status: int,
    title: str | None = None,
    text: str | None = None,
    text_sha256: str | None = None,
) -> None:
    """Add a later state of an article's page. Title and text are stored only if they differ from the state before."""
    row = SnapshotRow(
        article_id=article_id, fetched_at=at, url=url, status=status, sha256=evidence.sha256, file=evidence.file, offset=evidence.offset
    )
    row.change, row.title, row.text, row.text_sha256 = change, title, text, text_sha256
    session.add(row)
    session.flush()


def changes_of(session: Session, article_ids: Iterable[str]) -> list[SnapshotRow]:
    """Return every edit, deletion and return of these articles' pages, in the order in which they were seen."""
    changes: list[SnapshotRow] = []
    for ids in _chunks(article_ids):
        changes += session.scalars(select(SnapshotRow).where(SnapshotRow.article_id.in_(ids), SnapshotRow.change.in_(_SEEN)))
    return sorted(changes, key=lambda state: (state.fetched_at, state.id))


def _due(today: date) -> Select[str, str, str, Any]:
    answered = (
        select(SnapshotRow.url)
        .where(SnapshotRow.article_id == WatchRow.article_id, SnapshotRow.change.is_distinct_from(PageChange.GONE))
        .order_by(SnapshotRow.id.desc())
        .limit(1)
        .correlate(WatchRow)
        .scalar_subquery()
    )
    return (
        select(ArticleRow.id, ArticleRow.outlet, ArticleRow.url, func.coalesce(answered, ArticleRow.url))
        .join(WatchRow, WatchRow.article_id == ArticleRow.id)
        .where(WatchRow.due_on <= today)
    )


def _watches(session: Session, query: Select[str, str, str, Any]) -> list[DueWatch]:
    return [DueWatch(article, outlet, url, answered) for article, outlet, url, answered in session.execute(query)]


def _day_of(began: date, step: int) -> date:
    return began + timedelta(days=REVISIT_DAYS[step])


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
