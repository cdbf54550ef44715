"""Checks every file that somebody gave as evidence against its SHA-256, those that were taken off too: the ledger names them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipelines.evidence.taken_files import file_path, hash_of
from records.i18n import tr
from records.tables import EvidenceFileRow

_STREAM = 2000


@dataclass
class GivenFilesCheck:
    """How many files were read, and how many bytes they have."""

    files: int = 0
    bytes: int = 0


def check_given_files(session: Session, evidence: Path, tell: Callable[[str], None]) -> GivenFilesCheck:
    """Report every file that is missing, cannot be read or has changed. Each report is one line that names the record of the file."""
    checked = GivenFilesCheck()
    query = select(EvidenceFileRow.sha256, func.min(EvidenceFileRow.id), func.min(EvidenceFileRow.size)).group_by(EvidenceFileRow.sha256)
    for sha256, id, size in session.execute(query.order_by(EvidenceFileRow.sha256).execution_options(yield_per=_STREAM)):
        checked.files += 1
        path = file_path(evidence, sha256) if len(sha256) == 64 and sha256.isalnum() else None
        if path is None or not path.is_file():
            tell(tr("the bytes of file {file} are missing ({sha256}); a backup may have them").format(file=id, sha256=sha256))
            continue
        try:
            same = path.stat().st_size == size and hash_of(path) == sha256
        except OSError as error:
            tell(tr("the bytes of file {file} cannot be read: {reason}").format(file=id, reason=error.strerror))
            continue
        checked.bytes += size
        if not same:
            tell(tr("file {file} is not the one whose SHA-256 was recorded ({sha256})").format(file=id, sha256=sha256))
    return checked
