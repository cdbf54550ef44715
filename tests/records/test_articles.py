"""Articles as they are stored: their screenings, what an encoder made of them, a second reading of the archive, pictures and snapshots of their pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records import articles, encoded_articles, rereads, review
from records.archived_pages import LONGEST_REASON, archived_pages, note_asked, note_kept, note_refused, open_jobs, wanted_pages
from records.database import read_session, write_transaction
from records.model import EncodedText
from records.page_pictures import TRIES, note_picture, page_pictures, wanted_pictures
from records.rereads import Reread
from records.tables import ArticleRow, BandRow, EncodedArticleRow, ScreeningRow
from records.vocabulary import ENCODER
from tests.conftest import NOW
from tests.desk.site import add_draft
from tests.records import rows

BOTH = f"test 2{ENCODER}"


def test_a_second_screening_by_the_same_model_changes_nothing(session: Session) -> None:
    rows.article(session, "a")
    rows.screening(session, "a")
    rows.screening(session, "a", flagged=False)
    assert [row.flagged for row in session.query(ScreeningRow)] == [True]
    assert articles.unread(session, 10) == []


def test_what_no_model_has_read_comes_newest_first(session: Session) -> None:
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


def test_a_band_that_very_many_share_says_nothing_of_most_of_them(session: Session) -> None:
    for number in range(60):
        rows.article(session, f"a{number:02}")
    session.flush()
    session.add_all(BandRow(band=0, key=7, article_id=f"a{number:02}") for number in range(60))
    session.flush()
    assert len(articles.copies_among(session, (7, 1))) == 50


@pytest.mark.parametrize(("least", "there"), [(1, True), (3, True), (4, False)])
def test_whether_so_many_wait_to_be_read(session: Session, least: int, there: bool) -> None:
    for number in range(4):
        rows.article(session, f"a{number}")
    rows.screening(session, "a0")
    session.flush()
    assert articles.are_unread(session, least) is there


def kept(engine: Engine, encoder: str, *articles: str) -> dict[str, bytes]:
    with read_session(engine) as session:
        return encoded_articles.kept(session, articles, encoder)


def test_what_is_kept_comes_back_to_the_last_byte_and_only_under_its_encoder(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for name in ("a", "b", "c"):
            rows.article(session, name)
        encoded_articles.keep(session, {"a": EncodedText("e 1", bytes(range(256))), "b": EncodedText("e 2", b"\x00")})
        encoded_articles.keep(session, {})
    assert kept(engine, "e 1", "a", "b", "c") == {"a": bytes(range(256))}
    assert kept(engine, "e 2", "b") == {"b": b"\x00"}
    assert kept(engine, "e 2") == {}


def test_another_encoder_takes_the_place_of_the_one_before(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "a")
        encoded_articles.keep(session, {"a": EncodedText("e 1", b"1")})
        encoded_articles.keep(session, {"a": EncodedText("e 2", b"2")})
    assert (kept(engine, "e 1", "a"), kept(engine, "e 2", "a")) == ({}, {"a": b"2"})
    with read_session(engine) as session:
        assert session.scalar(select(func.count()).select_from(EncodedArticleRow)) == 1


def test_more_articles_than_a_statement_takes_are_kept_and_found(engine: Engine) -> None:
    names = [f"a{number}" for number in range(1_201)]
    about = {"run_id": "run", "outlet": "kz_test", "lang": "ru", "title": "T", "text": "T", "authors": [], "fetched_at": NOW, "text_sha256": "1" * 64}
    with write_transaction(engine) as session:
        session.execute(insert(ArticleRow), [{**about, "id": name, "url": name} for name in names])
        encoded_articles.keep(session, {name: EncodedText("e", name.encode()) for name in names})
    assert kept(engine, "e", *names) == {name: name.encode() for name in names}


def archive(session: Session, number: int, model: str = "old") -> None:
    """Articles of one hour each, three of one moment; the higher the number, the older."""
    for one in range(number):
        rows.article(session, f"a{one:02}", now=NOW - timedelta(hours=one // 3))
        rows.screening(session, f"a{one:02}", model=model, flagged=False)
    session.flush()


def test_a_reading_goes_from_the_newest_to_the_oldest_and_passes_over_what_the_model_has_read(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rereads, "WINDOW", 4)
    with write_transaction(engine) as session:
        archive(session, 12)
        for known in ("a02", "a05", "a04", "a03", "a08"):
            rows.screening(session, known, model="new" if known != "a08" else "as good")
        session.flush()
        models = ("new", "as good")
        assert rereads.count_left(session, models) == 7
        walked, place = [], None
        while True:
            found, place = rereads.ahead(session, place, models, 2)
            walked.append([row.id for row in found])
            if place is None:
                break
    assert [article for some in walked for article in some] == ["a01", "a00", "a07", "a06", "a11", "a10", "a09"]
    assert all(len(some) <= 2 for some in walked)
    assert [] in walked[:-1], "a window in which all is known is passed over, and is not the end"


def test_a_reading_begins_with_what_is_left_moves_on_and_ends(engine: Engine) -> None:
    with write_transaction(engine) as session:
        archive(session, 3)
        assert rereads.newest(session) is None
        begun = rereads.begin(session, "new", 3, NOW)
        assert begun == Reread(begun.id, "new", 3, 0, 0.0, None, False)
        assert (begun.left, begun.pace, rereads.last_pace(session)) == (3, None, None)
        on = rereads.move_on(session, begun, (NOW, "a01"), 2, 0.5, NOW)
        assert (on.left, on.pace, on.place, on.ended) == (1, 4.0, (NOW, "a01"), False)
    with write_transaction(engine) as session:
        assert rereads.newest(session) == on
        assert rereads.begin(session, "newer", 0, NOW).ended, "where nothing is to be read, nothing is begun"
        assert rereads.last_pace(session) == 4.0
        done = rereads.move_on(session, on, (NOW, "a00"), 1, 0.5, NOW)
        assert (done.ended, done.left) == (True, 0)
        fewer = rereads.move_on(session, rereads.begin(session, "last", 9, NOW), None, 0, 0.1, NOW)
        assert (fewer.ended, fewer.left) == (True, 0), "another run has read the rest"


@contextmanager
def asked_of(engine: Engine) -> Iterator[list[tuple[str, object]]]:
    told: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, given: object, *_more: object) -> None:
        told.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_no_batch_looks_through_all_articles(engine: Engine) -> None:
    with write_transaction(engine) as session:
        archive(session, 30)
    with read_session(engine) as session, asked_of(engine) as told:
        articles.unread(session, 5)
        rereads.ahead(session, (NOW, "a01"), ("new",), 5)
    assert len(told) == 4
    with engine.connect() as connection:
        plans = [
            [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]  # type: ignore[arg-type]
            for statement, given in told
        ]
    assert plans[0] == ["SCAN articles USING INDEX articles_unread"], "an index over nothing but what is unread"
    assert plans[1] == ["SEARCH articles USING COVERING INDEX articles_in_order ((fetched_at,id)<(?,?))"]
    assert all("SEARCH" in detail for plan in plans[2:] for detail in plan if "SCAN" in detail or "SEARCH" in detail)
    assert not any("TEMP B-TREE" in detail for plan in plans for detail in plan)


# PostgreSQL chooses its plan by the size of the tables; `tests.bench.rereading` measures it.
def test_the_drafts_still_to_be_made_are_found_by_the_index_of_what_is_flagged(engine: Engine) -> None:
    with engine.connect() as connection:
        plan = connection.execute(text("EXPLAIN QUERY PLAN SELECT article_id FROM screenings WHERE model = 'new' AND flagged = 1")).all()
    assert "screenings_flagged" in plan[0].detail


def test_pages_of_drafts_are_wanted_until_they_were_tried_often_enough(session: Session) -> None:
    draft = add_draft(session, "a", title="Сериков избит")
    assert [(article, of) for article, of, _, _ in wanted_pictures(session, 5)] == [("a", draft)]
    assert wanted_pictures(session, 0) == []
    for _ in range(TRIES):
        assert len(wanted_pictures(session, 5)) == 1
        note_picture(session, "a", NOW, reason="x" * 900)
    assert wanted_pictures(session, 5) == []
    assert len(page_pictures(session, ["a"])["a"].reason) == 200


def test_pages_of_the_newest_incident_come_first_and_what_was_asked_for_no_more(session: Session) -> None:
    for hours, id in enumerate(("a", "b")):
        review.confirm(session, add_draft(session, id, title=f"{id} избит"), who="Aigul", now=NOW + timedelta(hours=hours))
    assert [article for article, _ in wanted_pages(session, NOW)] == ["b", "a"]
    note_asked(session, "b", "job", NOW)
    assert [article for article, _ in wanted_pages(session, NOW)] == ["a"]
    assert [row.article_id for row in open_jobs(session)] == ["b"]


def test_a_snapshot_that_was_made_stays_and_words_are_bounded(session: Session) -> None:
    review.confirm(session, add_draft(session, "a"), who="Aigul", now=NOW)
    note_asked(session, "a", "job", NOW)
    note_kept(session, "a", "https://archive.example/web/1/x", NOW, NOW)
    note_refused(session, "a", "x" * 999, NOW, asked=True)
    row = archived_pages(session, ["a", "nobody"])["a"]
    assert (row.address, len(row.reason), row.tries, row.job) == ("https://archive.example/web/1/x", LONGEST_REASON, 2, "")
    assert open_jobs(session) == []
