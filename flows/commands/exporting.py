"""`qorgan export`: rows of articles, pages, drafts, the health of outlets and the drift of their screenings, for programs and spreadsheets."""

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from records.i18n import tr


class What(StrEnum):
    """What can be exported."""

    ARTICLES = "articles"
    PAGES = "pages"
    DRAFTS = "drafts"
    HEALTH = "health"
    DRIFT = "drift"


class Format(StrEnum):
    """In which form."""

    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


def add_to(app: typer.Typer) -> None:
    """Hang the command into the app."""
    words = tr(
        "Print articles, pages, drafts, the days of outlets (health) or the weeks of their screenings (drift), one row each."
        " Example: qorgan export drafts --format csv > drafts.csv"
    )
    app.command(help=words)(export)


def export(
    what: Annotated[What, typer.Argument(help=tr("which rows"))],
    format: Annotated[Format, typer.Option(help=tr("jsonl, csv or xlsx"))] = Format.JSONL,
    outlet: Annotated[str | None, typer.Option(help=tr("only this outlet"))] = None,
    region: Annotated[str | None, typer.Option(help=tr("only this region"))] = None,
    lang: Annotated[str | None, typer.Option(help=tr("only this language"))] = None,
    state: Annotated[str | None, typer.Option(help=tr("only drafts in this state"))] = None,
    fate: Annotated[str | None, typer.Option(help=tr("only pages with this fate"))] = None,
    run: Annotated[str | None, typer.Option(help=tr("only this run"))] = None,
    since: Annotated[str | None, typer.Option(help=tr("first day, YYYY-MM-DD"))] = None,
    until: Annotated[str | None, typer.Option(help=tr("last day, YYYY-MM-DD"))] = None,
    output: Annotated[Path | None, typer.Option(help=tr("file to write; standard output if not given"))] = None,
) -> None:
    """Data goes to stdout, or into a file."""
    from records.database import open_engine, reading, upgrade
    from records.settings import read_settings
    from reports.exports.filters import Filters
    from reports.exports.forms import write
    from reports.exports.rows import SHAPES

    filters = Filters(outlet, region, lang, state, fate, run, _day(since), _day(until))
    engine = open_engine(read_settings().database)
    upgrade(engine)
    shape = SHAPES[what.value]
    with reading(engine) as session:
        if output is None:
            write(format.value, sys.stdout.buffer, shape, shape.rows(session, filters), filters)
        else:
            with open(output, "wb") as stream:
                write(format.value, stream, shape, shape.rows(session, filters), filters)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise typer.BadParameter(tr("{value} is no day; write YYYY-MM-DD").format(value=value)) from error
