"""Incidents in the database: recorded, corrected, withdrawn, and read with their statuses, articles, persons and the people who worked on them.

Each change is a row of the ledger under `incident NUMBER`, with the whole incident after the change. `records.incidents.incident_import` imports
incidents.
"""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, or_, select, true
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from records.clock import day_of
from records.country import home
from records.errors import AlreadyDecided, BadDecision, NoSuchIncident
from records.filters import YES, IncidentFilter
from records.i18n import tr
from records.incident_fields import COLUMN_FIELDS, PRIVATE_FIELDS, model_values
from records.incident_model import NO_PENALTY, Incident, Penalty, Source, Status
from records.incident_texts.sentences import TextOrigin
from records.incident_texts.texts import TEXT_COLUMNS, EnteredTexts, columns_of, title_language, without_title_copy
from records.incidents.numbers import append_change, content_now, incident_subject, next_serial
from records.incidents.tracks import split_by_track, track_fault
from records.ledger import require_name
from records.legal_case import currency_of
from records.manual_tips import tip_sources
from records.outlets.health import panel_aliases
from records.outlets.outlet_names import OutletAliases, canonical_outlet, known_outlet
from records.persons.repository import KnownPerson, alone_with_persons, persons_of
from records.persons.victims import link_victims, with_person_record
from records.tables import SURELY_PUBLISHED, ArchivedPageRow, ArticleRow, DraftArticleRow, DraftRow, IncidentRow, LedgerRow, SnapshotRow, StatusRow
from records.vocabulary import Category, Lawful, LedgerAction, SentenceKind, StatusCode, TermUnit

# The people who worked on an incident, from the ledger: who confirmed or imported it, and who changed it.

_BEFORE_NUMBER = incident_subject("")
# Subjects in one query: below the parameter limits of SQLite and PostgreSQL.
_CHUNK = 5000


def incident_contributors(session: Session, numbers: Collection[str] | None = None) -> dict[str, tuple[str, ...]]:
    """Return the people of each incident, the one who recorded it first; of all incidents if `numbers` is None."""
    if numbers is None:
        return _read(session, _query().where(LedgerRow.subject.startswith(_BEFORE_NUMBER)))
    subjects = [incident_subject(number) for number in sorted(numbers)]
    contributors: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(subjects), _CHUNK):
        contributors |= _read(session, _query().where(LedgerRow.subject.in_(subjects[start : start + _CHUNK])))
    return contributors


def _numbers_of(who: str) -> Select[str]:
    """Return a query for the numbers of the incidents that this person confirmed, imported or changed."""
    number = func.substr(LedgerRow.subject, len(_BEFORE_NUMBER) + 1)
    return select(number).where(LedgerRow.who == who, LedgerRow.subject.startswith(_BEFORE_NUMBER))


def _query() -> Select[str, str]:
    first = func.min(LedgerRow.id)
    return select(LedgerRow.subject, LedgerRow.who).group_by(LedgerRow.subject, LedgerRow.who).order_by(first)


def _read(session: Session, query: Select[str, str]) -> dict[str, tuple[str, ...]]:
    people_of: dict[str, list[str]] = {}
    for subject, who in session.execute(query):
        people_of.setdefault(subject.removeprefix(_BEFORE_NUMBER), []).append(who)
    return {number: tuple(people) for number, people in people_of.items()}


# Statuses as stored in the database.

_CODES = {code.value: code for code in StatusCode}


