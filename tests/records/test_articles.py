"""Articles and their screenings as they are stored."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from records import articles
from records.database import read_session, write_transaction
from records.tables import ArticleRow, ScreeningRow
from tests.records import rows


def test_a_second_screening_by_the_same_model_changes_nothing(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "a")
        rows.screening(session, "a")
        rows.screening(session, "a", flagged=False)
        assert [row.flagged for row in session.query(ScreeningRow)] == [True]
        assert articles.unscreened(session, "test 1", 10) == []
        assert [row.id for row in articles.unscreened(session, "test 2", 10)] == ["a"]


def test_an_article_must_exist_before_it_is_screened(engine: Engine) -> None:
    with pytest.raises(DBAPIError), write_transaction(engine) as session:
        rows.screening(session, "nobody")
    with read_session(engine) as session:
        assert session.query(ArticleRow).count() == 0
