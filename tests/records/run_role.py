"""A role of PostgreSQL as docs/operating.md has operators make it for runs and desk: it may sign in, and what `records.grants` gives it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, make_url, text

from records.grants import grant_statements
from tests.empty_database import open_upgraded


@contextmanager
def run_role(url: str, *, grants: bool = True) -> Iterator[str]:
    """The address of this database for such a role. Its tables are made by their owner; the grants are given twice, as after an upgrade."""
    database = str(make_url(url).database)
    role = f"run {database}"
    made = open_upgraded(url)
    made.dispose()
    owner = create_engine(url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text(f'CREATE ROLE "{role}" LOGIN NOSUPERUSER'))
        for statement in grant_statements(role, database) * 2 if grants else ():
            connection.execute(text(statement))
    yield make_url(url).set(username=role).render_as_string(hide_password=False)
    with owner.connect() as connection:
        connection.execute(text(f'DROP OWNED BY "{role}"'))
        connection.execute(text(f'DROP ROLE "{role}"'))
    owner.dispose()
