"""A day as people give it to a command."""

from datetime import date
from typing import overload

import typer

from records.clock import today
from records.i18n import tr
from records.vocabulary import DatePrecision
from records.written_dates import Reading, WrongDate, read_written


@overload
def day_option(value: str) -> date: ...
@overload
def day_option(value: str | None) -> date | None: ...
def day_option(value: str | None) -> date | None:
    """The day that is given, as people write it; None where none is. Raises typer.BadParameter for what is no day, or more than one."""
    return None if value is None else read_day(value, Reading.PERIOD)


def read_day(value: str, reading: Reading) -> date:
    """The same of a day that must be given. Raises typer.BadParameter."""
    try:
        found = read_written(value, today(), reading=reading)
    except WrongDate as error:
        raise typer.BadParameter(str(error)) from error
    if found.precision is not DatePrecision.DAY:
        raise typer.BadParameter(tr("{value} is no day; write YYYY-MM-DD").format(value=value))
    return found.first
