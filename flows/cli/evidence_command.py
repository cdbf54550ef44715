"""`qorgan evidence`: the disk space of the stored pages, and clearing those that belong to no draft."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from flows.cli.progress_bar import show_progress
from flows.terminal import err
from pipelines.evidence import retention
from pipelines.evidence.verify import EvidenceInventory, evidence_inventory
from records.database import open_database, read_session
from records.i18n import ntr, tr
from records.settings import read_settings


class _EvidenceFormat(StrEnum):
    """The output format."""

    TEXT = "text"
    JSON = "json"


def use(context: typer.Context, format: Annotated[_EvidenceFormat, typer.Option(help=tr("text or json"))] = _EvidenceFormat.TEXT) -> None:
    """Print a table on stdout: months, what drafts and incidents need, what could be cleared."""
    if context.invoked_subcommand is not None:
        return

    settings = read_settings()
    engine = open_database(settings.database)
    with read_session(engine) as session:
        inventory = evidence_inventory(session, settings.evidence, datetime.now(UTC))
    engine.dispose()
    if format is _EvidenceFormat.JSON:
        print(json.dumps(_inventory_json(inventory)))
    else:
        _show(inventory)


def clear(
    days: Annotated[int, typer.Option("--older-than", metavar="DAYS", min=30, help=tr("only pages fetched more than so many days ago"))],
    who: Annotated[str, typer.Option("--as", help=tr("your name, as it will stand in the ledger"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=tr("only say what would go"))] = False,
) -> None:
    """Clear pages away, and say on stderr which."""
    settings = read_settings()
    engine = open_database(settings.database)
    with show_progress(tr("evidence files"), None) as passed:
        done = retention.clear(engine, settings.evidence, days=days, who=who, now=datetime.now(UTC), dry_run=dry_run, passed=passed)
    engine.dispose()
    for file in done.skipped:
        err.print(tr("{file} was left as it is: something in it is not what was stored; `qorgan verify` tells what").format(file=file))
    if not done.files:
        err.print(tr("There is nothing to clear."))
        return
    records = ntr("{n} record of no article", "{n} records of no article", done.others).format(n=f"{done.others:,}")
    words = tr("Would clear {pages} and {others}: {size}.") if dry_run else tr("Cleared {pages} and {others}: {size}. Ledger row {row} holds which.")
    err.print(words.format(pages=_pages(done.pages), others=records, size=_size(done.bytes), row=done.row))


def _show(inventory: EvidenceInventory) -> None:
    table = Table(tr("Month"), tr("On disk"), tr("Of drafts and incidents"), box=None, padding=(0, 2, 0, 0))
    for column in table.columns[1:]:
        column.justify = "right"
    for month in sorted(inventory.months):
        table.add_row(month, _size(inventory.months[month]), _size(inventory.held_months[month]))
    table.add_row(
        tr("all"),
        _size(inventory.bytes),
        f"{_size(inventory.held.bytes)} ({inventory.held.bytes / inventory.bytes:.0%})" if inventory.bytes else _size(0),
    )
    Console(highlight=False).print(table)
    words = tr("{pages}, {held} of drafts and incidents, {cleared} cleared so far")
    print(words.format(pages=_pages(inventory.pages), held=f"{inventory.held.pages:,}", cleared=f"{inventory.cleared:,}"))
    for days, size in inventory.clearable.items():
        words = tr("could be cleared with --older-than {days}: {pages}, about {size}")
        print(words.format(days=days, pages=_pages(size.pages), size=_size(size.bytes)))


def _pages(count: int) -> str:
    return ntr("{n} stored page", "{n} stored pages", count).format(n=f"{count:,}")


def _size(count: int) -> str:
    return tr("{n} MB").format(n=f"{count / 1e6:,.1f}")


def _inventory_json(inventory: EvidenceInventory) -> dict[str, object]:
    return {
        "files": inventory.files,
        "bytes": inventory.bytes,
        "pages": inventory.pages,
        "held": {"pages": inventory.held.pages, "bytes": inventory.held.bytes},
        "months": {month: {"bytes": inventory.months[month], "held": inventory.held_months[month]} for month in sorted(inventory.months)},
        "clearable": {str(days): {"pages": size.pages, "bytes": size.bytes} for days, size in inventory.clearable.items()},
        "cleared": inventory.cleared,
    }


app = typer.Typer()
app.callback(invoke_without_command=True)(use)
app.command(
    "clear",
    help=tr(
        "Drop stored pages of articles that are in no draft; the ledger keeps which. Example: qorgan evidence clear --older-than 365 --as Aigul --dry-run"
    ),
)(clear)
