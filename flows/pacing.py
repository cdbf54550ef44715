"""Which outlets a scheduled run visits: those whose time has come. The result of a visit sets the time of the next one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records.clock import day_of, outlet_zone
from records.database import in_reading, in_transaction
from records.i18n import ntr, tr
from records.outlets import clock_ahead, paces, panel, run_history
from records.outlets.health import PageMeasures
from records.vocabulary import Cause
from spiders.crawl.visit_pace import furthest_visit, next_interval, next_visit

# Outlets that one line names.
NAMED = 5


def due_outlets(engine: Engine, outlets: Sequence[str], every: float, now: datetime) -> list[str]:
    """Outlets whose next visit comes before the middle between this start and the next one (`every` minutes later), so that none waits one
    start too long."""
    return in_reading(engine, lambda session: paces.due(session, outlets, now + timedelta(minutes=every / 2)))


def believe_no_clock_ahead(engine: Engine, now: datetime) -> list[str]:
    """Set right what an earlier run wrote while the clock was ahead. Gives what to say of it, a line each; nothing if all is well."""
    found = in_transaction(engine, lambda session: clock_ahead.set_right(session, now, furthest_visit))
    if not found:
        return []
    lines = [tr("An earlier run had a clock that was ahead; what it had put off until then is due now. Check the clock of this machine.")]
    if found.outlets:
        named = ", ".join(found.outlets[:NAMED]) + (" …" if len(found.outlets) > NAMED else "")
        lines.append(
            ntr(
                "{n} outlet was not to be visited for longer than any pace: {named}",
                "{n} outlets were not to be visited for longer than any pace: {named}",
                len(found.outlets),
            ).format(n=len(found.outlets), named=named)
        )
    return lines


def set_paces(engine: Engine, run_id: str, every: float, now: datetime) -> None:
    """After a run, set when each of its outlets is visited next. An outlet that failed is tried again after its usual interval."""

    def set_all(session: Session) -> None:
        for part in run_history.outlet_runs(session, run_id):
            if part.state == "busy":
                continue
            before = paces.pace(session, part.outlet)
            fresh = PageMeasures.from_json(part.measures).articles
            failed = part.state != "answered"
            minutes = max(before or every, every) if failed else next_interval(before, part.found, fresh, every)
            if not part.finished and (not failed or part.cause == Cause.BROKEN_OFF):
                minutes = every
            paces.keep_pace(session, part.outlet, minutes, next_visit(part.outlet, now, minutes, outlet_zone(part.region)))

    in_transaction(engine, set_all)


def close_panel(engine: Engine, living: Sequence[str], now: datetime) -> None:
    """Take outlets that are no longer listed off the panel. They are not expected to answer any more."""
    today = day_of(now)

    def close(session: Session) -> None:
        gone = {row.name for row in panel.panel_on(session, today, today)} - set(living)
        panel.leave(session, gone, today)

    in_transaction(engine, close)
