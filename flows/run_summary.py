"""The summary of a run, for the terminal and for Prefect (outlets, pages by fate, articles, flagged, drafts, time), and the preview of a run."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from flows.reread_messages import reread_status
from flows.rereading import ArchiveSlice
from flows.revisit_step import RevisitCounts
from flows.revisit_step import revisit_words as looks_in_words
from flows.third_reader import ReaderCounts
from records import watched_pages
from records.clock import day_of
from records.database import open_for_reading, read_session, require_current
from records.i18n import ntr, tr
from records.model import Period
from records.outlets import claims, requests, runs
from records.outlets.requests import RequestKind
from records.outlets.visit_balance import VisitBalance
from records.tables import ClaimRow, OutletRunRow, RunRow
from records.vocabulary import CAUSE_LABELS, FATE_LABELS, Cause, Fate
from spiders.config.schema import Outlet
from spiders.sources.fallback import configured_sources
from spiders.sources.home import HomeSource
from spiders.sources.kinds import KINDS
from spiders.sources.list_pages import OutletSource
from spiders.sources.visit import REACH

# What a run would request, found out without requests: `qorgan run --dry-run`. Nothing is fetched and nothing is written.

# A run limits its watched pages itself; here this many are enough to count.
_MOST_LOOKS = 10_000


@dataclass(frozen=True)
class OutletPreview:
    """What a visit of one outlet would begin with. `sources` are the addresses by kind; if empty, its home page is searched for some.

    `since` is the first day of the news searched for, `known` how many of its addresses are recorded, `held` whether another run is collecting it.
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
        """Return the preview with dates as text."""
        return {**asdict(self), "since": self.since.isoformat(), "until": self.until.isoformat() if self.until else None}


@dataclass(frozen=True)
class RunPreview:
    """What a run would do. `tips` are pages that people submitted and `looks` the number of due watched pages."""

    outlets: tuple[OutletPreview, ...]
    tips: tuple[str, ...]
    looks: int

    def as_json(self) -> dict[str, Any]:
        """Return the form in which the command prints it."""
        return {"dry_run": True, "outlets": [outlet.as_json() for outlet in self.outlets], "tips": list(self.tips), "looks": self.looks}


def preview(database: str, outlets: Sequence[Outlet], period: Period, now: datetime, *, named: bool) -> RunPreview:
    """Return what a run over these outlets would begin with. `named`: a person named them, so only their watched pages count.

    If there is no database yet, nothing is known and none is created. Raises DatabaseVersionMismatch for one of another version.
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
            due = watched_pages.due_watches(session, day_of(now), _MOST_LOOKS, names if named else None)
            return RunPreview(tuple(_previews(session, outlets, period, now)), tips, len(due))
    finally:
        engine.dispose()


def _previews(session: Session, outlets: Sequence[Outlet], period: Period, now: datetime) -> Iterator[OutletPreview]:
    address_counts = runs.known_addresses(session, [outlet.name for outlet in outlets])
    for outlet in outlets:
        claim = session.get(ClaimRow, outlet.name)
        claimed = claim is not None and claims.is_alive(claim, now)
        yield _outlet(outlet, period, now, last=runs.last_success(session, outlet.name), known=address_counts.get(outlet.name, 0), held=claimed)


def _outlet(outlet: Outlet, period: Period, now: datetime, *, last: datetime | None, known: int, held: bool) -> OutletPreview:
    reach = day_of(min(last or now - REACH, now - REACH), outlet.region)
    return OutletPreview(
        outlet.name, outlet.region, outlet.home, _sources_of(outlet), since=period.since or reach, until=period.until, known=known, held=held
    )  # fmt: skip


def _sources_of(outlet: Outlet) -> dict[str, list[str]]:
    """Return the addresses of an outlet's sources by kind, as its file names them."""
    kinds = [kind for kind in KINDS.values() if not kind.older_days]
    named = {kind.code: [kind.written(value) for value in kind.entries(outlet)] for kind in kinds}
    return {kind: addresses for kind, addresses in named.items() if addresses}


