"""What a person may correct on a draft, and in which form each field is kept. Any other field is refused by name, with the nearest right word."""

import difflib
import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from records.country import home, region_words
from records.errors import BadDecision
from records.field_kinds import (
    Amount,
    Appointments,
    ByLanguage,
    Code,
    Codes,
    Country,
    Currency,
    Day,
    Flag,
    IncidentNumber,
    Kind,
    LawArticles,
    PartialDate,
    People,
    Region,
    Text,
    TextNames,
    Texts,
)  # fmt: skip
from records.i18n import LANGUAGES, tr
from records.incident_fields import INCIDENT_FIELDS
from records.incident_texts.text_slots import slots
from records.incidents.numbers import example_number, is_number
from records.review.field_refusals import does_not_fit
from records.review.legal_fields import checked_amount, checked_appointments, checked_articles, checked_currency
from records.tables import LARGEST_ID
from records.vocabulary import DatePrecision

# What a person may correct on a draft.
FIELDS = {field.name: field for field in INCIDENT_FIELDS if field.on_draft}
# What may be left empty: the person says that it is not known, or that there is none.
_EMPTY = (None, "")
_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The corrections in the form in which they are kept. Raises BadDecision that names the field and what is wrong with it."""
    kept: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in FIELDS:
            near = difflib.get_close_matches(name, FIELDS, n=1)
            words = tr("{field} is no field of a draft; did you mean {near}?") if near else tr("{field} is no field of a draft; fields are {fields}")
            raise BadDecision(words.format(field=name, near=near[0] if near else "", fields=", ".join(sorted(FIELDS))))
        kept |= _checked(FIELDS[name].kind, name, value)
    return kept


def _checked(kind: Kind, name: str, value: Any) -> dict[str, Any]:
    match kind:
        case Codes():
            return _codes(kind.codes, name, value)
        case Code():
            return {name: None if value in _EMPTY else _one(kind.codes, name, value)}
        case PartialDate():
            return _partial_date(kind.precision, name, value)
        case Day():
            return _day(name, value)
        case Flag():
            return _flag(name, value)
        case TextNames():
            return _text_names(name, value)
        case Texts():
            return _texts(name, value)
        case People():
            return _people(kind, name, value)
        case ByLanguage():
            return _by_language(name, value)
        case Region():
            return _region(name, value)
        case Country():
            return _country(name, value)
        case IncidentNumber():
            return _number(name, value)
        case Amount():
            return {name: checked_amount(name, value)}
        case Currency():
            return {name: checked_currency(name, value)}
        case LawArticles():
            return {name: checked_articles(name, value)}
        case Appointments():
            return {name: checked_appointments(name, value)}
        case Text():
            return _text(name, value)
    raise TypeError(f"{name}: nothing checks the kind {type(kind).__name__}")


def _text(name: str, value: Any) -> dict[str, Any]:
    if value in _EMPTY:
        return {name: None}
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise does_not_fit(name, value, tr("a text"))
    return {name: str(value).strip()}


def _one(codes: type[StrEnum], name: str, value: Any) -> str:
    listed = [code.value for code in codes]
    for code in listed:
        if isinstance(value, str) and value.strip().casefold() == code.casefold():
            return code
    raise does_not_fit(name, value, tr("one of {codes}").format(codes=", ".join(listed)))


def _codes(codes: type[StrEnum], name: str, value: Any) -> dict[str, Any]:
    """Codes, the chief one first; taken as a list, as one code, as codes with commas between, or as the machine writes them."""
    given = value if isinstance(value, list) else str(value or "").split(",")
    listed = [one.get("code") if isinstance(one, dict) else one for one in given]
    kept = list(dict.fromkeys(_one(codes, name, code) for code in listed))
    if not kept:
        raise does_not_fit(name, value, tr("one of {codes}").format(codes=", ".join(codes)))
    return {name: kept}


def _people(kind: People, name: str, value: Any) -> dict[str, Any]:
    """[{name, …}]. A plain text is a name; names with semicolons between are several. A pointer to a person's record is kept where it is given."""
    keys, roles = kind.keys, kind.roles
    given = value if isinstance(value, list) else [part for part in str(value or "").split(";") if part.strip()]
    people = []
    for one in given:
        person = {"name": one} if isinstance(one, str) else one
        known = (*keys, *filter(None, [kind.pointer]))
        if not isinstance(person, dict) or set(person) - {*known, *kind.recorded} or not all(isinstance(person.get(key), str | None) for key in keys):
            raise does_not_fit(name, one, tr("a name, or {keys}").format(keys=", ".join(known)))
        written: dict[str, Any] = {key: (person.get(key) or "").strip() for key in keys}
        if (pointer := person.get(kind.pointer)) is not None:
            # A true would be the person 1.
            if not isinstance(pointer, int) or isinstance(pointer, bool) or not 0 < pointer <= LARGEST_ID:
                raise does_not_fit(name, pointer, tr("the number of a person, as 12"))
            written[kind.pointer] = pointer
        if not written["name"]:
            raise does_not_fit(name, one, tr("a name"))
        if roles:
            written["role"] = written["role"] or roles[0]
            if written["role"] not in roles:
                raise does_not_fit(name, written["role"], tr("one of {codes}").format(codes=", ".join(roles)))
        people.append(written)
    return {name: people}


