"""Pages sent to the Wayback Machine (incidents) and rendered as pictures (drafts), at the end of a run. Off without QORGAN_WAYBACK,
QORGAN_SCREENSHOTS.

The archive is never asked for a page that it must not know: of an incident that was withdrawn or that names somebody whose name is withheld, or a
page whose address, title, text or stored bytes name such a person.
"""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from flows.terminal import err
from pipelines.address_scopes import is_private
from pipelines.dedup.urls import site_of
from pipelines.evidence.files import store_bytes
from pipelines.evidence.writer import read_page
from records.database import read_with_retry, write_with_retry
from records.error_translation import error_reason, translate_error
from records.errors import QorganError
from records.evidence_files import FileTarget, add_file
from records.filters import IncidentFilter
from records.i18n import tr
from records.model import EvidenceRef
from records.outlets import claims
from records.page_pictures import note_picture, pages_without_picture
from records.settings import Settings, environment_with
from records.tables import ArticleRow, SnapshotRow
from records.vocabulary import IntakeChannel
from records.web_archive import ARCHIVE_JOB_TIMEOUT, note_archived, note_asked, note_refused, open_jobs, wanted_pages
from reports.withheld import WithheldNames, withheld_names
from reports.withheld.public_incidents import load
from spiders.downloader.browser_settings import hindrance

# Pictures of the stored pages of drafts. A picture is evidence like an uploaded file: it is stored under its SHA-256 next to the pages, belongs to
# the draft, and is recorded in the ledger.

# The claim for rendering. No outlet has such a name.
_CLAIM = "(screenshots)"
# The name in the ledger.
WHO = "qorgan"
# Pages of one run, and seconds for all of them.
_PICTURED_PAGES, _PICTURES_LIMIT = 40, 300.0
# Seconds for one process; the page itself has less.
_PATIENCE = 60.0
_LARGEST = 32 * 1024 * 1024


def screenshot_by_schedule(engine: Engine, settings: Settings, now: datetime) -> None:
    """Render the pages of drafts that have no picture yet. Never fails the run that it ends, and of two runs that end at once, one renders.

    An error is one line on stderr, and a page that cannot be rendered is recorded with the reason.
    """
    if not settings.screenshots:
        return
    if (why := hindrance(settings.browser)) is not None:
        err.print(tr("no pictures of pages are drawn: {reason}").format(reason=why), markup=False)
        return
    until = time.monotonic() + _PICTURES_LIMIT
    try:
        with claims.exclusive_claim(engine, _CLAIM, now) as mine:
            pages = read_with_retry(engine, lambda session: pages_without_picture(session, _PICTURED_PAGES)) if mine else []
            for article, draft, outlet, ref in pages:
                if time.monotonic() > until:
                    return
                _draw(engine, settings, (article, draft, outlet), ref, now)
    except (QorganError, SQLAlchemyError, OSError) as error:
        err.print(tr("no pictures of pages are drawn: {reason}").format(reason=translate_error(error) or error_reason(error)), markup=False)


def _draw(engine: Engine, settings: Settings, whose: tuple[str, int, str], ref: EvidenceRef, now: datetime) -> None:
    article, draft, outlet = whose
    with tempfile.TemporaryDirectory(prefix="qorgan-picture-") as folder:
        picture = Path(folder) / "page.png"
        why = _drawn(settings, ref, picture)
        if why:
            write_with_retry(engine, lambda session: note_picture(session, article, now, reason=why))
            return
        with open(picture, "rb") as stream, store_bytes(engine, settings.evidence, stream, _LARGEST) as kept:

            def record(session: Session) -> None:
                row = add_file(session, kept, f"{outlet} {ref.sha256[:12]}.png", IntakeChannel.SCREENSHOT, FileTarget(draft=draft), who=WHO, now=now)
                note_picture(session, article, now, file=row.id)

            write_with_retry(engine, record)


def _drawn(settings: Settings, ref: EvidenceRef, target: Path) -> str:
    """Render a page into a file; return why there is no picture, or an empty string."""
    command = [sys.executable, "-m", "spiders.screenshots", str(settings.evidence), ref.file, str(ref.offset), ref.sha256, str(target)]
    environment = {**environment_with({"QORGAN_LANG"}), "QORGAN_BROWSER": settings.browser}
    process = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, start_new_session=True
    )
    try:
        output, _ = process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        return tr("not drawn within {n} s").format(n=round(_PATIENCE))
    finally:
        # Kill its browser too.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.returncode == 0 and target.is_file():
        return ""
    return output.decode("utf-8", "replace").strip()[:200] or tr("the browser ended with code {code}").format(code=process.returncode)


