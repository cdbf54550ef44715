"""The incidents as charts and a map that filter together, with the same filter as the list of incidents."""

from calendar import monthrange
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from desk.auth.dependencies import Db, Now, Reader
from desk.form_dates import NAMES as DAYS
from desk.form_dates import FilterDays
from desk.pages.reports.routes import ChartFigure, Column, chart_figure
from desk.rendering import day, fragment, number, page
from desk.state import desk_state
from records.clock import day_of
from records.collaboration import resolve_assignments
from records.country import region_choices, region_name
from records.filter_queries import ParsedFilterQuery, filter_to_query, filter_url, parse_filter_query
from records.filters import NONE, STAGES, UNANSWERED, UNCHECKED, YES, FilterEntry, FilterKind, IncidentFilter, entries
from records.i18n import LANGUAGES, ntr, reader_language, tr
from records.state_requests import with_overdue
from records.vocabulary import ACTOR_LABELS, CATEGORIES, STATUS_LABELS, TRACK_LABELS, Actor, Category, FunnelStage, StatusCode, Track
from reports import charts
from reports.charts import ChartTable, FunnelStep, MarkLink, NamedCount, block_words
from reports.impunity import STAGE_LABELS
from reports.incident_selection import ExplorerCounts, explorer_counts
from reports.incidents import IncidentCollection

# The set filters in words, each with the address without it. Every filter of `records.filters.IncidentFilter` is shown, also those unknown to this
# module.

# Numbers of incidents that a chip names before it counts the rest.
_NAMED = 3


@dataclass(frozen=True)
class FilterChip:
    """One filter that is set: its words, and the address without it. `at` identifies it on every such page."""

    words: str
    way: str
    at: str


def stage_words(stage: str) -> str:
    """Return the words for a stage of the funnel, or for cases without accountability."""
    return tr("nobody held accountable") if stage == UNANSWERED else tr(STAGE_LABELS[FunnelStage(stage)])


def _few(numbers: tuple[str, ...]) -> str:
    listed = ", ".join(numbers[:_NAMED])
    return listed if len(numbers) <= _NAMED else tr("{some} and {n} more").format(some=listed, n=len(numbers) - _NAMED)


def _named(label: str, value: str) -> str:
    return f"{label}: {value}"


# The words for values, by the name of the filter.
FILTER_WORDS: dict[str, Callable[[Any], str]] = {
    "category": lambda code: tr(CATEGORIES[Category(code)].label),
    "region": lambda code: tr("elsewhere, or region not known") if code == NONE else region_name(code),
    "actor": lambda code: tr(ACTOR_LABELS[Actor(code)]),
    "outlet": lambda name: tr("against: {outlet}").format(outlet=name),
    "words": lambda words: f"“{words}”",
    "numbers": lambda numbers: tr("records: {numbers}").format(numbers=_few(tuple(numbers))),
    "stage": stage_words,
    "block": lambda block: block_words(None if block == NONE else block),
    "undated": lambda _: tr("without a date"),
    "review": lambda _: tr("a status tells the wrong story"),
    "ahead": lambda _: tr("hearing or deadline ahead"),
    "overdue": lambda _: tr("a state body owes an answer"),
    "withdrawn": lambda _: tr("withdrawn ones too"),
    "in_custody": lambda _: tr("in custody today"),
    "any_category": lambda code: _named(tr("Any of the categories"), tr(CATEGORIES[Category(code)].label)),
    "status": lambda code: _named(tr("Last status"), tr(STATUS_LABELS[StatusCode(code)])),
    "track": lambda track: _named(tr("Which story"), tr(TRACK_LABELS[Track(track)])),
    "silent": lambda days: _named(tr("Silent for so many days"), number(days)),
    "days_in_custody": lambda days: _named(tr("Days in custody, at least"), number(days)),
    "person": lambda name: _named(tr("Person, in any spelling"), name),
    "online": lambda said: _named(tr("Online"), tr("yes") if said == YES else tr("no")),
    "texts": lambda unchecked: tr("texts not checked: {language}").format(language=LANGUAGES[unchecked.removeprefix(UNCHECKED)].name),
    "by": lambda name: tr("confirmed or changed by: {name}").format(name=name),
    "mine": lambda _: tr("confirmed or changed by me"),
    "given": lambda name: tr("given to: {name}").format(name=name),
    "given_me": lambda _: tr("given to me"),
    "recorded_since": lambda first: _named(tr("Recorded from"), day(first)),
    "recorded_until": lambda last: _named(tr("Recorded until"), day(last)),
}


