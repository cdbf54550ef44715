"""How Alembic runs here: always against an engine handed over by `records.database`, one writer at a time."""

from alembic import context
from sqlalchemy import Engine

from records.tables import Base

# Any number serves, as long as no other use of the database takes the same one.
_ADVISORY_LOCK = 7_160_001


def run(engine: Engine) -> None:
    with engine.connect() as connection:
        # Two processes that start at once: the second waits and then finds nothing left to do.
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
        context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run(context.config.attributes["engine"])
