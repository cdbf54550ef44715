"""One correction of many incidents: what was asked for, what it would change in each, and doing it.

Each incident is corrected as by itself: the same checks, the same row in the ledger. What was changed by somebody else since it was looked at stays as it is, and is
told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from desk.pages.history.ledger_words import field_words, value_words
from records import incidents
from records.database import in_transaction, read_session
from records.errors import BadDecision, QorganError
from records.i18n import tr
from records.incident_fields import BY_NAME
from records.incidents.incident_ledger import incident_subject
from records.incidents.repository import fitting
from records.ledger.written_notes import ProgramNote, WrittenNote, written_note
from records.patience import WITH_A_PERSON
from records.review.draft_fields import checked
from records.review.incident_facts import corrections
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import LedgerAction

# Incidents in one correction. Each costs some milliseconds and a row of the ledger, and nobody looks through more before pressing the button.
MOST_AT_ONCE = 500
# Incidents written in one transaction: others wait no longer than these take.
BATCH = 25
# What may be said of many at once.
FIELDS = ("actor", "region", "place", "online")
_YES = "yes"
# What a change of many may have touched.
_COLUMNS = ("primary", "categories", "country", *(BY_NAME[name].column for name in FIELDS))


@dataclass(frozen=True)
class BulkChange:
    """What is asked for; what is empty stays as it is. `added` and `dropped` are categories, `fields` the others by their names."""

    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    fields: Mapping[str, Any] | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.dropped or self.fields)

    def of(self, row: IncidentRow) -> dict[str, Any]:
        """The fields in which this incident would be another; empty where it stays as it is. Raises BadDecision if no category would be left."""
        found = {name: value for name, value in (self.fields or {}).items() if getattr(row, BY_NAME[name].column) != value}
        codes = [code for code in dict.fromkeys([*row.categories, *self.added]) if code not in self.dropped]
        if not codes:
            raise BadDecision(tr("no category would be left"))
        if codes != list(row.categories):
            found |= {"primary": codes[0], "categories": codes}
        return found


@dataclass(frozen=True)
class ForeseenChange:
    """What would become, or became, of one incident. `was` and `will` are the words of each field that is another; `refused` says why it stays as it is.
    `seen` is the state in which it was looked at."""

    number: str
    seen: int
    changes: tuple[tuple[str, str, str], ...] = ()
    refused: str = ""

    @property
    def will(self) -> bool:
        return bool(self.changes) and not self.refused


def asked_change(typed: Mapping[str, Sequence[str]]) -> tuple[BulkChange, dict[str, str]]:
    """What a form asks for, and what is wrong with each of its fields."""
    said = {name: next((value.strip() for value in typed.get(name, ()) if value.strip()), "") for name in FIELDS}
    fields: dict[str, Any] = {name: value == _YES if name == "online" else value for name, value in said.items() if value}
    wrong = {}
    for name, value in list(fields.items()):
        try:
            fields[name] = checked({name: value})[name]
        except BadDecision as error:
            wrong[name] = str(error).removeprefix(f"{name}: ")
    added, dropped = (tuple(dict.fromkeys(code for code in typed.get(name, ()) if code)) for name in ("added", "dropped"))
    for name, codes in (("added", added), ("dropped", dropped)):
        if codes:
            try:
                checked({"categories": list(codes)})
            except BadDecision as error:
                wrong[name] = str(error).removeprefix("categories: ")
    if both := sorted(set(added) & set(dropped)):
        wrong["dropped"] = tr("{codes}: added and taken away at once").format(codes=", ".join(both))
    return BulkChange(added, dropped, fields), wrong


def foreseen(session: Session, numbers: Sequence[str], change: BulkChange) -> list[ForeseenChange]:
    """What the change would do to each of these incidents; nothing is written. A number that there is not is left out."""
    found = {row.number: row for row in session.scalars(select(IncidentRow).where(IncidentRow.number.in_(numbers)))}
    return [_foreseen(session, found[number], change) for number in numbers if number in found]


def change_all(engine: Engine, seen: Mapping[str, int], change: BulkChange, *, who: str, now: datetime, note: str = "") -> list[ForeseenChange]:
    """Correct each of these incidents, if it is still in the state in which it was seen. What became of each."""
    numbers, done = iter(seen), []
    while some := list(islice(numbers, BATCH)):
        try:
            done += in_transaction(engine, lambda session, some=some: list(_batch(session, some, seen, change, who, now, note)), WITH_A_PERSON)  # type: ignore[misc]
        except (QorganError, StaleDataError) as error:
            # Nothing of this batch was written; the ones before it stand.
            words = tr("nothing was saved: {why}").format(why=error if isinstance(error, QorganError) else tr("somebody else was changing it"))
            with read_session(engine) as session:
                done += [_refused(row, words) for row in session.scalars(select(IncidentRow).where(IncidentRow.number.in_(some)))]
    return done


def _batch(
    session: Session, some: Sequence[str], seen: Mapping[str, int], change: BulkChange, who: str, now: datetime, note: str
) -> Iterator[ForeseenChange]:
    for number in some:
        row = session.get(IncidentRow, number, with_for_update=True)
        if row is None:
            continue
        if row.version != seen[number]:
            yield _refused(row, tr("somebody else has changed it since you looked; nothing was changed here"))
            continue
        told = _foreseen(session, row, change)
        if told.will:
            facts, _ = corrections(change.of(row))
            incidents.edit(session, number, facts, {}, who=who, now=now, note=note)
        yield told


def take_back_all(engine: Engine, seen: Mapping[str, int], *, who: str, now: datetime) -> list[ForeseenChange]:
    """Give each of these incidents back what its last correction took, if that was this person's and nothing was changed since. What became of each."""
    numbers, done = iter(seen), []
    while some := list(islice(numbers, BATCH)):
        try:
            done += in_transaction(engine, lambda session, some=some: list(_taken_back(session, some, seen, who, now)), WITH_A_PERSON)  # type: ignore[misc]
        except (QorganError, StaleDataError) as error:
            words = tr("nothing was saved: {why}").format(why=error if isinstance(error, QorganError) else tr("somebody else was changing it"))
            with read_session(engine) as session:
                done += [_refused(row, words) for row in session.scalars(select(IncidentRow).where(IncidentRow.number.in_(some)))]
    return done


