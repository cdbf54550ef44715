"""Full-text search of articles and drafts, and the upkeep of its index.

Articles are found by the words of all stored states of their pages, the newest first. A search for common words ends when a page of results is full,
without ranking, which would take seconds if a third of all articles match. A search that takes too long is stopped and says so.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from os.path import commonprefix
from typing import Any, TypeVar

from psycopg.errors import QueryCanceled
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    MetaData,
    Row,
    Select,
    Table,
    and_,
    column,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.functions import GenericFunction

from records.database import hold_database_lock, read_session, write_transaction
from records.language.stems import KEY_VERSION, SearchTerm, SearchTerms, index_keys, keys_in, words_in
from records.tables import ArticleRow, DraftRow, SnapshotRow

# Snippets of texts with the searched words marked.

# Number of characters examined; words further on are not marked.
_MOST_EXAMINED = 20_000
_SNIPPET_LENGTH = 240
_BEFORE = 60

Piece = tuple[str, bool]
"""A piece of text, and whether it matches the search."""


def highlight_terms(text: str, search_terms: SearchTerms, lang: str = "") -> tuple[Piece, ...]:
    """Return the whole text in pieces. They are plain text, which the caller has to escape."""
    return _pieces(text, _found(text, search_terms, lang), 0, len(text))


def snippet(text: str, search_terms: SearchTerms, lang: str = "", room: int = _SNIPPET_LENGTH) -> tuple[Piece, ...]:
    """Return the part of a text, about `room` characters long, with the most of the words, or its beginning.

    Line ends become spaces.
    """
    read = " ".join(text[:_MOST_EXAMINED].split())
    matches = _found(read, search_terms, lang)
    best, most = 0, 0
    for place, (start, _, _) in enumerate(matches):
        count = len({word for begin, _, word in matches[place : place + 20] if begin < start + room - _BEFORE})
        if count > most:
            best, most = start, count
    first = _whole_word(read, max(0, best - _BEFORE)) if most else 0
    last = min(len(read), first + room)
    if last < len(read):
        space = read.rfind(" ", first + room // 2, last)
        last = space if space > 0 else last
    before = (("…", False),) if first else ()
    after = (("…", False),) if last < len(read) or len(text) > _MOST_EXAMINED else ()
    return (*before, *_pieces(read, matches, first, last), *after)


def _found(text: str, search_terms: SearchTerms, lang: str) -> list[tuple[int, int, int]]:
    """Return the positions of matching words, each with the index of the wanted word."""
    matches = []
    for match in words_in(text[:_MOST_EXAMINED]):
        keys = index_keys(match[0], lang)
        nth = next((nth for nth, word in enumerate(search_terms.wanted) if word.is_key(keys)), None)
        if nth is not None:
            matches.append((match.start(), match.end(), nth))
    return matches


def _whole_word(text: str, at: int) -> int:
    space = text.find(" ", at, at + _BEFORE) if at else -1
    return space + 1 if space >= 0 else at


def _pieces(text: str, matches: list[tuple[int, int, int]], first: int, last: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = first
    for start, end, _ in matches:
        if start < at or end > last:
            continue
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return tuple(piece for piece in (*pieces, (text[at:last], False)) if piece[0])


# Whether a column of keys contains a text, by the fastest function of each database.


class ColumnContains(GenericFunction[bool]):
    """`ColumnContains(column, text)`: a literal substring test. LIKE takes PostgreSQL twice as long."""

    type = Boolean()
    inherit_cache = True


@compiles(ColumnContains)
def _by_instr(element: ColumnElement[bool], compiler: Any, **kw: Any) -> str:
    return f"(instr({compiler.process(element.clauses, **kw)}) > 0)"


@compiles(ColumnContains, "postgresql")
def _by_strpos(element: ColumnElement[bool], compiler: Any, **kw: Any) -> str:
    return f"(strpos({compiler.process(element.clauses, **kw)}) > 0)"


# A searched word as a query of each index. Its keys are lower-case Latin letters and digits only, so that no typed character acts as an operator.


def for_fts5(word: SearchTerm) -> str:
    """Return the word as an FTS5 query (SQLite)."""
    return " OR ".join((*(f'"{key}"' for key in word.keys), *(f'"{beginning}" *' for beginning in word.beginnings)))


def for_tsquery(word: SearchTerm) -> str:
    """Return the word as a tsquery (PostgreSQL)."""
    return " | ".join((*(f"'{key}'" for key in word.keys), *(f"'{beginning}':*" for beginning in word.beginnings)))


# The tables of the index, which the migrations create. They can be filled from the articles at any time, so copies and checks of the records leave them out. SQLite stores the
# words in a contentless FTS5 table (`detail=none`: which page state has a word, but not where), PostgreSQL in a tsvector column with a GIN index. A
# row has the number of a stored page state (`snapshots.id`), and its words are keys (`records.language.stems`).

# Not in `Base.metadata`, so that code that goes through all tables (copy, comparison, verification) ignores them.
_INDEX_METADATA = MetaData()
PROGRESS = Table(
    "search_progress",
    _INDEX_METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    # Of the keys (`records.language.stems.KEY_VERSION`).
    Column("version", Integer, nullable=False),
    # The last stored state examined, and the number of states with words.
    Column("reached", BigInteger, nullable=False),
    Column("states", BigInteger, nullable=False),
)
STATES = "search_states"
# SQLite only: the words of each draft (`records.search`).
DRAFT_WORDS = "search_drafts"
# Tables that contain only the index; FTS5 creates those with a suffix itself.
INDEX_TABLES = frozenset({PROGRESS.name, *(f"{name}{part}" for name in (STATES, DRAFT_WORDS) for part in ("", "_config", "_data", "_idx"))})


def _empty_index(connection: Connection) -> None:
    """Delete everything from the index."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO {STATES}({STATES}) VALUES ('delete-all')")  # noqa: S608  (a name of ours)
    else:
        connection.execute(text(f"DELETE FROM {STATES}"))  # noqa: S608  (a name of ours)
    connection.execute(PROGRESS.delete())


