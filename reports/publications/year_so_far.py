"""A month in its year: the year up to the day beside the same days of the year before, and the twelve months that end with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from records.i18n import tr
from records.vocabulary import Category
from reports.charts.axes import Month, months_between
from reports.publications.block_lines import CategoryBlock, block_lines, require_blocks
from reports.publications.figures import Figure, figure_of, require_sum
from reports.publications.period import ReportPeriod


@dataclass(frozen=True)
class DatedIncident:
    """As much of an incident as is counted: its number, the category by which it counts, and its stored day. It names nobody."""

    number: str
    primary: Category
    day: date


@dataclass(frozen=True)
class YearSoFar:
    """By the day of the incident, whenever it was recorded: also what was recorded late is in these figures. `months` are the twelve that end with that of the last
    day, of which the last one may not be over; `months_before` are the same months a year earlier, its last one up to the same day. Months without incidents are
    there too. `records` are all that any of these figures counts."""

    period: ReportPeriod
    before: ReportPeriod
    total: Figure
    total_before: Figure
    blocks: tuple[CategoryBlock, ...]
    months: dict[Month, Figure]
    months_before: dict[Month, Figure]
    records: tuple[DatedIncident, ...]


def first_day_read(as_of: date) -> date:
    """From which day on incidents have to be known for `year_so_far`."""
    return min(_first(_earlier(_last_month(as_of), 23)), date(as_of.year - 1, 1, 1))


def year_so_far(dated: Sequence[DatedIncident], asked: ReportPeriod) -> YearSoFar:
    """The figures up to the last day of a period. Raises ReportRefused if they do not add up."""
    as_of = asked.as_of
    year = ReportPeriod(date(as_of.year, 1, 1), as_of, as_of)
    before = year.a_year_before()
    now, past = ([one for one in dated if some.since <= one.day <= some.as_of] for some in (year, before))
    last = _last_month(as_of)
    found = YearSoFar(
        period=year,
        before=before,
        total=_figure(now),
        total_before=_figure(past),
        blocks=block_lines(now, past),
        months=_months(dated, _earlier(last, 11), last, as_of),
        months_before=_months(dated, _earlier(last, 23), _earlier(last, 12), before.as_of),
        records=tuple(one for one in dated if first_day_read(as_of) <= one.day <= as_of),
    )
    require_blocks(found.blocks, found.total, found.total_before)
    # The months of the year are the year.
    require_sum(tr("Incidents by month"), (figure for (of, _), figure in found.months.items() if of == as_of.year), found.total)
    return found


def _figure(incidents: Sequence[DatedIncident]) -> Figure:
    return figure_of(one.number for one in incidents)


def _months(dated: Sequence[DatedIncident], first: Month, last: Month, until: date) -> dict[Month, Figure]:
    found: dict[Month, list[str]] = {month: [] for month in months_between(first, last)}
    for one in dated:
        month = (one.day.year, one.day.month)
        if month in found and one.day <= until:
            found[month].append(one.number)
    return {month: figure_of(numbers) for month, numbers in found.items()}


def _last_month(day: date) -> Month:
    return day.year, day.month


def _earlier(month: Month, by: int) -> Month:
    nth = month[0] * 12 + month[1] - 1 - by
    return nth // 12, nth % 12 + 1


def _first(month: Month) -> date:
    return date(month[0], month[1], 1)
