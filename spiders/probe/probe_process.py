"""The one way to try outlets: `probe_outlets` starts `python -m spiders.probe` and yields what it tells.

Commands and the desk use it. The process fetches a few pages of each outlet and stores nothing. Its time and its output are limited, so that a hostile
or endless site delays nobody.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from spiders.config.files import FILES_VARIABLE
from spiders.probe.probe_result import ProbeResult, from_line

# Most characters of a line, and most lines for each outlet.
_LONGEST_LINE, _MOST_LINES = 200_000, 500


@dataclass(frozen=True)
class ProbeTask:
    """The outlets to probe, by their names in `files`, and how far.

    `limit`: seconds for the requests; `grace`: seconds for finishing those that are open. `sources`: the most named sources of each outlet that are
    requested, None = all. `articles`: the most articles that are read. `memory`: bytes that the process may use beyond its start, 0 = any.
    """

    outlets: Sequence[str]
    files: Sequence[Path]
    log: Path
    limit: float
    grace: float
    sources: int | None = None
    articles: int = 2
    memory: int = 0

    def words(self) -> list[str]:
        """Return the arguments of the process."""
        words = ["--limit", str(self.limit), "--log", str(self.log), "--articles", str(self.articles), "--memory", str(self.memory)]
        words += ["--sources", str(self.sources)] if self.sources is not None else []
        return [*words, *(word for name in self.outlets for word in ("--outlet", name))]


def probe_outlets(
    task: ProbeTask, environment: Mapping[str, str], started: Callable[["subprocess.Popen[bytes]"], None] = lambda process: None
) -> Generator[str | ProbeResult, None, None]:
    """Yield each address that answered, and the result of each outlet. The process ends with the iteration at the latest.

    `environment` are the settings that the process gets. `started` receives the process, for a caller that may kill it before.
    """
    variables = {**environment, FILES_VARIABLE: os.pathsep.join(str(file) for file in task.files)}
    command = [sys.executable, "-m", "spiders.probe", *task.words()]
    task.log.parent.mkdir(parents=True, exist_ok=True)
    with open(task.log, "ab") as stderr:
        # Its standard input stays open. Closing it would tell the process to end.
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env=variables)  # noqa: S603
    watch = threading.Timer(task.limit + task.grace, process.kill)
    watch.start()
    try:
        started(process)
        assert process.stdout is not None
        for _ in range(_MOST_LINES * len(task.outlets)):
            line = process.stdout.readline(_LONGEST_LINE)
            if not line:
                return
            # Anything else that is printed is left out.
            with suppress(ValueError, TypeError, KeyError):
                message = json.loads(line)
                yield str(message["asked"])[:500] if "asked" in message else from_line(line.decode())
    finally:
        watch.cancel()
        process.kill()
        process.communicate()
