"""What a run would ask, found out without asking: `qorgan run --dry-run`. Nothing is fetched and nothing is written."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.orm import Session

from records import watched_pages
from records.clock import day_of
from records.database import open_for_reading, read_session, require_current
from records.model import Period
from records.outlets import claims, requests, run_history
from records.outlets.requests import RequestKind
from records.tables import ClaimRow
from records.vocabulary import WayKind
from spiders.config.schema import Outlet
from spiders.sources.visit import REACH

# Looks at watched pages that one run takes at most are counted by the run itself; here so many are enough to tell.
MOST_LOOKS = 10_000


@dataclass(frozen=True)
class OutletPreview:
    """What a visit of one outlet would begin with. `sources` are the addresses by kind; empty = its home page is searched for some.

    `since` is the first day of which news is looked for, `known` how many of its addresses are on record, `held` whether another run is at it now.
    """

    name: str
    region: str | None
    home: str
    sources: dict[str, list[str]]
    since: date
    until: date | None
    known: int
    held: bool

    def as_json(self) -> dict[str, Any]:
        """With dates as text."""
        return {**asdict(self), "since": self.since.isoformat(), "until": self.until.isoformat() if self.until else None}


@dataclass(frozen=True)
class RunPreview:
    """What a run would do. `tips` are pages that people named and `looks` watched pages whose day has come."""

    outlets: tuple[OutletPreview, ...]
    tips: tuple[str, ...]
    looks: int

    def as_json(self) -> dict[str, Any]:
        """The form in which the command prints it."""
        return {"dry_run": True, "outlets": [outlet.as_json() for outlet in self.outlets], "tips": list(self.tips), "looks": self.looks}


def preview(database: str, outlets: Sequence[Outlet], period: Period, now: datetime, *, named: bool) -> RunPreview:
    """What a run over these outlets would begin with. `named`: a person named them, so only their watched pages are looked at.

    Where there is no database yet, nothing is known; none is made. Raises DatabaseBehind for one of another version.
    """
    url = make_url(database)
    if url.get_backend_name() == "sqlite" and not (url.database and Path(url.database).is_file()):
        return RunPreview(tuple(_outlet(outlet, period, now, last=None, known=0, held=False) for outlet in outlets), (), 0)
    engine = open_for_reading(database)
    try:
        require_current(engine)
        with read_session(engine) as session:
            names = [outlet.name for outlet in outlets]
            tips = tuple(row.url for row in requests.waiting_requests(session) if row.kind == RequestKind.TIP and row.url)
            looks = watched_pages.due(session, day_of(now), MOST_LOOKS, names if named else None)
            return RunPreview(tuple(_previews(session, outlets, period, now)), tips, len(looks))
    finally:
        engine.dispose()


def _previews(session: Session, outlets: Sequence[Outlet], period: Period, now: datetime) -> Iterator[OutletPreview]:
    known = run_history.known_addresses(session, [outlet.name for outlet in outlets])
    for outlet in outlets:
        claim = session.get(ClaimRow, outlet.name)
        held = claim is not None and claims.alive(claim, now)
        yield _outlet(outlet, period, now, last=run_history.last_success(session, outlet.name), known=known.get(outlet.name, 0), held=held)


def _outlet(outlet: Outlet, period: Period, now: datetime, *, last: datetime | None, known: int, held: bool) -> OutletPreview:
    reach = day_of(min(last or now - REACH, now - REACH), outlet.region)
    return OutletPreview(
        outlet.name, outlet.region, outlet.home, sources_of(outlet), since=period.since or reach, until=period.until, known=known, held=held
    )  # fmt: skip


def sources_of(outlet: Outlet) -> dict[str, list[str]]:
    """The addresses of an outlet's sources by kind, as its file names them."""
    named = {
        WayKind.FEED: outlet.feeds,
        WayKind.SITEMAP: outlet.sitemaps,
        WayKind.SECTION: [section.url for section in outlet.sections],
        WayKind.WORDPRESS: outlet.wordpress,
        WayKind.TELEGRAM: outlet.telegram,
    }
    return {kind.value: [str(address) for address in addresses] for kind, addresses in named.items() if addresses}
