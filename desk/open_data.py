"""The open data endpoints: the contents of a release, for anybody, without a token; only if QORGAN_OPEN_DATA enables them. They set and read no
cookie and accept no input.
"""

import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from desk.api.feeds import is_not_modified
from desk.auth.client_address import address_of
from desk.state import DeskState, OpenDataNotReady, desk_state
from records.clock import day_of
from records.i18n import LANGUAGES, ntr, tr

router = APIRouter()

_KINDS = {"incidents.csv": "text/csv; charset=utf-8", "incidents.json": "application/json", "feed.atom": "application/atom+xml; charset=utf-8"}
# Any page in any browser may read it, and caches must revalidate every time: withdrawn data must disappear at once.
_FOR_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_AGAIN_SOON = "10"


@router.get("/open/incidents.csv")
def incidents_csv(request: Request) -> Response:
    """Return the incidents as the release has them in CSV."""
    return _answer(request, "incidents.csv")


@router.get("/open/incidents.json")
def incidents_json(request: Request) -> Response:
    """Return the same as one JSON document."""
    return _answer(request, "incidents.json")


@router.get("/open/feed.atom")
def feed_atom(request: Request) -> Response:
    """Return the newest of them as Atom."""
    return _answer(request, "feed.atom")


def _answer(request: Request, name: str) -> Response:
    desk = desk_state(request)
    if not desk.settings.open_data:
        return _problem(404, tr("there is nothing here"))
    now = desk.clock()
    if (wait := desk.open_pace.wait(address_of(request), now)) > timedelta(0):
        seconds = math.ceil(wait.total_seconds())
        words = ntr("too many requests; ask again in {n} second", "too many requests; ask again in {n} seconds", seconds)
        return _problem(429, words.format(n=seconds), {"Retry-After": str(seconds)})
    lang = request.query_params.get("lang") or desk.settings.lang or "en"
    if lang not in LANGUAGES:
        return _problem(422, tr("lang is one of {languages}").format(languages=", ".join(LANGUAGES)))
    return _copy(request, desk, name, lang, now)


def _copy(request: Request, desk: DeskState, name: str, lang: str, now: datetime) -> Response:
    try:
        copy = desk.open_copies.copy(desk.engine, lang, day_of(now))
    except OpenDataNotReady as error:
        return _problem(503, str(error), {"Retry-After": _AGAIN_SOON})
    changed = copy.changed or datetime.fromtimestamp(0, UTC)
    headers = {
        **_FOR_ALL,
        "ETag": copy.tag(name),
        "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True),
        "Cache-Control": "public, no-cache",
    }
    if is_not_modified(request, headers["ETag"], changed):
        return Response(status_code=304, headers=headers)
    return Response(copy.files[name], media_type=_KINDS[name], headers=headers)


def _problem(status: int, words: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"detail": words}, status_code=status, headers={**_FOR_ALL, **(headers or {})})
