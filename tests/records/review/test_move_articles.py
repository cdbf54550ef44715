"""Merging and splitting drafts, and taking both back."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import incidents, review
from records.database import write_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NoSuchIncident, NothingToUndo
from records.incident_model import Incident
from records.review import groups
from records.review.move_articles import fold, merge_all
from records.tables import DraftRow, LedgerRow
from records.vocabulary import Category
from tests.conftest import NOW
from tests.records.review.arriving import arrive, recorded, state

TODAY = NOW.date()
BY: dict[str, Any] = {"who": "Aigul", "now": NOW}


def test_a_merged_draft_gives_its_articles_and_an_undone_merge_takes_them_back_for_good(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, other = arrive(session, "a", "Сериков"), arrive(session, "b", "Ахметова")
        review.merge(session, other, into=one, **BY)
        assert (groups.articles_of(session, one), groups.articles_of(session, other), state(session, other)) == (["a", "b"], [], "merged")
        review.undo(session, other, **BY)
        assert (groups.articles_of(session, one), groups.articles_of(session, other), state(session, other)) == (["a"], ["b"], "new")
        assert groups.apart(session, one, other)
        assert session.get_one(DraftRow, other).proposal["title"] == "Ахметова"


def test_a_chain_of_merges_is_taken_back_from_its_end_only(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two, three = (arrive(session, name, f"Слово{name}") for name in ("a", "b", "c"))
        review.merge(session, one, into=two, **BY)
        review.merge(session, two, into=three, **BY)
        with pytest.raises(NothingToUndo, match="no longer in draft"):
            review.undo(session, one, **BY)
        review.undo(session, two, **BY)
        review.undo(session, one, **BY)
        assert [groups.articles_of(session, draft) for draft in (one, two, three)] == [["a"], ["b"], ["c"]]


def test_a_draft_is_merged_only_into_what_can_take_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two, three = (arrive(session, name, f"Слово{name}") for name in ("a", "b", "c"))
        review.reject(session, two, reason="old", **BY)
        with pytest.raises(BadDecision, match="into itself"):
            review.merge(session, one, into=one, **BY)
        with pytest.raises(AlreadyDecided, match="rejected"):
            review.merge(session, one, into=two, **BY)
        with pytest.raises(NoSuchDraft):
            review.merge(session, one, into=999, **BY)
        with pytest.raises(NoSuchIncident):
            review.merge(session, one, into="KZ-2026-0099", **BY)
        review.merge(session, one, into=three, **BY)
        with pytest.raises(AlreadyDecided, match="merged"):
            review.merge(session, one, into=three, **BY)
        last = arrive(session, "d", "Последнее")
        with pytest.raises(BadDecision, match="was itself merged"):
            review.merge(session, last, into=one, **BY)


def test_articles_merged_into_an_imported_incident_count_to_its_sources(engine: Engine) -> None:
    with write_transaction(engine) as session:
        incidents.admit(session, Incident("KZ-2019-0001", Category.ATT, (Category.ATT,), date(2019, 7, 23)), who="Aigul", now=NOW)
        draft = arrive(session, "a", "Сериков")
        review.merge(session, draft, into="KZ-2019-0001", **BY)
        assert [article.id for article in recorded(session, "KZ-2019-0001").articles] == ["a"]
        later = arrive(session, "b", "Сериков снова")
        assert session.get_one(DraftRow, later).follows == "KZ-2019-0001"
        review.undo(session, draft, **BY)
        assert recorded(session, "KZ-2019-0001").articles == ()


def test_what_is_split_off_is_a_draft_of_its_own_and_stays_apart(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит", screened={"score": 0.9})
        arrive(session, "b", "Сериков выиграл кубок", screened={"score": 0.8, "place": "Орал"})
        part = review.split(session, draft, articles=["b"], **BY)
        assert (groups.articles_of(session, draft), groups.articles_of(session, part.id)) == (["a"], ["b"])
        assert (part.proposal["place"], part.score, state(session, draft)) == ("Орал", 0.8, "new")
        joined = arrive(session, "c", "СЕРИКОВ везде")
        assert {joined, draft, part.id} == {draft, part.id}
        assert [state(session, one) for one in (draft, part.id)] == ["new", "new"]
        assert part.id not in [row.id for row in groups.like(session, draft)]


def test_an_undone_split_brings_back_all_that_the_part_has_gathered(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит")
        arrive(session, "b", "Сериков снова")
        part = review.split(session, draft, articles=["b"], **BY)
        arrive(session, "c", "Другое", copy_of="b", outlet="kz_other")
        review.undo(session, draft, **BY)
        assert (groups.articles_of(session, draft), state(session, part.id)) == (["a", "b", "c"], "merged")
        assert not groups.apart(session, draft, part.id)


def test_a_split_is_not_undone_once_its_part_is_decided(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит")
        arrive(session, "b", "Сериков снова")
        part = review.split(session, draft, articles=["b"], **BY)
        review.reject(session, part.id, reason="opinion", **BY)
        with pytest.raises(NothingToUndo, match="decided on"):
            review.undo(session, draft, **BY)


@pytest.mark.parametrize(("articles", "told"), [([], "names some"), (["a", "b"], "names some"), (["a", "zzz"], "zzz is no article")])
def test_a_split_names_some_articles_of_the_draft_and_leaves_some(engine: Engine, articles: list[str], told: str) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит")
        arrive(session, "b", "Сериков снова")
        with pytest.raises(BadDecision, match=told):
            review.split(session, draft, articles=articles, **BY)


def test_each_merge_and_split_that_cannot_be_is_refused_in_its_own_line(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two, three, four = (arrive(session, name, f"Слово{name}") for name in ("a", "b", "c", "d"))
        review.reject(session, two, reason="old", **BY)
        review.merge(session, four, into=three, **BY)
        review.confirm(session, three, **BY)
        review.undo(session, three, **BY)
        for into, error, told in (
            (one, BadDecision, f"draft {one} cannot be merged into itself"),
            (two, AlreadyDecided, f"draft {two} was rejected by Aigul; undo that first"),
            (four, BadDecision, f"draft {four} was itself merged; name the one that it went into"),
            ("KZ-2026-0099", NoSuchIncident, "there is no draft and no incident KZ-2026-0099"),
            ("nonsense", NoSuchIncident, "there is no draft and no incident nonsense"),
            ("KZ-2026-0001", BadDecision, "KZ-2026-0001 is withdrawn; confirm its draft again first"),
        ):
            with pytest.raises(error) as refused:
                review.merge(session, one, into=into, **BY)
            assert str(refused.value) == told
        for articles, told in (
            ([], f"a split names some of the articles of draft {three} and leaves some; it has 2"),
            (["c", "d"], f"a split names some of the articles of draft {three} and leaves some; it has 2"),
            (["a", "c"], f"a is no article of draft {three}"),
        ):
            with pytest.raises(BadDecision) as refused:
                review.split(session, three, articles=articles, **BY)
            assert str(refused.value) == told


def last_row(session: Session) -> LedgerRow:
    return session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()


def test_a_merge_is_told_with_what_moved_and_where_it_went(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two, three = (arrive(session, name, f"Слово{name}") for name in ("a", "b", "c"))
        review.defer(session, two, until=date(2026, 12, 1), **BY)
        groups.tell_apart(session, one, two)
        merged = review.merge(session, two, into=str(one), note="сол оқиға", **BY)
        assert (merged.id, merged.state, merged.merged_into, merged.incident, merged.deferred_until) == (two, "merged", one, None, None)
        assert not groups.apart(session, one, two)
        row = last_row(session)
        assert (row.action, row.subject, row.note, row.after["articles"], row.after["merged_into"]) == (
            "merge",
            f"draft {two}",
            "сол оқиға",
            ["b"],
            one,
        )
        number = review.confirm(session, one, **BY).incident
        by_number = review.merge(session, three, into=str(number), **BY)
        assert (by_number.merged_into, by_number.incident, groups.articles_of(session, one)) == (one, number, ["a", "b", "c"])
        assert last_row(session).note == ""
        four = arrive(session, "d", "Словоd")
        by_draft = review.merge(session, four, into=one, **BY)
        assert (by_draft.merged_into, by_draft.incident) == (one, number), "a draft that became an incident takes news as the incident does"


def test_a_split_makes_a_draft_like_the_one_it_comes_from(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one = arrive(session, "a", "Сериков избит", screened={"score": 0.8})
        arrive(session, "b", "Сериков подал", screened={"score": 0.6})
        before = session.get_one(DraftRow, one).version
        made = review.split(session, one, articles=["b", "b"], note="бөлек", who="Aigul", now=NOW)
        assert (made.state, made.fields, made.created_at, made.proposal["told_by"]) == ("new", {}, NOW, "b")
        assert (groups.articles_of(session, one), groups.articles_of(session, made.id), groups.apart(session, one, made.id)) == (["a"], ["b"], True)
        assert session.get_one(DraftRow, one).proposal["told_by"] == "a"
        row = last_row(session)
        assert (row.action, row.subject, row.note, row.after["articles"], row.after["into"]) == ("split", f"draft {one}", "бөлек", ["b"], made.id)
        assert row.after["state"] == "new"
        assert session.get_one(DraftRow, one).version >= before


def test_two_drafts_are_folded_only_where_nobody_has_touched_either(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two, three, four, five, six = (arrive(session, name, f"Слово{name}") for name in "abcdef")
        review.defer(session, two, until=date(2026, 12, 1), **BY)
        session.get_one(DraftRow, three).sample = True
        session.get_one(DraftRow, four).follows = "KZ-2020-0001"
        groups.tell_apart(session, five, one)
        session.flush()
        for other in (two, three, four, five):
            assert not fold(session, other, one, **BY)
            assert not fold(session, one, other, **BY)
        assert fold(session, six, one, **BY)
        assert (state(session, six), session.get_one(DraftRow, six).merged_into) == ("merged", one)
        assert last_row(session).who == "Aigul"


def test_drafts_that_are_merged_at_once_go_into_the_oldest_of_them_or_where_a_person_says(engine: Engine) -> None:
    with write_transaction(engine) as session:
        drafts = [arrive(session, name, f"Слово{name}") for name in "abcd"]
        session.get_one(DraftRow, drafts[1]).created_at -= timedelta(days=1)
        number = review.confirm(session, drafts[3], who="Aigul", now=NOW).incident or ""
        assert [row.id for row in merge_all(session, drafts[:3], into="", who="Aigul", now=NOW)] == [drafts[0], drafts[2]]
        assert groups.articles_of(session, drafts[1]) == ["a", "b", "c"]
        assert [row.incident for row in merge_all(session, [drafts[1]], into=number, who="Aigul", now=NOW)] == [number]
        assert groups.articles_of(session, drafts[3]) == ["a", "b", "c", "d"]


def test_one_of_several_that_cannot_be_merged_stops_all_and_one_alone_goes_nowhere(engine: Engine) -> None:
    with write_transaction(engine) as session:
        drafts = [arrive(session, name, f"Слово{name}") for name in "abc"]
        review.reject(session, drafts[2], reason="old", who="Berik", now=NOW)
    with pytest.raises(AlreadyDecided, match="Berik"), write_transaction(engine) as session:
        merge_all(session, drafts, into="", who="Aigul", now=NOW)
    with write_transaction(engine) as session:
        assert [session.get_one(DraftRow, draft).state for draft in drafts] == ["new", "new", "rejected"]
        with pytest.raises(BadDecision, match="into itself"):
            merge_all(session, drafts[:1], into="", who="Aigul", now=NOW)
