"""Pages from templates, static assets, and dates and numbers in the reader's form. Everything is escaped, and a missing name is an error."""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent
from fastapi import APIRouter, Request
from fastapi.routing import iter_route_contexts
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match, compile_path

from desk.auth import csrf, dependencies
from desk.state import desk_state
from records import users, vocabulary
from records.clock import day_of, to_home_time
from records.i18n import LANGUAGES, ntr, reader_language, reader_locale, tr
from records.language import dates
from records.language.letters import capitalized

# Style and scripts of the pages. All are served from here, and the address of each changes with its content.

router = APIRouter()

# Unchanged as published, with its licence next to it. Pages ask for it without the version.
_HTMX = "third_party/htmx-2.0.10.min.js"
# The address contains the hash, so a cached file stays valid.
_KEPT = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file, with its type and the hash that is in its address."""

    content: bytes
    squeezed: bytes
    kind: str
    version: str


@cache
def assets() -> dict[str, Asset]:
    """Return all of them by name, read once."""
    folder = resources.files("desk") / "static"
    asset_files = {file.name: file for file in folder.iterdir() if file.is_file() and not file.name.startswith(".")}
    asset_files["htmx.js"] = folder / _HTMX
    return {name: _asset(name, file) for name, file in asset_files.items()}


def _asset(name: str, file: Traversable) -> Asset:
    content = file.read_bytes()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    kind = "text/javascript" if kind == "application/javascript" else kind
    return Asset(
        content,
        gzip.compress(content, mtime=0),
        f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        hashlib.sha256(content).hexdigest()[:12],
    )


def address(name: str) -> str:
    """Return the address of the file for a page; a name that does not exist is our own error."""
    return f"/static/{name}?v={assets()[name].version}"


@router.get("/static/{name}")
def serve(request: Request, name: str) -> Response:
    """Return the file.

    Only these files are compressed: they contain no secret. A page contains the token of its forms next to texts of other people.
    """
    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404)
    caching = _KEPT if request.query_params.get("v") == asset.version else "no-cache"
    headers = {"Cache-Control": caching, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(asset.squeezed, media_type=asset.kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(asset.content, media_type=asset.kind, headers=headers)


# An address that only accepts a form, opened by itself: reloaded after an error, or sent to a colleague. It redirects to the page of its form.

# In the address of the page, so that it can explain the redirect.
REOPENED = "reopened"
_HOME = "/queue"
# Forms whose page is not above them in the path.
_ELSEWHERE = {"/persons": "/persons/review", "/cases": "/cases/new", "/requests": "/calendar"}
# These prefixes answer with files and not with pages.
_FILES = "/files/"


def fitting_page(request: Request) -> str:
    """Return the nearest page above the address, marked with a notice that nothing was sent; the queue if there is none."""
    parts = request.url.path.strip("/").split("/")
    above = ["/" + "/".join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]
    nearest = next(
        (_ELSEWHERE.get(path, path) for path in above if path in _ELSEWHERE or (not path.startswith(_FILES) and _answers(request, path, "GET"))),
        _HOME,
    )
    return f"{nearest}?{urlencode({REOPENED: 1})}"


def only_takes_forms(request: Request) -> bool:
    """Return whether a form may be sent to this address and no page is made for it.

    A page whose record is missing says so itself. A route that accepts any word in this place (`/incidents/{number}` for `/incidents/bulk`) does not
    count as the page of the form.
    """
    if request.method not in ("GET", "HEAD"):
        return False
    routes = [(route.path, route.methods or ()) for route in iter_route_contexts(request.app.routes) if route.path]
    form = next((path for path, methods in routes if "POST" in methods and compile_path(path)[0].match(request.url.path)), None)
    return form is not None and not any(path == form and "GET" in methods for path, methods in routes)


def _answers(request: Request, path: str, method: str) -> bool:
    scope = {**request.scope, "path": path, "raw_path": path.encode(), "method": method}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)


_DESK = Path(__file__).parent
# The folders of templates: shared ones, and one for each page. Templates are found by file name, so each name is unique.
TEMPLATES = (_DESK / "templates", *sorted(folder for folder in (_DESK / "pages").iterdir() if folder.is_dir()))


def day(value: date | None, form: str = "medium") -> str:
    """Return a day in the reader's language; empty for None; of a moment the day in the home country's time zone."""
    if isinstance(value, datetime):
        value = to_home_time(value).date()
    return day_in(reader_locale(), value, form) if value else ""


# Kazakh usage: without a zero before the day, with the year in full, and a year before its month.
_YEAR = "y 'ж'."
_KAZAKH = {"medium": f"{_YEAR} d MMM", "short": "dd.MM.y", "LLLL y": f"{_YEAR} MMMM"}


@lru_cache(maxsize=8192)
def day_in(locale: str, value: date, form: str) -> str:
    """Return a day in the words of a locale, cached, because a page repeats the same few days and Babel is slow."""
    return str(format_date(value, _KAZAKH.get(form, form) if locale.startswith("kk") else form, locale=locale))


def moment(value: datetime | None, form: str = "medium") -> str:
    """Return a moment in the home country's time, to the minute; empty for None."""
    if value is None:
        return ""
    local = to_home_time(value)
    return f"{day_in(reader_locale(), local.date(), form)}, {format_datetime(local, 'HH:mm', locale=reader_locale())}"


