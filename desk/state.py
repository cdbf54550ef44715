"""The state shared by all requests of one desk: settings, database, clock, passwords, key, logs, open data copies and metrics."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from logging import Logger

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from sqlalchemy import Engine, func, select
from starlette.requests import HTTPConnection
from starlette.types import Scope

from desk.auth.passwords import Passwords
from desk.auth.sign_in_limits import network_of
from desk.outlet_trials import OutletEntries, OutletTrials
from desk.record_metrics import RecordMetrics
from desk.security_log import SecurityLog
from records.database import consistent_read_session, read_session
from records.errors import QorganError
from records.i18n import tr
from records.persons.victims import KnownPersons
from records.settings import Settings
from records.tables import LedgerRow
from reports.incidents import IncidentCache
from reports.publications.figures import ReportRefused
from reports.release.open_copy import OpenCopy, open_copy
from reports.release.previous import last_change
from reports.withheld import NameWouldBePrinted

# The open data in memory: made again when published data has changed, by one request at a time, and never out of date.


class OpenDataNotReady(QorganError):
    """Raised where nothing may be given away now: another request is making the copy, or a release of the current record would be refused."""


@dataclass(frozen=True)
class _KeptCopy:
    """A copy (None: it was refused), the change it includes, and the last row of the ledger that was checked."""

    copy: OpenCopy | None
    change: int
    seen: int


class OpenDataCopies:
    """The copies of one desk, one in each language that was asked for."""

    def __init__(self) -> None:
        self._held: dict[str, _KeptCopy] = {}
        self._making = threading.Lock()

    def copy(self, engine: Engine, lang: str, today: date) -> OpenCopy:
        """Return the copy of the current record. Raises OpenDataNotReady.

        An old one is never given: it may contain what has been withdrawn or withheld since.
        """
        with read_session(engine) as session:
            last_row = session.scalar(select(func.max(LedgerRow.id))) or 0
        cached = self._held.get(lang)
        if cached is None or cached.seen != last_row:
            # Nobody waits here: strangers must not occupy all threads of the desk.
            if not self._making.acquire(blocking=False):
                raise OpenDataNotReady(tr("the open data are being made; ask again in some seconds"))
            try:
                cached = self._held[lang] = self._made(engine, lang, today, self._held.get(lang))
            finally:
                self._making.release()
        if cached.copy is None:
            raise OpenDataNotReady(tr("the open data cannot be given now: the record names somebody whose name is withheld, or does not add up"))
        return cached.copy

    def _made(self, engine: Engine, lang: str, today: date, kept_copy: _KeptCopy | None) -> _KeptCopy:
        with consistent_read_session(engine) as session:
            last_row = session.scalar(select(func.max(LedgerRow.id))) or 0
            last = last_change(session)
            change = last.id if last else 0
            if kept_copy and kept_copy.change == change:
                return _KeptCopy(kept_copy.copy, change, last_row)
            try:
                return _KeptCopy(open_copy(session, lang, today), change, last_row)
            except (NameWouldBePrinted, ReportRefused):
                return _KeptCopy(None, change, last_row)


# How often a stranger may ask for the open data: sixty times a minute from one network. It is counted in memory: a restart of the desk loses a
# minute.

EACH_MINUTE = 60
_MINUTE = timedelta(minutes=1)
# Networks that are counted separately in one minute; all further ones are counted as one.
_MOST = 10_000


class OpenDataLimit:
    """The requests of this minute by network."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: datetime | None = None
        self._asked: Counter[str] = Counter()

    def wait(self, address: str, now: datetime) -> timedelta:
        """Count a request, and return zero where it may be answered, else how long to wait."""
        network = network_of(address)
        with self._lock:
            if self._since is None or not self._since <= now < self._since + _MINUTE:
                self._since = now
                self._asked.clear()
            key = network if network in self._asked or len(self._asked) < _MOST else ""
            self._asked[key] += 1
            return self._since + _MINUTE - now if self._asked[key] > EACH_MINUTE else timedelta(0)


# The figures of a desk for Prometheus: those of the record (`desk.record_metrics`), and the duration of requests by route (`/drafts/{id}`), never by
# the typed path.

_BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class DeskMetrics:
    """The figures of one desk."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._times = Histogram(
            "qorgan_desk_request_seconds", "Time of a request to the desk.", ("method", "route", "status"), buckets=_BUCKETS, registry=self._registry
        )
        self._record = RecordMetrics()
        self._registry.register(self._record)

    def observe(self, scope: Scope, status: int, seconds: float) -> None:
        """Note a request that has ended; unknown paths share one name, so that nobody can make many."""
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "other"
        self._times.labels(method, route, f"{status // 100}xx" if status else "none").observe(seconds)

    def text(self, engine: Engine, now: datetime) -> bytes:
        """Return all of them; where the database does not answer, `qorgan_database_up` is 0 and its figures are left out."""
        self._record.look(engine, now)
        return generate_latest(self._registry)


@dataclass(frozen=True)
class DeskState:
    """One desk."""

    settings: Settings
    engine: Engine
    clock: Callable[[], datetime]
    passwords: Passwords
    secret: bytes
    log: Logger
    security: SecurityLog
    shelf: IncidentCache = field(default_factory=IncidentCache)
    """The incidents as plain values: read once, and updated when the ledger has new rows."""
    settled: Callable[[], None] = lambda: None
    """Called when large long-lived data has been read or computed."""
    persons: KnownPersons = field(default_factory=KnownPersons)
    """Everybody with a record, cached in the same way."""
    outlets: OutletEntries = field(default_factory=OutletEntries)
    """The entries of the outlet files."""
    trials: OutletTrials = field(default_factory=OutletTrials)
    """Trials of outlets, running and finished."""
    open_copies: OpenDataCopies = field(default_factory=OpenDataCopies)
    """The open data, where enabled."""
    open_pace: OpenDataLimit = field(default_factory=OpenDataLimit)
    """How often each network has requested them."""
    metrics: DeskMetrics = field(default_factory=DeskMetrics)
    """The figures for monitoring."""


def desk_state(request: HTTPConnection) -> DeskState:
    """Return the desk to which this request came."""
    state: DeskState = request.app.state.office
    return state
