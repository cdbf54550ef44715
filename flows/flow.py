"""The flow: collect → screen → queue drafts → tell. These are ordinary functions with Prefect around them. Only fetching is tried again."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.futures import wait
from prefect.runtime import flow_run as this_flow_run
from sqlalchemy import Engine

from flows import crawl_process
from flows.anchoring import anchor_by_schedule
from flows.country_setting import flagged_countries
from flows.crawl_process import CrawlerDied, CrawlShare, shares
from flows.models import active_screener
from flows.notify.digest_notices import tell_about_drafts
from flows.notify.drift_notices import tell_about_drift
from flows.notify.outlet_notices import tell_about_outlets
from flows.pacing import believe_no_clock_ahead, close_panel, due_outlets, set_paces
from flows.progress import RunProgress
from flows.revisit_step import end_revisits, revisit_share
from flows.run_claim import beating
from flows.run_summary import RunSummary, as_markdown, naming_sources, summarise
from flows.sampling import draw_sample
from flows.selection import Selection, select
from flows.steps import queue, screen_batch
from flows.terminal import err
from records.clock import today
from records.database import open_database, open_engine, write_transaction
from records.errors import NoOutletAnswered
from records.i18n import tr
from records.model import Period
from records.outlets import claims, requests, runs
from records.outlets.broken_runs import close_broken_runs
from records.private_files import close_umask
from records.settings import read_settings
from records.vocabulary import Cause
from spiders.crawl.collecting_spider import new_run_id

# Seconds to wait for Prefect to have written down how every task ended (measured: 1.3).
RECORDED_WITHIN = 20.0


class RunFailed(NoOutletAnswered):
    """A run that must exit 1. Raised at its very end; the summary of what was done is still given."""

    def __init__(self, message: str, summary: RunSummary) -> None:
        super().__init__(message)
        self.summary = summary


@dataclass(frozen=True)
class RunRequest:
    """One run: over `outlets` (names, regions or files; all when empty), or `warcs` to replay, or `pages` to take by hand.

    `every_minutes` is the schedule's interval: then only outlets whose turn it is are visited.
    """

    outlets: tuple[str, ...] = ()
    period: Period = Period()
    limit_minutes: float = 30.0
    warcs: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    every_minutes: float | None = None

    @property
    def kind(self) -> str:
        """What the run is called in `runs`."""
        return "replay" if self.warcs else "add" if self.pages else "run"


def _crawler_died(_task: Any, _run: Any, state: Any) -> bool:
    return isinstance(state.data, CrawlerDied) or isinstance(getattr(state.data, "result", None), CrawlerDied)


@task(name="collect", retries=1, retry_delay_seconds=3, retry_condition_fn=_crawler_died, cache_policy=NO_CACHE)
def collect_share(share: CrawlShare, progress: RunProgress) -> None:
    """One crawler process for its share of the outlets. It is tried once more if the process died; what it had stored is then known."""
    crawl_process.crawl(share, read_settings(), progress.tick)


@task(name="screen", cache_policy=NO_CACHE)
def screen_new(progress: RunProgress) -> tuple[str, int, int]:
    """Screen every article that this model has not read. Gives the model, how many were read, and how many were flagged."""
    settings = read_settings()
    engine = open_engine(settings.database)
    screener = active_screener(settings, flagged_countries(settings.countries))
    screened = flagged = 0
    while True:
        read, hits = screen_batch(engine, screener, datetime.now(UTC))
        screened, flagged = screened + read, flagged + hits
        progress.tick()
        if read == 0:
            engine.dispose()
            return screener.model, screened, flagged


@task(name="queue-drafts")
def queue_drafts(model: str) -> int:
    """Queue a draft for every flagged article that has none. Gives how many."""
    engine = open_engine(read_settings().database)
    made = queue(engine, model, datetime.now(UTC))
    engine.dispose()
    return made


@task(name="sample")
def sample_screened_out(model: str) -> int:
    """Once a week, queue a random sample of what was screened out. Gives how many drafts."""
    engine = open_engine(read_settings().database)
    drawn = draw_sample(engine, model, datetime.now(UTC))
    engine.dispose()
    return drawn


@task(name="tell", cache_policy=NO_CACHE)
def tell(summary: RunSummary, progress: RunProgress) -> None:
    """Show the summary in Prefect, where an operator looks, and send notices."""
    create_markdown_artifact(as_markdown(summary), key="run-summary", description=summary.run_id)
    progress.ended(summary)


@flow(name="qorgan", log_prints=False)
def qorgan(
    outlets: list[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    limit_minutes: float = 30.0,
    warcs: list[str] | None = None,
    pages: list[str] | None = None,
    every_minutes: float | None = None,
) -> RunSummary:
    """One run, as a schedule starts it. The parameters are those of `RunRequest`, days as YYYY-MM-DD. Raises RunFailed as `perform` does."""
    # In a worker of Prefect's nobody has done it yet.
    close_umask()
    period = Period(_day(since), _day(until))
    asked = RunRequest(tuple(outlets or ()), period, limit_minutes, tuple(warcs or ()), tuple(pages or ()), every_minutes)
    return perform(asked, select(asked.outlets) if asked.kind == "run" else None, RunProgress())


def run_now(asked: RunRequest, selection: Selection | None, progress: RunProgress) -> RunSummary:
    """One run for a person who waits for it. A flow of its own, since Prefect wants a flow's parameters to be plain data, and a terminal is none."""

    @flow(name="qorgan", log_prints=False)
    def qorgan_now(asked: RunRequest) -> RunSummary:
        return perform(asked, selection, progress)

    return qorgan_now(asked)