def _texts(name: str, value: Any) -> dict[str, Any]:
    given = value if isinstance(value, list) else str(value or "").split(";")
    if not all(isinstance(one, str) for one in given):
        raise does_not_fit(name, value, tr("a list of texts"))
    return {name: [one.strip() for one in given if one.strip()]}


def _text_names(name: str, value: Any) -> dict[str, Any]:
    known = [slot for slot, _, _ in slots()]
    (given,) = _texts(name, value).values()
    if strange := [one for one in given if one not in known]:
        raise does_not_fit(name, strange[0], tr("one of {codes}").format(codes=", ".join(known)))
    return {name: list(dict.fromkeys(given))}


def _region(name: str, value: Any) -> dict[str, Any]:
    if value in _EMPTY:
        return {name: None}
    named = str(value).strip()
    for code in home().regions:
        if named.casefold() in map(str.casefold, region_words(code)):
            return {name: code}
    raise does_not_fit(name, value, tr("one of {codes}").format(codes=", ".join(home().regions)))


def _country(name: str, value: Any) -> dict[str, Any]:
    if value in _EMPTY:
        return {name: None}
    if not isinstance(value, str) or not re.fullmatch("[A-Za-z]{2}", value.strip()):
        raise does_not_fit(name, value, tr("two letters, as KZ"))
    return {name: value.strip().upper()}


def _partial_date(precision_name: str, name: str, value: Any) -> dict[str, Any]:
    """A day, a month or a year; how much is written says how much is known."""
    if value in _EMPTY:
        return {name: None, precision_name: None}
    day, precision = day_and_precision(value) or (None, None)
    if day is None or precision is None:
        raise does_not_fit(name, value, tr("a date as 2021-06-10, or 2021-06, or 2021"))
    return {name: day.isoformat(), precision_name: precision.value}


def day_and_precision(value: Any) -> tuple[date, DatePrecision] | None:
    """The first day of what is written, and how exact that is; None for what is no date."""
    found = _DAY.fullmatch(str(value).strip())
    if found is None:
        return None
    year, month, day = found.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return first, DatePrecision.DAY if day else DatePrecision.MONTH if month else DatePrecision.YEAR


def _day(name: str, value: Any) -> dict[str, Any]:
    if value in _EMPTY:
        return {name: None}
    day, precision = day_and_precision(value) or (None, None)
    if day is None or precision is not DatePrecision.DAY:
        raise does_not_fit(name, value, tr("a day as 2021-06-10"))
    return {name: day.isoformat()}


def _flag(name: str, value: Any) -> dict[str, Any]:
    known = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False, "": False, "none": False}
    if (found := known.get(str(value).strip().casefold())) is None:
        raise does_not_fit(name, value, tr("true or false"))
    return {name: found}


def _by_language(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) - set(LANGUAGES) or not all(isinstance(text, str | None) for text in value.values()):
        raise does_not_fit(name, value, tr('texts by language, as {"kk": "…", "ru": "…"}'))
    return {name: {lang: text.strip() for lang, text in value.items() if text and text.strip()}}


def _number(name: str, value: Any) -> dict[str, Any]:
    if value in _EMPTY:
        return {name: None}
    if not isinstance(value, str) or not is_number(value.strip().upper()):
        raise does_not_fit(name, value, tr("a number as {example}").format(example=example_number()))
    return {name: value.strip().upper()}
