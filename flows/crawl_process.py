"""Collecting: one crawler process for a share of the outlets, monitored while it works."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from flows.run_logs import drop_if_empty
from records.errors import QorganError
from records.i18n import tr
from records.model import Period
from records.settings import Settings, environment_with
from spiders.config.files import FILES_VARIABLE

# The settings passed to a crawler. It reads untrusted pages, so keys, addresses of notices and the like stay out of its memory.
NEEDED = frozenset(
    f"QORGAN_{name}" for name in ("DATA", "DATABASE_URL", "CONTACT", "DOWNLOAD_DELAY", "HOME_COUNTRY", "LANG", "BROWSER", "LOG_FORMAT")
)
# Outlets in one crawler process: 150 spiders take about 123 MiB.
OUTLETS_PER_PROCESS = 150
# Seconds that a crawler may take to end after its time is up, to finish open pages, before it is killed.
GRACE = 120.0


class CrawlerDied(QorganError):
    """The crawler process ended without a message (killed, or out of memory). The fetching task is tried again once."""


class StoringFailed(QorganError):
    """Evidence or rows could not be written. The run ends with one line and exit 1."""


@dataclass(frozen=True)
class CrawlJob:
    """The work of one crawler process: outlets, or WARC files, or single pages, or watched articles (their ids) on a `day`."""

    run_id: str
    number: int
    outlets: tuple[str, ...] = ()
    warcs: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    period: Period = field(default_factory=Period)
    limit: float = 1800.0
    watched: tuple[str, ...] = ()
    day: date | None = None
    all_hosts: bool = False
    """With `warcs`: also pages of hosts that no outlet has."""
    again: bool = False
    """With `warcs`: also files that were replayed to their end."""
    missing: bool = False
    """Pages of our own evidence that have no fate."""


def divide_outlets(run_id: str, outlets: Sequence[str], files: Sequence[Path], period: Period, limit: float) -> list[CrawlJob]:
    """Divide the outlets among as few processes as possible."""
    return [
        CrawlJob(run_id, number, outlets=tuple(outlets[start : start + OUTLETS_PER_PROCESS]), files=tuple(files), period=period, limit=limit)
        for number, start in enumerate(range(0, len(outlets), OUTLETS_PER_PROCESS))
    ]


def run_crawler(share: CrawlJob, settings: Settings, tick: Callable[[], None] = lambda: None) -> None:
    """Run one crawler process to its end. Meanwhile `tick` is called about twice a second.

    Raises StoringFailed with its reason, or CrawlerDied if the process ended without giving one.
    """
    log = settings.data / "logs" / f"{share.run_id}-{share.number}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "spiders.crawl", "--run", share.run_id, "--limit", str(share.limit), "--log", str(log), *_job_arguments(share)]
    if share.watched and share.day is not None:
        # In a file, since the length of a command line is limited.
        ids = log.with_suffix(".watch")
        ids.write_text("\n".join(share.watched), encoding="utf-8")
        command += ["--watch", str(ids), "--day", share.day.isoformat()]
    environment = {**environment_with(NEEDED), FILES_VARIABLE: os.pathsep.join(str(file) for file in share.files)}
    with open(log, "ab") as stderr:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env=environment)  # noqa: S603
        try:
            reported = _wait(process, share.limit + GRACE, tick)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            drop_if_empty(log)
    if reported is None:
        raise CrawlerDied(tr("the crawler ended with code {code}; its log is {log}").format(code=process.returncode, log=log))
    if reported:
        raise StoringFailed(reported)


def _wait(process: "subprocess.Popen[bytes]", longest: float, tick: Callable[[], None]) -> str | None:
    """Return the crawler's reported reason for stopping: empty if there was none, None if it reported nothing at all."""
    waited, output = 0.0, b""
    while waited < longest:
        try:
            # Closing its standard input would tell the crawler to stop, so it stays open until the process ends.
            process.wait(timeout=0.5)
            break
        except subprocess.TimeoutExpired:
            waited += 0.5
            tick()
    if process.poll() is None:
        return None
    output = process.stdout.read() if process.stdout else b""
    lines = output.decode().strip().splitlines()
    try:
        return str(json.loads(lines[-1])["broken"] or "") if lines else None
    except (ValueError, KeyError, TypeError):
        return None


def _job_arguments(share: CrawlJob) -> list[str]:
    words: list[str] = []
    for flag, values in (("--outlet", share.outlets), ("--warc", share.warcs), ("--page", share.pages)):
        for value in values:
            words += [flag, value]
    for flag, day in (("--since", share.period.since), ("--until", share.period.until)):
        if day is not None:
            words += [flag, day.isoformat()]
    words += [flag for flag, is_set in (("--all-hosts", share.all_hosts), ("--again", share.again), ("--missing", share.missing)) if is_set]
    return words
