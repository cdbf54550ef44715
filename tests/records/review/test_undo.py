"""Decisions are taken back one by one, with their numbers and statuses, also along the day and in old databases."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records import incidents, ledger, review, watched_pages
from records.database import alembic_config, open_engine, upgrade, write_transaction
from records.ledger import verify
from records.review.decisions import last_decision_batch, later_change, undo_unless_changed
from records.review.draft_fields import decisions_of
from records.review.legacy_confirmations import describe_old_drafts, number_old_confirmations, without_number
from records.review.propose import merge_all
from records.tables import DraftRow, IncidentRow, LedgerRow, StatusRow, WatchRow
from records.vocabulary import LedgerAction, StatusCode
from tests.conftest import NOW
from tests.records.persons.persons_case import whole
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


_DRAFT = text(
    "INSERT INTO drafts (id, state, score, label, proposal, fields, follows, sample, created_at, version, decided_by, decided_at, reason)"
    " VALUES (:id, :state, 0.9, 'incident', :proposal, :fields, NULL, :sample, :at, 2, :by, :decided, NULL)"
)

_ARTICLE = text(
    "INSERT INTO articles (id, run_id, outlet, url, lang, title, text, authors, published_on, fetched_at, text_sha256)"
    " VALUES (:id, 'run', 'kz_test', :url, 'ru', :title, 'Текст', '[]', :day, :at, '0')"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def first_version(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with the tables of the first version, in which three drafts were confirmed: of 2025, without a date, without a category; one is open."""
    address = f"sqlite:///{tmp_path / 'old.db'}" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    engine = open_engine(address)
    command.upgrade(alembic_config(engine), "0001")
    dated = {"incident_date": "2025-03-01", "date_precision": "day"}
    with engine.begin() as connection:
        add(connection, 1, {"title": "Первое", "categories": [{"code": "ATT", "score": 0.9}], **dated}, confirmed=NOW)
        add(connection, 2, {"title": "Второе", "categories": []}, {"categories": ["THR"]}, confirmed=NOW - timedelta(days=700))
        add(connection, 3, {"title": "Третье", "categories": []}, confirmed=NOW)
        add(connection, 4, {"title": "Четвёртое", "categories": [{"code": "DET", "score": 0.7}]})
    yield engine
    engine.dispose()


def add(connection: Any, number: int, proposal: dict[str, Any], fields: dict[str, Any] | None = None, confirmed: datetime | None = None) -> None:
    article = {"id": f"a{number}", "url": f"https://x.example/{number}", "title": proposal["title"], "day": NOW.date(), "at": NOW}
    connection.execute(_ARTICLE, article)
    whole = {"persons": [], "outlets": [], "actor": "unknown", "outcome": "none", "lang": "ru", **proposal}
    connection.execute(
        _DRAFT,
        {"id": number, "state": "confirmed" if confirmed else "new", "proposal": json.dumps(whole), "fields": json.dumps(fields or {}), "at": NOW,
         "sample": False, "by": "Aigul" if confirmed else None, "decided": confirmed},
    )  # fmt: skip
    connection.execute(text("INSERT INTO draft_articles (article_id, draft_id) VALUES (:a, :d)"), {"a": f"a{number}", "d": number})


def test_confirmations_of_the_first_version_get_the_numbers_of_their_years_and_what_lacks_a_category_is_named(first_version: Engine) -> None:
    upgrade(first_version)
    with write_transaction(first_version) as session:
        # The rows that the first version wrote into its ledger.
        for draft in session.scalars(select(DraftRow).where(DraftRow.state == "confirmed").order_by(DraftRow.id)):
            assert draft.decided_at is not None
            before: dict[str, Any] = {"state": "new", "fields": {}, "decided_by": None, "decided_at": None, "reason": None}
            after = {"state": "confirmed", "fields": draft.fields, "decided_by": "Aigul", "decided_at": draft.decided_at.isoformat(), "reason": None}
            ledger.append(session, at=NOW, who="Aigul", action=LedgerAction.CONFIRM, subject=f"draft {draft.id}", before=before, after=after)
    with write_transaction(first_version) as session:
        assert without_number(session) == [2, 1, 3]
        assert describe_old_drafts(session) == 4
        numbers, lacking = number_old_confirmations(session, who="qorgan db upgrade", now=NOW)
        assert (numbers, [one.draft for one in lacking]) == (["KZ-2024-0001", "KZ-2025-0001"], [3])
    with write_transaction(first_version) as session:
        assert {row.draft_id: (row.number, row.primary, row.title) for row in session.scalars(select(IncidentRow))} == {
            1: ("KZ-2025-0001", "ATT", "Первое"), 2: ("KZ-2024-0001", "THR", "Второе"),
        }  # fmt: skip
        drafts = {row.id: (row.incident, row.title, row.codes) for row in session.scalars(select(DraftRow))}
        assert [drafts[id][0] for id in (1, 2, 3, 4)] == ["KZ-2025-0001", "KZ-2024-0001", None, None]
        assert drafts[4][1:] == ("Четвёртое", "DET"), "the queue shows and finds old drafts by their titles"
        assert {(row.number, row.code) for row in session.scalars(select(StatusRow))} == {("KZ-2025-0001", "REP"), ("KZ-2024-0001", "REP")}
        assert session.scalars(select(LedgerRow.who).where(LedgerRow.subject == "incident KZ-2025-0001")).first() == "qorgan db upgrade"
        assert whole(session) == []
        # Doing it again changes nothing.
        rows = session.query(LedgerRow).count()
        assert describe_old_drafts(session) == 0
        numbers, lacking = number_old_confirmations(session, who="x", now=NOW)
        assert (numbers, [one.draft for one in lacking], without_number(session), session.query(LedgerRow).count()) == ([], [3], [3], rows)
        # What lacks something is undone and confirmed with it.
        review.undo(session, 3, **BY)
        assert review.confirm(session, 3, **BY, fields={"categories": ["OBS"]}).incident == "KZ-2026-0001"
        undone = review.undo(session, 1, **BY)
        assert (undone.state, undone.incident, session.get_one(IncidentRow, "KZ-2025-0001").withdrawn) == ("new", None, True)
        assert review.confirm(session, 1, **BY).incident == "KZ-2025-0001"
        assert (without_number(session), whole(session)) == ([], [])
