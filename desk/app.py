"""The desk as an application: its routers, the middleware around them, health and metrics endpoints, and background work."""

import asyncio
import hmac
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import cache
from ipaddress import ip_address

from fastapi import APIRouter, Depends, FastAPI, Request
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from desk import error_responses, open_data, rendering
from desk.api.problems import TokenTries
from desk.auth.client_address import address_of
from desk.auth.dependencies import guarded
from desk.auth.keys import desk_secret
from desk.auth.passwords import Passwords
from desk.middleware import language
from desk.middleware.database_unavailable import DatabaseUnavailable
from desk.middleware.hosts import HostCheck, SecurityHeaders
from desk.middleware.limits import BodyLimit, UploadRateLimit
from desk.middleware.sign_in_gate import SignInGate
from desk.pages import ROUTERS
from desk.pages.incidents.cache import NOT_COUNTED, SourceCounts, order_in_steps, source_counts
from desk.pages.incidents.table_columns import COLUMNS, SOURCES
from desk.pages.login import routes as login
from desk.security_log import AccessLog, SecurityLog, failure, open_log
from desk.state import DeskState, desk_state
from records.clock import day_of
from records.database import is_read_only, read_session, read_with_retry
from records.errors import QorganError
from records.i18n import LANGUAGES, use_language
from records.search import index_batch
from records.settings import Settings
from records.vocabulary import Track
from reports.incidents import IncidentCollection

# Precomputes the daily figures of all incidents when the desk opens and when a day begins, so that the first visitor does not wait for them. It works
# in steps of a few milliseconds with pauses in which pages are served. After a change only the difference is computed, by the next request.

# Seconds: between two steps, and between checks for a new day.
_REST, _IDLE = 0.02, 20.0
_SLICE = 100


async def _precompute_forever(office: DeskState) -> None:
    """Work until the desk ends."""
    done: date | None = None
    while True:
        today = day_of(office.clock())
        if today != done:
            steps = await run_in_threadpool(precompute_lists, office, today)
            while await run_in_threadpool(next, steps, _END) is not _END:
                await asyncio.sleep(_REST)
            await run_in_threadpool(office.settled)
            done = today
        await asyncio.sleep(_IDLE)


def precompute_lists(office: DeskState, today: date) -> Iterator[None]:
    """Return the steps of a day's work; none where the record cannot be read."""
    try:
        with read_session(office.engine) as session:
            book = office.shelf.book(session)
            sources = source_counts(session, book)
    except (QorganError, DBAPIError) as error:
        # The first visitor then waits for it.
        failure(office.log, error)
        return iter(())
    return _steps(book, sources, today)


def _steps(book: IncidentCollection, sources: SourceCounts, today: date) -> Iterator[None]:
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
    """Yield after the same steps, each run in this language, because another thread may run the next one."""
    while True:
        with use_language(lang):
            if next(steps, _END) is _END:
                return
        yield


_END = object()


# Follows the record while the desk is open, so that a change is read and computed a moment later and not by the next request. With twenty thousand
# incidents that takes some hundredths of a second. Changes of other processes are followed too.

# Seconds between two checks, and until the next one where the database was away.
_BETWEEN, _AWAY = 0.2, 10.0


async def _update_forever(office: DeskState) -> None:
    """Work until the desk ends."""
    while True:
        await asyncio.sleep(await run_in_threadpool(follow_once, office))


def follow_once(office: DeskState) -> float:
    """Bring incidents and persons up to the record, and return the seconds until the next time."""
    try:
        with read_session(office.engine) as session:
            office.shelf.book(session).make_ready()
            office.persons.follow(session)
    except (QorganError, DBAPIError) as error:
        # The next request reads it, and gets the error if it cannot be read.
        failure(office.log, error)
        return _AWAY
    return _BETWEEN


# The endpoint for Prometheus: `/metrics`, if QORGAN_METRICS enables it, for this machine, or with the token. It names no person.

metrics_router = APIRouter()

# A request with one of these headers came through a proxy, so its sender is not on this machine.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
_SCHEME = "Bearer "


