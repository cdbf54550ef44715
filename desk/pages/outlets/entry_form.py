"""The form of an outlet's entry: its values, what was typed, and the resulting entry, checked as the files are."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import zip_longest
from typing import Any

from babel import Locale
from starlette.datastructures import FormData

from desk.form_dates import ReferenceDays, stored_value
from pipelines.address_scopes import is_private
from pipelines.dedup.urls import site_of
from records.country import home
from records.i18n import LANGUAGES, reader_locale, tr
from records.language.dates import InvalidDate
from spiders.config.edit import plain_values
from spiders.config.files import checked_entry
from spiders.config.schema import Outlet
from spiders.sources.kinds import KINDS
from spiders.sources.source_kind import SourceKind

# Fields with an address (or a channel) on each line, and those of one line.
_LISTS = tuple(kind.field for kind in KINDS.values() if kind.field and not kind.is_model)
_LINES = ("home", "region", "delay", "minimum", "dead", "article_text", "article_date", "article_allow")
_ARTICLE = {"article_text": "text", "article_date": "date", "article_allow": "allow"}
# The largest number of lines of a list, and of characters of each.
MOST_LINES, _LONGEST = 40, 2000
# Seconds; less is only for samples on this machine, whose files allow it.
_LEAST_DELAY = 1
# Names that the desk's own addresses have.
_RESERVED_NAMES = frozenset({"add", "again", "tip"})
# The inputs next to which an error is shown, by the names of the schema.
_INPUT_OF_FIELD = {
    "article.text": "article_text",
    "article.date": "article_date",
    "article.allow": "article_allow",
    "minimum.articles_per_week": "minimum",
}


def source_inputs(*, rare: bool) -> list[SourceKind]:
    """Return the kinds of source whose addresses the form asks for, one on each line."""
    return [kind for kind in KINDS.values() if kind.field in _LISTS and kind.rare is rare]


def entry_values(outlet: Outlet | None, name: str = "") -> dict[str, Any]:
    """Return the values of the form before anything is typed."""
    values = plain_values(outlet) if outlet is not None else {}
    article = values.get("article", {})
    return {
        "name": outlet.name if outlet else name,
        **{f"title_{lang}": values.get("title", {}).get(lang, "") for lang in LANGUAGES},
        "home": values.get("home", ""),
        "region": values.get("region", ""),
        "languages": list(values.get("languages", ())),
        **{field: "\n".join(values.get(field, ())) for field in _LISTS},
        "sections": [{key: section.get(key, "") for key in ("url", "links", "next")} for section in values.get("sections", ())],
        **{field: article.get(key, "") for field, key in _ARTICLE.items()},
        "delay": f"{values['delay']:g}" if "delay" in values else "",
        "minimum": str(values.get("minimum", {}).get("articles_per_week", "")),
        "dead": values.get("dead", ""),
        "browser": bool(values.get("browser")),
    }


def typed_entry(form: FormData) -> dict[str, Any]:
    """Read what was sent. Empty rows of list pages are left out."""

    def said(name: str) -> str:
        return str(form.get(name, "")).replace("\r\n", "\n").strip()[: _LONGEST * (MOST_LINES + 1)]

    rows = zip_longest(*(map(str, form.getlist(f"section_{key}")) for key in ("url", "links", "next")), fillvalue="")
    sections = [dict(zip(("url", "links", "next"), (value.strip() for value in row), strict=True)) for row in rows]
    return {
        **{name: said(name) for name in ("name", *(f"title_{lang}" for lang in LANGUAGES), *_LINES, *_LISTS)},
        "languages": list(dict.fromkeys(str(language)[:8] for language in form.getlist("languages"))),
        "sections": [section for section in sections if any(section.values())],
        "browser": bool(form.get("browser")),
    }


def entry_from(typed: Mapping[str, Any], current: Outlet | None, shipped: Mapping[str, Outlet], today: date) -> tuple[Outlet | None, dict[str, str]]:
    """Return the entry that the form makes of the current one (None: a new one), or its errors by input.

    Fields that the form does not have stay as they are. `shipped` are the entries of the files that the desk does not write, which say which
    addresses of the own network may be requested.
    """
    wrong = dict(_too_much(typed))
    values: dict[str, Any] = plain_values(current) if current is not None else {"name": typed["name"], "country": home().code}
    values["title"] = {lang: typed[f"title_{lang}"] for lang in LANGUAGES if typed[f"title_{lang}"]} or {"en": ""}
    values |= {
        "home": typed["home"],
        "languages": typed["languages"],
        "sections": [{k: v for k, v in section.items() if v} for section in typed["sections"]],
    }
    values |= {field: [line.strip() for line in typed[field].split("\n") if line.strip()] for field in _LISTS}
    values |= {"region": typed["region"] or None, "browser": typed["browser"]}
    values["article"] = {key: typed[field] for field, key in _ARTICLE.items() if typed[field]}
    for name, put in (("delay", lambda said: said), ("minimum", lambda said: {"articles_per_week": said})):
        values[name] = put(typed[name].replace(",", ".")) if typed[name] else None
    try:
        values["dead"] = stored_value("day", typed["dead"], ReferenceDays(today)) if typed["dead"] else None
    except InvalidDate as error:
        wrong["dead"] = str(error)
    if wrong:
        return None, wrong
    outlet, faults = checked_entry(values)
    if outlet is not None and outlet.delay is not None and outlet.delay < _LEAST_DELAY and (current is None or outlet.delay != current.delay):
        faults["delay"] = tr("give the site at least one second")
    if current is None and typed["name"] in _RESERVED_NAMES:
        faults["name"] = tr("the desk uses this name itself; choose another")
    faults = {_input_of(field) if field else _of_address(message, values): message for field, message in faults.items()}
    if outlet is not None:
        faults |= dict(_inward(outlet, shipped))
    return (None, faults) if faults else (outlet, {})


def fingerprint(outlet: Outlet | None) -> str:
    """Return a hash of an entry's state; empty for none."""
    return hashlib.sha256(outlet.model_dump_json().encode()).hexdigest()[:24] if outlet is not None else ""


