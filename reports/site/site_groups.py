"""The pages of what incidents have in common, a list each: a person, an outlet, a region, a year, a category, who did it; and the index of each kind."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from markupsafe import Markup

from records.country import home, region_name
from records.i18n import reader, tr
from records.vocabulary import ACTOR_LABELS, BY_GRAVITY, Actor, Category
from reports.charts import Month, monthly_chart
from reports.charts.chart_words import incidents_in_words
from reports.one_line import one_line
from reports.publications import wording
from reports.site.site_frame import PageHead, SiteFrame, outlet_page
from reports.site.site_rows import NOWHERE, PagedPerson, SiteRow

Item = TypeVar("Item")
A_PAGE = 100
"""As many incidents stand on one page of a list."""
_NAMED = 500
"""As many entries stand on one page of an index."""
DATELESS = "undated"
# The kinds that have feeds, and how these are called.
_FEEDS = {"regions": "region", "categories": "category"}


@dataclass(frozen=True)
class CaseGroup:
    """Incidents with something in common, in the order of lists. `key` is the name of its page, `name` gives the words for it in the language spoken."""

    key: str
    name: Callable[[], str]
    rows: list[SiteRow] = field(default_factory=list)


Groups = Mapping[str, Sequence[CaseGroup]]
"""By the name of the folder: persons, outlets, regions, years, categories, actors."""


def groups_of(rows: Sequence[SiteRow]) -> Groups:
    """The groups of incidents that stand in the order of lists. Regions and categories are there without any incident too."""
    persons: dict[int, CaseGroup] = {}
    outlets: dict[str, CaseGroup] = {}
    years: dict[str, CaseGroup] = {}
    regions = {code: CaseGroup(code, _region(code)) for code in (*home().regions, NOWHERE)}
    categories = {code: CaseGroup(code.value, _category(code)) for code in BY_GRAVITY}
    actors = {code: CaseGroup(code.value, _actor(code)) for code in Actor}
    for row in rows:
        regions[row.region].rows.append(row)
        categories[row.category].rows.append(row)
        actors[row.actor].rows.append(row)
        year = str(row.day.year) if row.day else DATELESS
        years.setdefault(year, CaseGroup(year, _year(year))).rows.append(row)
        for person in row.persons:
            persons.setdefault(person.id, CaseGroup(str(person.id), _person(person))).rows.append(row)
        # Spellings that differ in capitals or quotation marks alone have one page.
        for key, outlet in {outlet_page(outlet): outlet for outlet in row.outlets}.items():
            outlets.setdefault(key, CaseGroup(key, _plain(outlet))).rows.append(row)
    return {
        "persons": list(persons.values()),
        "outlets": list(outlets.values()),
        "regions": list(regions.values()),
        "years": list(years.values()),
        "categories": list(categories.values()),
        "actors": list(actors.values()),
    }


def _region(code: str) -> Callable[[], str]:
    return lambda: tr("Region not known, or abroad") if code == NOWHERE else region_name(code)


def _category(code: Category) -> Callable[[], str]:
    return lambda: wording.first_up(wording.category(code))


def _actor(code: Actor) -> Callable[[], str]:
    return lambda: wording.first_up(tr(ACTOR_LABELS[code]))


def _year(year: str) -> Callable[[], str]:
    return lambda: tr("Date not known") if year == DATELESS else year


def _person(person: PagedPerson) -> Callable[[], str]:
    return lambda: one_line(person.name(), 120)


def _plain(words: str) -> Callable[[], str]:
    return lambda: one_line(words, 120)


def write_groups(frame: SiteFrame, groups: Groups) -> None:
    """Write every page of every group, and the index of each kind, in the language spoken here."""
    headings = {
        "persons": tr("Persons"), "outlets": tr("Outlets"), "regions": tr("Regions"), "years": tr("Years"), "categories": tr("Kinds of violations"),
        "actors": tr("Who did it"),
    }  # fmt: skip
    leads = {
        "persons": tr("Journalists and others against whom it was directed. Whoever must not be named for safety has no page."),
        "outlets": tr("Media against which it was directed, as they are written in the record."),
        "regions": tr("Where it happened, in today's borders."),
        "years": tr("When it happened."),
        "categories": tr("Each incident stands under its main category, the gravest first."),
        "actors": tr("Who did it, as far as is known."),
    }
    for kind, some in groups.items():
        for group in some:
            _write_group(frame, kind, headings[kind], group)
        # Persons and outlets are looked for by name; the others have an order of their own.
        named = [(group.name(), group) for group in some]
        if kind in ("persons", "outlets"):
            named.sort(key=lambda one: (one[0].casefold(), one[1].key))
        _write_index(frame, kind, headings[kind], leads[kind], named)


def _write_group(frame: SiteFrame, kind: str, heading: str, group: CaseGroup) -> None:
    name, count = group.name(), len(group.rows)
    feed = f"feeds/{_FEEDS[kind]}-{group.key}" if kind in _FEEDS and frame.base_url else ""
    numbers = [(tr("Incidents"), count), *((words, n) for words, n in counted(group.rows) if n)]
    for nth, some, last in pages(group.rows, A_PAGE):
        head = PageHead(
            f"{kind}/{group.key}{f'-{nth}' if nth > 1 else ''}.html",
            name,
            kind,
            f"{name}: {incidents_in_words(count)}",
            feeds=(feed,) if feed else (),
        )
        frame.write(
            "site_group.html", head, kind=kind, heading=heading, name=name, numbers=numbers, lines=[row.lines[reader()] for row in some],
            chart=_chart(group) if kind == "years" and nth == 1 and group.key != DATELESS else "", now=nth, last=last, stem=group.key,
            feed=feed,
        )  # fmt: skip


def _write_index(frame: SiteFrame, kind: str, heading: str, lead: str, named: list[tuple[str, CaseGroup]]) -> None:
    for nth, some, last in pages(named, _NAMED):
        head = PageHead(f"{kind}/index{f'-{nth}' if nth > 1 else ''}.html", heading, kind, lead)
        entries = [(group.key, name, len(group.rows)) for name, group in some]
        frame.write("site_index.html", head, heading=heading, lead=lead, entries=entries, now=nth, last=last, stem="index")


def counted(rows: Sequence[SiteRow]) -> Iterator[tuple[str, int]]:
    """What stands beside the number of incidents, words and numbers."""
    yield tr("Nobody held to account"), sum(row.unanswered for row in rows)
    yield tr("Journalist in custody"), sum(row.clock.in_custody_now for row in rows)


def pages(items: Sequence[Item], most: int) -> Iterator[tuple[int, Sequence[Item], int]]:
    """The parts of a list with their numbers from 1, and the number of the last; one empty part of an empty list."""
    last = max(1, -(-len(items) // most))
    for nth in range(last):
        yield nth + 1, items[nth * most : (nth + 1) * most], last


def _chart(group: CaseGroup) -> Markup:
    """The months of a year."""
    year = int(group.key)
    months: dict[Month, int] = {(year, of_year): 0 for of_year in range(1, 13)}
    for row in group.rows:
        if row.day:
            months[row.day.year, row.day.month] += 1
    return monthly_chart(months, key="months")
