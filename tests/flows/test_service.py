"""`qorgan serve` runs the flow on its schedule."""

import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from spiders.sample.server import outlets_file, serve
from spiders.sample.story_files import printing_day
from tests.flows.real_command import Home, free_ports

TODAY = printing_day(datetime.now(UTC))


def test_two_scheduled_runs_happen_and_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    home, port = Home(tmp_path / "var"), free_ports(3)
    with serve(port, TODAY):
        file = outlets_file(port, tmp_path)
        service = home.start("serve", "--every", "0.3", "--outlets", str(file))
        lines: list[str] = []
        give_up = time.monotonic() + 240
        while len(lines) < 2 and time.monotonic() < give_up and service.poll() is None:
            assert service.stderr is not None
            line = service.stderr.readline()
            if "-run: " in line:
                lines.append(line)
        children = psutil.Process(service.pid).children(recursive=True)
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=60)
    assert len(lines) == 2, home.logs()
    assert "3 answered" in lines[0]
    assert "New articles: 132" in lines[0]
    assert "New articles: 0" in lines[1]
    gone, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
    assert service.returncode == 0
