"""A journal of what a clearing is about to do with files, written before it does it. So a clearing that broke off can be tidied up.

It is lines of JSON in the evidence folder: first each new file, before it is written; then, when all are written, the time of the clearing and the
old files. Only the ledger says whether the clearing took place. If it has a row with that time, the old files are deleted, else the new ones. A file
in which a page still lies is never deleted, whatever the journal says.
"""

import json
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from records.database import read_session
from records.durable_files import sync_folder
from records.ledger.clearings import EVIDENCE
from records.tables import LedgerRow, SnapshotRow
from records.vocabulary import LedgerAction

JOURNAL = ".clearing.jsonl"
PART = ".part"
_SUFFIX = ".warc.gz"
_NAME = re.compile(r"\A(.*?)(?:~(\d+))?\.warc\.gz")


def announce(folder: Path, file: str) -> str:
    """The name of the file that will take the place of this one. It is in the journal before the file exists."""
    found = _NAME.fullmatch(file)
    stem, number = (found[1], int(found[2] or 0)) if found else (file.removesuffix(_SUFFIX), 0)
    while True:
        number += 1
        name = f"{stem}~{number}{_SUFFIX}"
        if not (folder / name).exists():
            _write(folder, {"new": name})
            return name


def ready(folder: Path, at: datetime, old: list[str]) -> None:
    """All new files are written, and the records are about to change. If they do, the clearing stands in the ledger under this time."""
    _write(folder, {"at": at.isoformat(), "old": old})


def delete_leftovers(engine: Engine, folder: Path) -> None:
    """Delete what the last clearing no longer needs: the old files if it took place, the new ones if not. Does nothing without a journal."""
    try:
        text = (folder / JOURNAL).read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    lines = [told for line in text.splitlines() if (told := _read(line))]
    moments = {told["at"] for told in lines if "at" in told}
    old = [name for told in lines for name in told.get("old", ())]
    new = [name for told in lines if "new" in told for name in (told["new"], told["new"] + PART)]
    with read_session(engine) as session:
        acts = session.scalars(select(LedgerRow.after).where(LedgerRow.subject == EVIDENCE, LedgerRow.action == LedgerAction.CLEAR))
        took_place = any(after.get("at") in moments for after in acts)
        used = set(session.scalars(select(SnapshotRow.file).where(SnapshotRow.dropped_at.is_(None)).distinct()))
    gone = [folder / name for name in (old if took_place else new) if name not in used]
    for path in gone:
        path.unlink(missing_ok=True)
    for parent in {path.parent for path in gone if path.parent.is_dir()}:
        sync_folder(parent)
    (folder / JOURNAL).unlink()
    sync_folder(folder)


def _write(folder: Path, told: dict[str, Any]) -> None:
    new = not (folder / JOURNAL).exists()
    with open(folder / JOURNAL, "a", encoding="utf-8") as journal:
        journal.write(json.dumps(told) + "\n")
        journal.flush()
        os.fsync(journal.fileno())
    if new:
        sync_folder(folder)


def _read(line: str) -> dict[str, Any] | None:
    """The lines of the journal. A half line, left when a machine lost power, gives None: what it announced was not begun."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
