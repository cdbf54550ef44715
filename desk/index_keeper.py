"""Brings the index of the search up to the articles while the desk runs: a little at a time, so that pages are answered as ever."""

import asyncio
import time

from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool

from desk.access_log import failure
from desk.desk_state import DeskState
from records.errors import QorganError
from records.read_only import is_read_only
from records.search.article_index import catch_up

# Seconds until it looks again: where nothing waited, where the database was away, and the least between two batches.
_IDLE, _AWAY, _LEAST = 3.0, 30.0, 0.2
# Of its time it works at most a third.
_REST = 2.0


async def keep_index(office: DeskState) -> None:
    """Do so until the desk ends."""
    while True:
        await asyncio.sleep(await run_in_threadpool(index_some, office))


def index_some(office: DeskState) -> float:
    """Take the next articles into the index. Gives the seconds until the next time."""
    if is_read_only(office.engine):
        return _AWAY
    began = time.monotonic()
    try:
        done = catch_up(office.engine)
    except (QorganError, DBAPIError) as error:
        # Nobody waits for it; whoever searches meanwhile is told how far the index has come.
        failure(office.log, error)
        return _AWAY
    return max(_LEAST, _REST * (time.monotonic() - began)) if done else _IDLE