@metrics_router.get("/metrics")
def metrics(request: Request) -> Response:
    """Return the figures in the text format of Prometheus; 404 where they are off, 403 without access."""
    desk = desk_state(request)
    if not desk.settings.metrics:
        return PlainTextResponse("there is nothing here\n", status_code=404)
    if not _may_see(request, desk.settings.metrics_token):
        return PlainTextResponse("for this machine, or with the token of QORGAN_METRICS_TOKEN\n", status_code=403)
    return Response(desk.metrics.text(desk.engine, desk.clock()), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_see(request: Request, token: str) -> bool:
    sent = request.headers.get("Authorization", "")
    if token and sent.startswith(_SCHEME) and hmac.compare_digest(sent.removeprefix(_SCHEME).encode(), token.encode()):
        return True
    try:
        return ip_address(address_of(request)).is_loopback and not any(name in request.headers for name in _FORWARDED)
    except ValueError:
        return False


# Whether the desk is running, for a monitoring program. It gives no other information.

_liveness_router = APIRouter()


@_liveness_router.get("/health")
def health(request: Request) -> Response:
    """Return 200 when the database answers, else 503."""
    try:
        # A monitoring program must see it immediately, without retries.
        read_with_retry(desk_state(request).engine, lambda session: session.execute(text("SELECT 1")), patience=0)
    except SQLAlchemyError:
        return JSONResponse({"status": "the database does not answer"}, status_code=503)
    return JSONResponse({"status": "ok"})


# Updates the search index while the desk runs, in small batches, so that pages stay fast.

# Seconds until the next check: where nothing waited, where the database was away, and the minimum between two batches.
_INDEX_IDLE, _INDEX_AWAY, _LEAST = 3.0, 30.0, 0.2
# It works at most a third of its time.
_INDEX_REST = 2.0


async def _keep_index(office: DeskState) -> None:
    """Work until the desk ends."""
    while True:
        await asyncio.sleep(await run_in_threadpool(index_some, office))


def index_some(office: DeskState) -> float:
    """Index the next articles, and return the seconds until the next time."""
    if is_read_only(office.engine):
        return _INDEX_AWAY
    began = time.monotonic()
    try:
        done = index_batch(office.engine)
    except (QorganError, DBAPIError) as error:
        # No request waits for it; a search shows how far the index has come.
        failure(office.log, error)
        return _INDEX_AWAY
    return max(_LEAST, _INDEX_REST * (time.monotonic() - began)) if done else _INDEX_IDLE


# Routes without a session, as in `desk.middleware.sign_in_gate`: signing in, static files, the choice of a language, health, and the metrics and open
# data, where settings enable them.
_OPEN = (login.router, login.factor_router, rendering.router, language.router, _liveness_router, metrics_router, open_data.router)


# Seconds.
_REPEAT_INTERVAL = 60.0


def create_app(
    settings: Settings,
    engine: Engine,
    clock: Callable[[], datetime],
    passwords: Passwords | None = None,
    *,
    settled: Callable[[], None] = lambda: None,
) -> FastAPI:
    """Return the desk over this database.

    `clock` is its only source of time; `settled` is called when large long-lived data has been read.
    """
    log = open_log(settings.data / "logs", settings.log_format)
    secret = desk_secret(settings.secret, settings.data)
    security = SecurityLog(settings.data / "logs", secret, clock)
    office = DeskState(
        settings=settings, engine=engine, clock=clock, passwords=passwords or Passwords(), secret=secret, log=log, security=security, settled=settled
    )

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(_open_record, office)
        tasks = [asyncio.create_task(work(office)) for work in (_write_repeats, _keep_index, _precompute_forever, _update_forever)]
        yield
        for task in tasks:
            task.cancel()
        office.trials.stop_all()
        await run_in_threadpool(_tell, office, security.tell_all)
        for handler in log.handlers:
            handler.close()

    # FastAPI's own pages are off: they load scripts from elsewhere and would answer without a session.
    app = FastAPI(title="Qorgan", docs_url=None, redoc_url=None, openapi_url=None, lifespan=life, routes=_routes())
    app.state.office = office
    error_responses.add_to(app)
    # The last one added runs first.
    app.add_middleware(SignInGate)
    app.add_middleware(TokenTries)
    app.add_middleware(BodyLimit, files=settings.file_bytes)
    app.add_middleware(UploadRateLimit)
    app.add_middleware(DatabaseUnavailable)
    app.add_middleware(error_responses.LastResort)
    app.add_middleware(HostCheck, origin=settings.origin)
    app.add_middleware(language.LanguageMiddleware, default=settings.lang)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(AccessLog, log=log, observe=office.metrics.observe if settings.metrics else None)
    if settings.proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.proxies)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """Return every route of the desk.

    All desks of a process share one list, because FastAPI's work for a route at its first request is valid for any database and any settings.
    """
    desk = APIRouter()
    for router in _OPEN:
        desk.include_router(router)
    for router in ROUTERS:
        desk.include_router(router, dependencies=[Depends(guarded)])
    return desk.routes


async def _write_repeats(office: DeskState) -> None:
    """Write counted events into the security log at intervals, so that a count does not wait for the next event."""
    while True:
        await asyncio.sleep(_REPEAT_INTERVAL)
        await run_in_threadpool(_tell, office, office.security.tell_due)


def _tell(office: DeskState, write: Callable[[], None]) -> None:
    """Write counted events; failures go to the desk's other log, since no request waits, and the counts are kept."""
    try:
        write()
    except OSError as error:
        failure(office.log, error)


def _open_record(office: DeskState) -> None:
    """Read incidents and persons before the first request.

    With twenty thousand of each the first reading takes some seconds.
    """
    with read_session(office.engine) as session:
        office.shelf.book(session)
        office.persons.everybody(session)
