"""Outlets that a record writes in several ways are one where the difference says nothing."""

import pytest

from records.outlets.written_outlets import folded_outlet


@pytest.mark.parametrize("written", ["Дала", " дала ", "«Дала»", "“ДАЛА”", "'Дала'"])
def test_capitals_quotation_marks_and_blanks_make_no_other_outlet(written: str) -> None:
    assert folded_outlet(written) == "дала"


def test_words_make_another_one_and_nothing_is_none() -> None:
    assert folded_outlet("Дала  жаршысы") == "дала жаршысы" != folded_outlet("Дала")
    assert folded_outlet(" «» ") == ""
