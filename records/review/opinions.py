"""Second opinions: randomly chosen decided drafts that another person decides again without seeing the first decision, and the agreement between
both.

They change no decision; they measure how far people agree and list the drafts on which they differ. In the ledger a second opinion has a subject
of its own, `second N`, because `undo` would revert a row under `draft N`.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from statistics import fmean
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from records import ledger
from records.country.places import place_names
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft
from records.field_kinds import day_and_precision
from records.i18n import tr
from records.language.names import normal_form
from records.review.incident_facts import incident_facts
from records.tables import DraftRow, FieldOpinionRow, SecondOpinionRow
from records.vocabulary import (
    CODED_FIELDS,
    Actor,
    Category,
    DatePrecision,
    DecisionAction,
    DraftState,
    LedgerAction,
    OpinionField,
    OpinionSettlement,
    RejectReason,
)

# Measures of agreement over pairs of (first value, second value).


def agreement_share(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Return the share of the pairs whose two values are equal, 0 to 1, or None without a pair."""
    return sum(first == second for first, second in pairs) / len(pairs) if pairs else None


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Return Cohen's kappa, the agreement beyond chance: 1 = full, 0 = as by chance, below 0 = less.

    Computed as (p_o - p_e) / (1 - p_e), where p_o is the observed agreement and p_e the agreement expected if both readers drew codes
    independently, each as often as observed. None without a pair, and where both always gave the same code, because p_e is 1 then.

    Source: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960), 37-46.
    """
    observed = agreement_share(pairs)
    if observed is None:
        return None
    first, second = Counter(mine for mine, _ in pairs), Counter(other for _, other in pairs)
    # Integers are used as long as possible, so that p_e = 1 is recognised exactly.
    by_chance = sum(first[code] * second[code] for code in first)
    whole = len(pairs) ** 2
    return None if by_chance == whole else (observed - by_chance / whole) / (1 - by_chance / whole)


def jaccard(first: Collection[Hashable], second: Collection[Hashable]) -> float:
    """Return the Jaccard index of two sets: the size of the intersection by that of the union, 0 to 1. Two empty sets give 1.

    Source: P. Jaccard, Étude comparative de la distribution florale, Bulletin de la Société Vaudoise des Sciences Naturelles 37 (1901), 547-579.
    """
    both, either = set(first) & set(second), set(first) | set(second)
    return len(both) / len(either) if either else 1.0


# Agreement on each field: overall, by language, and by pair of people.


@dataclass(frozen=True)
class FieldPair:
    """The two values that two readers gave for one field of a draft. `field_agreement_score` is 1 if they are equal, else 0; for victims it is the Jaccard index of
    the names.
    """

    field: OpinionField
    first: Any
    second: Any
    alike: float
    lang: str
    first_by: str
    second_by: str

    @property
    def people(self) -> tuple[str, str]:
        """The two people in alphabetical order."""
        return (self.first_by, self.second_by) if self.first_by <= self.second_by else (self.second_by, self.first_by)


@dataclass(frozen=True)
class FieldAgreement:
    """The agreement on a field: the number of pairs, how many are equal, the mean of `field_agreement_score`, and for codes Cohen's kappa (None if undefined)."""

    field: OpinionField
    pairs: int
    same: int
    alike: float
    kappa: float | None


def field_pairs(session: Session, since: datetime | None = None, until: datetime | None = None) -> list[FieldPair]:
    """Return the pairs of blind second opinions given from `since` until before `until`."""
    query = select(FieldOpinionRow).order_by(FieldOpinionRow.draft_id, FieldOpinionRow.field)
    if since is not None:
        query = query.where(FieldOpinionRow.at >= since)
    if until is not None:
        query = query.where(FieldOpinionRow.at < until)
    return [
        FieldPair(OpinionField(row.field), row.first, row.second, row.alike, row.lang, row.first_by, row.second_by) for row in session.scalars(query)
    ]


def by_field(pairs: Iterable[FieldPair]) -> list[FieldAgreement]:
    """Return the agreement on each field that has a pair, in the order of the vocabulary."""
    pairs_of: dict[OpinionField, list[FieldPair]] = defaultdict(list)
    for pair in pairs:
        pairs_of[pair.field].append(pair)
    return [_agreement(field, pairs_of[field]) for field in OpinionField if field in pairs_of]


