"""The incidents as they are stored, read in the order of their numbers, with their statuses, articles and persons."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import Session

from records.clock import day_of
from records.filters import YES, IncidentFilter
from records.hand.hand_sources import hand_sources
from records.incident_fields import COLUMN_FIELDS, model_values
from records.incident_model import Incident, Source, Status
from records.incident_texts.keeping import title_language
from records.incidents.incident_hands import numbers_of
from records.incidents.stored_statuses import stored_statuses
from records.incidents.tracks import set_apart
from records.persons.person_model import KnownPerson
from records.persons.person_rows import persons_of
from records.persons.victim_links import as_recorded
from records.tables import SURELY_PUBLISHED, ArchivedPageRow, ArticleRow, DraftArticleRow, DraftRow, IncidentRow, SnapshotRow
from records.vocabulary import Lawful

_COLUMNS = (
    *(getattr(IncidentRow, field.column) for field in COLUMN_FIELDS),
    IncidentRow.number, IncidentRow.created_at, IncidentRow.sources, IncidentRow.withdrawn,
)  # fmt: skip
# Drafts whose articles are sources of their incident.
# Numbers in one query: below what SQLite and PostgreSQL take as parameters.
_CHUNK = 5000
_ONLY_IN_MEMORY = (
    "block", "stage", "undated", "ahead", "overdue", "in_custody", "review", "texts", "words", "any_category", "status", "track", "silent", "days_in_custody",
    "person", "recorded_since", "recorded_until",
)  # fmt: skip


def load(session: Session, wanted: IncidentFilter | None = None, *, batch: int = 500, articles: bool = True) -> Iterator[Incident]:
    """The incidents by number. Withdrawn ones are included only if the filter asks for them.

    Figures over all of them need no articles. Without articles it takes half the time. Raises ValueError for a filter that only the incidents in memory know
    (`reports.incident_choice`).
    """
    wanted = wanted or IncidentFilter()
    if unknown := sorted(name for name in _ONLY_IN_MEMORY if (value := getattr(wanted, name)) is not None and value is not False):
        raise ValueError(f"no filters of the stored incidents: {', '.join(unknown)}")
    query = _narrowed(select(*_COLUMNS), wanted).order_by(IncidentRow.year, IncidentRow.serial)
    # Columns and no objects of the ORM, which would take as long again.
    rows = session.execute(query.execution_options(yield_per=batch))
    kept = (row for row in rows if wanted.outlet is None or wanted.outlet in row.outlets)
    while some := list(islice(kept, batch)):
        numbers = [row.number for row in some]
        statuses = stored_statuses(session, numbers)
        sources = _articles_of(session, numbers) if articles else defaultdict(list)
        persons = persons_of(session, {one["person"] for row in some for one in row.victims if one.get("person")})
        for row in some:
            yield _incident(row, statuses[row.number], sources[row.number], persons)


def find(session: Session, number: str) -> Incident | None:
    """One incident, withdrawn or not. None if there is no such number."""
    return next(load(session, IncidentFilter(number=number, withdrawn=True)), None)


def numbers_of_sources(session: Session, numbers: Sequence[str]) -> dict[str, int]:
    """How many articles each of these incidents has as its sources; those that have none are left out."""
    # Of very many all are counted: that takes less time than naming them.
    these, those = (
        (DraftRow.incident.in_(numbers), IncidentRow.number.in_(numbers)) if len(numbers) <= _CHUNK else (DraftRow.incident.is_not(None), true())
    )
    # An article belongs to one draft, so that no article is counted twice.
    query = (
        select(DraftRow.incident, func.count())
        .join(DraftArticleRow, DraftArticleRow.draft_id == DraftRow.id)
        .where(these, DraftRow.has_sources())
        .group_by(DraftRow.incident)
    )
    found = {str(number): count for number, count in session.execute(query)}
    for number, tips in hand_sources(session).items():
        found[number] = found.get(number, 0) + len(tips)
    imported = select(IncidentRow.number, IncidentRow.sources).where(those, IncidentRow.draft_id.is_(None))
    own = {number: {source["id"] for source in sources} for number, sources in session.execute(imported) if sources}
    both = _articles_joined(session, [number for number in own if number in found])
    found |= {number: len(sources | both.get(number, set())) for number, sources in own.items()}
    return found if len(numbers) <= _CHUNK else {number: found[number] for number in numbers if number in found}


def _articles_joined(session: Session, numbers: Sequence[str]) -> dict[str, set[str]]:
    """The ids of the articles of all drafts that belong to these incidents."""
    found: dict[str, set[str]] = defaultdict(set)
    for start in range(0, len(numbers), _CHUNK):
        query = (
            select(DraftRow.incident, DraftArticleRow.article_id)
            .join(DraftArticleRow, DraftArticleRow.draft_id == DraftRow.id)
            .where(DraftRow.incident.in_(numbers[start : start + _CHUNK]), DraftRow.has_sources())
        )
        for number, article in session.execute(query):
            found[str(number)].add(article)
    return found


def _narrowed(query: Select[Any], wanted: IncidentFilter) -> Select[Any]:
    columns = (
        (IncidentRow.number, wanted.number),
        (IncidentRow.primary, wanted.category),
        (IncidentRow.region, wanted.region),
        (IncidentRow.actor, wanted.actor),
    )
    for column, value in columns:
        if value is not None:
            query = query.where(column == value)
    if wanted.numbers is not None:
        query = query.where(IncidentRow.number.in_(sorted(wanted.numbers)))
    if wanted.withdrawn_only or not wanted.withdrawn:
        query = query.where(IncidentRow.withdrawn.is_(bool(wanted.withdrawn_only)))
    if wanted.online is not None:
        query = query.where(IncidentRow.online.is_(wanted.online == YES))
    for who in sorted(wanted.whose):
        query = query.where(IncidentRow.number.in_(numbers_of(who)))
    if wanted.since:
        query = query.where(IncidentRow.happened_on >= wanted.since)
    if wanted.until:
        query = query.where(IncidentRow.happened_on <= wanted.until)
    return query


def _articles_of(session: Session, numbers: Sequence[str]) -> dict[str, list[Source]]:
    """The articles of all drafts that belong to these incidents, each with the hash of its page as it was first stored."""
    first = select(func.min(SnapshotRow.id)).where(SnapshotRow.article_id == ArticleRow.id).correlate(ArticleRow).scalar_subquery()
    query = (
        select(DraftRow.incident, ArticleRow.id, ArticleRow.url, ArticleRow.outlet, ArticleRow.lang, ArticleRow.title, SURELY_PUBLISHED,
               SnapshotRow.sha256, ArchivedPageRow.address, ArchivedPageRow.captured_at)
        .join(DraftArticleRow, DraftArticleRow.draft_id == DraftRow.id)
        .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
        .join(SnapshotRow, SnapshotRow.id == first)
        .outerjoin(ArchivedPageRow, ArchivedPageRow.article_id == ArticleRow.id)
        .where(DraftRow.incident.in_(numbers), DraftRow.has_sources())
        .order_by(ArticleRow.fetched_at, ArticleRow.id)
    )  # fmt: skip
    found: dict[str, list[Source]] = defaultdict(list)
    for number, *article, archived, at in session.execute(query):
        found[str(number)].append(replace(Source(*article), archived=archived or "", archived_at=at.isoformat() if at else None))
    for number, tips in hand_sources(session, frozenset(numbers)).items():
        found[number] += tips
    return found


def _incident(row: Any, statuses: Sequence[Status], articles: Sequence[Source], persons: Mapping[int, KnownPerson]) -> Incident:
    known = {article.id for article in articles}
    imported = tuple(Source(**source) for source in row.sources if source["id"] not in known)
    values = {field.name: field.kind.from_column(getattr(row, field.column)) for field in COLUMN_FIELDS}
    values["title_lang"] = values["title_lang"] or title_language(values["title"])
    values["titles"] = {**values["titles"], **({values["title_lang"]: values["title"]} if values["title"] else {})}
    values["victims"] = tuple(as_recorded(victim, persons) for victim in values["victims"])
    placed, apart = set_apart((status for status in statuses if not status.withdrawn), values["categories"], Lawful(row.lawful))
    return Incident(
        number=row.number,
        recorded=day_of(row.created_at),
        statuses=placed,
        withdrawn_statuses=tuple(status for status in statuses if status.withdrawn),
        misplaced_statuses=apart,
        articles=(*articles, *imported),
        withdrawn=row.withdrawn,
        **model_values(values),
    )
