"""The log of a crawler is JSON where the setting says so."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.flows.real_command import Home, crawl_command, with_tables
from tests.processes import LIMIT, started

FILE = """
- {name: kz_dark, title: {ru: Тьма}, home: "http://127.0.0.1:9/", country: KZ, languages: [ru], delay: 0, browser: true}
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_each_line_is_an_object(tmp_path: Path, form: str) -> None:
    home = with_tables(Home(tmp_path / "var", {"QORGAN_LOG_FORMAT": form}))
    (tmp_path / "logs.yaml").write_text(FILE, encoding="utf-8")
    (home.data / "logs").mkdir()
    # A process of its own: settings are read when it starts.
    environment = {**home.environment, "OUTLET_FILES": str(tmp_path / "logs.yaml")}
    process = started(crawl_command("crawl", home, "--outlet", "kz_dark"), env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    process.wait(timeout=LIMIT)
    process.end_group()
    lines = [line for log in (home.data / "logs").glob("*.log") for line in log.read_text(encoding="utf-8").splitlines()]
    assert lines
    if form == "json":
        assert all({"at", "level", "logger", "message"} <= json.loads(line).keys() for line in lines)
    else:
        assert not any(line.startswith("{") for line in lines)
