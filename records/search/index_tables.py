"""The tables of the index. They can be made anew from the articles at any time, so they belong to no copy of the records and to no check of them.

On SQLite the words lie in an FTS5 table without content (`detail=none`: which state of which page has a word, and not where), on PostgreSQL in a column of type tsvector
with a GIN index. Either way a row has the number of a stored state of a page (`snapshots.id`), and its words are keys (`records.words.word_keys`).
"""

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, Table, text

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
# On SQLite alone: which drafts have which words (`records.search.draft_words`).
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
