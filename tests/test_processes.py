"""What a test starts ends with the test, however that ends, and no test waits for ever."""

import subprocess
import sys

import psutil
import pytest

from tests.processes import ended, ending_with, started

pytestmark = pytest.mark.usefixtures("processes")

SLEEP = "import time; time.sleep(3600)"
# It starts another that has its pipes, in a session of its own, says who that is, and goes on or ends.
PARENT = (
    f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {SLEEP!r}], start_new_session=%s); print(child.pid, flush=True); %s"
)


def parent(*, own_session: bool, then: str) -> list[str]:
    return [sys.executable, "-c", PARENT % (own_session, then)]


@pytest.mark.parametrize("own_session", [False, True])
def test_a_test_that_fails_leaves_neither_its_process_nor_what_that_started(own_session: bool) -> None:
    family: list[psutil.Process] = []

    def failing() -> None:
        with ending_with():
            process = started(parent(own_session=own_session, then="child.wait()"), stdout=subprocess.PIPE)
            family.extend(map(psutil.Process, [process.pid, int(process.line(process.stdout))]))
            raise AssertionError("the test fails")

    with pytest.raises(AssertionError, match="the test fails"):
        failing()
    assert psutil.wait_procs(family, timeout=30)[1] == []


def test_a_pipe_that_a_grandchild_holds_keeps_nobody_waiting() -> None:
    process = started(parent(own_session=False, then="sys.exit()"), stdout=subprocess.PIPE)
    process.wait(60)
    with pytest.raises(subprocess.TimeoutExpired) as late:
        process.communicate(timeout=0.1)
    child = int(late.value.output)
    assert psutil.wait_procs([psutil.Process(child)] if psutil.pid_exists(child) else [], timeout=30)[1] == []


def test_a_process_that_says_nothing_is_not_waited_for() -> None:
    process = started([sys.executable, "-c", SLEEP], stdout=subprocess.PIPE)
    with pytest.raises(AssertionError, match="no line from"):
        process.line(process.stdout, 0.1)
    assert process.returncode is not None


def test_what_a_longer_fixture_has_started_goes_on() -> None:
    longer = started([sys.executable, "-c", SLEEP])
    with ending_with():
        started([sys.executable, "-c", SLEEP])
    assert longer.poll() is None


def test_what_runs_to_its_end_gives_all_that_it_said() -> None:
    done = ended([sys.executable, "-c", "import sys; print(input()); print('no', file=sys.stderr); sys.exit(3)"], given="yes\n")
    assert (done.stdout, done.stderr, done.returncode) == ("yes\n", "no\n", 3)
