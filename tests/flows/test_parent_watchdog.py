"""A command that is bound to its parent ends with it, however the parent ends."""

import subprocess
import sys
from collections.abc import Callable

import psutil
import pytest

from flows import parent_watchdog
from tests.paths import ROOT
from tests.processes import started

pytestmark = pytest.mark.usefixtures("processes")

SLEEP = [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(600)"]
PARENT = """
import subprocess, sys
from flows.parent_watchdog import bound_to_this_process
child = subprocess.Popen(bound_to_this_process({command!r}), stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
child.stdout.readline()
print(child.pid, flush=True)
child.wait()
"""


def test_a_killed_parent_takes_the_command_with_it() -> None:
    parent = started([sys.executable, "-c", PARENT.format(command=SLEEP)], stdout=subprocess.PIPE)
    child = psutil.Process(int(parent.line(parent.stdout)))
    if sys.platform == "linux":
        assert child.cmdline() == SLEEP, "the command itself, with nothing in between that could be killed"
    parent.kill()
    parent.wait(60)
    assert psutil.wait_procs([child], timeout=600)[1] == []


def test_a_parent_that_ended_before_the_command_could_be_bound_is_noticed() -> None:
    done = subprocess.run([sys.executable, "-m", "flows.parent_watchdog", str(2**22 + 1), *SLEEP], cwd=ROOT, stdin=subprocess.PIPE, check=False)
    assert done.returncode == 1


@pytest.mark.parametrize("end", [subprocess.Popen.kill, subprocess.Popen.terminate])
def test_elsewhere_the_command_ends_when_the_pipe_to_its_parent_closes(end: Callable[["subprocess.Popen[str]"], None]) -> None:
    code = "import sys; from flows import parent_watchdog; sys.exit(parent_watchdog._follow(sys.argv[1:]))"
    follower = "import subprocess, sys\nchild = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE)\nchild.wait()"
    parent = started([sys.executable, "-c", follower, sys.executable, "-c", code, *SLEEP], stdout=subprocess.PIPE)
    assert parent.line(parent.stdout) == "ready\n"
    children = psutil.Process(parent.pid).children(recursive=True)
    assert len(children) == 2
    end(parent)
    parent.wait(60)
    assert psutil.wait_procs(children, timeout=600)[1] == []
    assert parent_watchdog.bound_to_this_process(SLEEP)[-3:] == SLEEP
