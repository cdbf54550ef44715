"""Crawls that are forked from `tests.crawler_nursery`. Whatever a crawler is told and does is as if it had been started by itself; tests of how one starts,
dies or is told to end start it themselves."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from functools import cache

import psutil

from tests.crawler_nursery import MODULE, REPORT
from tests.paths import ROOT
from tests.processes import LIMIT

# The descriptor of a process tells its end only here.
FORKS = sys.platform == "linux"


@cache
def _nursery() -> socket.socket:
    """The socket of the nursery of this process. It ends with this process, since then its end of the socket closes."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("QORGAN_", "PREFECT_"))}
    command = [sys.executable, "-m", "tests.crawler_nursery", str(theirs.fileno())]
    # What is forked gets streams of its own. Buffered as pipes are.
    with theirs, open(os.devnull, "ab") as nowhere:
        subprocess.Popen(command, cwd=ROOT, env=clean, stdin=subprocess.DEVNULL, stdout=nowhere, pass_fds=[theirs.fileno()], start_new_session=True)
    return ours


def forked_crawl(arguments: list[str], environment: dict[str, str], limit: float = LIMIT) -> "subprocess.CompletedProcess[str]":
    """What `python -m spiders.crawl …` does with these arguments, to its end. All that it has left is ended with it; all of it after `limit` seconds, with
    TimeoutExpired."""
    with ExitStack() as stack:
        said = [stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8")) for _ in ("stdout", "stderr")]
        # Its standard input stays open: closing it tells the crawler that nobody wants it any more.
        stdin, held = os.pipe()
        stack.callback(os.close, held)
        report, told = os.pipe()
        stack.callback(os.close, report)
        request = {"arguments": arguments, "environment": environment, "folder": str(ROOT)}
        try:
            socket.send_fds(_nursery(), [json.dumps(request).encode()], [stdin, *(file.fileno() for file in said), told])
        finally:
            os.close(stdin)
            os.close(told)
        group = _reported(report, limit)
        code = None
        try:
            code = _reported(report, limit)
        finally:
            _end(group, ended=code is not None)
        if code is None:
            raise subprocess.TimeoutExpired([MODULE, *arguments], limit)
        for file in said:
            file.seek(0)
        out, err = (file.read() for file in said)
        return subprocess.CompletedProcess([MODULE, *arguments], code, out, err)


def _reported(report: int, limit: float) -> int | None:
    """The next number that is reported; None if none comes within so many seconds. Raises AssertionError if the nursery has ended."""
    if not select.select([report], [], [], limit)[0]:
        return None
    told = os.read(report, REPORT.size)
    assert told, "the process from which crawls are forked has ended"
    return int(REPORT.unpack(told)[0])


def _end(group: int | None, *, ended: bool) -> None:
    """End what is left of a crawl; if it has not ended itself, also what has left its group."""
    if group is None:
        return
    family: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        family = [] if ended else psutil.Process(group).children(recursive=True)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
    for one in family:
        with suppress(psutil.NoSuchProcess):
            one.kill()