def filter_chips(incident_filter: IncidentFilter, path: str) -> list[FilterChip]:
    """Return the filters that are set, in the order of their entries. First and last day are one."""
    set_filters, chips = filter_to_query(incident_filter), list[FilterChip]()
    for name, entry in entries(IncidentFilter).items():
        if entry.address not in set_filters:
            continue
        if name == "since" or (name == "until" and incident_filter.since is None):
            chips.append(FilterChip(_days(incident_filter), filter_url(incident_filter, path, since="", until=""), "days"))
        elif name != "until":
            words = FILTER_WORDS[name](getattr(incident_filter, name)) if name in FILTER_WORDS else _unnamed(entry, set_filters[entry.address])
            chips.append(FilterChip(words, filter_url(incident_filter, path, **{entry.address: ""}), entry.address))
    return chips


def _days(incident_filter: IncidentFilter) -> str:
    if incident_filter.since and incident_filter.until:
        return f"{day(incident_filter.since)} – {day(incident_filter.until)}"
    return (
        tr("from {day}").format(day=day(incident_filter.since)) if incident_filter.since else tr("until {day}").format(day=day(incident_filter.until))
    )


def _unnamed(entry: FilterEntry, value: str) -> str:
    label = tr(entry.help or entry.tells) if entry.help or entry.tells else entry.address
    return label if entry.kind is FilterKind.FLAG else f"{label}: {value}"


# The charts of one selection. Each bar, tile and month is a link that adds its value to the filter, or removes it if it is selected. A link is drawn
# only where it leads to as many incidents as its bar shows: if a region is selected, no other region can be added.

PATH = "/incidents/explore"
# The largest number of months in a chart; a longer time is drawn by years, and a year links to its months.
_MOST_MONTHS = 36
# Outlets that are drawn; the rest are counted.
_MOST_OUTLETS = 12
# The longest address with which every bar is a link: there are some hundreds of them, and the page must stay small. Longer ones are narrowed by the
# form.
LONGEST = 260


def links_fit(incident_filter: IncidentFilter) -> bool:
    """Return whether the address of this selection is short enough for every bar to have a link."""
    return len(filter_url(incident_filter, PATH)) <= LONGEST


def columns_of(figures: ExplorerCounts, incident_filter: IncidentFilter) -> list[Column]:
    """Return the charts by column."""
    link = _Links(incident_filter)
    return [
        Column((_months(figures, incident_filter, link),), whole=True),
        Column((_regions(figures, link), _stages(figures, link))),
        Column((_categories(figures, link), _actors(figures, link), _outlets(figures, link))),
    ]


class _Links:
    """Addresses of one selection with a value added or removed, without the path."""

    def __init__(self, incident_filter: IncidentFilter) -> None:
        self._wanted, self._fit = incident_filter, links_fit(incident_filter)

    def _address(self, **changed: str) -> str:
        return filter_url(self._wanted, "", **changed) or PATH

    def of(self, name: str, value: str, count: int) -> MarkLink | None:
        """Return the link of a value of one filter, by the name of its parameter."""
        now = getattr(self._wanted, name)
        if not self._fit or not count or (now is not None and now != value):
            return None
        return MarkLink(self._address(**{name: "" if now else value}), f"{name}:{value}", chosen=now is not None)

    def undated(self) -> MarkLink | None:
        """Return the link of the incidents without a date."""
        incident_filter = self._wanted
        return (
            MarkLink(self._address(undated="" if incident_filter.undated else "yes"), "undated:yes", chosen=bool(incident_filter.undated))
            if self._fit
            else None
        )

    def days(self, first: date, last: date, at: str, count: int) -> MarkLink | None:
        """Return the link of some days, as far as they are in the selected period."""
        since, until = self._wanted.since, self._wanted.until
        first, last = max(first, since or first), min(last, until or last)
        if not self._fit or not count:
            return None
        chosen = (first, last) == (since, until)
        days = {"since": "", "until": ""} if chosen else {"since": first.isoformat(), "until": last.isoformat()}
        return MarkLink(self._address(**days), at, chosen=chosen)


