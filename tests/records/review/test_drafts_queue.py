"""The queue of drafts: in order, narrowed, counted, each with the sentence that says why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from records import review
from records.database import read_session
from records.filters import WAITING, DraftFilter, DraftKind
from records.language.stems import searchable_keys_text
from records.review import queue
from records.review.queue import QueueOrder, sentence_around
from records.tables import AssignmentRow, DraftArticleRow, DraftRow
from records.vocabulary import DraftState, ScreeningLabel
from tests.conftest import NOW
from tests.desk.site import add_draft, add_person
from tests.records import rows
from tests.records.review.arriving import TODAY


@given(st.text(alphabet="аб .!\n…", max_size=400), st.integers(0, 400), st.integers(0, 60))
def test_the_sentence_on_a_card_is_from_the_text_and_not_too_long(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    sentence = sentence_around(text, start, min(len(text), start + length))
    assert len(sentence) <= queue.SENTENCE + 62
    assert sentence.strip("…") in text


def draft(session: Session, nth: int, **values: Any) -> int:
    """A draft that is in the queue alone: no article, the words as they are searched."""
    given = {"state": DraftState.NEW, "score": 0.5, "label": ScreeningLabel.INCIDENT, "proposal": {}, "fields": {}, "created_at": NOW, **values}
    session.add(DraftRow(id=nth, **given))
    session.flush()
    return nth


def found(session: Session, order: QueueOrder = QueueOrder.LIKELIEST, after: str | None = None, limit: int = 40, **asked: Any) -> list[int]:
    shown = queue.queue_page(session, DraftFilter(**{"state": WAITING, **asked}), order, TODAY, after=after, limit=limit)
    return [card.draft.id for card in shown.cards]


def test_drafts_come_the_likeliest_or_the_newest_first_and_page_by_page(session: Session) -> None:
    for nth, score, hours in ((1, 0.5, 3), (2, 0.9, 1), (3, 0.5, 3), (4, 0.7, 2)):
        draft(session, nth, score=score, created_at=NOW + timedelta(hours=hours))
    for order, ids in ((QueueOrder.LIKELIEST, [2, 4, 3, 1]), (QueueOrder.NEWEST, [3, 1, 4, 2])):
        assert found(session, order) == ids
        assert found(session, order, after="nonsense") == found(session, order, after="x~y") == ids
        got, after = [], None
        while True:
            page = queue.queue_page(session, DraftFilter(state=WAITING), order, TODAY, after=after, limit=1)
            got += [card.draft.id for card in page.cards]
            after = page.next
            if after is None:
                break
        assert got == ids
    assert queue.queue_page(session, DraftFilter(state=WAITING), QueueOrder.LIKELIEST, TODAY, limit=4).next is None
    assert queue.queue_page(session, DraftFilter(state=WAITING), QueueOrder.LIKELIEST, TODAY, limit=3).next == "0.5~3"
    assert (
        queue.queue_page(session, DraftFilter(state=WAITING), QueueOrder.NEWEST, TODAY, limit=1).next == f"{(NOW + timedelta(hours=3)).isoformat()}~3"
    )


ALL_OR_RUSSIAN: tuple[dict[str, Any], ...] = ({}, {"lang": "ru"})


@pytest.mark.parametrize("order", QueueOrder)
def test_from_each_draft_the_next_and_the_one_before_are_those_of_the_queue(session: Session, order: QueueOrder) -> None:
    for nth, score, hours in ((1, 0.5, 3), (2, 0.9, 1), (3, 0.5, 3), (4, 0.7, 2), (5, 0.7, 2), (6, 0.5, 3)):
        waits: dict[str, Any] = {"state": DraftState.DEFERRED, "deferred_until": TODAY} if nth % 2 else {}
        draft(session, nth, score=score, created_at=NOW + timedelta(hours=hours), lang="kk" if nth == 4 else "ru", **waits)
    draft(session, 7, score=0.6, created_at=NOW + timedelta(hours=2), state=DraftState.REJECTED)
    for asked in ALL_OR_RUSSIAN:
        ids, wanted = found(session, order, **asked), DraftFilter(state=WAITING, **asked)

        def beside(id: int, wanted: DraftFilter = wanted, *, forward: bool) -> int | None:
            return queue.adjacent_draft(session, session.get_one(DraftRow, id), wanted, order, TODAY, forward=forward)

        assert [beside(id, forward=True) for id in ids] == [*ids[1:], None]
        assert [beside(id, forward=False) for id in ids] == [None, *ids[:-1]]
    if order is QueueOrder.LIKELIEST:
        assert (beside(7, forward=False), beside(7, forward=True)) == (5, 6), "a draft that is no more in the queue has its place in it"


def test_what_waits_is_new_or_was_deferred_to_a_day_that_has_come(session: Session) -> None:
    draft(session, 1)
    for nth, days in ((2, -1), (3, 0), (4, 1)):
        draft(session, nth, state=DraftState.DEFERRED, deferred_until=TODAY + timedelta(days=days))
    draft(session, 5, state=DraftState.REJECTED)
    assert found(session) == [3, 2, 1]
    assert found(session, state=DraftState.DEFERRED) == [4, 3, 2]
    assert found(session, state=DraftState.REJECTED) == [5]
    assert found(session, state=None) == [5, 4, 3, 2, 1]
    assert [queue.count_drafts(session, DraftFilter(state=state), TODAY) for state in (WAITING, DraftState.DEFERRED, None)] == [3, 3, 5]
    assert queue.counts_by_state(session) == {"new": 1, "deferred": 3, "rejected": 1, "confirmed": 0, "merged": 0}


NARROWED: tuple[tuple[dict[str, Any], list[int]], ...] = (
    ({"category": "ATT"}, [1]), ({"region": "KZ-35"}, [2, 1]), ({"lang": "kk"}, [2]), ({"least": 0.6}, [3]), ({"least": 0.5}, [3, 2, 1]), ({"since": TODAY}, [3, 1]),
    ({"until": TODAY}, [2, 1]), ({"since": TODAY, "until": TODAY}, [1]), ({"words": "СЕРИКОВ"}, [1]), ({"words": "сериков избит"}, [1]),
    ({"words": "сериков орал"}, []), ({"words": "Serikova"}, [1]), ({"words": "Серік"}, [1]), ({"words": "100"}, [2]), ({"words": "-орал"}, [3, 1]),
    ({"words": '* NEAR( "'}, []), ({"words": '%_ "'}, []), ({"words": " "}, [3, 2, 1]), ({"words": "100%"}, [2]), ({"words": "\x00избит"}, [1]),
    ({"kind": "incident"}, [1]), ({"kind": "followup"}, [3]), ({"kind": "unrecorded"}, [2]), ({"kind": "sample"}, [3]), ({"outlet": "kz_oral"}, [1]),
    ({"outlet": "kz"}, []), ({"given": "Dana"}, [2]),
)  # fmt: skip


def test_the_queue_is_narrowed_by_each_of_its_filters(session: Session) -> None:
    midnight = datetime(2026, 11, 23, 19, 0, tzinfo=NOW.tzinfo)
    draft(session, 1, codes="ATT THR", region="KZ-35", lang="ru", searched=searchable_keys_text(["Сериков избит"]), created_at=midnight)
    second: dict[str, Any] = {
        "searched": searchable_keys_text(["Орал 100%"]),
        "created_at": midnight - timedelta(seconds=1),
        "label": ScreeningLabel.FOLLOWUP,
    }
    draft(session, 2, codes="OBS", region="KZ-35", lang="kk", **second)
    third: dict[str, Any] = {"searched": searchable_keys_text(["1000"]), "created_at": midnight + timedelta(days=1), "follows": "KZ-2020-0001"}
    draft(session, 3, score=0.6, codes="THR", region="KZ-10", sample=True, **third)
    rows.article(session, "a", outlet="kz_oral")
    session.add(DraftArticleRow(draft_id=1, article_id="a", outlet="kz_oral"))
    for name in ("Dana", "Berik"):
        add_person(session, name)
    for nth, holder, ended in ((1, "Dana", NOW), (2, "Dana", None), (3, "Berik", None)):
        session.add(AssignmentRow(draft_id=nth, holder=holder, given_by="Berik", given_at=NOW, ended_at=ended))
    draft(session, 4, state=DraftState.DEFERRED, deferred_until=TODAY + timedelta(days=1))
    for asked, ids in NARROWED:
        wanted = DraftFilter(**{"state": WAITING, **asked})
        listed = session.scalars(queue.filtered_drafts(select(DraftRow.id), wanted, TODAY).order_by(DraftRow.id)).all()
        assert (asked, found(session, **asked), queue.count_drafts(session, wanted, TODAY), listed) == (asked, ids, len(ids), sorted(ids))


def test_a_card_shows_its_articles_and_the_sentence_around_the_act_with_its_parts_marked(session: Session) -> None:
    text = "Бұл алдыңғы сөйлем. Журналиста Серикова избили у дома! Он в больнице."
    title = "Сериков избит"
    at = len(title) + 1

    def reason(words: str, role: str) -> dict[str, Any]:
        start = at + text.index(words)
        return {"start": start, "end": start + len(words), "role": role}

    rows.article(session, "a", title=title, text=text, outlet="kz_oral", lang="ru")
    rows.article(session, "b", title="T", text="x", lang="kk", copy_of="a", now=NOW + timedelta(hours=1), published_at=None, partial=True)
    reasons = [
        reason("больнице", "because"), reason("Журналиста", "who"), reason("избили", "act"), reason("Журналиста Серикова", "act"), reason("Он", "who"),
    ]  # fmt: skip
    draft(session, 1, proposal={"told_by": "a", "reasons": reasons, "place": "Орал", "lang": "ru"}, fields={"place": "Ақтау"})
    session.add_all(DraftArticleRow(draft_id=1, article_id=identifier) for identifier in ("b", "a"))
    session.flush()
    [card] = queue.queue_cards(session, [session.get_one(DraftRow, 1)])
    assert card.reason == "Журналиста Серикова избили у дома!"
    assert [(card.reason[begin:end], role) for begin, end, role in card.spans] == [("Журналиста Серикова", "act"), ("избили", "act")]
    assert card.articles == (
        queue.CardArticle("a", "kz_oral", "ru", title, "https://test.example/a", "2026-11-23T10:00:00+05:00", None),
        queue.CardArticle("b", "kz_test", "kk", "T", "https://test.example/b", None, "a", True),
    )
    assert (card.said["place"], card.said["lang"], card.unrecorded) == ("Ақтау", "ru", False)
    draft(session, 2, label=ScreeningLabel.FOLLOWUP, proposal={"told_by": "a", "reasons": reasons[:2]})
    draft(session, 3, label=ScreeningLabel.FOLLOWUP, follows="KZ-2020-0001", proposal={"told_by": "none", "reasons": reasons})
    draft(session, 4, proposal={"told_by": "a"})
    others = queue.queue_cards(session, [session.get_one(DraftRow, number) for number in (2, 3, 4)])
    assert [(card.reason, card.spans, card.unrecorded, card.articles) for card in others] == [
        ("Он в больнице.", (), True, ()), ("", (), False, ()), ("", (), False, ()),
    ]  # fmt: skip
    for identifier in ("d", "c"):
        rows.article(session, identifier)
        session.add(DraftArticleRow(draft_id=4, article_id=identifier))
        session.flush()
    [card] = queue.queue_cards(session, [session.get_one(DraftRow, 4)])
    assert [one.id for one in card.articles] == ["c", "d"], "of two that came at once the first by id"


def test_a_very_long_sentence_is_cut_on_both_sides_with_a_sign() -> None:
    text = "Начало. " + "а" * 400 + "ЗДЕСЬ" + "б" * 400 + ". Конец."
    start = text.index("ЗДЕСЬ")
    room = (queue.SENTENCE - 5) // 2
    assert sentence_around(text, start, start + 5) == "…" + "а" * room + "ЗДЕСЬ" + "б" * room + "…"
    assert sentence_around("Один. Два три? Четыре", 6, 9) == "Два три?"
    assert sentence_around("Один", 0, 4) == "Один"
    assert sentence_around("Один", 40, 90) == "Один"
    assert sentence_around("! Два три.", 2, 5) == "Два три."
    assert sentence_around("а" * 10 + "б" * 400 + "а" * 10, 10, 410) == "…" + "б" * 400 + "…", "what was found is shown whole"
    assert [end for end in ".!?…\n" if sentence_around(f"Один{end} Два{end} Три", 6, 9) != f"Два{end}".strip()] == []


def test_the_parts_of_a_sentence_that_is_cut_are_marked_where_they_are_shown_whole(session: Session) -> None:
    text = "Начало. " + "а" * 400 + " Серикова, избили " + "б" * 400 + ". Конец."
    words = (("Серикова", "who"), (", избили", "act"), ("а" * 400, "who"), ("б" * 400, "act"))
    reasons = [{"start": text.index(some), "end": text.index(some) + len(some), "role": role} for some, role in words]
    rows.article(session, "a", title="", text=text)
    draft(session, 1, proposal={"told_by": "a", "reasons": [{**reasons[0], "end": reasons[1]["end"], "role": "because"}, *reasons]})
    [card] = queue.queue_cards(session, [session.get_one(DraftRow, 1)])
    assert (card.reason[:2], card.reason[-2:]) == ("…а", "б…")
    assert [(card.reason[begin:end], role) for begin, end, role in card.spans] == [("Серикова", "who"), (", избили", "act")]


def test_the_mark_changes_with_every_draft_and_every_decision(session: Session) -> None:
    assert queue.queue_version(session) == (0, 0)
    number = add_draft(session, "a", title="a x")
    assert queue.queue_version(session) == (0, number)
    review.reject(session, number, who="Aigul", now=NOW, reason="opinion")
    assert queue.queue_version(session) == (1, number)
    assert queue.queue_page(session, DraftFilter(kind=DraftKind.SECOND, who="Berik"), QueueOrder.NEWEST, TODAY).cards == ()


@pytest.mark.parametrize(
    "count",
    [
        lambda session: queue.counts_by_state(session),
        lambda session: queue.counts_by_kind(session, TODAY),
        lambda session: queue.count_drafts(session, DraftFilter(state=WAITING, region="KZ-35", lang="ru", category="ATT", kind="incident"), TODAY),
    ],
)
def test_counting_reads_an_index_and_no_draft(engine: Engine, count: Callable[[Session], object]) -> None:
    """A draft is some kilobytes of proposal, and counts are asked for after every decision."""
    if engine.dialect.name == "postgresql":
        pytest.skip("which way PostgreSQL takes depends on how much there is")
    said: list[tuple[str, Any]] = []
    with read_session(engine) as session:
        event.listen(engine, "before_cursor_execute", lambda _c, _cursor, words, given, *_: said.append((words, given)))
        count(session)
        for words, given in list(said):
            ways = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)]
            assert ways, words
            assert all("COVERING INDEX" in way for way in ways if "drafts" in way), ways
    assert said


def test_kinds_are_counted_among_what_waits(session: Session) -> None:
    followup = ScreeningLabel.FOLLOWUP
    assert set(queue.counts_by_kind(session, TODAY).values()) == {0}
    made: list[dict[str, Any]] = [{}, {"sample": True}, {"label": followup}, {"label": followup, "follows": "KZ-2020-0001"}, {}]
    for nth, values in enumerate(made, 1):
        draft(session, nth, **values)
    draft(session, 6, state=DraftState.CONFIRMED)
    for nth, days in ((7, 0), (8, 1)):
        draft(session, nth, state=DraftState.DEFERRED, deferred_until=TODAY + timedelta(days=days), sample=True)
    assert queue.counts_by_kind(session, TODAY) == {
        DraftKind.INCIDENT: 2, DraftKind.FOLLOWUP: 1, DraftKind.UNRECORDED: 1, DraftKind.SAMPLE: 2,
    }  # fmt: skip
