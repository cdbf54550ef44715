"""Ids that somebody wrote: only digits that a row can have."""

from records.row_ids import LARGEST_ID, LARGEST_LONG_ID, parse_id


def test_an_id_is_digits_that_a_row_can_have() -> None:
    read = {"1": 1, "007": 7, str(LARGEST_ID): LARGEST_ID, "0" * 5000 + "12": 12}
    assert {written: parse_id(written) for written in read} == read
    assert parse_id(str(LARGEST_LONG_ID), LARGEST_LONG_ID) == LARGEST_LONG_ID
    refused = ["", "0", "000", "-1", "+1", " 1", "1.5", "1_0", "twelve", "١٢", "²", str(LARGEST_ID + 1), "9" * 5000]
    assert [written for written in refused if parse_id(written) is not None] == []
    assert parse_id(str(LARGEST_LONG_ID + 1), LARGEST_LONG_ID) is None
