"""Articles as they are stored: their screenings, what an encoder made of them, a second reading of the archive, pictures and snapshots of their pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records import articles, rereads, review, screenings
from records.database import read_session, write_transaction
from records.model import EncodedText
from records.page_pictures import MAX_ATTEMPTS, note_picture, page_pictures, pages_without_picture
from records.rereads import Reread
from records.tables import ArticleRow, BandRow, EncodedArticleRow, ScreeningRow
from records.vocabulary import ENCODER
from records.web_archive import LONGEST_REASON, archived_pages, note_archived, note_asked, note_refused, open_jobs, wanted_pages
from tests.conftest import NOW
from tests.desk.site import add_draft
from tests.records import rows

BOTH = f"test 2{ENCODER}"
HOUR = timedelta(hours=1)


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """What the database is asked meanwhile."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, words: str, given: object, *_more: object) -> None:
        asked.append((words, given))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def screen(session: Session, first: int, last: int, readers: str, model: str = BOTH) -> None:
    """Articles of these numbers, screened in their order."""
    for number in range(first, last):
        rows.article(session, f"{number}")
        rows.screening(session, f"{number}", model=model, readers=readers)
    session.flush()


def test_a_second_screening_by_the_same_model_changes_nothing_and_one_of_no_article_is_refused(session: Session) -> None:
    rows.article(session, "a")
    rows.screening(session, "a")
    rows.screening(session, "a", flagged=False)
    assert [row.flagged for row in session.query(ScreeningRow)] == [True]
    assert screenings.unscreened_articles(session, 10) == []
    with pytest.raises(DBAPIError), session.begin_nested():
        rows.screening(session, "nobody")


def test_what_no_model_has_read_comes_newest_first(session: Session) -> None:
    for number in range(5):
        rows.article(session, f"a{number}", now=NOW - number % 3 * HOUR)
    rows.screening(session, "a0")
    session.flush()
    assert [row.id for row in screenings.unscreened_articles(session, 10)] == ["a3", "a4", "a1", "a2"]
    assert [row.id for row in screenings.unscreened_articles(session, 1)] == ["a3"]
    assert [screenings.has_unscreened_articles(session, least) for least in (1, 4, 5)] == [True, True, False]


def test_a_screening_keeps_which_judges_read_and_none_where_it_could_not_be_read(session: Session) -> None:
    screen(session, 0, 1, "both")
    screen(session, 1, 2, "lexical")
    rows.article(session, "c")
    short = {"id": "c", "error": "language", "flagged": False, "score": 0, "label": "none", "categories": []}
    screenings.add_screening(session, "c", BOTH, short, NOW)
    assert list(session.scalars(select(ScreeningRow.readers).order_by(ScreeningRow.id))) == ["both", "lexical", None]
    assert screenings.recent_lexical_only_counts(session) == (1, 3)


def test_what_was_read_alone_is_counted_among_the_last_ones_of_the_model_that_reads_now(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screenings, "RECENT_SCREENINGS", 4)
    assert screenings.recent_lexical_only_counts(session) == (0, 0)
    for first, last, readers, model, found in (
        (0, 3, "lexical", "test 1", (0, 3)),  # a model without an encoder lacks none
        (3, 5, "lexical", BOTH, (2, 4)),
        (5, 8, "both", BOTH, (1, 4)),
        (8, 9, "both", BOTH, (0, 4)),  # the computer is mended
        (9, 10, "lexical", BOTH, (1, 4)),
        (10, 11, "lexical", "test 1", (0, 4)),  # an operator went back to a model without an encoder
    ):
        screen(session, first, last, readers, model)
        assert screenings.recent_lexical_only_counts(session) == found, first


def test_articles_that_share_a_band_are_asked_for_at_once_and_found_in_the_order_in_which_they_came(engine: Engine, session: Session) -> None:
    for number, name in enumerate(("late", "early", "other")):
        rows.article(session, name, now=NOW - number * HOUR)
    session.flush()
    bands = (("late", 0, 7), ("late", 1, 8), ("early", 1, 8), ("other", 0, 8))
    session.add_all(BandRow(band=band, key=key, article_id=name) for name, band, key in bands)
    session.flush()
    with statements(engine) as asked:
        found = articles.near_copy_candidates(session, (7, 8, -9))
    assert [row.id for row in found] == ["early", "late"]
    assert len(asked) == 2, "one question for all bands, one for the articles"
    assert articles.near_copy_candidates(session, ()) == []


