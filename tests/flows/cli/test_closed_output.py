"""Whoever reads what a command prints may stop reading (`| head -1`): that is no fault, and hides none."""

import os
import subprocess
import sys

import pytest

from tests.processes import started

CODE = """
import sys
from flows.cli.boundary import within_bounds
from records.errors import SettingsError
def work():
    print("a line")
    {end}
within_bounds(work)
"""
# Python prints at its end, as it does for people; not line by line, as a service may wish.
AS_USUAL = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
WRONG = "raise SettingsError('the real error')"


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize(
    ("end", "code", "told"), [("pass", 0, ""), ("sys.exit(1)", 1, ""), (WRONG, 2, "qorgan: the real error\n")], ids=["done", "faults", "error"]
)
def test_a_reader_that_has_gone_changes_neither_what_is_told_nor_the_exit_code(end: str, code: int, told: str) -> None:
    read, write = os.pipe()
    os.close(read)
    process = started([sys.executable, "-c", CODE.format(end=end)], stdout=write, stderr=subprocess.PIPE, env=AS_USUAL)
    os.close(write)
    assert (process.communicate()[1], process.returncode) == (told, code)


@pytest.mark.usefixtures("processes")
def test_what_was_printed_before_an_error_is_read() -> None:
    process = started([sys.executable, "-c", CODE.format(end=WRONG)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=AS_USUAL)
    assert (*process.communicate(), process.returncode) == ("a line\n", "qorgan: the real error\n", 2)
