"""`qorgan outlets`: which outlets are collected, how each answered last, and which are failing."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli import outlets_check_command
from flows.cli.outlet_lines import OutletsFormat, outlet_lines, print_lines
from flows.cli.table_console import MARK, explain_mark, table_console
from records.country import region_name
from records.i18n import ntr, tr
from records.vocabulary import WAY_LABELS, WayKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from rich.table import Column
    from sqlalchemy.orm import Session

    from records.outlets.notices import Outage
    from spiders.config.schema import Outlet

# Below so many columns, names of regions and ways are cut, so that an outlet keeps to one line.
ROOMY = 150
# Below so many, the least important columns are left out.
FULL = 115


def add_to(app: typer.Typer) -> None:
    """Register the group with the application. Without a command it lists the outlets. Other commands about outlets are registered in it."""
    words = tr("List the outlets, how each answered last, and which are failing. Example: qorgan outlets --region KZ-35 --failing")
    group = typer.Typer(help=words, invoke_without_command=True)
    group.callback(invoke_without_command=True, help=words)(outlets)
    outlets_check_command.add_to(group)
    app.add_typer(group, name="outlets")


def outlets(
    context: typer.Context,
    region: Annotated[str | None, typer.Option(help=tr("only this region, e.g. KZ-35"))] = None,
    failing: Annotated[bool, typer.Option("--failing", help=tr("only outlets that are failing"))] = False,
    format: Annotated[OutletsFormat, typer.Option(help=tr("text (a table), json or csv"))] = OutletsFormat.TEXT,
) -> None:
    """Print one line for each outlet on stdout."""
    if context.invoked_subcommand is not None:
        return
    from datetime import UTC, datetime

    from rich.table import Table

    from flows.reread_words import standing
    from flows.selection import select
    from records import rereads
    from records.database import open_database, read_session
    from records.settings import read_settings

    selection = select([region] if region else [])
    for fault in selection.faults:
        print(fault, file=sys.stderr)
    engine = open_database(read_settings().database)
    if format not in (OutletsFormat.TEXT, OutletsFormat.TABLE):
        with read_session(engine) as session:
            lines = [line for line in outlet_lines(session, selection.outlets, datetime.now(UTC)) if line["failing_since"] or not failing]
        engine.dispose()
        print_lines(lines, format)
        return
    console = table_console()
    with read_session(engine) as session:
        rows = [row for row in _rows(session, selection.outlets, datetime.now(UTC)) if row["failing"] or not failing]
        stands = rereads.newest(session)
    engine.dispose()
    if stands is not None and stands.left:
        print(tr("The archive is read anew by {model}: {standing}").format(model=stands.model, standing=standing(stands)), file=sys.stderr)
    if failing and not rows:
        print(tr("No outlet is failing."), file=sys.stderr)
        return
    columns = _columns(console.width)
    table = Table(*columns.values(), box=None, padding=(0, 1, 0, 0))
    for row in rows:
        table.add_row(*(row[name] for name in columns))
    console.print(table)
    if "way" in columns and any(row["way"].startswith(MARK) for row in rows):
        explain_mark()


def _columns(width: int) -> "dict[str, Column]":
    """The columns that a console of this width has room for. With 120 an outlet keeps to one line, and what it fails for may take a second one."""
    from rich.table import Column

    def cut(head: str, most: int, **more: Any) -> Column:
        return Column(head, max_width=None if width >= ROOMY else most, **more)

    columns = {
        "outlet": Column(tr("outlet"), no_wrap=True),
        "region": cut(tr("region"), 18, no_wrap=True, overflow="ellipsis"),
        "languages": Column(tr("languages"), min_width=5),
        "sources": Column(tr("sources"), justify="right"),
        "answered": Column(tr("last answered"), no_wrap=True),
        "way": cut(tr("served by"), 15, no_wrap=True, overflow="ellipsis"),
        "articles": cut(tr("articles in 7 days"), 9, justify="right"),
        "failing": Column(tr("failing for"), min_width=12),
    }
    return columns if width >= FULL else {name: column for name, column in columns.items() if name not in ("languages", "sources", "way")}


def _rows(session: "Session", listed: "Sequence[Outlet]", now: "datetime") -> "Iterator[dict[str, str]]":
    """The cells of each outlet's row."""
    from datetime import timedelta

    from records.clock import day_of, outlet_zone
    from records.outlets import health, run_history
    from records.outlets.notices import last_successes, outages

    today = day_of(now)
    outage, success = outages(session, today), last_successes(session)
    for outlet in listed:
        answered = success.get(outlet.name)
        yield {
            "outlet": outlet.name,
            "region": region_name(outlet.region) or tr("national"),
            "languages": " ".join(outlet.languages),
            "sources": str(_sources(outlet)),
            "answered": f"{answered.astimezone(outlet_zone(outlet.region)):%Y-%m-%d %H:%M}" if answered else tr("never"),
            "way": _way(run_history.last_ways(session, outlet.name)[0]),
            "articles": str(health.articles_since(session, outlet.name, today - timedelta(days=6))),
            "failing": _failing(outage.get(outlet.name)),
        }


def _sources(outlet: "Outlet") -> int:
    """How many sources the outlet's file names. 0 means that its home page is searched."""
    return sum(map(len, (outlet.feeds, outlet.sitemaps, outlet.sections, outlet.wordpress, outlet.telegram)))


def _way(ways: "list[dict[str, object]]") -> str:
    """The source that served last: one that the file names, else one that gives more than the home page, with its mark."""
    if not ways:
        return ""
    way = min(ways, key=lambda way: (not way["named"], way["kind"] == WayKind.HOME))
    return ("" if way["named"] else MARK) + tr(WAY_LABELS[WayKind(str(way["kind"]))])


def _failing(outage: "Outage | None") -> str:
    from flows.cause_words import cause_words

    if outage is None:
        return ""
    days = ntr("{n} day", "{n} days", outage.days).format(n=outage.days)
    return f"{days}: {cause_words(outage.cause) or tr('failed')}"
