"""The weekly sample: some of what was screened out goes to the queue, so that what the screening misses can be estimated."""

from datetime import date, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from classify import clustering
from records import review, watched_pages
from records.clock import day_of
from records.database import in_transaction
from records.review import weekly_sample
from records.tables import SampleWeekRow
from reports.missed import draw

# Cards a week and stratum: one day's work in the year's two hundred and fifty, most of it where most of what is missed must lie.
SIZES = {weekly_sample.NEAR: 20, weekly_sample.FAR: 10}


def draw_sample(engine: Engine, model: str, now: datetime) -> int:
    """Queue the sample of the last full week, once. Gives how many drafts: 0 if it was drawn before, or if nothing was screened in that week."""
    monday = _last_full_week(day_of(now))
    name = weekly_sample.iso_week(monday)

    def draw_once(session: Session) -> int:
        if weekly_sample.is_drawn(session, name):
            return 0
        number = 0
        for stratum, ids in weekly_sample.screened_out(session, monday, model).items():
            if not ids:
                continue
            drawn = draw(ids, SIZES[stratum], seed=f"{name} {stratum} {model}")
            row = SampleWeekRow(week=name, stratum=stratum, model=model, population=len(ids), at=now)
            number += review.propose_sample(session, row, weekly_sample.screenings_of(session, drawn, model), now=now, recogniser=clustering)
            watched_pages.begin(session, drawn, day_of(now))
        return number

    return in_transaction(engine, draw_once)


def _last_full_week(today: date) -> date:
    """The Monday of the last full week."""
    return today - timedelta(days=today.weekday() + 7)
