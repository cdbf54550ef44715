"""Prefect's work pool: shards are runs of the deployment `qorgan-shard/shard`, each a subflow of the run."""

from collections.abc import Collection, Mapping
from typing import cast
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Cancelling, Crashed

from flows.crawl_process import CrawlJob
from flows.shards import ShardState, shard_run_name
from records.clock import today

_DEPLOYMENT = "qorgan-shard/shard"

# Prefect's own states. A late run is still scheduled.
_STATES = {
    StateType.SCHEDULED: ShardState.WAITING,
    StateType.PENDING: ShardState.BEGUN,
    StateType.RUNNING: ShardState.BEGUN,
    StateType.PAUSED: ShardState.BEGUN,
    StateType.CANCELLING: ShardState.CANCELLED,
    StateType.CANCELLED: ShardState.CANCELLED,
}


def state_of(state: StateType) -> ShardState:
    """Return the state of a shard whose run in Prefect has this state."""
    return _STATES.get(state, ShardState.OVER)


class PrefectPool:
    """The pool on which shards are deployed. `files` are the outlet files given by name, at the same path on every machine of the pool."""

    def __init__(self, pool: str, run_name: str, files: Collection[str]) -> None:
        self._pool, self._run_name, self._files = pool, run_name, list(files)

    def workers(self) -> int:
        with get_client(sync_client=True) as client:
            return sum(worker.status == "ONLINE" for worker in client.read_workers_for_work_pool(self._pool))

    def start(self, share: CrawlJob) -> str:
        since, until = (day.isoformat() if day else None for day in (share.period.since, share.period.until))
        parameters = {
            "run_id": share.run_id,
            "number": share.number,
            "outlets": list(share.outlets),
            "since": since,
            "until": until,
            "limit": share.limit,
            "files": self._files,
        }
        name = shard_run_name(self._run_name, share.number, share.outlets, today())
        # It returns a coroutine only within an event loop, and this thread has none.
        started = cast(FlowRun, run_deployment(_DEPLOYMENT, parameters=parameters, flow_run_name=name, timeout=0, as_subflow=True))
        return str(started.id)

    def states(self, started: Collection[str]) -> Mapping[str, ShardState]:
        wanted = FlowRunFilter(id=FlowRunFilterId(any_=[UUID(one) for one in started]))
        with get_client(sync_client=True) as client:
            return {str(run.id): state_of(run.state_type) for run in client.read_flow_runs(flow_run_filter=wanted) if run.state_type}

    def withdraw(self, started: str, why: str) -> None:
        with get_client(sync_client=True) as client:
            client.set_flow_run_state(UUID(started), Cancelled(message=why))

    def crashed(self, started: str, why: str) -> None:
        with get_client(sync_client=True) as client:
            client.set_flow_run_state(UUID(started), Crashed(message=why), force=True)

    def cancel(self, started: str) -> None:
        with get_client(sync_client=True) as client:
            client.set_flow_run_state(UUID(started), Cancelling(message="the run was cancelled"))


def deployed_pool(run_name: str, files: Collection[str]) -> PrefectPool | None:
    """Return the pool on which shards are deployed; None if there is none, or Prefect does not know."""
    with get_client(sync_client=True) as client:
        try:
            pool = client.read_deployment_by_name(_DEPLOYMENT).work_pool_name
        except ObjectNotFound:
            return None
    return PrefectPool(pool, run_name, files) if pool else None
