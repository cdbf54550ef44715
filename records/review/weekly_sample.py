"""The weekly random sample of what was screened out, and what people decided on it. From it the number of missed incidents is estimated.

A week's articles are in three strata: those on which the two judges are farthest apart, where a look teaches most; of the others those whose scores came
nearest to the threshold, where most of what is missed must be; and the rest. Every article is in one of them, and within each the draw is by chance alone. So
whatever the strata are chosen by, population × incidents / decided, added up, stays an estimate without bias (`reports.statistics`).
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from records.clock import day_of, start_of
from records.tables import ArticleRow, DraftArticleRow, DraftRow, SampleRow, SampleWeekRow, ScreeningRow
from records.vocabulary import DraftState

DISPUTED, NEAR, FAR = "disputed", "near", "far"
# The share of a week's articles on which the judges are farthest apart, and the share of the others that counts as near the threshold; by rank.
_DISPUTED_SHARE, _NEAR_SHARE = 0.01, 0.05


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


def is_unread(session: Session, monday: date, models: Collection[str]) -> bool:
    """Whether any article of a week was read by none of these models."""
    begin = start_of(monday)
    read = select(ScreeningRow.id).where(ScreeningRow.article_id == ArticleRow.id, ScreeningRow.model.in_(models))
    query = select(ArticleRow.id).where(ArticleRow.fetched_at >= begin, ArticleRow.fetched_at < begin + timedelta(days=7), ~read.exists())
    return session.scalar(query.limit(1)) is not None


def screened_out(session: Session, monday: date, model: str) -> dict[str, list[str]]:
    """The articles of a week that this model screened out and that are in no draft, by stratum. The week is that of collecting, in the home country's
    time: an archive that a new model reads anew belongs to the weeks in which it came, and no article to two.

    Where not both judges weighed an article, nobody knows how far they are apart: it is near or far by its score.
    """
    begin = start_of(monday)
    query = (
        select(ScreeningRow.article_id, ScreeningRow.disagreement)
        .join(ArticleRow, ArticleRow.id == ScreeningRow.article_id)
        .outerjoin(DraftArticleRow, DraftArticleRow.article_id == ScreeningRow.article_id)
        .where(ScreeningRow.model == model, ScreeningRow.flagged.is_(False), DraftArticleRow.article_id.is_(None))
        .where(ArticleRow.fetched_at >= begin, ArticleRow.fetched_at < begin + timedelta(days=7))
        .order_by(ScreeningRow.score.desc(), ScreeningRow.article_id)
    )
    return divided(session.execute(query).all())


def divided(by_score: Sequence[tuple[str, float | None]]) -> dict[str, list[str]]:
    """Articles by stratum, each in one. They are given with how far the judges are apart on them, the highest score first."""
    # The sort is stable: of those that are equally far apart the one with the higher score comes first.
    apart = sorted(((article, far) for article, far in by_score if far), key=lambda pair: -pair[1])
    disputed = [article for article, _ in apart[: round(len(by_score) * _DISPUTED_SHARE)]]
    taken = set(disputed)
    others = [article for article, _ in by_score if article not in taken]
    near = round(len(others) * _NEAR_SHARE)
    return {DISPUTED: disputed, NEAR: others[:near], FAR: others[near:]}


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
            func.count(case((decided, 1))),
            func.count(case((incident, 1))),
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
    return [Stratum(*row) for row in session.execute(query)]


def confirmed_by_week(session: Session) -> Counter[str]:
    """New incidents that people confirmed among what the screening itself had flagged, by the ISO week in which the first of their articles was collected."""
    query = (
        select(func.min(ArticleRow.fetched_at))
        .join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
        .join(DraftRow, DraftRow.id == DraftArticleRow.draft_id)
        .where(DraftRow.state == DraftState.CONFIRMED, DraftRow.follows.is_(None), DraftRow.sample.is_(False))
        .group_by(DraftRow.id)
    )
    return Counter(iso_week(day_of(moment)) for moment in session.scalars(query))


def iso_week(day: date) -> str:
    """The ISO week of a day, as 2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