def stored_statuses(session: Session, numbers: Sequence[str]) -> dict[str, list[Status]]:
    """Return the valid and the withdrawn statuses of these incidents, by day and then in the order of entry.

    A correction takes the place of the status that it corrects.
    """
    query = (
        select(StatusRow.number, StatusRow.day, StatusRow.code, StatusRow.source, StatusRow.note, StatusRow.penalty, StatusRow.id,
               StatusRow.withdrawn_because, StatusRow.corrects)
        .where(StatusRow.number.in_(numbers), or_(StatusRow.withdrawn.is_(False), StatusRow.withdrawn_because != ""))
        .order_by(StatusRow.id)
    )  # fmt: skip
    by_number: dict[str, list[Status]] = defaultdict(list)
    places: dict[int, int] = {}
    for number, day, code, source, note, penalty, id_, because, corrects in session.execute(query):
        places[id_] = id_ if corrects is None else places.get(corrects, int(corrects))
        by_number[number].append(Status(day, _CODES[code], source, note, penalty_from_json(penalty), id_, because))
    for statuses in by_number.values():
        statuses.sort(key=lambda status: (status.day, places[status.id], status.id))
    return by_number


def penalty_to_json(penalty: Penalty) -> dict[str, Any]:
    """Return the known parts of a penalty as the column stores them."""
    return {name: value for name, value in asdict(penalty).items() if value is not None}


def penalty_from_json(stored: Mapping[str, Any]) -> Penalty:
    """Return the penalty from what `penalty_to_json` returned."""
    if not stored:
        return NO_PENALTY
    return Penalty(
        SentenceKind(stored["kind"]) if stored.get("kind") else None,
        stored.get("term"),
        TermUnit(stored["unit"]) if stored.get("unit") else None,
        stored.get("sum"),
        stored.get("currency"),
    )


# Stored incidents, read in the order of their numbers, with their statuses, articles and persons.

_COLUMNS = (
    *(getattr(IncidentRow, field.column) for field in COLUMN_FIELDS),
    IncidentRow.number, IncidentRow.created_at, IncidentRow.sources, IncidentRow.withdrawn,
)  # fmt: skip
_ONLY_IN_MEMORY = (
    "block", "stage", "undated", "ahead", "overdue", "in_custody", "review", "texts", "words", "any_category", "status", "track", "silent", "days_in_custody",
    "person", "recorded_since", "recorded_until",
)  # fmt: skip


def load(session: Session, incident_filter: IncidentFilter | None = None, *, batch: int = 500, articles: bool = True) -> Iterator[Incident]:
    """Yield the incidents by number. Withdrawn ones are included only if the filter asks for them.

    Known outlets have their one names (`records.outlets.outlet_names`), also where somebody recorded another name.
    Figures need no articles, and without them it takes half the time. Raises ValueError for a filter that only works on incidents in memory
    (`reports.incident_selection`).
    """
    incident_filter = incident_filter or IncidentFilter()
    if unknown := sorted(name for name in _ONLY_IN_MEMORY if (value := getattr(incident_filter, name)) is not None and value is not False):
        raise ValueError(f"no filters of the stored incidents: {', '.join(unknown)}")
    query = _narrowed(select(*_COLUMNS), incident_filter).order_by(IncidentRow.year, IncidentRow.serial)
    # Columns instead of ORM objects, which would take twice as long.
    rows = session.execute(query.execution_options(yield_per=batch))
    aliases = panel_aliases(session)
    outlet = None if incident_filter.outlet is None else canonical_outlet(incident_filter.outlet, aliases)
    matching = (row for row in rows if outlet is None or outlet in map(partial(canonical_outlet, aliases=aliases), row.outlets))
    while part := list(islice(matching, batch)):
        numbers = [row.number for row in part]
        statuses = stored_statuses(session, numbers)
        sources = _articles_of(session, numbers) if articles else defaultdict(list)
        persons = persons_of(session, {victim["person"] for row in part for victim in row.victims if victim.get("person")})
        for row in part:
            yield _incident(row, statuses[row.number], sources[row.number], persons, aliases)


def find(session: Session, number: str) -> Incident | None:
    """Return one incident, withdrawn or not; None if there is no such number."""
    return next(load(session, IncidentFilter(number=number, withdrawn=True)), None)