def test_a_band_that_very_many_share_says_nothing_of_most_of_them(session: Session) -> None:
    for number in range(60):
        rows.article(session, f"a{number:02}")
    session.flush()
    session.add_all(BandRow(band=0, key=7, article_id=f"a{number:02}") for number in range(60))
    session.flush()
    assert len(articles.near_copy_candidates(session, (7, 1))) == 50


# What an encoder made of the articles of drafts.


def test_what_is_kept_comes_back_to_the_last_byte_and_under_its_newest_encoder_alone(session: Session) -> None:
    for name in ("a", "b", "c"):
        rows.article(session, name)
    screenings.store_encoded_articles(session, {"a": EncodedText("e 1", bytes(range(256))), "b": EncodedText("e 2", b"\x00")})
    screenings.store_encoded_articles(session, {})
    assert screenings.encoded_article(session, ("a", "b", "c"), "e 1") == {"a": bytes(range(256))}
    assert (screenings.encoded_article(session, ("b",), "e 2"), screenings.encoded_article(session, (), "e 2")) == ({"b": b"\x00"}, {})
    screenings.store_encoded_articles(session, {"a": EncodedText("e 2", b"2")})
    assert (screenings.encoded_article(session, ("a",), "e 1"), screenings.encoded_article(session, ("a",), "e 2")) == ({}, {"a": b"2"})
    assert session.scalar(select(func.count()).select_from(EncodedArticleRow)) == 2


def test_more_articles_than_a_statement_takes_are_kept_and_found(session: Session) -> None:
    names = [f"a{number}" for number in range(1_201)]
    about = {"run_id": "run", "outlet": "kz_test", "lang": "ru", "title": "T", "text": "T", "authors": [], "fetched_at": NOW, "text_sha256": "1" * 64}
    session.execute(insert(ArticleRow), [{**about, "id": name, "url": name} for name in names])
    screenings.store_encoded_articles(session, {name: EncodedText("e", name.encode()) for name in names})
    assert screenings.encoded_article(session, names, "e") == {name: name.encode() for name in names}


# A second reading of an archive: counted once, walked from the newest to the oldest by an index, and never looked through as a whole.


