"""Running the real command in tests: a process of its own, with its own data folder and ports."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psutil
from typer.testing import CliRunner

from flows.cli.main import app
from tests.empty_database import write_empty
from tests.processes import LEFT, LIMIT, GroupLeader, ended, started

# Settings that say where the data is, and nothing of how they are read.
_PLACES = {"QORGAN_DATABASE_URL", "QORGAN_SAMPLE_PORT", "QORGAN_CONTACT", "PYTHONPATH"}

# Each command as `here` in tests/flows/conftest.py does it.
_SEVERAL = """
import contextlib, io, json, sys
from flows.cli import boundary, main
boundary._discard_stdout = lambda: None
for words, given in json.loads(sys.argv[1]):
    sys.argv, code = ["qorgan", *words], 0
    sys.stdin, out, err = (io.TextIOWrapper(io.BytesIO(held), encoding="utf-8") for held in (given.encode(), b"", b""))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    out.flush(), err.flush()
    print(json.dumps([code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()]), flush=True)
"""
QORGAN = Path(sys.executable).parent / "qorgan"


@dataclass
class Home:
    """A data folder, and the command run over it."""

    data: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("QORGAN_", "PREFECT_"))}
        return {**kept, "QORGAN_DATA": str(self.data), "QORGAN_LANG": "en", "QORGAN_DOWNLOAD_DELAY": "0", "NO_COLOR": "1", **self.more}

    def start(self, *words: str) -> GroupLeader:
        """Start `qorgan …` and leave it running, at most until the test ends."""
        return started([str(QORGAN), *words], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def qorgan(self, *words: str, given: str | None = None, code: int | None = 0) -> "subprocess.CompletedProcess[str]":
        """Run `qorgan …` to its end; fails when it exits with another code than expected."""
        done = ended([str(QORGAN), *words], given=given, env=self.environment)
        assert code is None or done.returncode == code, f"exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}\n{self.logs()}"
        return done

    def several(
        self, *calls: "tuple[tuple[str, ...], str]", first: str = "", before: tuple[str, ...] = ()
    ) -> "list[subprocess.CompletedProcess[str]]":
        """Run several commands, each with its standard input, one after the other in one process. `first`: lines of Python that it does before; `before`: words before its
        command line."""
        command = [*before, sys.executable, "-c", first + _SEVERAL, json.dumps(calls)]
        done = ended(command, env={**self.environment, "COLUMNS": "1000"})
        assert done.returncode == 0, done.stderr[-4000:]
        told = [json.loads(line) for line in done.stdout.splitlines()]
        return [subprocess.CompletedProcess(words, *one) for (words, _), one in zip(calls, told, strict=True)]

    def rows(self, what: str, *words: str) -> list[dict[str, Any]]:
        """The rows of an export. Where nothing but the place of the data is set it is made in this process: to start the command takes far longer."""
        said = self._here("export", what, *words) if set(self.more) <= _PLACES else self.qorgan("export", what, *words).stdout
        return [json.loads(line) for line in said.splitlines()]

    def verified(self, code: int = 0) -> str:
        """What `qorgan verify` says, in this process; fails when it exits with another code than expected."""
        return self._here("verify", code=code)

    def _here(self, *words: str, code: int = 0) -> str:
        """What a command that needs no more than the place of the data says, in this process."""
        own = {name: self.environment.get(name) for name in {*os.environ, *self.environment} if name.startswith("QORGAN_")}
        done = CliRunner().invoke(app, words, env=own, catch_exceptions=False)
        assert done.exit_code == code, f"{done.output}\n{self.logs()}"
        return done.stdout

    def wait_for_pages(self, count: int, seconds: float = 600, table: str = "pages") -> None:
        """Wait until a run that is going on has settled so many pages, or written so many rows of another table."""
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            with suppress(sqlite3.OperationalError), closing(sqlite3.connect(self.data / "qorgan.db", timeout=5)) as connection:
                if connection.execute(f"select count(*) from {table}").fetchone()[0] >= count:
                    return
            time.sleep(0.1)
        raise AssertionError(f"fewer than {count} {table} after {seconds} s\n{self.logs()}")

    def logs(self) -> str:
        """The end of every log, for when a test fails."""
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}" for log in sorted((self.data / "logs").glob("*.log")))


@cache
def _database_of_prefect() -> bytes:
    with tempfile.TemporaryDirectory(prefix="qorgan-prefect-") as folder:
        quiet = {"PREFECT_HOME": folder, "PREFECT_LOGGING_LEVEL": "CRITICAL", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
        command = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"]
        subprocess.run(command, env={**os.environ, **quiet}, check=True, capture_output=True)
        return (Path(folder) / "prefect.db").read_bytes()


def with_tables(home: Home) -> Home:
    """A home with an empty database of this version, as `qorgan db upgrade` leaves it."""
    home.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_empty(home.data / "qorgan.db").chmod(0o600)
    return home


def with_prefect(home: Home) -> Home:
    """A home in which Prefect's server has made its database, as it does at the first run: that takes as long as all else of a small run, and is made
    once in a process."""
    folder = home.data / "prefect"
    home.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)
    (folder / "prefect.db").write_bytes(_database_of_prefect())
    return home


def children_of(parent: int, *words: str) -> list[psutil.Process]:
    """The processes below this one whose command lines hold all of these words, once there are some; without those that one of them has just forked, and that
    have its command line until they become another program."""
    give_up = time.monotonic() + LIMIT
    while time.monotonic() < give_up:
        found = []
        for child in psutil.Process(parent).children(recursive=True):
            # At the moment at which it becomes another program it has no command line.
            with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                if set(words) <= set(child.cmdline()):
                    found.append(child)
        if found:
            numbers = {one.pid for one in found}
            return [one for one in found if one.ppid() not in numbers]
        time.sleep(0.1)
    raise AssertionError(f"no {words} below {parent}")


# Each of several test processes at once hands out ports of its own range.
_handed_out = 20000 + 8000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 40000 + os.getpid() % 6000


def free_ports(count: int) -> int:
    """The first of so many free ports in a row on loopback. No port is given out twice by this process."""
    global _handed_out
    while _handed_out < 60000:
        start, _handed_out = _handed_out, _handed_out + count
        try:
            for port in range(start, start + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return start
    raise RuntimeError("no free ports")


def crawl_command(run: str, home: Home, *words: str) -> list[str]:
    """The crawler process alone, without flow and screening."""
    return [sys.executable, "-m", "spiders.crawl", "--run", run, "--log", str(home.data / "logs" / f"{run}.log"), *words]


def crawl(home: Home, outlet_file: Path, outlets: list[str], run: str = "crawl", *words: str) -> "subprocess.CompletedProcess[str]":
    """Run one crawler process to its end."""
    home.data.mkdir(parents=True, exist_ok=True)
    named = [word for outlet in outlets for word in ("--outlet", outlet)]
    environment = {**home.environment, "OUTLET_FILES": str(outlet_file)}
    command = crawl_command(run, home, *named, *words)
    process = started(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        # Its standard input stays open: closing it tells the crawler that nobody wants it any more.
        process.wait(timeout=LIMIT)
    finally:
        process.end_group()
    out, err = process.communicate(timeout=LEFT)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)
