"""The table of incidents: its address, the selected rows in their order, the filter form, saved views, and the page.

Only what the filters and the order need is computed. Missing values come last in both directions, and among equal ones the latest comes first, so
that every order is total and pages are consecutive (`desk.pages.incidents.cache`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import compress, islice, tee
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.datastructures import ImmutableMultiDict
from starlette.responses import Response

from desk.form_dates import PERIOD, ParsedDay, ReferenceDays, parse_days
from desk.pages.incident.view import next_ahead
from desk.pages.incidents.cache import NOT_COUNTED, CachedSelection, SourceCounts, cached_order, cached_selection, source_counts
from desk.pages.incidents.table_columns import COLUMNS, SOURCES, TITLE, USUAL, TableRow
from desk.pages.text_review.view import counted
from desk.rendering import page
from desk.state import desk_state
from records import saved_views
from records.clock import day_of
from records.collaboration import resolve_assignments
from records.country import region_choices
from records.filter_queries import filter_to_query, parse_filter_query
from records.filters import NONE, UNANSWERED, UNCHECKED, IncidentFilter, entries
from records.i18n import LANGUAGES, tr
from records.incident_texts.list_titles import titles_for
from records.incident_texts.texts import is_recorded_title
from records.incidents.repository import numbers_of_sources
from records.row_ids import parse_id
from records.state_requests import with_overdue
from records.tables import SavedViewRow
from records.users import User
from records.vocabulary import CATEGORIES, ON_TRACK, STATUS_LABELS, TRACK_LABELS, Track
from reports.charts import block_words
from reports.impunity import STAGE_LABELS, FunnelStage
from reports.incident_selection import entry_filter
from reports.incidents import IN_ALL, TELLS_WRONGLY, CachedIncident, IncidentCollection
from reports.withheld.names import withheld_names

# The address of the table: filters, order, columns, first row, and the saved view it came from.

LATEST = "-date"
_LARGEST = 10_000_000
# A longer address is cut by some proxies; numbers of incidents make up most of one.
_LONGEST = 8_000


@dataclass(frozen=True)
class TableAddress:
    """The address as it was understood. `typed` are the values of fields and `wrong` their errors, by the names of the parameters, errors of order
    and columns included. `first` is the row with which the page begins, from 1."""

    filter: IncidentFilter = IncidentFilter()
    order: str = LATEST
    columns: tuple[str, ...] = USUAL
    first: int = 1
    view: int = 0
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def by(self) -> str:
        """The column by which it is sorted."""
        return self.order.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.order.startswith("-")

    def query(self, **changed: str) -> dict[str, str]:
        """Return the parameters of an address, with something changed (empty = left out). Defaults are left out."""
        parameters = {
            **filter_to_query(self.filter),
            "order": "" if self.order == LATEST else self.order,
            "columns": "" if self.columns == USUAL else ",".join(self.columns),
            "view": str(self.view) if self.view else "",
            **changed,
        }
        return {name: value for name, value in parameters.items() if value}

    def way(self, path: str = "/incidents", **changed: str) -> str:
        """Return the address of the table, or of an action on it, from its first row on."""
        values = self.query(**changed)
        return path + (f"?{urlencode(values, safe=',')}" if values else "")

    def turned(self, column: str) -> str:
        """Return the order after a click on the heading of a column; a second click reverses it.

        Days and numbers begin with the largest, words with the first letter.
        """
        usual = f"-{column}" if COLUMNS[column].counts or column in ("date", "recorded", "number") else column
        other = column if usual.startswith("-") else f"-{column}"
        return other if self.order == usual else usual


def parse_table_address(parameters: Mapping[str, str], who: str = "") -> TableAddress:
    """Read the address for this person. Invalid parts are left out and reported.

    A form without scripts sends each column as a parameter of its own.
    """
    filter_query = parse_filter_query(IncidentFilter, parameters)
    columns = ",".join(parameters.getlist("columns")) if isinstance(parameters, ImmutableMultiDict) else parameters.get("columns", "")
    order = parameters.get("order", "")
    wrong = dict(filter_query.wrong)
    if order and order.removeprefix("-") not in COLUMNS:
        wrong["order"] = tr("{value}: there is no such column to sort by").format(value=order[:40])
    named = [name.strip() for name in columns.split(",") if name.strip()]
    if strange := [name for name in named if name not in COLUMNS]:
        wrong["columns"] = tr("{value}: there is no such column").format(value=strange[0][:40])
    return TableAddress(
        replace(filter_query.filter, asked_by=who), order if order and "order" not in wrong else LATEST, in_place(named), _count(parameters.get("first", "")) or 1,
        _count(parameters.get("view", "")), filter_query.typed, wrong,
    )  # fmt: skip


def in_place(named: Iterable[str]) -> tuple[str, ...]:
    """Return the known columns in the order given, each once and with the title; the default ones if none is left."""
    columns = [name for name in dict.fromkeys(named) if name in COLUMNS]
    if not columns:
        return USUAL
    if TITLE not in columns:
        names = list(COLUMNS)
        behind = (place for place, name in enumerate(columns) if names.index(name) > names.index(TITLE))
        columns.insert(next(behind, len(columns)), TITLE)
    return tuple(columns)


def view_query(address: TableAddress) -> str:
    """Return what a saved view stores of an address: filters, order and columns."""
    return urlencode(address.query(view=""), safe=",")[:_LONGEST]


def _count(written: str) -> int:
    return parse_id(written, _LARGEST) or 0


# At most this many are sorted alone, which is faster than finding them in the order of all.
_FEW = 2_000


@dataclass(frozen=True)
class ListedIncidents:
    """The selected incidents, in the requested order. They are iterated only as far as needed: a page is a fraction of them."""

    choice: CachedSelection
    order: Callable[[], Iterable[CachedIncident]]

    def __len__(self) -> int:
        return len(self.choice.numbers)

    def __iter__(self) -> Iterator[CachedIncident]:
        # A filter in C, since twenty thousand incidents may be iterated.
        ordered, again = tee(self.order())
        selected = compress(ordered, map(self.choice.numbers.__contains__, map(attrgetter("incident.number"), again)))
        return islice(selected, len(self))

    def page(self, first: int, most: int) -> list[CachedIncident]:
        """Return at most `most` incidents from a place on; the first place is 1."""
        return list(islice(self, first - 1, first - 1 + most))


def list_incidents(session: Session, book: IncidentCollection, table_address: TableAddress, today: date) -> ListedIncidents:
    """Return all selected incidents, in the requested order."""
    sources = source_counts(session, book) if table_address.by == SOURCES else NOT_COUNTED
    incident_filter = with_overdue(session, resolve_assignments(session, table_address.filter), today)
    choice = cached_selection(book, incident_filter, today)
    if table_address.order == LATEST and len(choice.numbers) <= _FEW:
        return ListedIncidents(choice, lambda: _latest_first(book, choice.numbers))
    return ListedIncidents(choice, lambda: _in_order(book, table_address, today, sources))


def _latest_first(book: IncidentCollection, numbers: Iterable[str]) -> Iterable[CachedIncident]:
    return sorted((book.by_number[number] for number in numbers if number in book.by_number), key=attrgetter("key"), reverse=True)


def listed_as_shown(session: Session, book: IncidentCollection, table_address: TableAddress, today: date) -> Sequence[CachedIncident]:
    """Return the same for a file, without incidents found only by a withheld name, so that the rows reveal nobody's name."""
    without_names = withheld_names(session).incident
    sources = source_counts(session, book) if table_address.by == SOURCES else NOT_COUNTED
    incident_filter = with_overdue(session, resolve_assignments(session, table_address.filter), today)
    return list(filter(entry_filter(book, incident_filter, today, without_names), _in_order(book, table_address, today, sources)))