def archive(session: Session, number: int, model: str = "old") -> None:
    """Articles of one hour each, three of one moment; the higher the number, the older."""
    for one in range(number):
        rows.article(session, f"a{one:02}", now=NOW - one // 3 * HOUR)
        rows.screening(session, f"a{one:02}", model=model, flagged=False)
    session.flush()


def test_a_reading_goes_from_the_newest_to_the_oldest_and_passes_over_what_the_model_has_read(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rereads, "WINDOW", 4)
    archive(session, 12)
    for known in ("a02", "a05", "a04", "a03", "a08"):
        rows.screening(session, known, model="new" if known != "a08" else "as good")
    session.flush()
    models = ("new", "as good")
    assert rereads.count_left(session, models) == 7
    walked: list[list[str]] = []
    place: tuple[datetime, str] | None = None
    while not walked or place is not None:
        found, place = rereads.next_articles(session, place, models, 2)
        walked.append([row.id for row in found])
    assert [article for some in walked for article in some] == ["a01", "a00", "a07", "a06", "a11", "a10", "a09"]
    assert all(len(some) <= 2 for some in walked)
    assert [] in walked[:-1], "a window in which all is known is passed over, and is not the end"


def test_a_reading_begins_with_what_is_left_moves_on_and_ends(engine: Engine) -> None:
    with write_transaction(engine) as session:
        archive(session, 3)
        assert rereads.newest_reread(session) is None
        begun = rereads.begin_reread(session, "new", 3, NOW)
        assert begun == Reread(begun.id, "new", 3, 0, 0.0, None, False)
        assert (begun.left, begun.pace, rereads.last_pace(session)) == (3, None, None)
        on = rereads.advance_reread(session, begun, (NOW, "a01"), 2, 0.5, NOW)
        assert (on.left, on.pace, on.place, on.ended) == (1, 4.0, (NOW, "a01"), False)
    with write_transaction(engine) as session:
        assert rereads.newest_reread(session) == on
        assert rereads.begin_reread(session, "newer", 0, NOW).ended, "where nothing is to be read, nothing is begun"
        assert rereads.last_pace(session) == 4.0
        done = rereads.advance_reread(session, on, (NOW, "a00"), 1, 0.5, NOW)
        fewer = rereads.advance_reread(session, rereads.begin_reread(session, "last", 9, NOW), None, 0, 0.1, NOW)
        assert [(one.ended, one.left) for one in (done, fewer)] == [(True, 0)] * 2, "of the second, another run has read the rest"


def test_no_batch_looks_through_all_articles_and_drafts_to_be_made_are_found_by_an_index(engine: Engine) -> None:
    """On SQLite; PostgreSQL chooses its plan by the size of the tables, and `tests.bench.rereading` measures it."""
    with write_transaction(engine) as session:
        archive(session, 30)
    with read_session(engine) as session, statements(engine) as asked:
        screenings.unscreened_articles(session, 5)
        rereads.next_articles(session, (NOW, "a01"), ("new",), 5)
    assert len(asked) == 4
    with engine.connect() as connection:
        plans = [[row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)] for words, given in asked]
        flagged = connection.execute(text("EXPLAIN QUERY PLAN SELECT article_id FROM screenings WHERE model = 'new' AND flagged = 1")).all()
    assert [plan[0] for plan in plans[:2]] == [
        "SCAN articles USING INDEX articles_unread", "SEARCH articles USING COVERING INDEX articles_in_order ((fetched_at,id)<(?,?))",
    ]  # fmt: skip
    assert [len(plan) for plan in plans[:2]] == [1, 1]
    assert not [detail for plan in plans[2:] for detail in plan if "SCAN" in detail]
    assert not [detail for plan in plans for detail in plan if "TEMP B-TREE" in detail]
    assert "screenings_flagged" in flagged[0].detail


# Pictures and snapshots of pages.


def test_pictures_of_drafts_are_wanted_until_they_were_tried_often_enough(session: Session) -> None:
    draft = add_draft(session, "a", title="Сериков избит")
    assert [(article, of) for article, of, _, _ in pages_without_picture(session, 5)] == [("a", draft)]
    assert pages_without_picture(session, 0) == []
    for _ in range(MAX_ATTEMPTS):
        assert len(pages_without_picture(session, 5)) == 1
        note_picture(session, "a", NOW, reason="x" * 900)
    assert pages_without_picture(session, 5) == []
    assert len(page_pictures(session, ["a"])["a"].reason) == 200


def test_snapshots_of_the_newest_incident_come_first_and_what_was_asked_for_no_more(session: Session) -> None:
    for hours, id in enumerate(("a", "b")):
        review.confirm(session, add_draft(session, id, title=f"{id} избит"), who="Aigul", now=NOW + hours * HOUR)
    assert [article for article, _ in wanted_pages(session, NOW)] == ["b", "a"]
    note_asked(session, "b", "job", NOW)
    assert [article for article, _ in wanted_pages(session, NOW)] == ["a"]
    assert [row.article_id for row in open_jobs(session)] == ["b"]


def test_a_snapshot_that_was_made_stays_and_words_are_bounded(session: Session) -> None:
    review.confirm(session, add_draft(session, "a"), who="Aigul", now=NOW)
    note_asked(session, "a", "job", NOW)
    note_archived(session, "a", "https://archive.example/web/1/x", NOW, NOW)
    note_refused(session, "a", "x" * 999, NOW, on_request=True)
    row = archived_pages(session, ["a", "nobody"])["a"]
    assert (row.address, len(row.reason), row.tries, row.job) == ("https://archive.example/web/1/x", LONGEST_REASON, 2, "")
    assert open_jobs(session) == []
