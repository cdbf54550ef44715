"""The migration that finds unread articles by an index takes as read what any model has read, and nothing else; an archive is then not read anew by it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, text

from records import articles, rereads
from records.database import alembic_config, open_engine, read_session, upgrade
from tests.conftest import NOW


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the version before, with an article that was screened and one that was not."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else f"sqlite:///{tmp_path / 'before.db'}"
    made = open_engine(url)
    command.upgrade(alembic_config(made), "0017")
    now = NOW.replace(tzinfo=None) if request.param == "sqlite" else NOW
    article: dict[str, Any] = {
        "run_id": "run", "outlet": "kz_test", "url": "u", "lang": "ru", "title": "Т", "text": "Т.", "authors": "[]", "fetched_at": now, "text_sha256": "1" * 64,
    }  # fmt: skip
    screening = {"id": 1, "article_id": "read", "model": "old", "at": now, "score": 0.1, "flagged": False, "label": "none", "body": "{}"}
    with made.begin() as connection:
        for table, given in (("articles", {**article, "id": "read"}), ("articles", {**article, "id": "unread"}), ("screenings", screening)):
            columns, values = ", ".join(given), ", ".join(f":{name}" for name in given)
            connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), given)
    yield made
    made.dispose()


def test_what_no_model_has_read_is_unread_after_it(before: Engine) -> None:
    upgrade(before)
    with read_session(before) as session:
        assert [row.id for row in articles.unread(session, 10)] == ["unread"]
        assert rereads.newest(session) is None
        assert (rereads.count_left(session, ("old",)), rereads.count_left(session, ("new",))) == (1, 2)


def test_going_back_leaves_articles_and_screenings(before: Engine) -> None:
    upgrade(before)
    command.downgrade(alembic_config(before), "0017")
    with before.connect() as connection:
        assert connection.execute(text("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM screenings)")).one() == (2, 1)