def language_choices(chosen: list[str]) -> list[tuple[str, str]]:
    """Return the languages that a form offers: those of the product, and others that the entry has."""
    names = Locale.parse(reader_locale()).languages
    return [(code, LANGUAGES[code].name if code in LANGUAGES else str(names.get(code, code))) for code in dict.fromkeys([*LANGUAGES, *chosen])]


def _input_of(field: str) -> str:
    if field.startswith("title"):
        lang = field.partition(".")[2]
        return f"title_{lang}" if lang in LANGUAGES else f"title_{next(iter(LANGUAGES))}"
    return _INPUT_OF_FIELD.get(field, field.partition(".")[0] or "home")


def _of_address(message: str, values: Mapping[str, Any]) -> str:
    """Return the input with the address that an error of the whole entry names."""
    sources = {kind.field: values.get(kind.field) for kind in KINDS.values() if kind.field and kind.on_site}
    addresses = {field: [one["url"] if isinstance(one, dict) else str(one) for one in value or ()] for field, value in sources.items()}
    return next((field for field, field_addresses in addresses.items() if any(f"'{one[:200]}'" in message for one in field_addresses)), "home")


def _too_much(typed: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    words = tr("these are more than {most}; name the most useful ones").format(most=MOST_LINES)
    for field in _LISTS:
        if typed[field].count("\n") >= MOST_LINES:
            yield field, words
    if len(typed["sections"]) > MOST_LINES:
        yield "sections", words


def _inward(outlet: Outlet, shipped: Mapping[str, Outlet]) -> Iterator[tuple[str, str]]:
    """Yield addresses in the own network that no file of the outlets names.

    The files may allow them to be requested; a form of the desk may not.
    """
    own = shipped.get(outlet.name)
    named = frozenset().union(*(outlet_entry.sites for outlet_entry in shipped.values()))
    allowed = own.sites if outlet.private and own is not None else frozenset() if outlet.private else named
    named_in = {kind.field: [kind.address(value) for value in kind.entries(outlet)] for kind in KINDS.values() if kind.field}
    fields = {"home": [outlet.home], **named_in}
    for field, addresses in fields.items():
        for address in addresses:
            site = site_of(address)
            if site not in allowed and (outlet.private or is_private(site)):
                yield (
                    field,
                    tr("'{given}' lies in a network of your own; only whoever keeps the outlet files may let it be asked").format(
                        given=address[:200]
                    ),
                )
