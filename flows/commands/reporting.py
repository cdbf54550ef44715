"""`qorgan report`: the published documents."""

import sys
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from records.errors import QorganError
from records.i18n import ntr, reader, tr


class What(StrEnum):
    """Which report."""

    STATEMENT = "statement"
    MONTHLY = "monthly"
    IMPUNITY = "impunity"


class Language(StrEnum):
    """In which language."""

    KK = "kk"
    RU = "ru"
    EN = "en"


class Format(StrEnum):
    """In which format."""

    HTML = "html"
    DOCX = "docx"
    MD = "md"
    JSON = "json"


class ReportNotWritten(QorganError):
    """The file of a report could not be written. Raised by the command; exit 1, and the ledger says nothing of it."""


def add_to(app: typer.Typer) -> None:
    """Hang the command into the app."""
    words = tr(
        "Write a statement, a monthly report or the impunity report from the confirmed incidents, as of the last day."
        " Example: qorgan report statement --until 2021-11-02 --lang ru --output statement.html"
    )
    app.command(help=words)(report)


def report(
    what: Annotated[What, typer.Argument(help=tr("which report"))],
    since: Annotated[
        str | None,
        typer.Option(
            help=tr("first day, YYYY-MM-DD; if not given: of the year for a statement, of the month for a monthly report, of the whole record")
        ),
    ] = None,
    until: Annotated[str | None, typer.Option(help=tr("last day, YYYY-MM-DD, as of which everything is told; today if not given"))] = None,
    lang: Annotated[Language | None, typer.Option(help=tr("language of the report; yours if not given"))] = None,
    format: Annotated[Format, typer.Option(help=tr("html, docx, md or json"))] = Format.HTML,
    base_url: Annotated[str, typer.Option(help=tr("address of the desk, at which figures open; in the document itself if not given"))] = "",
    silent_days: Annotated[int, typer.Option(min=1, help=tr("days without news from which a case is silent (impunity report)"))] = 180,
    cases: Annotated[int, typer.Option(min=0, help=tr("how many cases are told (statement)"))] = 4,
    who: Annotated[str | None, typer.Option("--as", help=tr("your name, as it will stand in the ledger; the system's if not given"))] = None,
    output: Annotated[Path | None, typer.Option(help=tr("file to write; standard output if not given"))] = None,
) -> None:
    """The document goes to stdout, or into a file; what was made stands in the ledger."""
    from flows.commands.exporting import refuse, system_user
    from records.database import open_engine, reading, upgrade, writing
    from records.days import day_of
    from records.settings import read_settings
    from reports.publications import Form, Kind, Wanted, WrongPeriod, keep, publish

    now = datetime.now(UTC)
    today = day_of(now)
    if base_url and not base_url.startswith(("https://", "http://")):
        raise typer.BadParameter(tr("{value} is no address; it begins with https://").format(value=base_url))
    wanted = Wanted(
        Kind(what.value), _day(until) or today, _day(since), lang.value if lang else reader(), Form(format.value), base_url, silent_days, cases
    )
    engine = open_engine(read_settings().database)
    upgrade(engine)
    try:
        with reading(engine) as session:
            published = publish(session, wanted, today)
    except WrongPeriod as error:
        refuse(error)
    _write(published.content, output)
    with writing(engine) as session:
        keep(session, published, who=who or system_user(), now=now)
    told = ntr("{n} incident counted", "{n} incidents counted", published.incidents).format(n=published.incidents)
    print(f"qorgan: {told}, {published.period.since} – {published.period.as_of}", file=sys.stderr)


def _write(content: bytes, output: Path | None) -> None:
    try:
        if output is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            output.write_bytes(content)
    except OSError as error:
        told = tr("the report could not be written to {file}: {reason}")
        raise ReportNotWritten(told.format(file=output or "-", reason=error.strerror or error)) from error


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise typer.BadParameter(tr("{value} is no day; write YYYY-MM-DD").format(value=value)) from error