def _months(figures: ExplorerCounts, incident_filter: IncidentFilter, link: _Links) -> ChartFigure:
    note = (
        ntr("{n} incident without a date is in no month.", "{n} incidents without a date are in no month.", figures.undated)
        if figures.undated
        else ""
    )
    by_month = figures.by_month
    span = [year * 12 + month for year, month in by_month]
    aside = charts.NamedCount(tr("without a date"), figures.undated, link.undated()) if figures.undated else None
    words = note.format(n=number(figures.undated)) if note else ""
    if span and max(span) - min(span) >= _MOST_MONTHS:
        return _years(figures, link, words, aside)

    def of_month(year: int, month: int) -> MarkLink | None:
        first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return link.days(first, last, f"month:{year}-{month}", by_month.get((year, month), 0))

    return chart_figure(
        "monthly",
        tr("Month by month"),
        lambda width, key: charts.monthly_chart(by_month, href=of_month, key=key, width=width),
        charts.monthly_table(by_month, href=of_month),
        whole=True,
        note=words,
        aside=aside,
    )


def _years(figures: ExplorerCounts, link: _Links, note: str, aside: NamedCount | None) -> ChartFigure:
    by_year = dict.fromkeys(range(min(figures.by_month)[0], max(figures.by_month)[0] + 1), 0)
    for (year, _), count in figures.by_month.items():
        by_year[year] += count
    rows = [NamedCount(str(year), count, link.days(date(year, 1, 1), date(year, 12, 31), f"year:{year}", count)) for year, count in by_year.items()]
    title = tr("Year by year")
    return chart_figure(
        "yearly",
        title,
        lambda width, key: charts.named_bars(rows, title=title, key=key, width=width),
        charts.named_bars_table(rows, head=tr("Year")),
        whole=True,
        note=f"{tr('A year opens its months.')} {note}".strip(),
        aside=aside,
    )


def _regions(figures: ExplorerCounts, link: _Links) -> ChartFigure:
    def of_region(code: str) -> MarkLink | None:
        return link.of("region", code, figures.by_region.get(code, 0))

    return chart_figure(
        "regions",
        tr("Where"),
        lambda width, key: charts.region_tiles(figures.by_region, href=of_region, key=key, width=width),
        charts.region_tiles_table(figures.by_region, href=of_region),
    )


def _categories(figures: ExplorerCounts, link: _Links) -> ChartFigure:
    def of_category(category: Category) -> MarkLink | None:
        return link.of("category", category.value, figures.by_category[category])

    return chart_figure(
        "categories",
        tr("What was done"),
        lambda width, key: charts.by_category(figures.by_category, href=of_category, key=key, width=width),
        charts.by_category_table(figures.by_category, href=of_category),
    )


def _actors(figures: ExplorerCounts, link: _Links) -> ChartFigure:
    places = {actor: nth for nth, actor in enumerate(Actor)}
    ordered = sorted(figures.by_actor.items(), key=lambda item: (-item[1], places[item[0]]))
    rows = [NamedCount(tr(ACTOR_LABELS[actor]), count, link.of("actor", actor.value, count)) for actor, count in ordered]
    return _named_chart("actors", tr("Who did it"), rows, tr("Who did it"))


def _outlets(figures: ExplorerCounts, link: _Links) -> ChartFigure:
    ordered = sorted(figures.by_outlet.items(), key=lambda item: (-item[1], item[0]))
    rows = [NamedCount(outlet, count, link.of("outlet", outlet, count)) for outlet, count in ordered[:_MOST_OUTLETS]]
    remaining = len(ordered) - len(rows)
    note = ntr("and {n} more outlet", "and {n} more outlets", remaining).format(n=number(remaining)) if remaining else ""
    return _named_chart("outlets", tr("Against which outlet"), rows, tr("Outlet"), note, sums=False)


def _named_chart(key: str, title: str, rows: list[NamedCount], head: str, note: str = "", *, sums: bool = True) -> ChartFigure:
    def draw(width: float, own: str) -> Markup:
        return charts.named_bars(rows, title=title, key=own, width=width, note=note, sums=sums)

    return chart_figure(key, title, draw, charts.named_bars_table(rows, head=head))


