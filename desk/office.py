"""What every request of one desk shares: settings, database, clock, passwords, key, log."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from logging import Logger

from sqlalchemy import Engine
from starlette.requests import HTTPConnection

from desk.security.passwords import Passwords
from records.settings import Settings
from reports.book import Shelf


@dataclass(frozen=True)
class Office:
    """One desk."""

    settings: Settings
    engine: Engine
    clock: Callable[[], datetime]
    passwords: Passwords
    secret: bytes
    log: Logger
    shelf: Shelf = field(default_factory=Shelf)
    """The plain incidents, read once and kept up to what the ledger names since."""


def office(request: HTTPConnection) -> Office:
    """The desk that this request came to."""
    found: Office = request.app.state.office
    return found
