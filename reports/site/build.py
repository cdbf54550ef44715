"""Building the public site from the records: feeds, sitemap, pictures, parallel writers, and the row of the ledger about it.

Every page is written as its incident is read, and only what lists need stays in memory.
"""

import gc
import json
import multiprocessing
import signal
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from heapq import nlargest
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Concatenate
from urllib.parse import quote

from markupsafe import escape
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import ledger
from records.i18n import LANGUAGES, reader_language, tr, use_language
from records.language.letters import capitalized
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import Category, LedgerAction
from reports.charts.drawing import box, draw_chart, draw_text, png, wrap
from reports.publications import wording
from reports.publications.report_data import withdrawn_numbers
from reports.publications.report_period import publisher
from reports.publications.wording import outlet_titles
from reports.site.incident import Change, by_number, case_of_incident, changes_until, write_incident
from reports.site.pages import (
    write_corrections,
    write_data_page,
    write_explorer_data,
    write_front,
    write_languages,
    write_lists,
    write_method,
    write_withdrawn_page,
)
from reports.site.rows import ByLanguage, Groups, SiteRow, counted_incidents_by_language, groups_of, in_order, site_row, write_groups
from reports.site.site_files import SiteFiles, not_written
from reports.site.site_folder import SiteFolder
from reports.site.site_frame import STATIC, SiteFrame, environment, static
from reports.withheld import NamedPlace, RedactedText, redacted_places, require_no_name

# Feeds of the site: all incidents, those of a category, those of a region; as Atom (RFC 4287) and as JSON Feed 1.1, in each language. They need the
# address of the site, by which readers identify an entry.

NEWEST = 50
_KINDS = (("categories", "category"), ("regions", "region"))


@dataclass(frozen=True)
class _SiteEntry:
    """An incident in a feed. `address` is its id too."""

    address: str
    title: str
    summary: str
    published: str
    updated: str
    category: str


def write_feeds(frame: SiteFrame, rows: Sequence[SiteRow], groups: Groups) -> None:
    """Write all feeds in the current language. A category or a region without incidents has one too, so that it can be followed."""
    title = tr("Confirmed incidents against journalists")
    _write(frame, "feeds/incidents", title, rows)
    for kind, prefix in _KINDS:
        for group in groups[kind]:
            _write(frame, f"feeds/{prefix}-{group.key}", f"{title}: {group.name()}", group.rows)


def _write(frame: SiteFrame, name: str, title: str, rows: Iterable[SiteRow]) -> None:
    newest = nlargest(NEWEST, rows, key=lambda row: (row.changed, row.number))
    entries = [_entry(frame, row) for row in newest]
    folder = f"{frame.base_url}{reader_language()}/"
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
            lang=reader_language(),
            publisher=publisher(),
        )
    )
    frame.folder.add(f"{reader_language()}/{name}.atom", atom.encode())
    items = [
        {
            "id": entry.address,
            "url": entry.address,
            "title": entry.title,
            "content_text": entry.summary,
            "date_published": entry.published,
            "date_modified": entry.updated,
            "tags": [entry.category],
        }
        for entry in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": f"{folder}index.html",
        "feed_url": f"{folder}{name}.json",
        "language": LANGUAGES[reader_language()].tag,
        "authors": [{"name": publisher()}],
        "items": items,
    }
    frame.folder.add(f"{reader_language()}/{name}.json", json.dumps(feed, ensure_ascii=False, indent=1).encode())


def _entry(frame: SiteFrame, row: SiteRow) -> _SiteEntry:
    return _SiteEntry(
        f"{frame.base_url}{reader_language()}/incidents/{row.number}.html",
        f"{row.number}: {row.titles[reader_language()]}",
        row.told[reader_language()],
        _moment(row.recorded),
        _moment(row.changed),
        row.category.value,
    )


def _moment(day: date) -> str:
    """Return midnight of a day, since a feed requires moments and the record has days."""
    return f"{day.isoformat()}T00:00:00Z"


# The list of all pages for search engines (sitemaps.org), which takes only absolute addresses; withdrawn incidents are left out.

