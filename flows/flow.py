"""Prefect around a run (`flows.one_run`): the flow that a schedule starts, its steps as tasks, its summary as an artifact, its shards.

Prefect records a run and distributes runs. A run does not depend on it: if it fails, the run continues without it.
"""

import logging
import os
import time
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import cast
from uuid import UUID

from prefect import Task, flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.futures import wait
from prefect.runtime import deployment
from prefect.runtime import flow_run as this_flow_run
from prefect.states import Cancelled, Cancelling, Crashed

from flows.crawl_process import CrawlJob
from flows.one_run import do_run, report_prefect_failure
from flows.progress import RunProgress
from flows.run_request import RunRequest, Selection, is_file, outlet_selection, require_lasting_data
from flows.run_steps import Once, Untracked, Work
from flows.run_summary import RunSummary, as_markdown
from flows.shards import ShardPool, ShardState, run_name, shard_run_name
from records.clock import to_home_time, today
from records.files import close_umask
from records.model import Period

log = logging.getLogger(__name__)

# Seconds to wait until Prefect has recorded how every task ended (measured: 1.3).
_RECORDED_WITHIN = 20.0


class _PrefectTracker:
    """Records steps as tasks of the flow run in which it is used."""

    def run_step(self, name: str, work: Work) -> None:
        _as_task(name, work)()

    def run_steps(self, name: str, works: Sequence[Work]) -> None:
        wait([_as_task(name, work).submit() for work in works])

    def record_summary(self, summary: RunSummary) -> None:
        """Show the summary in Prefect for operators, and wait until Prefect has recorded the end of every task.

        A process that exits earlier loses some.
        """
        create_markdown_artifact(as_markdown(summary), key="run-summary", description=summary.run_id)
        flow_run_filter = FlowRunFilter(id=FlowRunFilterId(any_=[UUID(this_flow_run.get_id())]))
        give_up = time.monotonic() + _RECORDED_WITHIN
        with get_client(sync_client=True) as client:
            while time.monotonic() < give_up:
                tasks = client.read_task_runs(flow_run_filter=flow_run_filter)
                if tasks and all(run.state is not None and run.state.is_final() for run in tasks):
                    return
                time.sleep(0.1)


def _as_task(name: str, work: Work) -> Task[[], None]:
    # The result of a step is not cached: Prefect would copy and store it.
    @task(name=name, cache_policy=NO_CACHE)
    def step() -> None:
        work()

    return step


def _run_name() -> str:
    return run_name(deployment.get_name(), to_home_time(datetime.now(UTC)))


# Prefect's work pool: shards are runs of the deployment `qorgan-shard/shard`, each a subflow of the run.

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


class _PrefectPool:
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
        flow_run_filter = FlowRunFilter(id=FlowRunFilterId(any_=[UUID(flow_run) for flow_run in started]))
        with get_client(sync_client=True) as client:
            return {str(run.id): state_of(run.state_type) for run in client.read_flow_runs(flow_run_filter=flow_run_filter) if run.state_type}

    def withdraw(self, started: str, why: str) -> None:
        with get_client(sync_client=True) as client:
            client.set_flow_run_state(UUID(started), Cancelled(message=why))

    def crashed(self, started: str, why: str) -> None:
        with get_client(sync_client=True) as client:
            client.set_flow_run_state(UUID(started), Crashed(message=why), force=True)

    def cancel(self, started: str) -> None:
        with get_client(sync_client=True) as client:
            client.set_flow_run_state(UUID(started), Cancelling(message="the run was cancelled"))


def _deployed_pool(run_name: str, files: Collection[str]) -> _PrefectPool | None:
    """Return the pool on which shards are deployed; None if there is none, or Prefect does not know."""
    with get_client(sync_client=True) as client:
        try:
            pool = client.read_deployment_by_name(_DEPLOYMENT).work_pool_name
        except ObjectNotFound:
            return None
    return _PrefectPool(pool, run_name, files) if pool else None


@flow(name="qorgan", log_prints=False, flow_run_name=_run_name)
def qorgan(
    outlets: list[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    limit_minutes: float = 30.0,
    warcs: list[str] | None = None,
    pages: list[str] | None = None,
    every_minutes: float | None = None,
) -> RunSummary:
    """Do one run, as a schedule starts it. The parameters are those of `RunRequest`, days as YYYY-MM-DD.

    If shards are deployed and workers exist, the outlets are dealt to them. Raises RunFailed as `do_run` does.
    """
    # A worker of Prefect has not set it.
    close_umask()
    require_lasting_data(os.environ, deployment.get_id())
    period = Period(_day(since), _day(until))
    run_request = RunRequest(tuple(outlets or ()), period, limit_minutes, tuple(warcs or ()), tuple(pages or ()), every_minutes)
    selection = outlet_selection(run_request.outlets) if run_request.kind == "run" else None
    return do_run(run_request, selection, RunProgress(), _PrefectTracker(), _pool(run_request) if selection else None)


def _pool(run_request: RunRequest) -> ShardPool | None:
    """Return the pool for the shards of a deployed run, or None. A run without a deployment is one process."""
    if not deployment.get_id():
        return None
    try:
        return _deployed_pool(this_flow_run.get_name() or "", [word for word in run_request.outlets if is_file(word)])
    except Exception as error:  # noqa: BLE001  (Prefect may raise anything; nothing of a run needs it)
        log.warning("shards are not dealt: %r", error)
        return None


def run_now(run_request: RunRequest, selection: Selection | None, progress: RunProgress) -> RunSummary:
    """Do one run in this process, recorded by Prefect if it answers. Raises RunFailed as `do_run` does.

    It is a separate flow, since Prefect requires a flow's parameters to be plain data, and a terminal is not.
    """
    run = Once(lambda: do_run(run_request, selection, progress, _PrefectTracker()))

    @flow(name="qorgan", log_prints=False)
    def qorgan_now() -> None:
        run()

    try:
        qorgan_now()
    except Exception as error:  # noqa: BLE001  (of Prefect, or of the run, which has kept it)
        log.info("the flow ended with %r", error)
        if not run.done:
            report_prefect_failure(error)
    if not run.done:
        return do_run(run_request, selection, progress, Untracked())
    summary: RunSummary = run.given()
    return summary


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
