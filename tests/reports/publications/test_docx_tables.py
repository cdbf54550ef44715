"""Tables on paper: no word has to break, and the columns are as wide as the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.publications.docx_tables import PORTRAIT, column_widths, fitting_widths, keeps
from reports.publications.figure_tables import widest_word

cells = st.text("аб ", max_size=60)


def test_every_column_has_room_for_its_longest_word_and_a_day_for_the_whole_of_it() -> None:
    columns = [("Номер", "KZ-2021-0001"), ("Күні", "2021 ж. 3 қаң"), ("Іс", "журналистің " * 30), ("Жауапкершілікке тартылмағандар", "3")]
    widths, fits = column_widths(columns, PORTRAIT, 3, 9.5)
    assert fits
    assert all(width > widest_word(texts, 9.5) * 20 for width, texts in zip(widths, columns, strict=True))
    assert widths[1] > widest_word(["2021\u00a0ж.\u00a03\u00a0қаң"], 9.5) * 20
    assert widths[2] == max(widths)


def test_more_columns_than_there_is_room_for_are_set_small() -> None:
    assert fitting_widths([("Жауапкершілікке", "3")] * 3, PORTRAIT, 1)[1] == ""
    assert fitting_widths([("Жауапкершілікке", "3")] * 6, PORTRAIT, 1)[1] in ("Small", "Tiny")


@given(st.lists(st.tuples(cells, cells, cells), max_size=5), st.integers(1, 3))
def test_the_columns_are_together_as_wide_as_the_page(rows: list[tuple[str, str, str]], words: int) -> None:
    widths, _ = column_widths(list(zip(("а", "б", ""), *rows, strict=True)), PORTRAIT, words, 9.5)
    assert sum(widths) == pytest.approx(PORTRAIT, abs=3)
    assert min(widths) > 0


def test_the_rows_of_a_short_table_stay_together_and_the_head_with_the_first() -> None:
    assert [keeps(nth, 2) for nth in range(3)] == [True, True, False]
    assert [keeps(nth, 40) for nth in range(3)] == [True, False, False]
