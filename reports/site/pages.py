"""The pages of the site other than incidents and groups: the list with its explorer, the overview, method, corrections, data, languages and
tombstones."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from records.country import home, region_choices
from records.i18n import LANGUAGES, reader_language, tr
from records.language.letters import capitalized
from records.language.names import spelling_tables
from records.vocabulary import ACTOR_LABELS, BY_GRAVITY, CATEGORIES, STATUS_LABELS, Actor, StatusCode
from reports.charts.chart_words import days_in_words, short_months
from reports.charts.region_tiles import shade_bounds
from reports.publications import wording
from reports.release.release_description import LICENCE
from reports.site.incident import Change
from reports.site.rows import A_PAGE, DATELESS, NOWHERE, Groups, SiteRow, counted, pages
from reports.site.site_files import SiteFiles
from reports.site.site_frame import PageHead, SiteFrame, environment

# The list of all incidents, page by page, and above it the explorer: filters, search, charts and a map that filter each other in the browser. Without
# JavaScript the pages are the whole list, and every bar and tile links to its own page. With it, explorer.js reads `data/cases.json` (codes only)
# and, for a search, `data/words-N.json`, and takes the matching entries from the pages of the list, so that no entry is stored twice.

_WORDS_A_FILE = 2000
"""The number of incidents in one file of the search."""
_SHADES = 4


@dataclass(frozen=True)
class _SiteBar:
    """A bar: the value of its filter, its name, its count, its page, and its length (0 to 100)."""

    value: str
    name: str
    count: int
    href: str
    wide: float


@dataclass(frozen=True)
class _SiteTile:
    """A region on the map, with its row and column from 1, and its shade from 0 (nothing) to 4."""

    value: str
    name: str
    count: int
    href: str
    row: int
    column: int
    shade: int


def write_explorer_data(folder: SiteFiles, rows: Sequence[SiteRow], as_of: date) -> None:
    """Write what the explorer reads, the same for all languages, with rows in the order of lists."""
    regions, categories, actors, statuses = [*home().regions, NOWHERE], list(BY_GRAVITY), list(Actor), list(StatusCode)
    places = {code: nth for codes in (regions, categories, actors, statuses) for nth, code in enumerate(codes)}
    cases = {
        "as_of": as_of.isoformat(),
        "page": A_PAGE,
        "words": _WORDS_A_FILE,
        "codes": {"region": regions, "category": categories, "actor": actors, "status": statuses},
        "number": [row.number for row in rows],
        "day": [row.day.isoformat() if row.day else "" for row in rows],
        "region": [places[row.region] for row in rows],
        "category": [places[row.category] for row in rows],
        "actor": [places[row.actor] for row in rows],
        "status": [[places[code] for code in row.statuses] for row in rows],
        "custody": [int(row.clock.in_custody_now) for row in rows],
        "letters": spelling_tables(),
    }
    folder.add("data/cases.json", _json(cases))
    for nth, page_rows, _ in pages(rows, _WORDS_A_FILE):
        folder.add(f"data/words-{nth}.json", _json([row.words for row in page_rows]))


def write_lists(frame: SiteFrame, rows: Sequence[SiteRow], groups: Groups) -> None:
    """Write the pages of the list in the current language; the first has the explorer."""
    choices = {
        "category": [(category.value, capitalized(wording.category(category))) for category in BY_GRAVITY],
        "region": [*region_choices(), (NOWHERE, tr("Region not known, or abroad"))],
        "actor": [(actor.value, capitalized(tr(ACTOR_LABELS[actor]))) for actor in Actor],
        "status": [(status_code.value, capitalized(tr(STATUS_LABELS[status_code]))) for status_code in StatusCode],
    }
    for nth, page_rows, last in pages(rows, A_PAGE):
        title = tr("Incidents")
        head = PageHead(
            f"incidents/index{f'-{nth}' if nth > 1 else ''}.html",
            title,
            "incidents",
            tr("Every confirmed incident, with its sources."),
            script="explorer.js" if nth == 1 else "",
        )
        frame.write(
            "site_list.html", head, title=title, lines=[row.lines[reader_language()] for row in page_rows], total=len(rows), now=nth, last=last, choices=choices,
            charts=site_charts(groups, "../") if nth == 1 else {}, months=short_months(),
        )  # fmt: skip


def site_charts(groups: Groups, up: str) -> Mapping[str, Sequence[Any]]:
    """Return the bars and tiles of all incidents. `up` is the relative path to the folder of the language.

    Kinds without incidents are left out; years run from the first to the last.
    """
    years = sorted((group for group in groups["years"] if group.key != DATELESS), key=lambda group: group.key)
    counts = {group.key: len(group.rows) for group in groups["regions"]}
    return {
        "year": _bars((group.key, group.name(), len(group.rows), f"{up}years/{group.key}.html") for group in years),
        "category": _by_count("categories", groups, up),
        "actor": _by_count("actors", groups, up),
        "region": _tiles(counts, up),
        "nowhere": _bars([(NOWHERE, tr("Region not known, or abroad"), counts[NOWHERE], f"{up}regions/{NOWHERE}.html")] if counts[NOWHERE] else []),
    }


def _by_count(kind: str, groups: Groups, up: str) -> list[_SiteBar]:
    """Return the groups of a kind that have incidents, those with the most first."""
    listed = sorted((group for group in groups[kind] if group.rows), key=lambda group: (-len(group.rows), group.key))
    return _bars((group.key, group.name(), len(group.rows), f"{up}{kind}/{group.key}.html") for group in listed)


def _bars(entries: Iterable[tuple[str, str, int, str]]) -> list[_SiteBar]:
    listed = list(entries)
    most = max((count for _, _, count, _ in listed), default=0)
    return [_SiteBar(value, name, count, href, round(100 * count / most, 1) if most else 0) for value, name, count, href in listed]


def _tiles(counts: Mapping[str, int], up: str) -> list[_SiteTile]:
    places = home().tile_places
    bounds = shade_bounds(max((counts[code] for code in places), default=0))
    return [
        _SiteTile(code, tr(home().short_regions[code]), counts[code], f"{up}regions/{code}.html", row + 1, column + 1, _shade(counts[code], bounds))
        for code, (row, column) in places.items()
    ]


def _shade(count: int, bounds: list[int]) -> int:
    if not count:
        return 0
    return next(nth for nth, bound in enumerate(bounds) if count <= bound) + 1 + _SHADES - len(bounds)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


_NEWEST = 10
_WAITING = 10
_CHANGES = 300
"""The largest number of changes listed, the last ones; the page of an incident has all of its own."""


@dataclass(frozen=True)
class LongWait:
    """A case in which nobody was held to account, as the overview names it."""

    number: str
    title: str
    category: str
    days: str


def write_front(frame: SiteFrame, rows: Sequence[SiteRow], groups: Groups, picture: str) -> None:
    """Write the overview in the current language."""
    title = tr("Confirmed incidents against journalists")
    lead = tr("Every confirmed incident against a journalist or an outlet, followed to its end.")
    numbers = [(tr("Incidents"), len(rows), "incidents/index.html"), (tr("Persons"), len(groups["persons"]), "persons/index.html")]
    numbers += [
        (words, n, f"incidents/index.html?{query}" if query else "") for (words, n), query in zip(counted(rows), ("", "custody=1"), strict=True) if n
    ]
    head = PageHead("index.html", title, "front", lead, picture, feeds=("feeds/incidents",) if frame.base_url else ())
    frame.write(
        "site_front.html", head, title=title, lead=lead, numbers=numbers, waiting=longest_unanswered(rows),
        # The lines of lists have links for pages one folder below.
        lines=[Markup(str(row.lines[reader_language()]).replace('href="../incidents/', 'href="incidents/', 1)) for row in rows[:_NEWEST]],  # noqa: S704
        charts=site_charts(groups, ""),
    )  # fmt: skip


def longest_unanswered(rows: Iterable[SiteRow]) -> list[LongWait]:
    """Return the cases in which nobody was held to account, the gravest first, and of equal ones the longest."""
    unanswered = sorted(
        (row for row in rows if row.unanswered),
        key=lambda row: (-CATEGORIES[row.category].gravity, -(row.clock.without_accountability or 0), row.number),
    )
    return [
        LongWait(
            row.number,
            row.titles[reader_language()],
            capitalized(wording.category(row.category)),
            days_in_words(row.clock.without_accountability or 0),
        )
        for row in unanswered[:_WAITING]
    ]


def write_method(frame: SiteFrame) -> None:
    """Write the page on how incidents are counted."""
    title = tr("How it is counted")
    frame.write("site_method.html", PageHead("method.html", title, "method", title), title=title)


def write_corrections(frame: SiteFrame, changes: Sequence[Change], withdrawn: Iterable[str]) -> None:
    """Write the page of changes and withdrawals, the last first."""
    title, last = tr("Corrections"), list(reversed(changes))[:_CHANGES]
    lead = tr("What was changed of incidents after they were recorded, and which were withdrawn.")
    head = PageHead("corrections.html", title, "corrections", lead)
    frame.write("site_corrections.html", head, title=title, lead=lead, changes=last, more=len(changes) - len(last), gone=list(withdrawn))


def write_data_page(frame: SiteFrame, groups: Groups, release: str) -> None:
    """Write the page with the addresses of the data and the feeds."""
    title = tr("Data and feeds")
    head = PageHead("data.html", title, "data", title)
    feeds = [(tr("All incidents"), "feeds/incidents")] if frame.base_url else []
    named = [("categories", "category"), ("regions", "region")] if frame.base_url else []
    feeds += [(group.name(), f"feeds/{prefix}-{group.key}") for kind, prefix in named for group in groups[kind] if group.rows]
    frame.write("site_data.html", head, title=title, release=release, feeds=feeds, licence=LICENCE)


def write_withdrawn_page(frame: SiteFrame, number: str, day: date | None) -> None:
    """Write the page that replaces a withdrawn incident: its number, that it was withdrawn, and when."""
    head = PageHead(f"incidents/{number}.html", number, "incidents", listed=False)
    frame.write("site_tombstone.html", head, number_of=number, day=day)


def write_languages(frame: SiteFrame) -> None:
    """Write the choice of a language, the page at the top of the folder, in all languages at once."""
    template = environment().get_template("site_languages.html")
    frame.folder.add("index.html", template.render(languages=LANGUAGES.items(), base=frame.base_url).encode())