def numbers_of_sources(session: Session, numbers: Sequence[str]) -> dict[str, int]:
    """Return the number of source articles of each of these incidents; incidents without any are left out."""
    # For very many numbers all incidents are counted, which is faster than naming them.
    draft_condition, incident_condition = (
        (DraftRow.incident.in_(numbers), IncidentRow.number.in_(numbers)) if len(numbers) <= _CHUNK else (DraftRow.incident.is_not(None), true())
    )
    # An article belongs to one draft, so none is counted twice.
    query = (
        select(DraftRow.incident, func.count())
        .join(DraftArticleRow, DraftArticleRow.draft_id == DraftRow.id)
        .where(draft_condition, DraftRow.has_sources())
        .group_by(DraftRow.incident)
    )
    counts = {str(number): count for number, count in session.execute(query)}
    for number, tips in tip_sources(session).items():
        counts[number] = counts.get(number, 0) + len(tips)
    imported = select(IncidentRow.number, IncidentRow.sources).where(incident_condition, IncidentRow.draft_id.is_(None))
    own = {number: {source["id"] for source in sources} for number, sources in session.execute(imported) if sources}
    both = _articles_joined(session, [number for number in own if number in counts])
    counts |= {number: len(sources | both.get(number, set())) for number, sources in own.items()}
    return counts if len(numbers) <= _CHUNK else {number: counts[number] for number in numbers if number in counts}


def _articles_joined(session: Session, numbers: Sequence[str]) -> dict[str, set[str]]:
    """Return the ids of the articles of all drafts that belong to these incidents."""
    by_number: dict[str, set[str]] = defaultdict(set)
    for start in range(0, len(numbers), _CHUNK):
        query = (
            select(DraftRow.incident, DraftArticleRow.article_id)
            .join(DraftArticleRow, DraftArticleRow.draft_id == DraftRow.id)
            .where(DraftRow.incident.in_(numbers[start : start + _CHUNK]), DraftRow.has_sources())
        )
        for number, article in session.execute(query):
            by_number[str(number)].add(article)
    return by_number


def _narrowed(query: Select[Any], incident_filter: IncidentFilter) -> Select[Any]:
    columns = (
        (IncidentRow.number, incident_filter.number),
        (IncidentRow.primary, incident_filter.category),
        (IncidentRow.region, incident_filter.region),
        (IncidentRow.actor, incident_filter.actor),
    )
    for column, value in columns:
        if value is not None:
            query = query.where(column == value)
    if incident_filter.numbers is not None:
        query = query.where(IncidentRow.number.in_(sorted(incident_filter.numbers)))
    if incident_filter.withdrawn_only or not incident_filter.withdrawn:
        query = query.where(IncidentRow.withdrawn.is_(bool(incident_filter.withdrawn_only)))
    if incident_filter.online is not None:
        query = query.where(IncidentRow.online.is_(incident_filter.online == YES))
    for who in sorted(incident_filter.whose):
        query = query.where(IncidentRow.number.in_(_numbers_of(who)))
    if incident_filter.since:
        query = query.where(IncidentRow.happened_on >= incident_filter.since)
    if incident_filter.until:
        query = query.where(IncidentRow.happened_on <= incident_filter.until)
    return query


def _articles_of(session: Session, numbers: Sequence[str]) -> dict[str, list[Source]]:
    """Return the articles of all drafts that belong to these incidents, each with the hash of its first stored page."""
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
    sources_of: dict[str, list[Source]] = defaultdict(list)
    for number, *article, archived, at in session.execute(query):
        sources_of[str(number)].append(replace(Source(*article), archived=archived or "", archived_at=at.isoformat() if at else None))
    for number, tips in tip_sources(session, frozenset(numbers)).items():
        sources_of[number] += tips
    return sources_of


def _by_one_name(outlets: tuple[str, ...], aliases: OutletAliases) -> tuple[str, ...]:
    """Return the outlets with the one name of each known one, once; names of unknown outlets as they were recorded."""
    named = tuple(known_outlet(outlet, aliases) or outlet for outlet in outlets)
    return outlets if named == outlets else tuple(dict.fromkeys(named))


