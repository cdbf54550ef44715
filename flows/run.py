"""The flow: collect → screen → queue drafts → tell. Ordinary functions with Prefect around them; only fetching is tried again."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.futures import wait
from prefect.runtime import flow_run as this_flow_run

from classify.countries import countries
from classify.screen import load_screener
from flows import collect, reading
from flows.collect import CrawlerDied, Share, StoringFailed, shares
from flows.selection import select
from flows.summary import Summary, as_markdown, summarise
from records import runs
from records.database import open_engine, upgrade, writing
from records.database import reading as reading_session
from records.errors import NoOutletAnswered
from records.i18n import tr
from records.model import Period
from records.settings import Settings, read_settings
from spiders.collecting import new_run_id

# Seconds to wait for Prefect to have written down how every task ended (measured: 1.3).
RECORDED_WITHIN = 20.0


@dataclass
class Watch:
    """What a run tells the person at the terminal while it works."""

    tick: Callable[[], None] = field(default=lambda: None)
    step: Callable[[str], None] = field(default=lambda _name: None)


# The terminal of the process that started the flow. Prefect wants parameters that can be written down, and a terminal cannot.
WATCH = Watch()


@task(name="collect", retries=1, retry_delay_seconds=5, retry_condition_fn=lambda _task, _run, state: _died(state), persist_result=False)
def collect_share(share: Share) -> None:
    """One crawler process over its share of the outlets. Tried once more when the process died; what it had stored is then known."""
    collect.crawl(share, read_settings(), WATCH.tick)


@task(name="screen", persist_result=False)
def screen_new() -> tuple[str, int, int]:
    """Screen every article that this model has not read: model, how many, how many flagged."""
    settings = read_settings()
    engine = open_engine(settings.database)
    screener = load_screener(countries(settings.countries))
    screened = flagged = 0
    while True:
        read, hits = reading.screen_batch(engine, screener, datetime.now(UTC))
        screened, flagged = screened + read, flagged + hits
        if read == 0:
            return screener.model, screened, flagged
        WATCH.tick()


@task(name="queue drafts", persist_result=False)
def queue_drafts(model: str) -> int:
    """Queue a draft for every flagged article that has none."""
    return reading.queue_drafts(open_engine(read_settings().database), model, datetime.now(UTC))


@task(name="tell", persist_result=False)
def tell(summary: Summary) -> None:
    """Leave the summary with Prefect, where an operator looks."""
    create_markdown_artifact(as_markdown(summary), key="run-summary", description=summary.run_id)


@flow(name="qorgan", persist_result=False, validate_parameters=True)
def qorgan(
    outlets: list[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    limit_minutes: float = 30.0,
    warcs: list[str] | None = None,
    pages: list[str] | None = None,
) -> Summary:
    """One run. `outlets`: names, regions or files (all when empty); or `warcs` to replay; or `pages` to take by hand.

    Raises StoringFailed, or NoOutletAnswered when every outlet failed.
    """
    settings, began = read_settings(), time.monotonic()
    kind = "replay" if warcs else "add" if pages else "run"
    run_id = new_run_id(kind)
    period = Period(_day(since), _day(until))
    engine = open_engine(settings.database)
    upgrade(engine)
    with writing(engine) as session:
        runs.begin_run(session, run_id, kind, datetime.now(UTC))
    WATCH.step(run_id)
    troubles = _collect(_shares(run_id, outlets or [], warcs or [], pages or [], period, limit_minutes * 60), settings)
    model, screened, flagged = screen_new()
    drafts = queue_drafts(model)
    with reading_session(engine) as session:
        summary = summarise(session, run_id, screened=screened, flagged=flagged, drafts=drafts, seconds=time.monotonic() - began)
    with writing(engine) as session:
        runs.end_run(session, run_id, summary.as_json(), datetime.now(UTC))
    tell(summary)
    engine.dispose()
    return _judged(summary, troubles)


def _collect(dealt: list[Share], settings: Settings) -> list[BaseException]:
    """All shares at once; the trouble of one never stops the others."""
    futures = [collect_share.submit(share) for share in dealt]
    wait(futures)
    results = [future.result(raise_on_failure=False) for future in futures]
    return [result for result in results if isinstance(result, BaseException)]


def _shares(run_id: str, outlets: list[str], warcs: list[str], pages: list[str], period: Period, limit: float) -> list[Share]:
    if warcs:
        return [Share(run_id, 0, warcs=tuple(str(Path(file).resolve()) for file in warcs), limit=limit)]
    if pages:
        return [Share(run_id, 0, pages=tuple(pages), limit=limit)]
    selection = select(outlets)
    return shares(run_id, [outlet.name for outlet in selection.outlets], selection.files, period, limit)


def _judged(summary: Summary, troubles: list[BaseException]) -> Summary:
    for trouble in troubles:
        raise RunFailed(str(trouble), summary) from trouble
    if summary.outlets and not summary.in_state("answered") and not summary.in_state("busy"):
        raise RunFailed(tr("no outlet answered; `qorgan outlets` says what is known of each, the network may be down"), summary)
    return summary


class RunFailed(NoOutletAnswered):
    """A run that is to exit 1. Raised at its very end, with the summary of what was done all the same."""

    def __init__(self, message: str, summary: Summary) -> None:
        super().__init__(message)
        self.summary = summary


def wait_until_recorded(flow_run_id: str | None) -> int:
    """Wait until Prefect has written down the end of every task of this flow run. Returns how many it has."""
    if flow_run_id is None:
        return 0
    with get_client(sync_client=True) as client:
        give_up = time.monotonic() + RECORDED_WITHIN
        while True:
            recorded = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id])))
            final = [run for run in recorded if run.state is not None and run.state.is_final()]
            if (recorded and len(final) == len(recorded)) or time.monotonic() > give_up:
                return len(final)
            time.sleep(0.1)


def _died(state: object) -> bool:
    try:
        state.result()  # type: ignore[attr-defined]
    except CrawlerDied:
        return True
    except StoringFailed:
        return False
    return False


def _day(value: str | None) -> "datetime.date | None":  # type: ignore[name-defined]
    from datetime import date

    return date.fromisoformat(value) if value else None


__all__ = ["WATCH", "RunFailed", "qorgan", "this_flow_run", "wait_until_recorded"]
