"""Proposals: an editor's own functions write what is accepted, the ledger names both, and what has changed meanwhile is told."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records import incidents, proposals
from records.errors import AlreadyDecided, BadDecision
from records.ledger.entries import note_words
from records.proposals import accept, changed_since, number_waiting, propose_fields, propose_status, refuse, waiting_proposals, withdraw_proposal
from records.tables import IncidentRow, LedgerRow, PersonalNoticeRow, StatusRow
from records.vocabulary import StatusCode
from tests.conftest import NOW
from tests.records.review.refusals import refusal
from tests.records.together.conftest import Desk

LATER = NOW + timedelta(hours=1)
GIVEN: dict[str, Any] = {"place": "Орал", "incident_date": "2026-11-20", "victims": [{"name": "Асель Тестова", "profession": "", "outlet": ""}]}


def told(session: Session) -> list[tuple[str, str, str]]:
    return [(row.user, row.kind, row.told) for row in session.scalars(select(PersonalNoticeRow).order_by(PersonalNoticeRow.id))]


def last(session: Session) -> LedgerRow:
    return session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()


def test_what_is_accepted_is_the_editors_act_and_names_who_proposed_it(desk: Desk, session: Session) -> None:
    acts = last(session).id
    row = propose_fields(session, desk.number, GIVEN, who="Айгүл", now=NOW, note="көрші айтты")
    assert last(session).id == acts
    assert told(session) == [("Berik", "proposed", ""), ("Dana", "proposed", "")]
    accept(session, row.id, who="Berik", now=LATER)
    stands = session.get_one(IncidentRow, desk.number)
    assert (stands.place, str(stands.happened_on), stands.victims[0]["name"]) == ("Орал", "2026-11-20", "Асель Тестова")
    assert (last(session).who, last(session).action, last(session).subject) == ("Berik", "edit", f"incident {desk.number}")
    assert "Айгүл" in last(session).note
    assert "көрші айтты" in last(session).note
    assert told(session)[2:] == [("Айгүл", "accepted", "")]
    assert session.scalars(select(PersonalNoticeRow.read_at).where(PersonalNoticeRow.user == "Dana")).one() == LATER
    assert number_waiting(session) == 0
    with pytest.raises(AlreadyDecided):
        accept(session, row.id, who="Dana", now=LATER)
    with pytest.raises(AlreadyDecided):
        refuse(session, row.id, "жоқ", who="Dana", now=LATER)


def test_a_field_that_was_changed_since_is_told_and_written_only_by_who_is_sure(desk: Desk, session: Session) -> None:
    row = propose_fields(session, desk.number, GIVEN, who="Айгүл", now=NOW)
    incidents.edit(session, desk.number, {"place": "Ақтау", "online": True}, {}, who="Dana", now=NOW)
    assert changed_since(session, row) == ("place",)
    with pytest.raises(AlreadyDecided, match="place"):
        accept(session, row.id, who="Berik", now=LATER)
    assert session.get_one(IncidentRow, desk.number).place == "Ақтау"
    accept(session, row.id, who="Berik", now=LATER, sure=True)
    assert session.get_one(IncidentRow, desk.number).place == "Орал"


def test_a_status_is_added_with_its_source_and_a_doubled_one_is_told(desk: Desk, session: Session, snapshot: SnapshotAssertion) -> None:
    said: dict[str, Any] = {"source": "адвокат", "note": "телефонмен", "penalty": {}}
    rows = [propose_status(session, desk.number, StatusCode.CMP, NOW.date(), who=who, now=NOW, **said) for who in ("Айгүл", "Айгүл Серік")]
    accept(session, rows[0].id, who="Berik", now=LATER)
    status = session.scalars(select(StatusRow).where(StatusRow.code == "CMP", StatusRow.number == desk.number)).one()
    assert (status.source, status.note, status.recorded_by) == ("адвокат", "телефонмен", "Berik")
    assert last(session).note == "note:proposed:Айгүл\nтелефонмен"
    assert note_words(last(session).note) == "proposed by: Айгүл; телефонмен"
    assert refusal(accept, session, rows[1].id, who="Berik", now=LATER) == snapshot
    assert refusal(propose_status, session, desk.number, StatusCode.CMP, NOW.date(), who="Айгүл", now=LATER, **said) == snapshot


def test_a_refusal_needs_a_reason_and_tells_it(desk: Desk, session: Session) -> None:
    row = propose_fields(session, desk.number, {"place": "Орал"}, who="Айгүл", now=NOW)
    with pytest.raises(BadDecision):
        refuse(session, row.id, " ", who="Berik", now=LATER)
    refuse(session, row.id, "дереккөзде олай емес", who="Berik", now=LATER)
    assert told(session)[-1] == ("Айгүл", "refused", "дереккөзде олай емес")
    assert session.get_one(IncidentRow, desk.number).place != "Орал"


def test_only_whoever_proposed_it_takes_it_back(desk: Desk, session: Session) -> None:
    row = propose_fields(session, desk.number, {"place": "Орал"}, who="Айгүл", now=NOW)
    with pytest.raises(BadDecision):
        withdraw_proposal(session, row.id, who="Айгүл Серік", now=LATER)
    withdraw_proposal(session, row.id, who="Айгүл", now=LATER)
    assert waiting_proposals(session) == []
    assert "accepted" not in {kind for _, kind, _ in told(session)}


def test_what_an_editor_could_not_write_is_not_proposed(
    desk: Desk, session: Session, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    monkeypatch.setattr(proposals, "MOST_WAITING", 1)
    by: dict[str, Any] = {"who": "Айгүл", "now": NOW}
    wrong: tuple[dict[str, Any], ...] = (
        {}, {"texts_checked": []}, {"safety_notes": "x"}, {"primary": "XXX"}, {"no_field": "x"}, {"summary": {"ru": "ә" * 200_000}},
    )  # fmt: skip
    told = [refusal(propose_fields, session, desk.number, given, **by)[:120] for given in wrong]
    told.append(refusal(propose_fields, session, desk.number, {"place": "Орал"}, note="x" * 3000, **by))
    told.append(refusal(propose_fields, session, "KZ-2026-0999", {"place": "Орал"}, **by))
    told.append(refusal(propose_status, session, desk.number, StatusCode.CMP, NOW.date() + timedelta(days=1), source="x", **by))
    propose_fields(session, desk.number, {"place": "Орал"}, **by)
    told.append(refusal(propose_fields, session, desk.number, {"place": "Ақтау"}, **by))
    assert told == snapshot
    assert number_waiting(session) == 1
    for id in (0, -1, 999, 2**70):
        with pytest.raises(BadDecision):
            accept(session, id, who="Berik", now=LATER)


def test_the_same_is_proposed_once(desk: Desk, session: Session, snapshot: SnapshotAssertion) -> None:
    propose_fields(session, desk.number, {"place": "Орал"}, who="Айгүл", now=NOW)
    assert refusal(propose_fields, session, desk.number, {"place": "Орал"}, who="Айгүл", now=LATER) == snapshot
    propose_fields(session, desk.number, {"place": "Орал"}, who="Айгүл Серік", now=LATER)


def test_a_proposal_whose_note_looks_like_a_note_of_the_program_is_told_as_it_was_typed(
    desk: Desk, session: Session, snapshot: SnapshotAssertion
) -> None:
    row = propose_fields(session, desk.number, GIVEN, who="Айгүл", now=NOW, note="note:proposed:Dana")
    accept(session, row.id, who="Berik", now=LATER)
    assert note_words(last(session).note) == snapshot
