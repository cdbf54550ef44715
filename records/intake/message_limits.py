"""How many messages a sender has sent today, how many all strangers together, and from whom something came before that was made into a case."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.clock import day_of, start_of
from records.tables import ReceivedMessageRow
from records.vocabulary import Door, MessageFate, MessageState, SenderStanding

# All strangers together may send so many times what one may on a day: a sender's address costs nothing to invent.
STRANGERS_TIMES = 25
# Somebody whose messages were made into something before, so many times.
KNOWN_TIMES = 10
_MADE = (MessageState.CASE, MessageState.TIP, MessageState.ATTACHED)
_SURE = (SenderStanding.VERIFIED, SenderStanding.ACCOUNT)
# What was turned away for these costs nothing, and does not count.
_UNCOUNTED = (MessageFate.OVER_LIMIT, MessageFate.NOT_LISTED)


def over_limit(session: Session, door: Door, sender: str, standing: SenderStanding, daily: int, now: datetime) -> bool:
    """Whether one more message of this sender today is too many: of a stranger's own, or of all strangers'. Who is known, and verified, has a larger number of their own."""
    since = start_of(day_of(now))
    row = ReceivedMessageRow
    today = (row.door == door, row.fetched_at >= since, row.fate.not_in(_UNCOUNTED))
    own = session.scalar(select(func.count()).where(row.sender == sender, *today)) or 0
    if standing in _SURE and earlier_made(session, door, sender):
        return own >= daily * KNOWN_TIMES
    if own >= daily:
        return True
    return (session.scalar(select(func.count()).where(*today)) or 0) >= daily * STRANGERS_TIMES


def earlier_made(session: Session, door: str, sender: str, but: int = 0) -> int:
    """How many messages that surely came from this sender a person made into a case, a tip or a part of one."""
    row = ReceivedMessageRow
    query = select(func.count()).where(row.door == door, row.sender == sender, row.standing.in_(_SURE), row.state.in_(_MADE), row.id != but)
    return (session.scalar(query) or 0) if sender else 0
