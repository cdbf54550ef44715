"""Has pictures drawn of the stored pages of drafts, at the end of a run. Off without QORGAN_SCREENSHOTS.

A picture is evidence like a file that somebody gave: it lies under its SHA-256 beside the stored pages, belongs to the draft, and stands in the ledger.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from flows.terminal import err
from pipelines.evidence.taken_files import bytes_kept
from records.database import in_reading, in_transaction
from records.errors import QorganError
from records.fault_names import named, reason
from records.hand.file_rows import Belonging, add_file
from records.i18n import tr
from records.model import EvidenceRef
from records.outlets import claims
from records.page_pictures import note_picture, wanted_pictures
from records.settings import Settings, environment_with
from records.vocabulary import Door
from spiders.downloader.browser_settings import hindrance

# Whoever holds this claim draws. No outlet has such a name.
_CLAIM = "(screenshots)"
# Who stands in the ledger.
WHO = "qorgan"
# Pages of one run, and seconds for all of them.
PAGES, LIMIT = 40, 300.0
# Seconds for one process; the page itself has less.
_PATIENCE = 60.0
_LARGEST = 32 * 1024 * 1024


def draw_by_schedule(engine: Engine, settings: Settings, now: datetime) -> None:
    """Draw the pages of drafts that have no picture yet. Never stops the run that it ends: what went wrong is one line on stderr, and a page that cannot be drawn is
    noted with the reason. Of two runs that end at once, one draws."""
    if not settings.screenshots:
        return
    if (why := hindrance(settings.browser)) is not None:
        err.print(tr("no pictures of pages are drawn: {reason}").format(reason=why), markup=False)
        return
    until = time.monotonic() + LIMIT
    try:
        with claims.alone(engine, _CLAIM, now) as mine:
            wanted = in_reading(engine, lambda session: wanted_pictures(session, PAGES)) if mine else []
            for article, draft, outlet, ref in wanted:
                if time.monotonic() > until:
                    return
                _draw(engine, settings, (article, draft, outlet), ref, now)
    except (QorganError, SQLAlchemyError, OSError) as error:
        err.print(tr("no pictures of pages are drawn: {reason}").format(reason=named(error) or reason(error)), markup=False)


def _draw(engine: Engine, settings: Settings, whose: tuple[str, int, str], ref: EvidenceRef, now: datetime) -> None:
    article, draft, outlet = whose
    with tempfile.TemporaryDirectory(prefix="qorgan-picture-") as folder:
        picture = Path(folder) / "page.png"
        why = _drawn(settings, ref, picture)
        if why:
            in_transaction(engine, lambda session: note_picture(session, article, now, reason=why))
            return
        with open(picture, "rb") as stream, bytes_kept(engine, settings.evidence, stream, _LARGEST) as kept:

            def record(session: Session) -> None:
                row = add_file(session, kept, f"{outlet} {ref.sha256[:12]}.png", Door.SCREENSHOT, Belonging(draft=draft), who=WHO, now=now)
                note_picture(session, article, now, file=row.id)

            in_transaction(engine, record)


def _drawn(settings: Settings, ref: EvidenceRef, target: Path) -> str:
    """Draw a page into a file. Gives why there is no picture; empty if there is one."""
    command = [sys.executable, "-m", "spiders.screenshots", str(settings.evidence), ref.file, str(ref.offset), ref.sha256, str(target)]
    environment = {**environment_with({"QORGAN_LANG"}), "QORGAN_BROWSER": settings.browser}
    process = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, start_new_session=True
    )
    try:
        said, _ = process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        return tr("not drawn within {n} s").format(n=round(_PATIENCE))
    finally:
        # The browser with it.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.returncode == 0 and target.is_file():
        return ""
    return said.decode("utf-8", "replace").strip()[:200] or tr("the browser ended with code {code}").format(code=process.returncode)