def by_language(pairs: Iterable[FieldPair]) -> dict[str, list[FieldAgreement]]:
    """Return the agreement on each field for each language of the articles, by language code."""
    pairs_of: dict[str, list[FieldPair]] = defaultdict(list)
    for pair in pairs:
        pairs_of[pair.lang].append(pair)
    return {lang: by_field(pairs_of[lang]) for lang in sorted(pairs_of)}


def by_people(pairs: Iterable[FieldPair]) -> dict[tuple[str, str], list[FieldAgreement]]:
    """Return the agreement on each field for each two people.

    The values are ordered by person and not by who was first, so that kappa is that of the two people.
    """
    pairs_of: dict[tuple[str, str], list[FieldPair]] = defaultdict(list)
    for pair in pairs:
        ordered = pair if pair.people == (pair.first_by, pair.second_by) else replace(pair, first=pair.second, second=pair.first)
        pairs_of[pair.people].append(ordered)
    return {people: by_field(pairs_of[people]) for people in sorted(pairs_of)}


def _agreement(field: OpinionField, pairs: Sequence[FieldPair]) -> FieldAgreement:
    kappa = cohen_kappa([(pair.first, pair.second) for pair in pairs]) if field in CODED_FIELDS else None
    return FieldAgreement(field, len(pairs), sum(pair.alike == 1 for pair in pairs), fmean(pair.alike for pair in pairs), kappa)


# Second opinions field by field: the second reader's blind value next to the confirmed one, and who settled a difference how.
#
# They change no record: an editor who finds the record wrong corrects it there.

_MOST_NAMES, _LONGEST = 50, 200
# Characters of an ISO date that are written for each precision.
_WRITTEN = {DatePrecision.DAY: 10, DatePrecision.MONTH: 7, DatePrecision.YEAR: 4}


def first_reader_values(draft: DraftRow) -> dict[OpinionField, Any]:
    """Return the first reader's confirmed values: codes, a date as exact as known (`2026-11`), a place, names. Unknown values are empty."""
    facts = incident_facts({**draft.proposal, **draft.fields})
    day: date | None = facts["happened_on"]
    precision = DatePrecision(facts["date_precision"] or DatePrecision.DAY)
    return {
        OpinionField.CATEGORY: str(facts["primary"]),
        OpinionField.DATE: day.isoformat()[: _WRITTEN[precision]] if day else "",
        OpinionField.PLACE: facts["place"] or "",
        OpinionField.VICTIMS: [str(victim["name"]) for victim in facts["victims"]],
        OpinionField.ACTOR: str(facts["actor"]),
    }


def checked_opinion(opinion: Mapping[OpinionField, Any]) -> dict[OpinionField, Any]:
    """Return a second reader's values in the form of `first_reader_values`; fields without an opinion are left out.

    Raises BadDecision for an invalid code or date, and for too many names.
    """
    checked: dict[OpinionField, Any] = {}
    for field, value in opinion.items():
        match field:
            case OpinionField.CATEGORY if value not in list(Category):
                raise BadDecision(tr("choose the main category"), field)
            case OpinionField.ACTOR if value not in list(Actor):
                raise BadDecision(tr("choose who did it"), field)
            case OpinionField.DATE:
                read = day_and_precision(value) if value else None
                if value and read is None:
                    raise BadDecision(tr("{written} is no date").format(written=str(value)[:40]), field)
                checked[field] = read[0].isoformat()[: _WRITTEN[read[1]]] if read else ""
            case OpinionField.VICTIMS:
                names = list(dict.fromkeys(" ".join(name.split())[:_LONGEST] for name in value if name.strip()))
                if len(names) > _MOST_NAMES:
                    raise BadDecision(tr("at most {n} names").format(n=_MOST_NAMES), field)
                checked[field] = names
            case OpinionField.PLACE:
                checked[field] = " ".join(str(value).split())[:_LONGEST]
            case _:
                checked[field] = str(value)
    return checked