def since_day(value: date) -> str:
    """Return a day for "since …": short, as days are on pages, unless the language inflects it."""
    return dates.since_day(value) if dates.days_have_cases() else day(value)


def until_day(value: date) -> str:
    """Return a day for "until …"."""
    return dates.until_day(value) if dates.days_have_cases() else day(value)


def clock_time(value: datetime, now: datetime) -> str:
    """Return a moment of this day as its time alone, an earlier one with its day; in the home country's time."""
    return moment(value) if day_of(value) != day_of(now) else f"{format_datetime(to_home_time(value), 'HH:mm', locale=reader_locale())}"


def since(value: datetime, now: datetime) -> str:
    """Return how long ago, roughly."""
    return format_timedelta(value - now, add_direction=True, locale=reader_locale())


def number(value: float) -> str:
    """Return a number in the reader's form."""
    return _number_in(reader_locale(), value)


@lru_cache(maxsize=8192)
def _number_in(locale: str, value: float) -> str:
    return str(format_decimal(value, locale=locale))


def percent(value: float) -> str:
    """Return a share (0 to 1) as whole per cent."""
    return format_percent(value, locale=reader_locale())


def first_up(words: str) -> str:
    """Return the words with a capital letter at the beginning; an address is unchanged."""
    return words if words.startswith(("http://", "https://")) else capitalized(words)


def sentence(words: str) -> str:
    """Return the words as a sentence, with one full stop: a date in Russian or Kazakh already has one."""
    return first_up(words) + ("" if words.endswith((".", "!", "?", "…")) else ".")


def choices(words: Mapping[StrEnum, str]) -> list[tuple[str, str]]:
    """Return codes with their words in the reader's language, for a field that offers them."""
    return [(code.value, tr(text)) for code, text in words.items()]


def language_names(codes: Iterable[str] = LANGUAGES) -> list[tuple[str, str]]:
    """Return codes of languages, each with its name in that language, for a field that offers them."""
    return [(code, LANGUAGES[code].name if code in LANGUAGES else code) for code in codes]


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    made.globals |= {name: getattr(vocabulary, name) for name in vocabulary.__all__}
    made.globals |= {
        "tr": tr, "ntr": ntr, "day": day, "moment": moment, "clock_time": clock_time, "since": since, "since_day": since_day, "days_between": dates.days_between, "number": number, "percent": percent, "asset": address, "first_up": first_up, "sentence": sentence,
        "Role": users.Role, "ROLE_LABELS": users.ROLE_LABELS, "languages": LANGUAGES, "language_names": language_names, "choices": choices, "reader": reader_language,
    }  # fmt: skip
    return made


environment = _environment()


def page(request: Request, template: str, *, status: int = 200, headers: dict[str, str] | None = None, **values: Any) -> Response:
    """Return an answer from a template.

    Every template also has `person` (None before sign-in), `unread` (how many notices this person has not read), `path`, `here` (path with query, for
    links that come back), `csrf` and `csrf_field()`.
    """
    return HTMLResponse(fragment(request, template, **values), status_code=status, headers=headers)


def fragment(request: Request, template: str, **values: Any) -> str:
    """Return the text of a template, for an answer with several parts."""
    token = getattr(request.state, "csrf", "")
    query = request.url.query
    here = request.url.path + (f"?{query}" if query else "")
    common = {
        "person": dependencies.current_user(request),
        "path": request.url.path,
        "here": quote(here, safe=""),
        "csrf": token,
        "csrf_field": lambda: _field(request),
        "now": desk_state(request).clock(),
        "unread": getattr(request.state, "unread", 0),
        "reopened": REOPENED in request.query_params,
    }
    return environment.get_template(template).render(**{**common, **values})


def _field(request: Request) -> Markup:
    """Return the hidden field of every form that changes something."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(csrf.FIELD, request.state.csrf)