def _taken_back(session: Session, some: Sequence[str], seen: Mapping[str, int], who: str, now: datetime) -> Iterator[ForeseenChange]:
    for number in some:
        row = session.get(IncidentRow, number, with_for_update=True)
        if row is None:
            continue
        last = session.scalars(select(LedgerRow).where(LedgerRow.subject == incident_subject(number)).order_by(LedgerRow.id.desc()).limit(1)).first()
        if row.version != seen[number] or last is None or (last.who, last.action) != (who, LedgerAction.EDIT):
            yield _refused(row, tr("it was changed since; nothing was taken back here"))
            continue
        before = last.before or {}
        was = {name: before[name] for name in _COLUMNS if name in before and before[name] != getattr(row, name)}
        told = _told(row, was)
        if was:
            note = written_note(WrittenNote.TAKEN_BACK, note=ProgramNote(last.note)) if last.note else ""
            incidents.edit(session, number, was, {}, who=who, now=now, note=note)
        yield told


def _foreseen(session: Session, row: IncidentRow, change: BulkChange) -> ForeseenChange:
    if row.withdrawn:
        return _refused(row, tr("it is withdrawn"))
    try:
        fields = change.of(row)
        facts, _ = corrections(fields) if fields else ({}, {})
        if facts:
            fitting(session, row, facts)
    except BadDecision as error:
        return _refused(row, str(error))
    return _told(row, fields)


def _told(row: IncidentRow, fields: Mapping[str, Any]) -> ForeseenChange:
    changes = tuple(
        (field_words(name), value_words(name, getattr(row, BY_NAME[name].column)), value_words(name, value))
        for name, value in fields.items()
        if not (name == "primary" and row.primary == value)
    )
    return ForeseenChange(row.number, row.version, changes)


def _refused(row: IncidentRow, words: str) -> ForeseenChange:
    return ForeseenChange(row.number, row.version, refused=words)
