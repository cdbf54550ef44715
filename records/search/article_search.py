"""Finds articles by the words of all states of their pages, the newest first.

A search for common words ends when a page of results is full: nothing is weighed against everything else that was found, which costs seconds where a third of
all articles are found. One that takes too long nevertheless is broken off and says so.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from psycopg.errors import QueryCanceled
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from records.search.index_tables import STATES
from records.search.query_words import for_fts5, for_tsquery
from records.tables import ArticleRow, SnapshotRow
from records.words.asked_words import AskedWords

# Counting ends here: "more than 1,000" says enough.
MOST_COUNTED = 1_000
# Seconds after which a search is broken off.
PATIENCE = 2.0
# Of the newest states PostgreSQL reads so many one by one for words that many have; what fewer have is gathered from the index.
_NEWEST = 5_000
# Of a word of which more keys begin so, SQLite steps (thousands) between two looks at the clock.
_STEPS = 20_000

Result = TypeVar("Result")


@dataclass(frozen=True)
class FoundState:
    """A stored state of an article's page that has the words. `first`: the article as it was stored first; else what was changed on its page later."""

    state: SnapshotRow
    article: ArticleRow

    @property
    def title(self) -> str:
        return self.article.title if self.state.title is None else self.state.title

    @property
    def text(self) -> str:
        return self.article.text if self.state.text is None else self.state.text


@dataclass(frozen=True)
class FoundArticles:
    """What was found, how many there are (beyond `MOST_COUNTED`: one more than that), and before which state the next page begins (None: this is the last).
    `broken_off`: it took too long, so that not all was found."""

    states: Sequence[FoundState] = ()
    number: int = 0
    next: int | None = None
    broken_off: bool = False


def find_articles(session: Session, asked: AskedWords, *, before: int | None = None, limit: int = 20) -> FoundArticles:
    """The newest states with all these words, before the one with this number."""
    if not asked.wanted:
        return FoundArticles()
    asked = _common_as_they_stand(session, asked)
    counted = _count(session, asked)
    ids, broken_off = _newest(session, asked, before or 2**62, limit + 1, is_common=counted > MOST_COUNTED)
    shown = ids[:limit]
    rows = {state.id: FoundState(state, article) for state, article in session.query(SnapshotRow, ArticleRow)
            .join(ArticleRow, ArticleRow.id == SnapshotRow.article_id).filter(SnapshotRow.id.in_(shown))}  # fmt: skip
    is_all = not before and len(ids) <= limit
    number = len(ids) if is_all else max(len(shown), counted)
    return FoundArticles([rows[id] for id in shown if id in rows], number, shown[-1] if len(ids) > limit else None, broken_off)


def _newest(session: Session, asked: AskedWords, before: int, most: int, *, is_common: bool) -> tuple[list[int], bool]:
    """The numbers of the newest states before one, and whether it took too long.

    PostgreSQL cannot tell how many states have a word that it keeps no statistics of, and where it takes it for a common one it reads all states from the newest on, which
    takes most of a second for a word that few have or nobody. So it is told which of the two to do. The index of SQLite is in the order of the numbers."""
    match, column = _match(session)
    values = {"asked": _asked(session, asked), "before": before, "most": most}
    none: list[int] = []

    def read(query: str) -> tuple[list[int], bool]:
        return _in_time(session, lambda: [int(row[0]) for row in session.execute(text(query), values)], none)

    in_order = f"SELECT {column} FROM {STATES} WHERE {match} AND {column} < :before ORDER BY {column} DESC LIMIT :most"  # noqa: S608
    if session.get_bind().dialect.name == "sqlite":
        return read(in_order)
    if is_common:
        first = f"(SELECT min(state) FROM (SELECT state FROM {STATES} WHERE state < :before ORDER BY state DESC LIMIT {_NEWEST}) AS newest)"  # noqa: S608
        found = read(in_order.replace("< :before", f"< :before AND state >= {first}"))
        if found[1] or len(found[0]) == most:
            return found
    gathered = f"WITH found AS MATERIALIZED (SELECT state FROM {STATES} WHERE {match})"  # noqa: S608
    return read(f"{gathered} SELECT state FROM found WHERE state < :before ORDER BY state DESC LIMIT :most")  # noqa: S608


def _common_as_they_stand(session: Session, asked: AskedWords) -> AskedWords:
    """The same words, but those that very many articles have as they stand are not looked for as beginnings of others: gathering all these would take longer than all else,
    and say nothing more."""
    kept = []
    for word in asked.wanted:
        whole = replace(word, beginnings=())
        common = word.beginnings and _count(session, AskedWords((whole,))) > MOST_COUNTED
        kept.append(whole if common else word)
    return replace(asked, wanted=tuple(kept))


def _count(session: Session, asked: AskedWords) -> int:
    match, column = _match(session)
    query = f"SELECT count(*) FROM (SELECT {column} FROM {STATES} WHERE {match} LIMIT {MOST_COUNTED + 1}) AS found"  # noqa: S608
    return _in_time(session, lambda: session.scalar(text(query), {"asked": _asked(session, asked)}) or 0, 0)[0]


def _match(session: Session) -> tuple[str, str]:
    if session.get_bind().dialect.name == "sqlite":
        return f"{STATES} MATCH :asked", "rowid"
    return "words @@ CAST(:asked AS tsquery)", "state"


def _asked(session: Session, asked: AskedWords) -> str:
    """The words in the language of the index."""
    lite = session.get_bind().dialect.name == "sqlite"
    one = for_fts5 if lite else for_tsquery
    wanted = (" AND " if lite else " & ").join(f"({one(word)})" for word in asked.wanted)
    without = "".join((" NOT " if lite else " & !") + f"({one(word)})" for word in asked.unwanted)
    return f"({wanted}){without}"


def _in_time(session: Session, work: Callable[[], Result], otherwise: Result) -> tuple[Result, bool]:
    """What the work gives, or `otherwise` where it takes too long; and whether it did."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        end = time.monotonic() + PATIENCE
        raw.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
        try:
            return work(), False
        except OperationalError as error:
            if isinstance(error.orig, sqlite3.OperationalError) and "interrupted" in str(error.orig):
                return otherwise, True
            raise
        finally:
            raw.set_progress_handler(None, 0)
    try:
        with session.begin_nested():
            # A plan that is made for any words would read the whole index of common ones.
            session.execute(text("SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('statement_timeout', :most, true)"),
                            {"most": f"{int(PATIENCE * 1000)}ms"})  # fmt: skip
            found = work()
            session.execute(text("SELECT set_config('statement_timeout', '0', true)"))
    except OperationalError as error:
        if isinstance(error.orig, QueryCanceled):
            return otherwise, True
        raise
    return found, False
