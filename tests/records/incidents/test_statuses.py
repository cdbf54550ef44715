"""What became of an incident: statuses with their sources, days, tracks and penalties, as they are kept."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records import incidents
from records.errors import BadDecision
from records.incident_model import NO_PENALTY, Penalty, Status
from records.incidents import repository
from records.incidents.repository import penalty_from_json, penalty_to_json, stored_statuses
from records.incidents.statuses import PENALTY_NAMES, checked_penalty, withdraw_statuses
from records.incidents.tracks import JOURNALIST_CASE_CATEGORIES, lawful_of, punishable, pursued, split_by_track, suggested_statuses, track_fault
from records.tables import DraftRow, LedgerRow, StatusRow
from records.vocabulary import (
    ON_TRACK,
    STATUSES,
    Category,
    DraftState,
    Lawful,
    LedgerAction,
    PenaltyPart,
    ScreeningLabel,
    SentenceKind,
    StatusCode,
    TermUnit,
    Track,
)
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.records.review.arriving import BY
from tests.records.review.refusals import refusal

BEGUN = TODAY - timedelta(days=10)

ONE = "KZ-2026-0000"


def admitted(session: Session) -> None:
    """An incident of ten days ago, which has the status of its report."""
    admit_all(session, [incident(0, BEGUN)])


def ledger_rows(session: Session) -> list[LedgerRow]:
    return list(session.scalars(select(LedgerRow).where(LedgerRow.subject.startswith("incident")).order_by(LedgerRow.id)))


def test_a_status_stands_as_it_was_given_and_the_ledger_tells_what_was_there_before(session: Session) -> None:
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


def test_a_status_may_be_of_any_day_from_the_incident_to_today_and_without_a_note(session: Session) -> None:
    admit_all(session, [incident(0, BEGUN), incident(1, None)])
    for number, day in ((ONE, BEGUN), (ONE, TODAY), ("KZ-2026-0001", date(2001, 1, 1))):
        made = incidents.add_status(session, number, StatusCode.CMP, day, source="x", **BY)
        assert (made.day, made.note, ledger_rows(session)[-1].note) == (day, "", "")


@pytest.mark.parametrize(
    ("day", "source", "who"),
    [(TODAY + timedelta(days=1), "x", "Aigul"), (BEGUN - timedelta(days=1), "x", "Aigul"), (TODAY, " ", "Aigul"), (TODAY, "x", " ")],
    ids=["future", "before the incident", "no source", "no name"],
)
def test_a_status_that_cannot_be_is_refused_and_changes_nothing(
    session: Session, snapshot: SnapshotAssertion, day: date, source: str, who: str
) -> None:
    admitted(session)
    assert refusal(incidents.add_status, session, ONE, StatusCode.CMP, day, source=source, who=who, now=NOW) == snapshot
    assert (session.query(StatusRow).count(), len(ledger_rows(session))) == (1, 1)


def test_an_incident_that_is_withdrawn_or_not_there_takes_no_status(session: Session, snapshot: SnapshotAssertion) -> None:
    admitted(session)
    repository.withdraw(session, ONE, **BY)
    assert [refusal(incidents.add_status, session, number, StatusCode.CMP, TODAY, source="x", **BY) for number in (ONE, "KZ-2026-0009")] == snapshot


def test_the_very_same_status_is_refused_a_second_time_and_one_that_differs_in_anything_is_taken(
    session: Session, snapshot: SnapshotAssertion
) -> None:
    other, fine = "KZ-2026-0002", {"sum": 50_000, "currency": "KZT"}
    admit_all(session, [incident(2, BEGUN)])
    first = incidents.add_status(session, other, StatusCode.JFN, TODAY, source="№ 7", penalty=fine, **BY)
    rows = len(ledger_rows(session))
    assert refusal(incidents.add_status, session, other, StatusCode.JFN, TODAY, source=" № 7 ", penalty=fine, **BY) == snapshot
    assert len(ledger_rows(session)) == rows
    others: tuple[dict[str, Any], ...] = (
        {"source": "№ 8"}, {"source": "№ 7", "note": "екінші"}, {"source": "№ 7", "penalty": {**fine, "sum": 60_000}},
    )  # fmt: skip
    for more in others:
        incidents.add_status(session, other, StatusCode.JFN, TODAY, **{"penalty": fine, **more}, **BY)
    last = incidents.add_status(session, other, StatusCode.JFN, TODAY - timedelta(days=1), source="№ 7", penalty=fine, **BY)
    assert (
        refusal(incidents.correct_status, session, other, last.id, StatusCode.JFN, TODAY, source="№ 7", penalty=fine, reason="басқа күн", **BY)
        == snapshot
    )
    # In its own place it may stand as it was; and once it was withdrawn, it may be added again.
    same = incidents.correct_status(session, other, first.id, StatusCode.JFN, TODAY, source="№ 7", penalty=fine, reason="тексерілді", **BY)
    incidents.withdraw_status(session, other, same.id, reason="қате", **BY)
    incidents.add_status(session, other, StatusCode.JFN, TODAY, source="№ 7", penalty=fine, **BY)


def test_only_the_statuses_of_one_decision_are_withdrawn_with_a_row_for_each_incident(session: Session) -> None:
    admit_all(session, [incident(nth, BEGUN) for nth in (6, 12)])
    session.add_all(
        DraftRow(id=draft, state=DraftState.NEW, score=0.9, label=ScreeningLabel.INCIDENT, proposal={}, fields={}, created_at=NOW) for draft in (5, 8)
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


def test_a_withdrawn_status_counts_nowhere_and_ledger_and_record_keep_it_with_the_reason(session: Session) -> None:
    admitted(session)
    made = incidents.add_status(session, ONE, StatusCode.CMP, TODAY, source="№ 7", **BY)
    incidents.withdraw_status(session, ONE, made.id, reason=" another case ", **BY)
    found = incidents.find(session, ONE)
    assert found is not None
    assert [status.code for status in found.statuses] == ["REP"]
    assert [(status.code, status.withdrawn) for status in found.withdrawn_statuses] == [("CMP", "another case")]
    last = ledger_rows(session)[-1]
    assert (last.action, last.note) == (LedgerAction.WITHDRAW_STATUS, "another case")
    assert last.after["withdrawn_statuses"] == [{"date": TODAY.isoformat(), "code": "CMP", "source": "№ 7", "note": "", "because": "another case"}]


def test_a_correction_puts_the_right_status_in_place_in_one_row_of_the_ledger_and_names_the_one_that_it_corrects(session: Session) -> None:
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


def test_a_correction_that_cannot_be_leaves_everything_as_it_was(session: Session, snapshot: SnapshotAssertion) -> None:
    admit_all(session, [replace(incident(0, BEGUN), categories=(Category.ATT,))])
    wrong = incidents.add_status(session, ONE, StatusCode.CMP, TODAY, source="№ 7", **BY)
    changes: tuple[dict[str, Any], ...] = (
        {"reason": " "}, {"status_id": 999_999}, {"code": StatusCode.JSN}, {"penalty": {"term": 7, "unit": "years"}}, {"source": ""},
    )  # fmt: skip

    def stands() -> object:
        return [(row.id, row.withdrawn) for row in session.scalars(select(StatusRow).order_by(StatusRow.id))], len(ledger_rows(session))

    before, refusals = stands(), {}
    for change in changes:
        given = {"status_id": wrong.id, "code": StatusCode.RFS, "day": TODAY, "source": "№ 8", "reason": "misread", **change}
        refusals[next(iter(change))] = refusal(incidents.correct_status, session, ONE, **given, **BY)
    assert refusals == snapshot
    assert stands() == before


def test_categories_cannot_be_changed_so_that_a_standing_status_would_tell_the_wrong_story(session: Session, snapshot: SnapshotAssertion) -> None:
    admit_all(session, [replace(incident(0, BEGUN), categories=(Category.ATT,))])
    made = incidents.add_status(session, ONE, StatusCode.CVF, TODAY, source="№ 7", **BY)
    assert refusal(repository.edit, session, ONE, {"primary": "CRM", "categories": ["CRM"]}, {}, **BY) == snapshot
    incidents.withdraw_status(session, ONE, made.id, reason="it is her own case", **BY)
    repository.edit(session, ONE, {"primary": "CRM", "categories": ["CRM"]}, {}, **BY)


PENALTIES = st.builds(
    Penalty, st.none() | st.sampled_from(SentenceKind), st.none() | st.integers(1, 99), st.none() | st.sampled_from(TermUnit),
    st.none() | st.integers(1, 10**12), st.none() | st.sampled_from(["KZT", "USD"]),
)  # fmt: skip


@given(PENALTIES)
def test_a_penalty_comes_back_from_its_column(penalty: Penalty) -> None:
    kept = penalty_to_json(penalty)
    assert penalty_from_json(kept) == penalty
    assert None not in kept.values()


def test_a_corrected_status_keeps_its_place_among_those_of_its_day(session: Session) -> None:
    said: dict[str, Any] = {"source": "x", "who": "Aigul", "now": NOW}
    detention = replace(incident(0, TODAY - timedelta(days=9), statuses=()), primary=Category.DET, categories=(Category.DET,))
    admit_all(session, [detention])
    number = "KZ-2026-0000"
    taken = incidents.add_status(session, number, StatusCode.JDT, TODAY, **said)
    incidents.add_status(session, number, StatusCode.JRL, TODAY, **said)
    once = incidents.correct_status(session, number, taken.id, StatusCode.JDT, TODAY, reason="its source", **said)
    incidents.correct_status(session, number, once.id, StatusCode.JDT, TODAY, reason="its source", **said)
    (case,) = incidents.load(session)
    assert [status.code for status in case.statuses] == ["JDT", "JRL"], "she was let go, and not taken at the gate"


def test_what_a_person_withdrew_stays_with_its_reason_and_what_went_with_a_decision_does_not(session: Session) -> None:
    admit_all(session, [incident(0, TODAY - timedelta(days=9), statuses=())])
    draft = DraftRow(id=5, state=DraftState.CONFIRMED, score=1.0, label=ScreeningLabel.INCIDENT, proposal={}, fields={}, created_at=NOW)
    session.add(draft)
    session.flush()
    number = "KZ-2026-0000"
    late = incidents.add_status(session, number, StatusCode.PTI, TODAY, source="x", **BY)
    early = incidents.add_status(session, number, StatusCode.CMP, TODAY - timedelta(days=3), source="x", **BY)
    incidents.add_status(session, number, StatusCode.RFS, TODAY, source="x", **BY, draft_id=draft.id)
    incidents.withdraw_status(session, number, early.id, reason="another case", **BY)
    withdraw_statuses(session, draft.id, **BY)
    found = stored_statuses(session, [number, "KZ-1999-0001"])
    assert [(one.id, one.code, one.withdrawn) for one in found[number]] == [(early.id, "CMP", "another case"), (late.id, "PTI", "")]
    assert "KZ-1999-0001" not in found


CODES = st.lists(st.sampled_from(Category), min_size=1, max_size=4, unique=True)

# Those that issue and domain name: her sentence, told on the wrong track, would be published as justice done or as impunity.
OF_A_COURT = (StatusCode.CVP, StatusCode.CVF, StatusCode.CVM, StatusCode.APN, StatusCode.ACQ, StatusCode.DRP)


def test_what_was_done_with_a_perpetrator_cannot_stand_on_a_case_against_a_journalist(snapshot: SnapshotAssertion) -> None:
    hers = [Category.CRM, Category.CIV, Category.ADM, Category.ARR, Category.DET]
    assert [(code, category) for code in OF_A_COURT for category in hers if not track_fault(code, [category], Lawful.UNKNOWN)] == []
    assert {code: track_fault(code, [Category.CRM], Lawful.UNKNOWN) for code in OF_A_COURT} == snapshot


ANYWHERE = (StatusCode.REP, StatusCode.CMP, StatusCode.RFS, StatusCode.DSP, StatusCode.NOI)


def test_a_status_stands_by_the_categories_and_whether_it_was_lawful() -> None:
    table = [
        ("CVF", "ARR", Lawful.NO, True), ("CVF", "ARR", Lawful.YES, False), ("CVF", "CRM ATT", Lawful.UNKNOWN, True), ("CVF", "CRM SUM", Lawful.UNKNOWN, False),
        # A refusal of information may be ruled unlawful though nobody is pursued for it.
        ("CVM", "ACC", Lawful.UNKNOWN, True), ("CVM", "CIV", Lawful.UNKNOWN, False),
        *((code.value, category.value, Lawful.UNKNOWN, True) for code in ANYWHERE for category in Category),
    ]  # fmt: skip
    wrong = [row for row in table if (track_fault(StatusCode(row[0]), [Category(one) for one in row[1].split()], row[2]) is None) is not row[3]]
    assert wrong == []


def test_a_status_of_the_journalist_needs_a_case_against_somebody(snapshot: SnapshotAssertion) -> None:
    cases = ([Category.CRM], [Category.ATT, Category.DET])
    assert [code for code in ON_TRACK[Track.JOURNALIST] for case in cases if track_fault(code, case, Lawful.UNKNOWN)] == []
    assert {code: track_fault(code, [Category.ATT], Lawful.UNKNOWN) for code in ON_TRACK[Track.JOURNALIST]} == snapshot


def test_a_further_category_that_is_no_crime_does_not_make_her_case_one_against_somebody_else(snapshot: SnapshotAssertion) -> None:
    pairs = ("CRM SMR", "CRM BLK", "CIV SMR", "ADM ACC", "ARR INT", "CRM ECO", "CLS CRM")
    cases = {pair: [Category(one) for one in pair.split()] for pair in pairs}
    codes = (*OF_A_COURT, StatusCode.PTI, StatusCode.CRTP, StatusCode.BLM)
    wrong = [(code, pair) for code in codes for pair, case in cases.items() if not track_fault(code, case, Lawful.UNKNOWN)]
    assert wrong == [(code, pair) for code in codes for pair, case in cases.items() if track_fault(code, [*case, Category.OBS], Lawful.UNKNOWN)] == []
    assert {pair: track_fault(StatusCode.CVF, case, Lawful.UNKNOWN) for pair, case in cases.items()} == snapshot


@given(CODES, st.sampled_from(StatusCode), st.sampled_from(Lawful))
def test_a_status_that_may_stand_keeps_standing_when_a_category_is_added_that_is_no_case_of_hers(
    codes: list[Category], code: StatusCode, lawful: Lawful
) -> None:
    if track_fault(code, codes, lawful) is None:
        for further in set(Category) - JOURNALIST_CASE_CATEGORIES:
            assert track_fault(code, [*codes, further], lawful) is None


@given(CODES, st.lists(st.sampled_from(StatusCode), max_size=6), st.sampled_from(Lawful))
def test_statuses_are_parted_by_their_place_and_none_is_lost(codes: list[Category], told: list[StatusCode], lawful: Lawful) -> None:
    statuses = [Status(date(2026, 1, 1 + at), code) for at, code in enumerate(told)]
    placed, apart = split_by_track(statuses, codes, lawful)
    assert sorted((*placed, *apart), key=lambda one: one.day) == statuses
    assert [track_fault(one.code, codes, lawful) is None for one in (*placed, *apart)] == [True] * len(placed) + [False] * len(apart)


@given(CODES, st.sampled_from(Lawful))
def test_every_status_that_is_refused_names_one_that_would_be_taken(codes: list[Category], lawful: Lawful) -> None:
    for code in ON_TRACK[Track.PERPETRATOR]:
        if track_fault(code, codes, lawful):
            assert all(track_fault(other, codes, lawful) is None for other in suggested_statuses(code))
            assert all(STATUSES[other].track is Track.JOURNALIST for other in suggested_statuses(code))


def test_her_case_is_what_the_state_does_to_her_and_is_punishable_only_where_it_was_unlawful() -> None:
    assert {Category(code) for code in ("DET", "ARR", "SUM", "CRM", "CIV", "ADM", "BOR", "SRC")} == JOURNALIST_CASE_CATEGORIES
    assert all(pursued([code]) and not punishable([code], Lawful.UNKNOWN) for code in JOURNALIST_CASE_CATEGORIES)
    said = [("ATT", "unknown"), ("CRM", "no"), ("DET", "no"), ("DET", "unknown"), ("DET", "yes"), ("CRM THR", "yes"), ("SMR", "no")]
    found = [punishable([Category(one) for one in codes.split()], Lawful(lawful)) for codes, lawful in said]
    assert found == [True, False, True, False, False, True, False]
    assert [lawful_of({}), lawful_of({"lawful": None}), lawful_of({"lawful": "no"})] == [Lawful.UNKNOWN, Lawful.UNKNOWN, Lawful.NO]


def test_a_penalty_has_its_kind_its_length_or_its_sum_or_nothing() -> None:
    sentence = {"kind": "prison", "term": "7", "unit": "years", "sum": "", "currency": None}
    assert checked_penalty(StatusCode.JSN, sentence) == Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)
    assert checked_penalty(StatusCode.JFN, {"sum": "200 000"}) == Penalty(sum=200_000, currency="KZT")
    assert checked_penalty(StatusCode.JDM, {"sum": 5, "currency": "usd"}) == Penalty(sum=5, currency="USD")
    assert [code for code in StatusCode if checked_penalty(code, dict.fromkeys(PENALTY_NAMES, "")) is not NO_PENALTY] == []


WRONG_PENALTIES: tuple[tuple[StatusCode, dict[str, Any]], ...] = (
    (StatusCode.JSN, {"term": "7"}), (StatusCode.JSN, {"unit": "years"}), (StatusCode.JSN, {"kind": "exile"}), (StatusCode.JSN, {"sum": "5"}),
    (StatusCode.CVF, {"term": "7", "unit": "years"}), (StatusCode.JFN, {"sum": "много"}), (StatusCode.JFN, {"sum": "-5"}),
    (StatusCode.JFN, {"sum": "5", "currency": "тенге"}), (StatusCode.JFN, {"currency": "USD"}), (StatusCode.JAA, {"term": 0, "unit": "days"}),
    (StatusCode.JAA, {"term": 10_001, "unit": "days"}), (StatusCode.JAA, {"length": 5}),
)  # fmt: skip


def test_what_does_not_belong_together_is_refused_at_its_field(snapshot: SnapshotAssertion) -> None:
    assert {f"{code} {said}": refusal(checked_penalty, code, said) for code, said in WRONG_PENALTIES} == snapshot


@given(st.sampled_from(StatusCode), st.dictionaries(st.sampled_from(PENALTY_NAMES), st.text(max_size=8) | st.integers() | st.booleans() | st.none()))
def test_whatever_is_typed_is_taken_as_it_is_or_refused(code: StatusCode, said: dict[str, Any]) -> None:
    try:
        taken = checked_penalty(code, said)
    except BadDecision:
        return
    assert (taken.term is None) == (taken.unit is None)
    assert (taken.sum is None) == (taken.currency is None)
    parts = STATUSES[code].penalty
    assert taken.kind is None or PenaltyPart.KIND in parts
    assert taken.term is None or PenaltyPart.TERM in parts
    assert taken.sum is None or PenaltyPart.SUM in parts