# Search in drafts. PostgreSQL looks through the keys of each draft in its own process. SQLite does so in ours, which for many drafts takes ten times
# as long as a page may take: there the words are in an FTS5 table that triggers update with the drafts. It stores no text, only which draft has which
# word.

# A space and three letters: shorter prefixes are in most drafts.
_LEAST_PREFIX = 4
# Of the table `search_drafts`, on SQLite. A change that leaves the words as they are costs nothing.
DRAFT_WORD_TRIGGERS = frozenset({"draft_words_added", "draft_words_gone", "draft_words_changed"})


def drafts_containing(search_terms: SearchTerms) -> list[ColumnElement[bool]]:
    """Return conditions for the drafts that contain all wanted words and no unwanted one."""
    conditions: list[ColumnElement[bool]] = []
    if search_terms.wanted:
        match = " AND ".join(f"({for_fts5(word)})" for word in search_terms.wanted)
        conditions.append(_DraftMatches(DraftRow.id, literal(match), and_(*map(_has_part, search_terms.wanted))))
    if search_terms.unwanted:
        match = " OR ".join(f"({for_fts5(word)})" for word in search_terms.unwanted)
        conditions.append(not_(_DraftMatches(DraftRow.id, literal(match), or_(*map(_has_part, search_terms.unwanted), false()))))
    return conditions


def draft_ids_containing(session: Session, search_terms: SearchTerms) -> list[int]:
    """Return the ids of the drafts that contain all wanted words and no unwanted one, the newest first.

    At least one word must be wanted. SQLite is queried by the words alone: looking up each of a thousand drafts in its table takes longer.
    """
    if session.get_bind().dialect.name != "sqlite":
        return list(session.scalars(select(DraftRow.id).where(*drafts_containing(search_terms)).order_by(DraftRow.id.desc())))
    required = " AND ".join(f"({for_fts5(word)})" for word in search_terms.wanted)
    match = f"({required})" + "".join(f" NOT ({for_fts5(word)})" for word in search_terms.unwanted)
    query = text(f"SELECT rowid FROM {DRAFT_WORDS} WHERE {DRAFT_WORDS} MATCH :asked ORDER BY rowid DESC")  # noqa: S608  (a name of ours)
    return list(session.scalars(query, {"asked": match}))


