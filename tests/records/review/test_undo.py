"""Decisions are taken back one by one, with their numbers and statuses."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records import incidents, review, watched_pages
from records.ledger import verify
from records.review.decisions import last_decision_batch, later_change, undo_unless_changed
from records.review.draft_fields import decisions_of
from records.review.merge_split import merge_all
from records.tables import DraftRow, LedgerRow, WatchRow
from records.vocabulary import StatusCode
from tests.conftest import NOW
from tests.records.review.arriving import BY, TODAY, arrive, recorded, state
from tests.records.review.refusals import refusal


def test_an_undone_confirmation_leaves_its_number_withdrawn_and_a_renewed_one_gives_it_back(session: Session) -> None:
    first, second = (arrive(session, name, f"Слово{name}") for name in ("a", "b"))
    review.confirm(session, first, fields={"place": "Орал"}, **BY)
    row = review.undo(session, first, **BY)
    assert (row.state, row.fields, row.decided_by, row.decided_at, row.reason) == ("new", {}, None, None, None)
    assert [one.number for one in incidents.load(session)] == []
    assert recorded(session, "KZ-2026-0001").withdrawn
    review.confirm(session, second, **BY)
    review.confirm(session, first, fields={"place": "Теміртау"}, **BY)
    assert [(one.number, one.place) for one in incidents.load(session)] == [("KZ-2026-0001", "Теміртау"), ("KZ-2026-0002", "Қарағанды")]
    assert len(recorded(session, "KZ-2026-0001").statuses) == 1
    assert verify.ledger_chain_faults(session) == []


def test_an_undone_confirmation_of_news_takes_its_status_back(session: Session) -> None:
    review.confirm(session, arrive(session, "a", "Сериков избит"), **BY)
    news = arrive(session, "b", "Сериков — дело прекращено", screened={"outcome": "dropped"})
    review.confirm(session, news, **BY)
    review.undo(session, news, **BY)
    one = recorded(session, "KZ-2026-0001")
    assert ([status.code for status in one.statuses], [article.id for article in one.articles], one.withdrawn) == (["REP"], ["a"], False)
    assert session.get_one(DraftRow, news).follows == "KZ-2026-0001"


def test_decisions_are_taken_back_one_by_one(session: Session, snapshot: SnapshotAssertion) -> None:
    draft, other = arrive(session, "a", "Сериков"), arrive(session, "b", "Омаров")
    review.reject(session, other, reason="old", **BY)
    review.defer(session, draft, until=date(2026, 12, 1), **BY)
    review.defer(session, draft, until=date(2026, 12, 9), **BY)
    review.confirm(session, draft, **BY)
    stood = []
    for _ in range(3):
        counted = [row.action for row in decisions_of(session, draft)]
        row = review.undo(session, draft, **BY)
        stood.append((counted, row.state, row.deferred_until and row.deferred_until.day))
    assert stood == [(["defer", "defer", "confirm"], "deferred", 9), (["defer", "defer"], "deferred", 1), (["defer"], "new", None)]
    assert refusal(review.undo, session, draft, **BY) == snapshot
    assert decisions_of(session, draft) == []
    assert verify.ledger_chain_faults(session) == []


def test_nothing_is_confirmed_onto_a_withdrawn_incident(session: Session, snapshot: SnapshotAssertion) -> None:
    first = arrive(session, "a", "Сериков избит")
    review.confirm(session, first, **BY)
    news = arrive(session, "b", "Сериков в суде")
    review.undo(session, first, **BY)
    assert refusal(review.confirm, session, news, **BY) == refusal(review.merge, session, news, into="KZ-2026-0001", **BY) == snapshot


def test_what_cannot_be_undone_is_told_in_one_line(session: Session, snapshot: SnapshotAssertion) -> None:
    one, two, three = (arrive(session, name, f"Слово{name}") for name in ("a", "b", "c"))
    assert refusal(review.undo, session, one, **BY) == snapshot
    review.merge(session, one, into=two, **BY)
    review.merge(session, two, into=three, **BY)
    assert refusal(review.undo, session, one, **BY) == snapshot
    part = review.split(session, three, articles=["a"], **BY)
    review.reject(session, part.id, reason="old", **BY)
    assert refusal(review.undo, session, three, **BY) == snapshot


def test_each_undoing_is_told_with_its_note_under_every_record_that_it_changed(session: Session) -> None:
    one, two = arrive(session, "a", "Сериков"), arrive(session, "b", "Ахметова")
    review.confirm(session, one, **BY)
    review.merge(session, two, into=one, **BY)
    for draft in (two, one):
        review.undo(session, draft, note="қате", who="Berik", now=NOW + timedelta(hours=1))
    told = session.scalars(select(LedgerRow).where(LedgerRow.who == "Berik").order_by(LedgerRow.id)).all()
    assert [(row.action, row.subject, row.note, row.at) for row in told] == [
        (action, subject, "қате", NOW + timedelta(hours=1))
        for action, subject in (
            ("undo", f"draft {two}"), ("withdraw_status", "incident KZ-2026-0001"), ("withdraw", "incident KZ-2026-0001"), ("undo", f"draft {one}"),
        )
    ]  # fmt: skip
    review.undo(session, review.reject(session, one, reason="old", **BY).id, **BY)
    assert session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one().note == ""


def test_pages_of_a_rejected_draft_are_watched_again_once_it_is_undone(session: Session) -> None:
    draft = arrive(session, "a", "Сериков")
    watched_pages.start_watching(session, ["a"], TODAY)
    review.reject(session, draft, reason="old", **BY)
    assert session.get_one(WatchRow, "a").due_on is None
    review.undo(session, draft, **BY)
    assert session.get_one(WatchRow, "a").due_on is not None


def test_an_undone_split_is_told_as_an_undoing_and_a_merge(session: Session) -> None:
    one = arrive(session, "a", "Сериков избит")
    arrive(session, "b", "Сериков подал")
    part = review.split(session, one, articles=["b"], **BY)
    assert review.undo(session, one, note="қате", **BY).id == one
    rows = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(2)).all()
    assert [(row.action, row.subject, row.note) for row in rows] == [("merge", f"draft {part.id}", "қате"), ("undo", f"draft {one}", "қате")]


def by(who: str = "Aigul", minute: int = 0) -> dict[str, Any]:
    return {"who": who, "now": NOW + timedelta(minutes=minute)}


def takes_back(session: Session, minute: int, *passed: int, who: str = "Aigul") -> list[int]:
    """Press u once: the drafts that wait again."""
    act = last_decision_batch(session, who, NOW + timedelta(minutes=minute), passed)
    return [undo_unless_changed(session, draft, **by(who, minute)).id for draft in act.drafts] if act else []


def test_u_goes_back_through_all_that_a_person_decided_today_and_what_was_decided_together_goes_together(session: Session) -> None:
    drafts = [arrive(session, name, f"Слово{name}") for name in "abcdef"]
    review.confirm(session, drafts[0], **by(minute=1))
    review.reject(session, drafts[1], reason="old", **by(minute=2))
    review.confirm(session, drafts[2], **by("Berik", 3))
    merge_all(session, drafts[3:], into="", **by(minute=4))
    others = [arrive(session, name, f"Слово{name}") for name in "gh"]
    for draft in others:
        review.confirm(session, draft, **by(minute=5))
    assert [state(session, draft) for draft in drafts] == ["confirmed", "rejected", "confirmed", "new", "merged", "merged"]
    taken = [takes_back(session, 6 + press) for press in range(5)]
    assert taken == [others[::-1], [drafts[5], drafts[4]], [drafts[1]], [drafts[0]], []], "and not what Berik decided between"
    assert [state(session, draft) for draft in drafts] == ["new", "new", "confirmed", "new", "new", "new"]


def test_what_was_taken_back_already_or_decided_yesterday_is_passed_over(session: Session) -> None:
    one, two = arrive(session, "a", "Сериков"), arrive(session, "b", "Ахметова")
    review.reject(session, one, reason="old", **by(minute=1))
    review.reject(session, two, reason="old", **by(minute=2))
    review.undo(session, two, **by("Berik", 3))
    assert last_decision_batch(session, "Aigul", NOW + timedelta(days=1)) is None
    assert takes_back(session, 4) == [one]


def test_a_part_that_was_put_back_by_undoing_its_split_is_no_decision_that_u_takes_back(session: Session) -> None:
    one, other = arrive(session, "a", "Сериков избит"), arrive(session, "c", "Ахметова")
    arrive(session, "b", "Сериков подал")
    review.reject(session, other, reason="old", **by(minute=1))
    part = review.split(session, one, articles=["b"], **by(minute=2))
    assert takes_back(session, 3) == [one]
    assert (takes_back(session, 4), state(session, part.id), state(session, other)) == ([other], "merged", "new")


@pytest.mark.parametrize("worked", ["status", "edit", "news", "merge"])
def test_an_incident_on_which_somebody_has_worked_since_stays_and_says_who_did(session: Session, snapshot: SnapshotAssertion, worked: str) -> None:
    first, draft = arrive(session, "a", "Ахметова"), arrive(session, "b", "Сериков избит")
    review.reject(session, first, reason="old", **by(minute=1))
    number = review.confirm(session, draft, **by(minute=2)).incident or ""
    berik = by("Berik", 3)
    if worked == "status":
        incidents.add_status(session, number, StatusCode.CMP, NOW.date(), source="x", **berik)
    elif worked == "edit":
        incidents.edit(session, number, {"place": "Орал"}, {}, **berik)
    elif worked == "news":
        review.confirm(session, arrive(session, "c", "Сериков подал в суд"), **berik)
    else:
        review.merge(session, arrive(session, "c", "Иное"), into=number, **berik)
    assert refusal(takes_back, session, 4) == snapshot, "the moment is by the clock of the home country"
    assert (state(session, draft), takes_back(session, 5, draft)) == ("confirmed", [first]), "the one before it can still be taken back"


def test_a_draft_that_was_decided_again_or_went_into_one_that_was_stays(session: Session, snapshot: SnapshotAssertion) -> None:
    target, draft, other = arrive(session, "a", "Ахметова"), arrive(session, "b", "Сериков"), arrive(session, "c", "Омаров")
    review.defer(session, other, until=NOW.date() + timedelta(days=3), **by(minute=0))
    review.merge(session, draft, into=target, **by(minute=1))
    review.confirm(session, target, **by("Berik", 2))
    review.confirm(session, other, **by("Berik", 2))
    assert refusal(takes_back, session, 3) == snapshot
    assert later_change(session, decisions_of(session, other)[0]) == snapshot


def test_an_own_second_thought_on_one_draft_is_taken_back_step_by_step(session: Session) -> None:
    draft = arrive(session, "a", "Сериков")
    review.defer(session, draft, until=NOW.date() + timedelta(days=3), **by(minute=1))
    review.confirm(session, draft, **by(minute=2))
    assert [takes_back(session, 3), state(session, draft)] == [[draft], "deferred"]
    assert [takes_back(session, 4), state(session, draft)] == [[draft], "new"]
    assert session.get_one(DraftRow, draft).decided_by is None
