"""Filters in page addresses and command options: parsing, writing and checking.

`records.filters` defines the filters.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from records.clock import today
from records.country import home
from records.errors import QorganError
from records.filters import FILTERS, MOST_COUNTED, MOST_NUMBERS, FilterEntry, FilterKind, RecordFilter, entries, options_of
from records.i18n import tr
from records.incidents import example_number, is_number
from records.language.dates import DateContext, InvalidDate, parse_written_date
from records.row_ids import parse_id
from records.vocabulary import SCREENING_LANGUAGES

FilterType = TypeVar("FilterType", bound=RecordFilter)


class InvalidFilter(QorganError):
    """A filter that has no meaning for this export, or a value outside its list.

    Raised before anything is read; exit 2, and 422 at the desk.
    """


@dataclass(frozen=True)
class ParsedFilterQuery(Generic[FilterType]):
    """A parsed address: the filter without invalid parts, and, by parameter, the typed text and its error message."""

    filter: FilterType
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


def filter_from_query(of: type[FilterType], parameters: Mapping[str, str]) -> FilterType:
    """Return the filter in an address; unknown parameters and values are left out."""
    read = {name: _read(entry, parameters.get(entry.address, "")) for name, entry in entries(of).items() if entry.address}
    return of(**{name: value for name, value in read.items() if value is not None})


def parse_filter_query(of: type[FilterType], parameters: Mapping[str, str]) -> ParsedFilterQuery[FilterType]:
    """Return the filter in an address, with each typed text and why it is invalid.

    A period that ends before it begins is ignored at both ends.
    """
    record_filter = filter_from_query(of, parameters)
    typed = {
        entry.address: parameters[entry.address].replace("\x00", "")
        for entry in entries(of).values()
        if parameters.get(entry.address, "").strip("\x00 ")
    }
    wrong = {}
    for name, entry in entries(of).items():
        if (
            entry.address in typed
            and entry.kind is not FilterKind.FLAG
            and (words := _refusal(entry, typed[entry.address], getattr(record_filter, name)))
        ):
            wrong[entry.address] = words
    for since, until in _periods(of):
        first, last = getattr(record_filter, since), getattr(record_filter, until)
        if first and last and first > last:
            wrong[entries(of)[until].address] = tr("the last day lies before the first one; neither of the two narrows the list")
            record_filter = replace(record_filter, **{since: None, until: None})
    return ParsedFilterQuery(record_filter, typed, wrong)


def _periods(of: type[RecordFilter]) -> Iterator[tuple[str, str]]:
    """Yield the names of the first and last day of each period in this filter."""
    names = entries(of)
    yield from ((name, until) for name in names if name.endswith("since") and (until := f"{name.removesuffix('since')}until") in names)


def _refusal(entry: FilterEntry, written: str, read: Any) -> str:
    """Return why the written value is ignored in full or in part; empty if it is valid."""
    shortened = written.strip()[:40]
    match entry.kind:
        case FilterKind.DAY if read is None:
            try:
                parse_written_date(written, today(), reading=DateContext.PERIOD)
            except InvalidDate as error:
                return str(error)
            return tr("{value} lies outside of the calendar").format(value=shortened)
        case FilterKind.COUNT if read is None:
            return tr("{value}: write a whole number from 0 to {most}").format(value=shortened, most=MOST_COUNTED)
        case FilterKind.NUMBERS:
            return _strange_numbers(written)
        case _ if read is None:
            return tr("{value}: there is no such choice").format(value=shortened)
    return ""


def _strange_numbers(written: str) -> str:
    numbers = list(dict.fromkeys(part.strip().upper() for part in written.split(",") if part.strip()))
    if strange := [number for number in numbers if not is_number(number)]:
        return tr("{value} is no number of an incident; it is written {example}").format(value=strange[0][:40], example=example_number())
    return tr("these are too many numbers; {most} may be named").format(most=MOST_NUMBERS) if len(numbers) > MOST_NUMBERS else ""


def filter_to_query(record_filter: RecordFilter) -> dict[str, str]:
    """Return the address parameters of the filter; fields without one are left out."""
    query = {}
    for name, entry in entries(type(record_filter)).items():
        value = getattr(record_filter, name)
        if entry.address and value is not None:
            query[entry.address] = str(round(100 * value)) if entry.kind is FilterKind.SHARE else str(record_filter.to_json()[name])
    return query


def filter_url(record_filter: RecordFilter, path: str, **changed: str) -> str:
    """Return the address of the filter under this path, with some parameters changed (empty = left out)."""
    values = {name: value for name, value in {**filter_to_query(record_filter), **changed}.items() if value}
    return path + (f"?{urlencode(values, safe=',')}" if values else "")


def codes_of(entry: FilterEntry) -> Collection[str]:
    """Return the allowed values; empty if any text is allowed."""
    if entry.kind is FilterKind.REGION:
        return home().regions
    return SCREENING_LANGUAGES if entry.kind is FilterKind.LANGUAGE else entry.codes


def require_valid_filters(export: str, values: Mapping[str, Any]) -> None:
    """Raise InvalidFilter for the first option that the export does not accept, and for an unknown code."""
    takes = options_of(export)
    for name, value in values.items():
        if value is None:
            continue
        if name not in takes:
            words = tr("{option} means nothing to {export}; it may be narrowed by {options}")
            raise InvalidFilter(words.format(option=_option(name), export=export, options=", ".join(map(_option, takes))))
        _require_code(name, takes[name], str(value))
    for since, until in (pair for of in FILTERS for pair in _periods(of)):
        first, last = values.get(since), values.get(until)
        if first and last and first > last:
            raise InvalidFilter(tr("{since} lies after {until}").format(since=_option(since), until=_option(until)))


def _require_code(name: str, entry: FilterEntry, value: str) -> None:
    if entry.kind is FilterKind.NUMBER and not is_number(value):
        raise InvalidFilter(tr("--number {value}: no number of an incident; it is written {example}").format(value=value, example=example_number()))
    if entry.kind is FilterKind.COUNT and _parse_count(value) is None:
        raise InvalidFilter(
            tr("{option} {value}: write a whole number from 0 to {most}").format(option=_option(name), value=value, most=MOST_COUNTED)
        )
    # Any language is allowed: stored articles may be in one that the screening does not read.
    codes = [] if entry.kind is FilterKind.LANGUAGE else [str(code) for code in codes_of(entry)]
    if not codes or value in codes or (entry.kind is FilterKind.REGION and _is_abroad(value)):
        return
    near = get_close_matches(value.upper() if codes[0].isupper() else value.lower(), codes, 1, 0.5)
    placeholders = {"option": _option(name), "value": value}
    if near:
        raise InvalidFilter(tr("{option} {value}: no such code; did you mean {near}?").format(**placeholders, near=near[0]))
    raise InvalidFilter(tr("{option} {value}: no such code; codes are {codes}").format(**placeholders, codes=", ".join(codes)))


def _parse_count(written: str) -> int | None:
    """Return the written whole number; None if invalid or more than the days of a hundred years."""
    return number if re.fullmatch("[0-9]{1,6}", written) and (number := int(written)) <= MOST_COUNTED else None


def _is_abroad(value: str) -> bool:
    return re.fullmatch(rf"(?!{home().code}-)[A-Z]{{2}}(-[A-Z0-9]{{1,3}})?", value) is not None


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _read(entry: FilterEntry, written: str) -> Any:
    """Return the value of a parameter; None if invalid."""
    value = written.replace("\x00", "").strip()
    match entry.kind:
        case FilterKind.DAY:
            return _day(value, last=entry.address.endswith("until"))
        case FilterKind.COUNT:
            return _parse_count(value)
        case FilterKind.FLAG:
            return True if value.lower() in ("1", "true", "yes", "on") else None
        case FilterKind.SHARE:
            return percent / 100 if (percent := parse_id(value, 100)) else None
        case FilterKind.NUMBERS:
            numbers = dict.fromkeys(part.strip().upper() for part in value.split(","))
            return tuple([number for number in numbers if is_number(number)][:MOST_NUMBERS]) or None
        case FilterKind.TEXT | FilterKind.WORDS:
            if entry.cuts:
                return (" ".join(value.split()) if entry.kind is FilterKind.WORDS else value)[: entry.longest] or None
            return value if value and len(value) <= entry.longest else None
        case _:
            return value if value in (*codes_of(entry), *entry.also_address) else None


def _day(written: str, *, last: bool) -> date | None:
    """Return the first or last day of a date as people write it; None if invalid.

    Also None for the last day of the calendar, which has no next day.
    """
    try:
        written_date = parse_written_date(written, today(), reading=DateContext.PERIOD)
    except InvalidDate:
        return None
    day = written_date.last if last else written_date.first
    return day if day < date.max else None
