"""Months as a line: a point a month, and the year before beside it."""

from records.i18n import speaking
from reports.charts import month_line, month_line_table
from tests.reports.charts.test_charts import address, counts_drawn, links, read, texts

COUNTS = {(2020, month): month % 5 for month in range(11, 13)} | {(2021, month): month % 5 for month in range(1, 11)}
BEFORE = {(year - 1, month): 20 + nth for nth, (year, month) in enumerate(COUNTS)}


def test_every_month_has_its_point_in_order_and_so_has_the_year_before() -> None:
    svg = month_line(COUNTS, BEFORE, href=address)
    assert counts_drawn(svg)[1::2] == list(COUNTS.values())
    assert counts_drawn(svg)[::2] == list(BEFORE.values())
    assert links(svg)[address(2021, 4)] == 4
    assert links(svg)[address(2020, 10)] == BEFORE[2020, 10]


def test_a_line_of_one_year_has_no_other_and_no_legend() -> None:
    with speaking("en"):
        svg = month_line(COUNTS)
        assert counts_drawn(svg) == list(COUNTS.values())
        assert "a year before" not in texts(read(svg))
        assert "a year before" in texts(read(month_line(COUNTS, BEFORE)))


def test_nothing_is_said_in_words() -> None:
    with speaking("en"):
        assert "No records for this choice." in texts(read(month_line({})))
        assert month_line_table({}).rows == ()


def test_the_table_has_what_is_drawn() -> None:
    with speaking("en"):
        rows = month_line_table(COUNTS, BEFORE, href=address).rows
    assert [row[1].text for row in rows[:-1]] == [str(count) for count in COUNTS.values()]
    assert [row[2].text for row in rows[:-1]] == [str(count) for count in BEFORE.values()]
    assert rows[-1][1].text == str(sum(COUNTS.values()))
