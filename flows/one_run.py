"""One run: collect → screen → queue drafts → notify. Plain functions, done step by step; `flows.flow` puts Prefect around them."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Engine, delete
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from classify.clustering.group import WeightedRecogniser
from classify.scoring.learned_weights import NO_LEARNED_WEIGHTS, read_learned_weights
from classify.screen import Screener
from flows import models, process_exit
from flows.anchoring import anchor_by_schedule
from flows.intake.step import fetch_by_schedule
from flows.notify.digest import send_draft_notices
from flows.notify.drift import send_drift_notices
from flows.notify.outlets import send_outlet_notices
from flows.progress import RunProgress
from flows.reread_messages import RereadSchedule
from flows.rereading import ArchiveSlice, read_slice, resume_reread
from flows.revisit_step import end_revisits
from flows.run_claim import keep_run_claim
from flows.run_collection import collect_shares, jobs_of_run, reset_future_times, revisits_of_run, set_paces
from flows.run_logs import prune_logs
from flows.run_request import RunRequest, Selection
from flows.run_steps import RunSteps, Tracker
from flows.run_summary import RunSummary, naming_sources, summarise
from flows.sampling import draw_sample
from flows.screening_steps import SharedScreening, queue_drafts
from flows.shards import ShardPool
from flows.stop_signal import StopSignal
from flows.terminal import err
from flows.third_reader import ReaderCounts, ask_third_reader
from flows.web_archiving import archive_by_schedule, screenshot_by_schedule
from records.database import call_with_retry, engine_with_retry, open_database, write_transaction, write_with_retry
from records.error_translation import error_reason, translate_error
from records.errors import NoOutletAnswered
from records.i18n import tr
from records.outlets import claims, requests, runs
from records.outlets.claims import REVISIT_RUN_SUFFIX, close_broken_runs
from records.search import index_all_batches
from records.settings import Settings, read_settings
from records.tables import ClaimRow
from records.vocabulary import Cause
from spiders.crawl.run_ids import new_run_id

# Closing a run whose process is told to end (SIGTERM, Ctrl-C, cancelled in Prefect), so that no outlet stays claimed and no row open.

log = logging.getLogger(__name__)

# Seconds for the crawlers of this process to end, for those of other workers, and for the database to answer: together less than ten.
_ENDS_WITHIN, OTHERS_END_WITHIN, _CLOSES_WITHIN = 2.0, 4.0, 2.0


@contextmanager
def closed_when_stopped(engine: Engine, run_id: str, stop: StopSignal) -> Iterator[None]:
    """End the crawlers and close the run as broken off if the block is told to end.

    A database that does not answer in time is left alone: the next run closes it. Exceptions of other kinds (Exception) are left to the caller.
    """
    try:
        yield
    except Exception:
        raise
    except BaseException:
        stop.show(_ENDS_WITHIN)
        # A daemon thread, so that this process does not wait for it.
        closing = threading.Thread(target=_close_patiently, args=(engine, run_id), name="close run", daemon=True)
        closing.start()
        closing.join(OTHERS_END_WITHIN + _CLOSES_WITHIN)
        raise


def _close_patiently(engine: Engine, run_id: str) -> None:
    """Close the run when the other workers have released their claims, or at the latest after a while."""
    try:
        waited = threading.Event()
        for _ in range(round(OTHERS_END_WITHIN / 0.25)):
            with write_transaction(engine) as session:
                workers = claims.shard_workers(session, run_id, datetime.now(UTC))
            if not workers:
                break
            waited.wait(0.25)
        with write_transaction(engine) as session:
            _close_stopped(session, run_id, datetime.now(UTC))
    except SQLAlchemyError as error:
        log.info("the run stays open until the next one: %s", error_reason(error))


def _close_stopped(session: Session, run_id: str, now: datetime) -> None:
    """Release all claims of a run, and close it, its looks at watched pages, and every other run without a process."""
    session.execute(delete(ClaimRow).where(ClaimRow.run_id.in_((run_id, run_id + REVISIT_RUN_SUFFIX))))
    close_broken_runs(session, now)


# The weights with which a run groups articles: those that the active version learned, or the shipped ones.


def active_recogniser(settings: Settings) -> WeightedRecogniser:
    """Return a recogniser with the weights of the active model. Raises ModelUnusable as `models.active_screener` does."""
    file = models.active_version(settings)
    with models.translate_model_errors(file):
        return WeightedRecogniser((read_learned_weights(file) if file else NO_LEARNED_WEIGHTS).weights())


class RunFailed(NoOutletAnswered):
    """A run that must exit 1. Raised at its very end; the summary of what was done is included."""

    def __init__(self, message: str, summary: RunSummary) -> None:
        super().__init__(message)
        self.summary = summary


def do_run(
    run_request: RunRequest, selection: Selection | None, progress: RunProgress, tracker: Tracker, pool: ShardPool | None = None
) -> RunSummary:
    """Do the run. `selection` contains its outlets, read once; None if the run has none. `pool`: if other workers take shards of it.

    Raises RunFailed if storing failed or every outlet failed. If told to end, it closes the run first.
    """
    began, settings = time.monotonic(), read_settings()
    run_id = new_run_id(run_request.kind)
    # A command reports an absent server at once. From here on it is waited for, also while Prefect is being started.
    engine = engine_with_retry(call_with_retry(lambda: open_database(settings.database)))
    for line in reset_future_times(engine, datetime.now(UTC)):
        err.print(line, markup=False, highlight=False)
    write_with_retry(engine, lambda session: _begin(session, run_id, run_request.kind, datetime.now(UTC)))
    prune_logs(settings.data / "logs", settings.keep_logs, datetime.now(UTC))
    steps = RunSteps(tracker, report_prefect_failure)
    stop = StopSignal()
    with keep_run_claim(engine, run_id), closed_when_stopped(engine, run_id, stop):
        progress.began(run_id)
        dealt = jobs_of_run(engine, run_id, run_request, selection)
        revisits = revisits_of_run(engine, run_id, run_request, selection, len(dealt)) if selection else None
        every = [*dealt, *([revisits] if revisits else [])]
        screening = SharedScreening(engine, settings, run_id, progress.tick, shared=pool is not None)
        troubles = collect_shares(engine, settings, steps, every, selection, pool, progress.tick, stop, screening.meanwhile)
        # Parts of a crawler that could not record its end.
        write_with_retry(engine, lambda session: runs.abort_open_outlets(session, run_id, datetime.now(UTC)))
        looked = end_revisits(engine, revisits, datetime.now(UTC)) if revisits else None
        if run_request.every_minutes is not None:
            set_paces(engine, run_id, run_request.every_minutes, datetime.now(UTC))
        steps.run_step("screen", screening.to_the_end)
        screener, read, pace = screening.screener, screening.counts, screening.pace
        recogniser = active_recogniser(settings)
        drafts = steps.run_step("queue-drafts", lambda: queue_drafts(engine, screener.model, datetime.now(UTC), recogniser))
        archive_slice = (
            steps.run_step("reread", partial(_reread, engine, screener, settings, run_id, run_request, progress, pace)) if selection else None
        )
        sampled = (
            steps.run_step("sample", lambda: draw_sample(engine, screener.model, datetime.now(UTC), screener.as_good, recogniser)) if selection else 0
        )
        opinions = steps.run_step("third-reader", partial(_third_reader, engine, settings, screener.model)) if settings.reader else None

        def conclude(session: Session) -> RunSummary:
            requests.settle_requests(session, run_id)
            naming = naming_sources(selection.outlets) if selection else ()
            seconds = time.monotonic() - began
            summary = summarise(
                session, run_id, screened=read.read, flagged=read.flagged, alone=read.alone, drafts=drafts, seconds=seconds,
                naming=naming, sampled=sampled, revisits=looked, archive_slice=archive_slice, opinions=opinions,
            )  # fmt: skip
            runs.end_run(session, run_id, summary.as_json(), datetime.now(UTC))
            return summary

        summary = write_with_retry(engine, conclude)
        progress.ended(summary)
        if selection:
            steps.run_step("intake", partial(fetch_by_schedule, engine, settings))
        steps.run_step("tell", partial(_send_notices, engine, settings))
        steps.run_step("screenshots", lambda: screenshot_by_schedule(engine, settings, datetime.now(UTC)))
        steps.run_step("search-index", lambda: sum(index_all_batches(engine)))
        steps.record_summary(summary)
    engine.dispose()
    return _judged(run_request, summary, next((trouble for trouble in troubles if trouble is not None), None))


def _begin(session: Session, run_id: str, kind: str, now: datetime) -> None:
    close_broken_runs(session, now)
    runs.begin_run(session, run_id, kind, now)
    claims.claim(session, claims.run_name(run_id), run_id, now)


def report_prefect_failure(_error: Exception) -> None:
    """Report that Prefect has failed. The run does not fail, and does not wait for what Prefect still has to send."""
    process_exit.exit_without_waiting()
    err.print(tr("Prefect does not answer; the run goes on without its record there."), markup=False, highlight=False)


def _reread(
    engine: Engine, screener: Screener, settings: Settings, run_id: str, run_request: RunRequest, progress: RunProgress, pace: float | None
) -> ArchiveSlice | None:
    """Screen a slice of the archive if another model is active, after the urgent notices of today's news."""
    if not settings.reread_minutes:
        return None
    reread = resume_reread(engine, screener, datetime.now(UTC))
    if reread.ended:
        return ArchiveSlice(stands=reread)
    send_draft_notices(engine, settings, datetime.now(UTC))
    schedule = RereadSchedule(settings.reread_minutes, run_request.every_minutes)
    return read_slice(engine, screener, run_id, schedule, progress.say, progress.rereading, pace, recogniser=active_recogniser(settings))


