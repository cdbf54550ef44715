"""The bar for long work: what is not a terminal sees nothing of it."""

import pytest

from flows.cli.progress_bar import counting


@pytest.mark.parametrize("sizes", [False, True])
def test_without_a_terminal_nothing_is_shown(capsys: pytest.CaptureFixture[str], sizes: bool) -> None:
    with counting("rows", 10, sizes=sizes) as passed:
        for _ in range(10):
            passed(1)
    assert capsys.readouterr() == ("", "")
