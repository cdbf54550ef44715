"""The tables of the index."""

import pytest
from sqlalchemy import Engine, inspect, text

from records.database import write_transaction
from records.search.index_tables import INDEX_TABLES, PROGRESS, STATES, WORDS_OF_DRAFTS, drop_index, empty_index, make_index
from records.tables import Base


def test_the_tables_of_the_index_are_named_and_belong_to_no_copy_of_the_records(engine: Engine) -> None:
    there = set(inspect(engine).get_table_names())
    assert there - {*Base.metadata.tables, "alembic_version"} <= INDEX_TABLES
    assert {PROGRESS.name, STATES} <= there
    assert not INDEX_TABLES & set(Base.metadata.tables)


def test_the_index_can_be_emptied_dropped_and_made_anew(engine: Engine) -> None:
    with write_transaction(engine) as session:
        connection = session.connection()
        empty_index(connection)
        drop_index(connection)
        make_index(connection)
        assert connection.execute(text(f"SELECT count(*) FROM {PROGRESS.name}")).scalar() == 0


def test_on_sqlite_the_words_of_drafts_are_read_without_the_drafts(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps long values apart by itself")
    with engine.connect() as connection:
        plan = connection.execute(text("EXPLAIN QUERY PLAN SELECT id FROM drafts WHERE searched LIKE '% x %'")).all()
    assert f"COVERING INDEX {WORDS_OF_DRAFTS}" in str(plan)
