"""The site, from the records to its folder: every page is written as its incident is read, and only what lists need is kept. Publishing it is a row of the ledger."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import ledger
from records.i18n import LANGUAGES, reader, speaking, tr
from records.tables import LedgerRow
from records.vocabulary import Category, LedgerAction
from reports.publications import wording
from reports.publications.outlet_titles import outlet_titles
from reports.publications.report_records import withdrawn_numbers
from reports.site.site_corrections import Change, by_number, changes_until
from reports.site.site_explorer import write_data as write_explorer_data
from reports.site.site_explorer import write_lists
from reports.site.site_feeds import write_feeds
from reports.site.site_folder import SiteFolder
from reports.site.site_frame import STATIC, SiteFrame, static
from reports.site.site_front import write_corrections, write_data, write_front, write_languages, write_method, write_tombstone
from reports.site.site_groups import groups_of, write_groups
from reports.site.site_incident import told_case, write_incident
from reports.site.site_pictures import sharing_picture
from reports.site.site_record import ByLanguage, told_incidents
from reports.site.site_rows import SiteRow, in_order, site_row
from reports.site.site_sitemap import write_sitemap
from reports.withheld import LeftOut, NamedPlace, places, require_no_name

_BATCH = 500
_SITE_PICTURE = "pictures/site.png"


@dataclass(frozen=True)
class SiteRequest:
    """What was asked for. `base_url` is the address of the site, ending with a stroke, or empty; `release` that of the open data, or empty."""

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


def build_site(session: Session, wanted: SiteRequest, today: date, folder: SiteFolder) -> BuiltSite:
    """Write every file of the site of the records as they are at one moment; the session must see one moment. Raises NameWouldBePrinted if a text names somebody whose
    name is withheld, and SiteNotWritten."""
    frame = SiteFrame(folder, min(wanted.until, today), wanted.base_url)
    changes, gone = changes_until(session, frame.as_of), withdrawn_numbers(session)
    with _seldom_collected():
        rows = in_order(_written_incidents(session, frame, by_number(changes)))
        _write_around(frame, wanted, rows, changes, gone)
    return BuiltSite(wanted, frame.as_of, len(rows), len(gone), folder.files, folder.sha256, _head(session))


def _write_around(frame: SiteFrame, wanted: SiteRequest, rows: Sequence[SiteRow], changes: Sequence[Change], gone: Sequence[str]) -> None:
    """Write everything but the pages of the incidents that are told."""
    groups = groups_of(rows)
    days = {change.number: change.day for change in changes if change.action is LedgerAction.WITHDRAW}
    known = {row.number for row in rows} | set(gone)
    told = [change for change in changes if change.number in known]
    for lang in LANGUAGES:
        with speaking(lang):
            _write_pictures(frame, [Category(group.key) for group in groups["categories"] if group.rows])
            for number in gone:
                write_tombstone(frame, number, days.get(number))
            write_front(frame, rows, groups, _SITE_PICTURE)
            write_lists(frame, rows, groups)
            write_groups(frame, groups)
            write_method(frame)
            write_corrections(frame, told, gone)
            write_data(frame, groups, wanted.release)
            if frame.base_url:
                write_feeds(frame, rows, groups)
    write_explorer_data(frame.folder, rows, frame.as_of)
    write_languages(frame)
    for name in STATIC:
        frame.folder.add(f"static/{name}", static(name))
    if frame.base_url:
        write_sitemap(frame.folder, frame.base_url, {f"{lang}/incidents/{number}.html" for lang in LANGUAGES for number in gone})


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for reference cycles a hundred times less often. Rows are kept to the end and have none, and each look goes through all of them."""
    before = gc.get_threshold()
    gc.set_threshold(before[0] * 100, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def note_site(session: Session, built: BuiltSite, *, who: str, now: datetime) -> None:
    """Write into the ledger that the site was published, and from which state. Call it in `records.database.write_transaction`."""
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


def _written_incidents(session: Session, frame: SiteFrame, changes: Mapping[str, tuple[Change, ...]]) -> Iterator[SiteRow]:
    """Write the pages of all incidents, and give what is kept of each. Raises NameWouldBePrinted at the end, so that all places are named at once."""
    printed = list[NamedPlace]()
    waiting = told_incidents(session, frame.as_of)
    while some := list(islice(waiting, _BATCH)):
        printed += [place for shown in some for place in places(next(iter(shown.values())))]
        if not printed:
            yield from _written(session, frame, some, changes)
    require_no_name(printed)


def _written(session: Session, frame: SiteFrame, some: Sequence[ByLanguage], changes: Mapping[str, tuple[Change, ...]]) -> Iterator[SiteRow]:
    titles = {lang: _titles(session, lang, some) for lang in LANGUAGES}
    for nth, shown in enumerate(some):
        row = site_row(shown, frame.as_of)
        # Where nobody is withheld the incident is one for all languages, and so is its case.
        cases = {id(incident): told_case(incident, frame.as_of) for incident in {id(each): each for each in shown.values()}.values()}
        for lang, incident in shown.items():
            with speaking(lang):
                case = replace(cases[id(incident)], outlet_titles=titles[lang][nth])
                write_incident(frame, case, row, changes[row.number], f"pictures/{row.category.value}.png")
        yield row


def _titles(session: Session, lang: str, some: Sequence[ByLanguage]) -> list[dict[str, str]]:
    """What the outlets of each incident are called in a language. A title that names somebody whose name is withheld is left out."""
    with speaking(lang):
        found = outlet_titles(session, [shown[lang] for shown in some])
    return [{called: title for called, title in each.items() if not isinstance(title, LeftOut)} for each in found]


def _write_pictures(frame: SiteFrame, categories: Iterable[Category]) -> None:
    """The pictures for sharing, which need an address to be found at: one of the site, one of each of these categories."""
    if not frame.base_url:
        return
    front = tr("Confirmed incidents against journalists")
    pictures = {_SITE_PICTURE: front, **{f"pictures/{one.value}.png": wording.first_up(wording.category(one)) for one in categories}}
    for name, words in pictures.items():
        frame.folder.add(f"{reader()}/{name}", sharing_picture(words, "" if words == front else front))


def _head(session: Session) -> str:
    last = session.execute(select(LedgerRow.id, LedgerRow.hash).order_by(LedgerRow.id.desc()).limit(1)).first()
    return f"{last.id}:{last.hash}" if last else f"0:{ledger.FIRST}"
