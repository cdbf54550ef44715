"""Prefect around a shard of a run: the flow that a worker of the pool takes (`flows.shards` does the work)."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.logging import get_run_logger
from prefect.runtime import deployment
from sqlalchemy import Engine

from flows.crawl_process import CrawlJob
from flows.run_request import outlet_selection, require_lasting_data
from flows.screening_steps import SharedScreening
from flows.shards import outlets_table, shown_lines, state_words, visit_shard
from flows.stop_signal import StopSignal
from records.database import call_with_retry, engine_with_retry, open_database, read_with_retry
from records.files import close_umask
from records.i18n import tr
from records.model import Period
from records.outlets import runs
from records.settings import Settings, read_settings
from records.tables import OutletRunRow
from records.vocabulary import CAUSE_LABELS, Cause, Fate


@flow(name="qorgan-shard", log_prints=False)
def qorgan_shard(
    run_id: str,
    number: int,
    outlets: list[str],
    limit: float,
    since: str | None = None,
    until: str | None = None,
    files: list[str] | None = None,
) -> list[str]:
    """Visit the outlets of a shard; return the names of those visited here, none if another worker has the shard.

    `limit`: seconds from the beginning of the run. `files`: outlet files in addition to Qorgan's own. Raises CrawlerDied if the crawler died twice,
    and StoringFailed.
    """
    # A worker of Prefect has not set it.
    close_umask()
    require_lasting_data(os.environ, deployment.get_id())
    settings = read_settings()
    engine = engine_with_retry(call_with_retry(lambda: open_database(settings.database)))
    period = Period(*(date.fromisoformat(day) if day else None for day in (since, until)))
    share = CrawlJob(run_id, number, outlets=tuple(outlets), files=_files(files or [], outlets), period=period, limit=limit)
    try:
        visited = visit_shard(engine, settings, share, lambda: None, StopSignal())
    except Exception:
        _show(engine, settings, share)
        raise
    if visited:
        _show(engine, settings, share)
        # Any idle process screens what was stored; the run itself waits for the rest, and groups.
        SharedScreening(engine, settings, run_id, lambda: None, shared=True).beside_others()
    engine.dispose()
    return list(visited or ())


def _files(files: Sequence[str], outlets: Sequence[str]) -> tuple[Path, ...]:
    """Return the files that contain these outlets on this machine."""
    named = {outlet.name for outlet in outlet_selection(files).outlets} if files else set()
    return outlet_selection([*files, *(outlet for outlet in outlets if outlet not in named)]).files


def _show(engine: Engine, settings: Settings, share: CrawlJob) -> None:
    """Show the crawler's log and the result of each outlet in Prefect, for operators."""
    parts = read_with_retry(engine, lambda session: [part for part in runs.outlet_runs(session, share.run_id) if part.outlet in share.outlets])
    log = settings.data / "logs" / f"{share.run_id}-{share.number}.log"
    text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    for line in shown_lines(text, [part.outlet for part in parts if part.state == "failed"]):
        get_run_logger().info("%s", line)
    create_markdown_artifact(outlets_table([_row(part) for part in parts]), key="shard-outlets", description=share.run_id)


def _row(part: OutletRunRow) -> tuple[str, str, int, int]:
    result = tr(CAUSE_LABELS[Cause(part.cause)]) if part.cause else state_words(part.state)
    return part.outlet, result, sum(part.fates.values()), part.fates.get(Fate.STORED.value, 0)