def _third_reader(engine: Engine, settings: Settings, judged_by: str) -> ReaderCounts | None:
    """Ask the third reader, after the urgent notices of today's news: its server may be slow."""
    send_draft_notices(engine, settings, datetime.now(UTC))
    return ask_third_reader(engine, settings, judged_by, datetime.now(UTC))


def _send_notices(engine: Engine, settings: Settings) -> None:
    """Send the notices that are due, anchor the head of the ledger, and send pages of incidents to the web archive."""
    send_draft_notices(engine, settings, datetime.now(UTC))
    send_outlet_notices(engine, settings, datetime.now(UTC))
    send_drift_notices(engine, settings, datetime.now(UTC))
    anchor_by_schedule(engine, settings, datetime.now(UTC))
    archive_by_schedule(engine, settings, datetime.now(UTC))


def _judged(run_request: RunRequest, summary: RunSummary, trouble: Exception | None) -> RunSummary:
    if trouble is not None:
        raise RunFailed(str(translate_error(trouble) or trouble), summary) from trouble
    # A run with nothing to do is not a failure: on a schedule, no outlet may have been due.
    if summary.outlets and not any(line.state in ("answered", "busy") or line.cause == Cause.LAYOUT_CHANGED for line in summary.outlets):
        if run_request.warcs:
            raise RunFailed(tr("no page of these files could be taken; the table above says why"), summary)
        raise RunFailed(tr("no outlet answered; the table above says why, and the network may be down"), summary)
    return summary
