"""The incidents: read in the order of their numbers, recorded, corrected, withdrawn, and taken from imports.

Each change is a row of the ledger under `incident NUMBER`, with the whole incident after the change.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, time
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from records.clock import day_of
from records.country import home
from records.errors import AlreadyDecided, BadDecision, NoSuchIncident
from records.filters import IncidentFilter
from records.i18n import tr
from records.incident_fields import COLUMN_FIELDS, PRIVATE_FIELDS, model_values
from records.incident_model import Incident, Source, Status
from records.incidents.incident_ledger import append_change, content_now, require_name
from records.incidents.numbers import next_serial, number_parts
from records.incidents.stored_statuses import penalty_kept, stored_statuses
from records.incidents.tracks import misplaced, set_apart
from records.legal_case import currency_of
from records.persons.person_model import KnownPerson
from records.persons.person_rows import alone_with_persons, persons_of
from records.persons.victim_links import as_recorded, linked_victims
from records.tables import ArticleRow, DraftArticleRow, DraftRow, IncidentRow, SnapshotRow, StatusRow
from records.vocabulary import Category, DraftState, Lawful, LedgerAction

_COLUMNS = (
    *(getattr(IncidentRow, field.column) for field in COLUMN_FIELDS),
    IncidentRow.number, IncidentRow.created_at, IncidentRow.sources, IncidentRow.withdrawn,
)  # fmt: skip
_ONLY_IN_MEMORY = ("block", "stage", "undated", "ahead", "in_custody", "review", "words")
# Columns of an incident that people may correct.
EDITABLE = frozenset({"private", *(field.column for field in COLUMN_FIELDS if field.on_incident)})


def load(session: Session, wanted: IncidentFilter | None = None, *, batch: int = 500, articles: bool = True) -> Iterator[Incident]:
    """The incidents by number. Withdrawn ones are included only if the filter asks for them.

    Figures over all of them need no articles. Without articles it takes half the time. Raises ValueError for a filter that only the incidents in memory know
    (`reports.incident_choice`).
    """
    wanted = wanted or IncidentFilter()
    if unknown := sorted(name for name in _ONLY_IN_MEMORY if getattr(wanted, name)):
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


def record(
    session: Session, draft_id: int, facts: Mapping[str, Any], *, who: str, now: datetime, confirmed_at: datetime | None = None
) -> IncidentRow:
    """Record the incident of a confirmed draft, under the next number of its year. One that was withdrawn gets its number back, with the new
    facts.

    `facts` are columns of IncidentRow (`records.review.incident_facts`). Without a date, the year is that of the confirmation (`confirmed_at` if it
    was not now). Statuses are added afterwards.
    """
    number = session.scalar(select(IncidentRow.number).where(IncidentRow.draft_id == draft_id))
    if number is not None:
        alone_with_persons(session)
        row = locked_incident(session, number)
        before = content_now(session, row)
        row.withdrawn = False
        # What was noted for the victims' safety stays, unless it is written anew.
        kept = {name: value for name, value in facts.items() if name != "private" or value}
        kept["victims"] = linked_victims(session, facts["victims"], row.victims, who=who, now=now)
        # What editors added themselves did not go with the decision that was undone.
        _keep_in_place(session, row, kept)
        return _changed(session, row, kept, before, LedgerAction.GIVE_BACK, who=who, now=now)
    happened = facts["happened_on"]
    year = happened.year if happened else day_of(confirmed_at or now).year
    serial = next_serial(session, year)
    facts = {**facts, "victims": linked_victims(session, facts["victims"], who=who, now=now)}
    row = IncidentRow(number=home().number(year, serial), year=year, serial=serial, draft_id=draft_id, withdrawn=False, sources=[], created_at=now)
    return _changed(session, row, facts, {}, LedgerAction.RECORD, who=who, now=now)


def withdraw(session: Session, number: str, *, who: str, now: datetime, note: str = "") -> None:
    """Withdraw an incident whose confirmation was undone. It keeps its number and counts nowhere."""
    row = locked_incident(session, number)
    before = content_now(session, row)
    row.withdrawn = True
    _changed(session, row, {}, before, LedgerAction.WITHDRAW, who=who, now=now, note=note)


def edit(
    session: Session, number: str, facts: Mapping[str, Any], private: Mapping[str, str], *, who: str, now: datetime, note: str = ""
) -> IncidentRow:
    """Correct an incident. `facts` are columns among EDITABLE, `private` unpublished fields (`records.review.incident_facts.corrections` gives
    both).

    Raises NoSuchIncident, BadDecision.
    """
    if "victims" in facts:
        alone_with_persons(session)
    row = locked_incident(session, number)
    before = content_now(session, row)
    changed = dict(facts)
    if private:
        changed["private"] = private_fields({**row.private, **private})
    if "primary" in changed or "categories" in changed:
        codes = changed.get("categories", row.categories)
        changed["primary"] = changed.get("primary") or (codes[0] if "categories" in changed else row.primary)
        changed["categories"] = list(dict.fromkeys([changed["primary"], *codes]))
    for field in COLUMN_FIELDS:
        if field.column in changed and changed[field.column] is None:
            changed[field.column] = field.kind.to_column(field.empty)
    if "victims" in changed:
        changed["victims"] = linked_victims(session, changed["victims"], row.victims, who=who, now=now)
    _keep_in_place(session, row, changed)
    return _changed(session, row, changed, before, LedgerAction.EDIT, who=who, now=now, note=note)


def _keep_in_place(session: Session, row: IncidentRow, changed: Mapping[str, Any]) -> None:
    """Raises BadDecision if with the new categories a status would tell the wrong story that tells the right one now."""
    now, then = (
        ([Category(one) for one in said.get("categories", row.categories)], Lawful(said.get("lawful", row.lawful))) for said in ({}, changed)
    )
    for status in stored_statuses(session, [row.number])[row.number]:
        if not status.withdrawn and misplaced(status.code, *now) is None and (wrong := misplaced(status.code, *then)):
            raise BadDecision(tr("{day}: {wrong}; withdraw this status first").format(day=status.day, wrong=wrong))


def admit(session: Session, incident: Incident, *, who: str, now: datetime) -> None:
    """Add an incident that was recorded elsewhere, under its own number, with its statuses and the articles that it names.

    The caller has checked that the number is free and leaves no gap (`reports.imports`).
    """
    parts = number_parts(incident.number)
    if parts is None:
        raise ValueError(f"{incident.number} is no number")
    row = IncidentRow(
        number=incident.number,
        year=parts[0],
        serial=parts[1],
        draft_id=None,
        withdrawn=incident.withdrawn,
        sources=[asdict(source) for source in incident.articles],
        private={},
        created_at=datetime.combine(incident.recorded, time(), tzinfo=UTC),
        **{field.column: field.kind.to_column(field.of(incident)) for field in COLUMN_FIELDS},
    )
    # The ids of persons in a file are those of another database: there the same name may be somebody else's.
    row.victims = linked_victims(session, [{**victim, "person": None} for victim in row.victims], who=who, now=now)
    row.currency = currency_of((row.amount_claimed, row.amount_awarded), row.currency)
    session.add(row)
    session.flush()
    session.add_all(
        StatusRow(
            number=row.number, day=status.day, code=status.code, source=status.source, note=status.note, penalty=penalty_kept(status.penalty),
            withdrawn=bool(status.withdrawn), withdrawn_because=status.withdrawn, recorded_by=who, recorded_at=now,
        )
        for status in (*incident.statuses, *incident.misplaced_statuses, *incident.withdrawn_statuses)
    )  # fmt: skip
    session.flush()
    append_change(session, row, LedgerAction.ADMIT, {}, who=who, now=now)


def locked_incident(session: Session, number: str) -> IncidentRow:
    """The row of an incident, held until the transaction ends. Raises NoSuchIncident, and AlreadyDecided if this transaction has read it before and somebody
    has changed it since."""
    try:
        row = session.get(IncidentRow, number, with_for_update=True)
    except StaleDataError as error:
        raise _overtaken(number) from error
    if row is None:
        raise NoSuchIncident(tr("there is no incident {number}; `qorgan export incidents` lists them").format(number=number))
    return row


def _overtaken(number: str) -> AlreadyDecided:
    return AlreadyDecided(tr("{number} was changed by somebody else at the same moment; look at it again").format(number=number))


def private_fields(given: Mapping[str, str]) -> dict[str, Any]:
    """Notes for those who help the victims, with the salt of their digest. Empty if there are none."""
    noted = {field.name: given[field.name] for field in PRIVATE_FIELDS if given.get(field.name, "").strip()}
    return {**noted, "salt": secrets.token_hex(16)} if noted else {}


def _changed(
    session: Session,
    row: IncidentRow,
    facts: Mapping[str, Any],
    before: dict[str, Any],
    action: LedgerAction,
    *,
    who: str,
    now: datetime,
    note: str = "",
) -> IncidentRow:
    require_name(who)
    for name, value in facts.items():
        if name not in EDITABLE:
            raise ValueError(f"{name} is no column that people may change")
        setattr(row, name, value)
    row.currency = currency_of((row.amount_claimed, row.amount_awarded), row.currency)
    session.add(row)
    try:
        session.flush()
    except StaleDataError as error:
        raise _overtaken(row.number) from error
    append_change(session, row, action, before, who=who, now=now, note=note)
    return row


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
    if wanted.since:
        query = query.where(IncidentRow.happened_on >= wanted.since)
    if wanted.until:
        query = query.where(IncidentRow.happened_on <= wanted.until)
    return query


def _articles_of(session: Session, numbers: Sequence[str]) -> dict[str, list[Source]]:
    """The articles of all drafts that belong to these incidents, each with the hash of its page as it was first stored."""
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


def _incident(row: Any, statuses: Sequence[Status], articles: Sequence[Source], persons: Mapping[int, KnownPerson]) -> Incident:
    known = {article.id for article in articles}
    imported = tuple(Source(**source) for source in row.sources if source["id"] not in known)
    values = {field.name: field.kind.from_column(getattr(row, field.column)) for field in COLUMN_FIELDS}
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