# The largest number of addresses in one file.
_MOST = 50_000
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def write_sitemap(folder: SiteFiles, base_url: str, left_out: Container[str]) -> None:
    """Write the sitemaps, their index `sitemap.xml`, and robots.txt, which names it."""
    pages = [name for name in folder.names if name.endswith(".html") and name not in left_out]
    parts = [pages[start : start + _MOST] for start in range(0, len(pages), _MOST)]
    for nth, part in enumerate(parts, 1):
        folder.add(f"sitemap-{nth}.xml", _listed("urlset", "url", [base_url + quote(name) for name in part]))
    folder.add("sitemap.xml", _listed("sitemapindex", "sitemap", [f"{base_url}sitemap-{nth}.xml" for nth in range(1, len(parts) + 1)]))
    folder.add("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {base_url}sitemap.xml\n".encode())


def _listed(root: str, element: str, addresses: Sequence[str]) -> bytes:
    entries = "".join(f"<{element}><loc>{escape(address)}</loc></{element}>\n" for address in addresses)
    return f"{_HEAD}<{root} {_SPACE}>\n{entries}</{root}>\n".encode()


# Pictures for shared links (OpenGraph): one for the site, one for each category; made from our own words, with nothing of a case.

WIDE, HIGH = 1200, 630
_MARGIN = 80
_INK, _GROUND = "#ffffff", "#0f5e63"


def sharing_picture(words: str, beneath: str = "") -> bytes:
    """Return a PNG with these words large, the publisher above them, and a line below."""
    lines = wrap(words, 64, WIDE - 2 * _MARGIN, 4)
    body = box(0, 0, WIDE, HIGH, f'fill="{_GROUND}"') + box(_MARGIN, 170, 120, 8, f'fill="{_INK}"')
    for nth, line in enumerate(wrap(publisher(), 30, WIDE - 2 * _MARGIN, 2)):
        body += draw_text(_MARGIN, 95 + nth * 38, line, 30, fill=_INK)
    for nth, line in enumerate(lines):
        body += draw_text(_MARGIN, 265 + nth * 78, line, 64, fill=_INK)
    body += draw_text(_MARGIN, HIGH - 50, beneath, 32, fill=_INK) if beneath else ""
    return png(draw_chart("sharing", "sharing", words, words, WIDE, HIGH, body), WIDE)


# The writers of pages: this process, or several at once. They get all data of a page, and open no database.

Call = tuple[Callable[Concatenate[SiteFrame, ...], Any], tuple[Any, ...]]
"""A module-level function that writes into a frame, and its further arguments. Its result is returned."""


class SiteWriters:
    """Calls functions that write into a frame.

    With one worker they are called in this process; with more each is called in one of so many new processes, which have only the data they are
    given. Used in a `with` statement.
    """

    def __init__(self, frame: SiteFrame, workers: int) -> None:
        self._frame = frame
        self._number = workers if workers > 1 else 0
        self._running: list[tuple[BaseProcess, Connection]] = []

    def __enter__(self) -> "SiteWriters":
        # Spawned, since a forked process would share open connections to a database.
        context = multiprocessing.get_context("spawn")
        for _ in range(self._number):
            ours, theirs = context.Pipe()
            frame = replace(self._frame, folder=SiteFiles(self._frame.folder.root, self._frame.folder.place))
            process = context.Process(target=_run_worker, args=(frame, theirs), daemon=True)
            process.start()
            theirs.close()
            self._running.append((process, ours))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for process, connection in self._running:
            connection.close()
            if error is not None:
                process.terminate()
        for process, _ in self._running:
            process.join()

    def each(self, calls: Iterable[Call]) -> Iterator[Any]:
        """Yield the result of each call, in their order. Raises what a call raises, and SiteNotWritten if a process ended early."""
        if not self._running:
            for work, arguments in calls:
                yield work(self._frame, *arguments)
            return
        sent = answered = 0
        for call in calls:
            # Round robin: the next process to get a call has the oldest answer.
            if sent - answered == len(self._running):
                yield self._answer(answered)
                answered += 1
            self._ask(sent, call)
            sent += 1
        for nth in range(answered, sent):
            yield self._answer(nth)

    def _ask(self, nth: int, call: Call) -> None:
        try:
            self._running[nth % len(self._running)][1].send(call)
        except OSError as error:
            raise self._ended() from error

    def _answer(self, nth: int) -> Any:
        try:
            result, sums = self._running[nth % len(self._running)][1].recv()
        except (EOFError, OSError) as error:
            raise self._ended() from error
        if isinstance(result, Exception):
            raise result
        self._frame.folder.take(sums)
        return result

    def _ended(self) -> Exception:
        return not_written(self._frame.folder.place, tr("a process that wrote pages has ended"))