_INDENT = "  "
# Characters of an address that are shown.
ADDRESS = 60


@dataclass(frozen=True)
class OutletLine:
    """One outlet's part of a run. `ways` are the sources that worked; `names_sources`: its file names some."""

    name: str
    state: str
    cause: str | None
    found: int
    fates: dict[str, int]
    finished: bool
    ways: tuple[OutletSource, ...] = ()
    names_sources: bool = False
    note: str = ""
    """What the visit left open, in words."""

    @property
    def detour(self) -> OutletSource | None:
        """The source that worked instead of those in the outlet's file, if none of these listed anything.

        Channels are left out, because they contain less than a site. A feed that the home page names contains more than the home page.
        """
        sources = [source for source in self.ways if KINDS[source.kind].on_site]
        if not self.names_sources or not sources or any(source.named for source in sources):
            return None
        return next((source for source in sources if source.kind != HomeSource.code), sources[0])


@dataclass(frozen=True)
class RunSummary:
    """The result of one run."""

    run_id: str
    outlets: tuple[OutletLine, ...]
    screened: int
    flagged: int
    drafts: int
    seconds: float
    sampled: int = 0
    looks: RevisitCounts | None = None
    settled: Mapping[str, int] = field(default_factory=dict)
    """Pages of earlier runs that were read from the evidence, by fate."""
    left: int = 0
    """Pages without a fate that were left alone: another run is collecting their outlet."""
    passed_over: int = 0
    """Pages of a replay whose host no outlet has."""
    replay: Mapping[str, Any] = field(default_factory=dict)
    """What a replay has read: `ReplayProgress.as_json`; empty for another run."""
    alone: int = 0
    """Articles that the lexical judge read alone although the model has an encoder."""
    anew: ArchiveSlice = ArchiveSlice()
    """What was read anew of the archive, and how that stands."""

    opinions: ReaderCounts | None = None
    """What the third reader did; None without one."""

    @property
    def fates(self) -> dict[str, int]:
        """Tries by fate over all outlets; the sum is the number of page rows of the run."""
        total: dict[str, int] = {}
        for line in self.outlets:
            for fate, count in line.fates.items():
                total[fate] = total.get(fate, 0) + count
        return dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))

    def in_state(self, state: str) -> list[OutletLine]:
        """Return the outlets in this state at the end: answered, failed, busy."""
        return [line for line in self.outlets if line.state == state]

    @property
    def failing(self) -> list[OutletLine]:
        """Outlets with a cause: those that failed, and those that answered but are failing, for example with fewer articles than their minimum."""
        return [line for line in self.outlets if line.state == "failed" or (line.state == "answered" and line.cause)]

    @property
    def detours(self) -> list[tuple[str, OutletSource]]:
        """Outlets for which another source than those in their files worked, with that source."""
        return [(line.name, line.detour) for line in self.outlets if line.detour]

    def as_json(self) -> dict[str, Any]:
        """Return the form in which the run stores it."""
        return {
            "outlets": {state: len(self.in_state(state)) for state in ("answered", "failed", "busy")},
            "failed": {line.name: line.cause for line in self.failing},
            "detours": {name: source.as_json() for name, source in self.detours},
            "fates": self.fates,
            "screened": self.screened,
            "flagged": self.flagged,
            "alone": self.alone + self.anew.counts.alone,
            "drafts": self.drafts + self.anew.drafts,
            "sampled": self.sampled,
            "reread": self.anew.counts.read,
            "reread_left": self.anew.stands.left if self.anew.stands else 0,
            "settled": dict(self.settled),
            "seconds": round(self.seconds, 1),
            **({"reader": self.opinions.as_json()} if self.opinions else {}),
            **({"passed_over": self.passed_over, "replay": dict(self.replay)} if self.replay else {}),
        }


