"""How far long work has come: a bar with the time left on a terminal, a plain line now and then elsewhere."""

import io

import pytest
from rich.console import Console

from flows import terminal
from flows.cli.progress_bar import counting


@pytest.mark.parametrize("sizes", [False, True])
def test_short_work_without_a_terminal_says_nothing(capsys: pytest.CaptureFixture[str], sizes: bool) -> None:
    with counting("rows", 10, sizes=sizes) as passed:
        for _ in range(10):
            passed(1)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("total", "sizes", "said"),
    [
        (400, False, "rows: 100 of 400, about 5 minutes to go\n"),
        (None, False, "rows: 100\n"),
        (0, False, "rows: 100\n"),
        (200_000_000, True, "rows: 0 MB of 200 MB, about"),
    ],
)
def test_long_work_without_a_terminal_says_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch, total: int | None, sizes: bool, said: str) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(terminal, "err", Console(file=stream, force_terminal=False, width=200, soft_wrap=True))
    moments = iter([0.0, 10.0, 90.0, 100.0])
    with counting("rows", total, sizes=sizes, clock=lambda: next(moments)) as passed:
        for count in (50, 50, 1):
            passed(count)
    assert stream.getvalue().startswith(said)
    assert stream.getvalue().count("\n") == 1


def test_a_terminal_sees_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(terminal, "err", Console(file=stream, force_terminal=True, width=120))
    with counting("rows", 100) as passed:
        passed(40)
    assert "40/100" in stream.getvalue()
    assert "-:--:--" in stream.getvalue() or "0:00:0" in stream.getvalue()
