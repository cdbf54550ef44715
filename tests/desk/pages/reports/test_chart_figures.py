"""A chart on a page: drawn for a desk and for a phone, under ids of their own."""

from markupsafe import Markup

from desk.pages.reports.chart_figures import HALF, PHONE, WHOLE, figure
from reports.charts import ChartTable


def test_a_figure_is_drawn_twice_with_ids_of_its_own() -> None:
    drawn: list[tuple[float, str]] = []

    def draw(width: float, key: str) -> Markup:
        drawn.append((width, key))
        return Markup(f"{key}")

    table = ChartTable((), ())
    figure("months", "Months", draw, table, whole=True)
    figure("regions", "Regions", draw, table)
    assert drawn == [(WHOLE, "months"), (PHONE, "months-n"), (HALF, "regions"), (PHONE, "regions-n")]
