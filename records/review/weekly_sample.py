"""The weekly random sample of articles that were screened out, from which the number of missed incidents is estimated.

A week's articles are divided into three strata: those on which the two judges differ most, where a check teaches most; of the others those with
scores nearest to the threshold, where most missed incidents are expected; and the rest. Each article is in one stratum, and the draw within each
is random. So the sum of population × incidents / decided is an unbiased estimate, however the strata are chosen (`reports.missed_incidents`).
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from records.clock import day_of, iso_week, start_of_day
from records.tables import ArticleRow, DraftArticleRow, DraftRow, SampleRow, SampleWeekRow, ScreeningRow
from records.vocabulary import DraftState

DISPUTED, NEAR, FAR = "disputed", "near", "far"
# The share of a week's articles on which the judges differ most, and the share of the others that counts as near the threshold; by rank.
_DISPUTED_SHARE, _NEAR_SHARE = 0.01, 0.05


@dataclass(frozen=True)
class Stratum:
    """The articles drawn from one stratum of a week, and how many of them are decided, and are about an incident that the record lacked."""

    week: str
    stratum: str
    population: int
    drawn: int
    decided: int
    incidents: int


def is_sampled(session: Session, week: str) -> bool:
    """Return whether the week's sample is in the queue already."""
    return session.scalar(select(SampleWeekRow.week).where(SampleWeekRow.week == week).limit(1)) is not None


def is_unread(session: Session, monday: date, models: Collection[str]) -> bool:
    """Return whether any article of a week was screened by none of these models."""
    monday_start = start_of_day(monday)
    read = select(ScreeningRow.id).where(ScreeningRow.article_id == ArticleRow.id, ScreeningRow.model.in_(models))
    query = select(ArticleRow.id).where(
        ArticleRow.fetched_at >= monday_start, ArticleRow.fetched_at < monday_start + timedelta(days=7), ~read.exists()
    )
    return session.scalar(query.limit(1)) is not None


def screened_out(session: Session, monday: date, model: str) -> dict[str, list[str]]:
    """Return by stratum the articles of a week that this model screened out and that are in no draft.

    The week is that of collecting, in the home country's time, so that an archive that a new model screens again stays in its weeks. An article
    that only one judge rated counts as near or far by its score.
    """
    monday_start = start_of_day(monday)
    query = (
        select(ScreeningRow.article_id, ScreeningRow.disagreement)
        .join(ArticleRow, ArticleRow.id == ScreeningRow.article_id)
        .outerjoin(DraftArticleRow, DraftArticleRow.article_id == ScreeningRow.article_id)
        .where(ScreeningRow.model == model, ScreeningRow.flagged.is_(False), DraftArticleRow.article_id.is_(None))
        .where(ArticleRow.fetched_at >= monday_start, ArticleRow.fetched_at < monday_start + timedelta(days=7))
        .order_by(ScreeningRow.score.desc(), ScreeningRow.article_id)
    )
    return split_into_strata(session.execute(query).all())


def split_into_strata(by_score: Sequence[tuple[str, float | None]]) -> dict[str, list[str]]:
    """Return articles by stratum, from (article, distance of the judges) sorted by score, the highest first."""
    # The sort is stable: at equal distance the higher score comes first.
    apart = sorted(((article, far) for article, far in by_score if far), key=lambda pair: -pair[1])
    disputed = [article for article, _ in apart[: round(len(by_score) * _DISPUTED_SHARE)]]
    disputed_ids = set(disputed)
    undisputed = [article for article, _ in by_score if article not in disputed_ids]
    near = round(len(undisputed) * _NEAR_SHARE)
    return {DISPUTED: disputed, NEAR: undisputed[:near], FAR: undisputed[near:]}


def screenings_of(session: Session, article_ids: Sequence[str], model: str) -> list[ScreeningRow]:
    """Return the model's screenings of these articles, in their order."""
    query = select(ScreeningRow).where(ScreeningRow.model == model, ScreeningRow.article_id.in_(article_ids))
    by_article = {row.article_id: row for row in session.scalars(query)}
    return [by_article[article] for article in article_ids if article in by_article]


def strata(session: Session, since: str | None = None, until: str | None = None) -> list[Stratum]:
    """Return every stratum of these weeks (ISO weeks, both included) with the number of decided drafts and of incidents among them.

    A draft that was merged was found elsewhere: it counts as decided, and nothing was missed.
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
    """Return the number of new confirmed incidents that the screening had flagged, by the ISO week in which their first article was collected."""
    query = (
        select(func.min(ArticleRow.fetched_at))
        .join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
        .join(DraftRow, DraftRow.id == DraftArticleRow.draft_id)
        .where(DraftRow.state == DraftState.CONFIRMED, DraftRow.follows.is_(None), DraftRow.sample.is_(False))
        .group_by(DraftRow.id)
    )
    return Counter(iso_week(day_of(moment)) for moment in session.scalars(query))
