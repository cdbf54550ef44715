"""The statement as data: what was counted, what did not happen, the cases to tell, and figures of others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from records.i18n import tr
from records.incident_model import Incident
from records.vocabulary import BY_GRAVITY, Category
from reports.publications.cases import CASES_TOLD, Case, told_cases
from reports.publications.figures import Figure, figure_of, require_sum
from reports.publications.own_rate import OwnRate, own_rate
from reports.publications.period import ReportPeriod, dateless
from reports.publications.persons_affected import Persons, affected_persons
from reports.publications.pursuit_figures import Pursuits, pursuits
from reports.publications.reference import BetterPlaced, Quotation, Rank, Unpunished, comparison, known_ranks, quotation, unpunished
from reports.publications.remarks import Panel, Remarks, remarks

# What a statement says did not happen, where it did not.
WORST = tuple(category for category in Category if category.facts.gravest)


@dataclass(frozen=True)
class Statement:
    """Every figure as of `period.as_of`.

    `by_category` holds the categories that occurred, the gravest first. `spared` are those of WORST that nobody can have suffered in the
    period. `rank` is that of the last index that is known, `earlier_ranks` are those before it, the latest first; `comparison` belongs to its year.
    `records` are the counted incidents, by number.
    """

    period: ReportPeriod
    total: Figure
    by_category: dict[Category, Figure]
    spared: tuple[Category, ...]
    persons: Persons
    rate: OwnRate
    pursuits: Pursuits
    cases: tuple[Case, ...]
    unesco: Unpunished | None
    rank: Rank | None
    earlier_ranks: tuple[Rank, ...]
    comparison: BetterPlaced | None
    quotation: Quotation | None
    remarks: Remarks
    records: tuple[Incident, ...]
    undated: tuple[Incident, ...]


def statement(
    incidents: Iterable[Incident],
    period: ReportPeriod,
    panel: Panel,
    *,
    earlier: Iterable[Incident] = (),
    most_cases: int = CASES_TOLD,
    asked: Iterable[Incident] = (),
) -> Statement:
    """The statement over `incidents`. Those of the period are counted. `earlier` ones begin before it; cases among them may be told, and journalists under
    pursuit are named. `asked` are told whatever the rule says.

    Raises ReportRefused if the categories do not add up to the total.
    """
    known_ones = list(incidents)
    inside = [incident for incident in known_ones if period.holds(incident)]
    total = figure_of(incident.number for incident in inside)
    by_category = categories(inside)
    require_sum(tr("Incidents by category"), by_category.values(), total)
    affected = affected_persons(inside)
    earlier = list(filter(period.follows, earlier))
    undated = dateless(known_ones)
    ranks = known_ranks(period.until.year, period.as_of)
    return Statement(
        period=period,
        total=total,
        by_category=by_category,
        spared=spared([*known_ones, *earlier], period),
        persons=affected,
        rate=own_rate(inside, period.as_of, total),
        pursuits=pursuits(inside, [*earlier, *undated], period),
        cases=told_cases(inside, [*earlier, *undated], period, most_cases, asked),
        unesco=unpunished(period.as_of),
        rank=ranks[0] if ranks else None,
        earlier_ranks=ranks[1:],
        comparison=comparison(ranks[0].year, period.as_of) if ranks else None,
        quotation=quotation(period.until.year, period.as_of),
        remarks=remarks(inside, undated, affected, period, panel),
        records=tuple(inside),
        undated=undated,
    )


def categories(incidents: Iterable[Incident]) -> dict[Category, Figure]:
    """How many incidents each primary category has, the gravest category first."""
    found: dict[Category, list[str]] = {}
    for incident in incidents:
        found.setdefault(incident.primary, []).append(incident.number)
    return {category: figure_of(found[category]) for category in BY_GRAVITY if category in found}


def spared(incidents: Sequence[Incident], period: ReportPeriod) -> tuple[Category, ...]:
    """Categories of WORST that surely nobody suffered: no incident has them as a further category either, and none with a vague date may have
    happened in the period."""
    suffered = {category for incident in incidents if period.may_hold(incident) for category in incident.categories}
    return tuple(category for category in WORST if category not in suffered)
