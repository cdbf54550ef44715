"""Pages from templates. Everything is escaped, a missing name is an error, and dates and numbers have the reader's form."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent
from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from desk.assets import address
from desk.auth import csrf, dependencies
from desk.desk_state import desk_state
from desk.reopened import REOPENED
from records import users, vocabulary
from records.clock import at_home, day_of
from records.i18n import LANGUAGES, formats, ntr, reader, tr
from records.written_dates import day_phrases

_DESK = Path(__file__).parent
# Where templates lie: what several pages share, and a folder for each page. They are found by their file names, so each name stands once.
TEMPLATES = (_DESK / "templates", *sorted(folder for folder in (_DESK / "pages").iterdir() if folder.is_dir()))


def day(value: date | None, form: str = "medium") -> str:
    """A day in the reader's language; empty for None. Of a moment it is the day that the home country's clock shows."""
    if isinstance(value, datetime):
        value = at_home(value).date()
    return day_in(formats(), value, form) if value else ""


# As Kazakh is written: without a zero before the day, with the year in full, and a year before its month.
_YEAR = "y 'ж'."
_KAZAKH = {"medium": f"{_YEAR} d MMM", "short": "dd.MM.y", "LLLL y": f"{_YEAR} MMMM"}


@lru_cache(maxsize=8192)
def day_in(locale: str, value: date, form: str) -> str:
    """A day in the words of a locale. A page names the same few days again and again, and Babel works each out anew."""
    return str(format_date(value, _KAZAKH.get(form, form) if locale.startswith("kk") else form, locale=locale))


def moment(value: datetime | None, form: str = "medium") -> str:
    """A moment in the home country's time, to the minute; empty for None."""
    if value is None:
        return ""
    local = at_home(value)
    return f"{day_in(formats(), local.date(), form)}, {format_datetime(local, 'HH:mm', locale=formats())}"


def since_day(value: date) -> str:
    """A day within "since …": short, as days are on pages, unless the language has it in a case."""
    return day_phrases.since_day(value) if day_phrases.days_have_cases() else day(value)


def until_day(value: date) -> str:
    """The same within "until …"."""
    return day_phrases.until_day(value) if day_phrases.days_have_cases() else day(value)


def clock_time(value: datetime, now: datetime) -> str:
    """A moment of this day by its time alone, an earlier one with its day; in the home country's time."""
    return moment(value) if day_of(value) != day_of(now) else f"{format_datetime(at_home(value), 'HH:mm', locale=formats())}"


def since(value: datetime, now: datetime) -> str:
    """How long ago, roughly."""
    return format_timedelta(value - now, add_direction=True, locale=formats())


def number(value: float) -> str:
    """A number in the reader's form."""
    return _number_in(formats(), value)


@lru_cache(maxsize=8192)
def _number_in(locale: str, value: float) -> str:
    return str(format_decimal(value, locale=locale))


def percent(value: float) -> str:
    """A share (0 to 1) as whole per cent."""
    return format_percent(value, locale=formats())


def first_up(words: str) -> str:
    """The words with a capital letter at the beginning, as a line of their own begins; an address stays as it is."""
    return words if words.startswith(("http://", "https://")) else words[:1].upper() + words[1:]


def sentence(words: str) -> str:
    """The words as a sentence, with one full stop: a date in Russian or Kazakh has one already."""
    return first_up(words) + ("" if words.endswith((".", "!", "?", "…")) else ".")


def choices(words: Mapping[StrEnum, str]) -> list[tuple[str, str]]:
    """Codes with their words in the reader's language, for a field that offers them."""
    return [(code.value, tr(said)) for code, said in words.items()]


def language_names(codes: Iterable[str] = LANGUAGES) -> list[tuple[str, str]]:
    """Codes of languages, each with its name in that language, for a field that offers them."""
    return [(code, LANGUAGES[code].name if code in LANGUAGES else code) for code in codes]


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    made.globals |= {name: getattr(vocabulary, name) for name in vocabulary.__all__}
    made.globals |= {
        "tr": tr, "ntr": ntr, "day": day, "moment": moment, "clock_time": clock_time, "since": since, "since_day": since_day, "days_between": day_phrases.days_between, "number": number, "percent": percent, "asset": address, "first_up": first_up, "sentence": sentence,
        "Role": users.Role, "ROLE_LABELS": users.ROLE_LABELS, "languages": LANGUAGES, "language_names": language_names, "choices": choices, "reader": reader,
    }  # fmt: skip
    return made


environment = _environment()


def page(request: Request, template: str, *, status: int = 200, headers: dict[str, str] | None = None, **values: Any) -> Response:
    """An answer from a template.

    Every template also has `person` (None before sign-in), `unread` (how many notices this person has not read), `path`, `here` (path with query, for links that come back), `csrf` and `csrf_field()`.
    """
    return HTMLResponse(fragment(request, template, **values), status_code=status, headers=headers)


def fragment(request: Request, template: str, **values: Any) -> str:
    """The text of a template, for an answer with several parts."""
    token = getattr(request.state, "csrf", "")
    query = request.url.query
    here = request.url.path + (f"?{query}" if query else "")
    common = {
        "person": dependencies.known(request),
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
    """The hidden field of every form that changes something."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(csrf.FIELD, request.state.csrf)
