"""A second opinion field by field: what the second reader says blind, beside what the first confirmed; what differs, and who settled it how.

It changes no record, as second opinions do not: an editor who finds the record wrong corrects it there.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import ledger
from records.country.places_by_language import place_names
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft
from records.i18n import tr
from records.persons.name_reading import normal_form
from records.review.agreement_measures import jaccard
from records.review.draft_fields import day_and_precision
from records.review.incident_facts import incident_facts
from records.tables import DraftRow, FieldOpinionRow
from records.vocabulary import Actor, Category, DatePrecision, LedgerAction, OpinionField, Settled

_MOST_NAMES, _LONGEST = 50, 200
# A date is written so far as it is known.
_WRITTEN = {DatePrecision.DAY: 10, DatePrecision.MONTH: 7, DatePrecision.YEAR: 4}


def first_said(draft: DraftRow) -> dict[OpinionField, Any]:
    """What the first reader confirmed: codes, a date as far as it is known (`2026-11`), a place, names. What is not known is empty."""
    facts = incident_facts({**draft.proposal, **draft.fields})
    day: date | None = facts["happened_on"]
    precision = DatePrecision(facts["date_precision"] or DatePrecision.DAY)
    return {
        OpinionField.CATEGORY: str(facts["primary"]),
        OpinionField.DATE: day.isoformat()[: _WRITTEN[precision]] if day else "",
        OpinionField.PLACE: facts["place"] or "",
        OpinionField.VICTIMS: [str(one["name"]) for one in facts["victims"]],
        OpinionField.ACTOR: str(facts["actor"]),
    }


def checked_opinion(said: Mapping[OpinionField, Any]) -> dict[OpinionField, Any]:
    """What a second reader says, in the shape of `first_said`; a field that is not there she says nothing of. Raises BadDecision for what is no code, no date, or too long."""
    found: dict[OpinionField, Any] = {}
    for field, value in said.items():
        match field:
            case OpinionField.CATEGORY if value not in list(Category):
                raise BadDecision(tr("choose the main category"), field)
            case OpinionField.ACTOR if value not in list(Actor):
                raise BadDecision(tr("choose who did it"), field)
            case OpinionField.DATE:
                read = day_and_precision(value) if value else None
                if value and read is None:
                    raise BadDecision(tr("{written} is no date").format(written=str(value)[:40]), field)
                found[field] = read[0].isoformat()[: _WRITTEN[read[1]]] if read else ""
            case OpinionField.VICTIMS:
                names = list(dict.fromkeys(" ".join(name.split())[:_LONGEST] for name in value if name.strip()))
                if len(names) > _MOST_NAMES:
                    raise BadDecision(tr("at most {n} names").format(n=_MOST_NAMES), field)
                found[field] = names
            case OpinionField.PLACE:
                found[field] = " ".join(str(value).split())[:_LONGEST]
            case _:
                found[field] = str(value)
    return found


def alike(field: OpinionField, first: Any, second: Any) -> float:
    """1 where both say the same, else 0; of victims the part of the names that is common. A name is the same in any order and case, a place in any of its names."""
    match field:
        case OpinionField.VICTIMS:
            return jaccard({normal_form(name) for name in first}, {normal_form(name) for name in second})
        case OpinionField.PLACE:
            return float(bool(_places(first) & _places(second)) or not (first or second))
    return float(first == second)


def keep_opinion(
    session: Session, draft: DraftRow, said: Mapping[OpinionField, Any], *, first_by: str, second_by: str, now: datetime
) -> list[FieldOpinionRow]:
    """Keep what the second reader says of each field beside what the first confirmed. Raises what `checked_opinion` raises."""
    stands, checked = first_said(draft), checked_opinion(said)
    rows = [
        FieldOpinionRow(
            draft_id=draft.id, field=field, first=stands[field], second=value, alike=alike(field, stands[field], value), lang=draft.lang,
            first_by=first_by, second_by=second_by, at=now,
        )
        for field, value in checked.items()
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return rows


def opinions_on(session: Session, draft_id: int) -> list[FieldOpinionRow]:
    """What two readers said of a draft, in the order of the fields; empty where the second said nothing of any field."""
    rows = {OpinionField(row.field): row for row in session.scalars(select(FieldOpinionRow).where(FieldOpinionRow.draft_id == draft_id))}
    return [rows[field] for field in OpinionField if field in rows]


def differing(session: Session, draft_ids: Collection[int]) -> dict[int, list[OpinionField]]:
    """Of these drafts the fields of which two people did not say the same, settled or not."""
    query = select(FieldOpinionRow.draft_id, FieldOpinionRow.field).where(FieldOpinionRow.draft_id.in_(draft_ids), FieldOpinionRow.alike < 1)
    found: dict[int, list[OpinionField]] = defaultdict(list)
    for draft_id, field in session.execute(query):
        found[draft_id].append(OpinionField(field))
    return {draft_id: sorted(fields, key=list(OpinionField).index) for draft_id, fields in found.items()}


def unsettled(session: Session, limit: int = 200) -> Sequence[FieldOpinionRow]:
    """Fields on which two readers differ and that nobody has settled, the latest first."""
    query = select(FieldOpinionRow).where(FieldOpinionRow.alike < 1, FieldOpinionRow.settled.is_(None))
    return session.scalars(query.order_by(FieldOpinionRow.at.desc(), FieldOpinionRow.draft_id, FieldOpinionRow.field).limit(limit)).all()


def settle(session: Session, draft_id: int, field: OpinionField, settled: Settled, *, who: str, now: datetime, note: str = "") -> FieldOpinionRow:
    """Say who is right about a field on which two readers differ: a third does, or (`AGREED`) the second after having seen what the first said. It may be settled again; the ledger keeps each.

    Raises NoSuchDraft where there is no such opinion, AlreadyDecided where the two agree, and BadDecision for somebody else, and where neither is right without a word on what is.
    """
    row = session.get(FieldOpinionRow, (draft_id, field), with_for_update=True)
    if row is None:
        raise NoSuchDraft(tr("there is no second opinion on this field of draft {draft}").format(draft=draft_id))
    if row.alike == 1:
        raise AlreadyDecided(tr("both readers say the same of this field"))
    if settled is Settled.AGREED and who != row.second_by:
        raise BadDecision(tr("only the second reader can agree after all"))
    if settled is not Settled.AGREED and who in (row.first_by, row.second_by):
        raise BadDecision(tr("a third person settles what two readers differ on"))
    if settled is Settled.OTHER and not note.strip():
        raise BadDecision(tr("say what is right"), "note")
    before = {"field": str(field), "settled": row.settled}
    row.settled, row.settled_by, row.settled_at, row.settled_note = settled, who, now, note.strip()
    session.flush()
    after = {"field": str(field), "settled": str(settled)}
    ledger.append(
        session, at=now, who=who, action=LedgerAction.SETTLE_FIELD, subject=f"second {draft_id}", before=before, after=after, note=note.strip()
    )
    return row


def _places(written: str) -> set[str]:
    """All names of a place, so that one is the same in each language."""
    return {normal_form(name) for name in (written, *place_names(written)) if name}
