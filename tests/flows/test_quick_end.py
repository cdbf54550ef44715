"""A process that has nothing to wait for does not wait, and says all it has said."""

import subprocess
import sys

import pytest

from tests.paths import ROOT

CODE = """
import sys, threading
from flows import quick_end
from flows.cli.boundary import within_bounds
threading._register_atexit(lambda: print("waited", flush=True))
def work():
    {wish}
    print("said")
    sys.exit(3)
within_bounds(work)
"""


@pytest.mark.parametrize(("wish", "said"), [("quick_end.end_at_once()", "said\n"), ("pass", "said\nwaited\n")])
def test_a_process_waits_for_its_threads_unless_somebody_wished_otherwise(wish: str, said: str) -> None:
    done = subprocess.run([sys.executable, "-c", CODE.format(wish=wish)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == (said, "", 3)
