"""Merging and splitting drafts, and which drafts and incidents an article is compared with."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records import incidents, review
from records.database import write_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NoSuchIncident
from records.event_model import Traits
from records.incident_model import Incident
from records.review import groups
from records.review.merge_split import merge_all, merge_open_drafts
from records.review.same_event import EventDetails, MergeCandidate, link_reasons, merge_candidates
from records.tables import ArticleKeyRow, DraftArticleRow, DraftRow, LedgerRow
from records.vocabulary import Category, DraftState, LinkReason, ScreeningLabel
from tests.conftest import NOW
from tests.records import rows
from tests.records.review.arriving import BY, arrive, recorded, state
from tests.records.review.refusals import refusal


def test_a_merged_draft_gives_its_articles_and_an_undone_merge_takes_them_back_for_good(session: Session) -> None:
    one, other = arrive(session, "a", "Сериков"), arrive(session, "b", "Ахметова")
    review.merge(session, other, into=one, **BY)
    assert (groups.articles_of(session, one), groups.articles_of(session, other), state(session, other)) == (["a", "b"], [], "merged")
    review.undo(session, other, **BY)
    assert (groups.articles_of(session, one), groups.articles_of(session, other), state(session, other)) == (["a"], ["b"], "new")
    assert groups.are_separate(session, one, other)
    assert session.get_one(DraftRow, other).proposal["title"] == "Ахметова"


def test_articles_merged_into_an_imported_incident_count_to_its_sources(session: Session) -> None:
    incidents.import_incident(session, Incident("KZ-2019-0001", Category.ATT, (Category.ATT,), date(2019, 7, 23)), **BY)
    draft = arrive(session, "a", "Сериков")
    review.merge(session, draft, into="KZ-2019-0001", **BY)
    assert [article.id for article in recorded(session, "KZ-2019-0001").articles] == ["a"]
    later = arrive(session, "b", "Сериков снова")
    assert session.get_one(DraftRow, later).follows == "KZ-2019-0001"
    review.undo(session, draft, **BY)
    assert recorded(session, "KZ-2019-0001").articles == ()


def test_what_is_split_off_is_a_draft_of_its_own_and_stays_apart(session: Session) -> None:
    draft = arrive(session, "a", "Сериков избит", screened={"score": 0.9})
    arrive(session, "b", "Сериков выиграл кубок", screened={"score": 0.8, "place": "Орал"})
    part = review.split(session, draft, articles=["b"], **BY)
    assert (groups.articles_of(session, draft), groups.articles_of(session, part.id)) == (["a"], ["b"])
    assert (part.proposal["place"], part.score, state(session, draft)) == ("Орал", 0.8, "new")
    joined = arrive(session, "c", "СЕРИКОВ везде")
    assert {joined, draft, part.id} == {draft, part.id}
    assert [state(session, one) for one in (draft, part.id)] == ["new", "new"]
    assert part.id not in [row.id for row in groups.similar_drafts(session, draft)]


def test_an_undone_split_brings_back_all_that_the_part_has_gathered(session: Session) -> None:
    draft = arrive(session, "a", "Сериков избит")
    arrive(session, "b", "Сериков снова")
    part = review.split(session, draft, articles=["b"], **BY)
    arrive(session, "c", "Другое", copy_of="b", outlet="kz_other")
    review.undo(session, draft, **BY)
    assert (groups.articles_of(session, draft), state(session, part.id)) == (["a", "b", "c"], "merged")
    assert not groups.are_separate(session, draft, part.id)


def test_each_merge_and_split_that_cannot_be_is_refused_in_its_own_line(session: Session, snapshot: SnapshotAssertion) -> None:
    one, two, three, four = (arrive(session, name, f"Слово{name}") for name in ("a", "b", "c", "d"))
    review.reject(session, two, reason="old", **BY)
    review.merge(session, four, into=three, **BY)
    review.confirm(session, three, **BY)
    review.undo(session, three, **BY)
    for into in (one, two, four, 999, "KZ-2026-0099", "nonsense", "KZ-2026-0001"):
        assert refusal(review.merge, session, one, into=into, **BY) == snapshot
    assert refusal(review.merge, session, four, into=one, **BY) == snapshot
    for articles in ([], ["c", "d"], ["a", "c"]):
        assert refusal(review.split, session, three, articles=articles, **BY) == snapshot
    # What no database takes as a text is no number of an incident.
    with pytest.raises(NoSuchIncident):
        review.merge(session, one, into="\ud800", **BY)


def test_a_chain_of_merges_is_taken_back_from_its_end(session: Session) -> None:
    one, two, three = (arrive(session, name, f"Слово{name}") for name in ("a", "b", "c"))
    review.merge(session, one, into=two, **BY)
    review.merge(session, two, into=three, **BY)
    review.undo(session, two, **BY)
    review.undo(session, one, **BY)
    assert [groups.articles_of(session, draft) for draft in (one, two, three)] == [["a"], ["b"], ["c"]]


def last_row(session: Session) -> LedgerRow:
    return session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()


def test_a_merge_is_told_with_what_moved_and_where_it_went(session: Session) -> None:
    one, two, three = (arrive(session, name, f"Слово{name}") for name in ("a", "b", "c"))
    review.defer(session, two, until=date(2026, 12, 1), **BY)
    groups.mark_separate(session, one, two)
    merged = review.merge(session, two, into=str(one), note="сол оқиға", **BY)
    assert (merged.id, merged.state, merged.merged_into, merged.incident, merged.deferred_until) == (two, "merged", one, None, None)
    assert not groups.are_separate(session, one, two)
    row = last_row(session)
    assert (row.action, row.subject, row.note, row.after["articles"], row.after["merged_into"]) == ("merge", f"draft {two}", "сол оқиға", ["b"], one)
    number = review.confirm(session, one, **BY).incident
    by_number = review.merge(session, three, into=str(number), **BY)
    assert (by_number.merged_into, by_number.incident, groups.articles_of(session, one)) == (one, number, ["a", "b", "c"])
    assert last_row(session).note == ""
    four = arrive(session, "d", "Словоd")
    by_draft = review.merge(session, four, into=one, **BY)
    assert (by_draft.merged_into, by_draft.incident) == (one, number), "a draft that became an incident takes news as the incident does"


def test_a_split_makes_a_draft_like_the_one_it_comes_from(session: Session) -> None:
    one = arrive(session, "a", "Сериков избит", screened={"score": 0.8})
    arrive(session, "b", "Сериков подал", screened={"score": 0.6})
    before = session.get_one(DraftRow, one).version
    made = review.split(session, one, articles=["b", "b"], note="бөлек", **BY)
    assert (made.state, made.fields, made.created_at, made.proposal["told_by"]) == ("new", {}, NOW, "b")
    assert (groups.articles_of(session, one), groups.articles_of(session, made.id), groups.are_separate(session, one, made.id)) == (
        ["a"],
        ["b"],
        True,
    )
    assert session.get_one(DraftRow, one).proposal["told_by"] == "a"
    row = last_row(session)
    assert (row.action, row.subject, row.note, row.after["articles"], row.after["into"]) == ("split", f"draft {one}", "бөлек", ["b"], made.id)
    assert row.after["state"] == "new"
    assert session.get_one(DraftRow, one).version >= before


def test_two_drafts_are_folded_only_where_nobody_has_touched_either(session: Session) -> None:
    one, two, three, four, five, six = (arrive(session, name, f"Слово{name}") for name in "abcdef")
    review.defer(session, two, until=date(2026, 12, 1), **BY)
    session.get_one(DraftRow, three).sample = True
    session.get_one(DraftRow, four).follows = "KZ-2020-0001"
    groups.mark_separate(session, five, one)
    session.flush()
    for other in (two, three, four, five):
        assert not merge_open_drafts(session, other, one, **BY)
        assert not merge_open_drafts(session, one, other, **BY)
    assert merge_open_drafts(session, six, one, **BY)
    assert (state(session, six), session.get_one(DraftRow, six).merged_into) == ("merged", one)
    assert last_row(session).who == "Aigul"


def test_drafts_that_are_merged_at_once_go_into_the_oldest_of_them_or_where_a_person_says(session: Session) -> None:
    drafts = [arrive(session, name, f"Слово{name}") for name in "abcd"]
    session.get_one(DraftRow, drafts[1]).created_at -= timedelta(days=1)
    number = review.confirm(session, drafts[3], **BY).incident or ""
    assert [row.id for row in merge_all(session, drafts[:3], into="", **BY)] == [drafts[0], drafts[2]]
    assert groups.articles_of(session, drafts[1]) == ["a", "b", "c"]
    assert [row.incident for row in merge_all(session, [drafts[1]], into=number, **BY)] == [number]
    assert groups.articles_of(session, drafts[3]) == ["a", "b", "c", "d"]


def test_one_of_several_that_cannot_be_merged_stops_all_and_one_alone_goes_nowhere(engine: Engine) -> None:
    with write_transaction(engine) as session:
        drafts = [arrive(session, name, f"Слово{name}") for name in "abc"]
        review.reject(session, drafts[2], reason="old", who="Berik", now=NOW)
    with pytest.raises(AlreadyDecided), write_transaction(engine) as session:
        merge_all(session, drafts, into="", **BY)
    with write_transaction(engine) as session:
        assert [session.get_one(DraftRow, draft).state for draft in drafts] == ["new", "new", "rejected"]
        with pytest.raises(BadDecision):
            merge_all(session, drafts[:1], into="", **BY)
        with pytest.raises(NoSuchDraft, match="901, 902"):
            merge_all(session, [901, 902], into="", **BY)


DAY = date(2026, 11, 1)


def drafts(session: Session, number: int) -> None:
    session.add_all(
        DraftRow(id=nth, state=DraftState.NEW, score=0.5, label=ScreeningLabel.INCIDENT, proposal={}, fields={}, created_at=NOW)
        for nth in range(1, number + 1)
    )
    session.flush()


def place(session: Session, draft: int, article: str, *keys: str, day: date | None = DAY) -> None:
    rows.article(session, article)
    groups.add_to_draft(session, draft, article, Traits(article, "ru", day, persons=("Сериков",)), keys)


def beside(session: Session, *keys: str) -> list[int]:
    return [group.id for group in groups.candidate_groups(session, keys)]


def test_an_article_is_in_one_draft_with_its_keys_each_once(session: Session) -> None:
    drafts(session, 2)
    place(session, 1, "b", "k2", "k1", "k2")
    place(session, 1, "a")
    rows.article(session, "bare")
    groups.add_to_draft(session, 2, "bare", None, ())
    assert (groups.articles_of(session, 1), groups.articles_of(session, 2), groups.articles_of(session, 3)) == (["a", "b"], ["bare"], [])
    assert [groups.draft_of(session, article) for article in ("a", "bare", "none")] == [1, 2, None]
    assert sorted((row.key, row.draft_id, row.article_id) for row in session.query(ArticleKeyRow)) == [("k1", 1, "b"), ("k2", 1, "b")]
    assert session.get_one(DraftArticleRow, "bare").traits == {}
    groups.move_to_draft(session, ["b"], 2)
    assert (groups.articles_of(session, 1), groups.articles_of(session, 2)) == (["a"], ["b", "bare"])
    assert {row.draft_id for row in session.query(ArticleKeyRow)} == {2}


def test_drafts_that_share_most_keys_come_first_and_the_newer_before_the_older(session: Session) -> None:
    drafts(session, 4)
    place(session, 1, "a", "k1", "k2")
    place(session, 2, "b", "k1")
    place(session, 3, "c", "k2")
    place(session, 3, "d", "k2")
    place(session, 4, "e", "k3")
    assert beside(session, "k1", "k2", "k1") == [1, 3, 2]
    assert beside(session, "k3") == [4]
    assert beside(session) == beside(session, "none") == []
    [group] = groups.candidate_groups(session, ["k3"])
    assert group.members == (Traits("e", "ru", DAY, persons=("Сериков",)),)


def test_no_more_than_thirty_drafts_are_compared_and_a_hundred_looked_at(session: Session) -> None:
    drafts(session, 102)
    for nth in range(1, 103):
        place(session, nth, f"a{nth}", "k", *(("other",) if nth < 3 else ()))
    assert beside(session, "k") == list(range(102, 72, -1))
    # The two oldest are past the hundred newest of `k`, so they share one key alone with an article that has both.
    assert beside(session, "k", "other") == list(range(102, 72, -1))
    assert beside(session, "other") == [2, 1]


def test_of_a_long_case_the_first_and_the_last_articles_are_compared(session: Session) -> None:
    drafts(session, 2)
    for nth in range(12):
        place(session, 1, f"a{nth:02}", "k", day=DAY + timedelta(days=nth))
    [group] = groups.candidate_groups(session, ["k"])
    assert [one.article for one in group.members] == [f"a{nth:02}" for nth in range(12)]
    place(session, 1, "undated", "k", day=None)
    place(session, 1, "zz", "k", day=DAY)
    [group] = groups.candidate_groups(session, ["k"])
    assert [one.article for one in group.members] == ["a00", "zz", "a01", "a02", "a03", "a04", "a07", "a08", "a09", "a10", "a11", "undated"]


def test_what_was_told_apart_is_remembered_in_either_order_until_it_is_put_together(session: Session) -> None:
    drafts(session, 3)
    for one, other in ((2, 1), (1, 2), (3, 3)):
        groups.mark_separate(session, one, other)
    assert [groups.are_separate(session, *pair) for pair in ((1, 2), (2, 1), (1, 3), (3, 3))] == [True, True, False, False]
    groups.mark_separate(session, 1, 3)
    groups.unmark_separate(session, 2, 1)
    assert [groups.are_separate(session, *pair) for pair in ((1, 2), (3, 1))] == [False, True]


def test_what_is_offered_for_merging_is_like_it_and_was_not_told_apart(session: Session) -> None:
    drafts(session, 8)
    for nth in range(1, 9):
        place(session, nth, f"a{nth}", "k", *(("k2",) if nth in (1, 2) else ()))
    groups.mark_separate(session, 8, 1)
    assert [row.id for row in groups.similar_drafts(session, 1)] == [2, 7, 6, 5, 4]
    assert [row.id for row in groups.similar_drafts(session, 1, limit=2)] == [2, 7]
    assert groups.similar_drafts(session, 99) == []


def links(session: Session, draft: int) -> tuple[MergeCandidate, ...]:
    return merge_candidates(session, [session.get_one(DraftRow, draft)]).get(draft, ())


@pytest.fixture
def two(session: Session) -> tuple[int, int]:
    """Two drafts; titles with one first word tell of one event, those with one second word in capitals perhaps do."""
    return arrive(session, "a", "Beating COURIER reporter"), arrive(session, "b", "Appeal COURIER heard")


def test_a_draft_is_linked_to_what_it_perhaps_belongs_to_and_nothing_joins_by_it(session: Session, two: tuple[int, int]) -> None:
    first, second = two
    assert first != second
    assert links(session, second) == (
        MergeCandidate(str(first), False, "Beating COURIER reporter", 0.4, (LinkReason.OUTLET, LinkReason.WORDS), "en"),
    )
    assert links(session, first) == ()
    third = arrive(session, "c", "Three COURIER")
    assert {one.into for one in links(session, third)} == {str(first), str(second)}
    assert session.query(LedgerRow).count() == 0


def test_a_confirmed_draft_is_named_by_its_incident_and_a_rejected_one_not_at_all(session: Session, two: tuple[int, int]) -> None:
    first, second = two
    number = review.confirm(session, first, **BY).incident
    assert [(link.into, link.incident) for link in links(session, second)] == [(number, True)]
    session.get_one(DraftRow, second).follows = number
    assert links(session, second) == (), "it is known to be news of that incident"
    session.get_one(DraftRow, second).follows = None
    review.undo(session, first, **BY)
    review.reject(session, first, reason="not_work", **BY)
    assert links(session, second) == ()


def test_a_link_follows_its_article_to_the_draft_into_which_that_was_merged(session: Session, two: tuple[int, int]) -> None:
    other = arrive(session, "c", "Arson")
    review.merge(session, two[0], into=other, **BY)
    assert [link.into for link in links(session, two[1])] == [str(other)]


def test_what_was_joined_by_a_link_is_undone_like_any_merge_and_then_told_no_more(session: Session, two: tuple[int, int]) -> None:
    first, second = two
    assert review.merge(session, second, into=links(session, second)[0].into, **BY).merged_into == first
    assert links(session, second) == ()
    assert review.undo(session, second, **BY).state == DraftState.NEW
    assert links(session, second) == ()


NOV_22 = date(2026, 11, 22)


@pytest.mark.parametrize(("one", "other", "shared"), [
    (EventDetails(("Нуржан Есенжолов",)), EventDetails(("Нұржан Есенжолов",)), [LinkReason.PERSON]),
    (EventDetails(("Есенжолов",)), EventDetails(("Nurzhan Esenzholov",)), [LinkReason.PERSON]),
    (EventDetails(("Марат Абылкасов",)), EventDetails(("Нуржан Есенжолов",)), []),
    (EventDetails(outlets=("Сыр шырағы",)), EventDetails(outlets=("Сыр шырагы",)), [LinkReason.OUTLET]),
    (EventDetails(place="Казалы", region="KZ-43", day=NOV_22), EventDetails(place="Қазалы", region="KZ-43", day=date(2026, 11, 26)), [LinkReason.PLACE_AND_DAYS]),
    (EventDetails(place="Казалы", region="KZ-43", day=NOV_22), EventDetails(place="Казалы", region="KZ-43", day=date(2026, 3, 1)), [LinkReason.PLACE]),
    (EventDetails(place="Казалы", day=NOV_22), EventDetails(place="Казалы", day=date(2026, 12, 2)), [LinkReason.PLACE_AND_DAYS]),
    (EventDetails(place="Казалы", day=NOV_22), EventDetails(place="Казалы", day=date(2026, 12, 3)), [LinkReason.PLACE]),
    (EventDetails(place="Казалы", day=NOV_22), EventDetails(place="Казалы"), [LinkReason.PLACE]),
    (EventDetails(place="Uralsk", region="KZ-27"), EventDetails(place="Орал", region="KZ-27"), [LinkReason.PLACE]),
    (EventDetails(place="Караганда", region="KZ-35"), EventDetails(region="KZ-35"), [LinkReason.PLACE]),
    (EventDetails(place="Қарағанды", region="KZ-35"), EventDetails(place="Караганда", region="KZ-35"), [LinkReason.PLACE]),
    (EventDetails(place="Темиртау", region="KZ-35"), EventDetails(place="Караганда", region="KZ-35"), []),
    (EventDetails(), EventDetails(), []), (EventDetails(("",), ("",)), EventDetails(("",), ("",)), []),
])  # fmt: skip
def test_persons_outlets_and_places_agree_over_spellings_and_scripts(one: EventDetails, other: EventDetails, shared: list[LinkReason]) -> None:
    assert list(link_reasons(one, other)) == list(link_reasons(other, one)) == shared


def test_the_columns_of_an_incident_say_who_where_and_when() -> None:
    facts = {
        "victims": [{"name": "Асель Тестова", "outlet": "Мысал ТВ"}], "outlets": ["Үлгі"], "place": None, "region": "KZ-35", "happened_on": NOV_22,
    }  # fmt: skip
    assert EventDetails.of(facts, ["Иван Пробный"]) == EventDetails(("Асель Тестова", "Иван Пробный"), ("Үлгі", "Мысал ТВ"), "", "KZ-35", NOV_22)
    assert EventDetails.of({**facts, "place": "Орал", "region": None, "date_precision": "day"}) == EventDetails(
        ("Асель Тестова",), ("Үлгі", "Мысал ТВ"), "Орал", "", NOV_22
    )
    assert EventDetails.of({**facts, "date_precision": "month"}).day is None
    assert EventDetails.of({}) == EventDetails()
