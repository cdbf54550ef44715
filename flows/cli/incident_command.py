"""`qorgan incident`: shows an incident with its statuses, and corrects it."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy.orm import Session

from flows.cli.decide_command import field
from flows.cli.options import system_user
from records import incidents
from records.clock import day_of
from records.country import region_name
from records.database import INTERACTIVE_RETRY_SECONDS, open_database, require_intact_database, write_with_retry
from records.errors import NoSuchIncident
from records.i18n import ntr, tr
from records.incident_model import Incident
from records.incidents.tracks import NOT_PLACED
from records.manual_tips import source_words, tip_source_description
from records.review.incident_facts import corrections
from records.settings import read_settings
from records.vocabulary import ACTOR_LABELS, CATEGORIES, STATUS_LABELS, TRACK_LABELS, Track
from reports.case_calendar import penalty_words
from reports.impunity.clocks import clocks
from reports.withheld.public_incidents import find


def incident(
    number: Annotated[str, typer.Argument(help=tr("number of the incident"))],
    corrected: Annotated[list[str] | None, typer.Option("--set", help=tr("FIELD=VALUE, a correction; may be repeated"))] = None,
    who: Annotated[str, typer.Option("--as", help=tr("your name, as it will stand in the ledger; the system's if not given"))] = "",
    note: Annotated[str, typer.Option(help=tr("a word on it"))] = "",
) -> None:
    """Print the incident on stdout, after the corrections if there are any."""
    database = read_settings().database
    fields: dict[str, Any] = dict(map(field, corrected or []))
    if fields:
        require_intact_database(database)
    now = datetime.now(UTC)

    def change(session: Session) -> Incident | None:
        if fields:
            incidents.edit(session, number.upper(), *corrections(fields), who=who or system_user(), now=now, note=note)
        return find(session, number.upper())

    engine = open_database(database)
    stored = write_with_retry(engine, change, INTERACTIVE_RETRY_SECONDS)
    engine.dispose()
    if stored is None:
        raise NoSuchIncident(tr("there is no incident {number}; `qorgan export incidents` lists them").format(number=number))
    _show(stored, now)


def _show(record: Incident, now: datetime) -> None:
    """Print its facts line by line, then its statuses, its clocks, its sources."""
    counted = clocks(record, day_of(now))
    facts = [
        (tr("Number"), record.number + (f" ({tr('withdrawn')})" if record.withdrawn else "")),
        (tr("Title"), record.title),
        (tr("Category"), "; ".join(tr(CATEGORIES[code].label) for code in record.categories)),
        (tr("Date"), f"{record.day:%Y-%m-%d}"[: {"day": 10, "month": 7, "year": 4}[record.precision or "day"]] if record.day else tr("not known")),
        (tr("Place"), ", ".join(filter(None, (record.place, region_name(record.region))))),
        (tr("Victims"), "; ".join(", ".join(filter(None, (victim.name, victim.profession, victim.outlet))) for victim in record.victims)),
        (tr("Outlets"), "; ".join(record.outlets)),
        (tr("Actor"), tr(ACTOR_LABELS[record.actor])),
        (tr("Without accountability"), _days(counted.without_accountability)),
        (tr("Since the last status"), _days(counted.since_last_status)),
        (tr("Under pursuit"), _days(counted.under_pursuit)),
        (
            tr("In custody"),
            (tr("not stated") if counted.custody_end_unknown and not counted.in_custody else _days(counted.in_custody))
            + (f" ({tr('today too')})" if counted.in_custody_now else ""),
        ),
    ]
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in facts:
        table.add_row(name, Text(value))
    for track in Track:
        mine = [status for status in record.statuses if status.track is track]
        if mine:
            table.add_row("", Text(tr(TRACK_LABELS[track]), style="bold"))
        for entry in mine:
            table.add_row(
                f"{entry.day}",
                Text(
                    " — ".join(
                        filter(
                            None,
                            (tr(STATUS_LABELS[entry.code]), penalty_words(entry.penalty), entry.note, source_words(entry.source), f"[{entry.id}]"),
                        )
                    )
                ),
            )
    gone = [
        (withdrawn_status, tr("withdrawn: {reason}").format(reason=tr(withdrawn_status.withdrawn))) for withdrawn_status in record.withdrawn_statuses
    ]
    apart = [
        (misplaced_status, tr("does not count: {reason}; `qorgan review` lists it").format(reason=tr(NOT_PLACED)))
        for misplaced_status in record.misplaced_statuses
    ]
    for entry, words in sorted((*gone, *apart), key=lambda pair: pair[0].day):
        table.add_row(
            f"{entry.day}",
            Text(" — ".join(filter(None, (tr(STATUS_LABELS[entry.code]), source_words(entry.source), words, f"[{entry.id}]"))), style="dim"),
        )
    for article in record.articles:
        table.add_row(article.outlet, Text(tip_source_description(article) or f"{article.title} {article.url} {article.sha256[:12]}"))
    Console(highlight=False, soft_wrap=True).print(table)


def _days(number: int | None) -> str:
    return tr("does not run") if number is None else ntr("{n} day", "{n} days", number).format(n=number)