def _has_part(word: SearchTerm) -> ColumnElement[bool]:
    has_any = or_(*(ColumnContains(DraftRow.searched, part) for part in word.parts))
    # The common prefix of all parts rules out most rows with one test.
    begin = commonprefix(word.parts)
    return and_(ColumnContains(DraftRow.searched, begin), has_any) if len(word.parts) > 1 and len(begin) >= _LEAST_PREFIX else has_any


class _DraftMatches(GenericFunction[bool]):
    """`_DraftMatches(id, match, said)`: whether the draft with this id matches an FTS5 query or, equivalently, its keys match."""

    type = Boolean()
    inherit_cache = True
    name = "draft_says"


@compiles(_DraftMatches)
def _by_keys(element: ColumnElement[bool], compiler: Any, **kw: Any) -> str:
    _, _, condition = element.clauses
    return f"({compiler.process(condition, **kw)})"


@compiles(_DraftMatches, "sqlite")
def _by_match(element: ColumnElement[bool], compiler: Any, **kw: Any) -> str:
    id, match, _ = element.clauses
    return f"({compiler.process(id, **kw)} IN (SELECT rowid FROM {DRAFT_WORDS} WHERE {DRAFT_WORDS} MATCH {compiler.process(match, **kw)}))"  # noqa: S608  (a name of ours)


# Updating the index in batches, by whichever process comes first. Every stored page state has a growing number (`snapshots.id`), so one number
# records the progress. Words are read before the lock is taken and written in one short transaction that checks that the number is unchanged. So
# several processes may do this at once, each may be stopped at any moment, and storing a page is not delayed.

# States read and written at once: a tenth of a second of work, a few megabytes.
BATCH = 200
# A server assigns numbers before it commits, so that a smaller number may appear after a larger one. This many of the last numbers are examined
# again.
_EXAMINED_AGAIN = 2_000
_INDEX_LOCK = 7_160_021
# Characters of one text that are indexed: longer pages are no articles, and their ends are seldom searched.
_LONGEST = 200_000


@dataclass(frozen=True)
class IndexProgress:
    """The index's progress: page states that can be found, and states that cannot be found yet."""

    found: int
    waiting: int


def index_batch(engine: Engine, most: int = BATCH) -> int:
    """Index the next stored states, at most `most`, and return how many were examined.

    0 means that nothing is left, or that another process has just taken these.
    """
    with read_session(engine) as session:
        begun = _progress(session.connection())
        newest = session.scalar(select(func.max(SnapshotRow.id))) or 0
        rows = session.execute(_waiting(session, begun, newest, most)).all()
        # States without text of their own are skipped.
        last = rows[-1].id if len(rows) == most else newest
    if not rows and begun[1] and last <= begun[0]:
        return 0
    keys = [(row.id, _keys(row)) for row in rows]
    with write_transaction(engine) as session:
        hold_database_lock(session, _INDEX_LOCK)
        connection = session.connection()
        if _progress(connection) != begun:
            return 0
        if not begun[1]:
            _empty_index(connection)
            connection.execute(PROGRESS.insert().values(id=1, version=KEY_VERSION, reached=0, states=0))
        _write(connection, keys)
        done = {"reached": max(last, begun[0]), "states": PROGRESS.c.states + len(keys)}
        connection.execute(PROGRESS.update().values(**done))
    return len(rows)


def index_all_batches(engine: Engine) -> Iterator[int]:
    """Index everything that is stored, and yield the size of each batch; batches of other processes do not count."""
    while True:
        done = index_batch(engine)
        if done:
            yield done
            continue
        with read_session(engine) as session:
            if not index_progress(session).waiting:
                return


