"""`qorgan outlets`: which outlets are collected, how each answered last, which are failing, and a check of their sources."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table
from sqlalchemy.orm import Session

from flows.cli.table_console import MARK, explain_mark, open_table_console
from flows.crawl_process import NEEDED
from flows.reread_messages import reread_status
from flows.run_request import Selection, outlet_selection
from flows.terminal import err
from records import rereads
from records.clock import day_of, outlet_zone
from records.clock import today as today_at_home
from records.country import region_name
from records.database import open_database, read_session
from records.errors import NoOutletAnswered, OutletFileError, QorganError
from records.i18n import ntr, tr
from records.outlets import health
from records.outlets import runs as run_history
from records.outlets.notices import Outage, last_successes, outages
from records.settings import environment_with, read_settings
from records.vocabulary import CAUSE_LABELS, FATE_LABELS, Fate
from spiders.config.edit import files_of, write_probe_result
from spiders.config.schema import Outlet
from spiders.probe.probe_process import ProbeTask, probe_outlets
from spiders.probe.probe_result import ProbedArticle, ProbedSource, ProbeResult, Robots, Tls

# The outlets for programs: codes and times instead of words, as JSON or CSV on stdout.


class OutletsFormat(StrEnum):
    """The output format. `table` is the same as `text`."""

    TEXT = "text"
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


# The columns of the CSV, and the fields of each object, in order (docs/contracts.md, section 3).
FIELDS = ("outlet", "title", "region", "languages", "sources", "answered", "way", "address", "articles", "failing_since", "failing_days", "cause")


def _outlet_lines(session: Session, listed: Sequence[Outlet], now: datetime) -> Iterator[dict[str, Any]]:
    """Yield one object for each outlet.

    `answered` is when it was last read to its end, `way` and `address` are the source that worked last, `articles` counts seven days;
    `failing_since`, `failing_days` and `cause` are null if it is not failing.
    """
    today = day_of(now)
    outage, success = outages(session, today), last_successes(session)
    for outlet in listed:
        answered, failing, sources = success.get(outlet.name), outage.get(outlet.name), run_history.last_sources(session, outlet.name)[0]
        source = min(sources, key=lambda source: not source["named"]) if sources else None
        yield {
            "outlet": outlet.name,
            "title": outlet.title.model_dump(exclude_none=True),
            "region": outlet.region,
            "languages": list(outlet.languages),
            "sources": _sources(outlet),
            "answered": answered.isoformat() if answered else None,
            "way": str(source["kind"]) if source else None,
            "address": str(source["url"]) if source else None,
            "articles": health.articles_since(session, outlet.name, today - timedelta(days=6)),
            "failing_since": failing.since.isoformat() if failing else None,
            "failing_days": failing.days if failing else None,
            "cause": str(failing.cause) if failing and failing.cause else None,
        }


def print_lines(lines: Sequence[dict[str, Any]], form: OutletsFormat) -> None:
    """Print the lines: JSON as one list, CSV with a header and cells as those of an export."""
    from reports.exports.cells import cell

    if form is OutletsFormat.JSON:
        print(json.dumps(lines, ensure_ascii=False))
        return
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(FIELDS)
    table.writerows([cell(line[field]) for field in FIELDS] for line in lines)


# `qorgan outlets check`: requests the sources of every outlet, and writes the findings into the outlet files.

# Seconds after which no further requests are sent: channels share one host, and a hundred of them at its rate limit take nine minutes.
LIMIT = 900.0
# Seconds for finishing open requests when time is up.
GRACE = 120.0


def check(
    wanted: Annotated[list[str] | None, typer.Argument(metavar="NAME|REGION|FILE", help=tr("names, regions or files; all if not given"))] = None,
    write: Annotated[bool, typer.Option("--write", help=tr("put what was found into the outlet files, with today's date"))] = False,
) -> None:
    """Print a table on stdout. Exit 0 if at least one outlet answers, 1 if none does."""
    selection = outlet_selection(wanted or [])
    for fault in selection.faults:
        err.print(str(fault), markup=False, highlight=False)
    if not selection.outlets:
        raise OutletFileError(tr("no outlet is left to check; mend the files named above"))
    findings = _probe_outlets(selection, err)
    _show(selection.outlets, findings)
    if write:
        _write(selection, findings, err)
    if not any(finding.answers for finding in findings.values()):
        raise NoOutletAnswered(tr("no outlet answered; is this machine connected?"))


def _probe_outlets(selection: Selection, console: Console) -> dict[str, ProbeResult]:
    """Return the findings by outlet, as the probing process reports them."""
    log = read_settings().data / "logs" / f"check-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.log"
    names = [outlet.name for outlet in selection.outlets]
    findings: dict[str, ProbeResult] = {}
    with _progress(console, len(names)) as tell:
        for message in probe_outlets(ProbeTask(names, selection.files, log, LIMIT, GRACE), environment_with(NEEDED)):
            if isinstance(message, ProbeResult):
                findings[message.outlet] = message
            tell(len(findings))
    missing = [name for name in names if name not in findings]
    if not findings:
        raise QorganError(tr("the looking process ended early; its log is {log}").format(log=log))
    if missing:
        console.print(tr("Not looked at: {names}; the log is {log}").format(names=", ".join(missing), log=log), markup=False)
    return findings


@contextmanager
def _progress(console: Console, count: int) -> Iterator[Callable[[int], None]]:
    """Show on the terminal how many outlets are done, while the block runs. Without a terminal nothing is shown."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=20), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal) as progress:
        line = progress.add_task(tr("looking at outlets"), total=count)
        yield lambda done: progress.update(line, completed=done)


