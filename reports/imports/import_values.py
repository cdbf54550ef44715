"""The values of an imported row, read from what people and spreadsheets write. A value that does not fit is reported with the nearest right word."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic_core import PydanticCustomError

from records.clock import today
from records.country import home
from records.errors import BadDecision
from records.i18n import in_all_languages, kept, kept_in, tr
from records.incidents import example_number, number_parts
from records.vocabulary import DatePrecision
from records.written_dates import Reading, WrongDate, read_written
from reports.exports.cells import parts
from reports.imports.import_faults import nearest, shown

_COUNTRY = re.compile(r"[A-Z]{2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
# No text holds a null character, which PostgreSQL refuses, or half a surrogate pair, which is no UTF-8.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_FLAGS = {
    True: ("1", kept("yes"), kept_in("spreadsheet", "true")),
    False: ("0", kept("no"), kept_in("spreadsheet", "false")),
}


def wrong(words: str) -> PydanticCustomError:
    """The error for a value. Its words are shown as they are."""
    return PydanticCustomError("qorgan", "{words}", {"words": words})


def text(value: Any) -> str:
    """A text; a spreadsheet's number is one too."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise wrong(tr("{value} is no text").format(value=shown(value)))
    if _NO_TEXT.search(str(value)):
        raise wrong(tr("{value} holds a character that no text has").format(value=shown(value)))
    return str(value)


def code(labels: Mapping[Any, str | None]) -> Callable[[Any], str]:
    """Reads a code of a closed list, or its word in any language of the product."""

    # When a value is read and not before: the catalogues need not be there while a module is imported.
    @cache
    def codes_by_word() -> dict[str, str]:
        found = {str(one).casefold(): str(one) for one in labels}
        for one, message in labels.items():
            for word in in_all_languages(message) if message else ():
                found.setdefault(word.casefold(), str(one))
        return found

    def read(value: Any) -> str:
        asked, words = text(value).strip().casefold(), codes_by_word()
        if asked in words:
            return words[asked]
        near = nearest(asked, words)
        if near:
            raise wrong(tr("no such code: {value}; did you mean {near}?").format(value=shown(value), near=near))
        raise wrong(tr("no such code: {value}; codes are {codes}").format(value=shown(value), codes=", ".join(map(str, labels))))

    return read


def coded(codes: Iterable[StrEnum], labels: Mapping[Any, str]) -> Callable[[Any], str]:
    """`code` for the codes of an enum."""
    return code({one: labels[one] for one in codes})


def region(value: Any) -> str:
    """A region of the home country by code or name, or one abroad by its code (ISO 3166-2)."""
    return value if isinstance(value, str) and home().is_place_abroad(value) else _region_of(tuple(home().regions.items()))(value)


@cache
def _region_of(regions: tuple[tuple[str, str], ...]) -> Callable[[Any], str]:
    """Reads one of these regions: their words are gathered once, and not for every row."""
    return code(dict(regions))


def country(value: Any) -> str:
    """Two capital letters (ISO 3166-1)."""
    asked = text(value).strip().upper()
    if not _COUNTRY.fullmatch(asked):
        raise wrong(tr("{value} is no country; write two letters, as KZ").format(value=shown(value)))
    return asked


def number(value: Any) -> str:
    """The number of an incident."""
    asked = text(value).strip().upper()
    found = number_parts(asked)
    if found is None or found[1] == 0 or asked != home().number(*found):
        raise wrong(tr("{value} is no number; write it as {example}, or leave it out").format(value=shown(value), example=example_number()))
    return asked


def day(value: Any) -> date:
    """A day as people write it (2021-06-10, 10.06.2021, «10 июня 2021»), or as a spreadsheet keeps it."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value
    asked = text(value).strip()
    try:
        found = read_written(asked, today(), reading=Reading.PERIOD)
    except WrongDate as error:
        raise wrong(tr("{value} is no day; write YYYY-MM-DD").format(value=shown(value))) from error
    # A table is read on another day than it was written: there "yesterday" and a day without its year are no days.
    if found.precision is not DatePrecision.DAY or found.counted_from is not None:
        raise wrong(tr("{value} is no day; write YYYY-MM-DD").format(value=shown(value)))
    return found.first


def flag(value: Any) -> bool:
    """True or false, also in the words of people and spreadsheets in any language of the product."""
    asked = str(value).strip().casefold() if isinstance(value, str | int) else ""
    known = next((known for known, words in _FLAGS.items() if asked in {word for message in words for word in in_all_languages(message)}), None)
    if known is None:
        raise wrong(tr("{value} is neither true nor false").format(value=shown(value)))
    return known


def listed(plain: Callable[[str], Any] | None = None) -> Callable[[Any], Any]:
    """Reads a list, also one that was flattened into a cell. `plain` makes an item from a bare word; None means that only JSON says enough."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value.lstrip().startswith("["):
            return structure(value)
        if plain is None:
            raise wrong(tr("write it as JSON, as the export does: {example}").format(example='[{"date": "2021-06-12", "code": "PTI"}]'))
        return [plain(part) for part in parts(value)]

    return read


def by_rule(check: Callable[[str, Any], Any]) -> Callable[[Any], Any]:
    """Reads a value by the rule that a correction of the field follows (`records.review.legal_fields`). A cell may hold it as JSON."""

    def read(value: Any) -> Any:
        given = structure(value) if isinstance(value, str) and value.lstrip().startswith("[") else value
        if isinstance(given, datetime):
            given = given.date()
        try:
            return check("", given)
        except BadDecision as error:
            raise wrong(str(error).removeprefix(": ")) from error

    return read


def structure(value: Any) -> Any:
    """An object or list that stands in a cell as JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise wrong(tr("{value} is no JSON").format(value=shown(value))) from error


def address(value: Any) -> str:
    """The address of an article on the web."""
    asked = text(value).strip()
    if not asked.lower().startswith(("http://", "https://")) or any(character.isspace() for character in asked):
        raise wrong(tr("{value} is no address of a page; it begins with https:// or http://").format(value=shown(value)))
    return asked


def address_or_none(value: Any) -> str:
    """The address of an article on the web, or nothing."""
    return address(value) if text(value).strip() else ""


def moment(value: Any) -> str:
    """ISO 8601, or the day alone, kept as it is written."""
    asked = text(value).strip()
    try:
        datetime.fromisoformat(asked)
    except ValueError as error:
        raise wrong(tr("{value} is no time; write it as 2026-11-24T10:15:00+05:00, or the day alone").format(value=shown(value))) from error
    return asked


def sha256(value: Any) -> str:
    """The hash of a stored page; empty where none is stored."""
    asked = text(value).strip().lower()
    if asked and not _SHA256.fullmatch(asked):
        raise wrong(tr("{value} is no SHA-256: 64 characters, 0 to 9 and a to f").format(value=shown(value)))
    return asked
