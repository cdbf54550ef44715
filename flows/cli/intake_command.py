"""`qorgan intake`: fetches messages from the mailbox and the Telegram bot."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.intake.step import FetchFailed, NothingToFetch, count_lines, fetch_messages
from records.database import open_database
from records.i18n import tr
from records.settings import read_settings


def intake(
    wait: Annotated[int, typer.Option(min=0, max=50, help=tr("seconds for which Telegram is asked to wait for a message"))] = 0,
) -> None:
    """Print what became of the messages."""
    settings = read_settings()
    if not settings.takes_messages:
        raise NothingToFetch(tr("neither QORGAN_MAIL_SERVER nor QORGAN_TELEGRAM_TOKEN is set; docs/operating.md says how"))
    engine = open_database(settings.database)
    try:
        counts, faults = fetch_messages(engine, settings, lambda: datetime.now(UTC), wait)
    finally:
        engine.dispose()
    lines = count_lines(counts)
    print("\n".join(lines) or tr("nothing new"))
    if faults:
        raise FetchFailed("; ".join(map(str, faults)))
