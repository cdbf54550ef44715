"""In a language that was added to the list, the command explains itself in that language."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import pseudo_language
from tests.paths import ROOT
from tests.pseudo_language import forgotten

# What Typer says itself, in English whoever reads, and the words that people type (--install-completion).
DATA = frozenset(
    ["Usage", "OPTIONS", "COMMAND", "ARGS", "Options", "Commands", "Show", "this", "message", "and", "exit", "bool", "help", "completion"]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("one") / "locale"
    pseudo_language.write_catalogue(made)
    return made


def said(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What the command says to a reader of this language, in a process of its own: help is made while modules are imported."""
    code = "import sys; from pathlib import Path; from tests.pseudo_language import add_language; add_language(Path(sys.argv.pop(1)))"
    code += "; from flows.cli.main import main; sys.argv[0] = 'qorgan'; main()"
    environment = {**os.environ, "QORGAN_LANG": pseudo_language.CODE, "COLUMNS": "1000", "NO_COLOR": "1"}
    return subprocess.run([sys.executable, "-c", code, str(folder), *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_help_is_said_in_a_language_that_was_added(folder: Path) -> None:
    answer = said(folder, "--help")
    assert (answer.returncode, answer.stderr) == (0, "")
    lines = answer.stdout.splitlines()
    commands = {re.findall(r"[a-z]+", line)[0] for line in lines if "⟦" in line and line.startswith("│")}
    assert {"run", "export", "report", "outlets"} <= commands
    assert [word for line in lines for word in forgotten(line, DATA | commands | {"qorgan"})] == []


def test_a_report_may_be_asked_for_in_a_language_that_was_added(folder: Path) -> None:
    assert "kk|ru|en|qps" in said(folder, "report", "--help").stdout
    assert "⟦" in said(folder, "report", "--help").stdout


def test_a_refusal_of_an_export_is_said_in_a_language_that_was_added(folder: Path) -> None:
    answer = said(folder, "export", "incidents", "--category", "XYZ")
    assert answer.returncode == 2
    assert "⟦" in answer.stderr
    assert "Traceback" not in answer.stderr
