"""The site, from the records to its folder: every page is written as its incident is read, and only what lists need is kept. Publishing it is a row of the ledger."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import ledger
from records.i18n import LANGUAGES, speaking
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import LedgerAction
from reports.publications.outlet_titles import outlet_titles
from reports.publications.report_records import withdrawn_numbers
from reports.site.site_corrections import Change, by_number, changes_until
from reports.site.site_explorer import write_data
from reports.site.site_folder import SiteFolder
from reports.site.site_frame import STATIC, SiteFrame, static
from reports.site.site_front import write_languages
from reports.site.site_parts import SiteAround, write_language, write_share
from reports.site.site_record import ByLanguage, told_incidents
from reports.site.site_rows import SiteRow, in_order
from reports.site.site_sitemap import write_sitemap
from reports.site.site_writers import SiteWriters, seldom_collected
from reports.withheld import LeftOut, NamedPlace, places, require_no_name

_BATCH = 500
# For fewer incidents it takes longer to begin further processes than they save.
_MANY = 2_000


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


def build_site(session: Session, wanted: SiteRequest, today: date, folder: SiteFolder, processors: int = 1) -> BuiltSite:
    """Write every file of the site of the records as they are at one moment; the session must see one moment. Of many incidents with more than one
    processor so many further processes write the pages; the files are the same. Raises NameWouldBePrinted if a text names somebody whose name is withheld, and SiteNotWritten."""
    frame = SiteFrame(folder, min(wanted.until, today), wanted.base_url)
    changes, gone = changes_until(session, frame.as_of), withdrawn_numbers(session)
    number = session.scalar(select(func.count()).select_from(IncidentRow)) or 0
    with seldom_collected(), SiteWriters(frame, processors if number >= _MANY else 1) as writers:
        shares = _shares(session, frame.as_of, by_number(changes))
        rows = in_order(row for some in writers.each((write_share, share) for share in shares) for row in some)
        _write_around(frame, writers, wanted, rows, changes, gone)
    return BuiltSite(wanted, frame.as_of, len(rows), len(gone), folder.files, folder.sha256, _head(session))


def _write_around(
    frame: SiteFrame, writers: SiteWriters, wanted: SiteRequest, rows: Sequence[SiteRow], changes: Sequence[Change], gone: Sequence[str]
) -> None:
    """Write everything but the pages of the incidents that are told."""
    days = {change.number: change.day for change in changes if change.action is LedgerAction.WITHDRAW}
    known = {row.number for row in rows} | set(gone)
    around = SiteAround(rows, [change for change in changes if change.number in known], {number: days.get(number) for number in gone}, wanted.release)
    for _ in writers.each((write_language, (lang, around)) for lang in LANGUAGES):
        pass
    write_data(frame.folder, rows, frame.as_of)
    write_languages(frame)
    for name in STATIC:
        frame.folder.add(f"static/{name}", static(name))
    if frame.base_url:
        write_sitemap(frame.folder, frame.base_url, {f"{lang}/incidents/{number}.html" for lang in LANGUAGES for number in gone})


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


def _shares(session: Session, as_of: date, changes: Mapping[str, tuple[Change, ...]]) -> Iterator[tuple[Any, ...]]:
    """All incidents, some at a time, with what their pages need. Raises NameWouldBePrinted at the end, so that all places are named at once."""
    printed = list[NamedPlace]()
    waiting = told_incidents(session, as_of)
    while some := list(islice(waiting, _BATCH)):
        printed += [place for shown in some for place in places(next(iter(shown.values())))]
        if not printed:
            titles = {lang: _titles(session, lang, some) for lang in LANGUAGES}
            yield some, titles, [changes[next(iter(shown.values())).number] for shown in some]
    require_no_name(printed)


def _titles(session: Session, lang: str, some: Sequence[ByLanguage]) -> list[dict[str, str]]:
    """What the outlets of each incident are called in a language. A title that names somebody whose name is withheld is left out."""
    with speaking(lang):
        found = outlet_titles(session, [shown[lang] for shown in some])
    return [{called: title for called, title in each.items() if not isinstance(title, LeftOut)} for each in found]


def _head(session: Session) -> str:
    last = session.execute(select(LedgerRow.id, LedgerRow.hash).order_by(LedgerRow.id.desc()).limit(1)).first()
    return f"{last.id}:{last.hash}" if last else f"0:{ledger.FIRST}"
