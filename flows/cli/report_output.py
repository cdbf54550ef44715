"""Where `qorgan report` writes to: a file, a folder, or standard output."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from records.errors import QorganError
from records.fault_names import named
from records.i18n import ntr, tr

if TYPE_CHECKING:
    from reports.release import File


class ReportNotWritten(QorganError):
    """The file of a report could not be written. Exit 1, and the ledger says nothing of it."""


def tell_counted(incidents: int, since: date, as_of: date) -> None:
    """Say on standard error how many incidents were counted."""
    told = ntr("{n} incident counted", "{n} incidents counted", incidents).format(n=incidents)
    print(f"qorgan: {told}, {since} – {as_of}", file=sys.stderr)


def fill(folder: Path, files: "tuple[File, ...]") -> None:
    """Write the files into a folder. The list of checksums comes last, so that a folder that was only half written is noticed. Raises ReportNotWritten."""
    from reports.release import SUMS

    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SUMS).unlink(missing_ok=True)
    except OSError as error:
        raise _not_written(folder, error) from error
    for file in files:
        write(file.content, folder / file.name)


def write(content: bytes, output: Path | None) -> None:
    """Write into a file, or to standard output. Raises ReportNotWritten."""
    try:
        if output is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            output.write_bytes(content)
    except OSError as error:
        raise _not_written(output, error) from error


def _not_written(output: Path | None, error: OSError) -> ReportNotWritten:
    told = tr("the report could not be written to {file}: {reason}")
    return ReportNotWritten(told.format(file=output or "-", reason=named(error) or error.strerror or error))
