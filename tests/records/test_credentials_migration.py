"""The migration that gives tokens a scope and an end: what was made before keeps its rights for ninety days, and nobody is signed out."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, text

from desk.auth import sessions
from records import tokens
from records.database import alembic_config, open_engine, read_session, upgrade
from records.tokens import TokenScope
from records.users import digest
from tests.conftest import NOW

DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the version before, with a user who has a token and a session."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else f"sqlite:///{tmp_path / 'before.db'}"
    made = open_engine(url)
    command.upgrade(alembic_config(made), "0004")
    given: dict[str, Any] = {
        "now": NOW.replace(tzinfo=None) if request.param == "sqlite" else NOW,
        "token": digest("qg_old"),
        "session": digest("cookie"),
    }
    given["later"] = given["now"] + 7 * DAY
    with made.begin() as connection:
        connection.execute(
            text("INSERT INTO users (name, folded, role, password_hash, must_change, created_at) VALUES ('A', 'a', 'monitor', 'x', false, :now)"),
            given,
        )
        connection.execute(text("INSERT INTO tokens (\"user\", hash, created_at) VALUES ('A', :token, :now)"), given)
        connection.execute(
            text("INSERT INTO sessions (id, \"user\", created_at, seen_at, expires_at) VALUES (:session, 'A', :now, :now, :later)"), given
        )
    yield made
    made.dispose()


def test_what_was_made_before_goes_on(before: Engine) -> None:
    upgrade(before)
    with read_session(before) as session:
        found = tokens.holder(session, "qg_old", NOW)
        assert found
        assert found.scope is TokenScope.DECIDE
        (kept,) = tokens.live(session, "A", NOW)
        assert kept.expires_at > NOW
        assert tokens.holder(session, "qg_old", kept.expires_at) is None
        here = sessions.active_session(session, "cookie", NOW)
        assert here
        assert not here.awaits
        assert sessions.listed(session, "A", NOW)[0].device == ""
