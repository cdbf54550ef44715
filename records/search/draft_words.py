"""Which drafts say the words that were asked for.

PostgreSQL looks through the keys of each draft; that goes on in its own process. SQLite does so in ours, and ten times as long as a page may take where there are many drafts:
there the words lie in an FTS5 table, which triggers keep in step with the drafts. It holds no text of its own, only which draft has which word.
"""

from os.path import commonprefix
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, and_, false, literal, not_, or_, select, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import GenericFunction

from records.search.index_tables import DRAFT_WORDS
from records.search.query_words import for_fts5
from records.tables import DraftRow
from records.words.asked_words import AskedWord, AskedWords
from records.words.said_in_column import SaidInColumn

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
