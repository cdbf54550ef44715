"""What `qorgan` answers without a command."""

import re

import pytest
from typer.testing import CliRunner

from flows.cli.main import app
from flows.cli.root_options import version_line


def test_the_version_is_one_line() -> None:
    assert re.fullmatch(r"qorgan \d+\.\d+\S*", version_line())
    assert CliRunner().invoke(app, ["--version"]).stdout == version_line() + "\n"


@pytest.mark.usefixtures("processes")
def test_the_completion_is_a_script_for_the_shell() -> None:
    asked = {"_QORGAN_COMPLETE": "source_bash"}
    said = CliRunner().invoke(app, [], prog_name="qorgan", env=asked).output
    assert "complete -o default -F _qorgan_completion qorgan" in said
