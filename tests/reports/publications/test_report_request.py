"""The numbers that an editor wrote, however they were written."""

import pytest

from reports.publications.report_request import told_numbers


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ([], ()),
        ([""], ()),
        (["KZ-2021-0001", "KZ-2021-0002"], ("KZ-2021-0001", "KZ-2021-0002")),
        ([" kz-2021-0001,KZ-2021-0002;\nKZ-2021-0001 "], ("KZ-2021-0001", "KZ-2021-0002")),
    ],
)
def test_numbers_stand_once_and_in_the_order_in_which_they_were_written(written: list[str], numbers: tuple[str, ...]) -> None:
    assert told_numbers(written) == numbers
