"""Whether the ledger has come as far as somebody has read it."""

import time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.tables import LedgerRow

# Seconds that a transaction may take to commit what it has shown to itself already, and between two looks.
_PATIENCE, _BETWEEN = 2.0, 0.02


def is_reached(session: Session, row: int) -> bool:
    """Whether the ledger has this row, or has it in a moment: what several requests share may have been read by one that has not committed yet. If it is not reached the
    record itself went back, as after a restored backup or a decision that failed. Each question of a session sees what is committed by then, so that no second
    connection is needed: where all are taken, whoever waits for one would hold everybody up."""
    until = time.monotonic() + _PATIENCE
    while (session.scalar(select(func.max(LedgerRow.id))) or 0) < row:
        if time.monotonic() > until:
            return False
        time.sleep(_BETWEEN)
    return True