def summarise(
    session: Session,
    run_id: str,
    *,
    screened: int,
    flagged: int,
    drafts: int,
    seconds: float,
    naming: Collection[str] = frozenset(),
    sampled: int = 0,
    revisits: RevisitCounts | None = None,
    alone: int = 0,
    archive_slice: ArchiveSlice | None = None,
    opinions: ReaderCounts | None = None,
) -> RunSummary:
    """Read a run's outlets from the database. `naming` are those whose files name sources (`naming_sources`)."""
    lines = tuple(_line(row, row.outlet in naming) for row in runs.outlet_runs(session, run_id))
    stored = session.get_one(RunRow, run_id).summary
    more = {name: stored[name] for name in ("settled", "left", "passed_over", "replay") if name in stored}
    return RunSummary(
        run_id,
        lines,
        screened,
        flagged,
        drafts,
        seconds,
        sampled,
        revisits,
        alone=alone,
        anew=archive_slice or ArchiveSlice(),
        opinions=opinions,
        **more,
    )


def naming_sources(outlets: Iterable[Outlet]) -> frozenset[str]:
    """Return the outlets whose files name sources. If a file names none, a source that works does not replace any."""
    return frozenset(outlet.name for outlet in outlets if any(KINDS[source.kind].on_site for source in configured_sources(outlet)))


def _line(row: OutletRunRow, names_sources: bool) -> OutletLine:
    sources = tuple(OutletSource(source["kind"], source["url"], named=source["named"]) for source in row.ways)
    note = VisitBalance(**row.note).in_words()
    return OutletLine(row.outlet, row.state, row.cause, row.found, dict(row.fates), row.finished, sources, names_sources, note)


