"""The desk as an application: its routers, and what every request goes through on its way to them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache

from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from desk import assets, error_answers, liveness, metrics_door, open_data
from desk.access_log import AccessLog, failure, open_log
from desk.api.token_tries import TokenTries
from desk.auth.dependencies import guarded
from desk.auth.passwords import Passwords
from desk.auth.secret import desk_secret
from desk.day_ahead import keep_ahead
from desk.desk_state import DeskState
from desk.index_keeper import keep_index
from desk.middleware import reader_language
from desk.middleware.away_database import AwayDatabase
from desk.middleware.body_limit import BodyLimit
from desk.middleware.headers import SecurityHeaders
from desk.middleware.host_check import HostCheck
from desk.middleware.sign_in_gate import SignInGate
from desk.middleware.upload_pace import UploadPace
from desk.pages import ROUTERS
from desk.pages.login import factor_step_routes, routes
from desk.record_follower import follow_record
from desk.security_log import SecurityLog
from records.database import read_session
from records.settings import Settings

# What answers without a session, as `desk.middleware.sign_in_gate` has it: signing in, static files, the choice of a language, whether the desk is up,
# and the figures and the open data, where settings open them.
_OPEN = (routes.router, factor_step_routes.router, assets.router, reader_language.router, liveness.router, metrics_door.router, open_data.router)


# Seconds.
_BETWEEN_TELLINGS = 60.0


def create_app(
    settings: Settings,
    engine: Engine,
    clock: Callable[[], datetime],
    passwords: Passwords | None = None,
    *,
    settled: Callable[[], None] = lambda: None,
) -> FastAPI:
    """The desk over this database. `clock` gives the time everywhere in it; `settled` is called when much has been read that stays."""
    log = open_log(settings.data / "logs", settings.log_format)
    secret = desk_secret(settings.secret, settings.data)
    security = SecurityLog(settings.data / "logs", secret, clock)
    office = DeskState(
        settings=settings, engine=engine, clock=clock, passwords=passwords or Passwords(), secret=secret, log=log, security=security, settled=settled
    )

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(_open_record, office)
        beside = [asyncio.create_task(one(office)) for one in (_tell_repeats, keep_index, keep_ahead, follow_record)]
        yield
        for task in beside:
            task.cancel()
        office.trials.stop_all()
        await run_in_threadpool(_tell, office, security.tell_all)
        for handler in log.handlers:
            handler.close()

    # No pages of FastAPI's own: they load scripts from elsewhere and would answer without a session.
    app = FastAPI(title="Qorgan", docs_url=None, redoc_url=None, openapi_url=None, lifespan=life, routes=_routes())
    app.state.office = office
    error_answers.add_to(app)
    # The last one added is asked first.
    app.add_middleware(SignInGate)
    app.add_middleware(TokenTries)
    app.add_middleware(BodyLimit, files=settings.file_bytes)
    app.add_middleware(UploadPace)
    app.add_middleware(AwayDatabase)
    app.add_middleware(error_answers.LastResort)
    app.add_middleware(HostCheck, origin=settings.origin)
    app.add_middleware(reader_language.LanguageMiddleware, default=settings.lang)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(AccessLog, log=log, observe=office.metrics.observe if settings.metrics else None)
    if settings.proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.proxies)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """Every address of the desk. One list for all desks of a process: what FastAPI works out for each address when the first request comes holds for
    any database and any settings."""
    desk = APIRouter()
    for router in _OPEN:
        desk.include_router(router)
    for router in ROUTERS:
        desk.include_router(router, dependencies=[Depends(guarded)])
    return desk.routes


async def _tell_repeats(office: DeskState) -> None:
    """Now and then write into the security log what was only counted, so that a count does not wait for the next event."""
    while True:
        await asyncio.sleep(_BETWEEN_TELLINGS)
        await run_in_threadpool(_tell, office, office.security.tell_due)


def _tell(office: DeskState, tell: Callable[[], None]) -> None:
    """No request waits for this, so what goes wrong stands in the desk's other log; the counts are kept."""
    try:
        tell()
    except OSError as error:
        failure(office.log, error)


def _open_record(office: DeskState) -> None:
    """Read incidents and persons before anybody asks for them. With twenty thousand of each the first reading takes some seconds."""
    with read_session(office.engine) as session:
        office.shelf.book(session)
        office.persons.everybody(session)
