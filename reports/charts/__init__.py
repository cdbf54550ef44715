"""Charts as SVG strings, made on the server from plain data, for the desk and for published documents.

Every chart has a function `…_table` that takes the same data and gives it as rows. Bars, tiles and points carry the links that open their records.
The language is the reader's (`records.i18n`). docs/decisions/0016-charts.md gives the reasons.
"""

from reports.charts.axes import Month
from reports.charts.category_blocks import BLOCK_LABELS, block_words
from reports.charts.category_chart import by_category, by_category_table
from reports.charts.chart_tables import Cell, ChartTable
from reports.charts.drawing import MarkLink
from reports.charts.funnels import FunnelStep, funnel_chart, funnel_table, impunity_steps
from reports.charts.month_line import month_line, month_line_table
from reports.charts.months import monthly_chart, monthly_table, stacked_months, stacked_months_table
from reports.charts.named_bars import NamedCount, named_bars, named_bars_table
from reports.charts.png import png
from reports.charts.region_tiles import region_tiles, region_tiles_table
from reports.charts.sparks import spark, spark_table
from reports.charts.waiting import days_without_accountability, days_without_accountability_table

__all__ = [
    "BLOCK_LABELS",
    "Cell",
    "Month",
    "FunnelStep",
    "MarkLink",
    "NamedCount",
    "ChartTable",
    "block_words",
    "by_category",
    "by_category_table",
    "days_without_accountability",
    "days_without_accountability_table",
    "funnel_chart",
    "funnel_table",
    "impunity_steps",
    "month_line",
    "month_line_table",
    "monthly_chart",
    "monthly_table",
    "named_bars",
    "named_bars_table",
    "png",
    "region_tiles",
    "region_tiles_table",
    "spark",
    "spark_table",
    "stacked_months",
    "stacked_months_table",
]
