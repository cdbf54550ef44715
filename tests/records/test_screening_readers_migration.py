"""The migration that adds which judges read keeps every screening as it was: read by the lexical judge, with nothing proposed and nothing unsure."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, select, text

from records.articles import lately_read_alone
from records.database import alembic_config, open_engine, read_session, upgrade
from records.review.proposal import together, told
from records.tables import ArticleRow, ScreeningRow
from tests.conftest import NOW

_BODY = {
    "id": "a", "lang": "ru", "score": 0.9, "flagged": True, "label": "incident", "categories": [{"code": "ATT", "score": 0.9}], "persons": [], "outlets": [],
    "country": "KZ", "place": "Орал", "region": "KZ-27", "incident_date": None, "date_precision": None, "actor": "unknown", "outcome": "none",
    "outcome_of": None, "reasons": [], "model": "kk-ru-en 1.0.0",
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the version before, with a screening."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else f"sqlite:///{tmp_path / 'before.db'}"
    made = open_engine(url)
    command.upgrade(alembic_config(made), "0013")
    now = NOW.replace(tzinfo=None) if request.param == "sqlite" else NOW
    article: dict[str, Any] = {
        "id": "a", "run_id": "run", "outlet": "kz_test", "url": "https://test.example/a", "lang": "ru", "title": "Т", "text": "Т.", "authors": "[]",
        "fetched_at": now, "text_sha256": "1" * 64,
    }  # fmt: skip
    screening = {
        "id": 1, "article_id": "a", "model": "kk-ru-en 1.0.0", "at": now, "score": 0.9, "flagged": True, "label": "incident", "body": json.dumps(_BODY),
    }  # fmt: skip
    with made.begin() as connection:
        for table, given in (("articles", article), ("screenings", screening)):
            columns, values = ", ".join(given), ", ".join(f":{name}" for name in given)
            connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), given)
    yield made
    made.dispose()


def test_a_screening_of_before_was_read_by_the_lexical_judge_and_says_nothing_more(before: Engine) -> None:
    upgrade(before)
    with read_session(before) as session:
        kept = session.scalars(select(ScreeningRow)).one()
        proposal = together({"a": told(kept, session.get_one(ArticleRow, "a"))})
        assert (kept.readers, kept.body, kept.at) == ("lexical", _BODY, NOW)
        assert (proposal["proposed_summary"], proposal["unsure"], proposal["readers"]) == ([], [], "lexical")
        assert lately_read_alone(session) == (0, 1), "its model had no encoder"


def test_going_back_leaves_the_screening_as_it_was(before: Engine) -> None:
    upgrade(before)
    command.downgrade(alembic_config(before), "0013")
    with before.connect() as connection:
        assert connection.execute(text("SELECT article_id, model, label FROM screenings")).one() == ("a", "kk-ru-en 1.0.0", "incident")
