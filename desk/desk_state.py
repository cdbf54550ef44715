"""What every request of one desk shares: settings, database, clock, passwords, key, logs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from logging import Logger

from sqlalchemy import Engine
from starlette.requests import HTTPConnection

from desk.auth.passwords import Passwords
from desk.desk_metrics import DeskMetrics
from desk.open_copies import OpenCopies
from desk.open_pace import OpenPace
from desk.outlet_entries import OutletEntries
from desk.outlet_trials import OutletTrials
from desk.security_log import SecurityLog
from records.persons.known_persons import KnownPersons
from records.settings import Settings
from reports.incident_cache import IncidentCache


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
    """To be called when much has been read or worked out that stays."""
    persons: KnownPersons = field(default_factory=KnownPersons)
    """Everybody of whom there is a record, kept in the same way."""
    outlets: OutletEntries = field(default_factory=OutletEntries)
    """The entries of the outlet files."""
    trials: OutletTrials = field(default_factory=OutletTrials)
    """Outlets that are being tried, or were."""
    open_copies: OpenCopies = field(default_factory=OpenCopies)
    """The open data, where they are given without a token."""
    open_pace: OpenPace = field(default_factory=OpenPace)
    """How often each network has asked for them."""
    metrics: DeskMetrics = field(default_factory=DeskMetrics)
    """The figures for whoever watches over the desk."""


def desk_state(request: HTTPConnection) -> DeskState:
    """The desk to which this request came."""
    found: DeskState = request.app.state.office
    return found
