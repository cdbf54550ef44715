"""Finds articles by the words of all states of their pages, the newest first.

A search for common words ends when a page of results is full: nothing is weighed against everything else that was found, which costs seconds where a third of
all articles are found. One that takes too long nevertheless is broken off and says so.
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

from records.database import alone, read_session, write_transaction
from records.language.stems import KEY_VERSION, AskedWord, AskedWords, kept_keys, keys_in, words_in
from records.tables import ArticleRow, DraftRow, SnapshotRow

# The part of a text in which what was asked for stands, with these words marked.

# Letters that are looked through: what stands further on is not shown.
_LOOKED = 20_000
_ROOM = 240
_BEFORE = 60

Piece = tuple[str, bool]
"""A piece of text, and whether it was asked for."""


def marked(text: str, asked: AskedWords, lang: str = "") -> tuple[Piece, ...]:
    """The whole text in pieces. They are plain: whoever shows them escapes them."""
    return _pieces(text, _found(text, asked, lang), 0, len(text))


def snippet(text: str, asked: AskedWords, lang: str = "", room: int = _ROOM) -> tuple[Piece, ...]:
    """The part of a text, about `room` letters long, that has the most of the words; its beginning if none stands in it. Line ends are spaces."""
    read = " ".join(text[:_LOOKED].split())
    found = _found(read, asked, lang)
    best, most = 0, 0
    for place, (start, _, _) in enumerate(found):
        told = len({word for begin, _, word in found[place : place + 20] if begin < start + room - _BEFORE})
        if told > most:
            best, most = start, told
    first = _whole_word(read, max(0, best - _BEFORE)) if most else 0
    last = min(len(read), first + room)
    if last < len(read):
        space = read.rfind(" ", first + room // 2, last)
        last = space if space > 0 else last
    before = (("…", False),) if first else ()
    after = (("…", False),) if last < len(read) or len(text) > _LOOKED else ()
    return (*before, *_pieces(read, found, first, last), *after)


def _found(text: str, asked: AskedWords, lang: str) -> list[tuple[int, int, int]]:
    """Where the words stand, and which of the wanted ones each is."""
    found = []
    for match in words_in(text[:_LOOKED]):
        keys = kept_keys(match[0], lang)
        nth = next((nth for nth, word in enumerate(asked.wanted) if word.is_key(keys)), None)
        if nth is not None:
            found.append((match.start(), match.end(), nth))
    return found


def _whole_word(text: str, at: int) -> int:
    space = text.find(" ", at, at + _BEFORE) if at else -1
    return space + 1 if space >= 0 else at


def _pieces(text: str, found: list[tuple[int, int, int]], first: int, last: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = first
    for start, end, _ in found:
        if start < at or end > last:
            continue
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return tuple(piece for piece in (*pieces, (text[at:last], False)) if piece[0])


# Whether a column of keys has a text, in the way that each database does fastest.


class SaidInColumn(GenericFunction[bool]):
    """`SaidInColumn(column, text)`: no letter of the text means anything but itself. LIKE takes PostgreSQL twice as long."""

    type = Boolean()
    inherit_cache = True


@compiles(SaidInColumn)
def _by_instr(element: ColumnElement[bool], compiler: Any, **kw: Any) -> str:
    return f"(instr({compiler.process(element.clauses, **kw)}) > 0)"


@compiles(SaidInColumn, "postgresql")
def _by_strpos(element: ColumnElement[bool], compiler: Any, **kw: Any) -> str:
    return f"(strpos({compiler.process(element.clauses, **kw)}) > 0)"


# A word that was asked for, in the language of each index. Its keys are small Latin letters and figures alone, so that nothing that was typed is read as a sign.


def for_fts5(word: AskedWord) -> str:
    """As SQLite takes it."""
    return " OR ".join((*(f'"{key}"' for key in word.keys), *(f'"{one}" *' for one in word.beginnings)))


def for_tsquery(word: AskedWord) -> str:
    """As PostgreSQL takes it."""
    return " | ".join((*(f"'{key}'" for key in word.keys), *(f"'{one}':*" for one in word.beginnings)))


# The tables of the index. They can be made anew from the articles at any time, so they belong to no copy of the records and to no check of them.
#
# On SQLite the words lie in an FTS5 table without content (`detail=none`: which state of which page has a word, and not where), on PostgreSQL in a column of type tsvector
# with a GIN index. Either way a row has the number of a stored state of a page (`snapshots.id`), and its words are keys (`records.language.stems`).

# Apart from `Base.metadata`: what walks all tables (copy, comparison, verification) does not meet them.
_APART = MetaData()
PROGRESS = Table(
    "search_progress",
    _APART,
    Column("id", Integer, primary_key=True, autoincrement=False),
    # Of the keys (`word_keys.KEY_VERSION`).
    Column("version", Integer, nullable=False),
    # The last stored state that was looked at, and how many have words.
    Column("reached", BigInteger, nullable=False),
    Column("states", BigInteger, nullable=False),
)
STATES = "search_states"
# On SQLite alone: which drafts have which words (`records.search`).
DRAFT_WORDS = "search_drafts"
# Tables in which nothing is kept but the index; FTS5 makes those with an ending itself.
INDEX_TABLES = frozenset({PROGRESS.name, *(f"{name}{part}" for name in (STATES, DRAFT_WORDS) for part in ("", "_config", "_data", "_idx"))})


def make_index(connection: Connection) -> None:
    """Make the tables, empty."""
    PROGRESS.create(connection)
    if connection.dialect.name == "sqlite":
        # Beginnings of so many letters lie ready; longer ones are gathered from the few words that they begin.
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {STATES} USING fts5(words, content='', columnsize=0, detail=none, prefix='3 4 5 6', tokenize='ascii')"
        )
    else:
        connection.exec_driver_sql(f"CREATE TABLE {STATES} (state bigint PRIMARY KEY, words tsvector NOT NULL)")
        connection.exec_driver_sql(f"CREATE INDEX {STATES}_words ON {STATES} USING gin (words)")


def drop_index(connection: Connection) -> None:
    """Take the tables away, with all that is in them."""
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {STATES}")
    PROGRESS.drop(connection, checkfirst=True)


def empty_index(connection: Connection) -> None:
    """Let nothing be in the index."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO {STATES}({STATES}) VALUES ('delete-all')")  # noqa: S608  (a name of ours)
    else:
        connection.execute(text(f"DELETE FROM {STATES}"))  # noqa: S608  (a name of ours)
    connection.execute(PROGRESS.delete())


