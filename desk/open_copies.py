"""The open data as the desk has it in memory: made anew when what is published has changed, by one request at a time, and never older than that."""

import threading
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, func, select

from records.database import at_one_moment, read_session
from records.errors import QorganError
from records.i18n import tr
from records.tables import LedgerRow
from reports.publications.figures import ReportRefused
from reports.release.last_change import last_change
from reports.release.open_copy import OpenCopy, open_copy
from reports.withheld import NameWouldBePrinted


class CopyNotReady(QorganError):
    """There is nothing that may be given away now: another request is making the copy, or a release of the record as it stands would be refused."""


@dataclass(frozen=True)
class _KeptCopy:
    """A copy (None: it was refused), the change of which it tells, and the last row of the ledger that was looked at."""

    copy: OpenCopy | None
    change: int
    seen: int


class OpenCopies:
    """The copies of one desk, one in each language that was asked for."""

    def __init__(self) -> None:
        self._held: dict[str, _KeptCopy] = {}
        self._making = threading.Lock()

    def copy(self, engine: Engine, lang: str, today: date) -> OpenCopy:
        """The copy of the record as it stands. Raises CopyNotReady. An old one is never given: it may tell what has been withdrawn or withheld since."""
        with read_session(engine) as session:
            seen = session.scalar(select(func.max(LedgerRow.id))) or 0
        held = self._held.get(lang)
        if held is None or held.seen != seen:
            # Nobody waits here: strangers must not take up all the threads in which the desk works.
            if not self._making.acquire(blocking=False):
                raise CopyNotReady(tr("the open data are being made; ask again in some seconds"))
            try:
                held = self._held[lang] = self._made(engine, lang, today, self._held.get(lang))
            finally:
                self._making.release()
        if held.copy is None:
            raise CopyNotReady(tr("the open data cannot be given now: the record names somebody whose name is withheld, or does not add up"))
        return held.copy

    def _made(self, engine: Engine, lang: str, today: date, held: _KeptCopy | None) -> _KeptCopy:
        with at_one_moment(engine) as session:
            seen = session.scalar(select(func.max(LedgerRow.id))) or 0
            last = last_change(session)
            change = last.id if last else 0
            if held and held.change == change:
                return _KeptCopy(held.copy, change, seen)
            try:
                return _KeptCopy(open_copy(session, lang, today), change, seen)
            except (NameWouldBePrinted, ReportRefused):
                return _KeptCopy(None, change, seen)
