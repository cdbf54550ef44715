"""Has the Wayback Machine keep the pages of confirmed incidents, at the end of a run. Off without QORGAN_WAYBACK.

Never asked for is a page of which the archive must not know: of an incident that was withdrawn or that names somebody whose name is withheld, and one whose address,
title, text or stored bytes name such a person.
"""

import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from flows.terminal import err
from flows.wayback_requests import PageRefused, WaybackMachine
from pipelines.dedup.urls import site_of
from pipelines.evidence.writer import read_page
from pipelines.reach import is_private
from records.archived_pages import FORGOTTEN, note_asked, note_kept, note_refused, open_jobs, wanted_pages
from records.database import in_reading, in_transaction
from records.errors import QorganError
from records.fault_names import named, reason
from records.filters import IncidentFilter
from records.i18n import tr
from records.model import EvidenceRef
from records.outlets import claims
from records.settings import Settings
from records.tables import ArticleRow, SnapshotRow
from reports.withheld import WithheldNames, withheld_names
from reports.withheld.public_incidents import load

# Whoever holds this claim asks. No outlet has such a name.
_CLAIM = "(wayback)"
# New pages of one run, and how many answers it looks for.
PAGES, JOBS = 20, 60
# Seconds between two questions, and for all of one run.
PAUSE, LIMIT = 4.0, 180.0
# Pages that are looked at for one that may be asked for; among them are those of whom it must not know.
_LOOKED_AT = 500


def archive_by_schedule(engine: Engine, settings: Settings, now: datetime, sleep: Callable[[float], None] = time.sleep) -> None:
    """Look what became of what was asked for, then ask for pages that nobody has asked for. Never stops the run that it ends: what went wrong is one line on stderr,
    and the next run tries again. Of two runs that end at once, one asks."""
    if not settings.wayback:
        return
    try:
        with claims.alone(engine, _CLAIM, now) as mine:
            if mine:
                _ArchivingRun(engine, settings, now, sleep).do()
    except (QorganError, SQLAlchemyError) as error:
        err.print(f"{named(error) or reason(error)}; {tr('the next run tries again')}", markup=False)


class _ArchivingRun:
    def __init__(self, engine: Engine, settings: Settings, now: datetime, sleep: Callable[[float], None]) -> None:
        self._engine, self._settings, self._now, self._sleep = engine, settings, now, sleep
        self._machine = WaybackMachine(settings.wayback.rstrip("/"), settings.wayback_keys)
        self._until = time.monotonic() + LIMIT
        self._asked = 0

    def do(self) -> None:
        """Raises ArchiveAway."""
        for article, url, job, asked_at in in_reading(self._engine, _jobs):
            if not self._turn():
                return
            self._settle(article, url, job, asked_at)
        for article, url in in_reading(self._engine, self._may_be_asked_for):
            if not self._turn():
                return
            self._ask(article, url)

    def _turn(self) -> bool:
        """Wait until it may be asked again. False when the time of this run is over."""
        if self._asked:
            self._sleep(PAUSE)
        self._asked += 1
        return time.monotonic() < self._until

    def _settle(self, article: str, url: str, job: str, asked_at: datetime) -> None:
        try:
            if asked_at < self._now - FORGOTTEN:
                raise PageRefused(tr("no answer within two days"))
            at = self._machine.look_at(job)
        except PageRefused as refused:
            words = str(refused)
            in_transaction(self._engine, lambda session: note_refused(session, article, words, self._now, asked=False))
            return
        if at is not None:
            address = self._machine.snapshot(url, at)
            in_transaction(self._engine, lambda session: note_kept(session, article, address, at, self._now))

    def _ask(self, article: str, url: str) -> None:
        try:
            job = self._machine.ask_for(url)
        except PageRefused as refused:
            words = str(refused)
            in_transaction(self._engine, lambda session: note_refused(session, article, words, self._now, asked=True))
            return
        in_transaction(self._engine, lambda session: note_asked(session, article, job, self._now))

    def _may_be_asked_for(self, session: Session) -> list[tuple[str, str]]:
        """Articles and their addresses, at most PAGES."""
        names = withheld_names(session)
        found: list[tuple[str, str]] = []
        for looked_at, (article, number) in enumerate(wanted_pages(session, self._now)):
            if len(found) >= PAGES or looked_at >= _LOOKED_AT:
                break
            row = session.get_one(ArticleRow, article)
            if not is_private(site_of(row.url)) and _is_free(session, names, number) and self._names_nobody(session, names, row):
                found.append((article, row.url))
        return found

    def _names_nobody(self, session: Session, names: WithheldNames, article: ArticleRow) -> bool:
        """Whether neither the article nor any stored state of its page names somebody whose name is withheld. A page that cannot be read is not vouched for."""
        if not names:
            return True
        if any(map(names.names_somebody, (article.url, article.title, article.text))):
            return False
        for state in session.scalars(select(SnapshotRow).where(SnapshotRow.article_id == article.id)):
            try:
                page = read_page(self._settings.evidence, EvidenceRef(state.file, state.offset, state.sha256))
            except (OSError, ValueError):
                return False
            if any(names.names_somebody(page.body.decode(charset, "replace")) for charset in ("utf-8", "cp1251")):
                return False
        return True


def _jobs(session: Session) -> list[tuple[str, str, str, datetime]]:
    rows = open_jobs(session)[:JOBS]
    urls = {row.id: row.url for row in session.scalars(select(ArticleRow).where(ArticleRow.id.in_([row.article_id for row in rows])))}
    return [(row.article_id, urls[row.article_id], row.job, row.asked_at) for row in rows]


def _is_free(session: Session, names: WithheldNames, number: str) -> bool:
    """Whether an incident names nobody whose name is withheld."""
    if not names:
        return True
    incident = next(load(session, IncidentFilter(number=number), articles=False), None)
    return incident is not None and all(victim.publish for victim in incident.victims)
