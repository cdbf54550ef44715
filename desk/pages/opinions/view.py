"""The opinions of two readers on a field, in words, and what the current user may do about them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from desk.rendering import day
from records.clock import parse_day
from records.i18n import tr
from records.review import opinions
from records.tables import FieldOpinionRow
from records.users import Role, User
from records.vocabulary import ACTOR_LABELS, CATEGORIES, OPINION_FIELD_LABELS, Actor, Category, OpinionField, OpinionSettlement


@dataclass(frozen=True)
class OpinionView:
    """A field of a draft with the opinions of two readers. `may_settle`: the user is a third person; `may_agree`: she is the second, and may agree
    after all."""

    row: FieldOpinionRow
    label: str
    first: str
    second: str
    same: bool
    settled: OpinionSettlement | None
    may_settle: bool
    may_agree: bool


def opinion_views(rows: Iterable[FieldOpinionRow], person: User) -> list[OpinionView]:
    """Return these fields for this person, in her language."""
    return [_shown(row, person) for row in rows]


def differing_words(session: Session, draft_ids: Collection[int]) -> dict[int, str]:
    """Return, by draft, the fields on which two people differ, in words."""
    return {
        id: ", ".join(tr(OPINION_FIELD_LABELS[field]) for field in fields) for id, fields in opinions.differing_fields(session, draft_ids).items()
    }


def _shown(row: FieldOpinionRow, person: User) -> OpinionView:
    field, same = OpinionField(row.field), row.alike == 1
    settled = OpinionSettlement(row.settled) if row.settled else None
    return OpinionView(
        row,
        tr(OPINION_FIELD_LABELS[field]),
        opinion_words(field, row.first),
        opinion_words(field, row.second),
        same,
        settled,
        not same and person.may(Role.EDITOR) and person.name not in (row.first_by, row.second_by),
        not same and settled is None and person.may(Role.MONITOR) and person.name == row.second_by,
    )


def opinion_words(field: OpinionField, value: Any) -> str:
    """Return an opinion in words; empty if unknown."""
    match field:
        case OpinionField.CATEGORY:
            return tr(CATEGORIES[Category(value)].label)
        case OpinionField.ACTOR:
            return tr(ACTOR_LABELS[Actor(value)])
        case OpinionField.VICTIMS:
            return "\n".join(value)
        case OpinionField.DATE:
            return day(parse_day(value)) or str(value)
    return str(value)