def perform(asked: RunRequest, selection: Selection | None, progress: RunProgress) -> RunSummary:
    """Collect, screen, queue drafts, tell. `selection` holds the outlets as they were read, once a run; None where the run is about no outlets.

    Raises RunFailed when storing failed or every outlet failed.
    """
    began = time.monotonic()
    run_id = new_run_id(asked.kind)
    engine = open_database(read_settings().database)
    for line in believe_no_clock_ahead(engine, datetime.now(UTC)):
        err.print(line, markup=False, highlight=False)
    with write_transaction(engine) as session:
        close_broken_runs(session, datetime.now(UTC))
        runs.begin_run(session, run_id, asked.kind, datetime.now(UTC))
        claims.claim(session, claims.run_name(run_id), run_id, datetime.now(UTC))
    with beating(engine, run_id):
        return _work(engine, run_id, asked, selection, progress, began)


def _work(engine: Engine, run_id: str, asked: RunRequest, selection: Selection | None, progress: RunProgress, began: float) -> RunSummary:
    progress.began(run_id)
    dealt = _shares(engine, run_id, asked, selection)
    looks = _looks(engine, run_id, asked, selection, len(dealt)) if selection else None
    trouble = _collect([*dealt, *([looks] if looks else [])], progress)
    with write_transaction(engine) as session:
        # Of a crawler that could not write down its end.
        runs.break_off_running(session, run_id, datetime.now(UTC))
    looked = end_revisits(engine, looks, datetime.now(UTC)) if looks else None
    if asked.every_minutes is not None:
        set_paces(engine, run_id, asked.every_minutes, datetime.now(UTC))
    model, screened, flagged = screen_new(progress)
    drafts = queue_drafts(model)
    sampled = sample_screened_out(model) if selection else 0
    with write_transaction(engine) as session:
        requests.settle_requests(session, run_id)
        naming = naming_sources(selection.outlets) if selection else ()
        seconds = time.monotonic() - began
        summary = summarise(
            session, run_id, screened=screened, flagged=flagged, drafts=drafts, seconds=seconds, naming=naming, sampled=sampled, looks=looked
        )
        runs.end_run(session, run_id, summary.as_json(), datetime.now(UTC))
    tell(summary, progress)
    tell_about_drafts(engine, read_settings(), datetime.now(UTC))
    tell_about_outlets(engine, read_settings(), datetime.now(UTC))
    tell_about_drift(engine, read_settings(), datetime.now(UTC))
    anchor_by_schedule(engine, read_settings(), datetime.now(UTC))
    engine.dispose()
    _wait_until_recorded()
    return _judged(summary, trouble)


def _shares(engine: Engine, run_id: str, asked: RunRequest, selection: Selection | None) -> list[CrawlShare]:
    limit = asked.limit_minutes * 60
    if selection is None:
        return [CrawlShare(run_id, 0, warcs=tuple(str(Path(file).resolve()) for file in asked.warcs), pages=asked.pages, limit=limit)]
    names = [outlet.name for outlet in selection.outlets]
    if not asked.outlets:
        close_panel(engine, names, datetime.now(UTC))
    with write_transaction(engine) as session:
        wishes = requests.take_up(session, run_id, names, datetime.now(UTC))
    tips = tuple(row.url for row in wishes if row.url)
    if asked.every_minutes is not None:
        due = set(due_outlets(engine, names, asked.every_minutes, datetime.now(UTC))) | {row.outlet for row in wishes}
        names = [name for name in names if name in due]
    dealt = shares(run_id, names, selection.files, asked.period, limit)
    return [*dealt, CrawlShare(run_id, len(dealt), pages=tips, limit=limit)] if tips else dealt


def _looks(engine: Engine, run_id: str, asked: RunRequest, selection: Selection, number: int) -> CrawlShare | None:
    """The watched pages whose day has come; of the outlets that a person named, where some were."""
    names = [outlet.name for outlet in selection.outlets] if asked.outlets else None
    return revisit_share(engine, run_id, number, asked.limit_minutes * 60, today(), outlets=names, files=selection.files)


def _collect(dealt: list[CrawlShare], progress: RunProgress) -> BaseException | None:
    """All shares at once; the trouble of one never stops the others. The first trouble, if there was any."""
    futures = [collect_share.submit(share, progress) for share in dealt]
    wait(futures)
    results = [future.result(raise_on_failure=False) for future in futures]
    return next((result for result in results if isinstance(result, BaseException)), None)


def _judged(summary: RunSummary, trouble: BaseException | None) -> RunSummary:
    if trouble is not None:
        raise RunFailed(str(trouble), summary) from trouble
    # Nothing to do is no failure: on a schedule, no outlet may have been due.
    if summary.outlets and not any(line.state in ("answered", "busy") or line.cause == Cause.LAYOUT_CHANGED for line in summary.outlets):
        raise RunFailed(tr("no outlet answered; the table above says why, and the network may be down"), summary)
    return summary


def _wait_until_recorded() -> None:
    """Wait until Prefect has written down the end of every task of this flow run, since a process that exits earlier loses some."""
    wanted = FlowRunFilter(id=FlowRunFilterId(any_=[UUID(this_flow_run.get_id())]))
    give_up = time.monotonic() + RECORDED_WITHIN
    with get_client(sync_client=True) as client:
        while time.monotonic() < give_up:
            recorded = client.read_task_runs(flow_run_filter=wanted)
            if recorded and all(run.state is not None and run.state.is_final() for run in recorded):
                return
            time.sleep(0.1)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
