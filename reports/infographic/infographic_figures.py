"""The figures of an infographic: some of those of the monthly report, and how far the crimes in it got, as the impunity report counts it. No name is among them."""

from dataclasses import dataclass

from records.vocabulary import Category
from reports.charts import Month
from reports.impunity import Funnel, funnel
from reports.publications import Monthly, ReportPeriod


@dataclass(frozen=True)
class InfographicFigures:
    """Counts of incidents of a period, and of persons in `persons`. `without_reaction` are those of which no step is on record; `unpunished` of the `crimes` are those in
    which nobody was held to account. `months` are the twelve that end with that of the last day."""

    period: ReportPeriod
    total: int
    total_before: int
    persons: int
    persons_before: int
    without_reaction: int
    crimes: int
    unpunished: int
    by_category: dict[Category, int]
    months: dict[Month, int]
    months_before: dict[Month, int]
    track: Funnel


def infographic_figures(report: Monthly) -> InfographicFigures:
    """The figures of a report, whichever its period is."""
    return InfographicFigures(
        period=report.period,
        total=report.total.value,
        total_before=report.total_before.value,
        persons=report.persons.affected.value,
        persons_before=report.persons_before.affected.value,
        without_reaction=report.without_reaction.value,
        crimes=report.rate.unanswered.whole.value,
        unpunished=report.rate.unanswered.part.value,
        by_category={line.category: line.now.value for block in report.blocks for line in block.lines if line.now.value},
        months={month: figure.value for month, figure in report.year.months.items()},
        months_before={month: figure.value for month, figure in report.year.months_before.items()},
        track=funnel(report.records, report.period.as_of),
    )
