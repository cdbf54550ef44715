"""Notices about drafts: killing, abduction and custody at once, new drafts every morning, what became of cases every Monday."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from flows.notify.digest_contents import DayContents, UrgentContents, day_contents, urgent_contents, urgent_due, week_digest
from flows.notify.outlet_notices import send
from records import digest_state
from records.clock import at_home, day_of
from records.database import in_reading, in_transaction
from records.outlets import claims
from records.outlets.drift_counts import monday
from records.settings import Settings
from records.told_days import note_days
from reports.digests import day_words, urgent_words, week_words

# From this hour in Kazakhstan on, the first run of a day tells: people read it when their day begins, and nobody is woken by it.
MORNING = time(8)
# Seconds for all addresses of one message. Three of them together stay below the minute after which a claim without a heartbeat is taken over.
PATIENCE = 18
_WEEK = timedelta(days=7)


def tell_about_drafts(engine: Engine, settings: Settings, now: datetime) -> None:
    """Send what is due. It is noted only after it was sent, so that the next run sends what reached nobody.

    Nothing is sent or noted if QORGAN_NOTIFY names nobody. Of two runs that end at once, one sends.
    """
    addresses = settings.notify.split()
    if not addresses:
        return
    morning = at_home(now).time() >= MORNING
    _tell_urgent(engine, addresses, settings.origin, now, dates=morning)
    if morning:
        _tell_day(engine, addresses, settings.origin, now)
        _tell_week(engine, addresses, settings.origin, now)


def _tell_urgent(engine: Engine, addresses: Sequence[str], origin: str, now: datetime, *, dates: bool) -> None:
    """Drafts at any hour. Dates of today and tomorrow only with `dates`: nobody can ask a court at night."""
    if not in_reading(engine, lambda session: urgent_due(session, now, dates=dates)):
        return
    with claims.alone(engine, "(urgent)", now) as mine:
        if not mine:
            return
        # Read again under the claim: another run may have told meanwhile. No transaction is open while the message is on its way.
        due: UrgentContents = in_reading(engine, lambda session: urgent_contents(session, now, dates=dates))

        def note(session: Session) -> None:
            digest_state.note_urgent(session, [draft.id for draft in due.notice.drafts], now)
            note_days(session, due.days, now)

        if not due.notice.empty and send(addresses, lambda: urgent_words(due.notice, origin), PATIENCE):
            in_transaction(engine, note)


def _tell_day(engine: Engine, addresses: Sequence[str], origin: str, now: datetime) -> None:
    if in_reading(engine, lambda session: _day_told(session, now)):
        return

    def due(session: Session) -> DayContents | None:
        return None if _day_told(session, now) else day_contents(session, digest_state.newest_draft(session), now)

    with claims.alone(engine, "(daily)", now) as mine:
        found = in_reading(engine, due) if mine else None
        if found is None:
            return

        def note(session: Session) -> None:
            digest_state.note_daily(session, day_of(now), found.newest, now)
            note_days(session, found.days, now)

        if found.digest.empty or send(addresses, lambda: day_words(found.digest, origin), PATIENCE):
            in_transaction(engine, note)


def _day_told(session: Session, now: datetime) -> bool:
    last = digest_state.last_daily(session)
    return last is not None and last.day >= day_of(now)


def _tell_week(engine: Engine, addresses: Sequence[str], origin: str, now: datetime) -> None:
    """Send the last full week. The first run from Monday morning on does it; if none ran on Monday, a later one."""
    week = monday(day_of(now)) - _WEEK
    if in_reading(engine, lambda session: digest_state.weekly_told(session, week)):
        return
    with claims.alone(engine, "(weekly)", now) as mine:
        digest = in_reading(engine, lambda session: None if digest_state.weekly_told(session, week) else week_digest(session, week)) if mine else None
        if digest is None:
            return
        if digest.empty or send(addresses, lambda: week_words(digest, origin), PATIENCE):
            in_transaction(engine, lambda session: digest_state.note_weekly(session, week, now))