def show_summary(summary: RunSummary, console: Console) -> None:
    """Print the summary for a person at a terminal."""
    table = Table(title=tr("What this run brought"), title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in rows(summary):
        table.add_row(name, value)
    console.print()
    console.print(table)
    for head, listed in _lists(summary):
        console.print()
        listing = Table(*head, box=None, padding=(0, 2, 0, 0))
        for name, words in listed:
            # As text: an address from the web may contain what Rich would read as markup.
            listing.add_row(name, Text(words))
        console.print(listing)


def _lists(summary: RunSummary) -> list[tuple[tuple[str, str], list[tuple[str, str]]]]:
    """Return the lists by outlet, each under its two headings. An empty list is left out."""
    failing = [(line.name, tr(CAUSE_LABELS[Cause(line.cause)]) if line.cause else tr("failed")) for line in summary.failing]
    detours = [(name, f"{tr(KINDS[source.kind].label)} {_short(source.url)}") for name, source in summary.detours]
    lists = [
        ((tr("Outlets that failed"), tr("why")), failing),
        ((tr("Outlets whose named sources gave nothing"), tr("what served instead")), detours),
        ((tr("Outlets whose visit left pages open"), tr("which")), [(line.name, line.note) for line in summary.outlets if line.note]),
    ]
    return [(head, listed) for head, listed in lists if listed]


def _short(address: str) -> str:
    return address if len(address) <= ADDRESS else address[: ADDRESS - 1] + "…"


def rows(summary: RunSummary) -> list[tuple[str, str]]:
    """Return the lines of the summary: name and value. Parts of a total follow it, indented."""
    answered, failed, busy = (len(summary.in_state(state)) for state in ("answered", "failed", "busy"))
    outlets = tr("{answered} answered, {failed} failed").format(answered=answered, failed=failed)
    if busy:
        outlets += ", " + tr("{busy} left to another run").format(busy=busy)
    lines = [(tr("Outlets"), outlets)]
    unfinished = sum(1 for line in summary.in_state("answered") if not line.finished)
    if unfinished:
        lines.append(
            (tr("Not finished"), ntr("{n} outlet; the next run goes on", "{n} outlets; the next run goes on", unfinished).format(n=unfinished))
        )
    lines.append((tr("Pages tried"), str(sum(summary.fates.values()))))
    lines += [(f"{_INDENT}{tr(FATE_LABELS[Fate(fate)])}", str(count)) for fate, count in summary.fates.items()]
    if summary.settled or summary.left:
        lines.append((tr("Settled from the evidence"), str(sum(summary.settled.values()))))
        lines += [(f"{_INDENT}{tr(FATE_LABELS[Fate(fate)])}", str(count)) for fate, count in sorted(summary.settled.items())]
    if summary.left:
        lines.append((tr("Left to the run that is collecting"), str(summary.left)))
    if summary.replay:
        lines += _replayed(summary.replay)
    if summary.passed_over:
        lines.append((tr("Pages of hosts that no outlet has, passed over"), str(summary.passed_over)))
    if summary.looks and summary.looks.pages:
        lines.append((tr("Watched pages"), looks_in_words(summary.looks)))
    by_words = summary.alone + summary.anew.counts.alone
    alone = [(tr("Read by the word lists alone, without the encoder"), str(by_words))] if by_words else []
    sampled = [(tr("Drawn as a sample of what was screened out"), str(summary.sampled))] if summary.sampled else []
    return [
        *lines,
        (tr("New articles"), str(summary.fates.get(Fate.STORED, 0) + summary.settled.get(Fate.STORED, 0))),
        (tr("Read by the classifier"), tr("{screened}, flagged {flagged}").format(screened=summary.screened, flagged=summary.flagged)),
        *_reread_rows(summary.anew),
        *alone,
        (tr("New drafts"), str(summary.drafts + summary.anew.drafts)),
        *sampled,
        *_opinion_rows(summary.opinions),
        (tr("Time"), ntr("{n} second", "{n} seconds", round(summary.seconds)).format(n=round(summary.seconds))),
    ]


def _replayed(counts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a replay has read of its files."""
    read = (counts["bytes"] - counts["before"]) / 1e6
    lines = [
        (tr("Files read to their end"), tr("{ended} of {files}").format(ended=counts["files_ended"], files=counts["files"])),
        (tr("Records in them"), tr("{records}, in {size} MB").format(records=f"{counts['records']:,}", size=f"{read:,.1f}")),
    ]
    earlier = [(tr("Pages that an earlier replay of the file had taken"), str(counts["known_before"]))] if counts["known_before"] else []
    return [*lines, *earlier]


def _opinion_rows(counts: ReaderCounts | None) -> list[tuple[str, str]]:
    """Return what the third reader did; empty without one."""
    if counts is None:
        return []
    words = tr("{read}, not understood {unusable}, {tokens} tokens").format(read=counts.read, unusable=counts.unusable, tokens=counts.tokens)
    return [(tr("Read by the third reader"), f"{words}; {counts.away}" if counts.away else words)]


def _reread_rows(slice_: ArchiveSlice) -> list[tuple[str, str]]:
    """Return the progress of rereading the archive; empty if there is nothing to read."""
    if slice_.stands is None or not (slice_.counts.read or slice_.stands.left):
        return []
    read = tr("{screened}, flagged {flagged}").format(screened=slice_.counts.read, flagged=slice_.counts.flagged)
    return [(tr("Read anew by a new model"), read), (f"{_INDENT}{tr('in all')}", reread_status(slice_.stands))]


def as_markdown(summary: RunSummary) -> str:
    """Return the summary as a Prefect artifact."""
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows(summary))]
    for head, listed in _lists(summary):
        # A vertical bar inside an address would end its cell.
        cells = [(name, words.replace("|", "%7C")) for name, words in listed]
        lines += ["", f"| {head[0]} | {head[1]} |", "|---|---|", *(f"| {name} | {words} |" for name, words in cells)]
    return "\n".join(lines)


def as_line(summary: RunSummary) -> str:
    """Return the summary in one line, for the log of a service."""
    return f"{summary.run_id}: " + "; ".join(f"{name.strip()}: {value}" for name, value in rows(summary))
