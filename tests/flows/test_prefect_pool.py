"""Every state of Prefect's says how a shard stands. The pool itself is tested with its server and workers in `test_shard_flow.py`."""

from prefect.client.schemas.objects import TERMINAL_STATES, StateType

from flows.prefect_pool import state_of
from flows.shard_pool import ShardState


def test_what_is_late_waits_what_was_taken_has_begun_and_what_is_final_is_over_or_cancelled() -> None:
    assert state_of(StateType.SCHEDULED) is ShardState.WAITING
    assert {state_of(one) for one in (StateType.PENDING, StateType.RUNNING)} == {ShardState.BEGUN}
    assert {state_of(one) for one in (StateType.CANCELLING, StateType.CANCELLED)} == {ShardState.CANCELLED}
    assert {state_of(one) for one in TERMINAL_STATES - {StateType.CANCELLED}} == {ShardState.OVER}