def rows(session: Session, cached_incidents: Sequence[CachedIncident], today: date, *, count_sources: bool) -> list[TableRow]:
    """Return these incidents as rows, with the number of their sources if requested."""
    sources = numbers_of_sources(session, [entry.incident.number for entry in cached_incidents]) if count_sources else {}
    return [TableRow(entry.on(today), entry.hands, sources.get(entry.incident.number, 0) if count_sources else None) for entry in cached_incidents]


def _in_order(book: IncidentCollection, table_address: TableAddress, today: date, sources: SourceCounts) -> Iterable[CachedIncident]:
    if table_address.order == LATEST:
        return reversed(book.entries)
    return cached_order(book, COLUMNS[table_address.by], today, sources).from_first(descending=table_address.descending)


# The filter form of the table: the values and choices of its fields, and the filters outside of it.

# Filters without a field: links of figures and charts set them.
_HIDDEN = ("numbers", "stage", "block", "undated", "review", "texts", "by", "given", "given_me")
_SHOWN_NUMBERS = 3


@dataclass(frozen=True)
class FilterForm:
    """The data of the form. `typed` and `wrong` are by the names of the parameters; `outside` are errors that belong to no field."""

    typed: dict[str, str]
    wrong: dict[str, str]
    outside: tuple[str, ...]
    hidden: tuple[tuple[str, str], ...]
    chips: tuple[tuple[str, str], ...]
    understood: dict[str, list[ParsedDay]]
    narrowing: int
    more: bool
    """Whether a value is typed into one of the collapsed fields."""