# Which drafts say the words that were asked for.
#
# PostgreSQL looks through the keys of each draft; that goes on in its own process. SQLite does so in ours, and ten times as long as a page may take where there are many drafts:
# there the words lie in an FTS5 table, which triggers keep in step with the drafts. It holds no text of its own, only which draft has which word.

# A space and three letters: fewer stand in most drafts.
_TELLING = 4
_INTO = f"INSERT INTO {DRAFT_WORDS}(rowid, searched) VALUES (new.id, new.searched)"  # noqa: S608  (names of ours)
_OUT_OF = f"INSERT INTO {DRAFT_WORDS}({DRAFT_WORDS}, rowid, searched) VALUES ('delete', old.id, old.searched)"  # noqa: S608  (names of ours)
# By name: when, and what is done. A change that leaves the words as they are costs nothing.
_FOLLOW = {
    "draft_words_added": f"AFTER INSERT ON drafts BEGIN {_INTO}; END",
    "draft_words_gone": f"AFTER DELETE ON drafts BEGIN {_OUT_OF}; END",
    "draft_words_changed": f"AFTER UPDATE OF searched ON drafts WHEN old.searched <> new.searched BEGIN {_OUT_OF}; {_INTO}; END",
}
DRAFT_WORD_TRIGGERS = {name: f"CREATE TRIGGER {name} {does}" for name, does in _FOLLOW.items()}