def _write(selection: Selection, findings: dict[str, ProbeResult], console: Console) -> None:
    """Write each finding into the file of its outlet. A file that cannot be written is reported, and the others are still written."""
    today, changed, refused = today_at_home(), 0, 0
    places = files_of(selection.files)
    for name, finding in findings.items():
        try:
            changed += write_probe_result(places[name], name, finding, today)
        except OutletFileError as error:
            console.print(str(error), markup=False)
            refused += 1
    console.print(ntr("{n} entry written", "{n} entries written", changed).format(n=changed))
    if refused:
        raise QorganError(ntr("{n} entry could not be written", "{n} entries could not be written", refused).format(n=refused))


def _show(outlets: Sequence[Outlet], findings: dict[str, ProbeResult]) -> None:
    open_table_console().print(_table(outlets, findings))
    if any(not source.named for finding in findings.values() for source in finding.served):
        explain_mark()


def _table(outlets: Sequence[Outlet], findings: dict[str, ProbeResult]) -> Table:
    names = [
        tr("outlet"),
        tr("answers"),
        tr("by which way"),
        tr("entries"),
        tr("dated"),
        tr("depth, h"),
        tr("a day"),
        "robots.txt",
        tr("bot wall"),
        "TLS",
    ]
    table = Table(*names, tr("article"), box=None, padding=(0, 2, 0, 0))
    for outlet in outlets:
        finding = findings.get(outlet.name)
        table.add_row(outlet.name, *(_cells(finding) if finding else [tr("not looked at")]))
    return table


def _cells(finding: ProbeResult) -> list[str]:
    """Return the row of an outlet, with the best of its sources."""
    from spiders.sources.kinds import KINDS

    best = max(finding.served, key=_worth, default=None)
    return [
        tr("yes") if finding.answers else tr(CAUSE_LABELS[finding.cause]) if finding.cause else tr("not asked in time"),
        ", ".join(dict.fromkeys(("" if source.named else MARK) + tr(KINDS[source.kind].label) for source in finding.served)),
        *(_measures(best) if best else [""] * 4),
        _robots_words(finding),
        tr("yes") if finding.bot_wall else tr("no") if finding.robots or finding.answers else "",
        _tls_words(finding),
        _article_words(finding.articles),
    ]


def _worth(source: ProbedSource) -> tuple[float, int]:
    return source.dated, source.entries


def _measures(source: ProbedSource) -> list[str]:
    hours = f"{source.hours:.0f}" if source.hours is not None else ""
    return [str(source.entries), f"{source.dated:.0%}", hours, f"{source.per_day:.1f}" if source.per_day is not None else ""]


def _robots_words(finding: ProbeResult) -> str:
    if finding.robots is None:
        return ""
    words = {
        Robots.ALLOWED: tr("allows"),
        Robots.PARTLY: tr("refuses in part"),
        Robots.REFUSED: tr("refuses"),
        Robots.FAILED: tr("fails (refuses all)"),
    }[finding.robots]
    return words + (", " + tr("every {n:g} s").format(n=finding.crawl_delay) if finding.crawl_delay else "")