def forget_index(engine: Engine) -> None:
    """Empty the index, so that it is rebuilt from the beginning."""
    with write_transaction(engine) as session:
        hold_database_lock(session, _INDEX_LOCK)
        _empty_index(session.connection())


def index_progress(session: Session) -> IndexProgress:
    """Return the index's progress. This is cheap while the index is up to date."""
    connection = session.connection()
    reached, current = _progress(connection)
    done = connection.scalar(select(PROGRESS.c.states)) or 0
    if (session.scalar(select(func.max(SnapshotRow.id))) or 0) <= reached:
        return IndexProgress(done, 0)
    waiting = session.scalar(select(func.count()).select_from(SnapshotRow).where(SnapshotRow.id > reached)) or 0
    return IndexProgress(done if current else 0, waiting)


def _progress(connection: Connection) -> tuple[int, bool]:
    """Return the last indexed state, and whether its keys have the current version; if not, indexing begins again."""
    row = connection.execute(select(PROGRESS.c.reached, PROGRESS.c.version)).first()
    return (row.reached, True) if row is not None and row.version == KEY_VERSION else (0, False)


def _waiting(session: Session, begun: tuple[int, bool], newest: int, most: int) -> Select[Any]:
    """Return a query for the next states with their texts. A later state has only what differs from the one before."""
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
    return and_(SnapshotRow.id > begun[0] - _EXAMINED_AGAIN, ~exists(literal(1)).where(states.c.state == SnapshotRow.id))


def _keys(row: Row[Any]) -> set[str]:
    title = row.its_title if row.title is None else row.title
    body = row.text if row.text is not None else row.its_text if row.first else ""
    authors = " ".join(str(author) for author in row.authors) if row.first else ""
    return keys_in(f"{title}\n{authors}\n{body[:_LONGEST]}", row.lang)


def _write(connection: Connection, keys: Sequence[tuple[int, set[str]]]) -> None:
    if not keys:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO {STATES}(rowid, words) VALUES (?, ?)", [(id, " ".join(words)) for id, words in keys])  # noqa: S608
    else:
        insertion = text(f"INSERT INTO {STATES} (state, words) VALUES (:state, array_to_tsvector(CAST(:words AS text[])))")  # noqa: S608
        connection.execute(insertion, [{"state": id, "words": sorted(words)} for id, words in keys])


# Counting stops here: "more than 1,000" is enough.
MOST_COUNTED = 1_000
# Seconds after which a search is stopped.
SEARCH_TIMEOUT_SECONDS = 2.0
# For common words PostgreSQL reads this many of the newest states one by one; rarer words come from the index.
_NEWEST = 5_000
# For a prefix of more keys, SQLite checks the time after this many steps (thousands).
_STEPS = 20_000

Result = TypeVar("Result")


@dataclass(frozen=True)
class FoundState:
    """A stored state of an article's page that has the words. It is the article as first stored, or a later change of its page."""

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
    """The states found, their number (`MOST_COUNTED` + 1 if there are more), and the state before which the next page begins.

    That state is None on the last page. `broken_off`: the search took too long, so that some are missing.
    """

    states: Sequence[FoundState] = ()
    number: int = 0
    next: int | None = None
    broken_off: bool = False


def find_articles(session: Session, search_terms: SearchTerms, *, before: int | None = None, limit: int = 20) -> FoundArticles:
    """Return the newest states with all these words, before the state with this number."""
    if not search_terms.wanted:
        return FoundArticles()
    search_terms = _without_common_prefixes(session, search_terms)
    counted = _count(session, search_terms)
    ids, broken_off = _newest(session, search_terms, before or 2**62, limit + 1, is_common=counted > MOST_COUNTED)
    page = ids[:limit]
    rows = {state.id: FoundState(state, article) for state, article in session.query(SnapshotRow, ArticleRow)
            .join(ArticleRow, ArticleRow.id == SnapshotRow.article_id).filter(SnapshotRow.id.in_(page))}  # fmt: skip
    is_all = not before and len(ids) <= limit
    number = len(ids) if is_all else max(len(page), counted)
    return FoundArticles([rows[id] for id in page if id in rows], number, page[-1] if len(ids) > limit else None, broken_off)


