"""`qorgan outlets`: which outlets are collected, and how they answered last."""

import sys
from typing import Annotated

import typer

from records.i18n import label, tr
from records.vocabulary import REGIONS


def add_to(app: typer.Typer) -> None:
    """Hang the command into the app."""
    app.command(help=tr("List the outlets and how each answered last. Example: qorgan outlets --region KZ-35"))(outlets)


def outlets(region: Annotated[str | None, typer.Option(help=tr("only this region, e.g. KZ-35"))] = None) -> None:
    """One line an outlet on stdout."""
    from rich.console import Console
    from rich.table import Table

    from flows.selection import select
    from flows.summary import cause_words
    from records import runs
    from records.database import open_engine, reading, upgrade
    from records.settings import read_settings

    selection = select([region] if region else [])
    for fault in selection.faults:
        print(fault, file=sys.stderr)
    engine = open_engine(read_settings().database)
    upgrade(engine)
    table = Table(tr("outlet"), tr("region"), tr("languages"), tr("sources"), tr("last run"), tr("result"), box=None, padding=(0, 2, 0, 0))
    with reading(engine) as session:
        for outlet in selection.outlets:
            last = runs.last_part(session, outlet.name)
            sources = [f"{len(found)} {kind}" for kind, found in _sources(outlet) if found] or [tr("home page")]
            table.add_row(
                outlet.name,
                label(REGIONS[outlet.region]) if outlet.region else tr("national"),
                " ".join(outlet.languages),
                ", ".join(sources),
                f"{last.started_at:%Y-%m-%d %H:%M}" if last else tr("never"),
                (tr("answered") if last.state == "answered" else cause_words(last.cause) or last.state) if last else "",
            )
    Console(soft_wrap=True, highlight=False).print(table)


def _sources(outlet: object) -> list[tuple[str, list[object]]]:
    names = ((tr("feeds"), "feeds"), (tr("sitemaps"), "sitemaps"), (tr("list pages"), "sections"))
    return [(name, list(getattr(outlet, attribute))) for name, attribute in names]
