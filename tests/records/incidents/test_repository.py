"""Incidents as they are numbered, admitted, corrected and told in the ledger."""

import hashlib
import itertools
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from syrupy.assertion import SnapshotAssertion

from records import incidents, review
from records.database import read_session, write_transaction
from records.errors import BadDecision
from records.filters import IncidentFilter
from records.incident_model import Incident, Status, Victim
from records.incidents import load, repository
from records.incidents.incident_import import import_incident
from records.incidents.incident_import import import_incidents as admit_cases
from records.incidents.numbers import (
    append_change,
    content_now,
    example_number,
    free_number,
    is_number,
    ledger_content,
    next_serial,
    number_parts,
)
from records.incidents.tracks import track_fault
from records.ledger import private_digest, require_name, verify
from records.review.incident_facts import corrections
from records.tables import IncidentRow, LedgerRow, StatusRow
from records.vocabulary import Category, Lawful, LedgerAction, StatusCode
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.records.review.arriving import BY, arrive, recorded, state
from tests.records.review.refusals import refusal


def test_a_corrected_incident_keeps_its_number_and_the_ledger_tells_what_stood_before(session: Session, snapshot: SnapshotAssertion) -> None:

    review.confirm(session, arrive(session, "a", "Сериков"), **BY)
    given = {"primary": "THR", "incident_date": "2025-12-31", "contacts": "+7 700", "victims": "Б. Сериков"}
    incidents.edit(session, "KZ-2026-0001", *corrections(given), note="по письму редакции", **BY)
    one = recorded(session, "KZ-2026-0001")
    assert (one.day, one.categories, one.victims[0].name) == (date(2025, 12, 31), (Category.THR, Category.ATT), "Б. Сериков")
    last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
    assert (last.action, last.before["primary"], last.after["primary"], last.note) == ("edit", "ATT", "THR", "по письму редакции")
    assert "+7 700" not in str((last.before, last.after))
    assert refusal(corrections, {"score": 1}) == snapshot


def test_an_act_without_a_name_is_refused_and_leaves_nothing_behind(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
    for act in (review.confirm, partial(review.reject, reason="old")):
        with pytest.raises(BadDecision), write_transaction(engine) as session:
            act(session, draft, who=" ", now=NOW)
    with read_session(engine) as session:
        assert (session.query(IncidentRow).count(), session.query(LedgerRow).count(), state(session, draft)) == (0, 0, "new")


def test_an_incident_without_a_date_is_numbered_in_the_year_of_its_confirmation_by_the_home_clock(session: Session) -> None:
    eve = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)
    draft = arrive(session, "a", "Сериков", screened={"incident_date": None, "date_precision": None})
    assert review.confirm(session, draft, who="Aigul", now=eve).incident == "KZ-2027-0001"
    row = session.get_one(IncidentRow, "KZ-2027-0001")
    assert (row.year, row.serial, row.draft_id, row.withdrawn, row.sources, row.created_at) == (2027, 1, draft, False, [], eve)


def test_what_was_noted_for_the_victims_stays_when_a_withdrawn_incident_is_given_back_unless_it_is_written_anew(session: Session) -> None:
    draft = arrive(session, "a", "Сериков")
    review.confirm(session, draft, fields={"contacts": "первый"}, **BY)
    review.undo(session, draft, **BY)
    review.confirm(session, draft, fields={"place": "Орал"}, **BY)
    row = session.get_one(IncidentRow, "KZ-2026-0001")
    assert (row.private["contacts"], row.place, row.withdrawn) == ("первый", "Орал", False)
    told = {ledgered.action: ledgered for ledgered in session.query(LedgerRow).where(LedgerRow.subject == "incident KZ-2026-0001")}
    assert (told[LedgerAction.WITHDRAW].before["withdrawn"], told[LedgerAction.WITHDRAW].after["withdrawn"]) == (False, True)
    assert (told[LedgerAction.GIVE_BACK].before["withdrawn"], told[LedgerAction.GIVE_BACK].after["withdrawn"]) == (True, False)
    review.undo(session, draft, **BY)
    review.confirm(session, draft, fields={"contacts": "второй"}, **BY)
    assert session.get_one(IncidentRow, "KZ-2026-0001").private["contacts"] == "второй"
    incidents.edit(session, "KZ-2026-0001", {"place": "Ақтау"}, {}, **BY)
    assert {ledgered.note for ledgered in session.query(LedgerRow)} == {""}