def make_draft_words(connection: Connection) -> None:
    """Make the table on SQLite, with the words of all drafts that are there, and what keeps it in step."""
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE {DRAFT_WORDS} USING fts5"
        "(searched, content='drafts', content_rowid='id', columnsize=0, detail=none, prefix='3 4 5 6', tokenize='ascii')"
    )
    connection.exec_driver_sql(f"INSERT INTO {DRAFT_WORDS}({DRAFT_WORDS}) VALUES ('rebuild')")  # noqa: S608  (a name of ours)
    for made in DRAFT_WORD_TRIGGERS.values():
        connection.exec_driver_sql(made)


def drop_draft_words(connection: Connection) -> None:
    """Take the table away."""
    for name in DRAFT_WORD_TRIGGERS:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {DRAFT_WORDS}")


def drafts_saying(asked: AskedWords) -> list[ColumnElement[bool]]:
    """Conditions for the drafts that say all wanted words, and none that is unwanted."""
    found: list[ColumnElement[bool]] = []
    if asked.wanted:
        match = " AND ".join(f"({for_fts5(word)})" for word in asked.wanted)
        found.append(_DraftSays(DraftRow.id, literal(match), and_(*map(_said, asked.wanted))))
    if asked.unwanted:
        match = " OR ".join(f"({for_fts5(word)})" for word in asked.unwanted)
        found.append(not_(_DraftSays(DraftRow.id, literal(match), or_(*map(_said, asked.unwanted), false()))))
    return found


def ids_saying(session: Session, asked: AskedWords) -> list[int]:
    """The ids of the drafts that say all wanted words, of which there must be some, and none that is unwanted; the newest first. SQLite asks the words alone: to look each of a
    thousand drafts up in its table takes longer than to find them."""
    if session.get_bind().dialect.name != "sqlite":
        return list(session.scalars(select(DraftRow.id).where(*drafts_saying(asked)).order_by(DraftRow.id.desc())))
    wanted = " AND ".join(f"({for_fts5(word)})" for word in asked.wanted)
    match = f"({wanted})" + "".join(f" NOT ({for_fts5(word)})" for word in asked.unwanted)
    found = text(f"SELECT rowid FROM {DRAFT_WORDS} WHERE {DRAFT_WORDS} MATCH :asked ORDER BY rowid DESC")  # noqa: S608  (a name of ours)
    return list(session.scalars(found, {"asked": match}))


def _said(word: AskedWord) -> ColumnElement[bool]:
    said = or_(*(SaidInColumn(DraftRow.searched, part) for part in word.parts))
    # With what all parts begin with most rows are passed over at one look.
    begin = commonprefix(word.parts)
    return and_(SaidInColumn(DraftRow.searched, begin), said) if len(word.parts) > 1 and len(begin) >= _TELLING else said


class _DraftSays(GenericFunction[bool]):
    """`_DraftSays(id, match, said)`: whether the draft with this id is found by a query of FTS5, or, which is the same, whether its keys say so."""

    type = Boolean()
    inherit_cache = True
    name = "draft_says"


@compiles(_DraftSays)
def _by_keys(element: ColumnElement[bool], compiler: Any, **kw: Any) -> str:
    _, _, said = element.clauses
    return f"({compiler.process(said, **kw)})"


@compiles(_DraftSays, "sqlite")
def _by_match(element: ColumnElement[bool], compiler: Any, **kw: Any) -> str:
    id, match, _ = element.clauses
    return f"({compiler.process(id, **kw)} IN (SELECT rowid FROM {DRAFT_WORDS} WHERE {DRAFT_WORDS} MATCH {compiler.process(match, **kw)}))"  # noqa: S608  (a name of ours)


# Brings the index up to the articles: what was stored since it was last brought up, in batches, by whoever comes first.
#
# Every stored state of a page has a number that only grows (`snapshots.id`), so that one number says how far the index has come. Words are read before the lock is taken
# and written in one short transaction, in which that number must still be the same. So several processes may do this at once, each may be ended at any moment,
# and nothing is done on the way of a page that is being stored.

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
