"""The charts of one choice. Each bar, tile and month is a link that adds what it stands for to the filter; the one that is chosen takes it away again.

A link is drawn only where it leads to as many incidents as its bar says: where a region is chosen, no other region is left to be chosen.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date

from markupsafe import Markup

from desk.pages.explore.filter_chips import stage_words
from desk.pages.reports.chart_figures import ChartFigure, Column, figure
from desk.rendering import number
from records.filter_doors import address_of
from records.filters import STAGES, UNANSWERED, IncidentFilter
from records.i18n import ntr, tr
from records.vocabulary import ACTOR_LABELS, Actor, Category, FunnelStage
from reports import charts
from reports.charts import ChartTable, FunnelStep, MarkLink, NamedCount
from reports.explored import Explored

PATH = "/incidents/explore"
# Months that stand side by side; a longer time is drawn by years, and a year opens its months.
MOST_MONTHS = 36
# Outlets that are drawn; the rest are counted.
MOST_OUTLETS = 12
# Characters of an address up to which every bar is a link: there are some hundreds of them, and the page stays light. A longer one is narrowed by the form.
LONGEST = 260


def links_fit(wanted: IncidentFilter) -> bool:
    """Whether the address of this choice is short enough for every bar to carry it."""
    return len(address_of(wanted, PATH)) <= LONGEST


def columns_of(found: Explored, wanted: IncidentFilter) -> list[Column]:
    """The charts in their places."""
    link = _Links(wanted)
    return [
        Column((_months(found, wanted, link),), whole=True),
        Column((_regions(found, link), _stages(found, link))),
        Column((_categories(found, link), _actors(found, link), _outlets(found, link))),
    ]


class _Links:
    """The addresses of one choice with something added or taken away, without the path."""

    def __init__(self, wanted: IncidentFilter) -> None:
        self._wanted, self._fit = wanted, links_fit(wanted)

    def _way(self, **changed: str) -> str:
        return address_of(self._wanted, "", **changed) or PATH

    def of(self, name: str, value: str, count: int) -> MarkLink | None:
        """The link of a value of one filter, by the name of its parameter."""
        now = getattr(self._wanted, name)
        if not self._fit or not count or (now is not None and now != value):
            return None
        return MarkLink(self._way(**{name: "" if now else value}), f"{name}:{value}", chosen=now is not None)

    def undated(self) -> MarkLink | None:
        """The link of the incidents without a date."""
        wanted = self._wanted
        return MarkLink(self._way(undated="" if wanted.undated else "yes"), "undated:yes", chosen=bool(wanted.undated)) if self._fit else None

    def days(self, first: date, last: date, at: str, count: int) -> MarkLink | None:
        """The link of some days, as far as they are in the period that is chosen."""
        since, until = self._wanted.since, self._wanted.until
        first, last = max(first, since or first), min(last, until or last)
        if not self._fit or not count:
            return None
        chosen = (first, last) == (since, until)
        days = {"since": "", "until": ""} if chosen else {"since": first.isoformat(), "until": last.isoformat()}
        return MarkLink(self._way(**days), at, chosen=chosen)


def _months(found: Explored, wanted: IncidentFilter, link: _Links) -> ChartFigure:
    note = ntr("{n} incident without a date is in no month.", "{n} incidents without a date are in no month.", found.undated) if found.undated else ""
    by_month = found.by_month
    span = [year * 12 + month for year, month in by_month]
    aside = charts.NamedCount(tr("without a date"), found.undated, link.undated()) if found.undated else None
    words = note.format(n=number(found.undated)) if note else ""
    if span and max(span) - min(span) >= MOST_MONTHS:
        return _years(found, link, words, aside)

    def of_month(year: int, month: int) -> MarkLink | None:
        first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return link.days(first, last, f"month:{year}-{month}", by_month.get((year, month), 0))

    return figure(
        "monthly",
        tr("Month by month"),
        lambda width, key: charts.monthly_chart(by_month, href=of_month, key=key, width=width),
        charts.monthly_table(by_month, href=of_month),
        whole=True,
        note=words,
        aside=aside,
    )


def _years(found: Explored, link: _Links, note: str, aside: NamedCount | None) -> ChartFigure:
    by_year = dict.fromkeys(range(min(found.by_month)[0], max(found.by_month)[0] + 1), 0)
    for (year, _), count in found.by_month.items():
        by_year[year] += count
    rows = [NamedCount(str(year), count, link.days(date(year, 1, 1), date(year, 12, 31), f"year:{year}", count)) for year, count in by_year.items()]
    title = tr("Year by year")
    return figure(
        "yearly",
        title,
        lambda width, key: charts.named_bars(rows, title=title, key=key, width=width),
        charts.named_bars_table(rows, head=tr("Year")),
        whole=True,
        note=f"{tr('A year opens its months.')} {note}".strip(),
        aside=aside,
    )


def _regions(found: Explored, link: _Links) -> ChartFigure:
    def of_region(code: str) -> MarkLink | None:
        return link.of("region", code, found.by_region.get(code, 0))

    return figure(
        "regions",
        tr("Where"),
        lambda width, key: charts.region_tiles(found.by_region, href=of_region, key=key, width=width),
        charts.region_tiles_table(found.by_region, href=of_region),
    )


def _categories(found: Explored, link: _Links) -> ChartFigure:
    def of_category(category: Category) -> MarkLink | None:
        return link.of("category", category.value, found.by_category[category])

    return figure(
        "categories",
        tr("What was done"),
        lambda width, key: charts.by_category(found.by_category, href=of_category, key=key, width=width),
        charts.by_category_table(found.by_category, href=of_category),
    )


def _actors(found: Explored, link: _Links) -> ChartFigure:
    places = {actor: nth for nth, actor in enumerate(Actor)}
    ordered = sorted(found.by_actor.items(), key=lambda one: (-one[1], places[one[0]]))
    rows = [NamedCount(tr(ACTOR_LABELS[actor]), count, link.of("actor", actor.value, count)) for actor, count in ordered]
    return _named("actors", tr("Who did it"), rows, tr("Who did it"))


def _outlets(found: Explored, link: _Links) -> ChartFigure:
    ordered = sorted(found.by_outlet.items(), key=lambda one: (-one[1], one[0]))
    rows = [NamedCount(outlet, count, link.of("outlet", outlet, count)) for outlet, count in ordered[:MOST_OUTLETS]]
    rest = len(ordered) - len(rows)
    note = ntr("and {n} more outlet", "and {n} more outlets", rest).format(n=number(rest)) if rest else ""
    return _named("outlets", tr("Against which outlet"), rows, tr("Outlet"), note, sums=False)


def _named(key: str, title: str, rows: list[NamedCount], head: str, note: str = "", *, sums: bool = True) -> ChartFigure:
    def draw(width: float, own: str) -> Markup:
        return charts.named_bars(rows, title=title, key=own, width=width, note=note, sums=sums)

    return figure(key, title, draw, charts.named_bars_table(rows, head=head))


def _stages(found: Explored, link: _Links) -> ChartFigure:
    beside = (FunnelStage.WITHOUT_COURT.value, UNANSWERED)
    steps = {str(stage): _step(str(stage), found, link) for stage in STAGES}
    along = [step for stage, step in steps.items() if stage not in beside]
    asides = [steps[stage] for stage in beside]
    draw: Callable[[float, str], Markup] = lambda width, key: charts.funnel_chart(along, asides, key=key, width=width)  # noqa: E731
    table: ChartTable = charts.funnel_table(along, asides)
    note = tr("Only cases in which somebody did something punishable.")
    return figure("funnel", tr("How far cases got"), draw, table, note=note)


def _step(stage: str, found: Explored, link: _Links) -> FunnelStep:
    count = found.by_stage[stage]
    return FunnelStep(stage_words(stage), count, link.of("stage", stage, count))