_FIRST_ROW = frozenset({"q", "person", "status", "track", "silent", "since", "until"})


def filter_form(table_address: TableAddress, today: date) -> FilterForm:
    """Return the form for this address."""
    names = [entry.address for entry in entries(IncidentFilter).values() if entry.address]
    parameters = table_address.query(columns="", order="", view="")
    # Typed values stay as they are; an unknown code selects nothing.
    typed = {name: table_address.typed.get(name, parameters.get(name, "")) for name in names}
    fields = {name: words for name, words in table_address.wrong.items() if name in names and name not in _HIDDEN}
    outside = tuple(words for name, words in table_address.wrong.items() if name not in fields)
    hidden = [(name, parameters[name]) for name in _HIDDEN if name in parameters]
    carried = [(name, value) for name, value in table_address.query().items() if name in ("order", "columns", "view")]
    days = {name: _read(typed[name], today) for name in names if name.endswith(("since", "until")) and name not in fields}
    folded = any(typed[name] for name in names if name not in _FIRST_ROW and name not in _HIDDEN)
    return FilterForm(typed, fields, outside, (*hidden, *carried), tuple(_chips(table_address)), days, len(table_address.filter.to_json()), folded)


def _read(written: str, today: date) -> list[ParsedDay]:
    return parse_days(PERIOD, written, ReferenceDays(today)) if written.strip() else []


def offered() -> dict[str, list[tuple[str, str]]]:
    """Return the choices of the fields, in the reader's language."""
    return {
        "category": [(code.value, tr(facts.label)) for code, facts in CATEGORIES.items()],
        "region": [*region_choices(), (NONE, tr("elsewhere, or region not known"))],
        "track": [(track.value, tr(words)) for track, words in TRACK_LABELS.items()],
        "online": [("yes", tr("yes")), ("no", tr("no"))],
    }


def statuses() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the statuses by their tracks, each with its words."""
    return [(tr(TRACK_LABELS[track]), [(code.value, tr(STATUS_LABELS[code])) for code in ON_TRACK[track]]) for track in Track]


def _chips(table_address: TableAddress) -> list[tuple[str, str]]:
    """Return the filters that are not in the form, each with the address without it."""
    incident_filter = table_address.filter
    chips = []
    if incident_filter.numbers:
        chips.append((tr("records: {numbers}").format(numbers=_few(list(incident_filter.numbers))), table_address.way(numbers="")))
    if incident_filter.stage:
        words = tr("nobody held accountable") if incident_filter.stage == UNANSWERED else tr(STAGE_LABELS[FunnelStage(incident_filter.stage)])
        chips.append((words, table_address.way(stage="")))
    if incident_filter.block:
        chips.append((block_words(None if incident_filter.block == NONE else incident_filter.block), table_address.way(block="")))
    if incident_filter.texts:
        own = LANGUAGES[incident_filter.texts.removeprefix(UNCHECKED)].name
        chips.append((tr("texts not checked: {language}").format(language=own), table_address.way(texts="")))
    if incident_filter.undated:
        chips.append((tr("without a date"), table_address.way(undated="")))
    if incident_filter.review:
        chips.append((tr("a status tells the wrong story"), table_address.way(review="")))
    if incident_filter.given_me:
        chips.append((tr("given to me"), table_address.way(given_me="")))
    if incident_filter.given:
        chips.append((tr("given to: {name}").format(name=incident_filter.given), table_address.way(given="")))
    if incident_filter.by:
        chips.append((tr("confirmed or changed by: {name}").format(name=incident_filter.by), table_address.way(by="")))
    return chips


def _few(numbers: list[str]) -> str:
    listed = ", ".join(numbers[:_SHOWN_NUMBERS])
    return listed if len(numbers) <= _SHOWN_NUMBERS else tr("{some} and {n} more").format(some=listed, n=len(numbers) - _SHOWN_NUMBERS)


# The saved views as the table offers them: three built-in ones, one's own, and those that others share.

# The built-in views.
_SILENT, _MINE, _CUSTODY = "silent=90&order=-silent", "mine=true&order=-recorded", "custody=true&order=-custody"
_ASSIGNED_TO_ME = "given_me=true"


@dataclass(frozen=True)
class _ViewShown:
    """A view in the list. `owner` is empty for one's own and for built-in ones; `current`: the table shows it."""

    name: str
    href: str
    owner: str = ""
    shared: bool = False
    current: bool = False