def _incident(
    row: Any, statuses: Sequence[Status], articles: Sequence[Source], persons: Mapping[int, KnownPerson], aliases: OutletAliases
) -> Incident:
    article_ids = {article.id for article in articles}
    imported = tuple(Source(**source) for source in row.sources if source["id"] not in article_ids)
    values = {field.name: field.kind.from_column(getattr(row, field.column)) for field in COLUMN_FIELDS}
    values["title_lang"] = values["title_lang"] or title_language(values["title"])
    values["titles"] = {**values["titles"], **({values["title_lang"]: values["title"]} if values["title"] else {})}
    values["outlets"] = _by_one_name(values["outlets"], aliases)
    victims = (with_person_record(victim, persons) for victim in values["victims"])
    values["victims"] = tuple(replace(victim, outlet=known_outlet(victim.outlet, aliases) or victim.outlet) for victim in victims)
    placed, apart = split_by_track((status for status in statuses if not status.withdrawn), values["categories"], Lawful(row.lawful))
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


# Columns of an incident that people may correct.
EDITABLE = frozenset({"private", "title_lang", "text_notes", *(field.column for field in COLUMN_FIELDS if field.on_incident)})


def record(
    session: Session,
    draft_id: int,
    facts: Mapping[str, Any],
    *,
    who: str,
    now: datetime,
    texts: EnteredTexts | None = None,
) -> IncidentRow:
    """Record the incident of a confirmed draft under the next number of its year. A withdrawn one gets its number back with the new facts.

    `facts` are columns of IncidentRow (`records.review.incident_facts`). Without a date, the year is the current one.
    Statuses are added afterwards. `texts` are those that a person gave; the others are proposed and do not replace checked ones.
    """
    entered = texts or EnteredTexts()
    number = session.scalar(select(IncidentRow.number).where(IncidentRow.draft_id == draft_id))
    if number is not None:
        alone_with_persons(session)
        row = locked_incident(session, number)
        before = content_now(session, row)
        row.withdrawn = False
        # Notes on the victims' safety are retained unless new ones are given.
        columns = {name: value for name, value in facts.items() if name != "private" or value}
        columns["victims"] = link_victims(session, facts["victims"], row.victims, who=who, now=now)
        # Statuses that editors added by hand were not removed with the undone decision.
        _require_statuses_in_place(session, row, columns)
        current = columns_of(row)
        columns |= entered.over(current, columns)
        columns["text_notes"] = entered.notes(current, {**current, **columns}, who=who, now=now)
        return write_change(session, row, columns, before, LedgerAction.GIVE_BACK, who=who, now=now)
    happened = facts["happened_on"]
    year = happened.year if happened else day_of(now).year
    serial = next_serial(session, year)
    facts = {**facts, "victims": link_victims(session, facts["victims"], who=who, now=now), "text_notes": entered.notes({}, facts, who=who, now=now)}
    row = IncidentRow(number=home().number(year, serial), year=year, serial=serial, draft_id=draft_id, withdrawn=False, sources=[], created_at=now)
    return write_change(session, row, facts, {}, LedgerAction.RECORD, who=who, now=now)


def withdraw(session: Session, number: str, *, who: str, now: datetime, note: str = "") -> None:
    """Withdraw an incident whose confirmation was undone. It retains its number and no longer counts."""
    row = locked_incident(session, number)
    before = content_now(session, row)
    row.withdrawn = True
    write_change(session, row, {}, before, LedgerAction.WITHDRAW, who=who, now=now, note=note)


