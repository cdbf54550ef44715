"""The claim on a run as a whole: as long as it beats, nobody closes the run as broken off."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from records.database import in_transaction, write_transaction
from records.fault_names import named, reason
from records.outlets import claims

log = logging.getLogger(__name__)


@contextmanager
def beating(engine: Engine, run_id: str, name: str | None = None) -> Iterator[None]:
    """While inside, the claim on the run is kept alive; afterwards it is given back. It was taken when the run was begun. `name`: that of another claim of the run's.

    In a thread, since screening and grouping may take minutes in one call. A beat that fails is followed by the next one; it is told once, and again
    only after one that did not fail.
    """
    claimed = name or claims.run_name(run_id)
    ended, told = threading.Event(), threading.Event()

    def beat() -> None:
        while not ended.wait(claims.BEAT.total_seconds()):
            try:
                with write_transaction(engine) as session:
                    claims.beat(session, run_id, claimed, datetime.now(UTC))
                told.clear()
            except SQLAlchemyError as error:
                if not told.is_set():
                    log.warning("the claim on run %s was not kept alive: %s", claimed if name else run_id, named(error) or reason(error))
                told.set()

    heart = threading.Thread(target=beat, name=f"beat {run_id}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join()
        in_transaction(engine, lambda session: claims.release(session, claimed, run_id))
