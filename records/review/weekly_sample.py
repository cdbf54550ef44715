"""The weekly random sample of what was screened out, and what people decided on it. From it the number of missed incidents is estimated.

A week's articles are in two strata: those whose scores came nearest to the threshold, where most of what is missed must be, and all others.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from records.clock import day_of, start_of
from records.tables import DraftArticleRow, DraftRow, SampleRow, SampleWeekRow, ScreeningRow
from records.vocabulary import DraftState

NEAR, FAR = "near", "far"
# The share of a week's articles that counts as near the threshold, by rank of their scores.
NEAR_SHARE = 0.05


@dataclass(frozen=True)
class Stratum:
    """What was drawn from one stratum of a week, and what became of it so far."""

    week: str
    stratum: str
    population: int
    drawn: int
    decided: int
    incidents: int


def is_drawn(session: Session, week: str) -> bool:
    """Whether the week's sample is in the queue already."""
    return session.scalar(select(SampleWeekRow.week).where(SampleWeekRow.week == week).limit(1)) is not None


def screened_out(session: Session, monday: date, model: str) -> dict[str, list[str]]:
    """The articles of a week that this model screened out and that are in no draft, by stratum. The week is that of screening, in the home country's
    time."""
    begin = start_of(monday)
    query = (
        select(ScreeningRow.article_id)
        .outerjoin(DraftArticleRow, DraftArticleRow.article_id == ScreeningRow.article_id)
        .where(ScreeningRow.model == model, ScreeningRow.flagged.is_(False), DraftArticleRow.article_id.is_(None))
        .where(ScreeningRow.at >= begin, ScreeningRow.at < begin + timedelta(days=7))
        .order_by(ScreeningRow.score.desc(), ScreeningRow.article_id)
    )
    ids = list(session.scalars(query))
    near = round(len(ids) * NEAR_SHARE)
    return {NEAR: ids[:near], FAR: ids[near:]}


def screenings_of(session: Session, article_ids: Sequence[str], model: str) -> list[ScreeningRow]:
    """What the model said of these articles, in their order."""
    query = select(ScreeningRow).where(ScreeningRow.model == model, ScreeningRow.article_id.in_(article_ids))
    found = {row.article_id: row for row in session.scalars(query)}
    return [found[article] for article in article_ids if article in found]


def strata(session: Session, since: str | None = None, until: str | None = None) -> list[Stratum]:
    """Every stratum of these weeks (ISO weeks, both included), with how many of its drafts are decided and how many of these are incidents.

    A draft that was merged into a draft or an incident was found elsewhere: it counts as decided, and nothing was missed.
    """
    incident = DraftRow.state == DraftState.CONFIRMED
    decided = DraftRow.state.in_([DraftState.CONFIRMED, DraftState.MERGED, DraftState.REJECTED])
    query = (
        select(
            SampleWeekRow.week,
            SampleWeekRow.stratum,
            SampleWeekRow.population,
            func.count(SampleRow.draft_id),
            func.coalesce(func.sum(case((decided, 1), else_=0)), 0),
            func.coalesce(func.sum(case((incident, 1), else_=0)), 0),
        )
        .outerjoin(SampleRow, (SampleRow.week == SampleWeekRow.week) & (SampleRow.stratum == SampleWeekRow.stratum))
        .outerjoin(DraftRow, DraftRow.id == SampleRow.draft_id)
        .group_by(SampleWeekRow.week, SampleWeekRow.stratum, SampleWeekRow.population)
        .order_by(SampleWeekRow.week, SampleWeekRow.stratum)
    )
    if since:
        query = query.where(SampleWeekRow.week >= since)
    if until:
        query = query.where(SampleWeekRow.week <= until)
    return [Stratum(*row) for row in session.execute(query).tuples()]


def confirmed_by_week(session: Session) -> Counter[str]:
    """New incidents that people confirmed among what the screening itself had flagged, by the ISO week in which their drafts came."""
    query = select(DraftRow.created_at).where(DraftRow.state == DraftState.CONFIRMED, DraftRow.follows.is_(None), DraftRow.sample.is_(False))
    return Counter(iso_week(day_of(moment)) for moment in session.scalars(query))


def iso_week(day: date) -> str:
    """The ISO week of a day, as 2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
