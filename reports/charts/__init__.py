"""Charts as SVG strings, made on the server from plain data, for the desk and for published documents.

Every chart has a function `…_table` that returns the same data as rows. Bars, tiles and points link to their records. The language is the reader's
(`records.i18n`). docs/decisions/0016-charts.md gives the reasons.
"""

from reports.charts.bars import (
    BLOCK_LABELS,
    FunnelStep,
    NamedCount,
    block_words,
    by_category,
    by_category_table,
    days_without_accountability,
    days_without_accountability_table,
    funnel_chart,
    funnel_table,
    impunity_steps,
    named_bars,
    named_bars_table,
)
from reports.charts.chart_words import Cell, ChartTable
from reports.charts.drawing import MarkLink, Month, png
from reports.charts.months import month_line, month_line_table, monthly_chart, monthly_table, spark, spark_table, stacked_months, stacked_months_table
from reports.charts.region_tiles import region_tiles, region_tiles_table

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
