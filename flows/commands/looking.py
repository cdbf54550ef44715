"""`qorgan outlets`: which outlets are collected, and how they answered last."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from records.i18n import label, ntr, tr
from records.vocabulary import REGIONS

if TYPE_CHECKING:
    from spiders.schema import Outlet


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
            table.add_row(
                outlet.name,
                label(REGIONS[outlet.region]) if outlet.region else tr("national"),
                " ".join(outlet.languages),
                ", ".join(_sources(outlet)) or tr("home page"),
                f"{last.started_at:%Y-%m-%d %H:%M}" if last else tr("never"),
                (tr("answered") if last.state == "answered" else cause_words(last.cause) or tr("failed")) if last else "",
            )
    Console(soft_wrap=True, highlight=False).print(table)


def _sources(outlet: "Outlet") -> list[str]:
    feeds, sitemaps, sections = len(outlet.feeds), len(outlet.sitemaps), len(outlet.sections)
    counted = {
        ntr("{n} feed", "{n} feeds", feeds): feeds,
        ntr("{n} sitemap", "{n} sitemaps", sitemaps): sitemaps,
        ntr("{n} list page", "{n} list pages", sections): sections,
    }
    return [words.format(n=number) for words, number in counted.items() if number]
