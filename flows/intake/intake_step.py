"""Messages as a step of a run, and as a command: both doors, one after the other, under a claim of their own, with what became of the messages in words."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from flows.intake.first_look import look_at
from flows.intake.message_fetch import Clock, FetchCounts, fetch_mails, fetch_updates
from flows.terminal import err
from pipelines.intake.bot_api import BotAway, BotRefused
from pipelines.intake.mailbox import MailboxAway
from records.errors import QorganError
from records.fault_names import named, reason
from records.i18n import ntr, tr
from records.outlets import claims
from records.settings import Settings
from records.vocabulary import DOOR_LABELS, MESSAGE_FATE_LABELS, Door, MessageFate

log = logging.getLogger(__name__)

# Whoever holds this claim fetches. No outlet has such a name.
_CLAIM = "(intake)"
_DOOR_FAULTS = (MailboxAway, BotAway, BotRefused)


class NothingToFetch(QorganError):
    """Neither a mailbox nor a bot is set up. Raised by `qorgan intake`; exit 1."""


class FetchFailed(QorganError):
    """A door could not be asked. Raised at the end of `qorgan intake`, after what was fetched has been told; exit 1."""


def fetch_messages(engine: Engine, settings: Settings, clock: Clock, wait: int = 0) -> tuple[list[FetchCounts], list[QorganError]]:
    """Fetch from every door that is set up. Gives what became of the messages, and what went wrong at a door: the other one is asked all the same.

    Where somebody else is fetching, nothing is done. Raises what the database and the disk raise.
    """
    counts: list[FetchCounts] = []
    faults: list[QorganError] = []
    with claims.alone(engine, _CLAIM, clock()) as mine:
        for door in _doors(settings) if mine else ():
            counts.append(FetchCounts(door))
            try:
                if door is Door.MAIL:
                    fetch_mails(engine, settings, counts[-1], clock)
                else:
                    fetch_updates(engine, settings, counts[-1], clock, wait)
            except _DOOR_FAULTS as error:
                faults.append(error)
    for one in counts:
        log.info("intake %s: %s", one.door.value, {fate.value: number for fate, number in one.fates.items()})
    _look(engine, settings, [id for one in counts for id in one.kept])
    return counts, faults


def fetch_by_schedule(engine: Engine, settings: Settings, now: datetime | None = None) -> None:
    """As a step of a run: does nothing where no door is set up, and never stops the run. What went wrong is a line on stderr, and the next run goes on."""
    if not settings.takes_messages:
        return
    clock = (lambda: now) if now else (lambda: datetime.now(UTC))
    try:
        counts, faults = fetch_messages(engine, settings, clock)
        lines = [*count_lines(counts), *map(str, faults)]
    except (QorganError, SQLAlchemyError) as error:
        lines = [tr("the messages were not fetched: {reason}").format(reason=named(error) or reason(error))]
    for line in lines:
        err.print(line, markup=False, highlight=False)


def count_lines(counts: Sequence[FetchCounts]) -> list[str]:
    """What became of the messages, a line for each door through which some came."""
    lines = []
    for one in counts:
        if not one.fates and not one.waiting:
            continue
        number = one.fates.total()
        parts = [f"{tr(MESSAGE_FATE_LABELS[fate])}: {one.fates[fate]}" for fate in MessageFate if one.fates[fate]]
        line = ntr("{door}: {n} message", "{door}: {n} messages", number).format(door=tr(DOOR_LABELS[one.door]), n=number)
        lines.append(f"{line} ({'; '.join(parts)})" if parts else line)
        if one.waiting:
            lines.append(tr("{door}: more wait for the next fetch, at least {n}").format(door=tr(DOOR_LABELS[one.door]), n=one.waiting))
    return lines


def _doors(settings: Settings) -> list[Door]:
    return [door for door, there in ((Door.MAIL, settings.mail_server), (Door.TELEGRAM, settings.telegram_token)) if there]


def _look(engine: Engine, settings: Settings, ids: Sequence[int]) -> None:
    try:
        look_at(engine, settings, ids)
    except QorganError as error:
        # A hint that is missing keeps no message from being read.
        log.info("the messages were not screened: %s", error)