def _run_worker(frame: SiteFrame, connection: Connection) -> None:
    """Run in a worker process: do each call until the connection is closed, also by the end of the other process."""
    # Ctrl+C ends the main process, and by that this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with _seldom_collected():
        while True:
            try:
                work, arguments = connection.recv()
            except EOFError:
                return
            try:
                answer = work(frame, *arguments)
            except Exception as error:  # noqa: BLE001  (it is raised where it was asked for)
                answer = error
            try:
                connection.send((answer, frame.folder.handed_over()))
            except BrokenPipeError:
                return


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for reference cycles a hundred times less often.

    Rows stay in memory to the end and have none, and each search goes through all of them.
    """
    before = gc.get_threshold()
    gc.set_threshold(before[0] * 100, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


# The parts of the site that any process can write: the pages of some incidents, and all other pages in one language.

_SITE_PICTURE = "pictures/site.png"


@dataclass(frozen=True)
class _SiteContext:
    """The data of all pages except those of the incidents. `gone` are withdrawn incidents, each with the day of its withdrawal, if known; `release`
    is the address of the open data, or empty."""

    rows: Sequence[SiteRow]
    changes: Sequence[Change]
    gone: Mapping[str, date | None]
    release: str


def _write_incident_pages(
    frame: SiteFrame, batch: Sequence[ByLanguage], titles: Mapping[str, Sequence[Mapping[str, str]]], changes: Sequence[tuple[Change, ...]]
) -> list[SiteRow]:
    """Write the pages of some incidents in every language, and return the row of each.

    `titles` are, by language, the titles of each incident's outlets, `changes` its corrections.
    """
    rows = []
    for nth, by_language in enumerate(batch):
        row = site_row(by_language, frame.as_of)
        # Without a withheld name the incident is one object for all languages, and so is its case.
        cases = {
            id(incident): case_of_incident(incident, frame.as_of) for incident in {id(version): version for version in by_language.values()}.values()
        }
        for lang, incident in by_language.items():
            with use_language(lang):
                case = replace(cases[id(incident)], outlet_titles=titles[lang][nth])
                write_incident(frame, case, row, changes[nth], f"pictures/{row.category.value}.png")
        rows.append(row)
    return rows


def _write_language(frame: SiteFrame, lang: str, around: _SiteContext) -> None:
    """Write in one language everything but the pages of published incidents."""
    groups = groups_of(around.rows)
    with use_language(lang):
        _write_pictures(frame, [Category(group.key) for group in groups["categories"] if group.rows])
        for number, day in around.gone.items():
            write_withdrawn_page(frame, number, day)
        write_front(frame, around.rows, groups, _SITE_PICTURE)
        write_lists(frame, around.rows, groups)
        write_groups(frame, groups)
        write_method(frame)
        write_corrections(frame, around.changes, list(around.gone))
        write_data_page(frame, groups, around.release)
        if frame.base_url:
            write_feeds(frame, around.rows, groups)


def _write_pictures(frame: SiteFrame, categories: Iterable[Category]) -> None:
    """Write the pictures for sharing, which need an absolute address: one of the site, one of each of these categories."""
    if not frame.base_url:
        return
    front = tr("Confirmed incidents against journalists")
    pictures = {_SITE_PICTURE: front, **{f"pictures/{category.value}.png": capitalized(wording.category(category)) for category in categories}}
    for name, words in pictures.items():
        frame.folder.add(f"{reader_language()}/{name}", sharing_picture(words, "" if words == front else front))


_BATCH = 500
# For fewer incidents starting more processes takes longer than it saves.
_MANY = 2_000


@dataclass(frozen=True)
class SiteRequest:
    """The request for a site. `base_url` is the address of the site, ending with a slash, or empty; `release` that of the open data, or empty."""

    until: date
    base_url: str = ""
    release: str = ""


@dataclass(frozen=True)
class BuiltSite:
    """A site whose files are all written."""

    wanted: SiteRequest
    as_of: date
    incidents: int
    withdrawn: int
    files: int
    sha256: str
    head: str


def build_site(session: Session, site_request: SiteRequest, today: date, folder: SiteFolder, processors: int = 1) -> BuiltSite:
    """Write every file of the site of the records. The session must see one moment.

    Of many incidents with more than one processor as many worker processes write the pages; the files are the same. Raises NameWouldBePrinted if a
    text names somebody whose name is withheld, and SiteNotWritten.
    """
    frame = SiteFrame(folder, min(site_request.until, today), site_request.base_url)
    changes, gone = changes_until(session, frame.as_of), withdrawn_numbers(session)
    number = session.scalar(select(func.count()).select_from(IncidentRow)) or 0
    with _seldom_collected(), SiteWriters(frame, processors if number >= _MANY else 1) as writers:
        shares = _shares(session, frame.as_of, by_number(changes))
        rows = in_order(row for share_rows in writers.each((_write_incident_pages, share) for share in shares) for row in share_rows)
        _write_around(frame, writers, site_request, rows, changes, gone)
    return BuiltSite(site_request, frame.as_of, len(rows), len(gone), folder.files, folder.sha256, _head(session))


def _write_around(
    frame: SiteFrame, writers: SiteWriters, site_request: SiteRequest, rows: Sequence[SiteRow], changes: Sequence[Change], gone: Sequence[str]
) -> None:
    """Write everything but the pages of published incidents."""
    days = {change.number: change.day for change in changes if change.action is LedgerAction.WITHDRAW}
    published = {row.number for row in rows} | set(gone)
    around = _SiteContext(
        rows, [change for change in changes if change.number in published], {number: days.get(number) for number in gone}, site_request.release
    )
    for _ in writers.each((_write_language, (lang, around)) for lang in LANGUAGES):
        pass
    write_explorer_data(frame.folder, rows, frame.as_of)
    write_languages(frame)
    for name in STATIC:
        frame.folder.add(f"static/{name}", static(name))
    if frame.base_url:
        write_sitemap(frame.folder, frame.base_url, {f"{lang}/incidents/{number}.html" for lang in LANGUAGES for number in gone})


def note_site(session: Session, built: BuiltSite, *, who: str, now: datetime) -> None:
    """Note in the ledger that the site was published, and from which state. Call it in `records.database.write_transaction`."""
    after = {
        "kind": "site",
        "as_of": built.as_of.isoformat(),
        "until": built.wanted.until.isoformat(),
        "base_url": built.wanted.base_url,
        "files": built.files,
        "sha256": built.sha256,
        "incidents": built.incidents,
        "withdrawn": built.withdrawn,
        "head": built.head,
    }
    ledger.append(session, at=now, who=who, action=LedgerAction.REPORT, subject=f"report site {built.as_of}", before={}, after=after)


def _shares(session: Session, as_of: date, changes: Mapping[str, tuple[Change, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield all incidents in batches, with what their pages need. Raises NameWouldBePrinted at the end, to name all places at once."""
    printed = list[NamedPlace]()
    waiting = counted_incidents_by_language(session, as_of)
    while batch := list(islice(waiting, _BATCH)):
        printed += [place for by_language in batch for place in redacted_places(next(iter(by_language.values())))]
        if not printed:
            titles = {lang: _titles(session, lang, batch) for lang in LANGUAGES}
            yield batch, titles, [changes[next(iter(by_language.values())).number] for by_language in batch]
    require_no_name(printed)


def _titles(session: Session, lang: str, batch: Sequence[ByLanguage]) -> list[dict[str, str]]:
    """Return the titles of each incident's outlets in a language, without titles that name somebody whose name is withheld."""
    with use_language(lang):
        all_titles = outlet_titles(session, [by_language[lang] for by_language in batch])
    return [{called: title for called, title in titles.items() if not isinstance(title, RedactedText)} for titles in all_titles]


def _head(session: Session) -> str:
    last = session.execute(select(LedgerRow.id, LedgerRow.hash).order_by(LedgerRow.id.desc()).limit(1)).first()
    return f"{last.id}:{last.hash}" if last else f"0:{ledger.INITIAL_HASH}"
