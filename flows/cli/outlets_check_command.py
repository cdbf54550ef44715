"""`qorgan outlets check`: asks every outlet which of its sources answer, and writes what was found into the outlet files."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.table_console import MARK, explain_mark, table_console
from records.errors import NoOutletAnswered, OutletFileError, QorganError
from records.i18n import ntr, tr
from records.vocabulary import CAUSE_LABELS, FATE_LABELS, WAY_LABELS, Fate

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from flows.selection import Selection
    from spiders.config.schema import Outlet
    from spiders.probe.finding import ArticleSeen, Finding, WaySeen

# Seconds after which nothing more is asked: channels share one host, and a hundred of them at its pace take nine minutes.
LIMIT = 900.0
# Seconds for finishing open requests when time is up.
GRACE = 120.0


def add_to(group: typer.Typer) -> None:
    """Register the command in the group `outlets`."""
    group.command(
        "check", help=tr("Ask each outlet what answers: feeds, sitemaps, list pages, channels. Example: qorgan outlets check KZ-35 --write")
    )(check)


def check(
    wanted: Annotated[list[str] | None, typer.Argument(metavar="NAME|REGION|FILE", help=tr("names, regions or files; all if not given"))] = None,
    write: Annotated[bool, typer.Option("--write", help=tr("put what was found into the outlet files, with today's date"))] = False,
) -> None:
    """Print a table on stdout. Exit 0 if at least one outlet answers, 1 if none does."""
    from flows.selection import select
    from flows.terminal import err

    selection = select(wanted or [])
    for fault in selection.faults:
        err.print(str(fault), markup=False, highlight=False)
    if not selection.outlets:
        raise OutletFileError(tr("no outlet is left to check; mend the files named above"))
    findings = _look(selection, err)
    _show(selection.outlets, findings)
    if write:
        _write(selection, findings, err)
    if not any(finding.answers for finding in findings.values()):
        raise NoOutletAnswered(tr("no outlet answered; is this machine connected?"))


def _look(selection: "Selection", console: "Console") -> "dict[str, Finding]":
    """The findings by outlet, as the probing process reports them."""
    from records.settings import read_settings
    from spiders.probe.finding import from_line

    log = read_settings().data / "logs" / f"check-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.log"
    names = [outlet.name for outlet in selection.outlets]
    found: dict[str, Finding] = {}
    with _progress(console, len(names)) as tell, _looking(names, selection.files, log) as lines:
        for line in lines:
            # A line that cannot be read leaves its outlet out. That is reported below.
            with suppress(ValueError):
                finding = from_line(line)
                found[finding.outlet] = finding
            tell(len(found))
    missing = [name for name in names if name not in found]
    if not found:
        raise QorganError(tr("the looking process ended early; its log is {log}").format(log=log))
    if missing:
        console.print(tr("Not looked at: {names}; the log is {log}").format(names=", ".join(missing), log=log), markup=False)
    return found


@contextmanager
def _looking(names: Sequence[str], files: Sequence[Path], log: Path) -> Iterator[Iterator[str]]:
    """The lines of the probing process. It is ended at the end of this block at the latest."""
    from flows.crawl_process import NEEDED
    from records.settings import environment_with
    from spiders.config.files import FILES_VARIABLE

    log.parent.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "spiders.probe",
        "--limit",
        str(LIMIT),
        "--log",
        str(log),
        *(word for name in names for word in ("--outlet", name)),
    ]
    environment = {**environment_with(NEEDED), FILES_VARIABLE: os.pathsep.join(str(file) for file in files)}
    with open(log, "ab") as stderr:
        # Its standard input stays open. Closing it would tell the process to end.
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env=environment, encoding="utf-8")  # noqa: S603
    watch = threading.Timer(LIMIT + GRACE, process.kill)
    watch.start()
    try:
        assert process.stdout is not None
        yield iter(process.stdout)
    finally:
        watch.cancel()
        process.kill()
        process.communicate()


@contextmanager
def _progress(console: "Console", count: int) -> Iterator[Callable[[int], None]]:
    """While inside, one line on the terminal shows how many outlets are done. Without a terminal nothing is shown."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=20), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal) as progress:
        line = progress.add_task(tr("looking at outlets"), total=count)
        yield lambda done: progress.update(line, completed=done)


def _write(selection: "Selection", findings: "dict[str, Finding]", console: "Console") -> None:
    """Write each finding into the file of its outlet. A file that cannot be written is reported, and the others are still written."""
    from records.clock import today as today_at_home
    from spiders.config.edit import files_of, write_finding

    today, changed, refused = today_at_home(), 0, 0
    places = files_of(selection.files)
    for name, finding in findings.items():
        try:
            changed += write_finding(places[name], name, finding, today)
        except OutletFileError as error:
            console.print(str(error), markup=False)
            refused += 1
    console.print(ntr("{n} entry written", "{n} entries written", changed).format(n=changed))
    if refused:
        raise QorganError(ntr("{n} entry could not be written", "{n} entries could not be written", refused).format(n=refused))


def _show(outlets: "Sequence[Outlet]", findings: "dict[str, Finding]") -> None:
    table_console().print(_table(outlets, findings))
    if any(not way.named for finding in findings.values() for way in finding.served):
        explain_mark()


def _table(outlets: "Sequence[Outlet]", findings: "dict[str, Finding]") -> "Table":
    from rich.table import Table

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


def _cells(finding: "Finding") -> list[str]:
    """The row of an outlet, with the best of its sources."""
    best = max(finding.served, key=_worth, default=None)
    return [
        tr("yes") if finding.answers else tr(CAUSE_LABELS[finding.cause]) if finding.cause else tr("not asked in time"),
        ", ".join(dict.fromkeys(("" if way.named else MARK) + tr(WAY_LABELS[way.kind]) for way in finding.served)),
        *(_measures(best) if best else [""] * 4),
        _robots_words(finding),
        tr("yes") if finding.bot_wall else tr("no") if finding.robots or finding.answers else "",
        _tls_words(finding),
        _article_words(finding.articles),
    ]


def _worth(way: "WaySeen") -> tuple[float, int]:
    return way.dated, way.entries


def _measures(way: "WaySeen") -> list[str]:
    hours = f"{way.hours:.0f}" if way.hours is not None else ""
    return [str(way.entries), f"{way.dated:.0%}", hours, f"{way.per_day:.1f}" if way.per_day is not None else ""]


def _robots_words(finding: "Finding") -> str:
    from spiders.probe.finding import Robots

    if finding.robots is None:
        return ""
    words = {
        Robots.ALLOWED: tr("allows"),
        Robots.PARTLY: tr("refuses in part"),
        Robots.REFUSED: tr("refuses"),
        Robots.FAILED: tr("fails (refuses all)"),
    }[finding.robots]
    return words + (", " + tr("every {n:g} s").format(n=finding.crawl_delay) if finding.crawl_delay else "")


def _tls_words(finding: "Finding") -> str:
    from spiders.probe.finding import Tls

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


def _article_words(articles: "Sequence[ArticleSeen]") -> str:
    read = next((article for article in articles if article.words), None)
    if read is not None:
        words = ntr("{n} word", "{n} words", read.words).format(n=read.words)
        return words + ", " + (tr("dated") if read.dated else tr("no date"))
    return tr(FATE_LABELS[Fate(articles[0].fate)]) if articles else ""