def test_private_notes_have_a_salt_of_their_own_and_nothing_where_nothing_is_noted() -> None:
    one, other = (repository.private_fields({"contacts": "туысы", "safety_notes": " ", "place": "x"}) for _ in range(2))
    assert set(one) == {"contacts", "salt"}
    assert re.fullmatch("[0-9a-f]{32}", one["salt"])
    assert one["salt"] != other["salt"]
    assert repository.private_fields({"contacts": "", "safety_notes": "  "}) == {}


def edited(session: Session, facts: dict[str, Any], private: dict[str, str] | None = None) -> IncidentRow:
    return incidents.edit(session, "KZ-2026-0004", facts, private or {}, note="хат бойынша", **BY)


def test_a_correction_of_categories_keeps_the_primary_one_first_and_each_once(session: Session) -> None:
    admit_all(session, [replace(incident(4, TODAY), primary=Category.ATT, categories=(Category.ATT, Category.SMR))])
    for facts, kept in (
        ({"primary": "SMR"}, ["SMR", "ATT"]),
        ({"primary": "THR"}, ["THR", "SMR", "ATT"]),
        ({"categories": ["OBS", "THR"]}, ["OBS", "THR"]),
        ({"primary": "THR", "categories": ["OBS", "ATT"]}, ["THR", "OBS", "ATT"]),
    ):
        row = edited(session, facts)
        assert (row.primary, row.categories) == (kept[0], kept), facts


def test_a_field_that_is_emptied_is_empty_and_private_notes_are_changed_one_by_one(session: Session) -> None:
    admit_all(session, [incident(4, TODAY)])
    row = edited(session, {"place": None, "region": None, "victims": None}, {"contacts": "туысы", "safety_notes": "x"})
    assert (row.place, row.region, row.victims) == (None, None, [])
    assert edited(session, {}, {"safety_notes": ""}).private["contacts"] == "туысы"
    assert "safety_notes" not in row.private
    salt = row.private["salt"]
    assert edited(session, {"place": "Орал"}).private["salt"] == salt, "what is not touched keeps its digest"
    last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
    assert (last.action, last.who, last.at, last.note) == (LedgerAction.EDIT, "Aigul", NOW, "хат бойынша")
    assert (last.before["place"], last.after["place"]) == (None, "Орал")


def test_what_people_may_not_change_is_refused_by_its_name(session: Session, snapshot: SnapshotAssertion) -> None:
    admit_all(session, [incident(4, TODAY)])
    for name in ("number", "draft_id", "withdrawn", "created_at", "sources"):
        with pytest.raises(ValueError, match=f"^{name} "):
            edited(session, {name: None})
    assert refusal(incidents.edit, session, "KZ-2026-0005", {}, {}, **BY) == snapshot


