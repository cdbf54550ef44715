"""How `qorgan run` and `qorgan replay` tell what they brought, or would ask: words on stderr for a person, or one JSON object on stdout for a program."""

import json
from enum import StrEnum
from typing import TYPE_CHECKING

from flows.cli.table_console import table_console
from records.country import region_name
from records.i18n import ntr, tr
from records.vocabulary import WAY_LABELS, WayKind

if TYPE_CHECKING:
    from flows.run_preview import OutletPreview, RunPreview
    from flows.run_summary import RunSummary


class RunFormat(StrEnum):
    """In which form a run tells what it brought."""

    TEXT = "text"
    JSON = "json"


def print_summary(summary: "RunSummary", format: RunFormat) -> None:
    """Print the summary of a run that has ended, as one JSON object on stdout where that was asked for. A person has seen it on stderr."""
    if format is RunFormat.JSON:
        print(json.dumps({"run": summary.run_id, **summary.as_json()}, ensure_ascii=False), flush=True)


def print_preview(found: "RunPreview", format: RunFormat) -> None:
    """Print what a run would ask."""
    from rich.table import Table

    if format is RunFormat.JSON:
        print(json.dumps(found.as_json(), ensure_ascii=False), flush=True)
        return
    table = Table(tr("outlet"), tr("region"), tr("would be asked"), tr("news since"), tr("known addresses"), box=None, padding=(0, 1, 0, 0))
    for outlet in found.outlets:
        table.add_row(outlet.name, region_name(outlet.region) or tr("national"), _asked(outlet), outlet.since.isoformat(), f"{outlet.known:,}")
    table_console().print(table)
    parts = [
        ntr("{n} outlet", "{n} outlets", len(found.outlets)).format(n=len(found.outlets)),
        ntr("{n} page that a person named", "{n} pages that people named", len(found.tips)).format(n=len(found.tips)),
        ntr("{n} watched page", "{n} watched pages", found.looks).format(n=found.looks),
    ]
    print(tr("Nothing was asked and nothing was written. A run would begin with: {parts}").format(parts=", ".join(parts)))


def _asked(outlet: "OutletPreview") -> str:
    """The sources by kind with their number. Where the file names none, the home page is searched."""
    if outlet.held:
        return tr("nothing: another run is at it")
    if not outlet.sources:
        return tr("the home page, for sources")
    return ", ".join(f"{tr(WAY_LABELS[WayKind(kind)])} ({len(addresses)})" for kind, addresses in outlet.sources.items())
