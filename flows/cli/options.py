"""What the commands share: the version, shell completion, record numbers, days, the acting user and refusals."""

import getpass
import os
import sys
from datetime import date
from importlib.metadata import version
from typing import Annotated, overload

import typer
from typer.completion import get_completion_inspect_parameters, install_callback, show_callback

from records.clock import today
from records.errors import QorganError
from records.i18n import tr
from records.language.dates import DateContext, InvalidDate, parse_written_date
from records.row_ids import parse_id
from records.vocabulary import DatePrecision

# The options of `qorgan` itself, without a command: its version, and the completion of the shell.

VERSION = "--version"


def add_to(app: typer.Typer) -> None:
    """Register the options with the application."""
    # This call makes Typer detect the shells, as for its own two options, which exist in English only and are replaced here.
    get_completion_inspect_parameters()
    app.callback()(options)


def version_line() -> str:
    """Return the name of the program and its version."""
    return f"qorgan {version('qorgan')}"


def _show(requested: bool) -> None:
    if requested:
        print(version_line())
        raise typer.Exit


def options(
    shown: Annotated[bool, typer.Option(VERSION, callback=_show, is_eager=True, help=tr("print the version"))] = False,
    install: Annotated[
        bool, typer.Option("--install-completion", callback=install_callback, help=tr("let this shell complete commands and options"))
    ] = False,
    script: Annotated[
        bool, typer.Option("--show-completion", callback=show_callback, help=tr("print what --install-completion would add to the shell"))
    ] = False,
) -> None:
    """They end the process by themselves; a command finds nothing to do here."""


def record_id(written: str) -> int:
    """Parse the number of a draft, a person or a status. Raises BadParameter for an impossible number."""
    plain = written.strip()
    id = parse_id(plain)
    if id is None:
        raise typer.BadParameter(tr("{number} is no number that a record can have; write one like 12").format(number=plain[:40] or "–"))
    return id


@overload
def day_option(value: str) -> date: ...
@overload
def day_option(value: str | None) -> date | None: ...
def day_option(value: str | None) -> date | None:
    """Parse an optional day; None if it is not given. Raises typer.BadParameter if it is not one day."""
    return None if value is None else read_day(value, DateContext.PERIOD)


def read_day(value: str, reading: DateContext) -> date:
    """Parse a required day. Raises typer.BadParameter if it is not one day."""
    try:
        written_date = parse_written_date(value, today(), reading=reading)
    except InvalidDate as error:
        raise typer.BadParameter(str(error)) from error
    if written_date.precision is not DatePrecision.DAY:
        raise typer.BadParameter(tr("{value} is no day; write YYYY-MM-DD").format(value=value))
    return written_date.first


def refuse(error: QorganError) -> None:
    """Print one line on stderr and exit 2, because the call itself is wrong."""
    print(f"qorgan: {error}", file=sys.stderr)
    raise typer.Exit(2)


def system_user() -> str:
    """Return the name of the user who is logged in on this machine, for the ledger."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # A container may run under a user number without a name.
        return f"uid {os.getuid()}"