# The client for the Wayback Machine (Save Page Now 2 of archive.org), or a compatible server. POST /save with the address of a page returns the id of
# a job, GET /save/status/JOB its result. Only the host of QORGAN_WAYBACK is contacted: redirects are not followed, and no address is taken from an
# answer. Answers are untrusted text: bounded, and read as JSON alone.

# Seconds for a whole answer, however slow.
TIMEOUT_SECONDS = 20.0
# Bytes of an answer. That of a job also lists the parts of the page.
LARGEST = 256 * 1024
_JOB = re.compile(r"[A-Za-z0-9._-]{1,100}")
_STAMP = re.compile(r"[0-9]{14}")
# Not signed in, not allowed, too slow, too many.
_AWAY = frozenset({401, 403, 407, 408, 429})


class ArchiveUnavailable(QorganError):
    """The archive cannot be asked now: unreachable, overloaded, refusing the keys, or with unknown answers. It ends the requests of this run."""


class PageRefused(QorganError):
    """The archive refuses this page, with a reason. Raised for one page; the others are requested."""


@dataclass(frozen=True)
class WaybackMachine:
    """The archive: its address without a path, and the keys `ACCESS:SECRET` (empty = none are sent)."""

    address: str
    keys: str = ""

    def ask_for(self, url: str) -> str:
        """Request a snapshot of a page; return the id of the job. Raises ArchiveUnavailable and PageRefused."""
        reply = self._answer("POST", "/save", {"url": url, "skip_first_archive": "1"})
        job = reply.get("job_id")
        if isinstance(job, str) and _JOB.fullmatch(job) and set(job) != {"."}:
            return job
        raise PageRefused(_reason(reply))

    def look_at(self, job: str) -> datetime | None:
        """Return when the snapshot of a job was taken; None while it is pending. Raises ArchiveUnavailable and PageRefused."""
        reply = self._answer("GET", f"/save/status/{job}")
        if reply.get("status") == "pending":
            return None
        stamp = reply.get("timestamp")
        if reply.get("status") == "success" and isinstance(stamp, str) and _STAMP.fullmatch(stamp):
            try:
                return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            except ValueError:
                pass
        raise PageRefused(_reason(reply))

    def snapshot(self, url: str, at: datetime) -> str:
        """Return the address of a snapshot, built here and not taken from an answer."""
        return f"{self.address}/web/{at:%Y%m%d%H%M%S}/{url}"

    def _answer(self, method: str, path: str, form: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            # An invalid port would fail much later, with another error.
            urlsplit(self.address).port  # noqa: B018
            status, body = asyncio.run(asyncio.wait_for(self._body(method, path, form), TIMEOUT_SECONDS))
        except (TimeoutError, ValueError, httpx.HTTPError, httpx.InvalidURL) as error:
            reason = (
                tr("no answer within {n} s").format(n=round(TIMEOUT_SECONDS))
                if isinstance(error, TimeoutError)
                else str(error) or type(error).__name__
            )
            raise _away(reason) from error
        try:
            reply = json.loads(body)
        except (ValueError, RecursionError):
            reply = None
        if isinstance(reply, dict):
            return reply
        if status != httpx.codes.OK:
            raise PageRefused(f"HTTP {status}")
        raise _away(tr("its answer is not understood"))

    async def _body(self, method: str, path: str, form: dict[str, str] | None) -> tuple[int, bytes]:
        head = {"Accept": "application/json", "Accept-Encoding": "identity", **({"Authorization": f"LOW {self.keys}"} if self.keys else {})}
        async with (
            httpx.AsyncClient(follow_redirects=False, timeout=TIMEOUT_SECONDS) as client,
            client.stream(method, self.address + path, data=form, headers=head) as answer,
        ):
            # The answer about a refused page may have an error status, with the reason in its body.
            if answer.status_code != httpx.codes.OK and not 400 <= answer.status_code < 500 or answer.status_code in _AWAY:
                raise _away(f"HTTP {answer.status_code}")
            body = b""
            async for piece in answer.aiter_raw():
                body += piece
                if len(body) > LARGEST:
                    raise _away(tr("the answer is too long"))
            return answer.status_code, body


def _away(reason: str) -> ArchiveUnavailable:
    return ArchiveUnavailable(tr("QORGAN_WAYBACK took no page: {reason}").format(reason=_one_line(reason)))


def _reason(reply: dict[str, Any]) -> str:
    """Return the reason in the archive's words."""
    words = [reply[name] for name in ("status_ext", "message") if isinstance(reply.get(name), str) and reply[name].strip()]
    return _one_line(": ".join(words)) if words else tr("its answer is not understood")


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text[:1000]).split())[:200]