def _newest(session: Session, search_terms: SearchTerms, before: int, most: int, *, is_common: bool) -> tuple[list[int], bool]:
    """Return the numbers of the newest states before one, and whether it took too long.

    PostgreSQL has no statistics of rare words. If it takes such a word for a common one, it reads all states from the newest on, which takes most of
    a second. So the query tells it which of the two to do. SQLite's index is in the order of the numbers.
    """
    match, column = _match(session)
    values = {"asked": _index_query(session, search_terms), "before": before, "most": most}
    none: list[int] = []

    def read(query: str) -> tuple[list[int], bool]:
        return _in_time(session, lambda: [int(row[0]) for row in session.execute(text(query), values)], none)

    in_order = f"SELECT {column} FROM {STATES} WHERE {match} AND {column} < :before ORDER BY {column} DESC LIMIT :most"  # noqa: S608
    if session.get_bind().dialect.name == "sqlite":
        return read(in_order)
    if is_common:
        first = f"(SELECT min(state) FROM (SELECT state FROM {STATES} WHERE state < :before ORDER BY state DESC LIMIT {_NEWEST}) AS newest)"  # noqa: S608
        newest = read(in_order.replace("< :before", f"< :before AND state >= {first}"))
        if newest[1] or len(newest[0]) == most:
            return newest
    gathered = f"WITH found AS MATERIALIZED (SELECT state FROM {STATES} WHERE {match})"  # noqa: S608
    return read(f"{gathered} SELECT state FROM found WHERE state < :before ORDER BY state DESC LIMIT :most")  # noqa: S608


def _without_common_prefixes(session: Session, search_terms: SearchTerms) -> SearchTerms:
    """Return the words, without looking for longer forms of those that very many articles contain.

    Gathering the longer forms would take longer than all the rest and add nothing.
    """
    words = []
    for word in search_terms.wanted:
        whole = replace(word, beginnings=())
        common = word.beginnings and _count(session, SearchTerms((whole,))) > MOST_COUNTED
        words.append(whole if common else word)
    return replace(search_terms, wanted=tuple(words))


def _count(session: Session, search_terms: SearchTerms) -> int:
    match, column = _match(session)
    query = f"SELECT count(*) FROM (SELECT {column} FROM {STATES} WHERE {match} LIMIT {MOST_COUNTED + 1}) AS found"  # noqa: S608
    return _in_time(session, lambda: session.scalar(text(query), {"asked": _index_query(session, search_terms)}) or 0, 0)[0]


def _match(session: Session) -> tuple[str, str]:
    if session.get_bind().dialect.name == "sqlite":
        return f"{STATES} MATCH :asked", "rowid"
    return "words @@ CAST(:asked AS tsquery)", "state"


def _index_query(session: Session, search_terms: SearchTerms) -> str:
    """Return the words as a query of the database's index."""
    lite = session.get_bind().dialect.name == "sqlite"
    quote = for_fts5 if lite else for_tsquery
    required = (" AND " if lite else " & ").join(f"({quote(word)})" for word in search_terms.wanted)
    without = "".join((" NOT " if lite else " & !") + f"({quote(word)})" for word in search_terms.unwanted)
    return f"({required}){without}"


def _in_time(session: Session, work: Callable[[], Result], otherwise: Result) -> tuple[Result, bool]:
    """Return the result of `work` and False, or `otherwise` and True if it takes too long."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        end = time.monotonic() + SEARCH_TIMEOUT_SECONDS
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
            # A generic plan would read the whole index of common words.
            session.execute(text("SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('statement_timeout', :most, true)"),
                            {"most": f"{int(SEARCH_TIMEOUT_SECONDS * 1000)}ms"})  # fmt: skip
            result = work()
            session.execute(text("SELECT set_config('statement_timeout', '0', true)"))
    except OperationalError as error:
        if isinstance(error.orig, QueryCanceled):
            return otherwise, True
        raise
    return result, False
