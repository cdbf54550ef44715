"""Works out ahead what pages say of all incidents on a day: once when the desk opens and once when a day begins, so that nobody who comes first waits for it.

It goes in steps of a few milliseconds with rests between them, in which pages are answered. After a change only what has changed is worked out, by whoever asks first.
"""

import asyncio
from collections.abc import Iterator
from datetime import date

from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool

from desk.access_log import failure
from desk.desk_state import DeskState
from desk.pages.incidents.kept_orders import order_in_steps
from desk.pages.incidents.source_counts import NOT_COUNTED, SourceCounts, source_counts
from desk.pages.incidents.table_columns import COLUMNS, SOURCES
from records.clock import day_of
from records.database import read_session
from records.errors import QorganError
from records.i18n import LANGUAGES, speaking
from records.vocabulary import Track
from reports.incident_cache import IncidentBook

# Seconds: between two steps, and until it looks again whether a day has begun.
_REST, _IDLE = 0.02, 20.0
_SLICE = 100


async def keep_ahead(office: DeskState) -> None:
    """Do so until the desk ends."""
    done: date | None = None
    while True:
        today = day_of(office.clock())
        if today != done:
            steps = await run_in_threadpool(work_ahead, office, today)
            while await run_in_threadpool(next, steps, _END) is not _END:
                await asyncio.sleep(_REST)
            await run_in_threadpool(office.settled)
            done = today
        await asyncio.sleep(_IDLE)


def work_ahead(office: DeskState, today: date) -> Iterator[None]:
    """The steps of a day."""
    try:
        with read_session(office.engine) as session:
            book = office.shelf.book(session)
            sources = source_counts(session, book)
    except (QorganError, DBAPIError) as error:
        # Whoever comes first then waits for it.
        failure(office.log, error)
        return iter(())
    return _steps(book, sources, today)


def _steps(book: IncidentBook, sources: SourceCounts, today: date) -> Iterator[None]:
    for at, entry in enumerate(book.entries):
        if at % _SLICE == 0:
            yield
        on = entry.on(today)
        _ = on.days_in_custody, on.stages, entry.lacks, entry.name_words, [on.silent_on(track) for track in (None, *Track)]
    for lang in LANGUAGES:
        for column in COLUMNS.values():
            for _ in _speaking(lang, order_in_steps(book, column, today, sources if column.name == SOURCES else NOT_COUNTED)):
                yield


def _speaking(lang: str, steps: Iterator[None]) -> Iterator[None]:
    """The same steps, each in this language: another thread may take the next one."""
    while True:
        with speaking(lang):
            if next(steps, _END) is _END:
                return
        yield


_END = object()