@dataclass(frozen=True)
class _ViewsShown:
    """The views that a person sees. `open` is the saved view from which the table came, if this person may see it; `changed`: filters, order or
    columns differ from it now."""

    all: tuple[_ViewShown, ...]
    open: SavedViewRow | None = None
    own: bool = False
    removable: bool = False
    changed: bool = False


def _shown_views(session: Session, person: User, table_address: TableAddress) -> _ViewsShown:
    """Return the views for this person at this address."""
    now = view_query(table_address)
    built_in = [
        _ViewShown(words, f"/incidents?{query}", current=not table_address.view and now == query) for words, query in _built_in_views().items()
    ]
    views = saved_views.visible_views(session, person)
    saved = [
        _ViewShown(
            view.name, f"/incidents/views/{view.id}", "" if view.owner == person.name else view.owner, view.shared, view.id == table_address.view
        )
        for view in views
    ]
    view = next((view for view in views if view.id == table_address.view), None)
    if view is None:
        return _ViewsShown((*built_in, *saved))
    return _ViewsShown((*built_in, *saved), view, view.owner == person.name, saved_views.may_remove(view, person), view.query != now)


def _built_in_views() -> Mapping[str, str]:
    return {tr("Silent for 90 days"): _SILENT, tr("Mine"): _MINE, tr("Given to me"): _ASSIGNED_TO_ME, tr("In custody"): _CUSTODY}


# The page of the table: its form, its rows, its views.

PAGE = 50


def table_page(request: Request, person: User, session: Session, table_address: TableAddress, *, status: int = 200, **more: Any) -> Response:
    """Return the table in one of its states."""
    today = day_of(desk_state(request).clock())
    book = desk_state(request).shelf.book(session)
    listed = list_incidents(session, book, table_address, today)
    # If the page no longer exists, because incidents were withdrawn meanwhile, the last one is shown.
    first = min(table_address.first, (max(len(listed) - 1, 0) // PAGE) * PAGE + 1)
    table_rows = rows(session, listed.page(first, PAGE), today, count_sources="sources" in table_address.columns)
    titles = titles_for(session, [row.incident for row in table_rows])
    return page(
        request,
        "incidents.html",
        status=status,
        asked=table_address,
        form=filter_form(table_address, today),
        offered=offered(),
        statuses=statuses(),
        columns=[COLUMNS[name] for name in table_address.columns],
        all_columns=list(COLUMNS.values()),
        title_column=TITLE,
        rows=table_rows,
        titles=titles,
        proposed={row.incident.number for row in table_rows if not is_recorded_title(row.incident, titles[row.incident.number])},
        unchecked=_unchecked(session, book, table_address, today),
        ahead=next_ahead,
        number_found=len(listed),
        in_all=book.tally[IN_ALL],
        first=first,
        before=table_address.way(first=str(max(1, first - PAGE))) if first > 1 else "",
        after=table_address.way(first=str(first + PAGE)) if first - 1 + PAGE < len(listed) else "",
        to_review=book.tally[TELLS_WRONGLY],
        views=_shown_views(session, person, table_address),
        **{"view_error": "", "view_typed": "", "bulk_error": "", **more},
    )


def _unchecked(session: Session, book: IncidentCollection, table_address: TableAddress, today: date) -> Mapping[str, int]:
    """Count the found incidents whose texts need a review, by language, ignoring a filter by such a language."""
    wider = replace(table_address.filter, texts=None)
    if wider == IncidentFilter(asked_by=wider.asked_by):
        return counted(book)
    return list_incidents(session, book, TableAddress(wider), today).choice.unchecked
