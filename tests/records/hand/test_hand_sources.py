"""Of which drafts an incident is made: also of those that were merged into one another."""

import pytest
from sqlalchemy import Engine

from records.database import write_transaction
from records.hand.hand_sources import drafts_merged_into, hand_sources, kept_private, tip_of
from records.tables import DraftRow
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
