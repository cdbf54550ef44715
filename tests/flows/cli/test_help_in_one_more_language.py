"""In a language that was added to the list, the command explains itself in that language."""

import re
from pathlib import Path

import pytest

from tests import pseudo_language
from tests.flows.real_command import Home
from tests.paths import ROOT
from tests.pseudo_language import forgotten

# What Typer says itself, in English whoever reads, and the words that people type (--install-completion).
DATA = frozenset(
    ["Usage", "OPTIONS", "COMMAND", "ARGS", "Options", "Commands", "Show", "this", "message", "and", "exit", "bool", "help", "completion"]
)


@pytest.mark.usefixtures("processes")
def test_help_a_report_and_a_refusal_are_said_in_a_language_that_was_added(tmp_path: Path) -> None:
    pseudo_language.write_catalogue(tmp_path / "locale")
    home = Home(tmp_path / "var", {"QORGAN_LANG": pseudo_language.CODE, "PYTHONPATH": str(ROOT)})
    # Help is made while modules are imported.
    first = f"from pathlib import Path; from tests.pseudo_language import add_language; add_language(Path({str(tmp_path / 'locale')!r}))\n"
    answer, report, refused = home.several(
        (("--help",), ""), (("report", "--help"), ""), (("export", "incidents", "--category", "XYZ"), ""), first=first
    )
    assert (answer.returncode, answer.stderr, report.returncode, refused.returncode) == (0, "", 0, 2)
    lines = answer.stdout.splitlines()
    commands = {re.findall(r"[a-z]+", line)[0] for line in lines if "⟦" in line and line.startswith("│")}
    assert {"run", "export", "report", "outlets"} <= commands
    assert [word for line in lines for word in forgotten(line, DATA | commands | {"qorgan"})] == []
    assert f"kk|ru|en|{pseudo_language.CODE}" in report.stdout
    assert "⟦" in report.stdout
    assert "⟦" in refused.stderr
    assert "Traceback" not in refused.stderr