def test_of_two_who_correct_an_incident_at_once_the_second_is_told(
    session: Session, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    def stale(*_given: Any) -> None:
        raise StaleDataError

    admit_all(session, [incident(4, TODAY)])
    row = repository.locked_incident(session, "KZ-2026-0004")
    monkeypatch.setattr(Session, "flush", stale)
    assert refusal(repository.write_change, session, row, {"place": "x"}, {}, LedgerAction.EDIT, **BY) == snapshot
    monkeypatch.undo()
    session.expunge_all()


@pytest.mark.parametrize("code", ["CVF", "JSN", "REP"])
def test_no_correction_of_something_else_makes_a_status_count_or_stop_to_count(session: Session, code: str) -> None:
    told = [((Category.CRM,), Lawful.UNKNOWN), ((Category.CRM, Category.OBS), Lawful.UNKNOWN), ((Category.ARR,), Lawful.UNKNOWN),
            ((Category.ARR,), Lawful.NO), ((Category.ATT,), Lawful.UNKNOWN)]  # fmt: skip
    statuses = (Status(TODAY, StatusCode(code), "№ 7"),)
    pairs = list(itertools.permutations(told, 2))
    old = [replace(incident(nth, TODAY), primary=codes[0], categories=codes, facts={"lawful": lawful}, statuses=statuses)
           for nth, ((codes, lawful), _) in enumerate(pairs, start=1)]  # fmt: skip
    admit_all(session, old)
    for one, (before, after) in zip(old, pairs, strict=True):
        facts = {"primary": after[0][0].value, "categories": [each.value for each in after[0]], "lawful": after[1].value}
        if (track_fault(StatusCode(code), *before) is None) is not (track_fault(StatusCode(code), *after) is None):
            with pytest.raises(BadDecision):
                incidents.edit(session, one.number, facts, {}, **BY)
            (status,) = (*recorded(session, one.number).statuses, *recorded(session, one.number).misplaced_statuses)
            incidents.withdraw_status(session, one.number, status.id, reason="another case", **BY)
        incidents.edit(session, one.number, facts, {}, **BY)


def test_her_sentence_that_was_entered_as_justice_does_not_count_as_justice_when_the_police_stopped_her_filming_too(
    session: Session, snapshot: SnapshotAssertion
) -> None:
    admit_all(
        session, [replace(incident(1, TODAY), primary=Category.CRM, categories=(Category.CRM,), statuses=(Status(TODAY, StatusCode.CVF, "№ 7"),))]
    )
    assert refusal(incidents.edit, session, "KZ-2026-0001", {"categories": ["CRM", "OBS"]}, {}, **BY) == snapshot
    (wrong,) = recorded(session, "KZ-2026-0001").misplaced_statuses
    penalty = {"kind": "suspended"}
    incidents.correct_status(session, "KZ-2026-0001", wrong.id, StatusCode.JSN, TODAY, source="№ 7", reason="hers", penalty=penalty, **BY)
    incidents.edit(session, "KZ-2026-0001", {"categories": ["CRM", "OBS"]}, {}, **BY)
    one = recorded(session, "KZ-2026-0001")
    assert ([status.code for status in one.statuses], one.misplaced_statuses) == ([StatusCode.JSN], ())


def test_a_number_is_its_year_and_its_place_in_it() -> None:
    numbers = ("KZ-2021-0042", "KZ-1999-123456", "KZ-2021-0000", example_number())
    assert [(number_parts(one), is_number(one)) for one in numbers] == [
        ((2021, 42), True), ((1999, 123456), True), ((2021, 0), True), ((2021, 42), True),
    ]  # fmt: skip


def test_what_is_written_otherwise_is_no_number() -> None:
    others = (
        "", "42", "KZ-2021-042", "KZ-2021-1234567", "KZ-21-0042", "kz-2021-0042", "XY-2021-0042", "KZ-2021-0042 ", "aKZ-2021-0042", "KZ-2021-0042x",
    )  # fmt: skip
    assert [written for written in others if number_parts(written) is not None or is_number(written)] == []


def test_places_are_counted_up_within_their_own_year(engine: Engine) -> None:
    with write_transaction(engine) as session:
        assert (next_serial(session, 2026), free_number(session, 2026)) == (1, "KZ-2026-0001")
        admit_all(session, [incident(nth, TODAY) for nth in (1, 2, 3)])
        admit_all(session, [incident(7, TODAY.replace(year=2025))])
        assert [next_serial(session, year) for year in (2024, 2025, 2026)] == [1, 8, 4]
        assert free_number(session, 2025) == "KZ-2025-0008"
    with read_session(engine) as session:
        assert free_number(session, 2026) == "KZ-2026-0004"


def test_every_column_of_an_incident_stands_in_the_ledger_or_is_its_name_in_it(session: Session) -> None:
    admit_all(session, [incident(4, TODAY)])
    row = session.query(IncidentRow).one()
    kept = content_now(session, row)
    untold = {"number", "year", "serial", "created_at", "version"}
    columns = {column.name for column in IncidentRow.__table__.columns} - untold
    assert columns - set(kept) == {"happened_on"}, "which stands under the name that exports give it"
    assert (kept["date"], kept["primary"], kept["withdrawn"], kept["draft_id"], kept["private"]) == (
        TODAY.isoformat(), row.primary, False, None, None,
    )  # fmt: skip


def test_statuses_stand_in_the_order_of_their_days_without_the_withdrawn_ones(session: Session) -> None:
    admit_all(session, [incident(4, TODAY - timedelta(days=30))])
    row = session.query(IncidentRow).one()
    statuses = list(session.scalars(select(StatusRow).order_by(StatusRow.id.desc())))
    days = [status["date"] for status in ledger_content(row, statuses)["statuses"]]
    assert len(days) > 2
    assert days == sorted(days)
    same_day = [
        StatusRow(id=number, day=TODAY, code=code, source="x", note="", withdrawn=withdrawn)
        for number, code, withdrawn in ((9, "CVF", False), (8, "CMP", False), (7, "PTI", True))
    ]
    assert ledger_content(row, same_day)["statuses"] == [
        {"date": TODAY.isoformat(), "code": code, "source": "x", "note": ""} for code in ("CMP", "CVF")
    ]


def test_what_is_never_published_stands_as_a_digest_alone() -> None:
    assert private_digest({}) is None
    digest = hashlib.sha256('{"contacts": "ә", "salt": "0f"}'.encode()).hexdigest()
    assert private_digest({"salt": "0f", "contacts": "ә"}) == private_digest({"contacts": "ә", "salt": "0f"}) == digest


def test_a_change_is_a_row_with_the_incident_before_and_after(session: Session) -> None:
    admit_all(session, [incident(4, TODAY)])
    row = session.query(IncidentRow).one()
    before: dict[str, Any] = {"place": "x"}
    row.place = "Орал"
    session.flush()
    append_change(session, row, LedgerAction.EDIT, before, who="Berik", now=NOW + timedelta(hours=1))
    append_change(session, row, LedgerAction.EDIT, before, who="Berik", now=NOW, note="сөз")
    first, second = session.scalars(select(LedgerRow).where(LedgerRow.subject.startswith("incident")).order_by(LedgerRow.id)).all()[1:]
    assert (first.action, first.subject, first.who, first.at, first.before, first.note) == (
        LedgerAction.EDIT, f"incident {row.number}", "Berik", NOW + timedelta(hours=1), before, "",
    )  # fmt: skip
    assert first.after == content_now(session, row)
    assert first.after["place"] == "Орал"
    assert second.note == "сөз"


def test_a_decision_needs_a_name(snapshot: SnapshotAssertion) -> None:
    require_name("Aigul")
    assert {refusal(require_name, name) for name in ("", " ", "\t\n")} == snapshot


def case(serial: int, *names: str) -> Incident:
    day = date(2021, 6, 10)
    statuses = (Status(day, StatusCode.PTI, "сот", ""), Status(day, StatusCode.CMP, "сот", ""))
    return Incident(f"KZ-2021-{serial:04}", Category.ATT, (Category.ATT,), day, victims=tuple(map(Victim, names)), statuses=statuses)


def test_many_are_taken_in_with_their_statuses_and_a_row_of_the_ledger_each_and_a_victim_of_several_is_one_person(session: Session) -> None:
    admit_cases(session, [case(serial, name) for serial, name in enumerate(("Асан Үлгі", "Ботагөз Мысал", "Асан Үлгі"), 1)], **BY)
    import_incident(session, case(4, "Асан Үлгі"), **BY)
    found = list(load(session, IncidentFilter()))
    numbers = [f"KZ-2021-{serial:04}" for serial in (1, 2, 3, 4)]
    assert [(one.number, [status.code for status in one.statuses]) for one in found] == [(one, [StatusCode.PTI, StatusCode.CMP]) for one in numbers]
    one, other, *same = [found_one.victims[0].person for found_one in found]
    assert same == [one, one] != [other, other]
    subjects = session.scalars(select(LedgerRow.subject).where(LedgerRow.action == "admit").order_by(LedgerRow.id)).all()
    assert subjects == [f"incident {number}" for number in numbers]
    assert verify.ledger_chain_faults(session) == []


def test_nothing_is_taken_in_where_one_has_no_number(engine: Engine) -> None:
    with pytest.raises(ValueError, match="KZ-26-1"), write_transaction(engine) as session:
        admit_cases(session, [case(1), replace(case(2), number="KZ-26-1")], **BY)
    with read_session(engine) as session:
        assert list(load(session, IncidentFilter())) == []
