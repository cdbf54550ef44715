"""How the tests are shared out among processes."""

import pytest

from tests.longest_first import LONGEST, place, processes
from tests.paths import ROOT


def test_the_files_that_take_longest_are_there_and_come_first() -> None:
    assert [name for name in LONGEST if not (ROOT / name).is_file()] == []
    assert len(set(LONGEST)) == len(LONGEST)
    assert place(f"{LONGEST[0]}::test_a[b::c]") == 0 < place(f"{LONGEST[1]}::test_a") < place("tests/x.py::test_a") == place("y.py::test_b")


def test_there_are_a_few_more_processes_than_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {None: 2, 1: 2, 2: 4, 4: 6, 16: 18}
    found = {}
    for processors in wanted:
        monkeypatch.setattr("os.cpu_count", lambda count=processors: count)
        found[processors] = processes()
    assert found == wanted
