"""Prefect around the fetching of messages: a flow with a schedule of its own, separate from the runs."""

import os
from datetime import UTC, datetime

from prefect import flow
from prefect.runtime import deployment

from flows.intake.step import count_lines, fetch_messages
from flows.run_request import require_lasting_data
from records.database import open_database
from records.files import close_umask
from records.settings import read_settings


@flow(name="qorgan-intake", log_prints=False)
def qorgan_intake() -> list[str]:
    """Fetch new messages from the mailbox and the bot; return the results, one line for each channel.

    Raises the first error of a channel, after the other was fetched.
    """
    # A worker of Prefect has not set it.
    close_umask()
    require_lasting_data(os.environ, deployment.get_id())
    settings = read_settings()
    engine = open_database(settings.database)
    try:
        counts, faults = fetch_messages(engine, settings, lambda: datetime.now(UTC))
    finally:
        engine.dispose()
    if faults:
        raise faults[0]
    return count_lines(counts)
