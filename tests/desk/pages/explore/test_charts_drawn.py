"""Where the links of the charts lead: into the period that is chosen, and nowhere where nothing is left."""

from datetime import date

from desk.pages.explore.charts_drawn import LONGEST, columns_of, links_fit
from desk.pages.reports.chart_figures import ChartFigure
from records.filters import STAGES, IncidentFilter
from records.vocabulary import Actor, Category
from reports.explored import Explored


def counted(**given: object) -> Explored:
    whole = {"by_month": {(2026, 3): 2}, "by_category": {Category.ATT: 2}, "by_region": {"KZ-75": 2}, "by_actor": {Actor.COURT: 2}}
    values = {"total": 2, "in_all": 9, "undated": 0, "by_outlet": {"A": 2}, "by_stage": {str(stage): 0 for stage in STAGES}, **whole, **given}
    return Explored(**values)  # type: ignore[arg-type]


def figures(found: Explored, wanted: IncidentFilter) -> dict[str, ChartFigure]:
    return {one.key: one for column in columns_of(found, wanted) for one in column.figures}


def hrefs(one: ChartFigure) -> list[str]:
    return [cell.href for row in one.table.rows for cell in row if cell.href is not None]


def test_a_month_is_only_as_long_as_the_period_leaves_it() -> None:
    wanted = IncidentFilter(since=date(2026, 3, 10), until=date(2026, 4, 2))
    assert hrefs(figures(counted(), wanted)["monthly"]) == ["?since=2026-03-10&until=2026-03-31"]


def test_a_month_that_is_chosen_takes_the_whole_period_away() -> None:
    wanted = IncidentFilter(since=date(2026, 3, 1), until=date(2026, 3, 31), region="KZ-75")
    assert hrefs(figures(counted(), wanted)["monthly"]) == ["?region=KZ-75"]


def test_what_has_no_incident_left_is_no_link() -> None:
    assert hrefs(figures(counted(), IncidentFilter())["funnel"]) == []
    assert hrefs(figures(counted(), IncidentFilter())["regions"]) == ["?region=KZ-75"]


def test_outlets_beyond_the_drawn_ones_are_counted() -> None:
    many = {f"Outlet {nth:02}": 1 for nth in range(20)}
    assert "and 8 more outlets" in figures(counted(by_outlet=many), IncidentFilter())["outlets"].wide


def test_an_address_that_is_too_long_has_no_links() -> None:
    wanted = IncidentFilter(words="x" * LONGEST)
    assert not links_fit(wanted)
    assert not [href for one in figures(counted(), wanted).values() for href in hrefs(one)]
