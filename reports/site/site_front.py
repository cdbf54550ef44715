"""The pages that are no lists: the overview, how it is counted, what was corrected, data and feeds, the choice of a language, and what stands in the place of a withdrawn incident."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from records.i18n import LANGUAGES, reader, tr
from records.vocabulary import CATEGORIES
from reports.charts.chart_words import days_in_words
from reports.publications import wording
from reports.release.about import LICENCE
from reports.site.site_corrections import Change
from reports.site.site_explorer import site_charts
from reports.site.site_frame import PageHead, SiteFrame, environment
from reports.site.site_groups import Groups, counted
from reports.site.site_rows import SiteRow

_NEWEST = 10
_WAITING = 10
_CHANGES = 300
"""As many changes are listed, the last ones; the page of an incident has all of its own."""


@dataclass(frozen=True)
class LongWait:
    """A case in which nobody was held to account, as the overview names it."""

    number: str
    title: str
    category: str
    days: str


def write_front(frame: SiteFrame, rows: Sequence[SiteRow], groups: Groups, picture: str) -> None:
    """Write the overview in the language spoken here."""
    title = tr("Confirmed incidents against journalists")
    lead = tr("Every confirmed incident against a journalist or an outlet, followed to its end.")
    numbers = [(tr("Incidents"), len(rows), "incidents/index.html"), (tr("Persons"), len(groups["persons"]), "persons/index.html")]
    numbers += [
        (words, n, f"incidents/index.html?{query}" if query else "") for (words, n), query in zip(counted(rows), ("", "custody=1"), strict=True) if n
    ]
    head = PageHead("index.html", title, "front", lead, picture, feeds=("feeds/incidents",) if frame.base_url else ())
    frame.write(
        "site_front.html", head, title=title, lead=lead, numbers=numbers, waiting=longest_unanswered(rows),
        # The lines of lists are written for pages one folder below.
        lines=[Markup(str(row.lines[reader()]).replace('href="../incidents/', 'href="incidents/', 1)) for row in rows[:_NEWEST]],  # noqa: S704
        charts=site_charts(groups, ""),
    )  # fmt: skip


def longest_unanswered(rows: Iterable[SiteRow]) -> list[LongWait]:
    """The cases in which nobody was held to account, the gravest first, and of equal ones the longest."""
    some = sorted(
        (row for row in rows if row.unanswered),
        key=lambda row: (-CATEGORIES[row.category].gravity, -(row.clock.without_accountability or 0), row.number),
    )
    return [
        LongWait(
            row.number,
            row.titles[reader()],
            wording.first_up(wording.category(row.category)),
            days_in_words(row.clock.without_accountability or 0),
        )
        for row in some[:_WAITING]
    ]


def write_method(frame: SiteFrame) -> None:
    """Write how it is counted."""
    title = tr("How it is counted")
    frame.write("site_method.html", PageHead("method.html", title, "method", title), title=title)


def write_corrections(frame: SiteFrame, changes: Sequence[Change], withdrawn: Iterable[str]) -> None:
    """Write what was changed and withdrawn, the last first."""
    title, last = tr("Corrections"), list(reversed(changes))[:_CHANGES]
    lead = tr("What was changed of incidents after they were recorded, and which were withdrawn.")
    head = PageHead("corrections.html", title, "corrections", lead)
    frame.write("site_corrections.html", head, title=title, lead=lead, changes=last, more=len(changes) - len(last), gone=list(withdrawn))


def write_data(frame: SiteFrame, groups: Groups, release: str) -> None:
    """Write where the data and the feeds are."""
    title = tr("Data and feeds")
    head = PageHead("data.html", title, "data", title)
    feeds = [(tr("All incidents"), "feeds/incidents")] if frame.base_url else []
    named = [("categories", "category"), ("regions", "region")] if frame.base_url else []
    feeds += [(group.name(), f"feeds/{prefix}-{group.key}") for kind, prefix in named for group in groups[kind] if group.rows]
    frame.write("site_data.html", head, title=title, release=release, feeds=feeds, licence=LICENCE)


def write_tombstone(frame: SiteFrame, number: str, day: date | None) -> None:
    """Write what stands in the place of a withdrawn incident: its number, that it was withdrawn, and when."""
    head = PageHead(f"incidents/{number}.html", number, "incidents", listed=False)
    frame.write("site_tombstone.html", head, number_of=number, day=day)


def write_languages(frame: SiteFrame) -> None:
    """Write the choice of a language, the page at the top of the folder. It stands in all languages at once."""
    made = environment().get_template("site_languages.html")
    frame.folder.add("index.html", made.render(languages=LANGUAGES.items(), base=frame.base_url).encode())
