"""The number of a record, as people type it at a shell."""

import typer

from records.i18n import tr
from records.largest_ids import LARGEST_ID


def record_id(written: str) -> int:
    """The number of a draft, a person or a status. Raises BadParameter for what none can have."""
    plain = written.strip()
    if not (plain.isascii() and plain.isdigit()) or len(plain) > len(str(LARGEST_ID)) or not 0 < int(plain) <= LARGEST_ID:
        raise typer.BadParameter(tr("{number} is no number that a record can have; write one like 12").format(number=plain[:40] or "–"))
    return int(plain)