# The claim for requesting snapshots. No outlet has such a name.
_WAYBACK_CLAIM = "(wayback)"
# New pages of one run, and the most answers it looks for.
PAGES, _JOBS = 20, 60
# Seconds between two requests, and for all of one run.
PAUSE, LIMIT = 4.0, 180.0
# The most pages examined for ones that may be requested, including those that the archive must not know.
_LOOKED_AT = 500


def archive_by_schedule(engine: Engine, settings: Settings, now: datetime, sleep: Callable[[float], None] = time.sleep) -> None:
    """Check earlier requests, then request snapshots of pages not requested before. Of two runs that end at once, one asks.

    Never fails the run that it ends: an error is one line on stderr, and the next run tries again.
    """
    if not settings.wayback:
        return
    try:
        with claims.exclusive_claim(engine, _WAYBACK_CLAIM, now) as mine:
            if mine:
                _ArchivingRun(engine, settings, now, sleep).do()
    except (QorganError, SQLAlchemyError) as error:
        err.print(f"{translate_error(error) or error_reason(error)}; {tr('the next run tries again')}", markup=False)


class _ArchivingRun:
    def __init__(self, engine: Engine, settings: Settings, now: datetime, sleep: Callable[[float], None]) -> None:
        self._engine, self._settings, self._now, self._sleep = engine, settings, now, sleep
        self._machine = WaybackMachine(settings.wayback.rstrip("/"), settings.wayback_keys)
        self._until = time.monotonic() + LIMIT
        self._asked = 0

    def do(self) -> None:
        """Check earlier jobs, then request new pages, until the time is over. Raises ArchiveUnavailable."""
        for article, url, job, asked_at in read_with_retry(self._engine, _jobs):
            if not self._turn():
                return
            self._settle(article, url, job, asked_at)
        for article, url in read_with_retry(self._engine, self._may_be_asked_for):
            if not self._turn():
                return
            self._ask(article, url)

    def _turn(self) -> bool:
        """Wait until the next request is allowed; return False when the time of this run is over."""
        if self._asked:
            self._sleep(PAUSE)
        self._asked += 1
        return time.monotonic() < self._until

    def _settle(self, article: str, url: str, job: str, asked_at: datetime) -> None:
        try:
            if asked_at < self._now - ARCHIVE_JOB_TIMEOUT:
                raise PageRefused(tr("no answer within two days"))
            at = self._machine.look_at(job)
        except PageRefused as refused:
            words = str(refused)
            write_with_retry(self._engine, lambda session: note_refused(session, article, words, self._now, on_request=False))
            return
        if at is not None:
            address = self._machine.snapshot(url, at)
            write_with_retry(self._engine, lambda session: note_archived(session, article, address, at, self._now))

    def _ask(self, article: str, url: str) -> None:
        try:
            job = self._machine.ask_for(url)
        except PageRefused as refused:
            words = str(refused)
            write_with_retry(self._engine, lambda session: note_refused(session, article, words, self._now, on_request=True))
            return
        write_with_retry(self._engine, lambda session: note_asked(session, article, job, self._now))

    def _may_be_asked_for(self, session: Session) -> list[tuple[str, str]]:
        """Return articles and their addresses that may be requested, at most PAGES."""
        names = withheld_names(session)
        requestable: list[tuple[str, str]] = []
        for looked_at, (article, number) in enumerate(wanted_pages(session, self._now)):
            if len(requestable) >= PAGES or looked_at >= _LOOKED_AT:
                break
            row = session.get_one(ArticleRow, article)
            if not is_private(site_of(row.url)) and _is_free(session, names, number) and self._names_nobody(session, names, row):
                requestable.append((article, row.url))
        return requestable

    def _names_nobody(self, session: Session, names: WithheldNames, article: ArticleRow) -> bool:
        """Return whether neither the article nor any stored state of its page names somebody whose name is withheld.

        False if a page cannot be read.
        """
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
    rows = open_jobs(session)[:_JOBS]
    urls = {row.id: row.url for row in session.scalars(select(ArticleRow).where(ArticleRow.id.in_([row.article_id for row in rows])))}
    return [(row.article_id, urls[row.article_id], row.job, row.asked_at) for row in rows]


def _is_free(session: Session, names: WithheldNames, number: str) -> bool:
    """Return whether an incident names nobody whose name is withheld."""
    if not names:
        return True
    incident = next(load(session, IncidentFilter(number=number), articles=False), None)
    return incident is not None and all(victim.publish for victim in incident.victims)