def _tls_words(finding: ProbeResult) -> str:
    words = {
        Tls.OK: tr("good"),
        Tls.PLAIN: tr("none (http)"),
        Tls.EXPIRED: tr("expired"),
        Tls.SELF_SIGNED: tr("self-signed"),
        Tls.WRONG_HOST: tr("of another host"),
        Tls.UNTRUSTED: tr("not vouched for"),
        Tls.FAILED: tr("fails"),
    }
    return words[finding.tls] if finding.tls else ""


def _article_words(articles: Sequence[ProbedArticle]) -> str:
    read = next((article for article in articles if article.words), None)
    if read is not None:
        words = ntr("{n} word", "{n} words", read.words).format(n=read.words)
        return words + ", " + (tr("dated") if read.dated else tr("no date"))
    return tr(FATE_LABELS[Fate(articles[0].fate)]) if articles else ""


# On a narrower console the names of regions and sources are cut, so that an outlet fits on one line.
_ROOMY = 150
# On a narrower console the least important columns are left out.
FULL = 115


def outlets(
    context: typer.Context,
    region: Annotated[str | None, typer.Option(help=tr("only this region, e.g. KZ-35"))] = None,
    failing: Annotated[bool, typer.Option("--failing", help=tr("only outlets that are failing"))] = False,
    format: Annotated[OutletsFormat, typer.Option(help=tr("text (a table), json or csv"))] = OutletsFormat.TEXT,
) -> None:
    """Print one line for each outlet on stdout."""
    if context.invoked_subcommand is not None:
        return

    selection = outlet_selection([region] if region else [])
    for fault in selection.faults:
        print(fault, file=sys.stderr)
    engine = open_database(read_settings().database)
    if format not in (OutletsFormat.TEXT, OutletsFormat.TABLE):
        with read_session(engine) as session:
            lines = [line for line in _outlet_lines(session, selection.outlets, datetime.now(UTC)) if line["failing_since"] or not failing]
        engine.dispose()
        print_lines(lines, format)
        return
    console = open_table_console()
    with read_session(engine) as session:
        rows = [row for row in _rows(session, selection.outlets, datetime.now(UTC)) if row["failing"] or not failing]
        reread = rereads.newest_reread(session)
    engine.dispose()
    if reread is not None and reread.left:
        print(tr("The archive is read anew by {model}: {standing}").format(model=reread.model, standing=reread_status(reread)), file=sys.stderr)
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


def _columns(width: int) -> dict[str, Column]:
    """Return the columns that fit a console of this width. With 120 an outlet fits on one line, and its cause may take a second one."""

    def cut(head: str, most: int, **more: Any) -> Column:
        return Column(head, max_width=None if width >= _ROOMY else most, **more)

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


def _rows(session: Session, listed: Sequence[Outlet], now: datetime) -> Iterator[dict[str, str]]:
    """Yield the cells of each outlet's row."""
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
            "way": _way(run_history.last_sources(session, outlet.name)[0]),
            "articles": str(health.articles_since(session, outlet.name, today - timedelta(days=6))),
            "failing": _failing(outage.get(outlet.name)),
        }


def _sources(outlet: Outlet) -> int:
    """Return how many sources the outlet's file names. 0 means that its home page is searched."""
    from spiders.sources.fallback import configured_sources

    return len(configured_sources(outlet))


def _way(sources: list[dict[str, object]]) -> str:
    """Return the source that worked last: one that the file names, else a marked one that lists more than the home page."""
    from spiders.sources.home import HomeSource
    from spiders.sources.kinds import KINDS

    if not sources:
        return ""
    source = min(sources, key=lambda source: (not source["named"], source["kind"] == HomeSource.code))
    return ("" if source["named"] else MARK) + tr(KINDS[str(source["kind"])].label)


def _failing(outage: Outage | None) -> str:
    if outage is None:
        return ""
    days = ntr("{n} day", "{n} days", outage.days).format(n=outage.days)
    cause = tr(CAUSE_LABELS[outage.cause]) if outage.cause else tr("failed")
    return f"{days}: {cause}"


app = typer.Typer()
app.callback(invoke_without_command=True)(outlets)
app.command("check", help=tr("Ask each outlet what answers: feeds, sitemaps, list pages, channels. Example: qorgan outlets check KZ-35 --write"))(
    check
)