def _stages(figures: ExplorerCounts, link: _Links) -> ChartFigure:
    separate = (FunnelStage.WITHOUT_COURT.value, UNANSWERED)
    steps = {str(stage): _step(str(stage), figures, link) for stage in STAGES}
    along = [step for stage, step in steps.items() if stage not in separate]
    asides = [steps[stage] for stage in separate]
    draw: Callable[[float, str], Markup] = lambda width, key: charts.funnel_chart(along, asides, key=key, width=width)  # noqa: E731
    table: ChartTable = charts.funnel_table(along, asides)
    note = tr("Only cases in which somebody did something punishable.")
    return chart_figure("funnel", tr("How far cases got"), draw, table, note=note)


def _step(stage: str, figures: ExplorerCounts, link: _Links) -> FunnelStep:
    count = figures.by_stage[stage]
    return FunnelStep(stage_words(stage), count, link.of("stage", stage, count))


router = APIRouter()

# Cached selections for one state of the records and one day. A page has about 100 KB.
MOST_KEPT = 64
_lock = Lock()
# The fields of the form; other set filters are hidden inputs.
_FIELDS = ("q", *DAYS)
_CHOSEN_BY_FORM = ("category", "region", "actor", "stage")


@router.get(PATH)
def explore(request: Request, person: Reader, session: Db, now: Now) -> Response:
    """Show the charts of the matching incidents. A script that replaces them gets only the charts."""
    read, today = parse_filter_query(IncidentFilter, request.query_params), day_of(now)
    filter_query = replace(read, filter=replace(read.filter, asked_by=person.name)) if read.filter.mine or read.filter.given_me else read
    filter_query = replace(filter_query, filter=with_overdue(session, resolve_assignments(session, filter_query.filter), today))
    drawn = _cached_charts(request, desk_state(request).shelf.book(session), filter_query, today)
    if request.headers.get("HX-Request"):
        return HTMLResponse(drawn)
    return page(request, "explore.html", drawn=drawn)


def _cached_charts(request: Request, book: IncidentCollection, filter_query: ParsedFilterQuery[IncidentFilter], today: date) -> Markup:
    """Return the charts, drawn once for each selection, day and language until the records change.

    Days are part of the key as they were typed.
    """
    key = (
        filter_query.filter,
        tuple(filter_query.typed.get(name) for name in DAYS),
        tuple(sorted(filter_query.wrong.items())),
        today,
        reader_language(),
    )
    with _lock:
        cached: OrderedDict[Any, Markup] = book.worked_out.setdefault("explored", OrderedDict())
        if key in cached:
            cached.move_to_end(key)
            return cached[key]
    drawn = _drawn(request, book, filter_query, today)
    with _lock:
        cached[key] = drawn
        while len(cached) > MOST_KEPT:
            cached.popitem(last=False)
    return drawn


def _drawn(request: Request, book: IncidentCollection, filter_query: ParsedFilterQuery[IncidentFilter], today: date) -> Markup:
    incident_filter = filter_query.filter
    figures, fits = explorer_counts(book, incident_filter, today), links_fit(incident_filter)
    asked_by_form = _FIELDS if fits else _FIELDS + _CHOSEN_BY_FORM
    days = {name: filter_query.typed[name] for name in DAYS if name in filter_query.typed}
    return Markup(  # noqa: S704  (the template has escaped it)
        fragment(
            request,
            "_explore.html",
            found=figures,
            wanted=incident_filter,
            days=FilterDays(
                incident_filter.since, incident_filter.until, days, {name: words for name, words in filter_query.wrong.items() if name in DAYS}, today
            ),
            wrong=filter_query.wrong,
            outside=[words for name, words in filter_query.wrong.items() if name not in asked_by_form],
            chips=filter_chips(incident_filter, PATH),
            carried=[(name, value) for name, value in filter_to_query(incident_filter).items() if name not in asked_by_form],
            fits=fits,
            as_table=filter_url(incident_filter, "/incidents"),
            columns=columns_of(figures, incident_filter),
            categories=[(code.value, tr(facts.label)) for code, facts in CATEGORIES.items()],
            regions=[*region_choices(), (NONE, tr("elsewhere, or region not known"))],
            stages=[(str(stage), stage_words(str(stage))) for stage in STAGES],
        )
    )
