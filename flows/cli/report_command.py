"""`qorgan report`: the published documents, infographics, releases of open data, and the public site."""

import os
import re
import sys
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy import Engine

from flows.cli.options import day_option, refuse, system_user
from records.clock import day_of
from records.database import consistent_read_session, open_database, read_session, write_transaction
from records.error_translation import translate_error
from records.errors import QorganError
from records.i18n import LANGUAGES, ntr, reader_language, tr
from records.settings import read_settings
from reports.kinds import ReportFormat, ReportKind
from reports.publications import PublishedReport, ReportRequest, WrongPeriod, note_report, notes_file, requested_numbers
from reports.publications.publish import publish

if TYPE_CHECKING:
    from reports.release import File, ReleaseRequest


# The output of `qorgan report`: a file, a folder, or standard output.


class ReportNotWritten(QorganError):
    """The file of a report could not be written. Exit 1, and nothing is written to the ledger."""


def _print_counted(incidents: int, since: date, as_of: date) -> None:
    """Print on standard error how many incidents were counted."""
    words = ntr("{n} incident counted", "{n} incidents counted", incidents).format(n=incidents)
    print(f"qorgan: {words}, {since} – {as_of}", file=sys.stderr)


def fill(folder: Path, files: "tuple[File, ...]") -> None:
    """Write the files into a folder. The list of checksums comes last, so that an incomplete folder is noticed. Raises ReportNotWritten."""
    from reports.release import SUMS

    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SUMS).unlink(missing_ok=True)
    except OSError as error:
        raise _not_written(folder, error) from error
    for file in files:
        write(file.content, folder / file.name)


def write(content: bytes, output: Path | None) -> None:
    """Write into a file, or to standard output. Raises ReportNotWritten."""
    try:
        if output is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            output.write_bytes(content)
    except OSError as error:
        raise _not_written(output, error) from error


def _not_written(output: Path | None, error: OSError) -> ReportNotWritten:
    words = tr("the report could not be written to {file}: {reason}")
    return ReportNotWritten(words.format(file=output or "-", reason=translate_error(error) or error.strerror or error))


# Output of `qorgan report` other than documents: an infographic, a release of the open data, the public site. Each is recorded in the ledger.


def _write_infographic(engine: Engine, days: tuple[date, date | None], lang: str, form: str, output: Path | None, *, who: str, now: datetime) -> None:
    """Write one page of figures. `days` are the last day and, if given, the first."""
    from reports.infographic import InfographicForm, InfographicRequest, make_infographic, note_infographic

    if output is None and form == InfographicForm.PNG and sys.stdout.isatty():
        raise typer.BadParameter(tr("a PNG is nothing to read here; give --output FILE.png"))
    try:
        with read_session(engine) as session:
            infographic = make_infographic(session, InfographicRequest(*days, lang, InfographicForm(form)), day_of(now))
    except WrongPeriod as error:
        refuse(error)
    write(infographic.content, output)
    with write_transaction(engine) as session:
        note_infographic(session, infographic, who=who, now=now)
    _print_counted(infographic.figures.total, infographic.figures.period.since, infographic.figures.period.as_of)


def _write_release(engine: Engine, release_request: "ReleaseRequest", output: Path | None, *, who: str, now: datetime) -> None:
    """Write a release as one archive, or as files in a folder."""
    from reports import release

    if output is None and sys.stdout.isatty():
        raise typer.BadParameter(tr("a release is a .zip file and nothing to read here; give --output FILE.zip or a folder"))
    zipped = output is None or output.suffix.lower() == ".zip"
    try:
        # Incidents, their statuses and the head of the ledger must be of one moment, or the head would prove another record.
        with consistent_read_session(engine) as session:
            published = release.release(session, release_request, day_of(now))
            unknown = release_request.previous is not None and not release.is_noted(session, release_request.previous.before)
    except WrongPeriod as error:
        refuse(error)
    if zipped:
        write(published.archive.content, output)
    elif output:
        fill(output, published.files)
    with write_transaction(engine) as session:
        release.note_release(session, published, zipped=zipped, who=who, now=now)
    if unknown:
        print(f"qorgan: {tr('the ledger does not tell of the release before; is it one of this record?')}", file=sys.stderr)
    if published.misplaced:
        # A release has no notes to the editor, so they are printed here.
        words = ntr(
            "{n} status tells the wrong story and is left out; `qorgan review` lists it",
            "{n} statuses tell the wrong story and are left out; `qorgan review` lists them",
            published.misplaced,
        )
        print(f"qorgan: {words.format(n=published.misplaced)}", file=sys.stderr)
    _print_counted(published.about.incidents, published.about.period.since, published.about.period.as_of)


