"""Bars by name: in their order, with their links, as a table too, and hostile names as plain text."""

from reports.charts import NamedCount, named_bars, named_bars_table

ROWS = [NamedCount("Дала <b>жаршысы</b>", 12, "?outlet=a&b"), NamedCount("Орал өңірі", 3)]


def test_each_name_has_its_bar_its_number_and_its_link() -> None:
    drawn = str(named_bars(ROWS, title="Outlets", key="outlets", width=300, note="and 4 more"))
    assert drawn.index("12 incidents") < drawn.index("3 incidents")
    assert 'href="?outlet=a&amp;b"' in drawn
    assert "<b>" not in drawn
    assert "and 4 more" in drawn


def test_a_sum_that_is_no_number_of_incidents_is_not_told() -> None:
    assert "In all: 15 incidents." in str(named_bars(ROWS, title="Years", key="years"))
    assert "In all" not in str(named_bars(ROWS, title="Outlets", key="outlets", sums=False))


def test_the_table_says_the_same_and_nothing_is_said_in_words() -> None:
    table = named_bars_table(ROWS, head="Outlet")
    assert [(row[0].text, row[1].text, row[1].href) for row in table.rows] == [(row.name, str(row.incidents), row.href) for row in ROWS]
    assert "No records for this choice." in str(named_bars([], title="Outlets", key="outlets"))
