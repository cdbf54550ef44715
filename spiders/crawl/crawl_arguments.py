"""What a person may give a spider with `-a`: the first and the last day."""

import difflib
from collections.abc import Mapping
from datetime import date

from scrapy.exceptions import UsageError

from records.i18n import tr
from records.vocabulary import DatePrecision
from records.written_dates import Reading, WrongDate, read_written

KNOWN = ("since", "until")


def crawl_arguments(given: Mapping[str, str], today: date) -> dict[str, str]:
    """The arguments with their days as YYYY-MM-DD. Days are written as in `qorgan run`. Raises UsageError that says what is wrong with one."""
    for name in given:
        if name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, n=1)
            words = (
                tr("-a {name} is no argument of a spider; did you mean {near}?")
                if near
                else tr("-a {name} is no argument of a spider; known are {known}")
            )
            raise UsageError(words.format(name=name, near=near[0] if near else "", known=", ".join(KNOWN)))
    days = {name: _day(written, today) for name, written in given.items() if written}
    if len(days) == len(KNOWN) and days["since"] > days["until"]:
        raise UsageError(tr("-a since lies after -a until"))
    return {name: day.isoformat() for name, day in days.items()}


def _day(written: str, today: date) -> date:
    try:
        found = read_written(written, today, reading=Reading.PERIOD)
    except WrongDate as error:
        raise UsageError(str(error)) from error
    if found.precision is not DatePrecision.DAY:
        raise UsageError(tr("{value} is no day; write YYYY-MM-DD").format(value=written))
    return found.first
