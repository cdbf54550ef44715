"""The tables of the index."""

from sqlalchemy import Engine, inspect, text

from records.database import write_transaction
from records.search.index_tables import INDEX_TABLES, PROGRESS, STATES, drop_index, empty_index, make_index
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
