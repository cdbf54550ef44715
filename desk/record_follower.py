"""Follows the record while the desk is open: what pages need of it after a change is read and worked out a moment later, and not by whoever asks next.

With twenty thousand incidents that takes some hundredths of a second. Changes of other processes are followed too.
"""

import asyncio

from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool

from desk.access_log import failure
from desk.desk_state import DeskState
from records.database import read_session
from records.errors import QorganError

# Seconds between two looks, and until the next one where the database was away.
_BETWEEN, _AWAY = 0.2, 10.0


async def follow_record(office: DeskState) -> None:
    """Do so until the desk ends."""
    while True:
        await asyncio.sleep(await run_in_threadpool(follow_once, office))


def follow_once(office: DeskState) -> float:
    """Bring incidents and persons up to the record. Gives the seconds until the next time."""
    try:
        with read_session(office.engine) as session:
            office.shelf.book(session).make_ready()
            office.persons.follow(session)
    except (QorganError, DBAPIError) as error:
        # Whoever asks next reads it, and is told if it cannot be read.
        failure(office.log, error)
        return _AWAY
    return _BETWEEN
