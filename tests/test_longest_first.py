"""How the tests are shared out among processes."""

import pytest

from tests.longest_first import LONGEST, place, processes
from tests.paths import ROOT


def test_the_files_that_take_longest_are_there_and_each_is_named_once() -> None:
    assert [name for name in LONGEST if not (ROOT / name).is_file()] == []
    assert len(set(LONGEST)) == len(LONGEST)


def test_they_come_first_and_all_others_after_them_as_they_are_found(request: pytest.FixtureRequest) -> None:
    assert place(f"{LONGEST[0]}::test_a[b::c]") == 0 < place(f"{LONGEST[1]}::test_a") < place("tests/test_house.py::test_a") == place("x.py::test_b")
    run = [place(item.nodeid) for item in request.session.items]
    assert run == sorted(run)


@pytest.mark.parametrize(("processors", "wanted"), [(None, 2), (1, 2), (2, 4), (4, 6), (16, 18)])
def test_there_are_a_few_more_processes_than_processors(monkeypatch: pytest.MonkeyPatch, processors: int | None, wanted: int) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    assert processes() == wanted
