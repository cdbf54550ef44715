"""Tables on paper: no word has to break, and the columns are as wide as the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.publications.figure_tables import column_widths, table
from reports.publications.figures import Figure

cells = st.text("аб ", max_size=60)


def test_every_column_has_room_for_its_longest_word_where_the_page_has_it() -> None:
    widths = column_widths(table("", ("Номер", "Случай", "Ответственность"), [("KZ-2021-0001", "слово " * 30, Figure(3))], label_columns=2), 8400)
    assert [width >= 100 * letters for width, letters in zip(widths, (12, 5, 15), strict=True)] == [True, True, True]
    assert widths[1] > widths[0]


@given(st.lists(st.tuples(cells, cells, cells), max_size=5), st.integers(1, 3))
def test_the_columns_are_together_as_wide_as_the_page(rows: list[tuple[str, str, str]], words: int) -> None:
    widths = column_widths(table("", ("а", "б", ""), rows, label_columns=words), 9400)
    assert sum(widths) == pytest.approx(9400, abs=3)
    assert min(widths) > 0
