"""Reading incidents: streamed in order of their numbers, with statuses and articles fetched batch by batch."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from records.clock import day_of
from records.incident_model import Incident, Source, Status, Victim
from records.tables import ArticleRow, DraftArticleRow, DraftRow, IncidentRow, SnapshotRow, StatusRow
from records.vocabulary import Actor, Category, DatePrecision, DraftState, During, Motive, StatusCode, Target

_COLUMNS = (
    IncidentRow.number, IncidentRow.primary, IncidentRow.categories, IncidentRow.created_at, IncidentRow.title, IncidentRow.happened_on,
    IncidentRow.date_precision, IncidentRow.country, IncidentRow.place, IncidentRow.region, IncidentRow.victims, IncidentRow.outlets, IncidentRow.actor,
    IncidentRow.target, IncidentRow.online, IncidentRow.during, IncidentRow.motive, IncidentRow.summary, IncidentRow.sources, IncidentRow.withdrawn,
)  # fmt: skip
_STATUSES = {code.value: code for code in StatusCode}
_CATEGORIES = {code.value: code for code in Category}


@dataclass(frozen=True)
class IncidentFilter:
    """Which incidents; None = not narrowed. `since` and `until` are days of the incident, both included; one without a date lies in no period.

    `categories` are compared with the primary one, `outlets` with those it was directed against. `withdrawn`: None = both kinds.
    """

    since: date | None = None
    until: date | None = None
    numbers: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    actors: frozenset[str] | None = None
    outlets: frozenset[str] | None = None
    withdrawn: bool | None = False


def load(session: Session, wanted: IncidentFilter | None = None, *, batch: int = 500, articles: bool = True) -> Iterator[Incident]:
    """The incidents of the record, by number. Withdrawn ones only where the filter asks for them.

    Figures over all of them need no articles: without, it takes half the time.
    """
    wanted = wanted or IncidentFilter()
    query = _narrowed(select(*_COLUMNS), wanted).order_by(IncidentRow.year, IncidentRow.serial)
    # Columns and no objects of the ORM, which would take as long again.
    rows = session.execute(query.execution_options(yield_per=batch))
    kept = (row for row in rows if wanted.outlets is None or not wanted.outlets.isdisjoint(row.outlets))
    while some := list(islice(kept, batch)):
        numbers = [row.number for row in some]
        statuses = _statuses_of(session, numbers)
        sources = _articles_of(session, numbers) if articles else defaultdict(list)
        for row in some:
            yield _incident(row, statuses[row.number], sources[row.number])


def find(session: Session, number: str) -> Incident | None:
    """One incident, withdrawn or not; None where there is no such number."""
    return next(load(session, IncidentFilter(numbers=frozenset([number]), withdrawn=None)), None)


def _statuses_of(session: Session, numbers: Sequence[str]) -> dict[str, list[Status]]:
    """The standing statuses of these incidents, each list in order of its days."""
    query = (
        select(StatusRow.number, StatusRow.day, StatusRow.code, StatusRow.source, StatusRow.note)
        .where(StatusRow.number.in_(numbers), StatusRow.withdrawn.is_(False))
        .order_by(StatusRow.number, StatusRow.day, StatusRow.id)
    )
    found: dict[str, list[Status]] = defaultdict(list)
    for number, day, code, source, note in session.execute(query).tuples():
        found[number].append(Status(day, _STATUSES[code], source, note))
    return found


def _narrowed(query: Select[Any], wanted: IncidentFilter) -> Select[Any]:
    columns = (
        (IncidentRow.number, wanted.numbers),
        (IncidentRow.primary, wanted.categories),
        (IncidentRow.region, wanted.regions),
        (IncidentRow.actor, wanted.actors),
    )
    for column, values in columns:
        if values is not None:
            query = query.where(column.in_(sorted(values)))
    if wanted.withdrawn is not None:
        query = query.where(IncidentRow.withdrawn.is_(wanted.withdrawn))
    if wanted.since:
        query = query.where(IncidentRow.happened_on >= wanted.since)
    if wanted.until:
        query = query.where(IncidentRow.happened_on <= wanted.until)
    return query


def _articles_of(session: Session, numbers: Sequence[str]) -> dict[str, list[Source]]:
    """The articles of all drafts that count to these incidents, each with the hash of its page as it was first stored."""
    first = select(func.min(SnapshotRow.id)).where(SnapshotRow.article_id == ArticleRow.id).correlate(ArticleRow).scalar_subquery()
    query = (
        select(DraftRow.incident, ArticleRow.id, ArticleRow.url, ArticleRow.outlet, ArticleRow.lang, ArticleRow.title, ArticleRow.published_at,
               SnapshotRow.sha256)
        .join(DraftArticleRow, DraftArticleRow.draft_id == DraftRow.id)
        .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
        .join(SnapshotRow, SnapshotRow.id == first)
        .where(DraftRow.incident.in_(numbers), DraftRow.state.in_([DraftState.CONFIRMED, DraftState.MERGED]))
        .order_by(ArticleRow.fetched_at, ArticleRow.id)
    )  # fmt: skip
    found: dict[str, list[Source]] = defaultdict(list)
    for number, *article in session.execute(query).tuples():
        found[str(number)].append(Source(*article))  # type: ignore[arg-type]
    return found


def _incident(row: Any, statuses: Sequence[Status], articles: Sequence[Source]) -> Incident:
    known = {article.id for article in articles}
    imported = tuple(Source(**source) for source in row.sources if source["id"] not in known)
    return Incident(
        number=row.number,
        primary=_CATEGORIES[row.primary],
        categories=tuple(_CATEGORIES[code] for code in row.categories),
        recorded=day_of(row.created_at),
        title=row.title,
        day=row.happened_on,
        precision=DatePrecision(row.date_precision) if row.date_precision else None,
        country=row.country,
        place=row.place,
        region=row.region,
        victims=tuple(Victim(**victim) for victim in row.victims),
        outlets=tuple(row.outlets),
        actor=Actor(row.actor),
        target=Target(row.target) if row.target else None,
        online=row.online,
        during=During(row.during) if row.during else None,
        motive=Motive(row.motive),
        summary=row.summary,
        statuses=tuple(statuses),
        articles=(*articles, *imported),
        withdrawn=row.withdrawn,
    )
