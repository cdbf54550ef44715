"""Alembic environment: runs against an engine that `records.database` passes, one writer at a time."""

from alembic import context
from sqlalchemy import Engine

from records.tables import Base

# Any number that no other lock of the database uses.
_ADVISORY_LOCK = 7_160_001


def run(engine: Engine) -> None:
    """Run the migrations on this engine in one transaction, under a lock of the database."""
    with engine.connect() as connection:
        # If two processes start at once, the second waits and then finds nothing to do.
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
        context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run(context.config.attributes["engine"])
