"""The two layers of the suite. What a test needs decides in which it runs, and its fixtures say what it needs.

`make test` runs the fast layer: every test without one of the marks postgresql, browser, process and training, with few examples of a property and with
sizes of growth that are soon measured. `make test-all` runs every test, and the profile "ci" of Hypothesis, which also means large sizes. A test that starts a process asks for the
fixture `processes`; one that does so without asking fails.
"""

import multiprocessing.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import settings

from tests.postgresql_tests import OVER_POSTGRESQL

# The mark that a test gets when it asks for this fixture, directly or through another one.
MARKS = {"postgresql_server": "postgresql", "chromium": "browser", "processes": "process", "training": "training", "growth": "growth"}
# Tests with one of these marks may start processes.
_MAY_START = ("postgresql", "browser", "process")
_STARTING = frozenset({"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"})

_spawn = multiprocessing.util.spawnv_passfds


class _Watch:
    """Whether the running test may start processes, and the first that it started without being allowed to."""

    allowed = True
    refused = ""


def mark_by_needs(item: pytest.Item) -> None:
    """Give a test the marks of what its fixtures need. A parameter "postgresql" is a need as well: its fixture opens the server when it runs."""
    asked = set(getattr(item, "fixturenames", ()))
    given = getattr(getattr(item, "callspec", None), "params", {}).values()
    for fixture, mark in MARKS.items():
        if fixture in asked or (mark == "postgresql" and mark in given):
            item.add_marker(mark)


def is_full() -> bool:
    """Return whether properties are tried with all examples and growth is measured at large sizes."""
    return settings.get_current_profile_name() == "ci"


def databases(nodeid: str) -> tuple[str, ...]:
    """The databases over which a test runs that asks for `engine`."""
    function = nodeid.partition("[")[0]
    listed = function in OVER_POSTGRESQL or function.partition("::")[0] in OVER_POSTGRESQL
    return ("sqlite", "postgresql") if listed else ("sqlite",)


def watch_for_processes() -> None:
    """Refuse from now on that a test of the fast layer starts a process."""

    def refuse(what: str) -> None:
        if not _Watch.allowed:
            _Watch.refused = _Watch.refused or what[:300]
            raise RuntimeError("a test that starts a process asks for the fixture `processes`")

    def heard(event: str, given: tuple[Any, ...]) -> None:
        if event in _STARTING:
            refuse(f"{event} {given[1] if event == 'subprocess.Popen' else ''}")

    def spawned(path: Any, args: Any, passfds: Any) -> int:
        refuse(f"multiprocessing {args}")
        return _spawn(path, args, passfds)

    sys.addaudithook(heard)
    # It starts its processes without an audit event.
    multiprocessing.util.spawnv_passfds = spawned


@contextmanager
def starting_only_what_was_asked_for(item: pytest.Item) -> Iterator[None]:
    """While inside, a test of the fast layer fails when it tries to start a process, also where what it tests goes on without it."""
    _Watch.allowed, _Watch.refused = any(item.get_closest_marker(mark) for mark in _MAY_START), ""
    try:
        yield
    finally:
        _Watch.allowed = True
    if _Watch.refused:
        pytest.fail(f"a test that starts a process asks for the fixture `processes`; this one tried {_Watch.refused}", pytrace=False)
