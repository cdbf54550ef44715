"""A process that has nothing to wait for does not wait, and says all it has said."""

import os
import sys

import pytest

from flows.cli import main
from flows.one_run import record_lost
from tests.processes import ended

CODE = """
import sys, threading
from flows import quick_end
from flows.cli.boundary import within_bounds
threading._register_atexit(lambda: print("waited", flush=True))
def work():
    {wish}
    print("said")
    sys.exit(3)
{entry}
"""


WHOLE = "quick_end.whole_process(lambda: within_bounds(work))"
PART = "within_bounds(work)"
WISH = "quick_end.end_at_once()"


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize(
    ("entry", "wish", "said"),
    [(WHOLE, WISH, "said\n"), (WHOLE, "pass", "said\nwaited\n"), (PART, WISH, "said\nwaited\n"), (PART, "pass", "said\nwaited\n")],
)
def test_a_process_waits_for_its_threads_unless_it_was_entered_as_a_whole_and_somebody_wished_otherwise(entry: str, wish: str, said: str) -> None:
    done = ended([sys.executable, "-c", CODE.format(entry=entry, wish=wish)])
    assert (done.stdout, done.stderr, done.returncode) == (said, "", 3)


def test_a_command_that_is_called_within_a_test_never_ends_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> None:
        record_lost(ConnectionError())

    monkeypatch.setattr(main, "_start", lost)
    monkeypatch.setattr(os, "_exit", lambda code: pytest.fail("the process would have ended"))
    main.main()
