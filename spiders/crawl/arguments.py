"""Arguments of Scrapy's commands: the first and last day (`-a`), and wrong use reported in one line."""

import difflib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from scrapy.exceptions import UsageError

from records.i18n import tr
from records.language.dates import DateContext, InvalidDate, parse_written_date
from records.vocabulary import DatePrecision


@contextmanager
def short_usage_errors() -> Iterator[None]:
    """Report wrong use in one line and exit 2, without the command's usage text.

    Errors without a message are left to Scrapy, which shows its help.
    """
    try:
        yield
    except UsageError as error:
        if not str(error):
            raise
        print(f"scrapy: {error}", file=sys.stderr)
        raise SystemExit(2) from error


_KNOWN = ("since", "until")


def crawl_arguments(arguments: Mapping[str, str], today: date) -> dict[str, str]:
    """Return the arguments with their days as YYYY-MM-DD. Days are written as in `qorgan run`. Raises UsageError that names the wrong one."""
    for name in arguments:
        if name not in _KNOWN:
            near = difflib.get_close_matches(name, _KNOWN, n=1)
            words = (
                tr("-a {name} is no argument of a spider; did you mean {near}?")
                if near
                else tr("-a {name} is no argument of a spider; known are {known}")
            )
            raise UsageError(words.format(name=name, near=near[0] if near else "", known=", ".join(_KNOWN)))
    days = {name: _day(written, today) for name, written in arguments.items() if written}
    if len(days) == len(_KNOWN) and days["since"] > days["until"]:
        raise UsageError(tr("-a since lies after -a until"))
    return {name: day.isoformat() for name, day in days.items()}


def _day(written: str, today: date) -> date:
    try:
        written_date = parse_written_date(written, today, reading=DateContext.PERIOD)
    except InvalidDate as error:
        raise UsageError(str(error)) from error
    if written_date.precision is not DatePrecision.DAY:
        raise UsageError(tr("{value} is no day; write YYYY-MM-DD").format(value=written))
    return written_date.first
