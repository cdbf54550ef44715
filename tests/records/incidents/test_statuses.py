"""What became of an incident: added with its source, never overwritten, withdrawn with the decision that brought it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import incidents
from records.database import write_transaction
from records.errors import BadDecision
from records.incidents import repository
from records.incidents.statuses import withdraw_statuses
from records.tables import DraftRow, LedgerRow, StatusRow
from records.vocabulary import Category, DraftState, LedgerAction, ScreeningLabel, StatusCode
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident

BY: dict[str, Any] = {"who": "Aigul", "now": NOW}
BEGUN = TODAY - timedelta(days=10)
ONE = "KZ-2026-0000"


def admitted(session: Session) -> None:
    """An incident of ten days ago, which has the status of its report."""
    admit_all(session, [incident(0, BEGUN)])


def ledger_rows(session: Session) -> list[LedgerRow]:
    return list(session.scalars(select(LedgerRow).where(LedgerRow.subject.startswith("incident")).order_by(LedgerRow.id)))


def test_a_status_stands_as_it_was_given_and_the_ledger_tells_what_was_there_before(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admitted(session)
        made = incidents.add_status(session, ONE, StatusCode.CMP, TODAY, source="№ 7", note="арыз", draft_id=None, **BY)
        row = session.get_one(StatusRow, made.id)
        assert (row.number, row.day, row.code, row.source, row.note, row.draft_id) == (ONE, TODAY, "CMP", "№ 7", "арыз", None)
        assert (row.recorded_by, row.recorded_at, row.withdrawn) == ("Aigul", NOW, False)
        last = ledger_rows(session)[-1]
        assert (last.action, last.subject, last.who, last.at, last.note) == (LedgerAction.STATUS, f"incident {ONE}", "Aigul", NOW, "арыз")
        told = {"date": TODAY.isoformat(), "code": "CMP", "source": "№ 7", "note": "арыз"}
        assert last.after["statuses"] == [*last.before["statuses"], told]
        assert [status["code"] for status in last.before["statuses"]] == ["REP"]
        assert {name for name in last.after if last.after[name] != last.before[name]} == {"statuses"}


def test_a_status_without_a_note_has_an_empty_one(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admitted(session)
        assert incidents.add_status(session, ONE, StatusCode.CMP, TODAY, source="x", **BY).note == ""
        assert ledger_rows(session)[-1].note == ""


@pytest.mark.parametrize("day", [BEGUN, TODAY])
def test_a_status_may_be_of_the_day_of_the_incident_or_of_today(engine: Engine, day: date) -> None:
    with write_transaction(engine) as session:
        admitted(session)
        assert incidents.add_status(session, ONE, StatusCode.CMP, day, source="x", **BY).day == day


@pytest.mark.parametrize(
    ("day", "source", "who", "told"),
    [
        (TODAY + timedelta(days=1), "x", "Aigul", "2026-11-25 lies in the future; a status tells what has happened"),
        (BEGUN - timedelta(days=1), "x", "Aigul", "2026-11-13 lies before the incident itself (2026-11-14); correct one of the two"),
        (TODAY, " ", "Aigul", "a status needs its source: an address, a document, who said so"),
        (TODAY, "x", " ", "a decision needs the name of the person who takes it"),
    ],
)
def test_a_status_that_cannot_be_is_refused_in_a_line_and_changes_nothing(engine: Engine, day: date, source: str, who: str, told: str) -> None:
    with write_transaction(engine) as session:
        admitted(session)
        with pytest.raises(BadDecision) as refused:
            incidents.add_status(session, ONE, StatusCode.CMP, day, source=source, who=who, now=NOW)
        assert str(refused.value) == told
        assert (session.query(StatusRow).count(), len(ledger_rows(session))) == (1, 1)


def test_an_incident_without_a_date_takes_a_status_of_any_day_that_is_past(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(0, None)])
        assert incidents.add_status(session, ONE, StatusCode.CMP, date(2001, 1, 1), source="x", **BY).day == date(2001, 1, 1)


def test_a_withdrawn_incident_takes_no_status(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admitted(session)
        repository.withdraw(session, ONE, **BY)
        with pytest.raises(BadDecision) as refused:
            incidents.add_status(session, ONE, StatusCode.CMP, TODAY, source="x", **BY)
        assert str(refused.value) == f"{ONE} is withdrawn; confirm its draft again first"


def test_the_very_same_status_is_refused_a_second_time_and_one_that_differs_in_anything_is_taken(engine: Engine) -> None:
    other, fine = "KZ-2026-0002", {"sum": 50_000, "currency": "KZT"}
    with write_transaction(engine) as session:
        admit_all(session, [incident(2, BEGUN)])
        first = incidents.add_status(session, other, StatusCode.JFN, TODAY, source="№ 7", penalty=fine, **BY)
        rows = len(ledger_rows(session))
        with pytest.raises(BadDecision, match="stands there already, on the same day with the same details") as refused:
            incidents.add_status(session, other, StatusCode.JFN, TODAY, source=" № 7 ", penalty=fine, **BY)
        assert refused.value.field == "code"
        assert len(ledger_rows(session)) == rows
        others: tuple[dict[str, Any], ...] = (
            {"source": "№ 8"},
            {"source": "№ 7", "note": "екінші"},
            {"source": "№ 7", "penalty": {**fine, "sum": 60_000}},
        )
        for more in others:
            incidents.add_status(session, other, StatusCode.JFN, TODAY, **{"penalty": fine, **more}, **BY)
        last = incidents.add_status(session, other, StatusCode.JFN, TODAY - timedelta(days=1), source="№ 7", penalty=fine, **BY)
        with pytest.raises(BadDecision, match="stands there already"):
            incidents.correct_status(session, other, last.id, StatusCode.JFN, TODAY, source="№ 7", penalty=fine, reason="басқа күн", **BY)
        # In its own place it may stand as it was; and once it was withdrawn, it may be added again.
        same = incidents.correct_status(session, other, first.id, StatusCode.JFN, TODAY, source="№ 7", penalty=fine, reason="тексерілді", **BY)
        incidents.withdraw_status(session, other, same.id, reason="қате", **BY)
        incidents.add_status(session, other, StatusCode.JFN, TODAY, source="№ 7", penalty=fine, **BY)


def test_only_the_statuses_of_one_decision_are_withdrawn_with_a_row_for_each_incident(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(nth, BEGUN) for nth in (6, 12)])
        session.add_all(
            DraftRow(id=draft, state=DraftState.NEW, score=0.9, label=ScreeningLabel.INCIDENT, proposal={}, fields={}, created_at=NOW)
            for draft in (5, 8)
        )
        session.flush()
        for number, draft, code in (("KZ-2026-0006", 5, "CMP"), ("KZ-2026-0012", 5, "PTI"), ("KZ-2026-0006", 8, "CVF")):
            incidents.add_status(session, number, StatusCode(code), TODAY, source="x", draft_id=draft, **BY)
        before = len(ledger_rows(session))
        withdraw_statuses(session, 5, note="бекер", **BY)
        session.flush()
        assert {(row.number, row.code): row.withdrawn for row in session.query(StatusRow) if row.draft_id} == {
            ("KZ-2026-0006", "CMP"): True, ("KZ-2026-0012", "PTI"): True, ("KZ-2026-0006", "CVF"): False,
        }  # fmt: skip
        told = ledger_rows(session)[before:]
        assert [(row.action, row.subject, row.who, row.at, row.note) for row in told] == [
            (LedgerAction.WITHDRAW_STATUS, f"incident KZ-2026-{nth}", "Aigul", NOW, "бекер") for nth in ("0006", "0012")
        ]
        assert [[status["code"] for status in row.before["statuses"]] for row in told] == [["REP", "CMP", "CVF"], ["REP", "PTI"]]
        assert [[status["code"] for status in row.after["statuses"]] for row in told] == [["REP", "CVF"], ["REP"]]
        withdraw_statuses(session, 5, **BY)
        assert len(ledger_rows(session)) == before + 2, "what is withdrawn already is not withdrawn again"
        withdraw_statuses(session, 8, **BY)
        assert ledger_rows(session)[-1].note == ""


def test_a_withdrawn_status_counts_nowhere_and_ledger_and_record_keep_it_with_the_reason(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admitted(session)
        made = incidents.add_status(session, ONE, StatusCode.CMP, TODAY, source="№ 7", **BY)
        incidents.withdraw_status(session, ONE, made.id, reason=" another case ", **BY)
        found = incidents.find(session, ONE)
        assert found is not None
        assert [status.code for status in found.statuses] == ["REP"]
        assert [(status.code, status.withdrawn) for status in found.withdrawn_statuses] == [("CMP", "another case")]
        last = ledger_rows(session)[-1]
        assert (last.action, last.note) == (LedgerAction.WITHDRAW_STATUS, "another case")
        assert last.after["withdrawn_statuses"] == [
            {"date": TODAY.isoformat(), "code": "CMP", "source": "№ 7", "note": "", "because": "another case"}
        ]


def test_a_correction_puts_the_right_status_in_place_in_one_row_of_the_ledger_and_names_the_one_that_it_corrects(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admitted(session)
        wrong = incidents.add_status(session, ONE, StatusCode.CMP, TODAY, source="№ 7", **BY)
        before = len(ledger_rows(session))
        right = incidents.correct_status(
            session, ONE, wrong.id, StatusCode.RFS, TODAY - timedelta(days=1), source="№ 8", reason="misread", note="бас тартты", **BY
        )
        assert (right.corrects, right.code, right.note) == (wrong.id, "RFS", "бас тартты")
        (row,) = ledger_rows(session)[before:]
        assert (row.action, row.note) == (LedgerAction.CORRECT_STATUS, "misread")
        assert [status["code"] for status in row.after["statuses"]] == ["REP", "RFS"]
        assert [status["code"] for status in row.after["withdrawn_statuses"]] == ["CMP"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"reason": " "}, "to withdraw a status needs a reason: what was wrong with it"),
        ({"status_id": 999_999}, "KZ-2026-0000 has no status 999999"),
        ({"code": StatusCode.JSN}, "JSN tells what became of a journalist who is pursued, and ATT is no pursuit"),
        ({"penalty": {"term": 7, "unit": "years"}}, "RFS has no term: registration refused"),
        ({"source": ""}, "a status needs its source: an address, a document, who said so"),
    ],
)
def test_a_correction_that_cannot_be_leaves_everything_as_it_was(engine: Engine, change: dict[str, Any], told: str) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [replace(incident(0, BEGUN), categories=(Category.ATT,))])
        wrong = incidents.add_status(session, ONE, StatusCode.CMP, TODAY, source="№ 7", **BY)
        before = [(row.id, row.withdrawn) for row in session.scalars(select(StatusRow).order_by(StatusRow.id))], len(ledger_rows(session))
        given: dict[str, Any] = {"status_id": wrong.id, "code": StatusCode.RFS, "source": "№ 8", "reason": "misread", "penalty": None, **change}
        id_, code = given.pop("status_id"), given.pop("code")
        with pytest.raises(BadDecision) as refused:
            incidents.correct_status(session, ONE, id_, code, TODAY, **given, **BY)
        assert str(refused.value).startswith(told)
        assert ([(row.id, row.withdrawn) for row in session.scalars(select(StatusRow).order_by(StatusRow.id))], len(ledger_rows(session))) == before


def test_categories_cannot_be_changed_so_that_a_standing_status_would_tell_the_wrong_story(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [replace(incident(0, BEGUN), categories=(Category.ATT,))])
        made = incidents.add_status(session, ONE, StatusCode.CVF, TODAY, source="№ 7", **BY)
        with pytest.raises(BadDecision, match="2026-11-24: CVF tells what became of a perpetrator, and CRM is the journalist's own case"):
            repository.edit(session, ONE, {"primary": "CRM", "categories": ["CRM"]}, {}, **BY)
        incidents.withdraw_status(session, ONE, made.id, reason="it is her own case", **BY)
        repository.edit(session, ONE, {"primary": "CRM", "categories": ["CRM"]}, {}, **BY)
