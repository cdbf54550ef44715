"""`qorgan run`, `qorgan replay` and `qorgan add`: one run of the flow."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from flows.cli.options import day_option
from flows.cli.table_console import open_table_console
from flows.notify.sending import require_known_addresses
from flows.prefect_server import run_prefect_server
from flows.run_request import RunRequest, Selection, outlet_selection
from flows.terminal import err
from pipelines.evidence.warc_lists import find_warc_files, warc_fault
from records.country import region_name
from records.database import open_database
from records.errors import QorganError
from records.i18n import ntr, tr
from records.model import Period
from records.settings import read_settings
from spiders.sample.server import outlets_file, serve, shared_newsroom_message
from spiders.sample.story_files import printing_day

if TYPE_CHECKING:
    from flows.run_summary import OutletPreview, RunPreview, RunSummary


# The output of `qorgan run` and `qorgan replay`: text on stderr for a person, or one JSON object on stdout for a program.


class _RunFormat(StrEnum):
    """The output format of a run's result."""

    TEXT = "text"
    JSON = "json"


def _print_summary(summary: "RunSummary", format: _RunFormat) -> None:
    """Print the summary of an ended run as one JSON object on stdout, if requested. A person has seen it on stderr."""
    if format is _RunFormat.JSON:
        print(json.dumps({"run": summary.run_id, **summary.as_json()}, ensure_ascii=False), flush=True)


def _print_preview(run_preview: "RunPreview", format: _RunFormat) -> None:
    """Print what a run would request."""
    if format is _RunFormat.JSON:
        print(json.dumps(run_preview.as_json(), ensure_ascii=False), flush=True)
        return
    table = Table(tr("outlet"), tr("region"), tr("would be asked"), tr("news since"), tr("known addresses"), box=None, padding=(0, 1, 0, 0))
    for outlet in run_preview.outlets:
        table.add_row(outlet.name, region_name(outlet.region) or tr("national"), _asked(outlet), outlet.since.isoformat(), f"{outlet.known:,}")
    open_table_console().print(table)
    parts = [
        ntr("{n} outlet", "{n} outlets", len(run_preview.outlets)).format(n=len(run_preview.outlets)),
        ntr("{n} page that a person named", "{n} pages that people named", len(run_preview.tips)).format(n=len(run_preview.tips)),
        ntr("{n} watched page", "{n} watched pages", run_preview.looks).format(n=run_preview.looks),
    ]
    print(tr("Nothing was asked and nothing was written. A run would begin with: {parts}").format(parts=", ".join(parts)))


def _asked(outlet: "OutletPreview") -> str:
    """Describe the sources by kind with their number. If the file names none, the home page is searched."""
    from spiders.sources.kinds import KINDS

    if outlet.held:
        return tr("nothing: another run is at it")
    if not outlet.sources:
        return tr("the home page, for sources")
    return ", ".join(f"{tr(KINDS[kind].label)} ({len(addresses)})" for kind, addresses in outlet.sources.items())


_SAMPLE = "sample"
# A month of news takes some hours; after a day the rest is left to the next call.
_REPLAY_MINUTES = 24 * 60.0


def run(
    outlets: Annotated[list[str] | None, typer.Option(help=tr("name, region (KZ-35), file.yaml, or `sample`; may be repeated"))] = None,
    since: Annotated[str | None, typer.Option(help=tr("first day, YYYY-MM-DD; the outlet's last success if not given"))] = None,
    until: Annotated[str | None, typer.Option(help=tr("last day, YYYY-MM-DD"))] = None,
    limit_time: Annotated[float, typer.Option(min=0.1, help=tr("minutes after which the run ends; the next one goes on"))] = 30.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=tr("only say what would be asked; nothing is fetched and nothing written"))] = False,
    format: Annotated[_RunFormat, typer.Option(help=tr("text or json"))] = _RunFormat.TEXT,
    as_json: Annotated[bool, typer.Option("--json", help=tr("the same as --format json"))] = False,
) -> None:
    """Run the flow once."""
    first, last = day_option(since), day_option(until)
    if first and last and first > last:
        raise typer.BadParameter(tr("--since lies after --until"))
    period, form = Period(first, last), _RunFormat.JSON if as_json else format
    if dry_run:
        _preview(outlets or [], period, form)
        return
    with ExitStack() as stack:
        words = [_sample(stack) if word == _SAMPLE else word for word in outlets or []]
        _do_and_print(_checked(words), form, outlets=tuple(words), period=period, limit_minutes=limit_time)


def _preview(outlets: Sequence[str], period: Period, format: _RunFormat) -> None:
    """Print what a run over these outlets would request. The sample newsroom is not started for it."""
    from flows.run_summary import preview

    settings = read_settings()
    with TemporaryDirectory(prefix="qorgan-") as folder:
        words = [str(outlets_file(settings.sample_port, Path(folder))) if word == _SAMPLE else word for word in outlets]
        run_preview = preview(settings.database, _checked(words).outlets, period, datetime.now(UTC), named=bool(outlets))
    _print_preview(run_preview, format)