def _write_site(engine: Engine, until: date, addresses: tuple[str, str], output: Path | None, *, who: str, now: datetime) -> None:
    """Write the public site into a folder. `addresses` are its own and that of the open data."""
    from reports.site import ForeignFolder, SiteFolder, SiteRequest, build_site, note_site

    if output is None:
        raise typer.BadParameter(tr("a site is a folder; give --output FOLDER"))
    own, release = addresses
    site_request = SiteRequest(until, own.rstrip("/") + "/" if own else "", release)
    try:
        folder = SiteFolder(output)
    except ForeignFolder as error:
        refuse(error)
    with folder:
        with consistent_read_session(engine) as session:
            built = build_site(session, site_request, day_of(now), folder, os.cpu_count() or 1)
        # Publishing is a decision: the ledger records every site that exists, and no other.
        with write_transaction(engine) as session:
            note_site(session, built, who=who, now=now)
            folder.stand({"as_of": built.as_of.isoformat(), "incidents": built.incidents})
    words = ntr("{n} incident published, as of {day}, in {files} files", "{n} incidents published, as of {day}, in {files} files", built.incidents)
    print(f"qorgan: {words.format(n=built.incidents, day=built.as_of, files=built.files)}", file=sys.stderr)


if TYPE_CHECKING:

    class ReportLanguage(StrEnum):
        """The language of a report: one of the languages of the product."""

else:
    ReportLanguage = StrEnum("ReportLanguage", {code.upper(): code for code in LANGUAGES})


