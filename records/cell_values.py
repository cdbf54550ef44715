"""Values as people and spreadsheets write them into the cells of a table, read for an import; each fault names the nearest right word."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic_core import PydanticCustomError

from records.clock import today
from records.country import home
from records.errors import BadDecision
from records.i18n import gettext_noop, in_all_languages, pgettext_noop, tr
from records.language.dates import DateContext, InvalidDate, parse_written_date
from records.vocabulary import DatePrecision

_COUNTRY = re.compile(r"[A-Z]{2}")
# No text contains a null character, which PostgreSQL refuses, or half a surrogate pair, which is not valid UTF-8.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_FLAGS = {
    True: ("1", gettext_noop("yes"), pgettext_noop("spreadsheet", "true")),
    False: ("0", gettext_noop("no"), pgettext_noop("spreadsheet", "false")),
}


def printable_value(value: Any) -> str:
    """Return a value as a message may show it: short, on one line, without characters that control a terminal."""
    text = "".join(character if character.isprintable() else "�" for character in str(value))
    return text if len(text) <= 60 else f"{text[:60]}…"


def nearest(value: str, words: Mapping[str, str]) -> str | None:
    """Return the code whose word is most like the value. `words` maps each word, in small letters, to its code."""
    near = get_close_matches(value.strip().casefold(), list(words), 1, 0.6)
    return words[near[0]] if near else None


def parts(text: str) -> list[str]:
    """Return the words that were joined in a cell, without empty ones."""
    return [part for part in (part.strip() for part in text.split(";")) if part]


def wrong(words: str) -> PydanticCustomError:
    """Return the error for a value. Its words are shown as they are."""
    return PydanticCustomError("qorgan", "{words}", {"words": words})


def text(value: Any) -> str:
    """Return a text; a spreadsheet's number is converted to one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise wrong(tr("{value} is no text").format(value=printable_value(value)))
    if _NO_TEXT.search(str(value)):
        raise wrong(tr("{value} holds a character that no text has").format(value=printable_value(value)))
    return str(value)


def code(labels: Mapping[Any, str | None]) -> Callable[[Any], str]:
    """Return a reader for a code of a closed list, or its word in any language of the product."""

    # Collected when a value is read, since the catalogues may be missing when the module is imported.
    @cache
    def codes_by_word() -> dict[str, str]:
        by_word = {str(label).casefold(): str(label) for label in labels}
        for one, message in labels.items():
            for word in in_all_languages(message) if message else ():
                by_word.setdefault(word.casefold(), str(one))
        return by_word

    def read(value: Any) -> str:
        written, words = text(value).strip().casefold(), codes_by_word()
        if written in words:
            return words[written]
        near = nearest(written, words)
        if near:
            raise wrong(tr("no such code: {value}; did you mean {near}?").format(value=printable_value(value), near=near))
        raise wrong(tr("no such code: {value}; codes are {codes}").format(value=printable_value(value), codes=", ".join(map(str, labels))))

    return read


def coded(codes: Iterable[StrEnum], labels: Mapping[Any, str]) -> Callable[[Any], str]:
    """Return `code` for the codes of an enum."""
    return code({code_: labels[code_] for code_ in codes})


def region(value: Any) -> str:
    """Read a region of the home country by code or name, or one abroad by its code (ISO 3166-2)."""
    return value if isinstance(value, str) and home().is_place_abroad(value) else _region_of(tuple(home().regions.items()))(value)


@cache
def _region_of(regions: tuple[tuple[str, str], ...]) -> Callable[[Any], str]:
    """Return a reader for these regions, whose words are collected once and not for every row."""
    return code(dict(regions))


def country(value: Any) -> str:
    """Read a country as two capital letters (ISO 3166-1)."""
    written = text(value).strip().upper()
    if not _COUNTRY.fullmatch(written):
        raise wrong(tr("{value} is no country; write two letters, as KZ").format(value=printable_value(value)))
    return written


def day(value: Any) -> date:
    """Read a day as people write it (2021-06-10, 10.06.2021, «10 июня 2021»), or as a spreadsheet stores it."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value
    written = text(value).strip()
    try:
        written_date = parse_written_date(written, today(), reading=DateContext.PERIOD)
    except InvalidDate as error:
        raise wrong(tr("{value} is no day; write YYYY-MM-DD").format(value=printable_value(value))) from error
    # A table is read on another day than it was written: there "yesterday" and a day without its year are no days.
    if written_date.precision is not DatePrecision.DAY or written_date.counted_from is not None:
        raise wrong(tr("{value} is no day; write YYYY-MM-DD").format(value=printable_value(value)))
    return written_date.first


def flag(value: Any) -> bool:
    """Read true or false, also in the words of people and spreadsheets in any language of the product."""
    written = str(value).strip().casefold() if isinstance(value, str | int) else ""
    known = next((known for known, words in _FLAGS.items() if written in {word for message in words for word in in_all_languages(message)}), None)
    if known is None:
        raise wrong(tr("{value} is neither true nor false").format(value=printable_value(value)))
    return known


def listed(plain: Callable[[str], Any] | None = None) -> Callable[[Any], Any]:
    """Return a reader for a list, also one that was flattened into a cell.

    `plain` makes an item from a bare word; None requires JSON.
    """

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value.lstrip().startswith("["):
            return structure(value)
        if plain is None:
            raise wrong(tr("write it as JSON, as the export does: {example}").format(example='[{"date": "2021-06-12", "code": "PTI"}]'))
        return [plain(part) for part in parts(value)]

    return read


def structure(value: Any) -> Any:
    """Read an object or list from a cell that contains JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise wrong(tr("{value} is no JSON").format(value=printable_value(value))) from error


def by_rule(check: Callable[[str, Any], Any]) -> Callable[[Any], Any]:
    """Return a reader that applies the rule for corrections of the field (`records.field_kinds`). A cell may contain JSON."""

    def read(value: Any) -> Any:
        content = structure(value) if isinstance(value, str) and value.lstrip().startswith("[") else value
        if isinstance(content, datetime):
            content = content.date()
        try:
            return check("", content)
        except BadDecision as error:
            raise wrong(str(error).removeprefix(": ")) from error

    return read
