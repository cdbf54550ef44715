"""Of which drafts an incident is made: also of those that were merged into one another."""

from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from records.database import write_transaction
from records.hand.hand_sources import drafts_merged_into, hand_sources, kept_private, tip_of
from records.tables import DraftRow, HandTipRow
from records.vocabulary import DraftState
from tests.conftest import NOW

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_a_chain_of_merging_is_followed_and_a_circle_ends(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for id, into in ((1, None), (2, 1), (3, 2), (4, 5), (5, 4)):
            state = DraftState.MERGED if into else DraftState.NEW
            session.add(
                DraftRow(id=id, state=state, score=1, label="incident", proposal={}, fields={}, created_at=NOW, merged_into=into, sample=False)
            )
        session.flush()
        assert drafts_merged_into(session, [1]) == {1, 2, 3}
        assert drafts_merged_into(session, [4]) == {4, 5}
        assert hand_sources(session) == {}
        assert tip_of(session, 1) is None
        assert kept_private(session, 1) == {}


def test_the_tips_of_an_incident_are_found_without_going_through_all_drafts(engine: Engine) -> None:
    asked: list[tuple[str, Any]] = []
    with write_transaction(engine) as session:
        for id in range(1, 101):
            session.add(DraftRow(id=id, state=DraftState.CONFIRMED, score=1, label="incident", proposal={}, fields={}, created_at=NOW, sample=False, incident=f"KZ-2026-{id:04}"))  # fmt: skip
        session.flush()
        # What SQLite knows of the sizes: many drafts, and nothing of tips.
        session.execute(text("ANALYZE"))
        session.add(HandTipRow(draft_id=1, way="call", came_on=NOW.date(), door="desk", taken_by="Aigul", taken_at=NOW, told="", private={}))
        session.flush()
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        assert [source.id for source in hand_sources(session)["KZ-2026-0001"]] == ["hand-1"]
        ways = [row[3] for words, given in list(asked) for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)]
    assert [way for way in ways if way.startswith("SCAN drafts")] == []
    assert any(way.startswith("SEARCH drafts") for way in ways)
