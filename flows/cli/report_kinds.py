"""What `qorgan report` writes beside documents: an infographic, a release of the open data, the public site. Each is noted in the ledger."""

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from flows.cli.report_output import fill, tell_counted, write
from records.i18n import ntr, tr

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from reports.release import ReleaseRequest


def write_infographic(
    engine: "Engine", days: tuple[date, date | None], lang: str, form: str, output: Path | None, *, who: str, now: datetime
) -> None:
    """One page of figures. `days` are the last day and, if it was given, the first."""
    from flows.cli.export_command import refuse
    from records.clock import day_of
    from records.database import read_session, write_transaction
    from reports.infographic import InfographicForm, InfographicRequest, make_infographic, note_infographic
    from reports.publications import WrongPeriod

    if output is None and form == InfographicForm.PNG and sys.stdout.isatty():
        raise typer.BadParameter(tr("a PNG is nothing to read here; give --output FILE.png"))
    try:
        with read_session(engine) as session:
            made = make_infographic(session, InfographicRequest(*days, lang, InfographicForm(form)), day_of(now))
    except WrongPeriod as error:
        refuse(error)
    write(made.content, output)
    with write_transaction(engine) as session:
        note_infographic(session, made, who=who, now=now)
    tell_counted(made.figures.total, made.figures.period.since, made.figures.period.as_of)


def write_release(engine: "Engine", wanted: "ReleaseRequest", output: Path | None, *, who: str, now: datetime) -> None:
    """One archive, or its files in a folder."""
    from flows.cli.export_command import refuse
    from records.clock import day_of
    from records.database import at_one_moment, write_transaction
    from reports import release
    from reports.publications import WrongPeriod

    if output is None and sys.stdout.isatty():
        raise typer.BadParameter(tr("a release is a .zip file and nothing to read here; give --output FILE.zip or a folder"))
    zipped = output is None or output.suffix.lower() == ".zip"
    try:
        # Incidents, their statuses and the head of the ledger must be of one moment, or the head would prove another record.
        with at_one_moment(engine) as session:
            made = release.release(session, wanted, day_of(now))
            unknown = wanted.previous is not None and not release.is_noted(session, wanted.previous.before)
    except WrongPeriod as error:
        refuse(error)
    if zipped:
        write(made.archive.content, output)
    elif output:
        fill(output, made.files)
    with write_transaction(engine) as session:
        release.note_release(session, made, zipped=zipped, who=who, now=now)
    if unknown:
        print(f"qorgan: {tr('the ledger does not tell of the release before; is it one of this record?')}", file=sys.stderr)
    if made.misplaced:
        # A release has no notes to the editor, so they are told here.
        told = ntr(
            "{n} status tells the wrong story and is left out; `qorgan review` lists it",
            "{n} statuses tell the wrong story and are left out; `qorgan review` lists them",
            made.misplaced,
        )
        print(f"qorgan: {told.format(n=made.misplaced)}", file=sys.stderr)
    tell_counted(made.about.incidents, made.about.period.since, made.about.period.as_of)


def write_site(engine: "Engine", until: date, addresses: tuple[str, str], output: Path | None, *, who: str, now: datetime) -> None:
    """The public site in a folder. `addresses` are its own and that of the open data."""
    from flows.cli.export_command import refuse
    from records.clock import day_of
    from records.database import at_one_moment, write_transaction
    from reports.site import ForeignFolder, SiteFolder, SiteRequest, build_site, note_site

    if output is None:
        raise typer.BadParameter(tr("a site is a folder; give --output FOLDER"))
    own, release = addresses
    wanted = SiteRequest(until, own.rstrip("/") + "/" if own else "", release)
    try:
        folder = SiteFolder(output)
    except ForeignFolder as error:
        refuse(error)
    with folder:
        with at_one_moment(engine) as session:
            built = build_site(session, wanted, day_of(now), folder, os.cpu_count() or 1)
        # Publishing is a decision: no site stands of which the ledger does not know, and the ledger tells of none that does not stand.
        with write_transaction(engine) as session:
            note_site(session, built, who=who, now=now)
            folder.stand({"as_of": built.as_of.isoformat(), "incidents": built.incidents})
    told = ntr("{n} incident published, as of {day}, in {files} files", "{n} incidents published, as of {day}, in {files} files", built.incidents)
    print(f"qorgan: {told.format(n=built.incidents, day=built.as_of, files=built.files)}", file=sys.stderr)
