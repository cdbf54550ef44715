"""Statuses as the database keeps them come back as they were, and those that a person withdrew beside those that stand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from records import incidents
from records.database import write_transaction
from records.incident_model import Penalty
from records.incidents.statuses import withdraw_statuses
from records.incidents.stored_statuses import penalty_kept, penalty_read, stored_statuses
from records.tables import DraftRow
from records.vocabulary import Category, DraftState, ScreeningLabel, SentenceKind, StatusCode, TermUnit
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident

PENALTIES = st.builds(
    Penalty,
    st.none() | st.sampled_from(SentenceKind),
    st.none() | st.integers(1, 99),
    st.none() | st.sampled_from(TermUnit),
    st.none() | st.integers(1, 10**12),
    st.none() | st.sampled_from(["KZT", "USD"]),
)


@given(PENALTIES)
def test_a_penalty_comes_back_from_its_column(penalty: Penalty) -> None:
    kept = penalty_kept(penalty)
    assert penalty_read(kept) == penalty
    assert None not in kept.values()


def test_a_corrected_status_keeps_its_place_among_those_of_its_day(engine: Engine) -> None:
    said: dict[str, Any] = {"source": "x", "who": "Aigul", "now": NOW}
    with write_transaction(engine) as session:
        detention = replace(incident(0, TODAY - timedelta(days=9), statuses=()), primary=Category.DET, categories=(Category.DET,))
        admit_all(session, [detention])
        number = "KZ-2026-0000"
        taken = incidents.add_status(session, number, StatusCode.JDT, TODAY, **said)
        incidents.add_status(session, number, StatusCode.JRL, TODAY, **said)
        once = incidents.correct_status(session, number, taken.id, StatusCode.JDT, TODAY, reason="its source", **said)
        incidents.correct_status(session, number, once.id, StatusCode.JDT, TODAY, reason="its source", **said)
        (case,) = incidents.load(session)
        assert [status.code for status in case.statuses] == ["JDT", "JRL"], "she was let go, and not taken at the gate"


def test_what_a_person_withdrew_stays_with_its_reason_and_what_went_with_a_decision_does_not(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(0, TODAY - timedelta(days=9), statuses=())])
        draft = DraftRow(id=5, state=DraftState.CONFIRMED, score=1.0, label=ScreeningLabel.INCIDENT, proposal={}, fields={}, created_at=NOW)
        session.add(draft)
        session.flush()
        number = "KZ-2026-0000"
        late = incidents.add_status(session, number, StatusCode.PTI, TODAY, source="x", who="Aigul", now=NOW)
        early = incidents.add_status(session, number, StatusCode.CMP, TODAY - timedelta(days=3), source="x", who="Aigul", now=NOW)
        incidents.add_status(session, number, StatusCode.RFS, TODAY, source="x", who="Aigul", now=NOW, draft_id=draft.id)
        incidents.withdraw_status(session, number, early.id, reason="another case", who="Aigul", now=NOW)
        withdraw_statuses(session, draft.id, who="Aigul", now=NOW)
        found = stored_statuses(session, [number, "KZ-1999-0001"])
        assert [(one.id, one.code, one.withdrawn) for one in found[number]] == [(early.id, "CMP", "another case"), (late.id, "PTI", "")]
        assert "KZ-1999-0001" not in found
