"""Which articles are in which draft, which drafts are compared with an article, and what a person told apart."""

from datetime import date, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records.database import write_transaction
from records.incident_model import Traits
from records.review import groups
from records.tables import ArticleKeyRow, DraftArticleRow, DraftRow
from records.vocabulary import DraftState, ScreeningLabel
from tests.conftest import NOW
from tests.records import rows

DAY = date(2026, 11, 1)


def drafts(session: Session, number: int) -> None:
    session.add_all(
        DraftRow(id=nth, state=DraftState.NEW, score=0.5, label=ScreeningLabel.INCIDENT, proposal={}, fields={}, created_at=NOW)
        for nth in range(1, number + 1)
    )
    session.flush()


def put(session: Session, draft: int, article: str, *keys: str, day: date | None = DAY) -> None:
    rows.article(session, article)
    groups.put(session, draft, article, Traits(article, "ru", day, persons=("Сериков",)), keys)


def beside(session: Session, *keys: str) -> list[int]:
    return [group.id for group in groups.beside(session, keys)]


def test_an_article_is_in_one_draft_with_its_keys_each_once(engine: Engine) -> None:
    with write_transaction(engine) as session:
        drafts(session, 2)
        put(session, 1, "b", "k2", "k1", "k2")
        put(session, 1, "a")
        rows.article(session, "bare")
        groups.put(session, 2, "bare", None, ())
        assert (groups.articles_of(session, 1), groups.articles_of(session, 2), groups.articles_of(session, 3)) == (["a", "b"], ["bare"], [])
        assert [groups.draft_of(session, article) for article in ("a", "bare", "none")] == [1, 2, None]
        assert sorted((row.key, row.draft_id, row.article_id) for row in session.query(ArticleKeyRow)) == [("k1", 1, "b"), ("k2", 1, "b")]
        assert session.get_one(DraftArticleRow, "bare").traits == {}
        groups.move(session, ["b"], 2)
        assert (groups.articles_of(session, 1), groups.articles_of(session, 2)) == (["a"], ["b", "bare"])
        assert {row.draft_id for row in session.query(ArticleKeyRow)} == {2}


def test_drafts_that_share_most_keys_come_first_and_the_newer_before_the_older(engine: Engine) -> None:
    with write_transaction(engine) as session:
        drafts(session, 4)
        put(session, 1, "a", "k1", "k2")
        put(session, 2, "b", "k1")
        put(session, 3, "c", "k2")
        put(session, 3, "d", "k2")
        put(session, 4, "e", "k3")
        assert beside(session, "k1", "k2", "k1") == [1, 3, 2]
        assert beside(session, "k3") == [4]
        assert beside(session) == beside(session, "none") == []
        [group] = groups.beside(session, ["k3"])
        assert group.members == (Traits("e", "ru", DAY, persons=("Сериков",)),)


def test_no_more_than_thirty_drafts_are_compared_and_a_hundred_looked_at(engine: Engine) -> None:
    with write_transaction(engine) as session:
        drafts(session, 102)
        for nth in range(1, 103):
            put(session, nth, f"a{nth}", "k", *(("other",) if nth < 3 else ()))
        assert beside(session, "k") == list(range(102, 72, -1))
        # The two oldest are past the hundred newest of `k`, so they share one key alone with an article that has both.
        assert beside(session, "k", "other") == list(range(102, 72, -1))
        assert beside(session, "other") == [2, 1]


def test_of_a_long_case_the_first_and_the_last_articles_are_compared(engine: Engine) -> None:
    with write_transaction(engine) as session:
        drafts(session, 2)
        for nth in range(12):
            put(session, 1, f"a{nth:02}", "k", day=DAY + timedelta(days=nth))
        [group] = groups.beside(session, ["k"])
        assert [one.article for one in group.members] == [f"a{nth:02}" for nth in range(12)]
        put(session, 1, "undated", "k", day=None)
        put(session, 1, "zz", "k", day=DAY)
        [group] = groups.beside(session, ["k"])
        assert [one.article for one in group.members] == ["a00", "zz", "a01", "a02", "a03", "a04", "a07", "a08", "a09", "a10", "a11", "undated"]


def test_what_was_told_apart_is_remembered_in_either_order_until_it_is_put_together(engine: Engine) -> None:
    with write_transaction(engine) as session:
        drafts(session, 3)
        groups.tell_apart(session, 2, 1)
        groups.tell_apart(session, 1, 2)
        groups.tell_apart(session, 3, 3)
        assert groups.apart(session, 1, 2)
        assert groups.apart(session, 2, 1)
        assert not groups.apart(session, 1, 3)
        assert not groups.apart(session, 3, 3)
        groups.tell_apart(session, 1, 3)
        groups.together(session, 2, 1)
        assert not groups.apart(session, 1, 2)
        assert groups.apart(session, 3, 1)


def test_what_is_offered_for_merging_is_like_it_and_was_not_told_apart(engine: Engine) -> None:
    with write_transaction(engine) as session:
        drafts(session, 8)
        for nth in range(1, 9):
            put(session, nth, f"a{nth}", "k", *(("k2",) if nth in (1, 2) else ()))
        groups.tell_apart(session, 8, 1)
        assert [row.id for row in groups.like(session, 1)] == [2, 7, 6, 5, 4]
        assert [row.id for row in groups.like(session, 1, limit=2)] == [2, 7]
        assert groups.like(session, 99) == []