def edit(
    session: Session,
    number: str,
    facts: Mapping[str, Any],
    private: Mapping[str, str],
    *,
    who: str,
    now: datetime,
    note: str = "",
    sources: Mapping[str, tuple[TextOrigin, str]] | None = None,
) -> IncidentRow:
    """Correct an incident. `facts` are columns among EDITABLE, `private` unpublished fields (both from `records.review.incident_facts.corrections`).

    `sources` give the origin of texts by their words. Raises NoSuchIncident, BadDecision.
    """
    if "victims" in facts:
        alone_with_persons(session)
    row = locked_incident(session, number)
    before = content_now(session, row)
    vouched = facts.get("texts_checked")
    changed = checked_correction(session, row, {name: value for name, value in facts.items() if name != "texts_checked"})
    if private:
        changed["private"] = private_fields({**row.private, **private})
    if "victims" in changed:
        changed["victims"] = link_victims(session, changed["victims"], row.victims, who=who, now=now)
    current = columns_of(row)
    if "title" in changed:
        changed["title_lang"] = title_language(changed["title"], current["title_lang"] or "") or None
    entered = EnteredTexts.of(changed, changed.get("title_lang") or current["title_lang"] or "", vouched, sources)
    changed |= {name: value for name, value in without_title_copy({**current, **changed}).items() if name in TEXT_COLUMNS and value != current[name]}
    changed["text_notes"] = entered.notes(current, {**current, **changed}, who=who, now=now)
    return write_change(session, row, changed, before, LedgerAction.EDIT, who=who, now=now, note=note)


def checked_correction(session: Session, row: IncidentRow, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a correction as they would be written, with derived ones. Raises BadDecision if the result would be invalid."""
    changed = dict(facts)
    if "primary" in changed or "categories" in changed:
        codes = changed.get("categories", row.categories)
        changed["primary"] = changed.get("primary") or (codes[0] if "categories" in changed else row.primary)
        changed["categories"] = list(dict.fromkeys([changed["primary"], *codes]))
    for field in COLUMN_FIELDS:
        if field.column in changed and changed[field.column] is None:
            changed[field.column] = field.kind.to_column(field.empty)
    _require_statuses_in_place(session, row, changed)
    return changed


def _require_statuses_in_place(session: Session, row: IncidentRow, changed: Mapping[str, Any]) -> None:
    """Raise BadDecision if new categories would move a status to the wrong track, or make one that is on the wrong track count.

    A correction of another field is no review of that status.
    """
    now, then = (
        ([Category(category) for category in values.get("categories", row.categories)], Lawful(values.get("lawful", row.lawful)))
        for values in ({}, changed)
    )
    for status in stored_statuses(session, [row.number])[row.number]:
        apart, wrong = track_fault(status.code, *now), track_fault(status.code, *then)
        if status.withdrawn or (apart is None) == (wrong is None):
            continue
        if wrong:
            raise BadDecision(tr("{day}: {wrong}; withdraw this status first").format(day=status.day, wrong=wrong))
        words = tr("{day}: {code} stands on the wrong track, and would count from now on as what it says; correct or withdraw this status first")
        raise BadDecision(words.format(day=status.day, code=status.code))


def locked_incident(session: Session, number: str) -> IncidentRow:
    """Return the row of an incident, locked until the transaction ends.

    Raises NoSuchIncident, and AlreadyDecided if this transaction has read it before and somebody has changed it since.
    """
    try:
        row = session.get(IncidentRow, number, with_for_update=True)
    except StaleDataError as error:
        raise _concurrent_change_error(number) from error
    if row is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number)).with_command(tr("`qorgan export incidents` lists them"))
    return row


def _concurrent_change_error(number: str) -> AlreadyDecided:
    return AlreadyDecided(tr("{number} was changed by somebody else at the same moment; look at it again").format(number=number))


def private_fields(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the unpublished notes with the salt of their digest; empty if there are none."""
    noted = {field.name: fields[field.name] for field in PRIVATE_FIELDS if fields.get(field.name, "").strip()}
    return {**noted, "salt": secrets.token_hex(16)} if noted else {}


def write_change(
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
    """Write columns of an incident, with a ledger row that has its content before and after.

    Raises BadDecision without a name, and AlreadyDecided if somebody else changed it at the same moment.
    """
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
        raise _concurrent_change_error(row.number) from error
    append_change(session, row, action, before, who=who, now=now, note=note)
    return row
