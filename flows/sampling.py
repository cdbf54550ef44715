"""The weekly sample: some of what was screened out is queued, so that what the screening misses can be estimated."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from classify import clustering
from records import review, watched_pages
from records.clock import day_of, iso_week, last_full_week
from records.database import write_with_retry
from records.review import weekly_sample
from records.tables import SampleWeekRow
from reports.missed_incidents import draw

# Cards a week and stratum: one day's work in the year's two hundred and fifty. docs/decisions/0018-drafts-and-incidents.md gives the reasons.
SIZES = {weekly_sample.DISPUTED: 10, weekly_sample.NEAR: 10, weekly_sample.FAR: 10}


def draw_sample(engine: Engine, model: str, now: datetime, as_good: Collection[str] = (), recogniser: review.Recogniser = clustering) -> int:
    """Queue the sample of the last full week, once; return the number of drafts, 0 if it was drawn before or nothing came in that week.

    It waits until the model, or one that is as good, has read all of that week: what is read later could not be drawn any more.
    """
    week = last_full_week(day_of(now))
    name = iso_week(week)

    def draw_once(session: Session) -> int:
        if weekly_sample.is_sampled(session, name) or weekly_sample.is_unread(session, week, (model, *as_good)):
            return 0
        number = 0
        strata = weekly_sample.screened_out(session, week, model)
        cards = allocate_sample({stratum: len(ids) for stratum, ids in strata.items()})
        for stratum, ids in strata.items():
            if not ids:
                continue
            drawn = draw(ids, cards[stratum], seed=f"{name} {stratum} {model}")
            row = SampleWeekRow(week=name, stratum=stratum, model=model, population=len(ids), at=now)
            number += review.propose_sample(session, row, weekly_sample.screenings_of(session, drawn, model), now=now, recogniser=recogniser)
            watched_pages.start_watching(session, drawn, day_of(now))
        return number

    return write_with_retry(engine, draw_once)


def allocate_sample(populations: Mapping[str, int]) -> dict[str, int]:
    """Return how many are drawn from each stratum. Cards for which a stratum has too few articles pass to the next one.

    If nothing is disputed, near and far are drawn from as before disputed ones existed. The numbers depend on the populations alone and on no
    finding, so that the estimate stays unbiased.
    """
    cards, left = dict[str, int](), 0
    for stratum, size in SIZES.items():
        cards[stratum] = min(populations[stratum], size + left)
        left += size - cards[stratum]
    return cards