def report(
    what: Annotated[ReportKind, typer.Argument(help=tr("which report"))],
    since: Annotated[
        str | None,
        typer.Option(
            help=tr(
                "first day, YYYY-MM-DD; if not given: of the year for a statement and a yearly report, of the month for a monthly report, of the whole record"
            )
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            help=tr(
                "last day, YYYY-MM-DD, as of which everything is told; if not given: today, for a release the day of the last change of what is published"
            )
        ),
    ] = None,
    lang: Annotated[ReportLanguage | None, typer.Option(help=tr("language of the report; yours if not given"))] = None,
    format: Annotated[
        ReportFormat | None,
        typer.Option(
            help=tr(
                "html, docx, md or json; html if not given. For an infographic svg or png, by the name of the file if not given. A release holds csv, xlsx and jsonl at once"
            ),
        ),
    ] = None,
    base_url: Annotated[
        str, typer.Option(help=tr("address of the desk, at which figures open; in the document itself if not given. For a site its own address"))
    ] = "",
    silent_days: Annotated[int, typer.Option(min=1, help=tr("days without news from which a case is silent (impunity report)"))] = 180,
    cases: Annotated[int, typer.Option(min=0, help=tr("how many cases are told (statement)"))] = 4,
    tell: Annotated[list[str] | None, typer.Option(metavar="NUMBER", help=tr("number of a further case to tell; repeatable"))] = None,
    final: Annotated[
        bool, typer.Option("--final", help=tr("refuse the document while something that it tells was checked by nobody in its language"))
    ] = False,
    release_at: Annotated[
        str,
        typer.Option(
            "--release",
            metavar="ADDRESS",
            help=tr("address at which the open data can be had: to which a site leads, and by which a release names itself"),
        ),
    ] = "",
    doi: Annotated[str, typer.Option("--doi", metavar="DOI", help=tr("DOI under which this release will be known, as 10.5281/zenodo.1"))] = "",
    previous: Annotated[
        Path | None,
        typer.Option("--previous", help=tr("folder or .zip file of the release before; the difference to it is then told in the release")),
    ] = None,
    who: Annotated[str | None, typer.Option("--as", help=tr("your name, as it will stand in the ledger; the system's if not given"))] = None,
    output: Annotated[
        Path | None, typer.Option(help=tr("file to write, for a release a .zip file or a folder, for a site a folder; standard output if not given"))
    ] = None,
) -> None:
    """Write the document to stdout or into a file, and the notes to the editor beside it or to stderr; note in the ledger what was made."""
    now = datetime.now(UTC)
    today = day_of(now)
    for address in (base_url, release_at):
        if address and not address.startswith(("https://", "http://")):
            raise typer.BadParameter(tr("{value} is no address; it begins with https://").format(value=address))
    language = lang.value if lang else reader_language()
    engine = open_database(read_settings().database)
    if release_at and what not in (ReportKind.SITE, ReportKind.RELEASE):
        raise typer.BadParameter(tr("--release goes with site and release alone"))
    if (doi or previous) and what is not ReportKind.RELEASE:
        raise typer.BadParameter(tr("--doi and --previous go with release alone"))
    if doi and not re.fullmatch(r"10\.[0-9]{4,9}(\.[0-9]+)*/[A-Za-z0-9:/_;.()\[\]\\-]+", doi):
        raise typer.BadParameter(tr("{value} is no DOI; one is written as 10.5281/zenodo.1").format(value=doi))
    if what is ReportKind.SITE:
        if since or tell or final:
            raise typer.BadParameter(tr("a site tells the whole record; --since, --tell and --final go with documents"))
        _write_site(engine, day_option(until or None) or today, (base_url, release_at), output, who=who or system_user(), now=now)
        return
    if what is ReportKind.RELEASE:
        if tell:
            raise typer.BadParameter(tr("a release tells no case; --tell goes with the documents"))
        if final:
            raise typer.BadParameter(tr("a release tells no case; --final goes with the documents"))
        from reports import release

        if format:
            print(f"qorgan: {tr('a release holds csv, xlsx and jsonl at once; --format changes nothing in it')}", file=sys.stderr)
        _write_release(
            engine,
            release.ReleaseRequest(
                day_option(until or None),
                day_option(since or None),
                language,
                doi,
                release_at and release_at.rstrip("/") + "/",
                release.previous_release(previous) if previous else None,
            ),
            output,
            who=who or system_user(),
            now=now,
        )
        return
    if what is ReportKind.INFOGRAPHIC:
        if tell or final:
            raise typer.BadParameter(tr("an infographic tells no case; --tell and --final go with the documents"))
        days = (day_option(until or None) or today, day_option(since or None))
        _write_infographic(engine, days, language, _picture_form(format, output), output, who=who or system_user(), now=now)
        return
    if format in (ReportFormat.SVG, ReportFormat.PNG):
        raise typer.BadParameter(tr("svg and png go with an infographic alone"))
    form = format or ReportFormat.HTML
    report_request = ReportRequest(
        what,
        day_option(until or None) or today,
        day_option(since or None),
        language,
        form,
        base_url,
        silent_days,
        cases,
        requested_numbers(tell or ()),
        final,
    )
    try:
        with read_session(engine) as session:
            published = publish(session, report_request, today)
    except WrongPeriod as error:
        refuse(error)
    write(published.content, output)
    if form is not ReportFormat.JSON:
        _give_notes(published, output)
    with write_transaction(engine) as session:
        note_report(session, published, who=who or system_user(), now=now)
    _print_counted(published.incidents, published.period.since, published.period.as_of)


def _picture_form(report_format: ReportFormat | None, output: Path | None) -> str:
    """Return the format of an infographic: the requested one, else by the name of the file."""
    if report_format is None:
        return "png" if output is not None and output.suffix.lower() == ".png" else "svg"
    if report_format not in (ReportFormat.SVG, ReportFormat.PNG):
        raise typer.BadParameter(tr("an infographic is svg or png"))
    return report_format.value


def _give_notes(published: PublishedReport, output: Path | None) -> None:
    """Write the notes to the editor to `FILE.notes.md` next to `FILE.docx`, or to standard error if the document goes to standard output."""
    notes = notes_file(published.document, published.wanted.base_url)
    if output is None:
        if published.document.editor:
            print(notes, file=sys.stderr)
        return
    notes_path = output.with_name(f"{output.stem}.notes.md")
    write(notes.encode(), notes_path)
    count = len(published.document.editor)
    words = ntr("{n} note to the editor: {file}", "{n} notes to the editor: {file}", count)
    print(f"qorgan: {words.format(n=count, file=notes_path)}", file=sys.stderr)
