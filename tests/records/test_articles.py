"""Articles and their screenings as they are stored."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records import articles
from records.database import read_session, write_transaction
from records.tables import ArticleRow, BandRow, ScreeningRow
from records.vocabulary import ENCODER
from tests.conftest import NOW
from tests.records import rows

BOTH = f"test 2{ENCODER}"


def test_a_second_screening_by_the_same_model_changes_nothing(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "a")
        rows.screening(session, "a")
        rows.screening(session, "a", flagged=False)
        assert [row.flagged for row in session.query(ScreeningRow)] == [True]
        assert articles.unread(session, 10) == []


def test_what_no_model_has_read_comes_newest_first(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for number in range(5):
            rows.article(session, f"a{number}", now=NOW - timedelta(hours=number % 3))
        rows.screening(session, "a0")
        session.flush()
        assert [row.id for row in articles.unread(session, 10)] == ["a3", "a4", "a1", "a2"]
        assert [row.id for row in articles.unread(session, 1)] == ["a3"]


def test_an_article_must_exist_before_it_is_screened(engine: Engine) -> None:
    with pytest.raises(DBAPIError), write_transaction(engine) as session:
        rows.screening(session, "nobody")
    with read_session(engine) as session:
        assert session.query(ArticleRow).count() == 0


def screen(session: Session, first: int, last: int, readers: str, model: str = BOTH) -> None:
    """Articles of these numbers, screened in their order."""
    for number in range(first, last):
        rows.article(session, f"{number}")
        rows.screening(session, f"{number}", model=model, readers=readers)
    session.flush()


def test_a_screening_keeps_which_judges_read_and_none_where_it_could_not_be_read(engine: Engine) -> None:
    short = {"id": "c", "error": "language", "flagged": False, "score": 0, "label": "none", "categories": []}
    with write_transaction(engine) as session:
        screen(session, 0, 1, "both")
        screen(session, 1, 2, "lexical")
        rows.article(session, "c")
        articles.add_screening(session, "c", BOTH, short, NOW)
    with read_session(engine) as session:
        assert list(session.scalars(select(ScreeningRow.readers).order_by(ScreeningRow.id))) == ["both", "lexical", None]
        assert articles.lately_read_alone(session) == (1, 3)


def test_what_was_read_alone_is_counted_among_the_last_ones_of_the_model_that_reads_now(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "LATELY", 4)
    with write_transaction(engine) as session:
        assert articles.lately_read_alone(session) == (0, 0)
        screen(session, 0, 3, "lexical", model="test 1")
        assert articles.lately_read_alone(session) == (0, 3), "a model without an encoder lacks none"
        screen(session, 3, 5, "lexical")
        assert articles.lately_read_alone(session) == (2, 4)
        screen(session, 5, 8, "both")
        assert articles.lately_read_alone(session) == (1, 4)
        screen(session, 8, 9, "both")
        assert articles.lately_read_alone(session) == (0, 4), "the computer is mended"
        screen(session, 9, 10, "lexical")
        screen(session, 10, 11, "lexical", model="test 1")
        assert articles.lately_read_alone(session) == (0, 4), "an operator went back to a model without an encoder"


def test_articles_that_share_a_band_are_asked_for_at_once_and_found_in_the_order_in_which_they_came(engine: Engine) -> None:
    said: list[str] = []

    def note(_connection: object, _cursor: object, words: str, *_: object) -> None:
        said.append(words)

    with write_transaction(engine) as session:
        for number, name in enumerate(("late", "early", "other")):
            rows.article(session, name, now=NOW - timedelta(hours=number))
        session.flush()
        session.add_all(
            BandRow(band=band, key=key, article_id=name) for name, band, key in (("late", 0, 7), ("late", 1, 8), ("early", 1, 8), ("other", 0, 8))
        )
        session.flush()
        event.listen(engine, "before_cursor_execute", note)
        found = articles.copies_among(session, (7, 8, -9))
        event.remove(engine, "before_cursor_execute", note)
        assert [row.id for row in found] == ["early", "late"]
        assert len(said) == 2, "one question for all bands, one for the articles"
        assert articles.copies_among(session, ()) == []


def test_a_band_that_very_many_share_says_nothing_of_most_of_them(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for number in range(60):
            rows.article(session, f"a{number:02}")
        session.flush()
        session.add_all(BandRow(band=0, key=7, article_id=f"a{number:02}") for number in range(60))
        session.flush()
        assert len(articles.copies_among(session, (7, 1))) == 50


@pytest.mark.parametrize(("least", "there"), [(1, True), (3, True), (4, False)])
def test_whether_so_many_wait_to_be_read(engine: Engine, least: int, there: bool) -> None:
    with write_transaction(engine) as session:
        for number in range(4):
            rows.article(session, f"a{number}")
        rows.screening(session, "a0")
        session.flush()
        assert articles.are_unread(session, least) is there
