"""Brings the index up to the articles: what was stored since it was last brought up, in batches, by whoever comes first.

Every stored state of a page has a number that only grows (`snapshots.id`), so that one number says how far the index has come. Words are read before the lock is taken
and written in one short transaction, in which that number must still be the same. So several processes may do this at once, each may be ended at any moment,
and nothing is done on the way of a page that is being stored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, column, exists, func, literal, or_, select, table, text
from sqlalchemy.orm import Session, aliased

from records.database import alone, read_session, write_transaction
from records.search.index_tables import PROGRESS, STATES, empty_index
from records.tables import ArticleRow, SnapshotRow
from records.words.word_keys import KEY_VERSION, keys_in

# States that are read and written at once: a tenth of a second of work, a few megabytes.
BATCH = 200
# A server gives numbers before it commits, so that a smaller number may come after a larger one. So many of the last numbers are looked at again.
_LATE = 2_000
_INDEX_LOCK = 7_160_021
# Letters of one text that can be found: a page with more is no article, and its end is seldom what is asked for.
_LONGEST = 200_000


@dataclass(frozen=True)
class IndexProgress:
    """How far the index has come: states of pages that can be found, and states that cannot be found yet."""

    found: int
    waiting: int


def catch_up(engine: Engine, most: int = BATCH) -> int:
    """Take the next stored states into the index, `most` of them. Gives how many were looked at; 0 = nothing waits, or another process has just taken these."""
    with read_session(engine) as session:
        begun = _begun(session.connection())
        newest = session.scalar(select(func.max(SnapshotRow.id))) or 0
        rows = session.execute(_waiting(session, begun, newest, most)).all()
        # States without words of their own are passed over.
        last = rows[-1].id if len(rows) == most else newest
    if not rows and begun[1] and last <= begun[0]:
        return 0
    keys = [(row.id, _keys(row)) for row in rows]
    with write_transaction(engine) as session:
        alone(session, _INDEX_LOCK)
        connection = session.connection()
        if _begun(connection) != begun:
            return 0
        if not begun[1]:
            empty_index(connection)
            connection.execute(PROGRESS.insert().values(id=1, version=KEY_VERSION, reached=0, states=0))
        _write(connection, keys)
        done = {"reached": max(last, begun[0]), "states": PROGRESS.c.states + len(keys)}
        connection.execute(PROGRESS.update().values(**done))
    return len(rows)


def catch_up_wholly(engine: Engine) -> Iterator[int]:
    """Bring the index up to all that is stored, batch by batch; gives the size of each. What another process takes meanwhile is not counted."""
    while True:
        done = catch_up(engine)
        if done:
            yield done
            continue
        with read_session(engine) as session:
            if not index_progress(session).waiting:
                return


def forget_index(engine: Engine) -> None:
    """Empty the index, so that it is made anew from the beginning."""
    with write_transaction(engine) as session:
        alone(session, _INDEX_LOCK)
        empty_index(session.connection())


def index_progress(session: Session) -> IndexProgress:
    """How far the index has come. It costs next to nothing while it is up to date."""
    connection = session.connection()
    reached, current = _begun(connection)
    found = connection.scalar(select(PROGRESS.c.states)) or 0
    if (session.scalar(select(func.max(SnapshotRow.id))) or 0) <= reached:
        return IndexProgress(found, 0)
    waiting = session.scalar(select(func.count()).select_from(SnapshotRow).where(SnapshotRow.id > reached)) or 0
    return IndexProgress(found if current else 0, waiting)


def _begun(connection: Connection) -> tuple[int, bool]:
    """The last state that the index has looked at, and whether it has keys of this version. Where it has not, it begins anew."""
    row = connection.execute(select(PROGRESS.c.reached, PROGRESS.c.version)).first()
    return (row.reached, True) if row is not None and row.version == KEY_VERSION else (0, False)


def _waiting(session: Session, begun: tuple[int, bool], newest: int, most: int) -> Select[Any]:
    """The next states with their texts. A later state has only what differs from the one before."""
    earlier = aliased(SnapshotRow)
    is_first = ~exists(literal(1)).where(earlier.article_id == SnapshotRow.article_id, earlier.id < SnapshotRow.id)
    return (
        select(SnapshotRow.id, SnapshotRow.title, SnapshotRow.text, is_first.label("first"), ArticleRow.title.label("its_title"), ArticleRow.text.label("its_text"),
               ArticleRow.authors, ArticleRow.lang)
        .join(ArticleRow, ArticleRow.id == SnapshotRow.article_id)
        .where(_from(session, begun), SnapshotRow.id <= newest, or_(is_first, SnapshotRow.title.is_not(None), SnapshotRow.text.is_not(None)))
        .order_by(SnapshotRow.id)
        .limit(most)
    )  # fmt: skip


def _from(session: Session, begun: tuple[int, bool]) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "sqlite" or not begun[1]:
        return SnapshotRow.id > begun[0]
    states = table(STATES, column("state"))
    return and_(SnapshotRow.id > begun[0] - _LATE, ~exists(literal(1)).where(states.c.state == SnapshotRow.id))


def _keys(row: Row[Any]) -> set[str]:
    title = row.its_title if row.title is None else row.title
    body = row.text if row.text is not None else row.its_text if row.first else ""
    authors = " ".join(str(one) for one in row.authors) if row.first else ""
    return keys_in(f"{title}\n{authors}\n{body[:_LONGEST]}", row.lang)


def _write(connection: Connection, keys: Sequence[tuple[int, set[str]]]) -> None:
    if not keys:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO {STATES}(rowid, words) VALUES (?, ?)", [(id, " ".join(words)) for id, words in keys])  # noqa: S608
    else:
        made = text(f"INSERT INTO {STATES} (state, words) VALUES (:state, array_to_tsvector(CAST(:words AS text[])))")  # noqa: S608
        connection.execute(made, [{"state": id, "words": sorted(words)} for id, words in keys])
