"""Closes a run whose process is told to end (SIGTERM, Ctrl-C, cancelled in Prefect), so that no outlet is left claimed and no row open."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine, delete
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from flows.stop_sign import StopSign
from records.database import write_transaction
from records.fault_names import reason
from records.outlets import shards
from records.outlets.broken_runs import LOOKS_ENDING, close_broken_runs
from records.tables import ClaimRow

log = logging.getLogger(__name__)

# Seconds for the crawlers of this process to end, for those of other workers, and for the database to answer: together less than ten.
ENDS_WITHIN, OTHERS_END_WITHIN, CLOSES_WITHIN = 2.0, 4.0, 2.0


@contextmanager
def closed_when_stopped(engine: Engine, run_id: str, stop: StopSign) -> Iterator[None]:
    """When what is inside is told to end, its crawlers are ended and the run is closed as broken off. A database that does not answer in time is left alone: the next run
    closes it. What goes wrong otherwise, Exception, is left to the caller."""
    try:
        yield
    except Exception:
        raise
    except BaseException:
        stop.show(ENDS_WITHIN)
        # Whatever it waits for, this process does not.
        closing = threading.Thread(target=_close_patiently, args=(engine, run_id), name="close run", daemon=True)
        closing.start()
        closing.join(OTHERS_END_WITHIN + CLOSES_WITHIN)
        raise


def _close_patiently(engine: Engine, run_id: str) -> None:
    """Close the run when the other workers have given back what they hold of it, and at the latest after a while."""
    try:
        waited = threading.Event()
        for _ in range(round(OTHERS_END_WITHIN / 0.25)):
            with write_transaction(engine) as session:
                others = shards.workers(session, run_id, datetime.now(UTC))
            if not others:
                break
            waited.wait(0.25)
        with write_transaction(engine) as session:
            close_stopped(session, run_id, datetime.now(UTC))
    except SQLAlchemyError as error:
        log.info("the run stays open until the next one: %s", reason(error))


def close_stopped(session: Session, run_id: str, now: datetime) -> None:
    """Give back all that is claimed for a run, and close it, its looks, and every other run on which nobody works."""
    session.execute(delete(ClaimRow).where(ClaimRow.run_id.in_((run_id, run_id + LOOKS_ENDING))))
    close_broken_runs(session, now)