def replay(
    files: Annotated[
        list[Path] | None, typer.Argument(help=tr("WARC files, also gzipped ones (CC-NEWS); folders of them; lists of paths (warc.paths.gz)"))
    ] = None,
    missing: Annotated[bool, typer.Option("--missing", help=tr("own evidence whose page has no fate"))] = False,
    all_hosts: Annotated[bool, typer.Option("--all-hosts", help=tr("also pages of hosts that no outlet has"))] = False,
    again: Annotated[bool, typer.Option("--again", help=tr("also files that were replayed to their end before"))] = False,
    compared: Annotated[
        str | None,
        typer.Option(
            "--compare", metavar="MODEL", help=tr("say which drafts would change under this model: a version, a file, or `shipped`; writes nothing")
        ),
    ] = None,
    format: Annotated[_RunFormat, typer.Option(help=tr("text or json"))] = _RunFormat.TEXT,
) -> None:
    """Collect from pages that somebody stored before, or settle those that a run of ours stored and did not read. Or compare models over what is stored."""
    if compared is not None:
        if files or missing or all_hosts or again:
            raise typer.BadParameter(tr("--compare reads what is stored; it goes with --format alone"))
        from flows.cli.compare_models import compare_models

        compare_models(compared, as_json=format is _RunFormat.JSON)
        return
    if missing == bool(files):
        raise typer.BadParameter(tr("name WARC files, or give --missing"))
    # Check the database first, so that a server with tables of another version is refused, as by every command.
    open_database(read_settings().database).dispose()
    fields = {"warcs": _replayable(files or []), "missing": missing, "all_hosts": all_hosts, "again": again}
    _do_and_print(None, format, limit_minutes=_REPLAY_MINUTES, **fields)


def _replayable(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return the WARC files that are meant. Other files are rejected; files that a list names and that are missing are reported."""
    warc_files = find_warc_files(paths)
    if fault := next((fault for file in warc_files.files if (fault := warc_fault(file))), None):
        raise QorganError(fault)
    if warc_files.absent:
        words = ntr(
            "{n} file of the list is not here, the first is {file}; the others are read",
            "{n} files of the list are not here, the first is {file}; the others are read",
            len(warc_files.absent),
        )
        err.print(words.format(n=len(warc_files.absent), file=warc_files.absent[0]), markup=False, highlight=False)
    return tuple(str(file.resolve()) for file in warc_files.files)


def add(urls: Annotated[list[str], typer.Argument(help=tr("addresses of articles"))]) -> None:
    """Take single pages that a person saw."""
    from pipelines.tip_urls import checked_tip_url

    _do_and_print(None, _RunFormat.TEXT, pages=tuple(checked_tip_url(url) for url in urls))


def _do_and_print(selection: Selection | None, format: _RunFormat, **fields: Any) -> None:
    """Do the run with these fields of `RunRequest`, then print its summary and what to do next."""
    from flows.run_summary import show_summary

    require_known_addresses(read_settings())
    # Check the database first, so that a server with tables of another version is refused before anything starts.
    open_database(read_settings().database).dispose()
    with ExitStack() as stack:
        with err.status(tr("starting")):
            tracked = stack.enter_context(run_prefect_server(read_settings()))
        summary, failure = _run_flow(selection, fields, tracked=tracked)
    show_summary(summary, err)
    _print_summary(summary, format)
    if failure is not None:
        raise failure
    err.print()
    err.print(tr("Next: `qorgan desk` opens the drafts in a browser; its first start prints the link and a one-time password."))


def _run_flow(selection: Selection | None, fields: dict[str, Any], *, tracked: bool) -> "tuple[RunSummary, QorganError | None]":
    """Do the run, recorded by Prefect if its server answers."""
    from flows.one_run import RunFailed, do_run
    from flows.progress import terminal_progress
    from flows.run_steps import Untracked

    try:
        with terminal_progress(err) as progress:
            if not tracked:
                return do_run(RunRequest(**fields), selection, progress, Untracked()), None
            from flows.flow import run_now

            return run_now(RunRequest(**fields), selection, progress), None
    except RunFailed as failure:
        return failure.summary, failure


def _sample(stack: ExitStack) -> str:
    """Serve the sample newsroom during the run, and return its outlet file."""
    settings = read_settings()
    folder = settings.data / "sample"
    if not stack.enter_context(serve(settings.sample_port, _newsroom_day(folder, printing_day(datetime.now(UTC))))):
        err.print(shared_newsroom_message(settings.sample_port), markup=False, highlight=False)
    return str(outlets_file(settings.sample_port, folder))


def _newsroom_day(folder: Path, today: date) -> date:
    """Return the day for which the newsroom was first made, until its week is over. A new day for each run would make all its articles new."""
    note = folder / "printed"
    if note.is_file():
        printed = date.fromisoformat(note.read_text(encoding="ascii").strip())
        if today - timedelta(days=6) < printed <= today:
            return printed
    folder.mkdir(parents=True, exist_ok=True)
    note.write_text(today.isoformat(), encoding="ascii")
    return today


def _checked(words: Sequence[str]) -> Selection:
    """Return the outlets of the run. Faults in their files are reported, and an unknown word is rejected, before anything starts."""
    selection = outlet_selection(words, extra_words=(_SAMPLE,))
    for fault in selection.faults:
        err.print(str(fault), markup=False, highlight=False)
    if not selection.outlets:
        raise QorganError(tr("no outlet is left to collect; mend the files named above"))
    return selection