def field_agreement_score(field: OpinionField, first: Any, second: Any) -> float:
    """Return 1 if both values are equal, else 0; for victims, the Jaccard index of the names.

    Names are compared regardless of order and case, places by any of their names.
    """
    match field:
        case OpinionField.VICTIMS:
            return jaccard({normal_form(name) for name in first}, {normal_form(name) for name in second})
        case OpinionField.PLACE:
            return float(bool(_places(first) & _places(second)) or not (first or second))
    return float(first == second)


def store_opinion(
    session: Session, draft: DraftRow, opinion: Mapping[OpinionField, Any], *, first_by: str, second_by: str, now: datetime
) -> list[FieldOpinionRow]:
    """Store the second reader's value of each field next to the confirmed one. Raises what `checked_opinion` raises."""
    confirmed, checked = first_reader_values(draft), checked_opinion(opinion)
    rows = [
        FieldOpinionRow(
            draft_id=draft.id, field=field, first=confirmed[field], second=value, alike=field_agreement_score(field, confirmed[field], value), lang=draft.lang,
            first_by=first_by, second_by=second_by, at=now,
        )
        for field, value in checked.items()
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return rows


def opinions_on(session: Session, draft_id: int) -> list[FieldOpinionRow]:
    """Return the values of two readers of a draft, in the order of the fields; empty if the second gave none."""
    rows = {OpinionField(row.field): row for row in session.scalars(select(FieldOpinionRow).where(FieldOpinionRow.draft_id == draft_id))}
    return [rows[field] for field in OpinionField if field in rows]


def differing_fields(session: Session, draft_ids: Collection[int]) -> dict[int, list[OpinionField]]:
    """Return the fields on which two people differ for each of these drafts, settled or not. Drafts without a difference are left out."""
    query = select(FieldOpinionRow.draft_id, FieldOpinionRow.field).where(FieldOpinionRow.draft_id.in_(draft_ids), FieldOpinionRow.alike < 1)
    fields_of: dict[int, list[OpinionField]] = defaultdict(list)
    for draft_id, field in session.execute(query):
        fields_of[draft_id].append(OpinionField(field))
    return {draft_id: sorted(fields, key=list(OpinionField).index) for draft_id, fields in fields_of.items()}


def unsettled_opinions(session: Session, limit: int = 200) -> Sequence[FieldOpinionRow]:
    """Return the fields on which two readers differ and that nobody has settled, the latest first."""
    query = select(FieldOpinionRow).where(FieldOpinionRow.alike < 1, FieldOpinionRow.settled.is_(None))
    return session.scalars(query.order_by(FieldOpinionRow.at.desc(), FieldOpinionRow.draft_id, FieldOpinionRow.field).limit(limit)).all()


def settle_opinion(
    session: Session, draft_id: int, field: OpinionField, settled: OpinionSettlement, *, who: str, now: datetime, note: str = ""
) -> FieldOpinionRow:
    """Record who is right about a field on which two readers differ. It may be settled again; the ledger has each time.

    A third person settles it, or (`AGREED`) the second reader after seeing the first value. Raises NoSuchDraft if there is no such opinion,
    AlreadyDecided if the two agree, and BadDecision for anybody else, or if neither is right and the note does not say what is.
    """
    row = session.get(FieldOpinionRow, (draft_id, field), with_for_update=True)
    if row is None:
        raise NoSuchDraft(tr("there is no second opinion on this field of draft {draft}").format(draft=draft_id))
    if row.alike == 1:
        raise AlreadyDecided(tr("both readers say the same of this field"))
    if settled is OpinionSettlement.AGREED and who != row.second_by:
        raise BadDecision(tr("only the second reader can agree after all"))
    if settled is not OpinionSettlement.AGREED and who in (row.first_by, row.second_by):
        raise BadDecision(tr("a third person settles what two readers differ on"))
    if settled is OpinionSettlement.OTHER and not note.strip():
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
    """Return all names of a place in normal form, so that it compares equal in each language."""
    return {normal_form(name) for name in (written, *place_names(written)) if name}


# One in ten.
_SHARE = 0.1
# The field of a draft under which the ledger records each field of a second opinion.
_DRAFT_FIELD_OF = {
    OpinionField.CATEGORY: "primary",
    OpinionField.DATE: "incident_date",
    OpinionField.PLACE: "place",
    OpinionField.VICTIMS: "victims",
    OpinionField.ACTOR: "actor",
}
_DECIDED_STATES = (DraftState.CONFIRMED, DraftState.REJECTED)


@dataclass(frozen=True)
class Agreement:
    """The agreement of first and second opinions on whether a draft is confirmed. `share` and `kappa` are None if undefined."""

    opinions: int
    agreed: int
    share: float | None
    kappa: float | None
    """Cohen's kappa: agreement beyond chance; 1 = full, 0 = none beyond chance. Also None if both always gave the same answer."""


@dataclass(frozen=True)
class Disagreement:
    """A draft on which two people disagree."""

    draft_id: int
    title: str
    first_by: str
    first_action: str
    second_by: str
    second_action: str
    second_reason: str | None
    at: datetime


def is_chosen_for_opinion(draft_id: int) -> bool:
    """Return whether this draft was randomly chosen: one in ten, and always the same answer for a draft."""
    drawn = int.from_bytes(hashlib.sha256(f"second opinion on draft {draft_id}".encode()).digest()[:8], "big")
    return drawn < _SHARE * 2**64


def request_opinion(session: Session, draft: DraftRow, *, now: datetime) -> bool:
    """Request a second opinion on a draft that was just decided, if it was randomly chosen. Return whether it was requested.

    Samples are left out, because they measure something else. Call it after every confirmation and rejection; calling it twice does no harm.
    """
    if draft.sample or draft.state not in _DECIDED_STATES or not draft.decided_by or not is_chosen_for_opinion(draft.id):
        return False
    row = session.get(SecondOpinionRow, draft.id)
    if row is None:
        session.add(SecondOpinionRow(draft_id=draft.id, asked_at=now, first_by=draft.decided_by))
    elif row.second_at is None:
        # The decision was undone in the meantime and taken again.
        row.first_by, row.asked_at = draft.decided_by, now
    session.flush()
    return True


def awaiting_opinion_from(who: str) -> ColumnElement[bool]:
    """Return a condition for the drafts on which this person may give a second opinion."""
    # A subquery of the few open requests, so that not every decided draft is read.
    awaiting = select(SecondOpinionRow.draft_id).where(SecondOpinionRow.second_at.is_(None), SecondOpinionRow.first_by != who)
    return and_(DraftRow.id.in_(awaiting), DraftRow.state.in_(_DECIDED_STATES))


def is_blind_reader(session: Session, draft_id: int, who: str) -> bool:
    """Return whether this person is asked for a second opinion on the draft, so that its decision must not be shown to them."""
    return session.scalar(select(DraftRow.id).where(DraftRow.id == draft_id, awaiting_opinion_from(who))) is not None


def count_waiting_opinions(session: Session, who: str) -> int:
    """Return the number of drafts on which this person may give a second opinion."""
    return session.scalar(select(func.count()).select_from(DraftRow).where(awaiting_opinion_from(who))) or 0


def record_opinion(
    session: Session,
    draft_id: int,
    *,
    who: str,
    now: datetime,
    action: str,
    reason: str | None = None,
    note: str = "",
    fields: Mapping[OpinionField, Any] | None = None,
) -> SecondOpinionRow:
    """Record another person's opinion on a decided draft. The decision does not change.

    `fields` are the second reader's values of single fields; they are stored if both confirm. Raises NoSuchDraft if no opinion was requested,
    AlreadyDecided if it was given already or the decision was undone, and BadDecision.
    """
    _check(action, reason, note)
    row = session.get(SecondOpinionRow, draft_id, with_for_update=True)
    draft = session.get(DraftRow, draft_id)
    if row is None or draft is None:
        raise NoSuchDraft(tr("no second opinion is asked for on draft {draft}").format(draft=draft_id))
    if row.second_at is not None or draft.state not in _DECIDED_STATES:
        raise AlreadyDecided(tr("the second opinion on draft {draft} is there already, or no longer wanted").format(draft=draft_id))
    if row.first_by == who:
        raise BadDecision(tr("the second opinion on draft {draft} is for somebody else: the first decision is yours").format(draft=draft_id))
    row.second_by, row.second_action, row.second_at = who, action, now
    row.second_reason = reason if action == DecisionAction.REJECT else None
    row.agreed = (draft.state == DraftState.CONFIRMED) == (action == DecisionAction.CONFIRM)
    session.flush()
    stored = {}
    if fields and row.agreed and action == DecisionAction.CONFIRM:
        stored = {
            _DRAFT_FIELD_OF[OpinionField(field_opinion.field)]: field_opinion.second
            for field_opinion in store_opinion(session, draft, fields, first_by=row.first_by, second_by=who, now=now)
        }
    after = {"action": action, "reason": row.second_reason, "first_by": row.first_by, "agreed": row.agreed, **({"fields": stored} if stored else {})}
    ledger.append(
        session,
        at=now,
        who=who,
        action=LedgerAction.SECOND,
        subject=f"second {draft_id}",
        before={},
        after=after,
        reason=row.second_reason,
        note=note,
    )
    return row


def _check(action: str, reason: str | None, note: str) -> None:
    if action not in (DecisionAction.CONFIRM, DecisionAction.REJECT):
        raise BadDecision(tr("a second opinion confirms or rejects"))
    if action == DecisionAction.REJECT and reason not in list(RejectReason):
        raise BadDecision(tr("choose one of the nine reasons to reject"))
    if action == DecisionAction.REJECT and reason == RejectReason.OTHER and not note.strip():
        raise BadDecision(tr("the reason “other” needs a note that says which"))


def agreement(session: Session, since: datetime | None = None, until: datetime | None = None) -> Agreement:
    """Return the agreement of the second opinions given from `since` until before `until`."""
    query = select(SecondOpinionRow.second_action, SecondOpinionRow.agreed, func.count()).where(SecondOpinionRow.second_at.is_not(None))
    if since is not None:
        query = query.where(SecondOpinionRow.second_at >= since)
    if until is not None:
        query = query.where(SecondOpinionRow.second_at < until)
    counted = query.group_by(SecondOpinionRow.second_action, SecondOpinionRow.agreed)
    pairs = {(action, bool(agreed)): number for action, agreed, number in session.execute(counted)}
    both_confirm, both_reject = pairs.get((DecisionAction.CONFIRM, True), 0), pairs.get((DecisionAction.REJECT, True), 0)
    return measured_agreement(both_confirm, both_reject, pairs.get((DecisionAction.REJECT, False), 0), pairs.get((DecisionAction.CONFIRM, False), 0))


def measured_agreement(both_confirm: int, both_reject: int, only_first: int, only_second: int) -> Agreement:
    """Return share and kappa from the four counts. `only_first`: only the first person confirmed."""
    yes, no = DecisionAction.CONFIRM, DecisionAction.REJECT
    pairs = [*[(yes, yes)] * both_confirm, *[(no, no)] * both_reject, *[(yes, no)] * only_first, *[(no, yes)] * only_second]
    return Agreement(len(pairs), both_confirm + both_reject, agreement_share(pairs), cohen_kappa(pairs))


def disagreements(session: Session, limit: int = 100) -> Sequence[Disagreement]:
    """Return the drafts on which two people disagree, the latest first."""
    query = (
        select(SecondOpinionRow, DraftRow.title)
        .join(DraftRow, DraftRow.id == SecondOpinionRow.draft_id)
        .where(SecondOpinionRow.agreed.is_(False))
        .order_by(SecondOpinionRow.second_at.desc(), SecondOpinionRow.draft_id)
        .limit(limit)
    )
    return [_differing(row, title) for row, title in session.execute(query)]


def _differing(row: SecondOpinionRow, title: str) -> Disagreement:
    second = row.second_action or ""
    # There are only two answers, so the first one was the other.
    first = DecisionAction.REJECT if second == DecisionAction.CONFIRM else DecisionAction.CONFIRM
    return Disagreement(row.draft_id, title, row.first_by, first, row.second_by or "", second, row.second_reason, row.second_at or row.asked_at)
