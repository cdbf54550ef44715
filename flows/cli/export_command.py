"""`qorgan export`: rows of articles, pages, drafts, incidents, statuses, decisions, outlets and screenings, for programs and spreadsheets."""

import inspect
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, BinaryIO, TypeVar

import typer

from flows.cli.options import day_option, refuse, system_user
from flows.cli.progress_bar import show_progress
from flows.terminal import err
from records.clock import day_of
from records.database import is_read_only, open_database, read_session, write_transaction
from records.error_translation import translate_error
from records.errors import QorganError
from records.filter_queries import InvalidFilter, require_valid_filters
from records.filters import FILTERS, FilterEntry, FilterKind, IncidentFilter, RecordFilter, entries
from records.i18n import tr
from records.settings import read_settings
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from reports.exports.export_run import note_export, send_rows

# The filters of `records.filters` as options of a command.

Command = TypeVar("Command", bound=Callable[..., None])


def with_filters(filters: Collection[type[RecordFilter]]) -> Callable[[Command], Command]:
    """Give a command an option for each filter that an export takes, in place of its `**given`, where it finds them by name."""
    offered = {name: entry for of in reversed(list(filters)) for name, entry in entries(of).items() if entry.exports}

    def with_options(command: Command) -> Command:
        signature = inspect.signature(command)
        own = [parameter for parameter in signature.parameters.values() if parameter.kind is not inspect.Parameter.VAR_KEYWORD]
        options = [_option(name, entry) for name, entry in offered.items()]
        parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*own, *options)]
        command.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters} | {"return": None}
        return command

    return with_options


def _option(name: str, entry: FilterEntry) -> inspect.Parameter:
    option, kind = f"--{name.replace('_', '-')}", inspect.Parameter.KEYWORD_ONLY
    if entry.kind is FilterKind.FLAG:
        return inspect.Parameter(name, kind, default=False, annotation=Annotated[bool, typer.Option(option, help=tr(entry.help))])
    annotation: Any = Annotated[str | None, typer.Option(option, help=tr(entry.help))]
    return inspect.Parameter(name, kind, default=None, annotation=annotation)


T = TypeVar("T")

_DAYS, _COUNTS = (
    frozenset(name for of in FILTERS for name, entry in entries(of).items() if entry.kind is kind) for kind in (FilterKind.DAY, FilterKind.COUNT)
)


class _ExportKind(StrEnum):
    """The rows that can be exported."""

    ARTICLES = "articles"
    PAGES = "pages"
    DRAFTS = "drafts"
    INCIDENTS = "incidents"
    STATUSES = "statuses"
    IMPUNITY = "impunity"
    DECISIONS = "decisions"
    MISSED = "missed"
    HEALTH = "health"
    DRIFT = "drift"


class _ExportFormat(StrEnum):
    """The output format."""

    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


class _NotWritten(QorganError):
    """The file of an export could not be written. Raised by the command; exit 1."""


@with_filters(FILTERS)
def export(
    what: Annotated[_ExportKind, typer.Argument(help=tr("which rows"))],
    format: Annotated[_ExportFormat, typer.Option(help=tr("jsonl, csv or xlsx"))] = _ExportFormat.JSONL,
    who: Annotated[str | None, typer.Option("--as", help=tr("your name, as it will stand in the ledger; the system's if not given"))] = None,
    output: Annotated[Path | None, typer.Option(help=tr("file to write; standard output if not given"))] = None,
    **given: Any,
) -> None:
    """Write the data to stdout or into a file, and note in the ledger what was written."""
    shape = EXPORT_DEFINITIONS[what.value]
    selected = {name: day_option(value) if name in _DAYS else value for name, value in given.items() if value}
    try:
        require_valid_filters(shape.name, selected)
    except InvalidFilter as error:
        refuse(error)
    filters = shape.filter(**{name: int(value) if name in _COUNTS else value for name, value in selected.items()})
    now = datetime.now(UTC)
    engine = open_database(read_settings().database)
    with read_session(engine) as session, _opened(output) as stream, _counted(output) as passed:
        rows = _counted_rows(shape.rows(session, _dated(filters, shape.takes, day_of(now))), passed)
        try:
            sent = send_rows(format.value, stream, shape, rows, filters)
        except OSError as error:
            raise _NotWritten(
                tr("the export could not be written: {reason}").format(reason=translate_error(error) or error.strerror or error)
            ) from error
    if not sent.complete:
        # The reader has gone. The rest of the buffer must not cause an error at the end of the process.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if is_read_only(engine):
        err.print(tr("The database is on a read-only medium: this export stands in no ledger."))
        return
    with write_transaction(engine) as session:
        note_export(session, shape, format.value, filters, sent, who=who or system_user(), now=now)


@contextmanager
def _counted(output: Path | None) -> Iterator[Callable[[int], None]]:
    """Show how many rows are written, unless the rows themselves appear on the terminal."""
    if output is None and sys.stdout.isatty():
        yield lambda _count: None
        return
    with show_progress(tr("rows"), None) as passed:
        yield passed


def _counted_rows(rows: Iterable[T], passed: Callable[[int], None]) -> Iterator[T]:
    """Yield the same rows; each is counted when the next one is requested."""
    for row in rows:
        yield row
        passed(1)


def _opened(output: Path | None) -> nullcontext[BinaryIO] | BinaryIO:
    if output is None:
        return nullcontext(sys.stdout.buffer)
    try:
        return open(output, "wb")
    except OSError as error:
        raise _NotWritten(tr("{file} cannot be written: {reason}").format(file=output, reason=error.strerror)) from error


def _dated(filters: RecordFilter, takes: frozenset[str], today: date) -> RecordFilter:
    """Return the filter with the day on which the clocks are read: today if none is given."""
    return replace(filters, as_of=filters.as_of or today) if isinstance(filters, IncidentFilter) and "as_of" in takes else filters
