"""What becomes of news: a draft of its own, part of an open one, or news of an incident."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import review
from records.database import write_transaction
from records.review import groups, weekly_sample
from records.review.propose import propose_sample
from records.tables import DraftRow, LedgerRow, SampleRow, SampleWeekRow, ScreeningRow
from tests.conftest import NOW
from tests.records import rows
from tests.records.recogniser import ByFirstWord
from tests.records.review.arriving import arrive, flagged_drafts, state

TODAY = NOW.date()
BY: dict[str, Any] = {"who": "Aigul", "now": NOW}


def test_news_of_an_open_draft_joins_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "a", "Сериков избит")
        assert arrive(session, "b", "Сериков подал заявление") == first
        assert arrive(session, "c", "Ахметова задержана") != first
        assert groups.articles_of(session, first) == ["a", "b"]


def test_a_deferred_draft_takes_news_and_stays_deferred(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "a", "Сериков избит")
        review.defer(session, first, until=date(2026, 12, 1), **BY)
        assert arrive(session, "b", "Сериков подал заявление") == first
        assert state(session, first) == "deferred"


def test_news_of_a_confirmed_incident_is_a_draft_that_follows_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "a", "Сериков избит")
        review.confirm(session, first, **BY)
        second = arrive(session, "b", "Сериков в суде")
        assert second != first
        row = session.get_one(DraftRow, second)
        assert (row.follows, row.label, row.state) == ("KZ-2026-0001", "followup", "new")


def test_further_news_joins_the_draft_that_waits_with_such_news_but_not_months_later(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков избит", day=date(2026, 3, 1)), **BY)
        waiting = arrive(session, "b", "Сериков подал заявление", day=date(2026, 3, 20))
        assert arrive(session, "c", "Сериков о заявлении", day=date(2026, 3, 22)) == waiting
        later = arrive(session, "d", "Сериков дождался суда", day=date(2026, 6, 1))
        assert later != waiting
        assert session.get_one(DraftRow, later).follows == "KZ-2026-0001"


def test_news_of_what_was_rejected_is_a_new_draft_that_says_so_and_a_reprint_joins_what_it_repeats(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "a", "Сериков избит")
        review.reject(session, first, reason="not_work", **BY)
        second = arrive(session, "b", "Сериков снова")
        assert session.get_one(DraftRow, second).proposal["resembles"] == first
        assert arrive(session, "c", "Чужой заголовок", copy_of="a", outlet="kz_other") == first
        assert state(session, first) == "rejected"


def test_two_open_drafts_that_turn_out_to_be_one_event_are_put_together_unless_a_person_told_them_apart(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for identifier in ("a", "b", "c"):
            rows.article(session, identifier, title=f"Сериков {identifier}", published_at="2026-11-23")
            rows.screening(session, identifier)
        # Without a recogniser each stands alone; its traits are given by hand.
        alone = [draft.id for draft in review.propose(session, review.undrafted(session, "test 1"), now=NOW)]
        for draft, identifier in zip(alone, ("a", "b", "c"), strict=True):
            _give_traits(session, draft, identifier)
        groups.tell_apart(session, alone[0], alone[2])
        joined = arrive(session, "d", "СЕРИКОВ избит")
        assert sorted(state(session, draft) for draft in alone) == ["merged", "new", "new"]
        assert len(groups.articles_of(session, joined)) == 3
        who = session.scalars(select(LedgerRow.who).where(LedgerRow.action == "merge")).all()
        assert who == ["qorgan"]


def _give_traits(session: Session, draft: int, identifier: str) -> None:
    from records.model import Article
    from records.tables import DraftArticleRow

    session.delete(session.get_one(DraftArticleRow, identifier))
    session.flush()
    traits = ByFirstWord().traits_of(Article(identifier, "", "Сериков", published_at="2026-11-23"), {})
    groups.put(session, draft, identifier, traits, ByFirstWord().keys_of(traits))


def test_every_flagged_article_becomes_one_draft_and_a_second_look_makes_none(engine: Engine) -> None:
    assert len(flagged_drafts(engine, ("a", True), ("b", False), ("c", True))) == 2
    with write_transaction(engine) as session:
        assert review.propose(session, review.undrafted(session, "test 1"), now=NOW) == []


def test_a_reprint_joins_the_draft_of_what_it_repeats(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "original")
        rows.article(session, "reprint", outlet="kz_other", copy_of="original")
        for identifier in ("original", "reprint"):
            rows.screening(session, identifier)
        assert len(review.propose(session, review.undrafted(session, "test 1"), now=NOW)) == 1
        assert review.undrafted(session, "test 1") == []


def test_a_rejected_draft_stays_rejected_when_a_new_model_flags_its_article_again(engine: Engine) -> None:
    (draft,) = flagged_drafts(engine, ("a", True))
    with write_transaction(engine) as session:
        review.reject(session, draft, who="Aigul", now=NOW, reason="not_work")
        rows.screening(session, "a", model="test 2")
    with write_transaction(engine) as session:
        assert review.propose(session, review.undrafted(session, "test 2"), now=NOW) == []
        assert session.get_one(DraftRow, draft).state == "rejected"


def test_what_is_in_no_draft_comes_the_oldest_first_and_by_this_model_alone(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for identifier, hours in (("new", 2), ("old", 0), ("b", 1), ("a", 1), ("plain", 0)):
            rows.article(session, identifier, now=NOW + timedelta(hours=hours))
            rows.screening(session, identifier, flagged=identifier != "plain")
        rows.screening(session, "old", model="test 2")
        assert [row.article_id for row in review.undrafted(session, "test 1")] == ["old", "a", "b", "new"]
        assert [row.article_id for row in review.undrafted(session, "test 1", 2)] == ["old", "a"]
        assert [(row.article_id, row.model) for row in review.undrafted(session, "test 2")] == [("old", "test 2")]
        review.propose(session, review.undrafted(session, "test 1", 1), now=NOW)
        assert [row.article_id for row in review.undrafted(session, "test 1")] == ["a", "b", "new"]
        assert review.undrafted(session, "test 2") == []


def test_a_new_draft_says_what_its_screening_said(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "a", title="Сериков избит")
        rows.screening(session, "a", score=0.7, label="report")
        [draft] = review.propose(session, review.undrafted(session, "test 1"), now=NOW + timedelta(hours=5))
        row = session.query(ScreeningRow).one()
        assert (draft.state, draft.score, draft.label, draft.fields, draft.follows, draft.sample) == ("new", row.score, "report", {}, None, False)
        assert (draft.created_at, draft.title, draft.proposal["told_by"]) == (NOW + timedelta(hours=5), "Сериков избит", "a")
        assert "resembles" not in draft.proposal


def test_what_is_drawn_from_a_stratum_is_a_draft_each_marked_as_a_sample(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "x", "Сериков избит")
        for identifier in ("a", "b"):
            rows.article(session, identifier, title="Сериков о погоде", published_at=TODAY.isoformat())
            rows.screening(session, identifier, flagged=False)
        stratum = SampleWeekRow(week="2026-W48", stratum="near", population=40, model="test 1", at=NOW)
        drawn = weekly_sample.screenings_of(session, ["b", "a"], "test 1")
        assert propose_sample(session, stratum, drawn, now=NOW, recogniser=ByFirstWord()) == 2
        samples = list(session.scalars(select(DraftRow).where(DraftRow.sample).order_by(DraftRow.id)))
        assert [(groups.articles_of(session, row.id), row.created_at) for row in samples] == [(["b"], NOW), (["a"], NOW)]
        assert [(row.draft_id, row.week, row.stratum) for row in session.query(SampleRow)] == [(row.id, "2026-W48", "near") for row in samples]
        assert session.query(SampleWeekRow).one().population == 40
        assert arrive(session, "y", "Сериков подал заявление") == first, "a sample takes no news"


def test_without_a_recogniser_only_copies_join(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "a", title="Сериков")
        rows.article(session, "b", title="Сериков", copy_of="a", now=NOW + timedelta(hours=1))
        rows.article(session, "c", title="Сериков", now=NOW + timedelta(hours=2))
        for identifier in ("a", "b", "c"):
            rows.screening(session, identifier)
        made = review.propose(session, review.undrafted(session, "test 1"), now=NOW)
        assert [groups.articles_of(session, draft.id) for draft in made] == [["a", "b"], ["c"]]
