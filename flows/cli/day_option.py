"""A day as people give it to a command."""

from datetime import date
from typing import overload

import typer

from records.clock import day_in
from records.i18n import tr


@overload
def day_option(value: str) -> date: ...
@overload
def day_option(value: str | None) -> date | None: ...
def day_option(value: str | None) -> date | None:
    """The day that is given; None where none is. Raises typer.BadParameter for what is no day."""
    if value is None:
        return None
    day = day_in(value)
    if day is None:
        raise typer.BadParameter(tr("{value} is no day; write YYYY-MM-DD").format(value=value))
    return day
