"""The claim on a run as a whole: while it is renewed, no other process closes the run as broken off."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from records.database import write_transaction, write_with_retry
from records.error_translation import error_reason, translate_error
from records.outlets import claims

log = logging.getLogger(__name__)


@contextmanager
def keep_run_claim(engine: Engine, run_id: str, name: str | None = None) -> Iterator[None]:
    """Renew the claim on the run while the block runs, and release it afterwards. `name`: another claim of the run.

    It uses a thread, since screening and grouping may take minutes in one call. A failed renewal is followed by the next one; it is logged once, and
    again only after one that succeeded.
    """
    claimed = name or claims.run_name(run_id)
    ended, logged = threading.Event(), threading.Event()

    def beat() -> None:
        while not ended.wait(claims.HEARTBEAT_INTERVAL.total_seconds()):
            try:
                with write_transaction(engine) as session:
                    claims.send_heartbeat(session, run_id, claimed, datetime.now(UTC))
                logged.clear()
            except SQLAlchemyError as error:
                if not logged.is_set():
                    log.warning(
                        "the claim on run %s was not kept alive: %s", claimed if name else run_id, translate_error(error) or error_reason(error)
                    )
                logged.set()

    heart = threading.Thread(target=beat, name=f"beat {run_id}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join()
        write_with_retry(engine, lambda session: claims.release(session, claimed, run_id))
