"""Feeds of the site: all incidents, those of a category, those of a region; as Atom (RFC 4287) and as JSON Feed 1.1, in each language. They need the address of the site,
by which readers know an entry again."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest

from records.i18n import LANGUAGES, reader, tr
from reports.publications.reference import publisher
from reports.site.site_frame import SiteFrame, environment
from reports.site.site_groups import Groups
from reports.site.site_rows import SiteRow

NEWEST = 50
_KINDS = (("categories", "category"), ("regions", "region"))


@dataclass(frozen=True)
class SiteEntry:
    """An incident in a feed. `address` is its id too."""

    address: str
    title: str
    summary: str
    published: str
    updated: str
    category: str


def write_feeds(frame: SiteFrame, rows: Sequence[SiteRow], groups: Groups) -> None:
    """Write all feeds in the language spoken here. A category or a region without any incident has one too, so that it can be followed."""
    title = tr("Confirmed incidents against journalists")
    _write(frame, "feeds/incidents", title, rows)
    for kind, prefix in _KINDS:
        for group in groups[kind]:
            _write(frame, f"feeds/{prefix}-{group.key}", f"{title}: {group.name()}", group.rows)


def _write(frame: SiteFrame, name: str, title: str, rows: Iterable[SiteRow]) -> None:
    newest = nlargest(NEWEST, rows, key=lambda row: (row.changed, row.number))
    entries = [_entry(frame, row) for row in newest]
    folder = f"{frame.base_url}{reader()}/"
    updated = entries[0].updated if entries else _moment(frame.as_of)
    atom = (
        environment()
        .get_template("site_feed.xml")
        .render(
            title=title,
            entries=entries,
            itself=f"{folder}{name}.atom",
            home=f"{folder}index.html",
            updated=updated,
            lang=reader(),
            publisher=publisher(),
        )
    )
    frame.folder.add(f"{reader()}/{name}.atom", atom.encode())
    items = [
        {
            "id": one.address,
            "url": one.address,
            "title": one.title,
            "content_text": one.summary,
            "date_published": one.published,
            "date_modified": one.updated,
            "tags": [one.category],
        }
        for one in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": f"{folder}index.html",
        "feed_url": f"{folder}{name}.json",
        "language": LANGUAGES[reader()].tag,
        "authors": [{"name": publisher()}],
        "items": items,
    }
    frame.folder.add(f"{reader()}/{name}.json", json.dumps(feed, ensure_ascii=False, indent=1).encode())


def _entry(frame: SiteFrame, row: SiteRow) -> SiteEntry:
    return SiteEntry(
        f"{frame.base_url}{reader()}/incidents/{row.number}.html",
        f"{row.number}: {row.titles[reader()]}",
        row.told[reader()],
        _moment(row.recorded),
        _moment(row.changed),
        row.category.value,
    )


def _moment(day: date) -> str:
    """A feed asks for moments, and the record knows days."""
    return f"{day.isoformat()}T00:00:00Z"
